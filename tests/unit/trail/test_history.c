/* Pages of the request history against a model of the rows that were shipped. */
#define _GNU_SOURCE
#include "fixture.h"

#include "trail/history.h"
#include "trail/ship.h"

#define NROWS 230
#define START_US (INT64_C(1790000000) * CLOCK_SECOND)

static struct journal_record model[NROWS]; /* oldest first */

static const struct uuid keys[] = {{{1}}, {{2}}, {{3}}};

/* Several rows share a millisecond, so that ties are met. */
static struct journal_record
record_at(int i)
{
	static const char *const operations[] = {
	    "employees.list", "employees.get", "persons.create"};
	static const uint64_t statuses[] = {200, 201, 404, 422, 503, 304};
	struct journal_record record = fixture_record();
	int64_t ms = START_US / 1000 + i / 3;

	for (int byte = 0; byte < 6; byte++)
		record.id.byte[byte] = (unsigned char)(ms >> (8 * (5 - byte)));
	record.ts_us = ms * 1000;
	record.key_id = keys[i % 3];
	record.operation = slice_from(operations[i % 3]);
	record.method = slice_from(i % 3 == 2 ? "POST" : "GET");
	record.status = statuses[i % 6];
	record.code = record.status >= 400
			  ? slice_from(i % 2 == 0 ? "not_found" : "validation_failed")
			  : SLICE_NONE;
	record.address[15] = (unsigned char)(i % 7);
	record.duration_us = (uint64_t)i * 100;
	return record;
}

static int
by_place(const void *a, const void *b)
{
	const struct journal_record *one = a, *other = b;

	if (one->ts_us != other->ts_us)
		return one->ts_us < other->ts_us ? -1 : 1;
	return uuid_cmp(one->id, other->id);
}

static int
fill(void **state)
{
	struct ship_count count;

	if (fixture_open(state) != 0)
		return -1;
	if (!db)
		return 0;
	struct journal *journal = journal_new(settings.journal_dir);
	for (int i = 0; i < NROWS; i++) {
		model[i] = record_at(i);
		assert_true(journal_append(journal, arena, &model[i]));
	}
	journal_free(journal);
	qsort(model, NROWS, sizeof *model, by_place);
	return ship_once(&settings, db, &count) == SHIP_DONE && count.records == NROWS ? 0 : -1;
}

static struct history_filter
all_of_it(void)
{
	return (struct history_filter){
	    .entity_id = company,
	    .mode = MODE_LIVE,
	    .from_us = START_US,
	    .to_us = START_US + CLOCK_HOUR,
	};
}

typedef bool wanted(const struct journal_record *record);

static bool
any(const struct journal_record *record)
{
	(void)record;
	return true;
}
static bool
of_key(const struct journal_record *record)
{
	return uuid_eq(record->key_id, keys[1]);
}
static bool
succeeded(const struct journal_record *record)
{
	return record->status < 400;
}
static bool
refused(const struct journal_record *record)
{
	return record->status / 100 == 4;
}
static bool
broken(const struct journal_record *record)
{
	return record->status >= 500;
}
static bool
failed(const struct journal_record *record)
{
	return record->status >= 400;
}
static bool
not_found(const struct journal_record *record)
{
	return record->status == 404;
}
static bool
posted(const struct journal_record *record)
{
	return slice_is(record->method, "POST");
}
static bool
coded(const struct journal_record *record)
{
	return slice_is(record->code, "not_found");
}
static bool
slow(const struct journal_record *record)
{
	return record->duration_us >= 15000;
}
static bool
from_three(const struct journal_record *record)
{
	return record->address[15] == 3;
}
static bool
from_pair(const struct journal_record *record)
{
	return record->address[15] / 2 == 2;
}
static bool
listed(const struct journal_record *record)
{
	return slice_is(record->operation, "employees.list");
}
static bool
key_failed(const struct journal_record *record)
{
	return of_key(record) && failed(record);
}

static struct history_filter
filter_of(wanted *want)
{
	static const unsigned char three[16] = {[10] = 0xff, 0xff, 127, 0, 0, 3};
	static const unsigned char four[16] = {[10] = 0xff, 0xff, 127, 0, 0, 4};
	struct history_filter filter = all_of_it();

	if (want == of_key || want == key_failed)
		filter.key_id = keys[1];
	if (want == succeeded)
		filter.result = HISTORY_SUCCEEDED;
	if (want == refused)
		filter.result = HISTORY_REFUSED;
	if (want == broken)
		filter.result = HISTORY_SERVER_ERROR;
	if (want == failed || want == key_failed)
		filter.result = HISTORY_FAILED;
	if (want == not_found)
		filter.status = 404;
	if (want == posted)
		filter.method = SLICE_OF("POST");
	if (want == coded)
		filter.code = SLICE_OF("not_found");
	if (want == slow)
		filter.slower_than_us = 15000;
	if (want == listed)
		filter.operation = SLICE_OF("employees.list");
	filter.by_address = want == from_three || want == from_pair;
	filter.address_bits = want == from_three ? 128 : 127;
	memcpy(filter.address, want == from_three ? three : four, sizeof three);
	return filter;
}

static wanted *const wishes[] = {any, of_key, succeeded, refused, broken, failed, not_found, posted,
    coded, slow, from_three, from_pair, listed, key_failed};

#define NWISHES (sizeof wishes / sizeof *wishes)

/* All pages downwards, compared with the model from its newest row on. */
static void
every_filter_pages_through_exactly_its_rows(void **state)
{
	(void)state;
	fixture_need_server();
	for (size_t wish = 0; wish < NWISHES; wish++) {
		struct history_filter filter = filter_of(wishes[wish]);
		struct history_place place;
		struct history_page page;
		int at = NROWS - 1;
		const struct history_place *from = NULL;
		do {
			assert_int_equal(history_older(db, arena, &filter, from, &page), DB_OK);
			assert_false(page.gave_up);
			assert_int_equal(page.has_newer, from != NULL);
			for (size_t i = 0; i < page.nrows; i++, at--) {
				while (at >= 0 && !wishes[wish](&model[at]))
					at--;
				assert_true(at >= 0);
				assert_true(uuid_eq(page.rows[i].id, model[at].id));
				assert_int_equal(page.rows[i].ts_us, model[at].ts_us);
				assert_int_equal(page.rows[i].status, model[at].status);
			}
			assert_true(page.nrows > 0);
			place = history_place_of(&page.rows[page.nrows - 1]);
			from = &place;
		} while (page.has_older);
		while (at >= 0 && !wishes[wish](&model[at]))
			at--;
		assert_int_equal(at, -1);
	}
}

static void
every_filter_pages_upwards_as_well(void **state)
{
	(void)state;
	fixture_need_server();
	for (size_t wish = 0; wish < NWISHES; wish++) {
		struct history_filter filter = filter_of(wishes[wish]);
		struct history_place place = {START_US - 1, {{0}}};
		struct history_page page;
		int at = 0;
		do {
			assert_int_equal(history_newer(db, arena, &filter, &place, &page), DB_OK);
			for (size_t i = page.nrows; i > 0; i--, at++) {
				while (at < NROWS && !wishes[wish](&model[at]))
					at++;
				assert_true(at < NROWS);
				assert_true(uuid_eq(page.rows[i - 1].id, model[at].id));
			}
			assert_true(page.nrows > 0);
			place = history_place_of(&page.rows[0]);
		} while (page.has_newer);
		while (at < NROWS && !wishes[wish](&model[at]))
			at++;
		assert_int_equal(at, NROWS);
	}
}

static void
the_period_and_the_company_are_limits(void **state)
{
	struct history_filter filter = all_of_it();
	struct history_page page;

	(void)state;
	fixture_need_server();
	filter.from_us = START_US + 10 * 1000;
	filter.to_us = START_US + 12 * 1000;
	assert_int_equal(history_older(db, arena, &filter, NULL, &page), DB_OK);
	assert_int_equal(page.nrows, 6);
	filter.mode = MODE_TEST;
	assert_int_equal(history_older(db, arena, &filter, NULL, &page), DB_OK);
	assert_int_equal(page.nrows, 0);
	filter = all_of_it();
	filter.entity_id++;
	assert_int_equal(history_older(db, arena, &filter, NULL, &page), DB_OK);
	assert_int_equal(page.nrows, 0);
}

static void
one_request_comes_with_its_bodies(void **state)
{
	struct history_request request;

	(void)state;
	fixture_need_server();
	assert_int_equal(history_find(db, arena, company, model[7].id, &request), DB_OK);
	assert_int_equal(request.row.ts_us, model[7].ts_us);
	assert_int_equal(request.row.mode, MODE_LIVE);
	assert_true(slice_is(request.answer_body, "{\"id\":\"emp_x\",\"name\":\"[redacted]\"}"));
	assert_true(slice_is(request.request_headers, "{\"Accept\":\"*/*\"}"));
	assert_null(request.request_body.at);
	assert_int_equal(history_find(db, arena, company + 1, model[7].id, &request), DB_NO_ROW);
	assert_int_equal(history_find(db, arena, company, uuid_v7(), &request), DB_NO_ROW);
	struct uuid far;
	memset(&far, 0xff, sizeof far);
	assert_int_equal(history_find(db, arena, company, far, &request), DB_NO_ROW);
}

static void
newest_and_newer_are_told(void **state)
{
	struct history_filter filter = all_of_it();
	struct history_place newest, place = {START_US + 60 * 1000, {{0}}};
	struct history_row row;
	uint64_t count;

	(void)state;
	fixture_need_server();
	assert_int_equal(history_newest(db, arena, company, MODE_LIVE, &newest), DB_OK);
	assert_true(uuid_eq(newest.id, model[NROWS - 1].id));
	assert_int_equal(history_newest(db, arena, company, MODE_TEST, &newest), DB_NO_ROW);
	assert_int_equal(history_of_key(db, arena, company, MODE_LIVE, keys[0], &row), DB_OK);
	assert_true(uuid_eq(row.key_id, keys[0]));
	assert_int_equal(history_count_newer(db, arena, &filter, &place, &count), DB_OK);
	assert_int_equal(count, NROWS - 180);
	place.ts_us = START_US;
	assert_int_equal(history_count_newer(db, arena, &filter, &place, &count), DB_OK);
	assert_int_equal(count, 100);
}

static void
a_place_survives_the_url(void **state)
{
	struct history_place place = {START_US, model[3].id}, back;
	struct str text;

	(void)state;
	str_init(&text, arena, 100);
	history_place_write(&text, &place);
	assert_true(history_place_read(str_slice(&text), &back));
	assert_int_equal(back.ts_us, place.ts_us);
	assert_true(uuid_eq(back.id, place.id));
	assert_false(history_place_read(SLICE_OF("1-2"), &back));
	assert_false(history_place_read(SLICE_OF(""), &back));
	assert_false(history_place_read(SLICE_NONE, &back));
}

/* More rows than anyone may look through, made by the server; the last one looked for is the first.
 */
static void
gives_up_after_so_many_rows_and_says_how_far_it_looked(void **state)
{
	static const char sql[] =
	    "INSERT INTO request_log (id, ts, entity_id, mode, method, operation, path, status, "
	    "status_class, duration_us, request_bytes, answer_bytes, address) "
	    "SELECT RANDOM_BYTES(16), TIMESTAMPADD(SECOND, seq, '2026-01-01'), ?, 'test', "
	    "IF(seq = 1, 'PUT', 'GET'), 'x', '', 200, 2, 1, 0, 0, REPEAT(CHAR(0), 16) FROM "
	    "seq_1_to_60000";
	struct history_filter filter = {.mode = MODE_TEST, .method = SLICE("PUT")};
	struct history_page page;
	uint64_t before = company;

	(void)state;
	fixture_need_server();
	company = fixture_number();
	struct db_value argument = number(company);
	assert_int_equal(db_execute(db, slice_from(sql), &argument, 1, NULL), DB_OK);
	filter.entity_id = company;
	filter.to_us = START_US * 2;
	assert_int_equal(history_older(db, arena, &filter, NULL, &page), DB_OK);
	assert_true(page.gave_up);
	assert_int_equal(page.nrows, 0);
	struct history_place looked_to = page.looked_to;
	assert_int_equal(history_older(db, arena, &filter, &looked_to, &page), DB_OK);
	assert_false(page.gave_up);
	assert_int_equal(page.nrows, 1);
	filter.method = SLICE_OF("GET");
	assert_int_equal(history_older(db, arena, &filter, NULL, &page), DB_OK);
	assert_false(page.gave_up);
	assert_int_equal(page.nrows, HISTORY_PAGE);
	company = before;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_filter_pages_through_exactly_its_rows),
	    cmocka_unit_test(every_filter_pages_upwards_as_well),
	    cmocka_unit_test(the_period_and_the_company_are_limits),
	    cmocka_unit_test(one_request_comes_with_its_bodies),
	    cmocka_unit_test(newest_and_newer_are_told),
	    cmocka_unit_test(a_place_survives_the_url),
	    cmocka_unit_test(gives_up_after_so_many_rows_and_says_how_far_it_looked),
	};

	return cmocka_run_group_tests_name("trail/history", tests, fill, fixture_close);
}
