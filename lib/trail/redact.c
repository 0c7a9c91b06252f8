/*
 * Bodies rebuilt beside their shape in one pass over the text. No tree is built:
 * this runs on every request, and a member is either copied as it stands or
 * replaced. Text that is not well-formed where it is walked stops the walk, and
 * nothing of the body is kept.
 */
#include "trail/redact.h"

#include <string.h>

#include "codec/json.h"
#include "codec/text.h"
#include "trail/plausible.h"

#define DEPTH_MAX 16
#define CLOSERS_ROOM 64
#define SCALAR_MAX 4096 /* bytes of one kept text */

static const struct slice redacted = SLICE("\"[redacted]\"");
static const struct slice invalid = SLICE("\"[invalid]\"");
static const struct slice unknown = SLICE("\"[unknown]\"");
static const struct slice cut_mark = SLICE("\"[cut]\"");
static const struct slice cursor_mark = SLICE("\"[cursor]\"");

struct walk {
	const char *at, *end;
	struct str *out;
	const struct resource *resource;
	size_t limit;   /* of out->len: no new member or element beyond it */
	bool cut;
	int next_field; /* bodies of ours name fields in the catalog's order */
	int depth;
};

/* One object being rebuilt. */
struct object {
	bool any;
	unsigned nunknown;
};

/* Consumes one value and appends what is kept of it; false if the text is not JSON. */
typedef bool keeper(struct walk *walk, const void *context);

/* --- reading --- */

static void
skip_blanks(struct walk *walk)
{
	while (walk->at < walk->end &&
	    (*walk->at == ' ' || *walk->at == '\n' || *walk->at == '\t' || *walk->at == '\r'))
		walk->at++;
}

static bool
take(struct walk *walk, char byte)
{
	skip_blanks(walk);
	if (walk->at >= walk->end || *walk->at != byte)
		return false;
	walk->at++;
	return true;
}

static char
peek(struct walk *walk)
{
	skip_blanks(walk);
	return walk->at < walk->end ? *walk->at : '\0';
}

/* What stands between the quotes, escapes and all. */
static bool
take_string(struct walk *walk, struct slice *inside)
{
	if (!take(walk, '"'))
		return false;
	const char *start = walk->at;
	for (; walk->at < walk->end; walk->at++) {
		unsigned char byte = (unsigned char)*walk->at;
		if (byte == '"') {
			*inside = (struct slice){ start, (size_t)(walk->at - start) };
			walk->at++;
			return true;
		}
		if (byte < 0x20)
			return false;
		if (byte == '\\' && ++walk->at >= walk->end)
			return false;
	}
	return false;
}

static bool
is_bare_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
	    byte == '+' || byte == '.' || byte == 'E';
}

/* A number, true, false or null. */
static bool
take_bare(struct walk *walk, struct slice *text)
{
	skip_blanks(walk);
	const char *start = walk->at;
	while (walk->at < walk->end && is_bare_byte(*walk->at))
		walk->at++;
	*text = (struct slice){ start, (size_t)(walk->at - start) };
	return text->len > 0;
}

static bool
skip_scalar(struct walk *walk)
{
	struct slice ignored;

	return peek(walk) == '"' ? take_string(walk, &ignored) : take_bare(walk, &ignored);
}

/* Any value, its inside counted only by its brackets. */
static bool
skip_value(struct walk *walk)
{
	int depth = 0;

	do {
		char next = peek(walk);
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
static void
copy_name(struct walk *walk, struct object *object, struct slice name)
{
	put_comma(walk, &object->any);
	if (name.at[name.len + 1] == ':') {
		str_add(walk->out, (struct slice){ name.at - 1, name.len + 3 });
		return;
	}
	str_add(walk->out, (struct slice){ name.at - 1, name.len + 2 });
	str_add_char(walk->out, ':');
}

static bool
replace(struct walk *walk, struct slice mark)
{
	str_add(walk->out, mark);
	return skip_value(walk);
}

static bool
drop_unknown(struct walk *walk, struct object *object)
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
	put_name(walk, object, (struct slice){ name, len });
	return replace(walk, unknown);
}

/* Says once that something follows which is not kept. */
static void
mark_cut_member(struct walk *walk, struct object *object)
{
	if (walk->cut)
		return;
	walk->cut = true;
	put_name(walk, object, SLICE_OF("?"));
	str_add(walk->out, cut_mark);
}

static void
mark_cut_element(struct walk *walk, bool *any)
{
	if (walk->cut)
		return;
	walk->cut = true;
	put_comma(walk, any);
	str_add(walk->out, cut_mark);
}

/* --- structure --- */

typedef bool member(struct walk *walk, struct object *object, struct slice name, const void *context);

static bool
walk_members(struct walk *walk, member *each, const void *context)
{
	struct object object = { 0 };
	struct slice name;

	str_add_char(walk->out, '{');
	for (bool first = true; !take(walk, '}'); first = false) {
		if (!first && !take(walk, ','))
			return false;
		if (!take_string(walk, &name) || !take(walk, ':'))
			return false;
		if (is_over(walk)) {
			mark_cut_member(walk, &object);
			if (!skip_value(walk))
				return false;
		} else if (!each(walk, &object, name, context)) {
			return false;
		}
	}
	str_add_char(walk->out, '}');
	return true;
}

static bool
keep_object(struct walk *walk, member *each, const void *context)
{
	if (peek(walk) != '{')
		return replace(walk, unknown);
	walk->at++;
	return walk_members(walk, each, context);
}

static bool
keep_array(struct walk *walk, keeper *each, const void *context)
{
	bool any = false;
	size_t count = 0;

	if (walk->depth >= DEPTH_MAX || !take(walk, '['))
		return replace(walk, unknown);
	walk->depth++;
	str_add_char(walk->out, '[');
	for (; !take(walk, ']'); count++) {
		if (count > 0 && !take(walk, ','))
			return false;
		if (is_over(walk) || count >= REDACT_ELEMENTS_MAX) {
			mark_cut_element(walk, &any);
			if (!skip_value(walk))
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

/* --- scalars --- */

static bool
is_bare_value(struct slice text)
{
	size_t i;

	if (slice_is(text, "true") || slice_is(text, "false") || slice_is(text, "null"))
		return true;
	for (i = 0; i < text.len; i++)
		if (text.at[i] >= 'a' && text.at[i] <= 'z' && text.at[i] != 'e')
			return false;
	return text.len <= 24;
}

/* What was read since start, unless it is too long to keep. */
static struct slice
up_to_here(const struct walk *walk, const char *start)
{
	size_t len = (size_t)(walk->at - start);

	return len <= SCALAR_MAX ? (struct slice){ start, len } : cut_mark;
}

/* A scalar copied as it stands, from the quote to the quote. */
static bool
copy_scalar(struct walk *walk)
{
	struct slice inside;

	skip_blanks(walk);
	const char *start = walk->at;
	if (peek(walk) == '"') {
		if (!take_string(walk, &inside))
			return false;
	} else if (!take_bare(walk, &inside) || !is_bare_value(inside)) {
		return false;
	}
	str_add(walk->out, up_to_here(walk, start));
	return true;
}

/* A value of a place that is no field: a scalar, or scalars in an array. */
static bool
keep_plain(struct walk *walk, const void *unused)
{
	char next = peek(walk);

	(void)unused;
	if (next == '[')
		return keep_array(walk, keep_plain, NULL);
	if (next == '{')
		return replace(walk, unknown);
	return copy_scalar(walk);
}

/* One scalar of the field: kept only if it looks like one. */
static bool
keep_field_scalar(struct walk *walk, const struct field *field)
{
	struct slice inside;

	skip_blanks(walk);
	const char *start = walk->at;
	bool is_text = peek(walk) == '"';
	if (is_text ? !take_string(walk, &inside) : !take_bare(walk, &inside))
		return false;
	bool fits = slice_is(inside, "null") && !is_text;
	if (!fits)
		fits = is_text ? plausible_text(field, inside) : plausible_bare(field, inside);
	str_add(walk->out, fits ? up_to_here(walk, start) : invalid);
	return true;
}

static bool
keep_field(struct walk *walk, const void *context)
{
	const struct field *field = context;
	char next = peek(walk);

	if (!plausible_class(field->privacy))
		return replace(walk, redacted);
	if (next == '[')
		return keep_array(walk, keep_field, field);
	if (next == '{')
		return replace(walk, unknown);
	return keep_field_scalar(walk, field);
}

/* A text that names fields, or an array of such texts. */
static bool
keep_names(struct walk *walk, const void *unused)
{
	struct slice inside;

	(void)unused;
	if (peek(walk) == '[')
		return keep_array(walk, keep_names, NULL);
	if (peek(walk) != '"')
		return replace(walk, unknown);
	const char *start = walk->at;
	if (!take_string(walk, &inside))
		return false;
	bool known = plausible_fields(walk->resource, inside);
	str_add(walk->out, known ? up_to_here(walk, start) : unknown);
	return true;
}

static bool
keep_pointer(struct walk *walk, bool (*is_known)(const struct resource *, struct slice))
{
	struct slice inside;

	if (peek(walk) != '"')
		return replace(walk, unknown);
	const char *start = walk->at;
	if (!take_string(walk, &inside))
		return false;
	bool known = is_known(walk->resource, inside);
	str_add(walk->out, known ? up_to_here(walk, start) : unknown);
	return true;
}

/* Without its query, in which a cursor stands. */
static bool
keep_url(struct walk *walk)
{
	struct slice inside, path, query;

	if (peek(walk) != '"')
		return replace(walk, unknown);
	if (!take_string(walk, &inside))
		return false;
	slice_cut(inside, '?', &path, &query);
	str_add_char(walk->out, '"');
	str_add(walk->out, path);
	str_add_char(walk->out, '"');
	return true;
}

/* --- shapes --- */

static bool
is_record_member(struct slice name)
{
	return slice_is(name, "object") || slice_is(name, "dry_run") || slice_is(name, "deleted");
}

/* The members around the fields: the kind of the record, and truths. */
static bool
keep_record_member(struct walk *walk, bool is_object)
{
	struct slice inside;

	bool is_text = peek(walk) == '"';
	if (is_text != is_object || peek(walk) == '{' || peek(walk) == '[')
		return replace(walk, invalid);
	const char *start = walk->at;
	if (is_text ? !take_string(walk, &inside) : !take_bare(walk, &inside))
		return false;
	bool fits = is_object ? walk->resource != NULL && slice_is(inside, walk->resource->object)
	                      : slice_is(inside, "true") || slice_is(inside, "false");
	str_add(walk->out, fits ? up_to_here(walk, start) : invalid);
	return true;
}

static const struct field *
next_or_find(struct walk *walk, struct slice name)
{
	const struct resource *resource = walk->resource;
	int next = walk->next_field;

	if (resource == NULL)
		return NULL;
	if (next >= (int)resource->nfields || !slice_is(name, resource->fields[next].name))
		next = resource_field(resource, name);
	if (next < 0)
		return NULL;
	walk->next_field = next + 1;
	return &resource->fields[next];
}

static bool
record_member(struct walk *walk, struct object *object, struct slice name, const void *unused)
{
	const struct field *field = next_or_find(walk, name);

	(void)unused;
	if (field == NULL && !is_record_member(name))
		return drop_unknown(walk, object);
	copy_name(walk, object, name);
	if (field != NULL)
		return keep_field(walk, field);
	return keep_record_member(walk, slice_is(name, "object"));
}

static bool
keep_record(struct walk *walk, const void *unused)
{
	(void)unused;
	walk->next_field = 0;
	return keep_object(walk, record_member, NULL);
}

static bool
is_list_member(struct slice name)
{
	return slice_is(name, "object") || slice_is(name, "has_more") ||
	    slice_is(name, "total_count") || slice_is(name, "total_count_exact");
}

static bool
list_member(struct walk *walk, struct object *object, struct slice name, const void *unused)
{
	bool is_cursor = slice_is(name, "next_cursor");

	(void)unused;
	if (!slice_is(name, "data") && !slice_is(name, "url") && !is_cursor && !is_list_member(name))
		return drop_unknown(walk, object);
	copy_name(walk, object, name);
	if (slice_is(name, "data"))
		return keep_array(walk, keep_record, NULL);
	if (slice_is(name, "url"))
		return keep_url(walk);
	if (is_cursor && peek(walk) == '"')
		return replace(walk, cursor_mark);
	return keep_plain(walk, NULL);
}

static bool
filter_operator(struct walk *walk, struct object *object, struct slice name, const void *field)
{
	if (!plausible_operator(name))
		return drop_unknown(walk, object);
	copy_name(walk, object, name);
	return keep_field(walk, field);
}

static bool
filter_member(struct walk *walk, struct object *object, struct slice name, const void *unused)
{
	const struct field *field = plausible_field(walk->resource, name);

	(void)unused;
	if (field == NULL)
		return drop_unknown(walk, object);
	copy_name(walk, object, name);
	if (peek(walk) == '{')
		return keep_object(walk, filter_operator, field);
	return keep_field(walk, field);
}

static bool
search_member(struct walk *walk, struct object *object, struct slice name, const void *unused)
{
	(void)unused;
	if (!slice_is(name, "filter") && !slice_is(name, "sort") && !slice_is(name, "fields") &&
	    !slice_is(name, "cursor") && !slice_is(name, "limit") && !slice_is(name, "include_count"))
		return drop_unknown(walk, object);
	copy_name(walk, object, name);
	if (slice_is(name, "filter"))
		return keep_object(walk, filter_member, NULL);
	if (slice_is(name, "sort") || slice_is(name, "fields"))
		return keep_names(walk, NULL);
	if (slice_is(name, "cursor"))
		return replace(walk, cursor_mark);
	if (peek(walk) == '"')
		return replace(walk, invalid);
	return keep_plain(walk, NULL);
}

static bool keep_shape(struct walk *walk, const void *shape);

/* Names of places in a problem: kept by what they name, whatever their class. */
static const struct shape pointer_shape = { .kind = SHAPE_NOTHING };
static const struct shape parameter_shape = { .kind = SHAPE_NOTHING };
static const struct shape names_shape = { .kind = SHAPE_NOTHING };

static bool
keep_shaped(struct walk *walk, const struct shape *shape)
{
	if (shape == &pointer_shape)
		return keep_pointer(walk, plausible_pointer);
	if (shape == &parameter_shape)
		return keep_pointer(walk, plausible_filter_name);
	if (shape == &names_shape)
		return keep_names(walk, NULL);
	if (peek(walk) == '[' && shape->kind != SHAPE_NOTHING)
		return keep_array(walk, keep_shape, shape);
	return keep_shape(walk, shape);
}

static bool
shaped_member(struct walk *walk, struct object *object, struct slice name, const void *members)
{
	const struct shape_member *known = members;

	while (known->name != NULL && !slice_is(name, known->name))
		known++;
	if (known->name == NULL)
		return drop_unknown(walk, object);
	copy_name(walk, object, name);
	if (known->shape != NULL)
		return keep_shaped(walk, known->shape);
	return plausible_class(known->privacy) ? keep_plain(walk, NULL) : replace(walk, redacted);
}

static bool
keep_shape(struct walk *walk, const void *context)
{
	const struct shape *shape = context;
	const struct resource *outer = walk->resource;
	bool ok = false;

	if (shape->resource != NULL)
		walk->resource = shape->resource;
	switch (shape->kind) {
	case SHAPE_NOTHING:
		ok = replace(walk, redacted);
		break;
	case SHAPE_RECORD:
		ok = keep_record(walk, NULL);
		break;
	case SHAPE_LIST:
		ok = keep_object(walk, list_member, NULL);
		break;
	case SHAPE_SEARCH:
		ok = keep_object(walk, search_member, NULL);
		break;
	case SHAPE_MEMBERS:
		ok = keep_object(walk, shaped_member, shape->members);
		break;
	}
	walk->resource = outer;
	return ok;
}

static const struct shape_member complaint_members[] = {
	{ "pointer", PRIVACY_OPEN, &pointer_shape },
	{ "parameter", PRIVACY_OPEN, &parameter_shape },
	{ "code", PRIVACY_OPEN, NULL },
	{ "detail", PRIVACY_OPEN, NULL },
	{ 0 },
};
static const struct shape complaint_shape = { SHAPE_MEMBERS, NULL, complaint_members };

static const struct shape_member reference_members[] = {
	{ "resource", PRIVACY_OPEN, NULL },
	{ "count", PRIVACY_OPEN, NULL },
	{ 0 },
};
static const struct shape reference_shape = { SHAPE_MEMBERS, NULL, reference_members };

static const struct shape_member problem_members[] = {
	{ "type", PRIVACY_OPEN, NULL },
	{ "title", PRIVACY_OPEN, NULL },
	{ "status", PRIVACY_OPEN, NULL },
	{ "detail", PRIVACY_OPEN, NULL },
	{ "instance", PRIVACY_OPEN, NULL },
	{ "code", PRIVACY_OPEN, NULL },
	{ "request_id", PRIVACY_OPEN, NULL },
	{ "required", PRIVACY_OPEN, NULL },
	{ "policy", PRIVACY_OPEN, NULL },
	{ "fields", PRIVACY_OPEN, &names_shape },
	{ "references", PRIVACY_OPEN, &reference_shape },
	{ "errors", PRIVACY_OPEN, &complaint_shape },
	{ 0 },
};
const struct shape redact_problem_shape = { SHAPE_MEMBERS, NULL, problem_members };

static bool
is_json(struct slice media_type)
{
	struct slice known = redact_media_type(media_type);

	return slice_has_suffix(known, "json");
}

void
redact_absent(struct str *out, uint64_t bytes, struct slice media_type)
{
	struct slice known = redact_media_type(media_type);

	str_add_text(out, "{\"?\":\"[not kept]\",\"bytes\":");
	str_add_u64(out, bytes);
	if (known.at != NULL) {
		str_add_text(out, ",\"media_type\":\"");
		str_add(out, known);
		str_add_char(out, '"');
	}
	str_add_char(out, '}');
}

static bool
rebuild(struct str *out, const struct shape *shape, const struct resource *resource,
    struct slice body, size_t max_bytes)
{
	size_t start = out->len;
	struct walk walk = {
		.at = body.at,
		.end = body.at + body.len,
		.out = out,
		.resource = resource,
		.limit = start + (max_bytes > CLOSERS_ROOM ? max_bytes - CLOSERS_ROOM : 0),
	};

	if (!keep_shape(&walk, shape))
		return false;
	skip_blanks(&walk);
	if (walk.at != walk.end || out->full)
		return false;
	return utf8_is_valid(slice_skip(str_slice(out), start));
}

static bool
has_shape(const struct shape *shape, struct slice media_type)
{
	return shape != NULL && shape->kind != SHAPE_NOTHING && is_json(media_type);
}

void
redact_answer(struct str *out, const struct shape *shape, const struct resource *resource,
    struct slice body, struct slice media_type, size_t max_bytes)
{
	size_t start = out->len;

	if (body.at == NULL)
		return;
	if (has_shape(shape, media_type)) {
		if (rebuild(out, shape, resource, body, max_bytes))
			return;
		str_cut(out, start);
	}
	redact_absent(out, body.len, media_type);
}

void
redact_body(struct str *out, const struct shape *shape, const struct resource *resource,
    struct slice body, struct slice media_type, size_t max_bytes)
{
	struct json_fault fault;

	if (body.at != NULL && has_shape(shape, media_type) && !json_check(body, DEPTH_MAX, &fault))
		redact_absent(out, body.len, media_type);
	else
		redact_answer(out, shape, resource, body, media_type, max_bytes);
}
