/* Arena and bounded builder. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"

static void
hands_out_zeroed_aligned_memory(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	for (size_t size = 0; size < 300; size += 7) {
		unsigned char *at = arena_alloc(arena, size);
		assert_non_null(at);
		assert_int_equal((uintptr_t)at % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(at[i], 0);
		memset(at, 0xaa, size);
	}
	arena_free(arena);
}

static void
memory_is_zero_again_after_a_reset(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	char *first = arena_alloc(arena, 5000);
	memset(first, 'x', 5000);
	assert_int_equal(arena_used(arena), 5000);
	arena_reset(arena);
	assert_int_equal(arena_used(arena), 0);
	char *second = arena_alloc(arena, 5000);
	assert_ptr_equal(first, second);
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(second[i], 0);
	arena_free(arena);
}

static void
the_ceiling_holds_over_many_resets(void **state)
{
	(void)state;
	struct arena *arena = arena_new(2 << 20);
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 8; i++)
			memset(arena_alloc(arena, 60000), round, 60000);
		memset(arena_alloc(arena, 400000), round, 400000);
		arena_reset(arena);
	}
	arena_free(arena);
}

/* The signal that ended a child doing `act`, or 0. */
static int
signal_of(void (*act)(void))
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		act();
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void
pass_the_ceiling_slowly(void)
{
	struct arena *arena = arena_new(100000);
	for (int i = 0; i < 200; i++)
		arena_alloc(arena, 1000);
}

static void
pass_the_ceiling_at_once(void)
{
	arena_alloc(arena_new(100000), SIZE_MAX - 8);
}

static void
overflow_a_product(void)
{
	arena_array(arena_new(100000), SIZE_MAX / 2, 3);
}

static void
use_after_reset(void)
{
	struct arena *arena = arena_new(100000);
	volatile char *at = arena_alloc(arena, 10);
	arena_reset(arena);
	at[3] = 1;
}

static void
dies_rather_than_pass_its_ceiling(void **state)
{
	(void)state;
	assert_int_equal(signal_of(pass_the_ceiling_slowly), SIGABRT);
	assert_int_equal(signal_of(pass_the_ceiling_at_once), SIGABRT);
	assert_int_equal(signal_of(overflow_a_product), SIGABRT);
}

static void
the_sanitizer_sees_use_after_a_reset(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	assert_int_not_equal(signal_of(use_after_reset), 0);
#else
	(void)use_after_reset;
	skip();
#endif
}

struct note {
	char *log;
	char letter;
};

static void
write_note(void *thing)
{
	struct note *note = thing;
	note->log[strlen(note->log)] = note->letter;
}

static void
releases_last_registered_first_and_once(void **state)
{
	(void)state;
	char log[8] = "";
	struct note notes[] = {{log, 'a'}, {log, 'b'}, {log, 'c'}};
	struct arena *arena = arena_new(1 << 16);
	for (size_t i = 0; i < 3; i++)
		arena_on_reset(arena, write_note, &notes[i]);
	arena_reset(arena);
	assert_string_equal(log, "cba");
	arena_on_reset(arena, write_note, &notes[0]);
	arena_free(arena);
	assert_string_equal(log, "cbaa");
}

static void
copies_end_in_a_nul_and_null_stays_null(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 16);
	struct slice copy = arena_copy(arena, (struct slice){"abcdef", 3});
	assert_string_equal(copy.at, "abc");
	assert_int_equal(copy.len, 3);
	assert_null(arena_copy(arena, SLICE_NONE).at);
	assert_non_null(arena_copy(arena, SLICE_OF("")).at);
	assert_string_equal(arena_text(arena, SLICE_NONE), "");
	struct slice line = arena_printf(arena, "%s-%d", "x", 7);
	assert_string_equal(line.at, "x-7");
	assert_int_equal(line.len, 3);
	arena_free(arena);
}

static void
only_the_last_piece_grows_where_it_lies(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	char *first = arena_alloc(arena, 100), *last = arena_alloc(arena, 100);
	memset(first, 'a', 100);
	memset(last, 'b', 100);
	assert_false(arena_extend(arena, first, 100, 200));
	assert_true(arena_extend(arena, last, 100, 4000));
	assert_int_equal(arena_used(arena), 4100);
	assert_true(last[99] == 'b' && first[99] == 'a');
	for (size_t i = 100; i < 4000; i++)
		assert_int_equal(last[i], 0);
	char *after = arena_alloc(arena, 10);
	assert_true(after >= last + 4000);
	assert_false(arena_extend(arena, last, 4000, 4001));
	assert_false(arena_extend(arena, after, 10, (size_t)1 << 19));
	assert_false(arena_extend(arena, after, 10, (size_t)2 << 20));
	arena_free(arena);
}

static void
two_builders_that_grow_by_turns_keep_apart(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	struct str one, other;
	str_init(&one, arena, 10000);
	str_init(&other, arena, 10000);
	for (int i = 0; i < 3000; i++) {
		str_add_char(&one, '1');
		str_addf(&other, "%c", '2');
	}
	assert_true(one.len == 3000 && other.len == 3000);
	assert_true(strspn(str_text(&one), "1") == 3000 && strspn(str_text(&other), "2") == 3000);
	arena_free(arena);
}

static void
a_builder_grows_and_ends_in_a_nul(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 20);
	struct str out;
	str_init(&out, arena, 100000);
	assert_string_equal(str_text(&out), "");
	assert_non_null(str_slice(&out).at);
	for (int i = 0; i < 1000; i++)
		str_addf(&out, "%d,", i % 10);
	assert_int_equal(out.len, 2000);
	assert_int_equal(strlen(str_text(&out)), 2000);
	str_cut(&out, 4);
	str_add_u64(&out, UINT64_MAX);
	str_add_char(&out, ' ');
	str_add_i64(&out, INT64_MIN);
	str_add_i64(&out, 0);
	assert_string_equal(str_text(&out), "0,1,18446744073709551615 -92233720368547758080");
	assert_false(out.full);
	arena_free(arena);
}

static void
a_builder_drops_whole_what_would_pass_its_limit(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1 << 16);
	struct str out;
	str_init(&out, arena, 5);
	str_add_text(&out, "abc");
	str_add_text(&out, "def");
	assert_true(out.full);
	str_add_text(&out, "g");
	str_addf(&out, "%d", 1);
	str_add_i64(&out, -1);
	assert_string_equal(str_text(&out), "abc");

	str_init(&out, arena, 5);
	str_add_text(&out, "abcde");
	assert_false(out.full);
	assert_string_equal(str_text(&out), "abcde");
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hands_out_zeroed_aligned_memory),
	    cmocka_unit_test(memory_is_zero_again_after_a_reset),
	    cmocka_unit_test(the_ceiling_holds_over_many_resets),
	    cmocka_unit_test(dies_rather_than_pass_its_ceiling),
	    cmocka_unit_test(the_sanitizer_sees_use_after_a_reset),
	    cmocka_unit_test(releases_last_registered_first_and_once),
	    cmocka_unit_test(copies_end_in_a_nul_and_null_stays_null),
	    cmocka_unit_test(only_the_last_piece_grows_where_it_lies),
	    cmocka_unit_test(two_builders_that_grow_by_turns_keep_apart),
	    cmocka_unit_test(a_builder_grows_and_ends_in_a_nul),
	    cmocka_unit_test(a_builder_drops_whole_what_would_pass_its_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
