/* Names and values of URLs, forms and cookies. */
#define _GNU_SOURCE
#include "codec/form.h"

#include <string.h>

#include "codec/text.h"

/* The byte that %XX at the front stands for, or -1. NUL is refused here, wherever it would stand.
 */
static int
escaped_byte(struct slice rest)
{
	if (rest.len < 3)
		return -1;
	int high = hex_digit(rest.at[1]), low = hex_digit(rest.at[2]);
	int byte = high < 0 || low < 0 ? -1 : high << 4 | low;
	return byte == 0 ? -1 : byte;
}

static bool
decode(struct arena *arena, struct slice text, bool plus_is_blank, struct slice *decoded)
{
	char *bytes = arena_alloc(arena, text.len + 1);
	size_t len = 0;
	for (struct slice rest = text; rest.len > 0;) {
		int byte = (unsigned char)rest.at[0];
		size_t used = 1;
		if (byte == '%') {
			byte = escaped_byte(rest);
			used = 3;
		} else if (byte == '+' && plus_is_blank) {
			byte = ' ';
		}
		if (byte <= 0)
			return false;
		bytes[len++] = (char)byte;
		rest = slice_skip(rest, used);
	}
	struct slice whole = {bytes, len};
	if (!utf8_is_valid(whole))
		return false;
	*decoded = whole;
	return true;
}

static size_t
count_byte(struct slice text, char byte)
{
	size_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == byte;
	return count;
}

bool
form_read(struct arena *arena, struct slice text, struct form *form)
{
	struct form read = {0};
	size_t most = count_byte(text, '&') + 1;
	if (most > FORM_PAIRS_MAX)
		return false;
	read.pairs = arena_array(arena, most, sizeof *read.pairs);
	struct slice part, name, value, rest = text;
	bool more = true;
	while (more) {
		more = slice_cut(rest, '&', &part, &rest);
		if (part.len == 0)
			continue;
		if (!slice_cut(part, '=', &name, &value))
			value = SLICE_OF("");
		struct pair *pair = &read.pairs[read.npairs++];
		if (!decode(arena, name, true, &pair->name) ||
		    !decode(arena, value, true, &pair->value))
			return false;
	}
	*form = read;
	return true;
}

struct slice
form_value(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->npairs; i++)
		if (slice_is(form->pairs[i].name, name))
			return form->pairs[i].value;
	return SLICE_NONE;
}

size_t
form_count(const struct form *form, const char *name)
{
	size_t count = 0;
	for (size_t i = 0; i < form->npairs; i++)
		count += slice_is(form->pairs[i].name, name);
	return count;
}

struct slice
cookie_value(struct slice header, const char *name)
{
	struct slice part, key, value, rest = header;
	bool more = rest.len > 0;
	while (more) {
		more = slice_cut(rest, ';', &part, &rest);
		if (slice_cut(slice_trim(part), '=', &key, &value) && slice_is(key, name))
			return value;
	}
	return SLICE_NONE;
}

static bool
is_unreserved(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte && strchr("-._~", byte));
}

void
percent_write(struct str *out, struct slice text)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		char escape[3] = {'%', hex[byte >> 4], hex[byte & 15]};
		if (is_unreserved(text.at[i]))
			str_add_char(out, text.at[i]);
		else
			str_add(out, (struct slice){escape, sizeof escape});
	}
}
