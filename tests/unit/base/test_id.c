/* Identifiers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"

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

static void
ids_rise_even_if_the_clock_goes_back(void **state)
{
	(void)state;
	int64_t start = INT64_C(1900000000) * CLOCK_SECOND;
	struct uuid last = {{0}};
	for (int i = 0; i < 20000; i++) {
		clock_pretend(start - i % 7 * CLOCK_SECOND);
		struct uuid next = uuid_v7();
		assert_true(uuid_cmp(last, next) < 0);
		assert_int_equal(next.byte[6] >> 4, 7);
		assert_int_equal(next.byte[8] >> 6, 2);
		last = next;
	}
	clock_pretend(0);
}

static void
an_id_carries_its_millisecond(void **state)
{
	(void)state;
	int64_t later = INT64_C(2000000000) * CLOCK_SECOND + 123456;
	clock_pretend(later);
	assert_true(uuid_ms(uuid_v7()) == later / 1000);
	clock_pretend(0);
}

static void
uuid_texts_go_there_and_back(void **state)
{
	(void)state;
	struct uuid id, again;
	char text[UUID_TEXT_LEN + 1];
	assert_true(uuid_read(SLICE_OF("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), &id));
	uuid_text(id, text);
	assert_string_equal(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
	assert_true(uuid_ms(id) == INT64_C(1645557742000));
	assert_true(uuid_read(slice_from(text), &again) && uuid_eq(id, again));
	static const char *const bad[] = {
	    "",
	    "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
	    "017f22e2-79b0-7cc3-98c4-dc0c0c07398fa",
	    "017f22e2-79b0-7cc3-98c4dc-0c0c07398f",
	    "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
	    "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(uuid_read(slice_from(bad[i]), &again));
	assert_true(uuid_is_nil((struct uuid){{0}}) && !uuid_is_nil(id));
}

static void
public_ids_go_there_and_back(void **state)
{
	(void)state;
	for (int i = 0; i < 500; i++) {
		struct uuid id = uuid_v7(), again = {{0}};
		struct slice text = id_text(arena, "emp", id);
		assert_int_equal(text.len, 4 + ID_BASE32_LEN);
		assert_true(id_read("emp", text, &again) && uuid_eq(id, again));
	}
	struct uuid all = {{0}};
	memset(all.byte, 0xff, sizeof all.byte);
	assert_string_equal(id_text(arena, "emp", all).at, "emp_7zzzzzzzzzzzzzzzzzzzzzzzzz");
	assert_string_equal(
	    id_text(arena, "x", (struct uuid){{0}}).at, "x_00000000000000000000000000");
}

static void
refuses_ids_that_are_not_canonical(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",
	    "emp",
	    "emp_",
	    "emp_7zzzzzzzzzzzzzzzzzzzzzzzz",
	    "emp_7zzzzzzzzzzzzzzzzzzzzzzzzzz",
	    "emp_8zzzzzzzzzzzzzzzzzzzzzzzzz",
	    "emp_7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
	    "emp_0000000000000000000000000i",
	    "emp_0000000000000000000000000l",
	    "emp_0000000000000000000000000o",
	    "emp_0000000000000000000000000u",
	    "dep_00000000000000000000000000",
	    "EMP_00000000000000000000000000",
	    "_00000000000000000000000000",
	    "emp-00000000000000000000000000",
	    " emp_00000000000000000000000000",
	};
	struct uuid id = {{9}};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(id_read("emp", slice_from(bad[i]), &id));
	assert_int_equal(id.byte[0], 9);
	struct slice prefix;
	assert_false(id_split(SLICE_OF("abcde_00000000000000000000000000"), &prefix, &id));
	assert_true(id_split(SLICE_OF("abcd_00000000000000000000000000"), &prefix, &id));
	assert_true(slice_is(prefix, "abcd"));
}

static void
entity_codes_are_ten_characters(void **state)
{
	(void)state;
	char one[ENTITY_CODE_LEN + 1], two[ENTITY_CODE_LEN + 1];
	entity_code_new(one);
	entity_code_new(two);
	assert_true(entity_code_is_valid(slice_from(one)));
	assert_string_not_equal(one, two);
	assert_false(entity_code_is_valid(SLICE_OF("k3v9")));
	assert_false(entity_code_is_valid(SLICE_OF("k3v9k3v9kl")));
	assert_false(entity_code_is_valid(SLICE_OF("K3v9k3v9k0")));
	assert_false(entity_code_is_valid((struct slice){"k3v9k3v9k\0", 10}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_rise_even_if_the_clock_goes_back),
	    cmocka_unit_test(an_id_carries_its_millisecond),
	    cmocka_unit_test(uuid_texts_go_there_and_back),
	    cmocka_unit_test(public_ids_go_there_and_back),
	    cmocka_unit_test(refuses_ids_that_are_not_canonical),
	    cmocka_unit_test(entity_codes_are_ten_characters),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
