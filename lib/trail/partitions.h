/*
 * Daily work on the history's tables: a partition for each of the next days, and
 * an end to what is older than its time. Run by the owning account; may be missed for
 * any number of days (rows then lie in pmax) and run twice.
 */
#ifndef TRAIL_PARTITIONS_H
#define TRAIL_PARTITIONS_H

#include "db/db.h"

#define PARTITIONS_AHEAD 7
#define USAGE_DAYS 396 /* 13 months */

struct partitions_count {
	unsigned made, dropped;
	uint64_t forgotten; /* rows of usage, offsets and losses that have had their time */
};

/* Statements are DDL, so nothing of it is in one transaction: what was done stands. */
enum db_status partitions_keep(struct db *owner, struct arena *arena,
    const struct settings *settings, int64_t now_us, struct partitions_count *count);

#endif
