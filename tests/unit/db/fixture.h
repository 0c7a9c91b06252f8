/*
 * What the tests of lib/db share: a migrated database on the instance of HUB_CONF,
 * and short words for statements without rows. Each program is one translation unit
 * with this header.
 */
#ifndef TESTS_UNIT_DB_FIXTURE_H
#define TESTS_UNIT_DB_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "db/db.h"
#include "db/migrate.h"

#define FIXTURE_MEMORY ((size_t)128 << 20)

static const struct settings *settings;
static struct db *db;
static struct arena *arena;

static inline int
fixture_open(void **state)
{
	(void)state;
	const char *path = getenv("HUB_CONF");
	settings = path ? settings_load(path, stderr) : NULL;
	if (path && !settings)
		return -1;
	arena = arena_new(FIXTURE_MEMORY);
	db = path ? db_new(settings, DB_OWNER) : NULL;
	FILE *nobody = fopen("/dev/null", "w");
	bool migrated = !db || migrate_run(db, settings, nobody, stderr);
	fclose(nobody);
	return migrated ? 0 : -1;
}

static inline int
fixture_close(void **state)
{
	(void)state;
	db_free(db);
	arena_free(arena);
	return 0;
}

/* The only reason to skip. */
static inline void
fixture_need_server(void)
{
	if (!db)
		skip();
}

static inline struct db_value
number(int64_t value)
{
	return (struct db_value){.type = DB_I64, .i64 = value};
}

static inline struct db_value
text(const char *value)
{
	return (struct db_value){.type = DB_TEXT, .text = slice_from(value)};
}

static inline enum db_status
run(struct db *on, const char *sql)
{
	return db_execute(on, slice_from(sql), NULL, 0, NULL);
}

/* The only column of the only row. */
static inline int64_t
ask(struct db *on, const char *sql)
{
	static const enum db_type types[] = {DB_I64};
	struct db_rows rows;
	assert_int_equal(db_select(on, arena, slice_from(sql), NULL, 0, types, 1, &rows), DB_OK);
	assert_int_equal(rows.nrows, 1);
	return rows.cells[0].i64;
}

static inline void
fixture_kill(struct db *killer, int64_t connection)
{
	struct db_value argument = number(connection);
	assert_int_equal(db_execute(killer, SLICE_OF("KILL ?"), &argument, 1, NULL), DB_OK);
}

#endif
