/*
 * Emptying a realm that nobody uses any more, table by table as the schema declares them.
 */
#ifndef DB_EMPTY_H
#define DB_EMPTY_H

#include "db/db.h"

/*
 * Deletes all rows of the realm, `most` at a time, each time in a transaction of its own;
 * *rows grows by their number. Foreign keys are not checked meanwhile, since they run both
 * ways: the caller knows that the realm has been retired and nobody writes to it. Whatever
 * fails ends it; it may be called again.
 */
enum db_status empty_realm(struct db *db, struct arena *arena, uint64_t realm_id, uint64_t most,
    uint64_t *rows);

#endif
