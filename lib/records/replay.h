/*
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header; HTTP.md, repetition): a write
 * that came before under the same text is not done again but answered again. The row that
 * holds the answer is written in the write's own transaction, first of all, so that either
 * both are there or neither; a refusal takes it back.
 */
#ifndef RECORDS_REPLAY_H
#define RECORDS_REPLAY_H

#include "base/clock.h"
#include "records/write.h"
#include "web/call.h"

#define REPLAY_KEPT_US (24 * CLOCK_HOUR)

/* An answer as it is kept. */
struct kept {
	unsigned status;
	struct uuid record_id;
	struct slice location, etag; /* NULL slice: no such header */
	struct digest shown;         /* of the names of the fields in the body */
	struct slice body;           /* NULL slice: none */
};

/* Composes the answer to a write that is about to be committed. */
typedef void replay_compose(struct call *call, const struct write *write, struct kept *kept);

struct replay {
	/* Given. */
	struct call *call;
	const struct secrets *secrets;
	struct digest id;    /* of API key, operation and the client's text */
	struct digest asked; /* of operation, record and body */
	replay_compose *compose;

	/* Of one run. */
	bool met;    /* the row was there already */
	bool hidden; /* what it tells of is not within the caller's population any more */
	struct kept kept;
};

/*
 * The header's text: a String of RFC 9651, or bare (1 to 255 visible ASCII characters, in the
 * bare form without quote, comma and semicolon). False if it is neither.
 */
bool replay_read_key(struct arena *arena, struct slice header, struct slice *key);

/*
 * Reads the request's header, after media types and before anything else; write->replay stays
 * NULL without one. False: refused with 400. For a new record without `id`.
 */
bool replay_prepare(struct call *call, struct write *write, replay_compose *compose);

/*
 * Steps of the write, all true without a replay: the reservation, before any other statement;
 * what stands there already, once the credential has been checked; and the answer, once
 * everything else is written.
 */
bool replay_reserve(struct write *write);
bool replay_look(struct write *write);
bool replay_keep(struct write *write);

/* Answers with what was kept, as far as the caller may still see it. After write->replayed. */
void replay_answer(struct call *call, const struct write *write);

/* Removes what has had its time, in small statements; *swept is added to. */
enum db_status replay_sweep(struct db *db, uint64_t realm_id, int64_t now_us, uint64_t *swept);

#endif
