/* Times, addresses with filters and scales, as the portal's pages say them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/clock.h"
#include "cgi-bin/pages/chart.h"
#include "cgi-bin/pages/operations.h"
#include "codec/date.h"

static struct arena *arena;

static void
expect(struct slice text, const char *wanted)
{
	assert_string_equal(arena_text(arena, text), wanted);
}

static int64_t
moment(const char *text)
{
	int64_t time_us;
	assert_true(time_read(slice_from(text), &time_us));
	return time_us;
}

static void
says_times_in_the_zone(void **state)
{
	(void)state;
	struct say say = {arena, "America/Denver", moment("2026-11-22T06:30:00Z")};
	int64_t at = moment("2026-11-21T21:03:22Z");
	expect(say_clock(&say, at), "14:03:22");
	expect(say_day(&say, at), "Today, Saturday 21 November 2026");
	expect(say_day(&say, at - CLOCK_DAY), "Yesterday, Friday 20 November 2026");
	expect(say_day(&say, at - 2 * CLOCK_DAY), "Thursday 19 November 2026");
	expect(say_utc(&say, at), "21 Nov 2026, 21:03:22 UTC");
	expect(say_date(&say, -1), "31 Dec 1969");
}

static void
says_how_long_ago(void **state)
{
	(void)state;
	struct say say = {arena, "UTC", moment("2026-11-22T06:30:00Z")};
	expect(say_ago(&say, 0), "Never");
	expect(say_ago(&say, say.now_us - CLOCK_SECOND), "Just now");
	expect(say_ago(&say, say.now_us - CLOCK_MINUTE), "1 minute ago");
	expect(say_ago(&say, say.now_us - 83 * CLOCK_DAY), "83 days ago");
}

/* 1 November 2026: clocks in Denver go back at 02:00; 8 March: they go forward. */
static void
finds_midnight_beside_a_change_of_clocks(void **state)
{
	(void)state;
	struct say say = {arena, "America/Denver", 0};
	static const struct {
		const char *day, *midnight;
	} cases[] = {{"2026-11-01", "2026-11-01T06:00:00Z"}, {"2026-11-02", "2026-11-02T07:00:00Z"},
	    {"2026-03-08", "2026-03-08T07:00:00Z"}, {"2026-03-09", "2026-03-09T06:00:00Z"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int32_t day;
		assert_true(date_read(slice_from(cases[i].day), &day));
		assert_int_equal(say_midnight(&say, day), moment(cases[i].midnight));
		assert_int_equal(say_day_of(&say, say_midnight(&say, day)), day);
		assert_int_equal(say_day_of(&say, say_midnight(&say, day) - 1), day - 1);
	}
}

static void
keeps_what_a_link_does_not_change(void **state)
{
	(void)state;
	struct link link = {.arena = arena, .path = SLICE("/hub/requests")};
	expect(link_url(&link), "/hub/requests");
	link_set(&link, "mode", SLICE_OF("live"));
	link_set(&link, "key", SLICE_OF("a&b=c"));
	expect(link_url(&link), "/hub/requests?mode=live&key=a%26b%3Dc");
	expect(link_with(&link, "key", SLICE_NONE), "/hub/requests?mode=live");
	expect(link_with(&link, "mode", SLICE_OF("test")), "/hub/requests?mode=test&key=a%26b%3Dc");
	expect(link_url(&link), "/hub/requests?mode=live&key=a%26b%3Dc");
}

static void
scales_are_round_and_never_below(void **state)
{
	(void)state;
	static const uint64_t cases[][2] = {{0, 2}, {1, 2}, {2, 2}, {3, 4}, {6, 10}, {10, 10},
	    {11, 20}, {999, 1000}, {18204, 20000}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(chart_scale(cases[i][0]), cases[i][1]);
		assert_int_equal(cases[i][1] % 2, 0);
	}
}

static void
operations_are_shown_as_requests(void **state)
{
	(void)state;
	expect(
	    operation_words(arena, SLICE_OF("email-addresses.get")), "GET /email-addresses/{id}");
	expect(operation_words(arena, SLICE_OF("persons.search")), "POST /persons/search");
	expect(operation_words(arena, SLICE_OF("auth.login")), "POST /auth/login");
	expect(operation_words(arena, SLICE_OF("entities.read")), "GET /");
	expect(operation_words(arena, SLICE_OF("later.thing")), "later.thing");
}

int
main(void)
{
	arena = arena_new(4 * 1024 * 1024);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_times_in_the_zone),
	    cmocka_unit_test(says_how_long_ago),
	    cmocka_unit_test(finds_midnight_beside_a_change_of_clocks),
	    cmocka_unit_test(keeps_what_a_link_does_not_change),
	    cmocka_unit_test(scales_are_round_and_never_below),
	    cmocka_unit_test(operations_are_shown_as_requests),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
