/*
 * The request history as pages read it: lists by keyset in both directions, and
 * one request with its redacted bodies. Rows come from the shipper alone.
 */
#ifndef TRAIL_HISTORY_H
#define TRAIL_HISTORY_H

#include "db/db.h"
#include "web/caller.h"

#define HISTORY_PAGE 50
#define HISTORY_LOOK_MAX 50000 /* rows that filters without an index may examine for a page */

enum history_result {
	HISTORY_ALL,
	HISTORY_SUCCEEDED,    /* 2xx and 3xx */
	HISTORY_REFUSED,      /* 4xx */
	HISTORY_SERVER_ERROR, /* 5xx */
	HISTORY_FAILED        /* 4xx and 5xx */
};

/* Entity, mode and period always; the rest as chosen: NULL slices, nil ids and 0 mean "any". */
struct history_filter {
	uint64_t entity_id;
	enum mode mode;
	int64_t from_us, to_us; /* from ≤ time < to */
	enum history_result result;
	struct uuid key_id;
	struct slice operation; /* "employees.list" */
	/* Without an index of their own: */
	struct slice method; /* "GET" */
	int status;
	struct slice code; /* "validation_failed" */
	bool by_address;
	unsigned char address[16]; /* IPv4 mapped into IPv6 */
	unsigned address_bits;     /* of the 128 that must agree: 128 one address */
	int64_t slower_than_us;
};

/* A place between two rows. */
struct history_place {
	int64_t ts_us;
	struct uuid id;
};

struct history_row {
	struct uuid id; /* shown as uuid_text(): the X-Request-Id */
	int64_t ts_us;
	enum mode mode;
	struct uuid key_id; /* nil: none was known */
	struct uuid credential_id;
	struct slice key_name;          /* NULL slice: no key, or one that is gone */
	struct slice last_four;         /* of the secret or token used */
	struct slice method, operation; /* operation "" if no route was met */
	struct slice path;  /* "/v1/entities/ent_…/employees/emp_…"; "" if no route was met */
	struct slice query; /* redacted; NULL slice if there was none */
	int status;
	struct slice code,
	    reason; /* problem code; what only the owner learns ("revoked"); NULL slices */
	int64_t duration_us;
	uint64_t request_bytes, answer_bytes;
	unsigned char address[16];
	struct slice agent;
};

struct history_page {
	struct history_row *rows; /* newest first, at most HISTORY_PAGE */
	size_t nrows;
	bool has_older, has_newer; /* rows beyond the last, before the first */
	/*
	 * True if the filters gave up after HISTORY_LOOK_MAX rows: all rows beyond looked_to
	 * are unseen; go on from there (older: place {looked_to}, as if it were the last row).
	 */
	bool gave_up;
	struct history_place looked_to;
};

/* Rows older than `place` (NULL: from the newest on). */
enum db_status history_older(struct db *db, struct arena *arena,
    const struct history_filter *filter, const struct history_place *place,
    struct history_page *page);
/* Rows newer than `place`: the page that borders on it, newest first all the same. */
enum db_status history_newer(struct db *db, struct arena *arena,
    const struct history_filter *filter, const struct history_place *place,
    struct history_page *page);

/* How many of the filter's rows are newer than `place`, counted up to 100: "14 new". */
enum db_status history_count_newer(struct db *db, struct arena *arena,
    const struct history_filter *filter, const struct history_place *place, uint64_t *count);

/* `<µs>-<uuid>` for URLs; read answers false for anything else. */
void history_place_write(struct str *out, const struct history_place *place);
bool history_place_read(struct slice text, struct history_place *place);
struct history_place history_place_of(const struct history_row *row);

struct history_request {
	struct history_row row;
	/* Texts of JSON objects or values, redacted; NULL slices if nothing was kept. */
	struct slice request_headers, request_body;
	struct slice answer_headers, answer_body;
};

/* One request of this company; DB_NO_ROW if it has none of that id (or it is no UUIDv7 of ours). */
enum db_status history_find(struct db *db, struct arena *arena, uint64_t entity_id, struct uuid id,
    struct history_request *request);

/* Time of the newest row of the company in that mode; DB_NO_ROW if there is none. */
enum db_status history_newest(struct db *db, struct arena *arena, uint64_t entity_id,
    enum mode mode, struct history_place *newest);

/* A key's newest request, for "No request yet" → "First request: 200 GET /employees". DB_NO_ROW if
 * none. */
enum db_status history_of_key(struct db *db, struct arena *arena, uint64_t entity_id,
    enum mode mode, struct uuid key_id, struct history_row *row);

/* Requests that were answered but could not be recorded, by host and spell, newest first. */
struct history_loss {
	int64_t from_us, to_us;
	uint64_t requests;
};

enum db_status history_losses(struct db *db, struct arena *arena, int64_t from_us, int64_t to_us,
    struct history_loss **losses, size_t *nlosses);

/* The address as text: IPv4 dotted, IPv6 by RFC 5952. */
struct slice history_address(struct arena *arena, const unsigned char address[16]);

#endif
