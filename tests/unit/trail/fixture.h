/*
 * What the tests of lib/trail share that need a server: a migrated database on
 * the instance of HUB_CONF, a journal folder and a company number of the program's
 * own. Each program is one translation unit with this header.
 */
#ifndef TESTS_UNIT_TRAIL_FIXTURE_H
#define TESTS_UNIT_TRAIL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/crypt.h"
#include "db/db.h"
#include "db/migrate.h"
#include "trail/journal.h"

#define FIXTURE_MEMORY ((size_t)512 << 20)

static struct settings settings;
static struct db *db;
static struct arena *arena;
static uint64_t company; /* nobody else's number on this database */
static char fixture_dir[] = "/tmp/hub-trail-XXXXXX";

static inline uint64_t
fixture_number(void)
{
	uint32_t number;

	random_bytes(&number, sizeof number);
	return UINT64_C(1000000) + number;
}

static inline int
fixture_open(void **state)
{
	const char *path = getenv("HUB_CONF");
	const struct settings *loaded = path ? settings_load(path, stderr) : NULL;

	(void)state;
	if (path && !loaded)
		return -1;
	arena = arena_new(FIXTURE_MEMORY);
	company = fixture_number();
	if (!loaded)
		return 0;
	settings = *loaded;
	settings.journal_dir = mkdtemp(fixture_dir);
	db = db_new(&settings, DB_OWNER);
	FILE *nobody = fopen("/dev/null", "w");
	bool migrated = migrate_run(db, &settings, nobody, stderr);
	fclose(nobody);
	return migrated ? 0 : -1;
}

static inline void
fixture_empty_folder(void)
{
	DIR *folder = opendir(settings.journal_dir);
	const struct dirent *entry;

	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
}

static inline int
fixture_close(void **state)
{
	(void)state;
	if (db) {
		fixture_empty_folder();
		rmdir(settings.journal_dir);
		db_free(db);
	}
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
number(uint64_t value)
{
	return (struct db_value){.type = DB_U64, .u64 = value};
}

/* The only column of the only row; the statement has one `?`, the company. */
static inline int64_t
ask(const char *sql)
{
	static const enum db_type types[] = {DB_I64};
	struct db_value argument = number(company);
	struct db_rows rows;

	assert_int_equal(
	    db_select(db, arena, slice_from(sql), &argument, 1, types, 1, &rows), DB_OK);
	assert_int_equal(rows.nrows, 1);
	return rows.cells[0].null ? -1 : rows.cells[0].i64;
}

static inline size_t
fixture_files(void)
{
	DIR *folder = opendir(settings.journal_dir);
	const struct dirent *entry;
	size_t count = 0;

	while ((entry = readdir(folder)) != NULL)
		count += slice_has_suffix(slice_from(entry->d_name), ".jnl");
	closedir(folder);
	return count;
}

static inline struct journal_record
fixture_record(void)
{
	static const struct uuid key = {{1, 2, 3}}, credential = {{4, 5, 6}};
	struct uuid id = uuid_v7();

	return (struct journal_record){
	    .id = id,
	    .ts_us = uuid_ms(id) * 1000,
	    .entity_id = company,
	    .mode = MODE_LIVE,
	    .key_id = key,
	    .credential_id = credential,
	    .method = SLICE("GET"),
	    .operation = SLICE("employees.get"),
	    .resource = SLICE("employees"),
	    .path = SLICE("/v1/entities/ent_abc/employees/emp_x"),
	    .agent = SLICE("curl/8"),
	    .status = 200,
	    .duration_us = 812,
	    .answer_bytes = 460,
	    .address = {[10] = 0xff, 0xff, 127, 0, 0, 1},
	    .request_headers = SLICE("{\"Accept\":\"*/*\"}"),
	    .answer_body = SLICE("{\"id\":\"emp_x\",\"name\":\"[redacted]\"}"),
	    .shown = SLICE("id,name,status"),
	};
}

#endif
