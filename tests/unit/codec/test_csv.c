/* Writing CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "codec/csv.h"

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

static const struct {
	const char *text, *cell;
} cells[] = {
    {NULL, ""},
    {"", ""},
    {"plain text", "plain text"},
    {"a,b", "\"a,b\""},
    {"a;b", "\"a;b\""},
    {"say \"hi\"", "\"say \"\"hi\"\"\""},
    {"\"", "\"\"\"\""},
    {"two\r\nlines", "\"two\r\nlines\""},
    {" padded ", "\" padded \""},
    {"=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
    {"+1 555 0100", "\"'+1 555 0100\""},
    {"-2", "\"'-2\""},
    {"@SUM(A1)", "\"'@SUM(A1)\""},
    {"\t=1", "\"'\t=1\""},
    {"\r=1", "\"'\r=1\""},
    {"\n=1", "\"'\n=1\""},
    {"\xef\xbc\x9d"
     "1",
	"\"'\xef\xbc\x9d"
	"1\""},
    {"=\"x\"", "\"'=\"\"x\"\"\""},
    {"a=b", "a=b"},
    {"\xe2\x80\x8f\xf0\x9f\x98\x80<b>", "\xe2\x80\x8f\xf0\x9f\x98\x80<b>"},
};

static void
cells_are_quoted_and_neutralised(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		struct str out;
		str_init(&out, arena, 1000);
		struct csv_writer w = csv_writer(&out);
		csv_put_text(&w, cells[i].text);
		assert_string_equal(str_text(&out), cells[i].cell);
	}
}

static void
rows_end_in_crlf(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, arena, 1000);
	struct csv_writer w = csv_writer(&out);
	csv_put_text(&w, "id");
	csv_put_text(&w, NULL);
	csv_put_text(&w, "name");
	csv_end_row(&w);
	csv_put_integer(&w, -5);
	csv_put(&w, SLICE_OF("x"));
	csv_put_text(&w, "");
	csv_end_row(&w);
	assert_string_equal(str_text(&out), "id,,name\r\n-5,x,\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells_are_quoted_and_neutralised),
	    cmocka_unit_test(rows_end_in_crlf),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
