/* JSON Schemas (2020-12) of records and of the bodies that make and change them. */
#include <string.h>

#include "base/str.h"
#include "catalog/describe.h"
#include "catalog/sealed.h"
#include "records/openapi_parts.h"

#define NAME_MAX_BYTES 200
#define VERSION_MAX ((int64_t)9007199254740991) /* exact in every client's numbers */
#define NAME_IN_LIST_MAX 100

static void
put_type(struct openapi_writer *w, const char *type, bool nullable)
{
	json_name(&w->json, "type");
	if (!nullable) {
		json_put_text(&w->json, type);
		return;
	}
	json_begin_array(&w->json);
	json_put_text(&w->json, type);
	json_put_text(&w->json, "null");
	json_end_array(&w->json);
}

static void
put_number(struct openapi_writer *w, const char *name, int64_t number)
{
	json_name(&w->json, name);
	json_put_integer(&w->json, number);
}

static void
put_choices(struct openapi_writer *w, const struct choice *choices, bool nullable)
{
	json_name(&w->json, "enum");
	json_begin_array(&w->json);
	for (const struct choice *choice = choices; choice->value != NULL; choice++)
		json_put_text(&w->json, choice->value);
	if (nullable)
		json_put_null(&w->json);
	json_end_array(&w->json);
}

static const char *
format_of(const struct field *field)
{
	if (field->type == FIELD_DATE)
		return "date";
	return field->type == FIELD_TIME ? "date-time" : NULL;
}

static void
put_text_limits(struct openapi_writer *w, const struct resource *resource,
    const struct field *field, enum describe_way way)
{
	struct field read_as = *field;
	if (field->type == FIELD_ID) {
		read_as.type = FIELD_REFERENCE;
		read_as.refers = resource;
	}
	const char *pattern = describe_pattern(w->arena, &read_as, way);
	const char *format = format_of(field);
	put_number(w, "minLength", 1);
	put_number(w, "maxLength", (int64_t)describe_longest(field, way));
	if (pattern != NULL)
		openapi_text(w, "pattern", slice_from(pattern));
	if (format != NULL)
		openapi_text(w, "format", slice_from(format));
}

static void put_field(struct openapi_writer *w, const struct resource *resource,
    const struct field *field, enum describe_way way, bool initial);

/* The element of a list of objects: closed, like every body. */
static void
put_object(struct openapi_writer *w, const struct resource *resource, const struct field *field,
    enum describe_way way)
{
	size_t required = 0;
	json_begin_object(&w->json);
	openapi_put(w, "'type':'object','additionalProperties':false");
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	for (size_t i = 0; i < field->nmembers; i++) {
		const struct field *member = &field->members[i];
		required += (member->traits & FIELD_REQUIRED) != 0;
		json_name(&w->json, member->name);
		put_field(w, resource, member, way, false);
	}
	json_end_object(&w->json);
	if (required > 0) {
		json_name(&w->json, "required");
		json_begin_array(&w->json);
		for (size_t i = 0; i < field->nmembers; i++)
			if ((field->members[i].traits & FIELD_REQUIRED) != 0)
				json_put_text(&w->json, field->members[i].name);
		json_end_array(&w->json);
	}
	json_end_object(&w->json);
}

static void
put_list(struct openapi_writer *w, const struct resource *resource, const struct field *field,
    enum describe_way way)
{
	put_number(w, "maxItems", field->max);
	openapi_member(w, "uniqueItems", "true");
	json_name(&w->json, "items");
	if (field->type == FIELD_OBJECTS) {
		put_object(w, resource, field, way);
		return;
	}
	if (field->type == FIELD_INTEGERS) {
		openapi_put_value(w, resource, &field->members[0]);
		return;
	}
	json_begin_object(&w->json);
	put_type(w, "string", false);
	if (field->type == FIELD_CHOICES) {
		put_choices(w, field->choices, false);
	} else {
		bool names = field->type == FIELD_NAMES;
		put_number(w, "minLength", 1);
		put_number(w, "maxLength", names ? NAME_IN_LIST_MAX : 2);
		openapi_text(w, "pattern", slice_from(names ? "\\S" : "^[A-Z]{2}$"));
	}
	json_end_object(&w->json);
}

static void
put_integer_limits(struct openapi_writer *w, int64_t min, int64_t max)
{
	openapi_member(w, "format", "'int64'");
	put_number(w, "minimum", min);
	put_number(w, "maximum", max);
}

static void
put_limits(struct openapi_writer *w, const struct resource *resource, const struct field *field,
    bool nullable, enum describe_way way)
{
	switch (field->type) {
	case FIELD_CHOICE:
		put_type(w, "string", nullable);
		put_choices(w, field->choices, nullable);
		break;
	case FIELD_CHOICES:
	case FIELD_NAMES:
	case FIELD_COUNTRIES:
	case FIELD_INTEGERS:
	case FIELD_OBJECTS:
		put_type(w, "array", nullable);
		put_list(w, resource, field, way);
		break;
	case FIELD_BOOL:
		put_type(w, "boolean", nullable);
		break;
	case FIELD_INTEGER:
		put_type(w, "integer", nullable);
		put_integer_limits(w, field->min, field->max);
		break;
	case FIELD_VERSION:
		put_type(w, "integer", nullable);
		put_integer_limits(w, 1, VERSION_MAX);
		break;
	default:
		put_type(w, "string", nullable);
		put_text_limits(w, resource, field, way);
		break;
	}
}

void
openapi_put_value(
    struct openapi_writer *w, const struct resource *resource, const struct field *field)
{
	json_begin_object(&w->json);
	put_limits(w, resource, field, false, DESCRIBE_TAKEN);
	json_end_object(&w->json);
}

/* `initial`: where a member that is left out has a value all the same. */
static void
put_field(struct openapi_writer *w, const struct resource *resource, const struct field *field,
    enum describe_way way, bool initial)
{
	json_begin_object(&w->json);
	put_limits(w, resource, field, describe_is_nullable(field), way);
	openapi_text(w, "description", slice_from(field->meaning));
	if (initial && field->initial != NULL && field->type == FIELD_BOOL)
		openapi_member(w, "default", field->initial);
	else if (initial && field->initial != NULL)
		openapi_text(w, "default", slice_from(field->initial));
	if ((field->traits & FIELD_KEPT) != 0)
		openapi_member(w, "readOnly", "true");
	openapi_text(w, "x-privacy", slice_from(describe_privacy(field->privacy)));
	json_end_object(&w->json);
}

static void
add_camel(struct str *name, struct slice words)
{
	bool upper = true;
	for (size_t i = 0; i < words.len; i++) {
		char c = words.at[i];
		bool letter = c >= 'a' && c <= 'z';
		if (c == '_' || c == '-' || c == '.') {
			upper = true;
			continue;
		}
		str_add_char(name, (char)(upper && letter ? c & ~0x20 : c));
		upper = false;
	}
}

static struct slice
camel_name(struct arena *arena, struct slice words, const char *suffix)
{
	struct str name;
	str_init(&name, arena, NAME_MAX_BYTES);
	add_camel(&name, words);
	str_add_text(&name, suffix);
	return slice_from(str_text(&name));
}

struct slice
openapi_schema_name(struct arena *arena, const struct resource *resource, const char *suffix)
{
	return camel_name(arena, slice_from(resource->object), suffix);
}

struct slice
openapi_body_name(struct arena *arena, const struct endpoint *endpoint)
{
	switch (endpoint_body(endpoint)) {
	case ENDPOINT_CREATE:
		return openapi_schema_name(arena, endpoint->resource, "Create");
	case ENDPOINT_PATCH:
		return openapi_schema_name(arena, endpoint->resource, "Patch");
	case ENDPOINT_SEARCH:
		return openapi_schema_name(arena, endpoint->resource, "Search");
	case ENDPOINT_TERMS:
	case ENDPOINT_MEMBERS:
		return camel_name(arena, endpoint->name, "Request");
	case ENDPOINT_BYTES:
	case ENDPOINT_NO_BODY:
		break;
	}
	return SLICE_NONE;
}

struct slice
openapi_answer_name(struct arena *arena, const struct endpoint *endpoint)
{
	const struct shape *shape = endpoint->route->answer;
	const char *fixed = openapi_fixed_answer(endpoint->name);
	if (fixed != NULL)
		return slice_from(fixed);
	if (shape == NULL || shape->kind == SHAPE_NOTHING || shape->kind == SHAPE_SEARCH)
		return SLICE_NONE;
	if (shape->kind == SHAPE_MEMBERS)
		return camel_name(arena, endpoint->name, "Answer");
	const struct resource *resource =
	    shape->resource == NULL ? endpoint->resource : shape->resource;
	return openapi_schema_name(arena, resource, shape->kind == SHAPE_LIST ? "List" : "");
}

static void
begin_schema(struct openapi_writer *w, struct slice name, bool closed)
{
	json_name_slice(&w->json, name);
	json_begin_object(&w->json);
	openapi_member(w, "type", "'object'");
	if (closed)
		openapi_member(w, "additionalProperties", "false");
}

static void
put_record_schema(struct openapi_writer *w, const struct resource *resource)
{
	struct fieldset shown = openapi_shown(w->of, resource);
	begin_schema(w, openapi_schema_name(w->arena, resource, ""), false);
	openapi_text(w, "description", slice_from(resource->meaning));
	openapi_member(w, "required", "['id','object']");
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	json_name(&w->json, "object");
	json_begin_object(&w->json);
	openapi_text(w, "const", slice_from(resource->object));
	json_end_object(&w->json);
	for (size_t i = 0; i < resource->nfields; i++) {
		struct field field = sealed_shown(&resource->fields[i]);
		if (!fieldset_has(&shown, (int)i))
			continue;
		json_name(&w->json, field.name);
		put_field(w, resource, &field, DESCRIBE_ANSWERED, false);
	}
	openapi_member(w, "dry_run",
	    "{'const':true,'description':'Only in the answer of a rehearsal: nothing was "
	    "changed'}");
	json_end_object(&w->json);
	json_end_object(&w->json);
}

static void
put_required(struct openapi_writer *w, const struct resource *resource, struct fieldset writable)
{
	size_t count = 0;
	for (size_t i = 0; i < resource->nfields; i++) {
		unsigned traits = resource->fields[i].traits;
		if ((traits & FIELD_REQUIRED) == 0 || (traits & FIELD_KEPT) != 0 ||
		    !fieldset_has(&writable, (int)i))
			continue;
		if (count++ == 0) {
			json_name(&w->json, "required");
			json_begin_array(&w->json);
		}
		json_put_text(&w->json, resource->fields[i].name);
	}
	if (count > 0)
		json_end_array(&w->json);
}

/* The members that a body may have; `once` tells whether those fixed at creation are among them. */
static void
put_writable(
    struct openapi_writer *w, const struct resource *resource, struct fieldset writable, bool once)
{
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if ((field->traits & FIELD_KEPT) != 0 || !fieldset_has(&writable, (int)i) ||
		    (!once && (field->traits & FIELD_ONCE) != 0))
			continue;
		json_name(&w->json, field->name);
		put_field(w, resource, field, DESCRIBE_TAKEN, once);
	}
	json_end_object(&w->json);
}

static void
put_list_schema(struct openapi_writer *w, const struct resource *resource)
{
	begin_schema(w, openapi_schema_name(w->arena, resource, "List"), false);
	openapi_member(w, "required", "['object','data','has_more','next_cursor','url']");
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	json_name(&w->json, "data");
	json_begin_object(&w->json);
	openapi_put(w, "'type':'array','maxItems':200");
	json_name(&w->json, "items");
	openapi_refer(w, "schemas", openapi_schema_name(w->arena, resource, ""));
	json_end_object(&w->json);
	openapi_put(w,
	    "'object':{'const':'list'},'has_more':{'type':'boolean','description':'Whether "
	    "another page follows; go on also after a page that is short or "
	    "empty'},'next_cursor':{'type':['string','null'],'minLength':1,"
	    "'maxLength':4000,'pattern':'^[!-~]+$','description':'Give it as cursor for the next "
	    "page'},'url':{'type':'string','maxLength':2048,'pattern':'^/','description':'Path of "
	    "the list'},'total_count':{'type':'integer','format':'int64','minimum':0,'maximum':"
	    "10000,'description':'With include_count=true'},'total_count_exact':{'type':'boolean',"
	    "'description':'False if there may be more than total_count'}");
	json_end_object(&w->json);
	json_end_object(&w->json);
}

/* The members of a shape that has no schema of its own yet: their names, and any value. */
static void
put_shape_schema(
    struct openapi_writer *w, struct slice name, const struct shape *shape, bool closed)
{
	begin_schema(w, name, closed);
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	for (const struct shape_member *member = shape->members; member->name != NULL; member++) {
		json_name(&w->json, member->name);
		json_begin_object(&w->json);
		openapi_text(w, "x-privacy",
		    slice_from(describe_privacy(member->privacy ? member->privacy : 1)));
		json_end_object(&w->json);
	}
	json_end_object(&w->json);
	json_end_object(&w->json);
}

static void
put_body_schema(struct openapi_writer *w, const struct endpoint *endpoint)
{
	enum endpoint_body body = endpoint_body(endpoint);
	const struct resource *terms = endpoint_terms(endpoint);
	struct slice name = openapi_body_name(w->arena, endpoint);
	if (body == ENDPOINT_SEARCH) {
		openapi_put_search_schema(w, endpoint->resource);
		return;
	}
	if (body == ENDPOINT_MEMBERS) {
		put_shape_schema(w, name, endpoint->route->request, true);
		return;
	}
	if (terms == NULL)
		return;
	begin_schema(w, name, true);
	if (body != ENDPOINT_PATCH)
		put_required(w, terms, openapi_given(w->of, endpoint));
	put_writable(w, terms, openapi_given(w->of, endpoint), body != ENDPOINT_PATCH);
	json_end_object(&w->json);
}

static bool
is_used(const struct openapi_writer *w, const struct resource *resource)
{
	for (size_t i = 0; i < w->endpoints.count; i++)
		if (w->endpoints.list[i].resource == resource)
			return true;
	return false;
}

static bool
has_list(const struct openapi_writer *w, const struct resource *resource)
{
	for (size_t i = 0; i < w->endpoints.count; i++)
		if (w->endpoints.list[i].resource == resource &&
		    w->endpoints.list[i].route->answer != NULL &&
		    w->endpoints.list[i].route->answer->kind == SHAPE_LIST)
			return true;
	return false;
}

static void
put_answer_schema(struct openapi_writer *w, const struct endpoint *endpoint)
{
	const struct shape *shape = endpoint->route->answer;
	if (shape != NULL && shape->kind == SHAPE_MEMBERS &&
	    openapi_fixed_answer(endpoint->name) == NULL)
		put_shape_schema(w, openapi_answer_name(w->arena, endpoint), shape, false);
}

void
openapi_put_schemas(struct openapi_writer *w)
{
	openapi_put_fixed_schemas(w);
	for (size_t i = 0; catalog[i] != NULL; i++) {
		if (is_used(w, catalog[i]))
			put_record_schema(w, catalog[i]);
		if (has_list(w, catalog[i]))
			put_list_schema(w, catalog[i]);
	}
	for (size_t i = 0; i < w->endpoints.count; i++) {
		put_body_schema(w, &w->endpoints.list[i]);
		put_answer_schema(w, &w->endpoints.list[i]);
	}
}
