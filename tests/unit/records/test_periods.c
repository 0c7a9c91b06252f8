/* Pay periods: ends of months, leap years, and nothing between two periods. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "catalog/resources.h"
#include "codec/date.h"
#include "records/periods.h"

static struct arena *arena;

static int32_t
day(const char *text)
{
	int32_t number;
	assert_true(date_read(slice_from(text), &number));
	return number;
}

static struct calendar
calendar(const char *frequency, const char *first, const char *days)
{
	struct record schedule = record_new(arena, &resource_pay_schedules);
	record_set(&schedule, "frequency", value_text(slice_from(frequency)));
	record_set(&schedule, "first_period_start", value_date(day(first)));
	if (days != NULL)
		record_set(&schedule, "semimonthly_days", value_text(slice_from(days)));
	return calendar_of(&schedule);
}

static void
periods_begin_and_end_where_they_should(void **state)
{
	(void)state;
	static const struct {
		const char *frequency, *first, *days;
		int64_t number;
		const char *starts_on, *ends_on;
	} cases[] = {
	    {"weekly", "2024-01-01", NULL, 0, "2024-01-01", "2024-01-07"},
	    {"weekly", "2024-01-01", NULL, 8, "2024-02-26", "2024-03-03"},
	    {"biweekly", "2023-12-25", NULL, 1, "2024-01-08", "2024-01-21"},
	    {"four_weekly", "2024-01-01", NULL, 13, "2024-12-30", "2025-01-26"},
	    {"monthly", "2024-01-31", NULL, 0, "2024-01-31", "2024-02-28"},
	    {"monthly", "2024-01-31", NULL, 1, "2024-02-29", "2024-03-30"},
	    {"monthly", "2024-01-31", NULL, 13, "2025-02-28", "2025-03-30"},
	    {"monthly", "2024-12-01", NULL, 1, "2025-01-01", "2025-01-31"},
	    {"quarterly", "2024-11-30", NULL, 1, "2025-02-28", "2025-05-29"},
	    {"annual", "2024-02-29", NULL, 1, "2025-02-28", "2026-02-27"},
	    {"annual", "2024-02-29", NULL, 4, "2028-02-29", "2029-02-27"},
	    {"semimonthly", "2024-01-01", "[1,16]", 0, "2024-01-01", "2024-01-15"},
	    {"semimonthly", "2024-01-01", "[1,16]", 3, "2024-02-16", "2024-02-29"},
	    {"semimonthly", "2024-01-16", "[1,16]", 1, "2024-02-01", "2024-02-15"},
	    {"semimonthly", "2024-01-10", "[1,16]", 0, "2024-01-10", "2024-01-15"},
	    {"semimonthly", "2024-01-15", "[15,31]", 1, "2024-01-31", "2024-02-14"},
	    {"semimonthly", "2024-01-15", "[15,31]", 3, "2024-02-29", "2024-03-14"},
	    {"semimonthly", "2024-01-15", "[15,31]", 7, "2024-04-30", "2024-05-14"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct calendar one = calendar(cases[i].frequency, cases[i].first, cases[i].days);
		struct period period = calendar_period(&one, cases[i].number);
		assert_int_equal(period.starts_on, day(cases[i].starts_on));
		assert_int_equal(period.ends_on, day(cases[i].ends_on));
	}
}

static void
each_day_lies_in_one_period_and_is_found_there(void **state)
{
	(void)state;
	static const struct {
		const char *frequency, *first, *days;
	} cases[] = {{"weekly", "2023-12-27", NULL}, {"biweekly", "2024-02-20", NULL},
	    {"four_weekly", "2024-01-03", NULL}, {"monthly", "2024-01-31", NULL},
	    {"quarterly", "2023-11-30", NULL}, {"annual", "2024-02-29", NULL},
	    {"semimonthly", "2024-01-09", "[1,16]"}, {"semimonthly", "2024-01-31", "[15,31]"},
	    {"semimonthly", "2024-01-28", "[27,28]"}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct calendar one = calendar(cases[i].frequency, cases[i].first, cases[i].days);
		int32_t next = one.first;
		for (int64_t number = 0; number < 200; number++) {
			struct period period = calendar_period(&one, number);
			assert_int_equal(period.starts_on, next);
			assert_true(period.ends_on >= period.starts_on);
			assert_int_equal(calendar_number(&one, period.starts_on), number);
			assert_int_equal(calendar_number(&one, period.ends_on), number);
			next = period.ends_on + 1;
		}
		assert_int_equal(calendar_number(&one, one.first - 400), 0);
	}
}

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)16 << 20);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(periods_begin_and_end_where_they_should),
	    cmocka_unit_test(each_day_lies_in_one_period_and_is_found_there),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
