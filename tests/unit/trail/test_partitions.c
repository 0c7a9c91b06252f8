/* Partitions are made ahead, dropped in their time, and running it again does nothing. */
#define _GNU_SOURCE
#include "fixture.h"

#include "codec/date.h"
#include "trail/partitions.h"

static int64_t
partitions_named(const char *pattern)
{
	static const char sql[] = "SELECT COUNT(*) FROM information_schema.partitions WHERE "
				  "table_schema = DATABASE() AND table_name = 'request_log' AND "
				  "partition_name LIKE ?";
	static const enum db_type types[] = {DB_I64};
	struct db_value argument = {.type = DB_TEXT, .text = slice_from(pattern)};
	struct db_rows rows;

	assert_int_equal(
	    db_select(db, arena, slice_from(sql), &argument, 1, types, 1, &rows), DB_OK);
	return rows.cells[0].i64;
}

static const char *
name_of(int64_t time_us)
{
	struct civil civil = date_civil((int32_t)(time_us / CLOCK_DAY));
	struct slice name =
	    arena_printf(arena, "p%04d%02d%02d", civil.year, civil.month, civil.day);

	return name.at;
}

static struct partitions_count
keep(int64_t now_us)
{
	struct partitions_count count;

	assert_int_equal(partitions_keep(db, arena, &settings, now_us, &count), DB_OK);
	return count;
}

static void
days_ahead_have_partitions_and_a_second_run_does_nothing(void **state)
{
	int64_t now_us = clock_now();

	(void)state;
	fixture_need_server();
	keep(now_us);
	assert_int_equal(partitions_named(name_of(now_us + PARTITIONS_AHEAD * CLOCK_DAY)), 1);
	assert_int_equal(partitions_named("pmax"), 1);
	struct partitions_count again = keep(now_us);
	assert_int_equal(again.made, 0);
	assert_int_equal(again.dropped, 0);
	assert_int_equal(again.forgotten, 0);
}

static void
missed_days_are_made_up_for(void **state)
{
	int64_t now_us = clock_now();

	(void)state;
	fixture_need_server();
	keep(now_us);
	unsigned made = keep(now_us + 3 * CLOCK_DAY).made;
	assert_true(made == 2 * 3 || made == 0); /* both tables; none if this ran before */
	assert_int_equal(partitions_named(name_of(now_us + (3 + PARTITIONS_AHEAD) * CLOCK_DAY)), 1);
}

/* The name of the oldest partition that is named after a day. */
static const char *
oldest(void)
{
	static const char sql[] =
	    "SELECT MIN(partition_name) FROM information_schema.partitions WHERE "
	    "table_schema = DATABASE() AND table_name = 'request_log' AND "
	    "partition_name <> 'pmax'";
	static const enum db_type types[] = {DB_TEXT};
	struct db_rows rows;

	assert_int_equal(db_select(db, arena, slice_from(sql), NULL, 0, types, 1, &rows), DB_OK);
	return arena_text(arena, rows.cells[0].text);
}

static void
a_partition_past_its_time_is_dropped(void **state)
{
	int32_t day;
	char text[11];

	(void)state;
	fixture_need_server();
	keep(clock_now());
	const char *name = oldest();
	snprintf(text, sizeof text, "%.4s-%.2s-%.2s", name + 1, name + 5, name + 7);
	assert_true(date_read(slice_from(text), &day));
	struct str sql;
	str_init(&sql, arena, 4096);
	str_addf(&sql,
	    "ALTER TABLE request_log REORGANIZE PARTITION %s INTO (PARTITION p20200101 VALUES LESS "
	    "THAN "
	    "('2020-01-02'), PARTITION %s VALUES LESS THAN ('",
	    name, name);
	date_write(&sql, day + 1);
	str_add_text(&sql, "'))");
	assert_int_equal(db_execute(db, str_slice(&sql), NULL, 0, NULL), DB_OK);
	assert_int_equal(partitions_named("p20200101"), 1);
	assert_int_equal(keep(clock_now()).dropped, 1);
	assert_int_equal(partitions_named("p20200101"), 0);
	assert_int_equal(partitions_named(name), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(days_ahead_have_partitions_and_a_second_run_does_nothing),
	    cmocka_unit_test(missed_days_are_made_up_for),
	    cmocka_unit_test(a_partition_past_its_time_is_dropped),
	};

	return cmocka_run_group_tests_name("trail/partitions", tests, fixture_open, fixture_close);
}
