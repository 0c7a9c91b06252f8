/*
 * The journal: local append-only files through which request log rows travel to
 * the database (DESIGN.md section 9). This file knows records, files and locks;
 * record.c fills records from requests, ship.c sends them on.
 *
 * A file `<host uuid>-<16 hex>.jnl` is records one after the other:
 *     u32 length of what follows the CRC | u32 CRC-32C of it | u8 format version | fields
 * and a field is u8 number | u32 length | bytes; integers in fields are 8 bytes. All numbers
 * are little endian. Unknown field numbers are skipped, so that an older shipper reads
 * what a newer process wrote.
 */
#ifndef TRAIL_JOURNAL_H
#define TRAIL_JOURNAL_H

#include "base/settings.h"
#include "web/caller.h"

#define JOURNAL_FORMAT 1
#define JOURNAL_HEAD_LEN 8
#define JOURNAL_RECORD_MAX (512u * 1024)
#define JOURNAL_FILE_MAX (32u * 1024 * 1024) /* a writer goes on in a new file after this */

/* One request as it is written down. NULL slices and nil ids are simply not there. */
struct journal_record {
	struct uuid id;
	int64_t ts_us;      /* its millisecond is that of the id */
	uint64_t entity_id; /* 0: nobody's */
	enum mode mode;     /* 0: unknown */
	struct uuid key_id, credential_id;
	struct slice method, operation, resource, path, query, code, reason, agent;
	uint64_t status, duration_us, request_bytes, answer_bytes;
	unsigned char address[16];
	struct slice request_headers, request_body, answer_headers, answer_body;
	/* Permanent names of fields, sorted as the catalog has them, joined by commas. */
	struct slice shown, written, named;
	/* How many records this process could not write before this one, and when. */
	uint64_t lost;
	int64_t lost_from_us, lost_to_us;
};

/* Appends the record, head included. out must have room for JOURNAL_RECORD_MAX. */
void journal_encode(struct str *out, const struct journal_record *record);

enum journal_read { JOURNAL_RECORD, JOURNAL_PARTIAL, JOURNAL_BAD };

/*
 * The record at the start of bytes. JOURNAL_RECORD: *record points into bytes and *used says how
 * many it took. JOURNAL_PARTIAL: bytes end before the record does. JOURNAL_BAD: length, CRC,
 * version or fields are wrong. Never reads past bytes, whatever they are.
 */
enum journal_read journal_decode(struct slice bytes, struct journal_record *record, size_t *used);

/*
 * The host's id, from the file `host` in the folder; made atomically by whoever comes first.
 * False with errno set if the folder cannot be used.
 */
bool journal_host(const char *dir, struct uuid *host);

/* This process's end of the journal. One a process; not for several threads. */
struct journal;

/* Never fails: the file is made at the first append, and again after a failure. */
struct journal *journal_new(const char *dir);

/*
 * Appends with one write(2). False if it could not be kept whole: what was written of it is
 * truncated away, the record is counted, and the next one that gets through says so.
 */
bool journal_append(struct journal *journal, struct arena *arena, struct journal_record *record);

/* Records that could not be written since the last one that could. */
uint64_t journal_lost(const struct journal *journal);

/* Ends the file: whoever ships next adopts it. */
void journal_free(struct journal *journal);

#endif
