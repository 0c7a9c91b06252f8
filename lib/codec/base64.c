/* Three bytes are four characters. */
#include "codec/base64.h"

#include <assert.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* One to three bytes as one more character than bytes. */
static void
write_group(struct str *out, struct slice group)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < 3; i++)
		bits = bits << 8 | (i < group.len ? (unsigned char)group.at[i] : 0u);
	for (size_t i = 0; i <= group.len; i++)
		str_add_char(out, alphabet[bits >> (18 - 6 * i) & 63]);
}

void
base64url_write(struct str *out, struct slice bytes)
{
	for (; bytes.len > 0; bytes = slice_skip(bytes, 3))
		write_group(out, slice_head(bytes, 3));
}

/* Two to four characters; the bits behind the last whole byte must be zero. */
static bool
read_group(struct slice group, char *bytes)
{
	uint32_t bits = 0;
	assert(group.len >= 2 && group.len <= 4);
	for (size_t i = 0; i < group.len; i++) {
		const char *found = memchr(alphabet, group.at[i], 64);
		if (!found)
			return false;
		bits |= (uint32_t)(found - alphabet) << (18 - 6 * i);
	}
	for (size_t i = 0; i + 1 < group.len; i++)
		bytes[i] = (char)(bits >> (16 - 8 * i) & 0xff);
	uint32_t beyond = UINT32_C(0xffffff) >> (8 * (group.len - 1));
	return (bits & beyond) == 0;
}

bool
base64url_read(struct arena *arena, struct slice text, struct slice *bytes)
{
	if (text.len % 4 == 1)
		return false;
	size_t len = text.len * 3 / 4;
	char *read = arena_alloc(arena, len + 1);
	char *at = read;
	for (; text.len > 0; text = slice_skip(text, 4), at += 3)
		if (!read_group(slice_head(text, 4), at))
			return false;
	*bytes = (struct slice){read, len};
	return true;
}
