/* Views of bytes. */
#include "base/slice.h"

static unsigned char
lower(char byte)
{
	unsigned char c = (unsigned char)byte;
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

bool
slice_eq_nocase(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

int
slice_cmp(struct slice a, struct slice b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common > 0 ? memcmp(a.at, b.at, common) : 0;
	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool
slice_has_suffix(struct slice s, const char *suffix)
{
	size_t len = strlen(suffix);
	return s.at && s.len >= len && memcmp(s.at + s.len - len, suffix, len) == 0;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct slice
slice_trim(struct slice s)
{
	while (s.len > 0 && is_blank(s.at[0]))
		s = slice_skip(s, 1);
	while (s.len > 0 && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

bool
slice_cut(struct slice s, char separator, struct slice *head, struct slice *tail)
{
	ptrdiff_t at = slice_find(s, separator);
	if (at < 0) {
		*head = s;
		*tail = SLICE_NONE;
		return false;
	}
	*head = slice_head(s, (size_t)at);
	*tail = slice_skip(s, (size_t)at + 1);
	return true;
}

ptrdiff_t
slice_find(struct slice s, char byte)
{
	const char *found = s.len > 0 ? memchr(s.at, byte, s.len) : NULL;
	return found ? found - s.at : -1;
}

#define DIGITS_MAX 19 /* 19 nines fit an uint64_t */

static bool
digits_read(struct slice s, uint64_t *value)
{
	if (s.len == 0 || s.len > DIGITS_MAX)
		return false;
	uint64_t sum = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		sum = sum * 10 + (uint64_t)(s.at[i] - '0');
	}
	*value = sum;
	return true;
}

bool
slice_to_u64(struct slice s, uint64_t max, uint64_t *value)
{
	uint64_t number;
	if (!digits_read(s, &number) || number > max)
		return false;
	*value = number;
	return true;
}

bool
slice_to_i64(struct slice s, int64_t min, int64_t max, int64_t *value)
{
	bool negative = s.len > 0 && s.at[0] == '-';
	uint64_t size;
	if (!digits_read(negative ? slice_skip(s, 1) : s, &size))
		return false;
	if (size > (uint64_t)INT64_MAX + (negative ? 1 : 0))
		return false;
	int64_t number = negative ? (int64_t)(0 - size) : (int64_t)size;
	if (number < min || number > max)
		return false;
	*value = number;
	return true;
}

int
hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

bool
slice_eq_secret(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	volatile unsigned char difference = 0;
	for (size_t i = 0; i < a.len; i++)
		difference = (unsigned char)(difference | (a.at[i] ^ b.at[i]));
	return difference == 0;
}
