/* Each place of a value in HTML escapes what that place needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "codec/html.h"

static struct arena *arena;

typedef void writer(struct str *out, struct slice text);

static void
expect(writer *write, struct slice text, const char *wanted)
{
	struct str out;
	str_init(&out, arena, 1000);
	write(&out, text);
	assert_string_equal(str_text(&out), wanted);
}

static void
text_cannot_open_a_tag(void **state)
{
	(void)state;
	expect(html_text, SLICE_OF("<b>R&D</b>"), "&lt;b&gt;R&amp;D&lt;/b&gt;");
	expect(html_text, SLICE_OF("say \"it's\"\n\tso"), "say \"it's\"\n\tso");
	expect(html_text, SLICE_OF("a\0b\x7f\r"), "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd");
	expect(html_text, SLICE_NONE, "");
}

static void
an_attribute_cannot_be_left(void **state)
{
	(void)state;
	expect(html_attribute, SLICE_OF("\" onclick='x' <"), "&quot; onclick=&#39;x&#39; &lt;");
}

static void
a_url_stays_here_or_goes_to_the_web(void **state)
{
	(void)state;
	expect(html_url, SLICE_OF("/hub/keys?a=1&b=2"), "/hub/keys?a=1&amp;b=2");
	expect(html_url, SLICE_OF("https://a.example/x"), "https://a.example/x");
	expect(html_url, SLICE_OF("?page=2"), "?page=2");
	expect(html_url, SLICE_OF("/"), "/");
	static const char *const refused[] = {"javascript:alert(1)", "JavaScript:alert(1)",
	    "data:text/html,x", "//evil.example/", "/\\evil.example/", "java\nscript:x", "/\t/evil",
	    " /x", "hub/keys", "ftp://x/"};
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		expect(html_url, slice_from(refused[i]), "#");
}

static void
a_query_part_is_one_part(void **state)
{
	(void)state;
	expect(html_query_part, SLICE_OF("a&b=c d/\"\xc3\xa9~"), "a%26b%3Dc%20d%2F%22%C3%A9~");
	expect(html_data_text, SLICE_OF("A=b\nC=#<"), "A%3Db%0AC%3D%23%3C");
}

static void
counts_have_groups_of_three(void **state)
{
	(void)state;
	static const struct {
		uint64_t number;
		const char *text;
	} cases[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {18204, "18,204"},
	    {1000000, "1,000,000"}, {UINT64_MAX, "18,446,744,073,709,551,615"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out;
		str_init(&out, arena, 100);
		html_count(&out, cases[i].number);
		assert_string_equal(str_text(&out), cases[i].text);
	}
}

int
main(void)
{
	arena = arena_new(1024 * 1024);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_cannot_open_a_tag),
	    cmocka_unit_test(an_attribute_cannot_be_left),
	    cmocka_unit_test(a_url_stays_here_or_goes_to_the_web),
	    cmocka_unit_test(a_query_part_is_one_part),
	    cmocka_unit_test(counts_have_groups_of_three),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
