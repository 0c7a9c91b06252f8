/* UTF-8 by hand, Unicode's tables by utf8proc. */
#define _GNU_SOURCE
#include "codec/text.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

/* The range that the second byte may have, by the first (Unicode 15, table 3-7). */
static bool
second_byte_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0 && second <= 0xbf;
	case 0xed:
		return second >= 0x80 && second <= 0x9f;
	case 0xf0:
		return second >= 0x90 && second <= 0xbf;
	case 0xf4:
		return second >= 0x80 && second <= 0x8f;
	default:
		return second >= 0x80 && second <= 0xbf;
	}
}

static size_t
width_by_first(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf5 ? 4 : 0;
}

size_t
utf8_width(struct slice text)
{
	if (text.len == 0)
		return 0;
	const unsigned char *at = (const unsigned char *)text.at;
	size_t width = width_by_first(at[0]);
	if (width == 0 || width > text.len)
		return 0;
	if (width > 1 && !second_byte_fits(at[0], at[1]))
		return 0;
	for (size_t i = 2; i < width; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return width;
}

/* Most texts are ASCII and nothing else: eight bytes a look. */
static size_t
leading_ascii(struct slice text)
{
	size_t len = 0;
	uint64_t eight;
	for (; text.len - len >= sizeof eight; len += sizeof eight) {
		memcpy(&eight, text.at + len, sizeof eight);
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	return len;
}

bool
utf8_is_valid(struct slice text)
{
	for (;;) {
		text = slice_skip(text, leading_ascii(text));
		if (text.len == 0)
			return true;
		size_t width = utf8_width(text);
		if (width == 0)
			return false;
		text = slice_skip(text, width);
	}
}

size_t
utf8_length(struct slice text)
{
	size_t length = 0;
	for (size_t i = 0; i < text.len; i++)
		if ((text.at[i] & 0xc0) != 0x80)
			length++;
	return length;
}

bool
utf8_next(struct slice *rest, uint32_t *code_point)
{
	static const unsigned char first_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	if (rest->len == 0)
		return false;
	size_t width = utf8_width(*rest);
	assert(width > 0);
	uint32_t value = (unsigned char)rest->at[0] & (uint32_t)first_mask[width];
	for (size_t i = 1; i < width; i++)
		value = value << 6 | ((unsigned char)rest->at[i] & 0x3fu);
	*code_point = value;
	*rest = slice_skip(*rest, width);
	return true;
}

struct slice
utf8_head(struct slice text, size_t max_bytes)
{
	if (text.len <= max_bytes)
		return text;
	while (max_bytes > 0 && (text.at[max_bytes] & 0xc0) == 0x80)
		max_bytes--;
	return slice_head(text, max_bytes);
}

static bool
is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] >= 0x80)
			return false;
	return true;
}

struct slice
text_nfc(struct arena *arena, struct slice text)
{
	if (!text.at || !utf8_is_valid(text))
		return SLICE_NONE;
	if (is_ascii(text))
		return arena_copy(arena, text);
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.at;
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_ssize_t len = (utf8proc_ssize_t)text.len;
	utf8proc_ssize_t count = utf8proc_decompose(bytes, len, NULL, 0, options);
	if (count < 0)
		return SLICE_NONE;
	/* One more: utf8proc ends the text it makes in place with a NUL. */
	utf8proc_int32_t *points = arena_array(arena, (size_t)count + 1, sizeof *points);
	count = utf8proc_decompose(bytes, len, points, count, options);
	utf8proc_ssize_t bytes_out = utf8proc_reencode(points, count, options);
	if (count < 0 || bytes_out < 0)
		return SLICE_NONE;
	return (struct slice){(const char *)points, (size_t)bytes_out};
}

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d

static bool
is_noncharacter(uint32_t code_point)
{
	return (code_point & 0xfffe) == 0xfffe || (code_point >= 0xfdd0 && code_point <= 0xfdef);
}

static bool
is_control(uint32_t code_point)
{
	if (code_point < 0x80)
		return code_point < 0x20 || code_point == 0x7f;
	if (code_point == ZERO_WIDTH_NON_JOINER || code_point == ZERO_WIDTH_JOINER)
		return false;
	switch (utf8proc_category((utf8proc_int32_t)code_point)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return is_noncharacter(code_point);
	}
}

static bool
has_controls(struct slice text, bool lines_allowed)
{
	uint32_t code_point;
	while (utf8_next(&text, &code_point)) {
		if (lines_allowed && (code_point == '\n' || code_point == '\t'))
			continue;
		if (is_control(code_point))
			return true;
	}
	return false;
}

bool
text_has_controls(struct slice text)
{
	return has_controls(text, false);
}

bool
text_has_controls_beyond_lines(struct slice text)
{
	return has_controls(text, true);
}

/* Unicode's White_Space: the separators and six controls. */
static bool
is_white(uint32_t code_point)
{
	if (code_point <= 0x20)
		return code_point == 0x20 || (code_point >= 9 && code_point <= 13);
	if (code_point == 0x85)
		return true;
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
	       category == UTF8PROC_CATEGORY_ZP;
}

bool
text_is_blank(struct slice text)
{
	return text_trim(text).len == 0;
}

struct slice
text_trim(struct slice text)
{
	struct slice rest = text, kept = slice_head(text, 0);
	uint32_t code_point;
	bool begun = false;
	const char *at = rest.at;
	while (utf8_next(&rest, &code_point)) {
		if (!is_white(code_point)) {
			if (!begun)
				kept.at = at;
			begun = true;
			kept.len = (size_t)(rest.at - kept.at);
		}
		at = rest.at;
	}
	return kept;
}
