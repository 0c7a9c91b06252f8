/*
 * Sums of one batch of journal records, on their way into the tables of
 * figures: collected in memory first, written inside the shipper's transaction.
 */
#ifndef TRAIL_TALLY_H
#define TRAIL_TALLY_H

#include "db/db.h"
#include "trail/journal.h"

struct tally;

/* For at most max_records; lives in the arena. */
struct tally *tally_new(struct arena *arena, size_t max_records);

/* The record's texts must live as long as the tally. */
void tally_add(struct tally *tally, const struct journal_record *record);

/*
 * Adds the sums to the database. Inside a transaction; changes nothing in the tally, so that the
 * transaction may run again.
 */
enum db_status tally_write(
    const struct tally *tally, struct db *db, struct arena *arena, struct uuid host);

#endif
