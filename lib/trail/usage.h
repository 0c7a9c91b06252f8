/*
 * What keys really used: per key, operation and day the count, the last request,
 * and which fields were shown, written and named. The shipper collects it from a
 * batch and writes it in its transaction; previews of permissions read it.
 */
#ifndef TRAIL_USAGE_H
#define TRAIL_USAGE_H

#include "db/db.h"
#include "trail/journal.h"

#define USAGE_SETS_MAX 64 /* distinct triples of field sets counted for a key, operation and day   \
			   */

struct usage;

/* For at most max_records; lives in the arena. */
struct usage *usage_new(struct arena *arena, size_t max_records);

/*
 * Counts the record if a key used an operation: not if it was refused before that (401, 403,
 * 405, 429) or failed. Its texts must live as long as the usage.
 */
void usage_add(struct usage *usage, const struct journal_record *record);

/* Inside a transaction; changes nothing in the usage, so that it may run again. */
enum db_status usage_write(
    const struct usage *usage, struct db *db, struct arena *arena, struct uuid host);

/* Comma-joined names that stand in either list, each once, those of `a` first. */
struct slice usage_union(struct arena *arena, struct slice a, struct slice b);

#endif
