/*
 * A view of bytes that somebody else owns. at == NULL means "no value", which
 * differs from the empty text; len counts bytes and no NUL is promised.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *at;
	size_t len;
};

/* A string literal as a slice, usable in static initialisers too. */
#define SLICE(literal)                                                                             \
	{                                                                                          \
		("" literal), sizeof(literal) - 1                                                  \
	}
#define SLICE_OF(literal) ((struct slice)SLICE(literal))
#define SLICE_NONE ((struct slice){0})

/* For printf("%.*s", SLICE_ARG(s)); only text known to be harmless is printed so. */
#define SLICE_ARG(s) (int)(s).len, (s).at

/*
 * The smallest stand here, so that the compiler sees through them: comparing with a
 * literal becomes comparing a length and a few bytes.
 */

/* NULL gives the NULL slice. */
static inline struct slice
slice_from(const char *text)
{
	return text ? (struct slice){text, strlen(text)} : SLICE_NONE;
}

static inline bool
slice_eq(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool
slice_is(struct slice s, const char *text)
{
	return s.at && slice_eq(s, slice_from(text));
}

static inline bool
slice_has_prefix(struct slice s, const char *prefix)
{
	size_t len = strlen(prefix);
	return s.at && s.len >= len && memcmp(s.at, prefix, len) == 0;
}

/* From byte `from` to the end; past the end gives the empty slice. */
static inline struct slice
slice_skip(struct slice s, size_t from)
{
	if (!s.at)
		return s;
	if (from > s.len)
		from = s.len;
	return (struct slice){s.at + from, s.len - from};
}

static inline struct slice
slice_head(struct slice s, size_t len)
{
	return (struct slice){s.at, len < s.len ? len : s.len};
}

/* ASCII letters only. */
bool slice_eq_nocase(struct slice a, struct slice b);
/* Bytewise, like strcmp. */
int slice_cmp(struct slice a, struct slice b);
bool slice_has_suffix(struct slice s, const char *suffix);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
struct slice slice_trim(struct slice s);
/*
 * Cuts at the first separator: *head before it, *tail after. False if absent: then *head is
 * all of s and *tail the NULL slice.
 */
bool slice_cut(struct slice s, char separator, struct slice *head, struct slice *tail);
/* Position of the byte, or -1. */
ptrdiff_t slice_find(struct slice s, char byte);
/* Decimal digits only, no sign, no blanks, at most 19 digits, within [0, max]. */
bool slice_to_u64(struct slice s, uint64_t max, uint64_t *value);
/* Optional minus, then digits; within [min, max]. */
bool slice_to_i64(struct slice s, int64_t min, int64_t max, int64_t *value);
/* The value of a hexadecimal digit, capital or not; -1: it is none. */
int hex_digit(char byte);
/* Takes the same time whatever differs; lengths may be told apart. For secrets. */
bool slice_eq_secret(struct slice a, struct slice b);

#endif
