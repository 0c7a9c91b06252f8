/* Random texts with check characters. */
#define _GNU_SOURCE
#include "crypt/token.h"

#include <openssl/crypto.h>
#include <string.h>

#include "crypt/crypt.h"

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* A number of 256 bits, most significant byte first, in 43 digits; the number is used up. */
static void
write_random(unsigned char number[static 32], char *text)
{
	for (int digit = TOKEN_RANDOM_LEN - 1; digit >= 0; digit--) {
		unsigned rest = 0;
		for (int i = 0; i < 32; i++) {
			rest = rest << 8 | number[i];
			number[i] = (unsigned char)(rest / 62);
			rest %= 62;
		}
		text[digit] = base62[rest];
	}
}

static void
write_check(struct slice before, char *text)
{
	uint32_t crc = crc32_ieee(before);
	for (int digit = TOKEN_CHECK_LEN - 1; digit >= 0; digit--) {
		text[digit] = base62[crc % 62];
		crc /= 62;
	}
}

struct slice
token_new(struct arena *arena, struct slice head)
{
	unsigned char number[32];
	size_t checked = head.len + TOKEN_RANDOM_LEN;
	char *text = arena_alloc(arena, head.len + TOKEN_TAIL_LEN + 1);
	if (head.len > 0)
		memcpy(text, head.at, head.len);
	random_bytes(number, sizeof number);
	write_random(number, text + head.len);
	OPENSSL_cleanse(number, sizeof number);
	write_check((struct slice){text, checked}, text + checked);
	return (struct slice){text, head.len + TOKEN_TAIL_LEN};
}

static bool
is_base62(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!memchr(base62, text.at[i], sizeof base62 - 1))
			return false;
	return true;
}

bool
token_check(struct slice text, struct slice *head)
{
	if (text.len < TOKEN_TAIL_LEN || !is_base62(slice_skip(text, text.len - TOKEN_TAIL_LEN)))
		return false;
	char check[TOKEN_CHECK_LEN];
	struct slice checked = slice_head(text, text.len - TOKEN_CHECK_LEN);
	write_check(checked, check);
	if (memcmp(text.at + checked.len, check, sizeof check) != 0)
		return false;
	*head = slice_head(text, text.len - TOKEN_TAIL_LEN);
	return true;
}
