/*
 * Contents of documents at rest (DESIGN.md section 6): pieces of 256 KiB below a content id,
 * each sealed alone, so that a content is written and read in constant memory. A content is
 * written whole before a document points at it and never changes afterwards; one to which no
 * document points is an orphan and listed as such from before its first piece on.
 */
#ifndef RECORDS_CONTENTS_H
#define RECORDS_CONTENTS_H

#include "base/clock.h"
#include "crypt/secrets.h"
#include "db/db.h"

#define CONTENT_PIECE_BYTES ((size_t)256 * 1024)
#define CONTENT_ROOM_BYTES (CONTENT_PIECE_BYTES + SEAL_OVERHEAD)
#define CONTENTS_ORPHANED_US CLOCK_DAY /* how long an orphan is left alone */

/* What a document points at. */
struct content {
	struct uuid id;          /* nil: it has none yet */
	uint64_t version;        /* the document's */
	struct slice media_type; /* of the content; before there is one, as announced */
	uint64_t size_bytes;
};

/* Pieces of a content of that length, at least one. */
uint64_t content_npieces(uint64_t size_bytes);

/*
 * One piece sealed for its place: associated data are realm, content, number and whether it is
 * the last. content_open() gives the NULL slice if it is not what was sealed there.
 */
struct slice content_seal(struct arena *arena, const struct secrets *secrets, uint64_t realm_id,
    struct uuid content_id, uint64_t seq, bool last, struct slice piece);
struct slice content_open(struct arena *arena, const struct secrets *secrets, uint64_t realm_id,
    struct uuid content_id, uint64_t seq, bool last, struct slice sealed);

/* DB_NO_ROW if there is no such document. Not guarded: after the document has been found. */
enum db_status contents_find(struct db *db, struct arena *arena, uint64_t realm_id,
    struct uuid document_id, struct content *content);

/*
 * A new content, an orphan as yet; then its pieces from 0 on. Outside transactions. A piece is
 * sealed where it lies, behind the first SEAL_BEFORE bytes of a room of CONTENT_ROOM_BYTES.
 */
enum db_status contents_begin(
    struct db *db, uint64_t realm_id, struct uuid content_id, int64_t now_us);
enum db_status contents_put(struct db *db, const struct secrets *secrets, uint64_t realm_id,
    struct uuid content_id, uint64_t seq, bool last, char *room, size_t piece_bytes);

/* DB_NO_ROW: the piece is gone. *piece is the NULL slice if it cannot be unsealed. */
enum db_status contents_get(struct db *db, struct arena *arena, const struct secrets *secrets,
    uint64_t realm_id, const struct content *content, uint64_t seq, struct slice *piece);

/*
 * Inside the transaction that has locked the document: it points at the content, what it had
 * before becomes an orphan. DB_NO_ROW: the content is none that waits.
 */
enum db_status contents_point(struct db *db, struct arena *arena, uint64_t realm_id,
    struct uuid document_id, struct uuid content_id, int64_t now_us);
/* Likewise, before the document is deleted: its content goes. */
enum db_status contents_remove(
    struct db *db, struct arena *arena, uint64_t realm_id, struct uuid document_id);

/* An orphan goes with its pieces, unless a document has come to point at it. */
enum db_status contents_drop(struct db *db, uint64_t realm_id, struct uuid content_id);
/* Those that have been orphans since before_us; *swept is added to. */
enum db_status contents_sweep(struct db *db, uint64_t realm_id, int64_t before_us, uint64_t *swept);

/*
 * Seals every piece of the realm that is not sealed under the newest secret anew, each in a
 * statement of its own, while others read and write; both counts are added to. Safe to run again.
 */
struct reseal_count {
	uint64_t resealed;
	uint64_t unreadable; /* left as they are; but for pieces that belong to no document */
};
enum db_status contents_reseal(
    struct db *db, const struct secrets *secrets, uint64_t realm_id, struct reseal_count *count);

#endif
