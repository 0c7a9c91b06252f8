/* Which passwords people may choose (NIST SP 800-63B-4 section 3.1.1). */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access/passwords.h"

/* Last: its macro fail() would meet the function of that name. */
#include <cmocka.h>

static struct arena *arena;
static struct settings settings;

static const struct password_owner owner = {
    .email = SLICE("li.wei@northgate.example"),
    .name = SLICE("Li Wei Okafor"),
    .company = SLICE("Northgate Builders"),
};

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new(8 << 20);
	settings = (struct settings){.password_block_file = NULL};
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* The code of the complaint, or "" if it is taken. */
static const char *
judged(const char *password, bool two_step)
{
	struct complaints complaints = {.count = 0};
	struct password_owner whose = owner;
	whose.two_step = two_step;
	struct slice normal = password_choose(
	    arena, &settings, slice_from(password), &whose, "password", &complaints);
	assert_int_equal(normal.at != NULL, complaints.count == 0);
	assert_in_range(complaints.count, 0, 1);
	return complaints.count ? complaints.list[0].code : "";
}

static void
wants_fifteen_characters_alone_and_eight_beside_a_second_step(void **state)
{
	(void)state;
	static const struct {
		const char *password, *alone, *beside;
	} cases[] = {
	    {"", "too_short", "too_short"},
	    {"7 signs", "too_short", "too_short"},
	    {"8 herons", "too_short", ""},
	    {"fourteen signs", "too_short", ""},
	    {"these are fiftn", "", ""},
	    {"\xd0\xb2\xd1\x81\xd0\xb5 \xd0\xbf\xd1\x82\xd0\xb8\xd1\x86\xd1\x8b", "too_short", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_string_equal(judged(cases[i].password, false), cases[i].alone);
		assert_string_equal(judged(cases[i].password, true), cases[i].beside);
	}
	assert_true(password_stands_alone(SLICE_OF("these are fiftn")));
	assert_false(password_stands_alone(SLICE_OF("fourteen signs")));
}

static void
counts_characters_and_takes_all_there_are(void **state)
{
	(void)state;
	static const char *const free[] = {"only small letters here", "ONLY CAPITALS STAND HERE",
	    "9174 6620 3851 4478 0", "?!;: ,.-_ #+*~ <>|&%$",
	    "\xe7\xbb\x99\xe4\xb8\x8e qing fei de niao",
	    "\xf0\x9f\x90\xa6 on a \xf0\x9f\x8c\xb3 near a \xf0\x9f\x8f\xa0",
	    "a\"b'c\\d`e;DROP TABLE"};
	char most[4 * 129 + 1];
	for (size_t i = 0; i < sizeof free / sizeof free[0]; i++)
		assert_string_equal(judged(free[i], false), "");
	/* 128 of four bytes each are taken, one more is not. */
	for (size_t i = 0; i < 129; i++)
		memcpy(
		    most + 4 * i, (const char[]){'\xf0', '\x9f', (char)(0x90 + i % 7), '\xa6'}, 4);
	most[sizeof most - 1] = '\0';
	assert_string_equal(judged(most, false), "too_long");
	most[4 * 128] = '\0';
	assert_string_equal(judged(most, false), "");
	assert_string_equal(judged("not UTF-8: \xff\xfe at all", false), "invalid");
}

static void
takes_one_password_in_both_of_its_forms(void **state)
{
	(void)state;
	struct complaints complaints = {.count = 0};
	struct slice one = password_choose(arena, &settings,
	    SLICE_OF("h\xc3\xa9rons gris et blancs"), &owner, "password", &complaints);
	struct slice other = password_choose(arena, &settings,
	    SLICE_OF("he\xcc\x81rons gris et blancs"), &owner, "password", &complaints);
	assert_int_equal(complaints.count, 0);
	assert_true(slice_eq(one, other));
	assert_true(
	    slice_eq(one, password_typed(arena, SLICE_OF("he\xcc\x81rons gris et blancs"))));
}

static void
refuses_what_is_guessed_first(void **state)
{
	(void)state;
	static const char *const known[] = {"passwordpassword", "Password-Password-2026",
	    "correct horse battery staple", "aaaaaaaaaaaaaaaaaaaa", "ababababababababab",
	    "123456789012345678", "zyxwvutsrqponmlkj", "Northgate Builders 2026",
	    "li.wei@northgate.example", "LiWeiOkafor!!!2026!!", "hub portal login 2026",
	    "0000 1111 0000 1111 00"};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(judged(known[i], false), "guessable") != 0)
			fail_msg("taken: %s", known[i]);
}

static void
asks_the_operators_file_too(void **state)
{
	(void)state;
	char path[] = "/tmp/hub-known-XXXXXX";
	static const char lines[] =
	    "winter is coming soon\r\n\nGREYHERONSATDAWN\nno end of line here";
	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, lines, sizeof lines - 1), sizeof lines - 1);
	close(file);
	assert_string_equal(judged("winter is coming soon", false), "");
	settings.password_block_file = path;
	assert_string_equal(judged("Winter-is-coming-SOON!", false), "guessable");
	assert_string_equal(judged("grey herons at dawn", false), "guessable");
	assert_string_equal(judged("no end of line here", false), "guessable");
	assert_string_equal(judged("grey herons at dusk", false), "");
	unlink(path);
	assert_string_equal(judged("grey herons at dusk", false), "unchecked");
	assert_string_equal(judged("passwordpassword", false), "guessable");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(wants_fifteen_characters_alone_and_eight_beside_a_second_step),
	    TEST(counts_characters_and_takes_all_there_are),
	    TEST(takes_one_password_in_both_of_its_forms),
	    TEST(refuses_what_is_guessed_first),
	    TEST(asks_the_operators_file_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
