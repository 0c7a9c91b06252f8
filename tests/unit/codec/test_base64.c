/* Base64, and base32 as authenticator apps want it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "codec/base32.h"
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

/* RFC 4648, section 10, without the padding. */
static const char *const encoded[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};

static void
base64_agrees_with_rfc_4648(void **state)
{
	(void)state;
	for (size_t len = 0; len <= 6; len++) {
		struct slice plain = {"foobar", len}, back;
		struct str out;
		str_init(&out, arena, 100);
		base64url_write(&out, plain);
		assert_string_equal(str_text(&out), encoded[len]);
		assert_true(base64url_read(arena, str_slice(&out), &back) && slice_eq(back, plain));
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
		arena_reset(arena);
	}
}

static void
base64_has_one_text_for_each_value(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "Z", "Zg==", "Zh", "Zm9", "Zm+/", "Zm9v ", "Zm9vY", "Zm 9", "Zm9v\n", "===="};
	struct slice bytes = SLICE("kept");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (base64url_read(arena, slice_from(bad[i]), &bytes))
			fail_msg("accepted %s", bad[i]);
	assert_true(slice_is(bytes, "kept"));
}

/* RFC 4648, section 10, without the padding. */
static void
base32_agrees_with_rfc_4648(void **state)
{
	(void)state;
	static const char *const written[] = {
	    "", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"};
	struct str out;
	for (size_t len = 0; len <= 6; len++) {
		str_init(&out, arena, 100);
		base32_write(&out, (struct slice){"foobar", len});
		assert_string_equal(str_text(&out), written[len]);
	}
	str_init(&out, arena, 100);
	base32_write(&out, (struct slice){"\xff\x00\xff\x00\xff", 5});
	assert_string_equal(str_text(&out), "74AP6AH7");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(base64_agrees_with_rfc_4648),
	    cmocka_unit_test(base64_goes_there_and_back_for_all_bytes),
	    cmocka_unit_test(base64_has_one_text_for_each_value),
	    cmocka_unit_test(base32_agrees_with_rfc_4648),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
