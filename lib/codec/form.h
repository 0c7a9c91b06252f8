/*
 * Names and values as URLs and forms carry them: query strings and
 * application/x-www-form-urlencoded bodies (WHATWG URL section 5), percent
 * decoding, cookies. Bad escapes, NUL and invalid UTF-8 refuse the whole text.
 */
#ifndef CODEC_FORM_H
#define CODEC_FORM_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

#define FORM_PAIRS_MAX 1000

struct pair {
	struct slice name;
	struct slice value;
};

struct form {
	struct pair *pairs;
	size_t npairs;
};

/* Pairs in order, decoded ('+' is a blank). False if malformed or too many. */
bool form_read(struct arena *arena, struct slice text, struct form *form);
/* The value of the first pair of that name; NULL slice if absent. */
struct slice form_value(const struct form *form, const char *name);
/* How many pairs have that name. */
size_t form_count(const struct form *form, const char *name);

/* Cookie header (RFC 6265 section 4.2.1); the value of the first cookie of that name. */
struct slice cookie_value(struct slice header, const char *name);

/* Appends text percent-encoded: all but unreserved (RFC 3986 section 2.3). */
void percent_write(struct str *out, struct slice text);

#endif
