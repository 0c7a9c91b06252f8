/* Digests, derivation, check sums, tokens: against published vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "crypt/crypt.h"
#include "crypt/token.h"

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
assert_digest(struct digest digest, const char *expected)
{
	char text[2 * DIGEST_LEN + 1];
	digest_hex(&digest, text);
	assert_string_equal(text, expected);
}

static struct slice
repeated(char byte, size_t count)
{
	char *at = arena_alloc(arena, count + 1);
	memset(at, byte, count);
	return (struct slice){at, count};
}

/* FIPS 180-2, appendix B, and the empty text. */
static void
sha256_agrees_with_fips_180(void **state)
{
	(void)state;
	assert_digest(
	    sha256(SLICE_NONE), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_digest(sha256(SLICE_OF("abc")),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	struct slice long_text = SLICE("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
	for (size_t cut = 0; cut <= long_text.len; cut += 7)
		assert_digest(sha256_pair(slice_head(long_text, cut), slice_skip(long_text, cut)),
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* RFC 4231, sections 4.2 to 4.4 and 4.7. */
static void
hmac_agrees_with_rfc_4231(void **state)
{
	(void)state;
	assert_digest(hmac_sha256(repeated('\x0b', 20), SLICE_OF("Hi There")),
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	assert_digest(hmac_sha256(SLICE_OF("Jefe"), SLICE_OF("what do ya want for nothing?")),
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	assert_digest(hmac_sha256(repeated('\xaa', 20), repeated('\xdd', 50)),
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
	assert_digest(hmac_sha256(repeated('\xaa', 131),
			  SLICE_OF("Test Using Larger Than Block-Size Key - Hash Key First")),
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	hmac_sha256(SLICE_NONE, SLICE_NONE);
}

/* RFC 5869, appendix A.3: empty salt and info; its first 32 bytes of output. */
static void
hkdf_agrees_with_rfc_5869(void **state)
{
	(void)state;
	assert_digest(hkdf_sha256(repeated('\x0b', 22), SLICE_NONE),
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
	struct digest one = hkdf_sha256(repeated('\x0b', 22), SLICE_OF("one"));
	struct digest two = hkdf_sha256(repeated('\x0b', 22), SLICE_OF("two"));
	assert_false(digest_eq(&one, &two));
}

static void
check_sums_agree_with_their_check_values(void **state)
{
	(void)state;
	assert_true(crc32_ieee(SLICE_OF("123456789")) == 0xcbf43926);
	assert_true(crc32c(SLICE_OF("123456789")) == 0xe3069283);
	assert_true(crc32_ieee(SLICE_NONE) == 0);
	assert_true(crc32c(repeated('\0', 32)) == 0x8a9136aa); /* RFC 3720, appendix B.4 */
}

/* Every length up to some strides and every place in a word, as journals of other hosts have it. */
static void
the_processor_sums_as_the_table_does(void **state)
{
	(void)state;
	char bytes[72];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(37 * i + 11);
	for (size_t from = 0; from < 8; from++)
		for (size_t len = 0; len <= sizeof bytes - from; len++) {
			struct slice part = {bytes + from, len};
			assert_true(crc32c(part) == crc32c_by_table(part));
		}
}

static void
digests_go_to_hex_and_back(void **state)
{
	(void)state;
	char text[2 * DIGEST_LEN + 1];
	struct digest digest = sha256(SLICE_OF("x")), again;
	digest_hex(&digest, text);
	assert_true(digest_read_hex(slice_from(text), &again) && digest_eq(&digest, &again));
	text[5] = 'G';
	assert_false(digest_read_hex(slice_from(text), &again));
	assert_false(digest_read_hex(SLICE_OF("ab"), &again));
}

static void
random_bytes_differ(void **state)
{
	(void)state;
	unsigned char one[32], two[32];
	random_bytes(one, sizeof one);
	random_bytes(two, sizeof two);
	assert_memory_not_equal(one, two, sizeof one);
	random_bytes(one, 0);
}

static void
a_token_is_known_by_its_check_characters(void **state)
{
	(void)state;
	struct slice head;
	for (int i = 0; i < 200; i++) {
		struct slice token = token_new(arena, SLICE_OF("hub_live_ent_k3v9k3v9k3_"));
		assert_int_equal(token.len, 24 + 49);
		assert_true(token_check(token, &head));
		assert_true(slice_is(head, "hub_live_ent_k3v9k3v9k3_"));
	}
	struct slice token = token_new(arena, SLICE_OF("hub_tok_"));
	char *copy = arena_text(arena, token);
	for (size_t i = 0; i < token.len; i++) {
		char before = copy[i];
		copy[i] = before == 'x' ? 'y' : 'x';
		assert_false(token_check((struct slice){copy, token.len}, &head));
		copy[i] = before;
	}
	assert_true(token_check(slice_from(copy), &head));
	assert_false(token_check(slice_head(token, token.len - 1), &head));
	assert_false(token_check(SLICE_OF(""), &head));
	assert_false(token_check(slice_skip(token, 9), &head));
	assert_true(token_check(token_new(arena, SLICE_NONE), &head) && head.len == 0);
}

/* The six characters were worked out with Python's zlib.crc32. */
static void
the_check_is_base62_of_the_crc(void **state)
{
	(void)state;
	struct slice head;
	assert_true(token_check(
	    SLICE_OF("hub_tok_00000000000000000000000000000000000000000003AQX8L"), &head));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sha256_agrees_with_fips_180),
	    cmocka_unit_test(hmac_agrees_with_rfc_4231),
	    cmocka_unit_test(hkdf_agrees_with_rfc_5869),
	    cmocka_unit_test(check_sums_agree_with_their_check_values),
	    cmocka_unit_test(the_processor_sums_as_the_table_does),
	    cmocka_unit_test(digests_go_to_hex_and_back),
	    cmocka_unit_test(random_bytes_differ),
	    cmocka_unit_test(a_token_is_known_by_its_check_characters),
	    cmocka_unit_test(the_check_is_base62_of_the_crc),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
