/* Base32 (RFC 4648 section 6) without padding. */
#include "codec/base32.h"

void
base32_write(struct str *out, struct slice bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t held = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < bytes.len; i++) {
		held = held << 8 | (unsigned char)bytes.at[i];
		for (bits += 8; bits >= 5; bits -= 5)
			str_add_char(out, digits[held >> (bits - 5) & 31]);
	}
	if (bits > 0)
		str_add_char(out, digits[held << (5 - bits) & 31]);
}
