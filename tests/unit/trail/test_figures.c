/* The dashboard's sums against the records that were shipped. */
#define _GNU_SOURCE
#include "fixture.h"

#include "trail/figures.h"
#include "trail/ship.h"

/* 2026-11-22T12:30:00Z: half past midnight of the 23rd in Auckland, half past seven in New York. */
#define NOW_US (INT64_C(1795350600) * CLOCK_SECOND)

static struct journal *journal;

static void
append_at(int64_t time_us, uint64_t status, uint64_t duration_us, struct uuid key)
{
	struct journal_record record = fixture_record();
	int64_t ms = time_us / 1000;

	for (int byte = 0; byte < 6; byte++)
		record.id.byte[byte] = (unsigned char)(ms >> (8 * (5 - byte)));
	record.ts_us = ms * 1000;
	record.status = status;
	record.duration_us = duration_us;
	record.key_id = key;
	record.code = status >= 400 ? SLICE_OF("not_found") : SLICE_NONE;
	assert_true(journal_append(journal, arena, &record));
}

static void
ship(void)
{
	struct ship_count count;

	assert_int_equal(ship_once(&settings, db, &count), SHIP_DONE);
}

static int
fresh(void **state)
{
	(void)state;
	if (!db)
		return 0;
	company = fixture_number();
	fixture_empty_folder();
	journal = journal_new(settings.journal_dir);
	return 0;
}

static int
done(void **state)
{
	(void)state;
	if (db)
		journal_free(journal);
	return 0;
}

static struct figures
read_figures(unsigned days, const char *zone)
{
	struct figures_query query = {company, MODE_LIVE, days, zone, NOW_US};
	struct figures figures;

	assert_int_equal(figures_read(db, arena, &query, &figures), DB_OK);
	return figures;
}

static const struct uuid one = {{1}}, two = {{2}};

static void
sums_bars_and_lists_agree_with_what_was_sent(void **state)
{
	struct figures figures;

	(void)state;
	fixture_need_server();
	for (int i = 0; i < 95; i++)
		append_at(NOW_US - CLOCK_HOUR, 200, 1000, one);
	for (int i = 0; i < 5; i++)
		append_at(NOW_US - CLOCK_DAY, i < 3 ? 404 : 503, 90000, two);
	append_at(NOW_US - 7 * CLOCK_DAY, 200, 50, one);
	ship();
	figures = read_figures(7, "UTC");
	assert_int_equal(figures.sum.requests, 100);
	assert_int_equal(figures.sum.refused, 3);
	assert_int_equal(figures.sum.server_errors, 2);
	assert_int_equal(figures.sum.p95_us, latency_upper_us(latency_bucket(1000)));
	assert_int_equal(figures.before.requests, 1);
	assert_true(figures.before.has_data);
	assert_true(figures.by_hour);
	assert_int_equal(figures.nbars, 6 * 24 + 13);
	assert_int_equal(figures.bars[figures.nbars - 2].requests, 95);
	assert_int_equal(figures.bars[figures.nbars - 1].requests, 0);
	assert_int_equal(figures.bars[figures.nbars - 25].refused, 3);
	assert_int_equal(figures.nendpoints, 1);
	assert_int_equal(figures.endpoints[0].requests, 100);
	assert_int_equal(figures.endpoints[0].failed, 5);
	assert_int_equal(figures.nfailures, 2);
	assert_int_equal(figures.failures[0].requests, 3);
	assert_int_equal(figures.failures[0].status, 404);
	assert_true(uuid_eq(figures.failures[0].key_id, two));
	assert_int_equal(figures.failures[0].first_us, NOW_US - CLOCK_DAY);
	assert_int_equal(figures.nkeys, 2);
	assert_int_equal(figures.keys[0].requests, 95);
	figures = read_figures(30, "UTC");
	assert_int_equal(figures.sum.requests, 101);
	assert_false(figures.before.has_data);
	assert_int_equal(figures.nbars, 30);
	assert_int_equal(figures.bars[29].requests, 95);
	assert_int_equal(figures.bars[28].server_errors, 2);
	assert_int_equal(figures.bars[22].requests, 1);
}

static void
bars_are_days_of_the_companys_zone(void **state)
{
	(void)state;
	fixture_need_server();
	append_at(NOW_US - CLOCK_HOUR, 200, 1000, one); /* the 22nd in Auckland */
	append_at(NOW_US, 200, 1000, one);              /* by hours: the 22nd too, */
	append_at(NOW_US - NOW_US % CLOCK_DAY + 11 * CLOCK_HOUR, 200, 1000,
	    one); /* 11:00Z is 00:00 there */
	append_at(NOW_US - NOW_US % CLOCK_DAY + 10 * CLOCK_HOUR, 200, 1000, one);
	ship();
	struct figures figures = read_figures(30, "Pacific/Auckland");
	assert_int_equal(figures.nbars, 30);
	/* Daylight saving: Auckland is thirteen hours ahead, so its day begins at 11:00Z. */
	assert_int_equal(figures.bars[29].start_us % CLOCK_DAY, 11 * CLOCK_HOUR);
	assert_int_equal(figures.bars[29].requests, 3);
	assert_int_equal(figures.bars[28].requests, 1);
	figures = read_figures(30, "America/New_York");
	assert_int_equal(figures.bars[29].start_us % CLOCK_DAY, 5 * CLOCK_HOUR);
	assert_int_equal(figures.bars[29].requests, 4);
	figures = read_figures(30, "Nowhere/Atall");
	assert_int_equal(figures.bars[29].start_us % CLOCK_DAY, 0);
	for (size_t i = 1; i < figures.nbars; i++)
		assert_int_equal(figures.bars[i].start_us, figures.bars[i - 1].end_us);
}

static void
modes_and_companies_are_apart(void **state)
{
	bool any;

	(void)state;
	fixture_need_server();
	append_at(NOW_US, 200, 1000, one);
	ship();
	assert_int_equal(figures_any(db, arena, company, MODE_LIVE, &any), DB_OK);
	assert_true(any);
	assert_int_equal(figures_any(db, arena, company, MODE_TEST, &any), DB_OK);
	assert_false(any);
	company++;
	struct figures figures = read_figures(7, "UTC");
	assert_int_equal(figures.sum.requests, 0);
	assert_int_equal(figures.sum.p95_us, 0);
	assert_false(figures.sum.has_data);
	assert_int_equal(figures.nkeys, 0);
}

static void
the_list_of_keys_counts_thirty_days(void **state)
{
	struct figures_key *found;
	size_t nfound;

	(void)state;
	fixture_need_server();
	append_at(NOW_US, 200, 1000, one);
	append_at(NOW_US - 29 * CLOCK_DAY, 404, 1000, one);
	append_at(NOW_US - 30 * CLOCK_DAY, 200, 1000, two);
	ship();
	assert_int_equal(figures_of_keys(db, arena, company, 30, NOW_US, &found, &nfound), DB_OK);
	assert_int_equal(nfound, 1);
	assert_true(uuid_eq(found[0].key_id, one));
	assert_int_equal(found[0].requests, 2);
	assert_int_equal(found[0].refused, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		sums_bars_and_lists_agree_with_what_was_sent, fresh, done),
	    cmocka_unit_test_setup_teardown(bars_are_days_of_the_companys_zone, fresh, done),
	    cmocka_unit_test_setup_teardown(modes_and_companies_are_apart, fresh, done),
	    cmocka_unit_test_setup_teardown(the_list_of_keys_counts_thirty_days, fresh, done),
	};

	return cmocka_run_group_tests_name("trail/figures", tests, fixture_open, fixture_close);
}
