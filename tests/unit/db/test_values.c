/* Statements made at run time: values in, cells out, and the cache of statements. */
#include "base/clock.h"
#include "fixture.h"

static void
fresh_table(void)
{
	arena_reset(arena);
	assert_int_equal(run(db, "DROP TABLE IF EXISTS try_values"), DB_OK);
	assert_int_equal(run(db, "CREATE TABLE try_values (id INT PRIMARY KEY, i BIGINT, "
				 "u BIGINT UNSIGNED, t MEDIUMTEXT, b MEDIUMBLOB, k BINARY(16), "
				 "at DATETIME(6), d DATE, ok BOOLEAN, x DECIMAL(20,4), "
				 "UNIQUE KEY only_u (u))"),
	    DB_OK);
}

static const enum db_type types[] = {
    DB_I64, DB_I64, DB_U64, DB_TEXT, DB_BYTES, DB_UUID, DB_TIME, DB_DATE, DB_BOOL, DB_DECIMAL};
#define NTYPES (sizeof types / sizeof *types)

static const struct slice insert = SLICE("INSERT INTO try_values (id, i, u, t, b, k, at, d, ok, x) "
					 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
static const struct slice select_all =
    SLICE("SELECT id, i, u, t, b, k, at, d, ok, x FROM try_values ORDER BY id");

static void
fill(struct db_value row[static NTYPES], int64_t id, uint64_t natural, struct slice words)
{
	row[0] = number(id);
	row[1] = number(INT64_MIN);
	row[2] = (struct db_value){.type = DB_U64, .u64 = natural};
	row[3] = (struct db_value){.type = DB_TEXT, .text = words};
	row[4] = (struct db_value){.type = DB_BYTES, .text = {"\0\xff\0", 3}};
	row[5] = (struct db_value){.type = DB_UUID, .uuid = {{0, 1, 2, 3, [15] = 0}}};
	row[6] = (struct db_value){.type = DB_TIME, .i64 = -1};
	row[7] = (struct db_value){.type = DB_DATE, .i64 = -719162};
	row[8] = (struct db_value){.type = DB_BOOL, .i64 = 1};
	row[9] = (struct db_value){.type = DB_DECIMAL, .text = SLICE_OF("-12.3400")};
}

static void
assert_same(const struct db_value *found, const struct db_value *sent)
{
	assert_int_equal(found->type, sent->type);
	assert_int_equal(found->null, sent->null);
	if (sent->null)
		return;
	if (sent->type == DB_TEXT || sent->type == DB_BYTES || sent->type == DB_DECIMAL)
		assert_true(slice_eq(found->text, sent->text));
	else if (sent->type == DB_UUID)
		assert_true(uuid_eq(found->uuid, sent->uuid));
	else
		assert_int_equal(found->u64, sent->u64);
}

static void
brings_every_type_there_and_back(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct db_value row[NTYPES];
	struct db_rows rows;
	uint64_t affected = 0;
	fill(row, 1, UINT64_MAX, SLICE_OF("π \U0001F600 'quoted' \\"));
	assert_int_equal(db_execute(db, insert, row, NTYPES, &affected), DB_OK);
	assert_int_equal(affected, 1);
	assert_int_equal(db_select(db, arena, select_all, NULL, 0, types, NTYPES, &rows), DB_OK);
	assert_int_equal(rows.nrows, 1);
	assert_int_equal(rows.ncolumns, NTYPES);
	for (size_t i = 0; i < NTYPES; i++)
		assert_same(&rows.cells[i], &row[i]);
}

/* A statement is bound once, and again for one who wants other types. */
static void
reads_the_same_text_as_other_types(void **state)
{
	(void)state;
	fixture_need_server();
	static const enum db_type wanted[] = {DB_I64, DB_TEXT, DB_U64, DB_DECIMAL};
	struct db_rows rows;
	for (size_t i = 0; i < 2 * sizeof wanted / sizeof *wanted; i++) {
		enum db_type type = wanted[i / 2];
		assert_int_equal(db_select(db, arena, SLICE_OF("SELECT 4711 AS number"), NULL, 0,
				     &type, 1, &rows),
		    DB_OK);
		const struct db_value *cell = rows.cells;
		if (type == DB_TEXT || type == DB_DECIMAL)
			assert_true(slice_is(cell->text, "4711"));
		else
			assert_int_equal(cell->u64, 4711);
	}
}

/* By its number alone, if it has one; a text without one is found by its bytes. */
static void
finds_a_kept_text_by_its_number(void **state)
{
	(void)state;
	fixture_need_server();
	static const enum db_type number = DB_I64;
	static const struct {
		const char *sql;
		int64_t answer;
		uint64_t number;
		unsigned round_trips;
	} calls[] = {{"SELECT 41", 41, 7, 2}, {"SELECT 42", 42, 8, 2}, {"SELECT 41", 41, 7, 1},
	    {"SELECT 42", 42, 8, 1}, {"SELECT 42", 42, 0, 1}, {"SELECT 43", 43, 0, 2},
	    {"SELECT 43", 43, 9, 1}};
	struct db_rows rows;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		struct slice sql = slice_from(calls[i].sql);
		db_round_trips(db, true);
		assert_int_equal(
		    db_select_kept(db, arena, sql, calls[i].number, NULL, 0, &number, 1, &rows),
		    DB_OK);
		assert_int_equal(rows.cells[0].i64, calls[i].answer);
		assert_int_equal(db_round_trips(db, false), calls[i].round_trips);
	}
}

static void
brings_null_there_and_back(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct db_value row[NTYPES];
	struct db_rows rows;
	fill(row, 1, 1, SLICE_NONE);
	for (size_t i = 1; i < NTYPES; i++)
		row[i].null = i != 3;
	assert_int_equal(db_execute(db, insert, row, NTYPES, NULL), DB_OK);
	assert_int_equal(db_select(db, arena, select_all, NULL, 0, types, NTYPES, &rows), DB_OK);
	for (size_t i = 1; i < NTYPES; i++)
		assert_true(rows.cells[i].null);
}

static void
tells_the_empty_text_from_null(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct db_value row[NTYPES];
	struct db_rows rows;
	fill(row, 1, 1, SLICE_OF(""));
	assert_int_equal(db_execute(db, insert, row, NTYPES, NULL), DB_OK);
	assert_int_equal(db_select(db, arena, select_all, NULL, 0, types, NTYPES, &rows), DB_OK);
	assert_false(rows.cells[3].null);
	assert_non_null(rows.cells[3].text.at);
	assert_int_equal(rows.cells[3].text.len, 0);
}

static void
reads_texts_of_any_length(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct db_value row[NTYPES];
	struct db_rows rows;
	struct slice large = {memset(arena_alloc(arena, 3 << 20), 'x', 3 << 20), 3 << 20};
	fill(row, 1, 1, large);
	assert_int_equal(db_execute(db, insert, row, NTYPES, NULL), DB_OK);
	fill(row, 2, 2, SLICE_OF("short"));
	assert_int_equal(db_execute(db, insert, row, NTYPES, NULL), DB_OK);
	assert_int_equal(db_select(db, arena, select_all, NULL, 0, types, NTYPES, &rows), DB_OK);
	assert_true(slice_eq(rows.cells[3].text, large));
	assert_true(slice_is(rows.cells[NTYPES + 3].text, "short"));
}

static void
refuses_a_value_that_does_not_fit_its_type(void **state)
{
	(void)state;
	fixture_need_server();
	static const enum db_type as_number[] = {DB_I64};
	static const enum db_type as_uuid[] = {DB_UUID};
	struct db_rows rows;
	assert_int_equal(db_select(db, arena, SLICE_OF("SELECT 18446744073709551615"), NULL, 0,
			     as_number, 1, &rows),
	    DB_FAULT);
	assert_int_equal(
	    db_select(db, arena, SLICE_OF("SELECT 'short'"), NULL, 0, as_uuid, 1, &rows), DB_FAULT);
	assert_int_equal(ask(db, "SELECT 7"), 7);
}

static void
counts_rows_matched_not_rows_changed(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	uint64_t affected = 0;
	assert_int_equal(run(db, "INSERT INTO try_values (id, i) VALUES (1, 5)"), DB_OK);
	assert_int_equal(
	    db_execute(db, SLICE_OF("UPDATE try_values SET i = 5"), NULL, 0, &affected), DB_OK);
	assert_int_equal(affected, 1);
}

static void
sends_many_rows_in_one_round_trip(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	enum { NROWS = 500 };
	struct db_value *many = arena_array(arena, NROWS * NTYPES, sizeof *many);
	struct db_rows rows;
	for (int i = 0; i < NROWS; i++) {
		fill(&many[(size_t)i * NTYPES], i, (uint64_t)i, SLICE_OF("words"));
		for (size_t c = 1; c < NTYPES; c++)
			many[(size_t)i * NTYPES + c].null = (size_t)i % NTYPES == c;
	}
	assert_int_equal(db_execute_bulk(db, insert, many, 0, NTYPES), DB_OK);
	db_round_trips(db, true);
	assert_int_equal(db_execute_bulk(db, insert, many, NROWS, NTYPES), DB_OK);
	assert_int_equal(db_round_trips(db, true), 1);
	assert_int_equal(db_select(db, arena, select_all, NULL, 0, types, NTYPES, &rows), DB_OK);
	assert_int_equal(rows.nrows, NROWS);
	for (size_t i = 0; i < NROWS * NTYPES; i++)
		assert_same(&rows.cells[i], &many[i]);
}

static void
keeps_no_row_of_a_bulk_with_a_duplicate(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct db_value rows[] = {number(1), number(2), number(1)};
	assert_int_equal(
	    db_execute_bulk(db, SLICE_OF("INSERT INTO try_values (id) VALUES (?)"), rows, 3, 1),
	    DB_DUPLICATE);
	assert_string_equal(db_constraint(db), "PRIMARY");
	assert_int_equal(ask(db, "SELECT COUNT(*) FROM try_values"), 0);
}

static void
names_the_violated_constraint(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	assert_int_equal(run(db, "DROP TABLE IF EXISTS try_child"), DB_OK);
	assert_int_equal(
	    run(db, "CREATE TABLE try_child (id INT PRIMARY KEY, parent INT, CONSTRAINT "
		    "child_parent FOREIGN KEY (parent) REFERENCES try_values (id))"),
	    DB_OK);
	assert_int_equal(run(db, "INSERT INTO try_values (id, u) VALUES (1, 1)"), DB_OK);
	assert_int_equal(run(db, "INSERT INTO try_values (id, u) VALUES (2, 1)"), DB_DUPLICATE);
	assert_string_equal(db_constraint(db), "only_u");
	assert_int_equal(db_errno(db), 1062);
	assert_int_equal(run(db, "INSERT INTO try_child VALUES (1, 9)"), DB_DANGLING);
	assert_string_equal(db_constraint(db), "child_parent");
	assert_int_equal(run(db, "INSERT INTO try_child VALUES (1, 1)"), DB_OK);
	assert_int_equal(run(db, "DELETE FROM try_values"), DB_REFERENCED);
	assert_int_equal(run(db, "DROP TABLE try_child"), DB_OK);
}

struct seen {
	int64_t count;
	int64_t sum;
	int64_t stop_after;
};

static bool
add_up(void *context, const struct db_value *cells)
{
	struct seen *seen = context;
	seen->count++;
	seen->sum += cells[0].i64;
	assert_int_equal(cells[1].text.len, (size_t)cells[0].i64 % 100);
	return seen->count != seen->stop_after;
}

static const struct slice stream_sql =
    SLICE("SELECT seq, REPEAT('x', seq % 100) FROM seq_1_to_50000");
static const enum db_type stream_types[] = {DB_I64, DB_TEXT};

static void
streams_rows_in_constant_memory(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {0};
	arena_reset(arena);
	assert_int_equal(
	    db_stream(db, arena, stream_sql, NULL, 0, stream_types, 2, add_up, &seen), DB_OK);
	assert_int_equal(seen.count, 50000);
	assert_int_equal(seen.sum, INT64_C(50000) * 50001 / 2);
	assert_true(arena_used(arena) < 8192);
}

static void
goes_on_after_a_stream_that_was_stopped(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {.stop_after = 10};
	assert_int_equal(
	    db_stream(db, arena, stream_sql, NULL, 0, stream_types, 2, add_up, &seen), DB_OK);
	assert_int_equal(seen.count, 10);
	assert_int_equal(ask(db, "SELECT 3"), 3);
}

static void
limits_statements_but_not_streams(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *serve = db_new(settings, DB_SERVE);
	static const enum db_type decimal[] = {DB_DECIMAL};
	struct db_rows rows;
	struct seen seen = {0};
	assert_int_equal(db_select(serve, arena, SLICE_OF("SELECT @@max_statement_time"), NULL, 0,
			     decimal, 1, &rows),
	    DB_OK);
	assert_true(slice_is(rows.cells[0].text, "5.000000"));
	assert_int_equal(
	    db_stream(serve, arena, SLICE_OF("SELECT CAST(@@max_statement_time AS INT), ''"), NULL,
		0, stream_types, 2, add_up, &seen),
	    DB_OK);
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.sum, 0);
	db_free(serve);
}

/* The server notices in the midst of the rows that the time is over. */
static void
tells_what_went_wrong_among_the_rows(void **state)
{
	(void)state;
	fixture_need_server();
	static const enum db_type number_alone[] = {DB_I64};
	struct db_rows rows;
	assert_int_equal(
	    db_select(db, arena,
		SLICE_OF("SET STATEMENT max_statement_time=0.2 FOR SELECT seq + SLEEP(seq > 3) * 0 "
			 "FROM seq_1_to_1000"),
		NULL, 0, number_alone, 1, &rows),
	    DB_SLOW);
	assert_int_equal(db_errno(db), 1969);
	assert_int_equal(ask(db, "SELECT 4"), 4);
}

static void
prepares_each_text_once(void **state)
{
	(void)state;
	fixture_need_server();
	assert_int_equal(ask(db, "SELECT 11"), 11);
	db_round_trips(db, true);
	for (int i = 0; i < 10; i++)
		assert_int_equal(ask(db, "SELECT 11"), 11);
	assert_int_equal(db_round_trips(db, true), 10);
}

/* 60 texts in turn: each is gone when it comes again. The server counts what it keeps. */
static void
keeps_no_more_than_48_statements(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *other = db_new(settings, DB_OWNER);
	for (int i = 0; i < 120; i++) {
		struct slice sql = arena_printf(arena, "SELECT %d", i % 60);
		assert_int_equal(ask(other, sql.at), i % 60);
	}
	assert_int_equal(
	    ask(other, "SELECT SUM(IF(VARIABLE_NAME = 'COM_STMT_PREPARE', VARIABLE_VALUE, "
		       "-VARIABLE_VALUE)) FROM information_schema.SESSION_STATUS "
		       "WHERE VARIABLE_NAME IN ('COM_STMT_PREPARE', 'COM_STMT_CLOSE')"),
	    48);
	db_free(other);
}

static void
sets_the_session_up(void **state)
{
	(void)state;
	fixture_need_server();
	assert_int_equal(
	    ask(db, "SELECT @@tx_isolation = 'READ-COMMITTED' AND @@time_zone = '+00:00' "
		    "AND @@innodb_lock_wait_timeout = 5 AND @@autocommit = 1 "
		    "AND @@sql_mode LIKE '%STRICT_TRANS_TABLES%' "
		    "AND @@character_set_client = 'utf8mb4' "
		    "AND @@collation_connection = 'utf8mb4_unicode_520_ci'"),
	    1);
}

static void
opens_a_killed_connection_again_for_a_read(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *other = db_new(settings, DB_OWNER);
	int64_t first = ask(other, "SELECT CONNECTION_ID()");
	fixture_kill(db, first);
	int64_t second = ask(other, "SELECT CONNECTION_ID()");
	assert_int_not_equal(first, second);
	fixture_kill(db, second);
	assert_int_equal(db_ping(other), DB_OK);
	db_free(other);
}

static void
rests_only_after_the_idle_time(void **state)
{
	(void)state;
	fixture_need_server();
	struct settings hasty = *settings;
	hasty.idle_connection_seconds = 0;
	struct db *patient = db_new(settings, DB_OWNER), *quick = db_new(&hasty, DB_OWNER);
	int64_t kept = ask(patient, "SELECT CONNECTION_ID()");
	int64_t closed = ask(quick, "SELECT CONNECTION_ID()");
	db_rest(patient);
	db_rest(quick);
	assert_int_equal(ask(patient, "SELECT CONNECTION_ID()"), kept);
	assert_int_not_equal(ask(quick, "SELECT CONNECTION_ID()"), closed);
	db_free(patient);
	db_free(quick);
}

static void
says_away_when_nobody_listens(void **state)
{
	(void)state;
	struct settings nowhere = {
	    .db_socket = "/nonexistent/socket", .db_name = "hub", .db_owner_user = "nobody"};
	struct db *lonely = db_new(&nowhere, DB_OWNER);
	assert_int_equal(db_ping(lonely), DB_AWAY);
	assert_int_equal(run(lonely, "DO 1"), DB_AWAY);
	db_free(lonely);
}

static void
says_fault_with_a_wrong_password(void **state)
{
	(void)state;
	fixture_need_server();
	struct settings wrong = *settings;
	wrong.db_owner_password_file = wrong.path;
	struct db *stranger = db_new(&wrong, DB_OWNER);
	assert_int_equal(db_ping(stranger), DB_FAULT);
	assert_int_equal(db_errno(stranger), 1045);
	db_free(stranger);
}

static void
refuses_a_statement_with_other_numbers_of_arguments_or_columns(void **state)
{
	(void)state;
	fixture_need_server();
	struct db_value one = number(1);
	struct db_rows rows;
	assert_int_equal(db_execute(db, SLICE_OF("DO 1"), &one, 1, NULL), DB_FAULT);
	assert_int_equal(
	    db_select(db, arena, SLICE_OF("SELECT 1, 2"), NULL, 0, types, 1, &rows), DB_FAULT);
	assert_int_equal(run(db, "DROP TABLE IF EXISTS try_values"), DB_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(brings_every_type_there_and_back),
	    cmocka_unit_test(reads_the_same_text_as_other_types),
	    cmocka_unit_test(finds_a_kept_text_by_its_number),
	    cmocka_unit_test(brings_null_there_and_back),
	    cmocka_unit_test(tells_the_empty_text_from_null),
	    cmocka_unit_test(reads_texts_of_any_length),
	    cmocka_unit_test(refuses_a_value_that_does_not_fit_its_type),
	    cmocka_unit_test(counts_rows_matched_not_rows_changed),
	    cmocka_unit_test(sends_many_rows_in_one_round_trip),
	    cmocka_unit_test(keeps_no_row_of_a_bulk_with_a_duplicate),
	    cmocka_unit_test(names_the_violated_constraint),
	    cmocka_unit_test(streams_rows_in_constant_memory),
	    cmocka_unit_test(goes_on_after_a_stream_that_was_stopped),
	    cmocka_unit_test(limits_statements_but_not_streams),
	    cmocka_unit_test(tells_what_went_wrong_among_the_rows),
	    cmocka_unit_test(prepares_each_text_once),
	    cmocka_unit_test(keeps_no_more_than_48_statements),
	    cmocka_unit_test(sets_the_session_up),
	    cmocka_unit_test(opens_a_killed_connection_again_for_a_read),
	    cmocka_unit_test(rests_only_after_the_idle_time),
	    cmocka_unit_test(says_away_when_nobody_listens),
	    cmocka_unit_test(says_fault_with_a_wrong_password),
	    cmocka_unit_test(refuses_a_statement_with_other_numbers_of_arguments_or_columns),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
