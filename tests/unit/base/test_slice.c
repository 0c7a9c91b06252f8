/* Views of bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/slice.h"

static const struct slice static_slice = SLICE("static");

static void
null_and_empty_differ_only_where_asked(void **state)
{
	(void)state;
	assert_null(slice_from(NULL).at);
	assert_true(slice_eq(SLICE_NONE, SLICE_OF("")));
	assert_false(slice_is(SLICE_NONE, ""));
	assert_true(slice_is(SLICE_OF(""), ""));
	assert_true(slice_is(static_slice, "static"));
}

static void
compares_bytewise(void **state)
{
	(void)state;
	assert_true(slice_cmp(SLICE_OF("a"), SLICE_OF("b")) < 0);
	assert_true(slice_cmp(SLICE_OF("a"), SLICE_OF("aa")) < 0);
	assert_true(slice_cmp(SLICE_OF("\xc3"), SLICE_OF("z")) > 0);
	assert_int_equal(slice_cmp(SLICE_OF("same"), SLICE_OF("same")), 0);
	assert_true(slice_eq_nocase(SLICE_OF("Content-TYPE"), SLICE_OF("content-type")));
	assert_false(slice_eq_nocase(SLICE_OF("\xc4"), SLICE_OF("\xe4")));
	assert_false(slice_eq_nocase(SLICE_OF("@"), SLICE_OF("`")));
	assert_true(slice_eq_secret(SLICE_OF("abc"), SLICE_OF("abc")));
	assert_false(slice_eq_secret(SLICE_OF("abc"), SLICE_OF("abd")));
	assert_false(slice_eq_secret(SLICE_OF("abc"), SLICE_OF("ab")));
}

static void
cuts_and_trims(void **state)
{
	(void)state;
	struct slice head, tail;
	assert_true(slice_cut(SLICE_OF("a=b=c"), '=', &head, &tail));
	assert_true(slice_is(head, "a") && slice_is(tail, "b=c"));
	assert_true(slice_cut(SLICE_OF("a="), '=', &head, &tail));
	assert_true(slice_is(tail, ""));
	assert_false(slice_cut(SLICE_OF("abc"), '=', &head, &tail));
	assert_true(slice_is(head, "abc"));
	assert_null(tail.at);
	assert_true(slice_is(slice_trim(SLICE_OF(" \t a b \r\n")), "a b"));
	assert_true(slice_is(slice_trim(SLICE_OF("  ")), ""));
	assert_true(slice_is(slice_skip(SLICE_OF("abc"), 9), ""));
	assert_true(slice_is(slice_head(SLICE_OF("abc"), 9), "abc"));
	assert_null(slice_skip(SLICE_NONE, 1).at);
	assert_true(slice_has_prefix(SLICE_OF("abc"), "ab"));
	assert_false(slice_has_prefix(SLICE_OF("a"), "ab"));
	assert_true(slice_has_suffix(SLICE_OF("abc"), "bc"));
	assert_int_equal(slice_find(SLICE_OF("abc"), 'c'), 2);
	assert_int_equal(slice_find(SLICE_NONE, 'c'), -1);
}

static const struct {
	const char *text;
	int64_t min, max;
	bool good;
	int64_t value;
} numbers[] = {
    {"0", 0, 9, true, 0},
    {"-9223372036854775808", INT64_MIN, INT64_MAX, true, INT64_MIN},
    {"9223372036854775807", INT64_MIN, INT64_MAX, true, INT64_MAX},
    {"9223372036854775808", INT64_MIN, INT64_MAX, false, 0},
    {"-9223372036854775809", INT64_MIN, INT64_MAX, false, 0},
    {"10", 0, 9, false, 0},
    {"-1", 0, 9, false, 0},
    {"", 0, 9, false, 0},
    {"-", -9, 9, false, 0},
    {"+1", -9, 9, false, 0},
    {" 1", -9, 9, false, 0},
    {"1 ", -9, 9, false, 0},
    {"--1", -9, 9, false, 0},
    {"0x1", -9, 9, false, 0},
    {"00000000000000000001", 0, 9, false, 0},
    {"1e1", 0, 99, false, 0},
};

static void
reads_whole_numbers_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		int64_t value = 77;
		bool good = slice_to_i64(
		    slice_from(numbers[i].text), numbers[i].min, numbers[i].max, &value);
		assert_int_equal(good, numbers[i].good);
		assert_true(value == (good ? numbers[i].value : 77));
	}
	uint64_t value = 5;
	assert_true(slice_to_u64(SLICE_OF("9999999999999999999"), UINT64_MAX, &value));
	assert_true(value == UINT64_C(9999999999999999999));
	assert_false(slice_to_u64(SLICE_OF("-1"), 10, &value));
	assert_false(slice_to_u64(SLICE_NONE, 10, &value));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(null_and_empty_differ_only_where_asked),
	    cmocka_unit_test(compares_bytewise),
	    cmocka_unit_test(cuts_and_trims),
	    cmocka_unit_test(reads_whole_numbers_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
