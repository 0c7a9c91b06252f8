/* UTF-8 and human text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "codec/text.h"

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

/* Encoded by the definition, without regard to what is allowed. */
static size_t
encode(uint32_t point, char *at)
{
	if (point < 0x80) {
		at[0] = (char)point;
		return 1;
	}
	size_t width = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const unsigned lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = width - 1; i > 0; i--) {
		at[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	at[0] = (char)(lead[width] | point);
	return width;
}

static void
accepts_exactly_the_code_points_of_unicode(void **state)
{
	(void)state;
	for (uint32_t point = 0; point < 0x120000; point++) {
		char bytes[4];
		struct slice text = {bytes, encode(point, bytes)}, rest = text;
		uint32_t read = 0;
		bool exists = point < 0x110000 && (point < 0xd800 || point > 0xdfff);
		assert_int_equal(utf8_is_valid(text), exists);
		if (!exists)
			continue;
		assert_int_equal(utf8_length(text), 1);
		assert_true(utf8_next(&rest, &read) && read == point && rest.len == 0);
		for (size_t cut = 1; cut < text.len; cut++)
			assert_false(utf8_is_valid(slice_head(text, cut)));
	}
}

static void
refuses_broken_utf8(void **state)
{
	(void)state;
	static const char *const bad[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80",
	    "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf8\x88\x80\x80\x80", "\xff",
	    "\xc3(", "a\xe2\x82"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(utf8_is_valid(slice_from(bad[i])));
}

static void
a_head_never_splits_a_character(void **state)
{
	(void)state;
	struct slice text = SLICE("a\xc3\xa9\xf0\x9f\x98\x80z");
	static const size_t expected[] = {0, 1, 1, 3, 3, 3, 3, 7, 8, 8};
	for (size_t max = 0; max < 10; max++)
		assert_int_equal(utf8_head(text, max).len, expected[max]);
}

static void
normalises_to_form_c(void **state)
{
	(void)state;
	assert_true(slice_is(text_nfc(arena, SLICE_OF("e\xcc\x81")), "\xc3\xa9"));
	assert_true(slice_is(text_nfc(arena, SLICE_OF("\xe2\x84\xab")), "\xc3\x85"));
	assert_true(slice_is(text_nfc(arena, SLICE_OF("plain")), "plain"));
	assert_true(slice_is(text_nfc(arena, SLICE_OF("\xef\xac\x81")), "\xef\xac\x81"));
	/* U+1100 U+1161 make one Hangul syllable */
	assert_true(
	    slice_is(text_nfc(arena, SLICE_OF("\xe1\x84\x80\xe1\x85\xa1")), "\xea\xb0\x80"));
	assert_true(slice_is(text_nfc(arena, SLICE_OF("")), ""));
	assert_null(text_nfc(arena, SLICE_OF("\xff")).at);
	assert_null(text_nfc(arena, SLICE_NONE).at);
}

static const struct {
	const char *text;
	bool controls, beyond_lines;
} controls[] = {
    {"O'Brien-Smith \xe2\x80\x93 \xc3\xa9", false, false},
    {"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9", false, false}, /* joiner */
    {"\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae", false, false},         /* non-joiner */
    {"line\nline\ttab", true, false},
    {"line\r\n", true, true},
    {"\x1b[31m", true, true},
    {"\x7f", true, true},
    {"\xc2\x85", true, true},
    {"\xe2\x80\xa8", true, true}, /* line separator */
    {"\xe2\x80\xae"
     "abc",
	true, true},                  /* right-to-left override */
    {"\xe2\x80\x8f", true, true},     /* right-to-left mark */
    {"\xe2\x81\xa6", true, true},     /* isolate */
    {"\xef\xbb\xbf", true, true},     /* byte order mark */
    {"\xef\xbf\xbe", true, true},     /* U+FFFE */
    {"\xef\xb7\x90", true, true},     /* U+FDD0 */
    {"\xf0\x9f\xbf\xbf", true, true}, /* U+1FFFF */
    {"\xf3\xa0\x80\x81", true, true}, /* language tag */
    {"", false, false},
};

static void
sees_controls(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++) {
		struct slice text = slice_from(controls[i].text);
		assert_int_equal(text_has_controls(text), controls[i].controls);
		assert_int_equal(text_has_controls_beyond_lines(text), controls[i].beyond_lines);
	}
}

static void
trims_white_space_of_all_scripts(void **state)
{
	(void)state;
	assert_true(slice_is(text_trim(SLICE_OF("\xe3\x80\x80 a\xc2\xa0"
						"b \t\xe2\x80\x83\n")),
	    "a\xc2\xa0"
	    "b"));
	assert_true(slice_is(text_trim(SLICE_OF("x")), "x"));
	assert_int_equal(text_trim(SLICE_OF("\xc2\xa0\xe2\x80\xa8 ")).len, 0);
	assert_true(text_is_blank(SLICE_OF("\xc2\x85\v\f")));
	assert_true(text_is_blank(SLICE_OF("")));
	assert_false(text_is_blank(SLICE_OF(" . ")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(accepts_exactly_the_code_points_of_unicode),
	    cmocka_unit_test(refuses_broken_utf8),
	    cmocka_unit_test(a_head_never_splits_a_character),
	    cmocka_unit_test(normalises_to_form_c),
	    cmocka_unit_test(sees_controls),
	    cmocka_unit_test(trims_white_space_of_all_scripts),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
