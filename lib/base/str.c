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

bool
str_make_room(struct str *str, size_t more)
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
	if (!str->at || !arena_extend(str->arena, str->at, str->cap, cap)) {
		char *at = arena_alloc(str->arena, cap);
		if (str->len > 0)
			memcpy(at, str->at, str->len);
		str->at = at;
	}
	str->cap = cap;
	return true;
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
	size_t room = str->cap - str->len;
	va_start(args, format);
	va_copy(again, args);
	int written = vsnprintf(room > 0 ? str->at + str->len : NULL, room, format, args);
	va_end(args);
	assert(written >= 0);
	size_t len = (size_t)written;
	if (str_make_room(str, len)) {
		if (len >= room)
			vsnprintf(str->at + str->len, len + 1, format, again);
		str->len += len;
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
