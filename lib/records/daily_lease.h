/*
 * One at a time does the daily work, of all hosts and of hubctl: a row of the database names
 * the holder and until when. A holder that dies is followed by another when that time is over;
 * one that lives on keeps it, and learns when it has lost it.
 */
#ifndef RECORDS_DAILY_LEASE_H
#define RECORDS_DAILY_LEASE_H

#include <stdatomic.h>

#include "db/db.h"

#define DAILY_LEASE_SECONDS 60
#define DAILY_AGAIN_SECONDS 3600 /* days begin at another hour in each zone */
#define DAILY_RETRY_SECONDS 300  /* after a failure */

struct daily_lease {
	struct db *db;
	struct uuid holder;
	int64_t kept_us;         /* when it was last prolonged, on the monotonic clock */
	const atomic_bool *stop; /* true: the process ends; or NULL */
	bool lost;
};

/* Whether work is due that nobody does; costs one look at one row. False too if it fails. */
bool daily_is_due(struct db *db);

/* *taken: it is ours. Without anyway only if work is due. stop may be NULL. */
enum db_status daily_lease_begin(
    struct daily_lease *lease, struct db *db, const atomic_bool *stop, bool anyway, bool *taken);

/*
 * Prolongs it where some time has gone by. False if the work is to end: the lease is another's,
 * the database fails, or the process is to stop.
 */
bool daily_lease_holds(struct daily_lease *lease);

/* Gives it back; the work is due again in so many seconds. */
enum db_status daily_lease_give(struct daily_lease *lease, uint64_t seconds);

#endif
