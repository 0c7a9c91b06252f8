/* HTTP field values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "codec/http.h"

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
	const char *header;
	bool sound, matches; /* 7-abc */
} tags[] = {
    {"\"7-abc\"", true, true},
    {"W/\"7-abc\"", true, true},
    {"\"7-abc-gzip\"", true, true},
    {"*", true, true},
    {"  *  ", true, true},
    {"\"a\", \"7-abc\"", true, true},
    {"\"a\" ,W/\"b\",\t\"7-abc\"", true, true},
    {", \"7-abc\",,", true, true},
    {"\"8-abc\"", true, false},
    {"\"\"", true, false},
    {"\"x,\\\"", true, false},
    {"\"7-ABC\"", true, false},
    {"", false, false},
    {",", false, false},
    {"7-abc", false, false},
    {"\"7-abc", false, false},
    {"'7-abc'", false, false},
    {"w/\"7-abc\"", false, false},
    {"\"7-abc\" \"b\"", false, false},
    {"\"7 abc\"", false, false},
    {"*, \"a\"", false, false},
    {"\"a\", *", false, false},
};

static void
reads_lists_of_entity_tags(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		struct etags etags;
		bool sound = etags_read(arena, slice_from(tags[i].header), &etags);
		if (sound != tags[i].sound)
			fail_msg("%s: %d", tags[i].header, sound);
		if (!sound)
			continue;
		assert_int_equal(etags_match_weak(&etags, SLICE_OF("7-abc")), tags[i].matches);
	}
}

static void
refuses_endless_lists_of_entity_tags(void **state)
{
	(void)state;
	struct str list;
	struct etags etags;
	str_init(&list, arena, 10000);
	for (int i = 0; i < ETAGS_MAX; i++)
		str_add_text(&list, "\"a\",");
	assert_true(etags_read(arena, str_slice(&list), &etags));
	assert_int_equal(etags.count, ETAGS_MAX);
	str_add_text(&list, "\"a\"");
	assert_false(etags_read(arena, str_slice(&list), &etags));
}

static const struct {
	const char *accept;
	bool json;
} accepts[] = {
    {NULL, true},
    {"", true},
    {"application/json", true},
    {"Application/JSON", true},
    {"application/json;charset=utf-8", true},
    {"text/html;, application/json;", true},
    {"application/*", true},
    {"*/*", true},
    {"text/html, application/xhtml+xml, */*;q=0.8", true},
    {"text/html", false},
    {"text/*, image/png", false},
    {"application/json;q=0", false},
    {"application/json;q=0.000, */*", false},
    {"application/json;q=0, application/*;q=1", false},
    {"*/*;q=0, application/json", true},
    {"application/*;q=0, */*", false},
    {"application/json ; q=0.001", true},
    {"application/json;q=2, text/html", false},
    {"application/json;q=0.1234", false},
    {"nonsense", false},
    {"nonsense, application/json", true},
    {"text/html;x=\"a,application/json\"", false},
    {"text/html;x=\"a\\\",b\", application/json", true},
    {"application/problem+json", false},
    {"application/", false},
    {"app/*", false},
};

static void
negotiates_by_the_most_specific_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof accepts / sizeof accepts[0]; i++)
		if (http_accepts(slice_from(accepts[i].accept), "application/json") !=
		    accepts[i].json)
			fail_msg("Accept: %s", accepts[i].accept);
}

static void
reads_media_types_with_parameters(void **state)
{
	(void)state;
	struct media_type media;
	assert_true(
	    media_type_read(SLICE_OF(" Application/JSON ; Charset=\"ut\\f-8\";x=y"), &media));
	assert_true(media_type_is(&media, "application/json"));
	assert_false(media_type_is(&media, "application/jso"));
	assert_true(slice_is(media_type_parameter(arena, &media, "charset"), "utf-8"));
	assert_true(slice_is(media_type_parameter(arena, &media, "X"), "y"));
	assert_null(media_type_parameter(arena, &media, "boundary").at);
	assert_true(media_type_read(SLICE_OF("application/merge-patch+json"), &media));
	assert_true(media_type_read(SLICE_OF("application/json;"), &media));
	assert_true(media_type_read(SLICE_OF("application/json; ;x=y ; "), &media));
	assert_true(slice_is(media_type_parameter(arena, &media, "x"), "y"));
	static const char *const bad[] = {"", "json", "/json", "application/", "a/b;c",
	    "a/b;c=", "a/b;c=\"d", "a/b c", "a/b;c=d e", "a b/c", "a/b, c/d", "a/b;c=\"\x01\""};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (media_type_read(slice_from(bad[i]), &media))
			fail_msg("accepted %s", bad[i]);
}

static void
writes_links_that_cannot_be_broken_out_of(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, arena, 1000);
	link_write(&out, SLICE_OF("/v1/persons?cursor=a%2Bb&limit=2"), "next");
	link_write(&out, SLICE_OF("/x>; rel=\"evil\"\r\n \xc3\xa9"), "prev");
	assert_string_equal(str_text(&out),
	    "</v1/persons?cursor=a%2Bb&limit=2>; rel=\"next\", "
	    "</x%3E;%20rel=%22evil%22%0D%0A%20%C3%A9>; rel=\"prev\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_lists_of_entity_tags),
	    cmocka_unit_test(refuses_endless_lists_of_entity_tags),
	    cmocka_unit_test(negotiates_by_the_most_specific_range),
	    cmocka_unit_test(reads_media_types_with_parameters),
	    cmocka_unit_test(writes_links_that_cannot_be_broken_out_of),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
