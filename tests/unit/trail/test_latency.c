/* Histograms: each bucket 10 % wide, percentiles told as upper ends, what is stored comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "trail/figures.h"

static void
every_duration_lies_in_one_bucket_ten_percent_wide(void **state)
{
	unsigned before = 0;

	(void)state;
	for (uint64_t us = 0; us < 2000000; us += us < 10000 ? 1 : 97) {
		unsigned bucket = latency_bucket(us);
		assert_true(bucket == before || bucket == before + 1);
		assert_true(us < latency_upper_us(bucket));
		before = bucket;
	}
	for (unsigned bucket = 1; bucket + 1 < LATENCY_BUCKETS; bucket++) {
		uint64_t lower = latency_upper_us(bucket - 1), upper = latency_upper_us(bucket);
		assert_int_equal(latency_bucket(lower), bucket);
		assert_int_equal(latency_bucket(upper - 1), bucket);
		assert_true((double)upper <= (double)lower * 1.1 + 1);
	}
	assert_int_equal(latency_bucket(UINT64_MAX), LATENCY_BUCKETS - 1);
}

static void
a_percentile_is_the_upper_end_of_its_bucket(void **state)
{
	struct latency latency = {0};

	(void)state;
	assert_int_equal(latency_percentile_us(&latency, 95), 0);
	latency.count[latency_bucket(1000)] = 95;
	latency.count[latency_bucket(90000)] = 5;
	assert_int_equal(
	    latency_percentile_us(&latency, 95), latency_upper_us(latency_bucket(1000)));
	assert_int_equal(
	    latency_percentile_us(&latency, 96), latency_upper_us(latency_bucket(90000)));
	assert_int_equal(
	    latency_percentile_us(&latency, 1), latency_upper_us(latency_bucket(1000)));
}

static void
what_is_stored_comes_back(void **state)
{
	struct arena *arena = arena_new(65536);
	struct latency sum = {.count = {[0] = 1, [7] = 300, [LATENCY_BUCKETS - 1] = 70000}};
	struct latency back = {0}, none = {0};
	struct str stored, empty;

	(void)state;
	str_init(&stored, arena, 4096);
	latency_write(&stored, &sum);
	assert_true(latency_read_add(str_slice(&stored), &back));
	assert_memory_equal(&sum, &back, sizeof sum);
	assert_true(latency_read_add(str_slice(&stored), &back));
	assert_int_equal(back.count[7], 600);
	str_init(&empty, arena, 4096);
	latency_write(&empty, &none);
	assert_true(latency_read_add(str_slice(&empty), &none));
	assert_int_equal(latency_percentile_us(&none, 50), 0);
	arena_free(arena);
}

static void
refuses_what_is_no_histogram(void **state)
{
	struct latency sum = {0};
	char longer[1 + 4 * (LATENCY_BUCKETS + 1)] = {0};

	(void)state;
	assert_false(latency_read_add(SLICE_OF(""), &sum));
	assert_false(latency_read_add(SLICE_OF("\0\1\2"), &sum));
	assert_false(latency_read_add((struct slice){longer, sizeof longer}, &sum));
	assert_false(latency_read_add(SLICE_OF("\377\0\0\0\1"), &sum));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_duration_lies_in_one_bucket_ten_percent_wide),
	    cmocka_unit_test(a_percentile_is_the_upper_end_of_its_bucket),
	    cmocka_unit_test(what_is_stored_comes_back),
	    cmocka_unit_test(refuses_what_is_no_histogram),
	};

	return cmocka_run_group_tests_name("trail/latency", tests, NULL, NULL);
}
