/*
 * Writing JSON: the writer, which only adds commas and escapes, and the
 * canonical form of RFC 8785.
 */
#define _GNU_SOURCE
#include "codec/json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "codec/text.h"

struct json_writer
json_writer(struct str *out)
{
	return (struct json_writer){.out = out, .need_comma = false};
}

static void
put_comma(struct json_writer *w)
{
	if (w->need_comma)
		str_add_char(w->out, ',');
}

static void
begin(struct json_writer *w, char bracket)
{
	put_comma(w);
	str_add_char(w->out, bracket);
	w->need_comma = false;
}

static void
end(struct json_writer *w, char bracket)
{
	str_add_char(w->out, bracket);
	w->need_comma = true;
}

void
json_begin_object(struct json_writer *w)
{
	begin(w, '{');
}

void
json_end_object(struct json_writer *w)
{
	end(w, '}');
}

void
json_begin_array(struct json_writer *w)
{
	begin(w, '[');
}

void
json_end_array(struct json_writer *w)
{
	end(w, ']');
}

/* Bytes that must not stand as they are: all rules in both forms, some only in the writer's. */
static void
put_escaped_byte(struct str *out, unsigned char byte)
{
	static const char letters[] = "btnvfr"; /* 8 to 13; there is no \v in JSON */
	if (byte == '"' || byte == '\\') {
		str_add_char(out, '\\');
		str_add_char(out, (char)byte);
	} else if (byte >= 8 && byte <= 13 && byte != 11) {
		str_add_char(out, '\\');
		str_add_char(out, letters[byte - 8]);
	} else {
		str_addf(out, "\\u%04x", byte);
	}
}

static bool
always_escaped(unsigned char byte)
{
	return byte < 0x20 || byte == '"' || byte == '\\';
}

/* U+2028 and U+2029 are E2 80 A8 and A9: line ends to scripts, so never shown raw. */
static bool
is_line_separator(const char *at, size_t len)
{
	return len >= 3 && (at[2] == '\xa8' || at[2] == '\xa9') && memcmp(at, "\xe2\x80", 2) == 0;
}

/* Bytes that are looked at closely; every other may be written as it is. */
static bool
may_be_escaped(unsigned char byte)
{
	return always_escaped(byte) || byte == 0x7f || byte == 0xe2;
}

/* How many bytes from `at` on may be written as they are. */
static size_t
plain_run(const char *at, size_t len, bool canonical)
{
	for (size_t run = 0; run < len; run++) {
		unsigned char byte = (unsigned char)at[run];
		if (!may_be_escaped(byte))
			continue;
		if (always_escaped(byte))
			return run;
		if (!canonical && (byte == 0x7f || is_line_separator(at + run, len - run)))
			return run;
	}
	return len;
}

static void
put_quoted(struct str *out, struct slice text, bool canonical)
{
	str_add_char(out, '"');
	while (text.len > 0) {
		size_t run = plain_run(text.at, text.len, canonical);
		str_add(out, slice_head(text, run));
		text = slice_skip(text, run);
		if (text.len == 0)
			break;
		if (text.at[0] == '\xe2') {
			str_add_text(out, text.at[2] == '\xa8' ? "\\u2028" : "\\u2029");
			text = slice_skip(text, 3);
		} else {
			put_escaped_byte(out, (unsigned char)text.at[0]);
			text = slice_skip(text, 1);
		}
	}
	str_add_char(out, '"');
}

void
json_name(struct json_writer *w, const char *name)
{
	put_comma(w);
	str_add_char(w->out, '"');
	str_add_text(w->out, name);
	str_add(w->out, SLICE_OF("\":"));
	w->need_comma = false;
}

void
json_put_name(struct json_writer *w, struct slice made)
{
	put_comma(w);
	str_add(w->out, made);
	w->need_comma = false;
}

void
json_name_slice(struct json_writer *w, struct slice name)
{
	put_comma(w);
	put_quoted(w->out, name, false);
	str_add_char(w->out, ':');
	w->need_comma = false;
}

void
json_put_string(struct json_writer *w, struct slice text)
{
	if (!text.at) {
		json_put_null(w);
		return;
	}
	put_comma(w);
	put_quoted(w->out, text, false);
	w->need_comma = true;
}

void
json_put_text(struct json_writer *w, const char *text)
{
	json_put_string(w, slice_from(text));
}

void
json_put_integer(struct json_writer *w, int64_t number)
{
	put_comma(w);
	str_add_i64(w->out, number);
	w->need_comma = true;
}

void
json_put_bool(struct json_writer *w, bool truth)
{
	json_put_raw(w, truth ? SLICE_OF("true") : SLICE_OF("false"));
}

void
json_put_null(struct json_writer *w)
{
	json_put_raw(w, SLICE_OF("null"));
}

void
json_put_raw(struct json_writer *w, struct slice json)
{
	put_comma(w);
	str_add(w->out, json);
	w->need_comma = true;
}

static bool
put_member(void *context, struct slice name, const struct json *value)
{
	json_name_slice(context, name);
	json_put_tree(context, value);
	return true;
}

void
json_put_tree(struct json_writer *w, const struct json *value)
{
	switch (json_type(value)) {
	case JSON_NULL:
		json_put_null(w);
		break;
	case JSON_BOOL:
		json_put_bool(w, json_bool(value));
		break;
	case JSON_INTEGER:
		json_put_integer(w, json_integer(value));
		break;
	case JSON_FRACTION:
		json_put_raw(w, json_fraction(value));
		break;
	case JSON_STRING:
		json_put_string(w, json_string(value));
		break;
	case JSON_ARRAY:
		json_begin_array(w);
		for (size_t i = 0; i < json_count(value); i++)
			json_put_tree(w, json_at(value, i));
		json_end_array(w);
		break;
	case JSON_OBJECT:
		json_begin_object(w);
		json_each(value, put_member, w);
		json_end_object(w);
		break;
	}
}

struct member {
	struct slice name;
	const struct json *value;
};

struct members {
	struct member *at;
	size_t count;
};

static bool
collect_member(void *context, struct slice name, const struct json *value)
{
	struct members *members = context;
	members->at[members->count++] = (struct member){name, value};
	return true;
}

/* The first UTF-16 unit of a code point. */
static uint32_t
lead_unit(uint32_t code_point)
{
	return code_point < 0x10000 ? code_point : 0xd800 + ((code_point - 0x10000) >> 10);
}

/* RFC 8785 section 3.2.3: by UTF-16 units, where U+E000 stands behind U+10000. */
static int
compare_members(const void *left, const void *right)
{
	struct slice a = ((const struct member *)left)->name;
	struct slice b = ((const struct member *)right)->name;
	uint32_t in_a = 0, in_b = 0;
	for (;;) {
		bool more_a = utf8_next(&a, &in_a), more_b = utf8_next(&b, &in_b);
		if (!more_a || !more_b)
			return more_a - more_b;
		if (lead_unit(in_a) != lead_unit(in_b))
			return lead_unit(in_a) < lead_unit(in_b) ? -1 : 1;
		if (in_a != in_b)
			return in_a < in_b ? -1 : 1;
	}
}

static void
canonical_object(struct str *out, const struct json *object)
{
	struct members members = {0};
	members.at = arena_array(out->arena, json_count(object), sizeof *members.at);
	json_each(object, collect_member, &members);
	qsort(members.at, members.count, sizeof *members.at, compare_members);
	str_add_char(out, '{');
	for (size_t i = 0; i < members.count; i++) {
		if (i > 0)
			str_add_char(out, ',');
		put_quoted(out, members.at[i].name, true);
		str_add_char(out, ':');
		json_canonical(out, members.at[i].value);
	}
	str_add_char(out, '}');
}

static void
canonical_array(struct str *out, const struct json *array)
{
	str_add_char(out, '[');
	for (size_t i = 0; i < json_count(array); i++) {
		if (i > 0)
			str_add_char(out, ',');
		json_canonical(out, json_at(array, i));
	}
	str_add_char(out, ']');
}

void
json_canonical(struct str *out, const struct json *value)
{
	enum json_type type = json_type(value);
	assert(type != JSON_FRACTION);
	if (type == JSON_OBJECT) {
		canonical_object(out, value);
	} else if (type == JSON_ARRAY) {
		canonical_array(out, value);
	} else if (type == JSON_STRING) {
		put_quoted(out, json_string(value), true);
	} else {
		struct json_writer w = json_writer(out);
		json_put_tree(&w, value);
	}
}
