/*
 * Inside lib/db only: what the serving account may do, derived from the table
 * list. It may never change or delete what the audit trail says.
 */
#ifndef DB_GRANTS_H
#define DB_GRANTS_H

#include "db/db.h"

/* The privileges of the serving account on a table: `SELECT, INSERT, …`. */
const char *grants_for(const char *table);

/*
 * Grants them on every declared table. Nothing to do where owner and serve are
 * one account. The serving account is looked for at the owner's host, then at
 * any host.
 */
enum db_status grants_renew(struct db *owner, struct arena *arena, const struct settings *settings);

#endif
