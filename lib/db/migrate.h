/*
 * Migrations: sql/migrations/NNNN_name.sql, compiled into the programs, run in
 * order by `hubctl migrate` under a named lock and recorded with checksum, start
 * and end. Afterwards the grants of the serving account are derived from the
 * table list (audit tables: INSERT and SELECT only).
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdio.h>

#include "db/db.h"

/* Runs what is missing; says each name on `out`. False after a line on `complaints`. */
bool migrate_run(struct db *owner, const struct settings *settings, FILE *out, FILE *complaints);

/* DB_OK if the schema is at least what this program needs; DB_NO_ROW if older ("migrate first"). */
enum db_status migrate_check(struct db *db);

#endif
