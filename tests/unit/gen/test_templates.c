/* The golden templates, compiled by the build, show what templates/FORMAT promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "tests/unit/gen/golden.h"

#define PAGE_MAX 65536

static struct arena *arena;

/* The text of tests/unit/gen/golden/NAME.out. */
static const char *
golden(const char *name)
{
	const char *root = getenv("HUB_SOURCE");
	assert_non_null(root);
	struct slice path = arena_printf(arena, "%s/tests/unit/gen/golden/%s.out", root, name);
	FILE *file = fopen(path.at, "rb");
	assert_non_null(file);
	char *text = arena_alloc(arena, PAGE_MAX);
	size_t len = fread(text, 1, PAGE_MAX - 1, file);
	fclose(file);
	text[len] = '\0';
	return text;
}

static void
escapes_by_place_whatever_the_value(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, arena, PAGE_MAX);
	const struct places data = {.words = SLICE("\"'<b>&=+/ \xe2\x80\xae\xf0\x9f\x98\x80"),
	    .link = SLICE("/hub/keys?a=\"<1>\"&b=2"),
	    .number = -42,
	    .many = 1234567,
	    .yes = true};
	places_render(&out, &data);
	assert_string_equal(str_text(&out), golden("places"));
}

static void
a_link_of_another_scheme_leads_nowhere(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, arena, PAGE_MAX);
	const struct places data = {.link = SLICE("javascript:alert(1)")};
	places_render(&out, &data);
	assert_null(strstr(str_text(&out), "javascript"));
}

static void
loops_branches_and_parts_nest(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, arena, PAGE_MAX);
	static const struct word rows[] = {
	    {.name = SLICE("run"), .href = SLICE("/run"), .uses = 1200, .kind = SLICE("verb")},
	    {.name = SLICE("dog"), .uses = 3, .kind = SLICE("noun")},
	    {.name = SLICE("oh"), .kind = SLICE("cry")},
	};
	words_render(&out,
	    &(struct words){.title = SLICE("<words>"), .rows = rows, .nrows = 3, .best = &rows[0]});
	words_render(&out, &(struct words){.title = SLICE("nothing"), .best = &rows[2]});
	assert_string_equal(str_text(&out), golden("words"));
}

int
main(void)
{
	arena = arena_new(4 * 1024 * 1024);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escapes_by_place_whatever_the_value),
	    cmocka_unit_test(a_link_of_another_scheme_leads_nowhere),
	    cmocka_unit_test(loops_branches_and_parts_nest),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
