/*
 * A text that grows inside an arena up to a named limit. What would pass the
 * limit is dropped whole and `full` stays set: the owner asks once, at the end.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"
#include "base/slice.h"

struct str {
	struct arena *arena;
	char *at;
	size_t len;
	size_t cap;
	size_t max;
	bool full;
};

/* No memory is taken before the first byte. */
void str_init(struct str *str, struct arena *arena, size_t max_bytes);
/* Of str.c: room for `more` bytes and a NUL; false, and full, if that would pass the limit. */
bool str_make_room(struct str *str, size_t more);

static inline void
str_add(struct str *str, struct slice bytes)
{
	bool fits = bytes.len < str->cap - str->len;
	if (bytes.len == 0 || ((!fits || str->full) && !str_make_room(str, bytes.len)))
		return;
	memcpy(str->at + str->len, bytes.at, bytes.len);
	str->len += bytes.len;
}

static inline void
str_add_text(struct str *str, const char *text)
{
	str_add(str, slice_from(text));
}

static inline void
str_add_char(struct str *str, char byte)
{
	str_add(str, (struct slice){&byte, 1});
}

void str_add_u64(struct str *str, uint64_t value);
void str_add_i64(struct str *str, int64_t value);
void str_addf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Makes the text `len` bytes long again: to take back what was begun. */
void str_cut(struct str *str, size_t len);
struct slice str_slice(const struct str *str);
/* NUL-terminated; the NUL is not counted. */
const char *str_text(struct str *str);

#endif
