/* The text of a body as it is walked: every function stands at a value's beginning. */
#include "trail/redact_walk.h"

#include "trail/redact.h"

const struct slice walk_redacted = SLICE("\"[redacted]\"");
const struct slice walk_invalid = SLICE("\"[invalid]\"");
const struct slice walk_unknown = SLICE("\"[unknown]\"");
const struct slice walk_cut_mark = SLICE("\"[cut]\"");

/* --- reading --- */

void
walk_blanks(struct walk *walk)
{
	while (walk->at < walk->end &&
	       (*walk->at == ' ' || *walk->at == '\n' || *walk->at == '\t' || *walk->at == '\r'))
		walk->at++;
}

static bool
walk_take(struct walk *walk, char byte)
{
	walk_blanks(walk);
	if (walk->at >= walk->end || *walk->at != byte)
		return false;
	walk->at++;
	return true;
}

char
walk_peek(struct walk *walk)
{
	walk_blanks(walk);
	return walk->at < walk->end ? *walk->at : '\0';
}

bool
walk_string(struct walk *walk, struct slice *inside)
{
	if (!walk_take(walk, '"'))
		return false;
	const char *start = walk->at, *at = start, *end = walk->end;
	for (; at < end && *at != '"'; at++) {
		if ((unsigned char)*at < 0x20)
			return false;
		if (*at == '\\' && ++at >= end)
			return false;
	}
	if (at >= end)
		return false;
	*inside = (struct slice){start, (size_t)(at - start)};
	walk->at = at + 1;
	return true;
}

static bool
is_bare_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
	       byte == '+' || byte == '.' || byte == 'E';
}

bool
walk_bare(struct walk *walk, struct slice *text)
{
	walk_blanks(walk);
	const char *start = walk->at;
	while (walk->at < walk->end && is_bare_byte(*walk->at))
		walk->at++;
	*text = (struct slice){start, (size_t)(walk->at - start)};
	return text->len > 0;
}

const struct mark *
walk_marked_record(struct walk *walk)
{
	size_t at = (size_t)(walk->at - walk->text);

	while (walk->mark < walk->marks_end && walk->mark->from < at)
		walk->mark++;
	if (walk->mark >= walk->marks_end || walk->mark->from != at || walk->mark->field != NULL)
		return NULL;
	return walk->mark;
}

static bool
skip_scalar(struct walk *walk)
{
	struct slice ignored;

	return walk_peek(walk) == '"' ? walk_string(walk, &ignored) : walk_bare(walk, &ignored);
}

/* Any value: a record by its mark, all else with its inside counted only by its brackets. */
static bool
walk_past(struct walk *walk)
{
	int depth = 0;

	walk_blanks(walk);
	const struct mark *record = walk_marked_record(walk);
	if (record != NULL) {
		walk->at = walk->text + record->to;
		return true;
	}
	do {
		char next = walk_peek(walk);
		if (next == '{' || next == '[') {
			depth++;
			walk->at++;
		} else if (next == '}' || next == ']') {
			depth--;
			walk->at++;
		} else if ((next == ',' || next == ':') && depth > 0) {
			walk->at++;
		} else if (!skip_scalar(walk)) {
			return false;
		}
	} while (depth > 0);
	return depth == 0;
}

/* --- writing --- */

static bool
is_over(struct walk *walk)
{
	return walk->out->len >= walk->limit || walk->out->full;
}

static void
put_comma(struct walk *walk, bool *any)
{
	if (*any)
		str_add_char(walk->out, ',');
	*any = true;
}

/* A name of ours. */
static void
put_name(struct walk *walk, struct object *object, struct slice name)
{
	put_comma(walk, &object->any);
	str_add_char(walk->out, '"');
	str_add(walk->out, name);
	str_add(walk->out, SLICE_OF("\":"));
}

/* A name of the body's, which stands there between quotes and mostly before a colon. */
void
walk_name(struct walk *walk, struct object *object, struct slice name)
{
	put_comma(walk, &object->any);
	if (name.at[name.len + 1] == ':') {
		str_add(walk->out, (struct slice){name.at - 1, name.len + 3});
		return;
	}
	str_add(walk->out, (struct slice){name.at - 1, name.len + 2});
	str_add_char(walk->out, ':');
}

bool
walk_replace(struct walk *walk, struct slice mark)
{
	str_add(walk->out, mark);
	return walk_past(walk);
}

bool
walk_drop_unknown(struct walk *walk, struct object *object)
{
	char name[16] = "?";
	size_t len = 1;
	unsigned number = ++object->nunknown;
	char digits[12];
	size_t ndigits = 0;

	for (; number > 0; number /= 10)
		digits[ndigits++] = (char)('0' + number % 10);
	while (ndigits > 0)
		name[len++] = digits[--ndigits];
	put_name(walk, object, (struct slice){name, len});
	return walk_replace(walk, walk_unknown);
}

/* Says once that something follows which is not kept. */
static void
mark_cut_member(struct walk *walk, struct object *object)
{
	if (walk->cut)
		return;
	walk->cut = true;
	put_name(walk, object, SLICE_OF("?"));
	str_add(walk->out, walk_cut_mark);
}

static void
mark_cut_element(struct walk *walk, bool *any)
{
	if (walk->cut)
		return;
	walk->cut = true;
	put_comma(walk, any);
	str_add(walk->out, walk_cut_mark);
}

/* --- structure --- */

static bool
walk_members(struct walk *walk, walk_member *each, const void *context)
{
	struct object object = {0};
	struct slice name;

	str_add_char(walk->out, '{');
	for (bool first = true; !walk_take(walk, '}'); first = false) {
		if (!first && !walk_take(walk, ','))
			return false;
		if (!walk_string(walk, &name) || !walk_take(walk, ':'))
			return false;
		if (is_over(walk)) {
			mark_cut_member(walk, &object);
			if (!walk_past(walk))
				return false;
		} else if (!each(walk, &object, name, context)) {
			return false;
		}
	}
	str_add_char(walk->out, '}');
	return true;
}

bool
walk_object(struct walk *walk, walk_member *each, const void *context)
{
	if (walk_peek(walk) != '{')
		return walk_replace(walk, walk_unknown);
	walk->at++;
	return walk_members(walk, each, context);
}

bool
walk_array(struct walk *walk, walk_keeper *each, const void *context)
{
	bool any = false;
	size_t count = 0;

	if (walk->depth >= WALK_DEPTH_MAX || !walk_take(walk, '['))
		return walk_replace(walk, walk_unknown);
	walk->depth++;
	str_add_char(walk->out, '[');
	for (; !walk_take(walk, ']'); count++) {
		if (count > 0 && !walk_take(walk, ','))
			return false;
		if (is_over(walk) || count >= REDACT_ELEMENTS_MAX) {
			mark_cut_element(walk, &any);
			if (!walk_past(walk))
				return false;
			continue;
		}
		put_comma(walk, &any);
		if (!each(walk, context))
			return false;
	}
	walk->depth--;
	str_add_char(walk->out, ']');
	return true;
}
