/*
 * Inside lib/db only: the prepared statements of one connection, at most
 * PREPARED_MAX, least recently used first to go. The server counts them over all
 * connections (max_prepared_stmt_count 16382).
 */
#ifndef DB_PREPARED_H
#define DB_PREPARED_H

#include "db/call.h"

/*
 * The statement of the call's text, prepared now if it is not yet. Failures as
 * connection_fail.
 */
enum db_status prepared_get(struct db *db, const struct call *call, struct prepared **prepared);

/* The connection is being closed: its statements with it. */
void prepared_forget(struct db *db);

/* Gives back what the texts took. */
void prepared_free(struct db *db);

#endif
