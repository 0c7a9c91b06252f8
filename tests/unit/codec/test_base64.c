/* Base64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "codec/base64.h"

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

/* RFC 4648, section 10. */
static const char *const encoded[] = {
    "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};

static void
base64_agrees_with_rfc_4648(void **state)
{
	(void)state;
	for (size_t len = 0; len <= 6; len++) {
		struct slice plain = {"foobar", len}, back;
		struct str out, url;
		str_init(&out, arena, 100);
		str_init(&url, arena, 100);
		base64_write(&out, plain);
		base64url_write(&url, plain);
		assert_string_equal(str_text(&out), encoded[len]);
		assert_memory_equal(str_text(&url), encoded[len], url.len);
		assert_null(memchr(str_text(&url), '=', url.len));
		assert_true(base64_read(arena, str_slice(&out), &back) && slice_eq(back, plain));
		assert_true(base64url_read(arena, str_slice(&url), &back) && slice_eq(back, plain));
	}
}

static void
base64_goes_there_and_back_for_all_bytes(void **state)
{
	(void)state;
	char bytes[256];
	for (int i = 0; i < 256; i++)
		bytes[i] = (char)(i * 167);
	for (size_t len = 0; len <= sizeof bytes; len++) {
		struct slice plain = {bytes, len}, back;
		struct str out;
		str_init(&out, arena, 1000);
		base64url_write(&out, plain);
		assert_true(base64url_read(arena, str_slice(&out), &back) && slice_eq(back, plain));
		str_cut(&out, 0);
		base64_write(&out, plain);
		assert_true(base64_read(arena, str_slice(&out), &back) && slice_eq(back, plain));
		arena_reset(arena);
	}
}

static void
base64_has_one_text_for_each_value(void **state)
{
	(void)state;
	static const char *const bad[] = {"Z", "Zg",
	    "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "Zg==Zg==", "Zm 9", "Zm9v\n",
	    "====", "Z===", "Zm-_", "=Zg="};
	static const char *const bad_url[] = {"Z", "Zg==", "Zh", "Zm9", "Zm+/", "Zm9v ", "Zm9vY"};
	struct slice bytes = SLICE("kept");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (base64_read(arena, slice_from(bad[i]), &bytes))
			fail_msg("accepted %s", bad[i]);
	for (size_t i = 0; i < sizeof bad_url / sizeof bad_url[0]; i++)
		if (base64url_read(arena, slice_from(bad_url[i]), &bytes))
			fail_msg("accepted %s", bad_url[i]);
	assert_true(slice_is(bytes, "kept"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(base64_agrees_with_rfc_4648),
	    cmocka_unit_test(base64_goes_there_and_back_for_all_bytes),
	    cmocka_unit_test(base64_has_one_text_for_each_value),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
