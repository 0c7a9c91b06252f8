/*
 * Daily work on catalog data (RESOURCES.md): what follows from a date is turned in each
 * company's own time zone, each record in a transaction of its own, by the caller `system`.
 * Safe to run again and by several at once: a record that has been turned stays as it is.
 */
#ifndef RECORDS_DAILY_H
#define RECORDS_DAILY_H

#include <stdatomic.h>

#include "base/settings.h"
#include "crypt/secrets.h"
#include "db/db.h"

struct daily_count {
	uint64_t begun;    /* hires whose first day has come */
	uint64_t ended;    /* scheduled terminations */
	uint64_t taken;    /* granted time off whose last day is over */
	uint64_t expired;  /* identifications whose last day is over */
	uint64_t swept;    /* answers kept for repetition that have had their time */
	uint64_t contents; /* of documents, to which none points any more */
};

/* The realm of a company; adds to *count. Whatever fails ends it; what was done stays. */
enum db_status records_daily_realm(struct db *db, const struct secrets *secrets, uint64_t entity_id,
    uint64_t realm_id, const char *time_zone, struct daily_count *count);

/*
 * Every realm, one after the other, under the lease of daily_lease.h. Where one fails for itself
 * the others have their turn; the first failure is answered.
 */
struct daily_run {
	struct db *db;
	const struct secrets *secrets;
	const atomic_bool *stop; /* true: ends after the record at hand; or NULL */
	bool again; /* also if it is not due, and realms whose day has been done already */
};

enum daily_outcome {
	DAILY_DONE,
	DAILY_ELSEWHERE, /* somebody else is at it, or it is not due */
	DAILY_BROKEN_OFF /* it was to stop, or has lost the lease; the rest is due still */
};

enum db_status records_daily(
    const struct daily_run *run, enum daily_outcome *outcome, struct daily_count *count);

/*
 * Starts the shipper (trail/ship.h), which then also does this work once a day for each company,
 * in the first hour of its own day. Belongs into struct program's `start`.
 */
bool records_ship_start(const struct settings *settings, const struct secrets *secrets);

#endif
