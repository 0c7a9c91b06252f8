/* Migrations, the grants that follow from them, and every statement of sql/queries. */
#define _GNU_SOURCE
#include "crypt/crypt.h"
#include "db/grants.h"
#include "db/migrate.h"
#include "db/schema.h"
#include "db/statement.h"
#include "db/txn.h"
#include "fixture.h"
#include "sql/migrations.h"

/* What was said on both streams. */
struct said {
	char *out, *complaints;
	bool done;
};

static struct said
migrate(struct db *owner)
{
	struct said said = {0};
	size_t out_bytes, complaints_bytes;
	FILE *out = open_memstream(&said.out, &out_bytes);
	FILE *complaints = open_memstream(&said.complaints, &complaints_bytes);
	said.done = migrate_run(owner, settings, out, complaints);
	fclose(out);
	fclose(complaints);
	return said;
}

static void
forget(struct said said)
{
	free(said.out);
	free(said.complaints);
}

static void
migrates_and_says_nothing_the_second_time(void **state)
{
	(void)state;
	fixture_need_server();
	struct said first = migrate(db), second = migrate(db);
	assert_string_equal(first.complaints, "");
	assert_true(first.done);
	assert_true(second.done);
	assert_string_equal(second.out, "");
	assert_int_equal(
	    ask(db, "SELECT COUNT(*) FROM schema_migrations WHERE ended_at IS NULL"), 0);
	assert_int_equal(ask(db, "SELECT COUNT(*) FROM schema_migrations"), schema_nmigrations);
	forget(first);
	forget(second);
}

static void
refuses_a_migration_that_was_changed_after_it_ran(void **state)
{
	(void)state;
	fixture_need_server();
	assert_int_equal(run(db, "UPDATE schema_migrations SET checksum = REVERSE(checksum) "
				 "WHERE name = '0001_tenancy'"),
	    DB_OK);
	struct said said = migrate(db);
	assert_false(said.done);
	assert_string_equal(said.complaints,
	    "migrate: 0001_tenancy: was run with other statements than this program has\n");
	assert_int_equal(run(db, "UPDATE schema_migrations SET checksum = REVERSE(checksum) "
				 "WHERE name = '0001_tenancy'"),
	    DB_OK);
	forget(said);
}

static void
begins_an_unfinished_migration_anew(void **state)
{
	(void)state;
	fixture_need_server();
	assert_int_equal(run(db, "UPDATE schema_migrations SET ended_at = NULL "
				 "WHERE name = '0003_audit'"),
	    DB_OK);
	assert_int_equal(migrate_check(db), DB_NO_ROW);
	struct said said = migrate(db);
	assert_true(said.done);
	assert_string_equal(said.out, "0003_audit\n");
	assert_int_equal(migrate_check(db), DB_OK);
	forget(said);
}

static void
lets_one_runner_at_a_time(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *other = db_new(settings, DB_OWNER);
	struct migration_lock_in in = {.name = SLICE_OF("hub.migrate"), .seconds = 5};
	struct migration_lock_row row;
	assert_int_equal(migration_lock(other, arena, &in, &row), DB_OK);
	assert_int_equal(row.locked.value, 1);
	struct said said = migrate(db);
	assert_false(said.done);
	assert_string_equal(said.complaints, "migrate: lock: another run is at work\n");
	db_free(other);
	forget(said);
}

static void
tells_the_serving_account_whether_the_schema_is_there(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *serve = db_new(settings, DB_SERVE);
	assert_int_equal(migrate_check(serve), DB_OK);
	db_free(serve);
}

static void
lets_the_serving_account_only_add_to_the_audit_trail(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *serve = db_new(settings, DB_SERVE);
	assert_int_equal(run(serve, "DELETE FROM audit_events WHERE seq = 0"), DB_FAULT);
	assert_int_equal(db_errno(serve), 1142);
	assert_int_equal(run(serve, "UPDATE audit_events SET seq = 0 WHERE seq = 0"), DB_FAULT);
	assert_int_equal(db_errno(serve), 1142);
	assert_int_equal(run(serve, "DELETE FROM audit_heads WHERE seq = 0"), DB_FAULT);
	assert_int_equal(run(serve, "UPDATE audit_heads SET seq = 0 WHERE entity_id = 0"), DB_OK);
	assert_int_equal(run(serve, "DELETE FROM schema_migrations WHERE name = ''"), DB_FAULT);
	assert_int_equal(run(serve, "CREATE TABLE try_ddl (id INT PRIMARY KEY)"), DB_FAULT);
	assert_int_equal(run(serve, "DELETE FROM form_uses WHERE entity_id = 0"), DB_OK);
	db_free(serve);
}

static void
gives_each_table_the_rights_that_its_kind_needs(void **state)
{
	(void)state;
	assert_string_equal(grants_for("audit_events"), "SELECT, INSERT");
	assert_string_equal(grants_for("audit_heads"), "SELECT, INSERT, UPDATE");
	assert_string_equal(grants_for("schema_migrations"), "SELECT");
	assert_string_equal(grants_for("users"), "SELECT, INSERT, UPDATE, DELETE");
}

static void
declares_every_table_of_the_schema(void **state)
{
	(void)state;
	fixture_need_server();
	for (const struct schema_table *each = schema_tables; each->name; each++) {
		struct slice sql = arena_printf(arena,
		    "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = "
		    "DATABASE() AND TABLE_NAME = '%s' AND ('%s' = '' OR COLUMN_NAME = '%s')",
		    each->name, each->column ? each->column : "", each->column ? each->column : "");
		int64_t found = ask(db, sql.at);
		if (found == 0 || (each->column && found != 1))
			fail_msg("table %s is not as declared", each->name);
	}
	assert_int_equal(ask(db, "SELECT COUNT(*) FROM information_schema.TABLES WHERE "
				 "TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE 'try\\_%'"),
	    schema_ntables);
}

static void
prepares_every_statement_on_the_real_schema(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *serve = db_new(settings, DB_SERVE);
	assert_true(statement_count > 0);
	for (size_t i = 0; i < statement_count; i++) {
		const struct statement *each = statement_list[i];
		bool owners = strcmp(each->file, "sql/queries/migrations.sql") == 0;
		struct db *account = owners ? db : serve;
		if (statement_try(account, each) != DB_OK)
			fail_msg("%s: %s: error %u", each->file, each->name, db_errno(account));
	}
	assert_null(statement_list[statement_count]);
	db_free(serve);
}

/* Whoever adds one says so here. */
static const char *const crossing[] = {
    "credential_rows_identify",
    "credential_rows_sweep",
    "key_rules_unused",
    "form_rows_sweep",
    "daily_realms",
    "link_row_find",
    "link_rows_sweep",
    "sealed_realms",
    "sealed_realms_count",
    "sandbox_rows_waiting",
    "sandbox_realms_retired",
    "session_row_resume",
    "session_row_end",
    "session_rows_sweep",
    "entity_row_insert",
    "entity_row_id",
    "entity_rows_select",
    "key_usage_forget",
    "key_usage_sets_forget",
    "user_row_by_email",
    NULL,
};

static void
lists_the_statements_that_cross_tenants(void **state)
{
	(void)state;
	size_t expected = 0;
	for (size_t i = 0; i < statement_count; i++) {
		const struct statement *each = statement_list[i];
		if (!each->crosses_tenants)
			continue;
		if (!crossing[expected] || strcmp(crossing[expected], each->name) != 0)
			fail_msg("%s crosses tenants (%s) and is not listed", each->name,
			    each->crosses_tenants);
		expected++;
	}
	assert_null(crossing[expected]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(migrates_and_says_nothing_the_second_time),
	    cmocka_unit_test(refuses_a_migration_that_was_changed_after_it_ran),
	    cmocka_unit_test(begins_an_unfinished_migration_anew),
	    cmocka_unit_test(lets_one_runner_at_a_time),
	    cmocka_unit_test(tells_the_serving_account_whether_the_schema_is_there),
	    cmocka_unit_test(lets_the_serving_account_only_add_to_the_audit_trail),
	    cmocka_unit_test(gives_each_table_the_rights_that_its_kind_needs),
	    cmocka_unit_test(declares_every_table_of_the_schema),
	    cmocka_unit_test(prepares_every_statement_on_the_real_schema),
	    cmocka_unit_test(lists_the_statements_that_cross_tenants),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
