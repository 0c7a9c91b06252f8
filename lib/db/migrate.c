/*
 * Running and recording migrations. DDL commits by itself, so a migration that
 * stops half-way is begun anew by the next run; its statements are repeatable.
 * Every failure is told as a name, a place and a number.
 */
#include "db/migrate.h"

#include <mysqld_error.h>

#include "base/clock.h"
#include "crypt/crypt.h"
#include "db/connection.h"
#include "db/grants.h"
#include "db/schema.h"
#include "sql/migrations.h"

#define MEMORY_MAX ((size_t)16 << 20)
#define TEXT_BYTES_MAX ((size_t)4 << 20)
#define LOCK_WAIT_SECONDS 5

static const struct slice lock_name = SLICE("hub.migrate");

struct run {
	struct db *db;
	struct arena *arena;
	FILE *out;
	FILE *complaints;
	struct migration_list_row *done;
	size_t ndone;
};

static bool
complain(struct run *run, const char *what, const char *why)
{
	fprintf(run->complaints, "migrate: %s: %s\n", what, why);
	return false;
}

/* The same, with the number that the database gave. */
static bool
complain_failed(struct run *run, const char *what, const char *why)
{
	fprintf(run->complaints, "migrate: %s: %s (error %u of the database)\n", what, why,
	    db_errno(run->db));
	return false;
}

/* Over the statements without comments: what a migration says may be put better later. */
static struct digest
checksum_of(struct arena *arena, const struct schema_migration *migration)
{
	struct str text;
	str_init(&text, arena, TEXT_BYTES_MAX);
	for (const char *const *statement = migration->statements; *statement; statement++) {
		str_add_text(&text, *statement);
		str_add_text(&text, ";\n");
	}
	return sha256(str_slice(&text));
}

static const struct migration_list_row *
find_done(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->ndone; i++)
		if (slice_is(run->done[i].name, name))
			return &run->done[i];
	return NULL;
}

static bool
lock(struct run *run)
{
	struct migration_lock_in in = {.name = lock_name, .seconds = LOCK_WAIT_SECONDS};
	struct migration_lock_row row;
	if (migration_lock(run->db, run->arena, &in, &row) != DB_OK)
		return complain_failed(run, "lock", "the database cannot be reached");
	if (row.locked.value != 1)
		return complain(run, "lock", "another run is at work");
	return true;
}

static bool
still_locked(struct run *run)
{
	struct migration_holds_in in = {.name = lock_name};
	struct migration_holds_row row;
	return migration_holds(run->db, run->arena, &in, &row) == DB_OK && row.held.value == 1;
}

static bool
run_statements(struct run *run, const struct schema_migration *migration)
{
	for (const char *const *statement = migration->statements; *statement; statement++) {
		if (connection_open(run->db) == DB_OK &&
		    connection_run(run->db, slice_from(*statement)) == DB_OK)
			continue;
		struct slice place = arena_printf(run->arena, "statement %d failed",
		    (int)(statement - migration->statements) + 1);
		return complain_failed(run, migration->name, place.at);
	}
	return true;
}

static bool
apply(struct run *run, const struct schema_migration *migration)
{
	struct slice name = slice_from(migration->name);
	struct migration_begin_in begin = {
	    .name = name, .checksum = checksum_of(run->arena, migration), .now = clock_now()};
	if (!still_locked(run))
		return complain(run, migration->name, "the lock was lost");
	if (migration_begin(run->db, &begin, NULL) != DB_OK)
		return complain_failed(run, migration->name, "its start cannot be recorded");
	if (!run_statements(run, migration))
		return false;
	struct migration_end_in end = {.name = name, .now = clock_now()};
	if (migration_end(run->db, &end, NULL) != DB_OK)
		return complain_failed(run, migration->name, "its end cannot be recorded");
	fprintf(run->out, "%s\n", migration->name);
	return true;
}

static bool
apply_missing(struct run *run)
{
	for (const struct schema_migration *each = schema_migrations; each->name; each++) {
		const struct migration_list_row *done = find_done(run, each->name);
		bool finished = done && done->ended_at.has;
		struct digest checksum = checksum_of(run->arena, each);
		if (finished && !digest_eq(&done->checksum, &checksum))
			return complain(
			    run, each->name, "was run with other statements than this program has");
		if (!finished && !apply(run, each))
			return false;
	}
	return true;
}

/* The first migration makes the table in which all are recorded; it may run any time. */
static bool
run_all(struct run *run, const struct settings *settings)
{
	if (!run_statements(run, &schema_migrations[0]))
		return false;
	if (migration_list(run->db, run->arena, &run->done, &run->ndone) != DB_OK)
		return complain_failed(run, "list", "what was run cannot be read");
	if (!apply_missing(run))
		return false;
	return grants_renew(run->db, run->arena, settings) == DB_OK ||
	       complain_failed(run, "grants", "the serving account cannot be given its rights");
}

bool
migrate_run(struct db *owner, const struct settings *settings, FILE *out, FILE *complaints)
{
	struct run run = {.db = owner, .out = out, .complaints = complaints};
	struct migration_unlock_in unlock = {.name = lock_name};
	struct migration_unlock_row unlocked;
	run.arena = arena_new(MEMORY_MAX);
	bool done = lock(&run) && run_all(&run, settings);
	/* Unheard if it fails: the lock ends with the connection. */
	migration_unlock(owner, run.arena, &unlock, &unlocked);
	arena_free(run.arena);
	return done;
}

/* An account without any right, or no table: nothing was migrated yet. */
static bool
means_empty(unsigned number)
{
	return number == ER_NO_SUCH_TABLE || number == ER_TABLEACCESS_DENIED_ERROR ||
	       number == ER_DBACCESS_DENIED_ERROR;
}

static enum db_status
check_all(struct run *run)
{
	enum db_status status = migration_list(run->db, run->arena, &run->done, &run->ndone);
	if (status == DB_FAULT && means_empty(db_errno(run->db)))
		return DB_NO_ROW;
	for (const struct schema_migration *each = schema_migrations; status == DB_OK && each->name;
	     each++) {
		const struct migration_list_row *done = find_done(run, each->name);
		if (!done || !done->ended_at.has)
			status = DB_NO_ROW;
	}
	return status;
}

enum db_status
migrate_check(struct db *db)
{
	struct run run = {.db = db, .arena = arena_new(MEMORY_MAX)};
	enum db_status status = check_all(&run);
	arena_free(run.arena);
	return status;
}
