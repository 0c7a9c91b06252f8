/* One-time codes, by the vectors of their standards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "crypt/totp.h"

#include <cmocka.h>

#define SECRET SLICE_OF("12345678901234567890")

/* RFC 4226 appendix D. */
static void
counts_as_hotp_does(void **state)
{
	(void)state;
	static const uint32_t codes[] = {
	    755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489};
	for (uint64_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		assert_int_equal(totp_code(SECRET, i), codes[i]);
}

/* RFC 6238 appendix B, the last six of its eight digits. */
static void
tells_the_time_as_totp_does(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *code;
	} rows[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
	    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(
		    totp_find(SECRET, slice_from(rows[i].code), rows[i].seconds * CLOCK_SECOND, 0),
		    rows[i].seconds / TOTP_STEP_SECONDS);
}

static void
takes_one_step_around_now_and_none_twice(void **state)
{
	(void)state;
	const uint64_t step = 37037036; /* of 1111111109 s: 081804 */
	const int64_t now_us = INT64_C(1111111109) * CLOCK_SECOND;
	const int64_t one_us = TOTP_STEP_SECONDS * CLOCK_SECOND;
	struct slice code = SLICE_OF("081804");
	assert_int_equal(totp_find(SECRET, code, now_us - one_us, 0), step);
	assert_int_equal(totp_find(SECRET, code, now_us + one_us, 0), step);
	assert_int_equal(totp_find(SECRET, code, now_us - 2 * one_us, 0), 0);
	assert_int_equal(totp_find(SECRET, code, now_us + 2 * one_us, 0), 0);
	assert_int_equal(totp_find(SECRET, code, now_us, step - 1), step);
	assert_int_equal(totp_find(SECRET, code, now_us, step), 0);
	assert_int_equal(totp_find(SECRET, SLICE_OF("081 804"), now_us, 0), step);
	static const char *const none[] = {"", "81804", "0081804", "08180x", "081803", "-81804"};
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_int_equal(totp_find(SECRET, slice_from(none[i]), now_us, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_as_hotp_does),
	    cmocka_unit_test(tells_the_time_as_totp_does),
	    cmocka_unit_test(takes_one_step_around_now_and_none_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
