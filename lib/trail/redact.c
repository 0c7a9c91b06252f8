/*
 * Bodies rebuilt beside their shape in one pass over the text. No tree is built:
 * this runs on every request, and a member is either copied as it stands or
 * replaced. Text that is not well-formed where it is walked stops the walk, and
 * nothing of the body is kept.
 */
#include "trail/redact.h"

#include "codec/json.h"
#include "codec/text.h"
#include "trail/plausible.h"
#include "trail/redact_walk.h"

#define CLOSERS_ROOM 64
#define SCALAR_MAX 4096 /* bytes of one kept text */

static const struct slice cursor_mark = SLICE("\"[cursor]\"");

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

	return len <= SCALAR_MAX ? (struct slice){start, len} : walk_cut_mark;
}

/* A scalar copied as it stands, from the quote to the quote. */
static bool
copy_scalar(struct walk *walk)
{
	struct slice inside;

	walk_blanks(walk);
	const char *start = walk->at;
	if (walk_peek(walk) == '"') {
		if (!walk_string(walk, &inside))
			return false;
	} else if (!walk_bare(walk, &inside) || !is_bare_value(inside)) {
		return false;
	}
	str_add(walk->out, up_to_here(walk, start));
	return true;
}

/* A value of a place that is no field: a scalar, or scalars in an array. */
static bool
keep_plain(struct walk *walk, const void *unused)
{
	char next = walk_peek(walk);

	(void)unused;
	if (next == '[')
		return walk_array(walk, keep_plain, NULL);
	if (next == '{')
		return walk_replace(walk, walk_unknown);
	return copy_scalar(walk);
}

/* One scalar of the field: kept only if it looks like one. */
static bool
keep_field_scalar(struct walk *walk, const struct field *field)
{
	struct slice inside;

	walk_blanks(walk);
	const char *start = walk->at;
	bool is_text = walk_peek(walk) == '"';
	if (is_text ? !walk_string(walk, &inside) : !walk_bare(walk, &inside))
		return false;
	bool fits = slice_is(inside, "null") && !is_text;
	if (!fits)
		fits = is_text ? plausible_text(field, inside) : plausible_bare(field, inside);
	str_add(walk->out, fits ? up_to_here(walk, start) : walk_invalid);
	return true;
}

static bool keep_field(struct walk *walk, const void *context);

/* A member of an object in a list: judged by its own class. */
static bool
nested_member(struct walk *walk, struct object *object, struct slice name, const void *context)
{
	const struct field *inner = plausible_member(context, name);

	if (inner == NULL)
		return walk_drop_unknown(walk, object);
	walk_name(walk, object, name);
	return keep_field(walk, inner);
}

static bool
keep_field(struct walk *walk, const void *context)
{
	const struct field *field = context;
	char next = walk_peek(walk);

	if (!privacy_is_readable(field->privacy))
		return walk_replace(walk, walk_redacted);
	if (next == '[')
		return walk_array(walk, keep_field, field);
	if (next == '{' && field->type == FIELD_OBJECTS)
		return walk_object(walk, nested_member, field);
	if (next == '{')
		return walk_replace(walk, walk_unknown);
	return keep_field_scalar(walk, field);
}

/* A text that names fields, or an array of such texts. */
static bool
keep_names(struct walk *walk, const void *unused)
{
	struct slice inside;

	(void)unused;
	if (walk_peek(walk) == '[')
		return walk_array(walk, keep_names, NULL);
	if (walk_peek(walk) != '"')
		return walk_replace(walk, walk_unknown);
	const char *start = walk->at;
	if (!walk_string(walk, &inside))
		return false;
	bool known = plausible_fields(walk->resource, inside);
	str_add(walk->out, known ? up_to_here(walk, start) : walk_unknown);
	return true;
}

static bool
keep_pointer(struct walk *walk, bool (*is_known)(const struct resource *, struct slice))
{
	struct slice inside;

	if (walk_peek(walk) != '"')
		return walk_replace(walk, walk_unknown);
	const char *start = walk->at;
	if (!walk_string(walk, &inside))
		return false;
	bool known = is_known(walk->resource, inside);
	str_add(walk->out, known ? up_to_here(walk, start) : walk_unknown);
	return true;
}

/* Without its query, in which a cursor stands. */
static bool
keep_url(struct walk *walk)
{
	struct slice inside, path, query;

	if (walk_peek(walk) != '"')
		return walk_replace(walk, walk_unknown);
	if (!walk_string(walk, &inside))
		return false;
	slice_cut(inside, '?', &path, &query);
	str_add_char(walk->out, '"');
	str_add(walk->out, path);
	str_add_char(walk->out, '"');
	return true;
}

/* --- shapes --- */

/* The text from here to the byte, as it stands. */
static void
copy_to(struct walk *walk, size_t to)
{
	const char *end = walk->text + to;

	str_add(walk->out, (struct slice){walk->at, (size_t)(end - walk->at)});
	walk->at = end;
}

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

	bool is_text = walk_peek(walk) == '"';
	if (is_text != is_object || walk_peek(walk) == '{' || walk_peek(walk) == '[')
		return walk_replace(walk, walk_invalid);
	const char *start = walk->at;
	if (is_text ? !walk_string(walk, &inside) : !walk_bare(walk, &inside))
		return false;
	bool fits = is_object ? walk->resource != NULL && slice_is(inside, walk->resource->object)
			      : slice_is(inside, "true") || slice_is(inside, "false");
	str_add(walk->out, fits ? up_to_here(walk, start) : walk_invalid);
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
		return walk_drop_unknown(walk, object);
	walk_name(walk, object, name);
	if (field != NULL)
		return keep_field(walk, field);
	return keep_record_member(walk, slice_is(name, "object"));
}

/* A record of ours: all but its marked values is of our own writing, and copied as it stands. */
static bool
keep_marked(struct walk *walk, const struct mark *record)
{
	const struct mark *value = record + 1;

	for (; value < walk->marks_end && value->field != NULL; value++) {
		copy_to(walk, value->from);
		if (!keep_field(walk, value->field))
			return false;
	}
	copy_to(walk, record->to);
	return true;
}

static bool
keep_record(struct walk *walk, const void *unused)
{
	const struct mark *record = walk_marked_record(walk);

	(void)unused;
	if (record != NULL && walk->out->len + (record->to - record->from) < walk->limit)
		return keep_marked(walk, record);
	walk->next_field = 0;
	return walk_object(walk, record_member, NULL);
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
	if (!slice_is(name, "data") && !slice_is(name, "url") && !is_cursor &&
	    !is_list_member(name))
		return walk_drop_unknown(walk, object);
	walk_name(walk, object, name);
	if (slice_is(name, "data"))
		return walk_array(walk, keep_record, NULL);
	if (slice_is(name, "url"))
		return keep_url(walk);
	if (is_cursor && walk_peek(walk) == '"')
		return walk_replace(walk, cursor_mark);
	return keep_plain(walk, NULL);
}

static bool
filter_operator(struct walk *walk, struct object *object, struct slice name, const void *field)
{
	if (!plausible_operator(name))
		return walk_drop_unknown(walk, object);
	walk_name(walk, object, name);
	return keep_field(walk, field);
}

static bool
filter_member(struct walk *walk, struct object *object, struct slice name, const void *unused)
{
	const struct field *field = plausible_field(walk->resource, name);

	(void)unused;
	if (field == NULL)
		return walk_drop_unknown(walk, object);
	walk_name(walk, object, name);
	if (walk_peek(walk) == '{')
		return walk_object(walk, filter_operator, field);
	return keep_field(walk, field);
}

/* A client may put anything in its place. */
static bool
keep_limit(struct walk *walk)
{
	struct slice inside;
	char next = walk_peek(walk);

	if (next == '"' || next == '{' || next == '[')
		return walk_replace(walk, walk_invalid);
	if (!walk_bare(walk, &inside))
		return false;
	str_add(walk->out, plausible_limit(inside) ? inside : walk_invalid);
	return true;
}

static bool
search_member(struct walk *walk, struct object *object, struct slice name, const void *unused)
{
	(void)unused;
	if (!slice_is(name, "filter") && !slice_is(name, "sort") && !slice_is(name, "fields") &&
	    !slice_is(name, "cursor") && !slice_is(name, "limit") &&
	    !slice_is(name, "include_count"))
		return walk_drop_unknown(walk, object);
	walk_name(walk, object, name);
	if (slice_is(name, "filter"))
		return walk_object(walk, filter_member, NULL);
	if (slice_is(name, "sort") || slice_is(name, "fields"))
		return keep_names(walk, NULL);
	if (slice_is(name, "cursor"))
		return walk_replace(walk, cursor_mark);
	return slice_is(name, "limit") ? keep_limit(walk) : keep_record_member(walk, false);
}

static bool keep_shape(struct walk *walk, const void *shape);

/* Names of places in a problem: kept by what they name, whatever their class. */
static const struct shape pointer_shape = {.kind = SHAPE_NOTHING};
static const struct shape parameter_shape = {.kind = SHAPE_NOTHING};
static const struct shape names_shape = {.kind = SHAPE_NOTHING};

static bool
keep_shaped(struct walk *walk, const struct shape *shape)
{
	if (shape == &pointer_shape)
		return keep_pointer(walk, plausible_pointer);
	if (shape == &parameter_shape)
		return keep_pointer(walk, plausible_filter_name);
	if (shape == &names_shape)
		return keep_names(walk, NULL);
	if (walk_peek(walk) == '[' && shape->kind != SHAPE_NOTHING)
		return walk_array(walk, keep_shape, shape);
	return keep_shape(walk, shape);
}

static bool
shaped_member(struct walk *walk, struct object *object, struct slice name, const void *members)
{
	const struct shape_member *known = members;

	while (known->name != NULL && !slice_is(name, known->name))
		known++;
	if (known->name == NULL)
		return walk_drop_unknown(walk, object);
	walk_name(walk, object, name);
	if (known->shape != NULL)
		return keep_shaped(walk, known->shape);
	return privacy_is_readable(known->privacy) ? keep_plain(walk, NULL)
						   : walk_replace(walk, walk_redacted);
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
	case SHAPE_BYTES:
		ok = walk_replace(walk, walk_redacted);
		break;
	case SHAPE_RECORD:
		ok = keep_record(walk, NULL);
		break;
	case SHAPE_LIST:
		ok = walk_object(walk, list_member, NULL);
		break;
	case SHAPE_SEARCH:
		ok = walk_object(walk, search_member, NULL);
		break;
	case SHAPE_MEMBERS:
		ok = walk_object(walk, shaped_member, shape->members);
		break;
	}
	walk->resource = outer;
	return ok;
}

static const struct shape_member complaint_members[] = {
    {"pointer", PRIVACY_OPEN, &pointer_shape},
    {"parameter", PRIVACY_OPEN, &parameter_shape},
    {"code", PRIVACY_OPEN, NULL},
    {"detail", PRIVACY_OPEN, NULL},
    {0},
};
static const struct shape complaint_shape = {SHAPE_MEMBERS, NULL, complaint_members};

static const struct shape_member reference_members[] = {
    {"resource", PRIVACY_OPEN, NULL},
    {"count", PRIVACY_OPEN, NULL},
    {0},
};
static const struct shape reference_shape = {SHAPE_MEMBERS, NULL, reference_members};

static const struct shape_member problem_members[] = {
    {"type", PRIVACY_OPEN, NULL},
    {"title", PRIVACY_OPEN, NULL},
    {"status", PRIVACY_OPEN, NULL},
    {"detail", PRIVACY_OPEN, NULL},
    {"instance", PRIVACY_OPEN, NULL},
    {"code", PRIVACY_OPEN, NULL},
    {"request_id", PRIVACY_OPEN, NULL},
    {"required", PRIVACY_OPEN, NULL},
    {"policy", PRIVACY_OPEN, NULL},
    {"fields", PRIVACY_OPEN, &names_shape},
    {"references", PRIVACY_OPEN, &reference_shape},
    {"errors", PRIVACY_OPEN, &complaint_shape},
    {0},
};
const struct shape redact_problem_shape = {SHAPE_MEMBERS, NULL, problem_members};

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
    struct slice body, const struct marks *marks, size_t max_bytes)
{
	size_t start = out->len;
	struct walk walk = {
	    .text = body.at,
	    .at = body.at,
	    .end = body.at + body.len,
	    .mark = marks != NULL ? marks->at : NULL,
	    .marks_end = marks != NULL ? marks->at + marks->count : NULL,
	    .out = out,
	    .resource = resource,
	    .limit = start + (max_bytes > CLOSERS_ROOM ? max_bytes - CLOSERS_ROOM : 0),
	};

	if (!keep_shape(&walk, shape))
		return false;
	walk_blanks(&walk);
	if (walk.at != walk.end || out->full)
		return false;
	return utf8_is_valid(slice_skip(str_slice(out), start));
}

static bool
has_shape(const struct shape *shape, struct slice media_type)
{
	return shape != NULL && shape->kind != SHAPE_NOTHING && shape->kind != SHAPE_BYTES &&
	       is_json(media_type);
}

void
redact_answer(struct str *out, const struct shape *shape, const struct resource *resource,
    struct slice body, const struct marks *marks, struct slice media_type, size_t max_bytes)
{
	size_t start = out->len;

	if (body.at == NULL)
		return;
	if (has_shape(shape, media_type)) {
		if (rebuild(out, shape, resource, body, marks, max_bytes))
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

	if (body.at != NULL && has_shape(shape, media_type) &&
	    !json_check(body, WALK_DEPTH_MAX, &fault))
		redact_absent(out, body.len, media_type);
	else
		redact_answer(out, shape, resource, body, NULL, media_type, max_bytes);
}
