/* Dates, times, zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "codec/date.h"

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

typedef void write_time(struct str *out, int64_t time_us);

static const char *
written(write_time *write, int64_t time_us)
{
	struct str out;
	str_init(&out, arena, 100);
	write(&out, time_us);
	return str_text(&out);
}

static void
every_day_of_ten_millennia_follows_the_one_before(void **state)
{
	(void)state;
	int32_t day, first, last;
	assert_true(date_read(SLICE_OF("0001-01-01"), &first));
	assert_true(date_read(SLICE_OF("9999-12-31"), &last));
	assert_int_equal(first, -719162);
	assert_int_equal(last, 2932896);
	struct civil before = date_civil(first - 1);
	for (int32_t at = first; at <= last; at++) {
		struct civil civil = date_civil(at);
		assert_true(date_from_civil(civil, &day) && day == at);
		bool next_day = civil.day == before.day + 1 && civil.month == before.month;
		bool next_month = civil.day == 1 && (civil.month == before.month + 1 ||
							(civil.month == 1 && before.month == 12));
		assert_true(next_day != next_month);
		before = civil;
	}
	assert_true(date_read(SLICE_OF("1970-01-01"), &day));
	assert_int_equal(day, 0);
	assert_true(date_read(SLICE_OF("2000-02-29"), &day));
	assert_int_equal(day, 11016);
}

static void
refuses_dates_that_do_not_exist(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2026-02-29", "1900-02-29", "2026-13-01",
	    "2026-00-01", "2026-01-00", "2026-04-31", "0000-01-01", "2026-1-1", "2026/01/01",
	    "20260101", "2026-01-01 ", " 2026-01-01", "+026-01-01", "2026-01-1a", "-2026-01-01",
	    "12026-01-01"};
	int32_t day = 5;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (date_read(slice_from(bad[i]), &day))
			fail_msg("accepted %s", bad[i]);
	assert_int_equal(day, 5);
}

static const struct {
	const char *text;
	int64_t time_us;
} times[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1969-12-31T23:59:59.999Z", -1000},
    {"2026-11-22T09:30:00.123Z", INT64_C(1795339800123000)},
    {"2026-11-22T09:30:00.123456Z", INT64_C(1795339800123456)},
    {"2026-11-22T09:30:00.123456789Z", INT64_C(1795339800123456)},
    {"2026-11-22T10:30:00.5+01:00", INT64_C(1795339800500000)},
    {"2026-11-22T03:30:00-06:00", INT64_C(1795339800000000)},
    {"2026-11-22T09:30:00-00:00", INT64_C(1795339800000000)},
    {"0001-01-01T00:00:00Z", INT64_C(-62135596800000000)},
    {"9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999)},
};

static void
reads_rfc_3339_times(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		int64_t time_us = 1;
		if (!time_read(slice_from(times[i].text), &time_us) || time_us != times[i].time_us)
			fail_msg("%s: %lld", times[i].text, (long long)time_us);
	}
}

static void
refuses_other_times(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2026-11-22", "2026-11-22T09:30:00",
	    "2026-11-22 09:30:00Z", "2026-11-22T09:30Z", "2026-11-22T24:00:00Z",
	    "2026-11-22T23:59:60Z", "2026-11-22T23:60:00Z", "2026-11-22T09:30:00.Z",
	    "2026-11-22T09:30:00.1234567890Z", "2026-11-22T09:30:00+0100",
	    "2026-11-22T09:30:00+24:00", "2026-11-22T09:30:00+01:60", "2026-11-22T09:30:00ZZ",
	    "2026-11-22t09:30:00z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
	    "2026-02-30T00:00:00Z"};
	int64_t time_us = 7;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (time_read(slice_from(bad[i]), &time_us))
			fail_msg("accepted %s", bad[i]);
	assert_true(time_us == 7);
}

static void
writes_dates_and_times(void **state)
{
	(void)state;
	int64_t at = INT64_C(784111777123456); /* RFC 9110's own example */
	assert_string_equal(written(time_write, at), "1994-11-06T08:49:37.123Z");
	struct str out;
	str_init(&out, arena, 100);
	date_write(&out, -719162);
	assert_string_equal(str_text(&out), "0001-01-01");
}

/* Facts of the tz database; the last four lie behind any table, so the footer answers. */
static const struct {
	const char *zone, *time;
	int minutes;
} offsets[] = {
    {"UTC", "2026-07-01T00:00:00Z", 0},
    {"America/New_York", "2026-03-08T06:59:59Z", -300},
    {"America/New_York", "2026-03-08T07:00:00Z", -240},
    {"America/New_York", "2026-11-01T05:59:59Z", -240},
    {"America/New_York", "2026-11-01T06:00:00Z", -300},
    {"Europe/Dublin", "2026-07-01T00:00:00Z", 60},
    {"Europe/Dublin", "2026-01-01T00:00:00Z", 0},
    {"Asia/Kolkata", "2026-01-01T00:00:00Z", 330},
    {"Asia/Kathmandu", "2026-01-01T00:00:00Z", 345},
    {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", 660},
    {"Australia/Lord_Howe", "2026-07-01T00:00:00Z", 630},
    {"America/New_York", "1800-01-01T00:00:00Z", -297},
    {"America/St_Johns", "2026-07-01T00:00:00Z", -150},
    {"America/New_York", "2300-07-01T00:00:00Z", -240},
    {"America/New_York", "2300-01-01T00:00:00Z", -300},
    {"Australia/Sydney", "2300-01-01T00:00:00Z", 660},
    {"America/Sao_Paulo", "2300-01-01T00:00:00Z", -180},
};

static void
knows_zones_before_within_and_behind_their_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
		int minutes = 9999;
		int64_t time_us;
		assert_true(time_read(slice_from(offsets[i].time), &time_us));
		if (!zone_offset(offsets[i].zone, time_us, &minutes) ||
		    minutes != offsets[i].minutes)
			fail_msg("%s at %s: %d", offsets[i].zone, offsets[i].time, minutes);
	}
}

static void
refuses_zones_that_are_no_zones(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "Nowhere/Town", "/etc/passwd", "../../../etc/passwd",
	    "Europe", "zone.tab", "Europe/Berlin ", "America/New_York\n",
	    "A234567890123456789012345678901234567890123456789012345678901234567890"};
	int minutes = 3;
	int32_t day = 3;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_false(zone_offset(bad[i], 0, &minutes));
		assert_false(zone_day(bad[i], 0, &day));
	}
	assert_int_equal(minutes, 3);
	assert_int_equal(day, 3);
}

static void
a_day_begins_when_the_zone_says(void **state)
{
	(void)state;
	int64_t at;
	int32_t today, day;
	assert_true(date_read(SLICE_OF("2026-11-22"), &today));
	assert_true(time_read(SLICE_OF("2026-11-22T04:59:59.999999Z"), &at));
	assert_true(zone_day("America/New_York", at, &day) && day == today - 1);
	assert_true(zone_day("America/New_York", at + 1, &day) && day == today);
	assert_true(zone_day("Pacific/Auckland", at + 8 * CLOCK_HOUR, &day) && day == today + 1);
	assert_true(zone_day("UTC", -1, &day) && day == -1);
}

/* Clocks go forward over midnight in Santiago, back to it in Havana, and Apia left a day out. */
static void
a_day_begins_at_midnight_or_when_clocks_leave_it_out(void **state)
{
	(void)state;
	static const struct {
		const char *zone, *date, *begins;
	} days[] = {
	    {"UTC", "2026-11-22", "2026-11-22T00:00:00Z"},
	    {"America/Denver", "2026-03-08", "2026-03-08T07:00:00Z"},
	    {"America/Denver", "2026-03-09", "2026-03-09T06:00:00Z"},
	    {"America/Denver", "2026-11-01", "2026-11-01T06:00:00Z"},
	    {"America/Denver", "2026-11-02", "2026-11-02T07:00:00Z"},
	    {"Asia/Kolkata", "2026-06-01", "2026-05-31T18:30:00Z"},
	    {"America/Santiago", "2024-09-08", "2024-09-08T04:00:00Z"},
	    {"America/Santiago", "2024-04-07", "2024-04-07T04:00:00Z"},
	    {"America/Havana", "2024-11-03", "2024-11-03T04:00:00Z"},
	    {"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
	};
	int64_t wanted, begins;
	int32_t day;
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
		assert_true(date_read(slice_from(days[i].date), &day));
		assert_true(time_read(slice_from(days[i].begins), &wanted));
		if (!zone_day_start(days[i].zone, day, &begins) || begins != wanted)
			fail_msg("%s in %s", days[i].date, days[i].zone);
	}
	assert_false(zone_day_start("Nowhere", 0, &begins));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_day_of_ten_millennia_follows_the_one_before),
	    cmocka_unit_test(refuses_dates_that_do_not_exist),
	    cmocka_unit_test(reads_rfc_3339_times),
	    cmocka_unit_test(refuses_other_times),
	    cmocka_unit_test(writes_dates_and_times),
	    cmocka_unit_test(knows_zones_before_within_and_behind_their_tables),
	    cmocka_unit_test(refuses_zones_that_are_no_zones),
	    cmocka_unit_test(a_day_begins_when_the_zone_says),
	    cmocka_unit_test(a_day_begins_at_midnight_or_when_clocks_leave_it_out),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
