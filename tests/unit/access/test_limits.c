/* The rate limiter against its model. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "access/limits.h"
#include "base/clock.h"

static const struct limit_pair usual = {{{"sustained", 1200, 60}, {"burst", 100, 1}}};
static const struct limit_pair single = {{{"address", 30, 60}}};

static char path[] = "/tmp/hub-limits-XXXXXX";

static int
open_file(void **state)
{
	(void)state;
	int file = mkstemp(path);
	assert_true(file >= 0);
	close(file);
	assert_true(limits_open(path));
	return 0;
}

static int
close_file(void **state)
{
	(void)state;
	limits_close();
	unlink(path);
	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	return 0;
}

/* How many are admitted at one instant. */
static uint32_t
admitted_at(uint64_t *word, uint32_t now_ms, const struct limit_pair *pair)
{
	uint32_t count = 0;
	while (limit_step(*word, now_ms, pair, word).admitted)
		count++;
	return count;
}

static void
admits_its_quantity_and_refills_one_a_step(void **state)
{
	(void)state;
	uint64_t word = 0;
	uint32_t now_ms = 1000000;
	assert_int_equal(admitted_at(&word, now_ms, &usual), 100);
	assert_int_equal(admitted_at(&word, now_ms + 9, &usual), 0);
	assert_int_equal(admitted_at(&word, now_ms + 10, &usual), 1);
	assert_int_equal(admitted_at(&word, now_ms + 1000, &usual), 99);
}

/* Over 60 s at full thrust: 1200 at first and 1200 refilled, of which the burst lets all pass. */
static void
never_admits_more_than_both_limits_allow(void **state)
{
	(void)state;
	uint64_t word = 0;
	uint32_t total = 0, start_ms = 77777;
	for (uint32_t ms = 0; ms < 60000; ms++)
		total += admitted_at(&word, start_ms + ms, &usual);
	assert_int_equal(total, 1200 + 59999 / 50);
}

static void
refuses_with_the_wait_that_suffices(void **state)
{
	(void)state;
	uint64_t word = 0, same;
	uint32_t now_ms = 5000;
	admitted_at(&word, now_ms, &usual);
	struct limit_verdict verdict = limit_step(word, now_ms + 3, &usual, &same);
	assert_false(verdict.admitted);
	assert_int_equal(verdict.tightest, 1);
	assert_int_equal(verdict.retry_after_ms, 7);
	assert_true(same == word);
	assert_false(limit_step(word, now_ms + 9, &usual, &same).admitted);
	assert_true(limit_step(word, now_ms + 10, &usual, &same).admitted);
}

static void
spends_both_limits_or_neither(void **state)
{
	(void)state;
	const struct limit_pair narrow = {{{"sustained", 2, 60}, {"burst", 100, 1}}};
	uint64_t word = 0;
	assert_int_equal(admitted_at(&word, 9000, &narrow), 2);
	uint64_t before = word;
	struct limit_verdict verdict = limit_step(word, 9000, &narrow, &word);
	assert_int_equal(verdict.tightest, 0);
	assert_true(word == before);
	assert_int_equal(verdict.left[1], 98);
}

static void
tells_what_is_left_and_when_it_is_full(void **state)
{
	(void)state;
	uint64_t word = 0;
	struct limit_verdict verdict = limit_step(word, 40000, &usual, &word);
	assert_int_equal(verdict.left[0], 1199);
	assert_int_equal(verdict.left[1], 99);
	assert_int_equal(verdict.full_after_ms[0], 50);
	assert_int_equal(verdict.full_after_ms[1], 10);
	assert_int_equal(verdict.tightest, 1);
	for (int i = 0; i < 40; i++)
		verdict = limit_step(word, 40000 + 10 * (uint32_t)i, &usual, &word);
	assert_int_equal(verdict.tightest, 0);
}

/* Odd quantities step by a whole number of ms, so they admit less than their name, never more. */
static void
never_exceeds_an_odd_quantity(void **state)
{
	(void)state;
	const uint32_t quantities[] = {1, 7, 11, 59, 61, 700, 1199, 59999, 60000, 70000};
	for (size_t i = 0; i < sizeof quantities / sizeof quantities[0]; i++) {
		const struct limit_pair pair = {{{"sustained", quantities[i], 60}}};
		uint64_t word = 0, total = 0;
		for (uint32_t ms = 0; ms < 120000; ms++)
			total += admitted_at(&word, ms, &pair);
		assert_in_range(total, quantities[i], 3 * (uint64_t)quantities[i]);
	}
}

static void
counts_a_stale_time_as_now(void **state)
{
	(void)state;
	struct {
		const char *what;
		uint32_t then_ms, now_ms;
	} cases[] = {
	    {"the clock went back an hour", 10000000, 10000000 - 3600000},
	    {"the host was started anew", 4000000000u, 500},
	    {"a month of silence", 1000, 1000 + 2678400000u},
	    {"the clock went on an hour", 10000000, 10000000 + 3600000},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint64_t word = 0;
		assert_int_equal(admitted_at(&word, cases[i].then_ms, &usual), 100);
		if (admitted_at(&word, cases[i].now_ms, &usual) != 100)
			fail_msg("not full again after: %s", cases[i].what);
	}
}

static void
goes_on_across_the_wrap_of_its_milliseconds(void **state)
{
	(void)state;
	uint64_t word = 0;
	uint32_t now_ms = UINT32_MAX - 500;
	assert_int_equal(admitted_at(&word, now_ms, &usual), 100);
	assert_int_equal(admitted_at(&word, now_ms + 600, &usual), 60);
	assert_int_equal(admitted_at(&word, now_ms + 600, &usual), 0);
}

static void
keeps_words_of_keys_and_addresses_apart(void **state)
{
	(void)state;
	const unsigned char a[16] = {[10] = 0xff, [11] = 0xff, 10, 0, 0, 1};
	const unsigned char b[16] = {[10] = 0xff, [11] = 0xff, 10, 0, 0, 2};
	uint64_t number = limits_number_of_address(a);
	assert_true(number != limits_number_of_address(b));
	for (int i = 0; i < 30; i++)
		assert_true(limits_spend(LIMIT_ADDRESS, number, &single).admitted);
	assert_false(limits_look(LIMIT_ADDRESS, number, &single).admitted);
	assert_false(limits_spend(LIMIT_ADDRESS, number, &single).admitted);
	assert_true(limits_look(LIMIT_SIGN_IN_ADDRESS, number, &single).admitted);
	assert_true(limits_look(LIMIT_ADDRESS, limits_number_of_address(b), &single).admitted);
	assert_true(limits_look(LIMIT_KEY, number, &single).admitted);
	limits_give_back(LIMIT_ADDRESS, number, &single);
	assert_true(limits_spend(LIMIT_ADDRESS, number, &single).admitted);
	assert_false(limits_spend(LIMIT_ADDRESS, number, &single).admitted);
}

static void
takes_the_whole_network_of_an_ipv6_address_as_one(void **state)
{
	(void)state;
	const unsigned char a[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2, [15] = 1};
	const unsigned char b[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2, [8] = 9, [15] = 7};
	const unsigned char c[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 3, [15] = 1};
	assert_true(limits_number_of_address(a) == limits_number_of_address(b));
	assert_true(limits_number_of_address(a) != limits_number_of_address(c));
}

static void
remembers_across_processes_and_opens(void **state)
{
	(void)state;
	assert_true(limits_spend(LIMIT_KEY, 5, &usual).admitted);
	limits_close();
	assert_true(limits_open(path));
	assert_true(limits_look(LIMIT_KEY, 5, &usual).left[0] <= 1199);
	struct stat about;
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 077, 0);
	assert_true(about.st_blocks * 512 < 8 << 20);
}

static void
refuses_a_file_that_is_not_its_own(void **state)
{
	(void)state;
	limits_close();
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("something else, and long enough to be read", file);
	fclose(file);
	assert_false(limits_open(path));
	assert_true(limits_spend(LIMIT_KEY, 1, &usual).admitted);
}

/* Room was taken, and then the power went. */
static void
makes_a_file_anew_whose_maker_did_not_finish(void **state)
{
	(void)state;
	limits_close();
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(truncate(path, 65536), 0);
	assert_true(limits_open(path));
	limits_close();
	assert_true(limits_open(path));
	assert_true(limits_spend(LIMIT_KEY, 1, &usual).admitted);
}

#define PROCESSES 8
#define THRUST_MS 400

static uint64_t
thrust(uint64_t key, const struct limit_pair *pair)
{
	uint64_t admitted = 0;
	int64_t end_us = clock_monotonic() + THRUST_MS * 1000;
	while (clock_monotonic() < end_us)
		admitted += limits_spend(LIMIT_KEY, key, pair).admitted;
	return admitted;
}

/*
 * While everybody pushes, neither time ever falls behind the clock, so both lie exactly
 * admitted × step ahead of where they began: the last verdict tells how far.
 */
static void
admits_exactly_as_many_as_the_model_to_many_processes(void **state)
{
	(void)state;
	const struct limit_pair pair = {{{"sustained", 600, 60}, {"burst", 500, 1}}};
	uint64_t *counts = mmap(NULL, PROCESSES * sizeof *counts, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(counts != MAP_FAILED);
	int64_t before_ms = clock_monotonic() / 1000;
	for (int i = 0; i < PROCESSES; i++) {
		if (fork() != 0)
			continue;
		counts[i] = thrust(3, &pair);
		_exit(0);
	}
	for (int i = 0; i < PROCESSES; i++)
		wait(NULL);
	struct limit_verdict verdict = limits_look(LIMIT_KEY, 3, &pair);
	int64_t after_ms = clock_monotonic() / 1000;
	uint64_t total = 0;
	for (int i = 0; i < PROCESSES; i++)
		total += counts[i];
	munmap(counts, PROCESSES * sizeof *counts);
	uint64_t most = 600 + (uint64_t)(after_ms - before_ms) / 100;
	assert_in_range(total, 600, most);
	/* Ahead by total × 100 ms less the time that has passed since the first. */
	assert_in_range(
	    total * 100 - verdict.full_after_ms[0], 0, (uint64_t)(after_ms - before_ms));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(admits_its_quantity_and_refills_one_a_step),
	    cmocka_unit_test(never_admits_more_than_both_limits_allow),
	    cmocka_unit_test(refuses_with_the_wait_that_suffices),
	    cmocka_unit_test(spends_both_limits_or_neither),
	    cmocka_unit_test(tells_what_is_left_and_when_it_is_full),
	    cmocka_unit_test(never_exceeds_an_odd_quantity),
	    cmocka_unit_test(counts_a_stale_time_as_now),
	    cmocka_unit_test(goes_on_across_the_wrap_of_its_milliseconds),
	    cmocka_unit_test_setup_teardown(
		keeps_words_of_keys_and_addresses_apart, open_file, close_file),
	    cmocka_unit_test_setup_teardown(
		takes_the_whole_network_of_an_ipv6_address_as_one, open_file, close_file),
	    cmocka_unit_test_setup_teardown(
		remembers_across_processes_and_opens, open_file, close_file),
	    cmocka_unit_test_setup_teardown(
		refuses_a_file_that_is_not_its_own, open_file, close_file),
	    cmocka_unit_test_setup_teardown(
		makes_a_file_anew_whose_maker_did_not_finish, open_file, close_file),
	    cmocka_unit_test_setup_teardown(
		admits_exactly_as_many_as_the_model_to_many_processes, open_file, close_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
