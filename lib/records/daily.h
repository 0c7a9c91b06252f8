/*
 * Daily work on catalog data (RESOURCES.md): what follows from a date is turned in each
 * company's own time zone, each record in a transaction of its own, by the caller `system`.
 * Safe to run again and by several at once: a record that has been turned stays as it is.
 */
#ifndef RECORDS_DAILY_H
#define RECORDS_DAILY_H

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

/* Every realm, one after the other. */
enum db_status records_daily(
    struct db *db, const struct secrets *secrets, struct daily_count *count);

#endif
