/*
 * The gate: one pass over the bytes by the grammar of RFC 8259, which builds
 * nothing. Names of open objects are kept as spans of the text; when an object
 * closes they are sorted and neighbours compared, so that no choice of names
 * makes the search for duplicates slow.
 */
#define _GNU_SOURCE
#include "codec/json.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "codec/text.h"

#define GATE_SCRATCH_MAX ((size_t)4 * 1024 * 1024)
#define NAMES_FIRST 64
#define DEPTH_LIMIT 64 /* take_value() recurses */

/* A name between its quotes, as written. */
struct name {
	const char *at;
	size_t len;
	bool escaped;
};

struct gate {
	struct arena *scratch;
	struct slice text;
	size_t at;
	int depth_left;
	size_t values;
	struct name *names; /* of all open objects, innermost last */
	size_t nnames, names_cap;
	struct json_fault fault;
};

static bool take_value(struct gate *gate);

static bool
refuse_at(struct gate *gate, size_t offset, const char *reason)
{
	gate->fault = (struct json_fault){reason, offset};
	return false;
}

static bool
refuse(struct gate *gate, const char *reason)
{
	return refuse_at(gate, gate->at, reason);
}

/* The byte at hand, or -1 at the end. */
static int
peek(const struct gate *gate)
{
	return gate->at < gate->text.len ? (unsigned char)gate->text.at[gate->at] : -1;
}

static bool
take(struct gate *gate, char byte)
{
	if (peek(gate) != byte)
		return false;
	gate->at++;
	return true;
}

static void
skip_blanks(struct gate *gate)
{
	while (take(gate, ' ') || take(gate, '\n') || take(gate, '\r') || take(gate, '\t'))
		continue;
}

/* Four hexadecimal digits, or -1. */
static int
hex_unit(const char *at, size_t len)
{
	int unit = 0;
	if (len < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(at[i]);
		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

static bool
is_high_surrogate(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool
is_low_surrogate(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* What follows `\u`. */
static bool
take_unicode_escape(struct gate *gate)
{
	struct slice rest = slice_skip(gate->text, gate->at);
	int unit = hex_unit(rest.at, rest.len);
	if (unit < 0)
		return refuse(gate, "invalid escape");
	if (unit == 0)
		return refuse(gate, "NUL character");
	if (is_low_surrogate(unit))
		return refuse(gate, "unpaired surrogate");
	gate->at += 4;
	if (!is_high_surrogate(unit))
		return true;
	rest = slice_skip(rest, 4);
	if (!slice_has_prefix(rest, "\\u") ||
	    !is_low_surrogate(hex_unit(rest.at + 2, rest.len - 2)))
		return refuse(gate, "unpaired surrogate");
	gate->at += 6;
	return true;
}

static bool
take_escape(struct gate *gate)
{
	gate->at++;
	int byte = peek(gate);
	if (byte < 0)
		return refuse(gate, "text ends inside a string");
	if (!byte || !strchr("\"\\/bfnrtu", byte))
		return refuse(gate, "invalid escape");
	gate->at++;
	return byte != 'u' || take_unicode_escape(gate);
}

/* A string from its opening quote; *name receives what stands between the quotes. */
static bool
take_string(struct gate *gate, struct name *name)
{
	size_t start = ++gate->at;
	bool escaped = false;
	for (;;) {
		int byte = peek(gate);
		if (byte < 0)
			return refuse(gate, "text ends inside a string");
		if (byte == '"')
			break;
		if (byte < 0x20)
			return refuse(gate, "control character in a string");
		if (byte == '\\') {
			escaped = true;
			if (!take_escape(gate))
				return false;
		} else if (byte < 0x80) {
			gate->at++;
		} else {
			size_t width = utf8_width(slice_skip(gate->text, gate->at));
			if (width == 0)
				return refuse(gate, "invalid UTF-8");
			gate->at += width;
		}
	}
	*name = (struct name){gate->text.at + start, gate->at - start, escaped};
	gate->at++;
	return true;
}

static size_t
take_digits(struct gate *gate)
{
	size_t start = gate->at;
	while (peek(gate) >= '0' && peek(gate) <= '9')
		gate->at++;
	return gate->at - start;
}

static bool
take_number(struct gate *gate)
{
	take(gate, '-');
	if (!take(gate, '0') && take_digits(gate) == 0)
		return refuse(gate, "invalid number");
	if (take(gate, '.') && take_digits(gate) == 0)
		return refuse(gate, "invalid number");
	if (take(gate, 'e') || take(gate, 'E')) {
		if (!take(gate, '+'))
			take(gate, '-');
		if (take_digits(gate) == 0)
			return refuse(gate, "invalid number");
	}
	int next = peek(gate);
	if (next >= '0' && next <= '9')
		return refuse(gate, "invalid number");
	return true;
}

static bool
take_word(struct gate *gate, const char *word)
{
	if (!slice_has_prefix(slice_skip(gate->text, gate->at), word))
		return refuse(gate, "unexpected character");
	gate->at += strlen(word);
	return true;
}

static void
keep_name(struct gate *gate, struct name name)
{
	if (gate->nnames == gate->names_cap) {
		size_t cap = gate->names_cap ? 2 * gate->names_cap : NAMES_FIRST;
		struct name *names = arena_array(gate->scratch, cap, sizeof *names);
		if (gate->nnames > 0)
			memcpy(names, gate->names, gate->nnames * sizeof *names);
		gate->names = names;
		gate->names_cap = cap;
	}
	gate->names[gate->nnames++] = name;
}

/* The next UTF-16 unit or UTF-8 byte of a name, decoded; -1 at the end. */
static int
next_unit(struct name *name)
{
	if (name->len == 0)
		return -1;
	size_t used = 1;
	int unit = (unsigned char)name->at[0];
	if (unit == '\\') {
		static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
		const char *letter = strchr(letters, name->at[1]);
		unit = letter ? meant[letter - letters] : hex_unit(name->at + 2, name->len - 2);
		used = letter ? 2 : 6;
	}
	name->at += used;
	name->len -= used;
	return unit;
}

/* The next code point of a name that the gate has found sound; -1 at the end. */
static int
next_code_point(struct name *name)
{
	if (name->len > 0 && (unsigned char)name->at[0] >= 0x80) {
		struct slice rest = {name->at, name->len};
		uint32_t code_point = 0;
		utf8_next(&rest, &code_point);
		name->at = rest.at;
		name->len = rest.len;
		return (int)code_point;
	}
	int unit = next_unit(name);
	if (!is_high_surrogate(unit))
		return unit;
	return 0x10000 + ((unit - 0xd800) << 10) + (next_unit(name) - 0xdc00);
}

/* Any order will do in which equal names are neighbours: code points, end first. */
static int
compare_names(const void *left, const void *right)
{
	struct name a = *(const struct name *)left, b = *(const struct name *)right;
	if (!a.escaped && !b.escaped)
		return slice_cmp((struct slice){a.at, a.len}, (struct slice){b.at, b.len});
	int in_a, in_b;
	do {
		in_a = next_code_point(&a);
		in_b = next_code_point(&b);
	} while (in_a == in_b && in_a >= 0);
	return (in_a > in_b) - (in_a < in_b);
}

/* Forgets the names from `first` on, the object's that closes, unless two are equal. */
static bool
names_differ(struct gate *gate, size_t first)
{
	struct name *names = gate->names + first;
	size_t count = gate->nnames - first;
	gate->nnames = first;
	if (count < 2)
		return true;
	qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 1; i < count; i++)
		if (compare_names(&names[i - 1], &names[i]) == 0) {
			const char *later =
			    names[i - 1].at > names[i].at ? names[i - 1].at : names[i].at;
			return refuse_at(
			    gate, (size_t)(later - gate->text.at), "duplicate member name");
		}
	return true;
}

static bool
take_member(struct gate *gate)
{
	struct name name;
	skip_blanks(gate);
	if (peek(gate) != '"')
		return refuse(gate, "expected a member name");
	if (!take_string(gate, &name))
		return false;
	keep_name(gate, name);
	skip_blanks(gate);
	if (!take(gate, ':'))
		return refuse(gate, "expected a colon");
	return take_value(gate);
}

static bool
take_object(struct gate *gate)
{
	size_t first = gate->nnames;
	gate->at++;
	skip_blanks(gate);
	if (take(gate, '}'))
		return true;
	do {
		if (!take_member(gate))
			return false;
		skip_blanks(gate);
	} while (take(gate, ','));
	if (!take(gate, '}'))
		return refuse(gate, "expected a comma or a closing brace");
	return names_differ(gate, first);
}

static bool
take_array(struct gate *gate)
{
	gate->at++;
	skip_blanks(gate);
	if (take(gate, ']'))
		return true;
	do {
		if (!take_value(gate))
			return false;
		skip_blanks(gate);
	} while (take(gate, ','));
	if (!take(gate, ']'))
		return refuse(gate, "expected a comma or a closing bracket");
	return true;
}

static bool
take_container(struct gate *gate)
{
	if (gate->depth_left == 0)
		return refuse(gate, "nested too deeply");
	gate->depth_left--;
	bool sound = peek(gate) == '{' ? take_object(gate) : take_array(gate);
	gate->depth_left++;
	return sound;
}

static bool
take_value(struct gate *gate)
{
	struct name string;
	skip_blanks(gate);
	if (++gate->values > JSON_ELEMENTS_MAX)
		return refuse(gate, "too many values");
	int byte = peek(gate);
	switch (byte) {
	case -1:
		return refuse(gate, "text ends where a value is expected");
	case '{':
	case '[':
		return take_container(gate);
	case '"':
		return take_string(gate, &string);
	case 't':
		return take_word(gate, "true");
	case 'f':
		return take_word(gate, "false");
	case 'n':
		return take_word(gate, "null");
	}
	if (byte == '-' || (byte >= '0' && byte <= '9'))
		return take_number(gate);
	return refuse(gate, "unexpected character");
}

static bool
take_text(struct gate *gate)
{
	if (!take_value(gate))
		return false;
	skip_blanks(gate);
	return gate->at == gate->text.len || refuse(gate, "bytes after the value");
}

bool
json_check(struct slice text, int max_depth, struct json_fault *fault)
{
	assert(max_depth >= 0 && max_depth <= DEPTH_LIMIT);
	struct gate gate = {.text = text, .depth_left = max_depth};
	gate.scratch = arena_new(GATE_SCRATCH_MAX);
	bool sound = take_text(&gate);
	arena_free(gate.scratch);
	if (!sound)
		*fault = gate.fault;
	return sound;
}
