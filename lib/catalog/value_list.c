/* Lists of scalars and of small objects. */
#include "catalog/value_list.h"

#include <assert.h>

#include "base/str.h"
#include "catalog/formats.h"
#include "catalog/record.h"

#define NAME_IN_LIST_MAX 100
#define LIST_TEXT_MAX (1 << 16)

/* One list while it is read. */
struct list {
	struct arena *arena;
	const struct field *field;
	struct complaints *complaints;
	struct db_value *seen; /* of each element, or of each object's first member */
	struct json_writer writer;
};

bool
value_is_list(enum field_type type)
{
	switch (type) {
	case FIELD_CHOICES:
	case FIELD_NAMES:
	case FIELD_COUNTRIES:
	case FIELD_INTEGERS:
	case FIELD_OBJECTS:
		return true;
	default:
		return false;
	}
}

/* An element as a field of its own: of a list, max is the number of elements. */
static struct field
element_of(const struct field *list)
{
	struct field element = *list;
	if (list->type == FIELD_INTEGERS)
		return list->members[0];
	if (list->type == FIELD_CHOICES) {
		element.type = FIELD_CHOICE;
	} else if (list->type == FIELD_NAMES) {
		element.type = FIELD_NAME;
		element.max = NAME_IN_LIST_MAX;
	} else {
		element.type = FIELD_STRING;
		element.max = 2;
		element.check = format_is_country;
		element.rule = format_rule_country;
	}
	return element;
}

static bool
is_repeated(const struct list *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (value_eq(&list->seen[i], &list->seen[at]))
			return true;
	return false;
}

static bool
judge_repetition(struct list *list, size_t at, struct slice pointer)
{
	if (!is_repeated(list, at))
		return true;
	complain(
	    list->complaints, pointer, "repeated", SLICE_OF("Each value may stand here once."));
	return false;
}

static bool
read_scalar(struct list *list, const struct json *json, size_t at, struct slice pointer)
{
	struct field element = element_of(list->field);
	struct fault fault;
	if (!value_read_json(list->arena, &element, json, &list->seen[at], &fault)) {
		complain(list->complaints, pointer, fault.code, fault.detail);
		return false;
	}
	if (list->field->type == FIELD_INTEGERS)
		json_put_integer(&list->writer, list->seen[at].i64);
	else
		json_put_string(&list->writer, list->seen[at].text);
	return judge_repetition(list, at, pointer);
}

struct unknown {
	struct list *list;
	struct slice pointer;
	bool any;
};

static bool
refuse_unknown(void *context, struct slice name, const struct json *value)
{
	struct unknown *unknown = context;
	const struct field *field = unknown->list->field;
	(void)value;
	for (size_t i = 0; i < field->nmembers; i++)
		if (slice_is(name, field->members[i].name))
			return true;
	complain(unknown->list->complaints,
	    pointer_join(unknown->list->arena, unknown->pointer, name), "unknown_member",
	    SLICE_OF("There is no field of this name."));
	unknown->any = true;
	return true;
}

/* Writes the member; *value is null if the object leaves it out. */
static bool
read_member(struct list *list, const struct json *json, const struct field *member,
    struct slice pointer, struct db_value *value)
{
	struct slice own = pointer_join(list->arena, pointer, slice_from(member->name));
	const struct json *given = json_member(json, slice_from(member->name));
	*value = (struct db_value){.type = DB_TEXT, .null = true};
	json_name(&list->writer, member->name);
	if (given != NULL && json_type(given) != JSON_NULL) {
		if (!value_check_json(list->arena, member, given, own, value, list->complaints))
			return false;
	} else if ((member->traits & FIELD_REQUIRED) != 0) {
		complain(list->complaints, own, "required", SLICE_OF("A value is needed."));
		return false;
	}
	value_write_json(&list->writer, member, value);
	return true;
}

static bool
read_object(struct list *list, const struct json *json, size_t at, struct slice pointer)
{
	const struct field *field = list->field;
	struct unknown unknown = {.list = list, .pointer = pointer};
	bool good = true;
	if (json_type(json) != JSON_OBJECT) {
		complain(
		    list->complaints, pointer, "wrong_type", SLICE_OF("An object is wanted here."));
		return false;
	}
	json_each(json, refuse_unknown, &unknown);
	json_begin_object(&list->writer);
	for (size_t i = 0; i < field->nmembers; i++) {
		struct db_value value;
		good = read_member(list, json, &field->members[i], pointer, &value) && good;
		if (i == 0)
			list->seen[at] = value;
	}
	json_end_object(&list->writer);
	struct slice first = pointer_join(list->arena, pointer, slice_from(field->members[0].name));
	return good && !unknown.any && judge_repetition(list, at, first);
}

/* True if it is a list, and not too long. */
static bool
judge_list(struct list *list, const struct json *json, struct slice pointer)
{
	if (json_type(json) != JSON_ARRAY) {
		bool null = json_type(json) == JSON_NULL;
		complain(list->complaints, pointer, null ? "not_null" : "wrong_type",
		    SLICE_OF("A list is wanted here."));
		return false;
	}
	if (json_count(json) <= (size_t)list->field->max)
		return true;
	complain(list->complaints, pointer, "too_many",
	    arena_printf(list->arena, "At most %d values may stand here.", (int)list->field->max));
	return false;
}

bool
value_check_list(struct arena *arena, const struct field *field, const struct json *json,
    struct slice pointer, struct db_value *value, struct complaints *complaints)
{
	struct list list = {.arena = arena, .field = field, .complaints = complaints};
	struct str text;
	bool good = true;
	assert(value_is_list(field->type));
	if (!judge_list(&list, json, pointer))
		return false;
	size_t count = json_count(json);
	list.seen = arena_array(arena, count, sizeof *list.seen);
	str_init(&text, arena, LIST_TEXT_MAX);
	list.writer = json_writer(&text);
	json_begin_array(&list.writer);
	for (size_t i = 0; i < count; i++) {
		struct slice own = pointer_index(arena, pointer, i);
		bool read = field->type == FIELD_OBJECTS
				? read_object(&list, json_at(json, i), i, own)
				: read_scalar(&list, json_at(json, i), i, own);
		good = read && good;
	}
	if (!good)
		return false;
	json_end_array(&list.writer);
	*value = value_text(str_slice(&text));
	return true;
}
