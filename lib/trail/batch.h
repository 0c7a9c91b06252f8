/*
 * Journal records on their way into one transaction.
 */
#ifndef TRAIL_BATCH_H
#define TRAIL_BATCH_H

#include "trail/ship_folder.h"
#include "trail/tally.h"
#include "trail/usage.h"

/* Where a record came from: for the losses it tells. */
struct batch_place {
	struct uuid host;
	uint64_t file, place;
};

struct batch {
	struct arena *arena;
	struct uuid host;
	struct journal_record *records;
	struct batch_place *places;
	size_t nrecords, max_records;
	size_t bytes;
	struct tally *tally;
	struct usage *usage;
};

/* For at most max_records; lives in the arena. */
struct batch *batch_new(struct arena *arena, struct uuid host, size_t max_records);

/* The record's texts must live as long as the batch. */
void batch_add(
    struct batch *batch, const struct journal_record *record, const struct batch_place *place);

/* Rows, figures, usage and last use: inside a transaction, which may run again. */
enum db_status batch_write(const struct batch *batch, struct db *db);

#endif
