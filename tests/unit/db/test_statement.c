/* Statements with structs: every type there and back, each kind, and the hosts' list. */
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

#include "db/statement.h"
#include "fixture.h"

/* As the compiler would declare it: all types, then all that may be NULL. */
struct all {
	int64_t i;
	uint64_t u;
	bool ok;
	struct slice words;
	struct slice bytes;
	struct uuid id;
	struct digest digest;
	int64_t at;
	int32_t day;
	struct slice price;
};

struct maybe {
	int64_t key;
	struct maybe_i64 i;
	struct maybe_u64 u;
	struct maybe_i64 ok;
	struct slice words;
	struct slice bytes;
	struct uuid id;
	struct maybe_i64 at;
	struct maybe_i64 day;
	struct slice price;
};

static const struct statement_column all_columns[] = {
    STATEMENT_I64(struct all, i),
    STATEMENT_U64(struct all, u),
    STATEMENT_BOOL(struct all, ok),
    STATEMENT_TEXT(struct all, words),
    STATEMENT_BYTES(struct all, bytes),
    STATEMENT_UUID(struct all, id),
    STATEMENT_DIGEST(struct all, digest),
    STATEMENT_TIME(struct all, at),
    STATEMENT_DATE(struct all, day),
    STATEMENT_DECIMAL(struct all, price),
};

static const struct statement_column maybe_columns[] = {
    STATEMENT_I64(struct maybe, key),
    STATEMENT_MAYBE_I64(struct maybe, i),
    STATEMENT_MAYBE_U64(struct maybe, u),
    STATEMENT_MAYBE_BOOL(struct maybe, ok),
    STATEMENT_MAYBE_TEXT(struct maybe, words),
    STATEMENT_MAYBE_BYTES(struct maybe, bytes),
    STATEMENT_MAYBE_UUID(struct maybe, id),
    STATEMENT_MAYBE_TIME(struct maybe, at),
    STATEMENT_MAYBE_DATE(struct maybe, day),
    STATEMENT_MAYBE_DECIMAL(struct maybe, price),
};

#define NALL (sizeof all_columns / sizeof *all_columns)
#define NMAYBE (sizeof maybe_columns / sizeof *maybe_columns)

static const struct statement insert_all = {.name = "insert_all",
    .sql = SLICE("INSERT INTO try_all (i, u, ok, words, bytes, id, digest, at, day, price) "
		 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    .arguments = all_columns,
    .narguments = NALL,
    .in_bytes = sizeof(struct all)};

static const struct statement select_all = {.name = "select_all",
    .sql =
	SLICE("SELECT i, u, ok, words, bytes, id, digest, at, day, price FROM try_all ORDER BY i"),
    .results = all_columns,
    .nresults = NALL,
    .row_bytes = sizeof(struct all)};

static const struct statement insert_maybe = {.name = "insert_maybe",
    .sql = SLICE("INSERT INTO try_all (i, n, u, ok, words, bytes, id, at, day, price) "
		 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    .arguments = maybe_columns,
    .narguments = NMAYBE,
    .in_bytes = sizeof(struct maybe)};

static const struct statement select_maybe = {.name = "select_maybe",
    .sql = SLICE("SELECT i, n, u, ok, words, bytes, id, at, day, price FROM try_all "
		 "ORDER BY i"),
    .results = maybe_columns,
    .nresults = NMAYBE,
    .row_bytes = sizeof(struct maybe)};

static void
fresh_table(void)
{
	arena_reset(arena);
	assert_int_equal(run(db, "DROP TABLE IF EXISTS try_all"), DB_OK);
	assert_int_equal(run(db, "CREATE TABLE try_all (i BIGINT PRIMARY KEY, u BIGINT UNSIGNED, "
				 "ok BOOLEAN, words TEXT, bytes BLOB, id BINARY(16), "
				 "digest BINARY(32), at DATETIME(6), day DATE, "
				 "price DECIMAL(20,4), n BIGINT)"),
	    DB_OK);
}

static struct all
sample(int64_t i)
{
	struct all all = {.i = i,
	    .u = UINT64_MAX,
	    .ok = i % 2 == 0,
	    .words = SLICE("wörds"),
	    .bytes = {"\0\1", 2},
	    .id = {{1, 2, 3}},
	    .at = INT64_C(1795000000123456) + i,
	    .day = 20000,
	    .price = SLICE("12.5000")};
	memset(all.digest.byte, 0xa0, sizeof all.digest.byte);
	return all;
}

static void
assert_same(const struct all *found, const struct all *sent)
{
	assert_int_equal(found->i, sent->i);
	assert_int_equal(found->u, sent->u);
	assert_int_equal(found->ok, sent->ok);
	assert_true(slice_eq(found->words, sent->words));
	assert_true(slice_eq(found->bytes, sent->bytes));
	assert_true(uuid_eq(found->id, sent->id));
	assert_true(digest_eq(&found->digest, &sent->digest));
	assert_int_equal(found->at, sent->at);
	assert_int_equal(found->day, sent->day);
	assert_true(slice_eq(found->price, sent->price));
}

static void
brings_every_type_there_and_back(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct all sent = sample(-5), found;
	uint64_t affected = 0;
	assert_int_equal(statement_exec(db, &insert_all, &sent, &affected), DB_OK);
	assert_int_equal(affected, 1);
	assert_int_equal(statement_one(db, arena, &select_all, NULL, &found), DB_OK);
	assert_same(&found, &sent);
}

static void
brings_null_and_not_null_there_and_back(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct maybe sent[] = {{.key = 1}, {.key = 2,
					       .i = {true, 0},
					       .u = {true, 7},
					       .ok = {true, 1},
					       .words = SLICE(""),
					       .bytes = SLICE("b"),
					       .id = {{9}},
					       .at = {true, 1},
					       .day = {true, 2},
					       .price = SLICE("0.0000")}};
	void *rows;
	size_t nrows;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(statement_exec(db, &insert_maybe, &sent[i], NULL), DB_OK);
	assert_int_equal(statement_many(db, arena, &select_maybe, NULL, &rows, &nrows), DB_OK);
	assert_int_equal(nrows, 2);
	const struct maybe *found = rows;
	assert_false(found[0].i.has || found[0].u.has || found[0].ok.has || found[0].at.has ||
		     found[0].day.has);
	assert_null(found[0].words.at);
	assert_null(found[0].bytes.at);
	assert_null(found[0].price.at);
	assert_true(uuid_is_nil(found[0].id));
	assert_true(found[1].i.has && found[1].u.has && found[1].ok.has && found[1].at.has &&
		    found[1].day.has);
	assert_int_equal(found[1].u.value, 7);
	assert_int_equal(found[1].day.value, 2);
	assert_int_equal(found[1].at.value, 1);
	assert_non_null(found[1].words.at);
	assert_true(slice_is(found[1].price, "0.0000"));
}

static void
leaves_the_row_untouched_when_there_is_none(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct all found = sample(42), before = found;
	assert_int_equal(statement_one(db, arena, &select_all, NULL, &found), DB_NO_ROW);
	assert_memory_equal(&found, &before, sizeof found);
}

static void
faults_on_a_second_row_of_one_and_on_unexpected_null(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	struct all rows[] = {sample(1), sample(2)}, found;
	uint64_t affected = 0;
	assert_int_equal(statement_bulk(db, &insert_all, rows, 2, &affected), DB_OK);
	assert_int_equal(affected, 2);
	assert_int_equal(statement_one(db, arena, &select_all, NULL, &found), DB_FAULT);
	assert_int_equal(run(db, "DELETE FROM try_all WHERE i = 2"), DB_OK);
	assert_int_equal(run(db, "UPDATE try_all SET digest = NULL"), DB_OK);
	assert_int_equal(statement_one(db, arena, &select_all, NULL, &found), DB_FAULT);
}

struct visits {
	int64_t count;
	int64_t stop_after;
};

static bool
visit(void *context, const void *row)
{
	struct visits *visits = context;
	struct all expected = sample(visits->count++);
	assert_same(row, &expected);
	return visits->count != visits->stop_after;
}

static void
adds_many_at_once_and_visits_each(void **state)
{
	(void)state;
	fixture_need_server();
	fresh_table();
	enum { NROWS = 300 };
	struct all *rows = arena_array(arena, NROWS, sizeof *rows);
	struct visits all = {0}, some = {.stop_after = 3};
	for (int i = 0; i < NROWS; i++)
		rows[i] = sample(i);
	assert_int_equal(statement_bulk(db, &insert_all, rows, 0, NULL), DB_OK);
	db_round_trips(db, true);
	assert_int_equal(statement_bulk(db, &insert_all, rows, NROWS, NULL), DB_OK);
	assert_true(db_round_trips(db, true) <= 2);
	assert_int_equal(statement_each(db, arena, &select_all, NULL, visit, &all), DB_OK);
	assert_int_equal(all.count, NROWS);
	assert_int_equal(statement_each(db, arena, &select_all, NULL, visit, &some), DB_OK);
	assert_int_equal(some.count, 3);
	assert_int_equal(run(db, "DROP TABLE try_all"), DB_OK);
}

/* A port that was free a moment ago and refuses. */
static void
tries_the_hosts_of_the_list(void **state)
{
	(void)state;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof address;
	int end = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(end, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(getsockname(end, (struct sockaddr *)&address, &len), 0);
	close(end);
	char hosts[100];
	snprintf(hosts, sizeof hosts, "127.0.0.1:%d , 127.0.0.1:%d", ntohs(address.sin_port),
	    ntohs(address.sin_port));
	struct settings nowhere = {.db_host = hosts, .db_name = "hub", .db_owner_user = "nobody"};
	struct db *lonely = db_new(&nowhere, DB_OWNER);
	assert_int_equal(db_ping(lonely), DB_AWAY);
	assert_in_range(db_errno(lonely), 2002, 2003);
	db_free(lonely);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(brings_every_type_there_and_back),
	    cmocka_unit_test(brings_null_and_not_null_there_and_back),
	    cmocka_unit_test(leaves_the_row_untouched_when_there_is_none),
	    cmocka_unit_test(faults_on_a_second_row_of_one_and_on_unexpected_null),
	    cmocka_unit_test(adds_many_at_once_and_visits_each),
	    cmocka_unit_test(tries_the_hosts_of_the_list),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
