/*
 * The shipper: carries what is new in the host's journal to the database, exactly
 * once. Of all processes' threads and `hubctl ship` only the one that holds the
 * folder's lock works, and it alone holds a connection for it. Log rows, figures,
 * usage, last use of secrets and each file's offset (compared and set) are one
 * transaction a batch, so that a crash anywhere, or two shippers, neither lose nor
 * double a row.
 */
#ifndef TRAIL_SHIP_H
#define TRAIL_SHIP_H

#include <stdatomic.h>

#include "db/db.h"

#define SHIP_BATCH_MAX 500 /* records a transaction */

/*
 * Something else that one process of a host does now and then: asked for by the thread that
 * ships, every minute and on its connection, and done in a thread and on a connection of its own,
 * so that neither requests nor the history wait for it. Other hosts ask too.
 */
struct ship_chore {
	bool (*is_due)(struct db *db);
	/* 0, or a number for the error log. Should end soon after *stop has become true. */
	long (*run)(struct db *db, const void *context, const atomic_bool *stop);
	const void *context;
};

/*
 * Starts this process's thread (signals blocked) if settings->ship; a second call does nothing.
 * False with errno set if the thread cannot be made. Belongs into struct program's `start`.
 * The chore, which is copied, may be NULL.
 */
bool ship_start(const struct settings *settings, const struct ship_chore *chore);

/*
 * Ends the thread after one last pass, if the lock is its own or free, and waits for it, five
 * seconds at most. Belongs into struct program's `stop`, after trail_record_stop(): so a plain
 * CGI process ships what it wrote once its answer is out.
 */
void ship_stop(void);

struct ship_count {
	uint64_t records; /* shipped */
	uint64_t files;   /* finished and removed */
	uint64_t damaged; /* could not be read or were refused by the database, and are left out */
};

enum ship_status {
	SHIP_DONE,   /* all that was whole has been shipped */
	SHIP_BUSY,   /* somebody else holds the lock */
	SHIP_FOLDER, /* the journal's folder, or a file in it, cannot be read: errno; all */
		     /* other files are shipped */
	SHIP_AWAY,   /* the database is away or refuses; what was counted until then stands */
};

/* One pass over all files, for hubctl and CGI. db: the caller's, in no transaction. */
enum ship_status ship_once(
    const struct settings *settings, struct db *db, struct ship_count *count);

/* What pages say about the shipper of this host. */
struct ship_state {
	int64_t
	    waiting_since_us; /* time of the oldest request not yet in the history; 0: none waits */
	uint64_t waiting_bytes;
};

/* Looks at the folder and at the offsets kept; costs one statement. */
enum db_status ship_state(
    const struct settings *settings, struct db *db, struct arena *arena, struct ship_state *state);

#endif
