/* Reading conditions. Which operators a field takes follows from its type. */
#include "catalog/filter.h"

#include "catalog/column.h"
#include "catalog/value.h"
#include "codec/text.h"

#define PARAMETER_NAME_MAX 100

static const char *const operators[] = {
    [FILTER_EQ] = "eq",
    [FILTER_GT] = "gt",
    [FILTER_GTE] = "gte",
    [FILTER_LT] = "lt",
    [FILTER_LTE] = "lte",
    [FILTER_IN] = "in",
    [FILTER_PREFIX] = "prefix",
};
#define OPERATORS (sizeof operators / sizeof operators[0])

/* One condition while it is read: where it stands, for complaints. */
struct reading {
	const struct filtering *filtering;
	const char *parameter; /* NULL: a body */
	struct slice pointer;
	struct filter *filter;
};

static void
object_to(const struct reading *reading, const char *code, struct slice detail)
{
	if (reading->parameter != NULL)
		complain_parameter(
		    reading->filtering->complaints, reading->parameter, code, detail);
	else
		complain(reading->filtering->complaints, reading->pointer, code, detail);
}

static bool
operator_read(struct slice name, enum filter_operator *op)
{
	for (size_t i = 0; i < OPERATORS; i++)
		if (slice_is(name, operators[i])) {
			*op = (enum filter_operator)i;
			return true;
		}
	return false;
}

static bool
is_ordered(enum field_type type)
{
	return type == FIELD_DATE || type == FIELD_TIME || type == FIELD_INTEGER ||
	       type == FIELD_MONEY || type == FIELD_DECIMAL;
}

static bool
is_prefixable(enum field_type type)
{
	return type == FIELD_NAME || type == FIELD_TEXT || type == FIELD_CODE ||
	       type == FIELD_STRING || type == FIELD_EMAIL;
}

const char *
filter_operator_name(enum filter_operator op)
{
	return operators[op];
}

bool
filter_takes(const struct field *field, enum filter_operator op)
{
	if ((field->traits & FIELD_SEALED) != 0)
		return op == FILTER_EQ; /* more at once would be for guessing */
	switch (op) {
	case FILTER_EQ:
	case FILTER_IN:
		return true;
	case FILTER_PREFIX:
		return is_prefixable(field->type);
	case FILTER_GT:
	case FILTER_GTE:
	case FILTER_LT:
	case FILTER_LTE:
		return is_ordered(field->type);
	case FILTER_OPERATORS:
		break;
	}
	return false;
}

/* The field as values are read by it: the record's own id wants its own prefix. */
static struct field
field_read_as(const struct filtering *filtering, int at)
{
	struct field field = filtering->resource->fields[at];
	if (field.type == FIELD_ID)
		field.refers = filtering->resource;
	return field;
}

/* Position of the field, or -1 after a complaint. What may not be read looks unknown. */
static int
find_field(const struct reading *reading, struct slice name)
{
	const struct filtering *filtering = reading->filtering;
	int at = resource_field(filtering->resource, name);
	if (at < 0 || !fieldset_has(&filtering->readable, at)) {
		object_to(reading,
		    reading->parameter != NULL ? "unknown_parameter" : "unknown_member",
		    SLICE_OF("There is no field of this name to filter by."));
		return -1;
	}
	const struct field *field = &filtering->resource->fields[at];
	if ((field->traits & FIELD_FILTERABLE) == 0) {
		object_to(
		    reading, "not_filterable", SLICE_OF("Lists cannot be filtered by this field."));
		return -1;
	}
	if (reading->parameter != NULL && field->privacy > PRIVACY_BUSINESS) {
		object_to(reading, "personal_in_url",
		    SLICE_OF("Filter by personal data in the body of POST …/search."));
		return -1;
	}
	return at;
}

static bool
is_repeated(const struct filter *filter, int field, enum filter_operator op)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->list[i].field == field && filter->list[i].op == op)
			return true;
	return false;
}

/* Room for one more condition with so many values; NULL after a complaint. */
static struct condition *
condition_new(const struct reading *reading, int at, enum filter_operator op, size_t nvalues)
{
	struct filter *filter = reading->filter;
	if (is_repeated(filter, at, op)) {
		object_to(
		    reading, "repeated", SLICE_OF("This condition stands here more than once."));
		return NULL;
	}
	if (filter->count == FILTER_CONDITIONS_MAX || nvalues > FILTER_VALUES_MAX) {
		object_to(
		    reading, "too_many", SLICE_OF("These are more conditions than are possible."));
		return NULL;
	}
	if (nvalues == 0) {
		object_to(reading, "blank", SLICE_OF("A value is needed."));
		return NULL;
	}
	struct condition *condition = &filter->list[filter->count];
	*condition = (struct condition){.field = at, .op = op, .nvalues = nvalues};
	condition->values =
	    arena_array(reading->filtering->arena, nvalues, sizeof *condition->values);
	return condition;
}

static bool
read_one(const struct reading *reading, const struct field *field, enum filter_operator op,
    struct slice text, struct db_value *value)
{
	struct fault fault;
	struct arena *arena = reading->filtering->arena;
	bool good = op == FILTER_PREFIX ? value_read_prefix(arena, field, text, value, &fault)
					: value_read(arena, field, text, value, &fault);
	if (!good)
		object_to(reading, fault.code, fault.detail);
	return good;
}

static size_t
count_parts(struct slice list)
{
	size_t parts = list.len > 0;
	for (size_t i = 0; i < list.len; i++)
		parts += list.at[i] == ',';
	return parts;
}

static void
read_list(const struct reading *reading, int at, struct slice list)
{
	struct field field = field_read_as(reading->filtering, at);
	struct condition *condition = condition_new(reading, at, FILTER_IN, count_parts(list));
	if (condition == NULL)
		return;
	for (size_t i = 0; i < condition->nvalues; i++) {
		struct slice part, rest;
		slice_cut(list, ',', &part, &rest);
		if (!read_one(reading, &field, FILTER_IN, part, &condition->values[i]))
			return;
		list = rest;
	}
	reading->filter->count++;
}

static void
read_single(const struct reading *reading, int at, enum filter_operator op, struct slice text)
{
	struct field field = field_read_as(reading->filtering, at);
	struct condition *condition = condition_new(reading, at, op, 1);
	if (condition != NULL && read_one(reading, &field, op, text, condition->values))
		reading->filter->count++;
}

/* `hire_date[gte]` into its parts; without brackets the operator is eq. */
static bool
split_name(struct slice name, struct slice *field, struct slice *op)
{
	struct slice rest;
	*op = SLICE_OF("eq");
	if (!slice_cut(name, '[', field, &rest))
		return true;
	if (rest.len < 2 || rest.at[rest.len - 1] != ']')
		return false;
	*op = slice_head(rest, rest.len - 1);
	return !slice_is(*op, "eq");
}

void
filter_read_parameter(
    const struct filtering *filtering, struct slice name, struct slice value, struct filter *filter)
{
	struct slice field, word;
	enum filter_operator op;
	struct reading reading = {
	    .filtering = filtering,
	    .parameter = arena_text(filtering->arena, utf8_head(name, PARAMETER_NAME_MAX)),
	    .filter = filter,
	};
	if (!split_name(name, &field, &word) || !operator_read(word, &op)) {
		object_to(&reading, "unknown_parameter", SLICE_OF("There is no such parameter."));
		return;
	}
	int at = find_field(&reading, field);
	if (at < 0)
		return;
	if (!filter_takes(&filtering->resource->fields[at], op))
		object_to(&reading, "not_comparable",
		    SLICE_OF("This field cannot be compared in this way."));
	else if (op == FILTER_IN)
		read_list(&reading, at, value);
	else
		read_single(&reading, at, op, value);
}

static bool
read_json(const struct reading *reading, const struct field *field, enum filter_operator op,
    const struct json *json, struct db_value *value)
{
	struct fault fault;
	if (op == FILTER_PREFIX && json_type(json) == JSON_STRING)
		return read_one(reading, field, op, json_string(json), value);
	if (value_read_json(reading->filtering->arena, field, json, value, &fault))
		return true;
	object_to(reading, fault.code, fault.detail);
	return false;
}

static void
read_json_list(const struct reading *reading, int at, const struct json *json)
{
	struct field field = field_read_as(reading->filtering, at);
	if (json_type(json) != JSON_ARRAY) {
		object_to(reading, "wrong_type", SLICE_OF("A list is wanted here."));
		return;
	}
	struct condition *condition = condition_new(reading, at, FILTER_IN, json_count(json));
	if (condition == NULL)
		return;
	for (size_t i = 0; i < condition->nvalues; i++)
		if (!read_json(reading, &field, FILTER_IN, json_at(json, i), &condition->values[i]))
			return;
	reading->filter->count++;
}

static void
read_json_single(
    const struct reading *reading, int at, enum filter_operator op, const struct json *json)
{
	struct field field = field_read_as(reading->filtering, at);
	struct condition *condition = condition_new(reading, at, op, 1);
	if (condition != NULL && read_json(reading, &field, op, json, condition->values))
		reading->filter->count++;
}

/* The members of one body object: fields, or the operators on one field. */
struct body_walk {
	struct reading reading;
	struct slice pointer; /* of the object */
	int at;
};

static bool
read_body_operator(void *context, struct slice name, const struct json *json)
{
	struct body_walk *walk = context;
	struct reading reading = walk->reading;
	const struct filtering *filtering = reading.filtering;
	enum filter_operator op;
	reading.pointer = pointer_join(filtering->arena, walk->pointer, name);
	if (!operator_read(name, &op) || op == FILTER_EQ)
		object_to(&reading, "unknown_member", SLICE_OF("There is no such comparison."));
	else if (!filter_takes(&filtering->resource->fields[walk->at], op))
		object_to(&reading, "not_comparable",
		    SLICE_OF("This field cannot be compared in this way."));
	else if (op == FILTER_IN)
		read_json_list(&reading, walk->at, json);
	else
		read_json_single(&reading, walk->at, op, json);
	return true;
}

static bool
read_body_field(void *context, struct slice name, const struct json *json)
{
	struct body_walk *walk = context;
	struct reading reading = walk->reading;
	reading.pointer = pointer_join(reading.filtering->arena, walk->pointer, name);
	int at = find_field(&reading, name);
	if (at < 0)
		return true;
	if (json_type(json) != JSON_OBJECT) {
		read_json_single(&reading, at, FILTER_EQ, json);
		return true;
	}
	struct body_walk inner = {.reading = reading, .pointer = reading.pointer, .at = at};
	if (json_count(json) == 0)
		object_to(&reading, "blank", SLICE_OF("A comparison is needed."));
	json_each(json, read_body_operator, &inner);
	return true;
}

void
filter_read_body(const struct filtering *filtering, const struct json *body, struct slice pointer,
    struct filter *filter)
{
	struct body_walk walk = {
	    .reading = {.filtering = filtering, .pointer = pointer, .filter = filter},
	    .pointer = pointer,
	};
	if (json_type(body) != JSON_OBJECT)
		object_to(&walk.reading, "wrong_type", SLICE_OF("An object is wanted here."));
	else
		json_each(body, read_body_field, &walk);
}

bool
filter_add(struct arena *arena, struct filter *filter, int field, enum filter_operator op,
    struct db_value value)
{
	if (filter->count == FILTER_CONDITIONS_MAX)
		return false;
	struct db_value *values = arena_alloc(arena, sizeof *values);
	*values = value;
	filter->list[filter->count++] =
	    (struct condition){.field = field, .op = op, .values = values, .nvalues = 1};
	return true;
}

struct fieldset
filter_fields(const struct filter *filter)
{
	struct fieldset named = {0};
	for (size_t i = 0; i < filter->count; i++)
		fieldset_add(&named, filter->list[i].field);
	return named;
}

static struct slice
value_bytes(const struct db_value *value)
{
	switch (value->type) {
	case DB_TEXT:
	case DB_BYTES:
	case DB_DECIMAL:
		return value->text;
	case DB_UUID:
		return (struct slice){(const char *)value->uuid.byte, sizeof value->uuid.byte};
	default:
		return (struct slice){(const char *)&value->i64, sizeof value->i64};
	}
}

static struct slice
digest_bytes(const struct digest *digest)
{
	return (struct slice){(const char *)digest->byte, sizeof digest->byte};
}

/* Each piece is digested by itself first, so that no two lists of pieces look alike. */
static void
digest_piece(struct digest *digest, struct slice piece)
{
	struct digest own = sha256(piece);
	*digest = sha256_pair(digest_bytes(digest), digest_bytes(&own));
}

struct digest
filter_digest(const struct resource *resource, const struct filter *filter)
{
	struct digest digest = {{0}};
	for (size_t i = 0; i < filter->count; i++) {
		const struct condition *condition = &filter->list[i];
		digest_piece(&digest, slice_from(resource->fields[condition->field].name));
		digest_piece(&digest, slice_from(operators[condition->op]));
		for (size_t j = 0; j < condition->nvalues; j++)
			digest_piece(&digest, value_bytes(&condition->values[j]));
	}
	return digest;
}
