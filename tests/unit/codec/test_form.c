/* Forms, cookies, percent encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "codec/form.h"

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
reads_pairs_in_order_and_decodes_them(void **state)
{
	(void)state;
	struct form form;
	assert_true(form_read(
	    arena, SLICE_OF("a=1&b=x+y%20z%2B&&a=2&empty=&bare&%C3%A9=%F0%9F%98%80&e=a=b"), &form));
	assert_int_equal(form.npairs, 7);
	assert_true(slice_is(form_value(&form, "a"), "1"));
	assert_int_equal(form_count(&form, "a"), 2);
	assert_true(slice_is(form_value(&form, "b"), "x y z+"));
	assert_true(slice_is(form_value(&form, "empty"), ""));
	assert_true(slice_is(form_value(&form, "bare"), ""));
	assert_true(slice_is(form_value(&form, "\xc3\xa9"), "\xf0\x9f\x98\x80"));
	assert_true(slice_is(form_value(&form, "e"), "a=b"));
	assert_null(form_value(&form, "absent").at);
	assert_int_equal(form_count(&form, "absent"), 0);
	assert_true(form_read(arena, SLICE_OF(""), &form));
	assert_int_equal(form.npairs, 0);
	assert_true(form_read(arena, SLICE_NONE, &form));
}

static void
refuses_the_whole_text_if_any_part_is_malformed(void **state)
{
	(void)state;
	static const char *const bad[] = {"a=%", "a=%2", "a=%zz", "a=%00", "%00=a", "a=%C3",
	    "a=\xff", "ok=1&a=%ED%A0%80", "a=%C0%80"};
	struct form form = {.npairs = 9};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(form_read(arena, slice_from(bad[i]), &form));
	assert_false(form_read(arena, (struct slice){"a=\0b", 4}, &form));
	assert_int_equal(form.npairs, 9);
	struct str many;
	str_init(&many, arena, 10000);
	for (int i = 0; i < FORM_PAIRS_MAX; i++)
		str_add_text(&many, "a=1&");
	assert_false(form_read(arena, str_slice(&many), &form));
	str_cut(&many, many.len - 1);
	assert_true(form_read(arena, str_slice(&many), &form));
	assert_int_equal(form.npairs, FORM_PAIRS_MAX);
}

static void
finds_a_cookie(void **state)
{
	(void)state;
	struct slice header = SLICE("other=1; __Host-hub=abc=; __Host-hub=second;bare; x=");
	assert_true(slice_is(cookie_value(header, "__Host-hub"), "abc="));
	assert_true(slice_is(cookie_value(header, "x"), ""));
	assert_null(cookie_value(header, "bare").at);
	assert_null(cookie_value(header, "__host-hub").at);
	assert_null(cookie_value(SLICE_NONE, "x").at);
}

static void
percent_encodes_all_but_unreserved(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, arena, 1000);
	percent_write(&out, SLICE_OF("aZ9-._~ +&=/?#%\"<\xc3\xa9"));
	assert_string_equal(str_text(&out), "aZ9-._~%20%2B%26%3D%2F%3F%23%25%22%3C%C3%A9");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_pairs_in_order_and_decodes_them),
	    cmocka_unit_test(refuses_the_whole_text_if_any_part_is_malformed),
	    cmocka_unit_test(finds_a_cookie),
	    cmocka_unit_test(percent_encodes_all_but_unreserved),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
