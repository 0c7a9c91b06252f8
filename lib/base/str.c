/* The bounded builder. Capacity is always one byte more than asked, for str_text's NUL. */
#include "base/str.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define CAP_FIRST 128

void
str_init(struct str *str, struct arena *arena, size_t max_bytes)
{
	*str = (struct str){.arena = arena, .max = max_bytes};
}

/* Room for `more` bytes and a NUL; false, and full, if that would pass the limit. */
static bool
make_room(struct str *str, size_t more)
{
	if (str->full || more > str->max - str->len) {
		str->full = true;
		return false;
	}
	size_t need = str->len + more + 1;
	if (need <= str->cap)
		return true;
	size_t cap = str->cap ? 2 * str->cap : CAP_FIRST;
	if (cap > str->max + 1)
		cap = str->max + 1;
	if (cap < need)
		cap = need;
	char *at = arena_alloc(str->arena, cap);
	if (str->len > 0)
		memcpy(at, str->at, str->len);
	str->at = at;
	str->cap = cap;
	return true;
}

void
str_add(struct str *str, struct slice bytes)
{
	if (bytes.len == 0 || !make_room(str, bytes.len))
		return;
	memcpy(str->at + str->len, bytes.at, bytes.len);
	str->len += bytes.len;
}

void
str_add_text(struct str *str, const char *text)
{
	str_add(str, slice_from(text));
}

void
str_add_char(struct str *str, char byte)
{
	str_add(str, (struct slice){&byte, 1});
}

void
str_add_u64(struct str *str, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	str_add(str, (struct slice){digits + at, sizeof digits - at});
}

void
str_add_i64(struct str *str, int64_t value)
{
	size_t before = str->len;
	if (value < 0)
		str_add_char(str, '-');
	str_add_u64(str, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
	if (str->full)
		str_cut(str, before);
}

void
str_addf(struct str *str, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(len >= 0);
	if (make_room(str, (size_t)len)) {
		vsnprintf(str->at + str->len, (size_t)len + 1, format, again);
		str->len += (size_t)len;
	}
	va_end(again);
}

void
str_cut(struct str *str, size_t len)
{
	assert(len <= str->len);
	str->len = len;
}

struct slice
str_slice(const struct str *str)
{
	return (struct slice){str->at ? str->at : "", str->len};
}

const char *
str_text(struct str *str)
{
	if (!str->at)
		return "";
	str->at[str->len] = '\0';
	return str->at;
}
