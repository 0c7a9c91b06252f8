/*
 * The tree: json-c's objects behind our own type. json-c shows JSON null as a
 * NULL pointer, so null has one value of its own here.
 */
#define _GNU_SOURCE
/* json-c's names for two of its types are ours for other things. */
#define json_type jsonc_type
#define json_bool jsonc_bool
#include <json-c/json.h>
#undef json_type
#undef json_bool

#include "codec/json.h"

#include <assert.h>
#include <limits.h>

static const char null_place;
#define NULL_VALUE ((const struct json *)&null_place)

static json_object *
object_of(const struct json *value)
{
	return value == NULL_VALUE ? NULL : (json_object *)(uintptr_t)value;
}

static const struct json *
value_of(const json_object *object)
{
	return object ? (const struct json *)object : NULL_VALUE;
}

static void
release_object(void *thing)
{
	json_object_put(thing);
}

/*
 * The blank after the text ends a lone number, which the tokener would otherwise
 * await more of. json_tokener_new answers NULL only when memory is short.
 */
static json_object *
build(json_tokener *tokener, struct slice text)
{
	json_object *object = json_tokener_parse_ex(tokener, text.at, (int)text.len);
	if (json_tokener_get_error(tokener) == json_tokener_continue)
		object = json_tokener_parse_ex(tokener, " ", 1);
	assert(json_tokener_get_error(tokener) == json_tokener_success);
	return object;
}

const struct json *
json_read(struct arena *arena, struct slice text, struct json_fault *fault)
{
	if (text.len > INT_MAX) {
		*fault = (struct json_fault){"too long", 0};
		return NULL;
	}
	if (!json_check(text, JSON_DEPTH_MAX, fault))
		return NULL;
	json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX + 2);
	assert(tokener);
	json_object *object = build(tokener, text);
	json_tokener_free(tokener);
	if (object)
		arena_on_reset(arena, release_object, object);
	return value_of(object);
}

/*
 * json-c clamps an integer that does not fit. What it may have clamped is called
 * a fraction: an INT64_MIN that was written so is among them, and missed by nobody.
 */
static bool
is_clamped(json_object *object)
{
	return json_object_get_int64(object) == INT64_MIN ||
	       json_object_get_uint64(object) > INT64_MAX;
}

enum json_type
json_type(const struct json *value)
{
	json_object *object = object_of(value);
	switch (json_object_get_type(object)) {
	case json_type_null:
		return JSON_NULL;
	case json_type_boolean:
		return JSON_BOOL;
	case json_type_double:
		return JSON_FRACTION;
	case json_type_int:
		return is_clamped(object) ? JSON_FRACTION : JSON_INTEGER;
	case json_type_string:
		return JSON_STRING;
	case json_type_array:
		return JSON_ARRAY;
	case json_type_object:
		return JSON_OBJECT;
	}
	return JSON_NULL;
}

bool
json_bool(const struct json *value)
{
	assert(json_type(value) == JSON_BOOL);
	return json_object_get_boolean(object_of(value));
}

int64_t
json_integer(const struct json *value)
{
	assert(json_type(value) == JSON_INTEGER);
	return json_object_get_int64(object_of(value));
}

struct slice
json_string(const struct json *value)
{
	assert(json_type(value) == JSON_STRING);
	json_object *object = object_of(value);
	return (struct slice){
	    json_object_get_string(object), (size_t)json_object_get_string_len(object)};
}

struct slice
json_fraction(const struct json *value)
{
	assert(json_type(value) == JSON_FRACTION);
	return slice_from(json_object_to_json_string(object_of(value)));
}

size_t
json_count(const struct json *array_or_object)
{
	json_object *object = object_of(array_or_object);
	if (json_object_is_type(object, json_type_array))
		return json_object_array_length(object);
	assert(json_object_is_type(object, json_type_object));
	return (size_t)json_object_object_length(object);
}

const struct json *
json_at(const struct json *array, size_t index)
{
	assert(json_type(array) == JSON_ARRAY && index < json_count(array));
	return value_of(json_object_array_get_idx(object_of(array), index));
}

struct search {
	struct slice name;
	const struct json *found;
};

static bool
is_other_member(void *context, struct slice name, const struct json *value)
{
	struct search *search = context;
	if (!slice_eq(search->name, name))
		return true;
	search->found = value;
	return false;
}

const struct json *
json_member(const struct json *object, struct slice name)
{
	struct search search = {name, NULL};
	json_each(object, is_other_member, &search);
	return search.found;
}

void
json_each(const struct json *object,
    bool (*visit)(void *context, struct slice name, const struct json *value), void *context)
{
	assert(json_type(object) == JSON_OBJECT);
	struct json_object_iterator at = json_object_iter_begin(object_of(object));
	struct json_object_iterator end = json_object_iter_end(object_of(object));
	while (!json_object_iter_equal(&at, &end)) {
		struct slice name = slice_from(json_object_iter_peek_name(&at));
		const struct json *value = value_of(json_object_iter_peek_value(&at));
		json_object_iter_next(&at);
		if (!visit(context, name, value))
			return;
	}
}
