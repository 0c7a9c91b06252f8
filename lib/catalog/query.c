/* Parameters of lists: one row each, read alike from URL and body. */
#include "catalog/query.h"

#include "catalog/value.h"
#include "codec/date.h"
#include "codec/text.h"

struct reading {
	const struct filtering *filtering;
	struct query *query;
	const char *parameter; /* NULL: a body */
	struct slice pointer;
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

/* Position of a field that the caller may read; -1 otherwise. */
static int
readable_field(const struct reading *reading, struct slice name)
{
	int at = resource_field(reading->filtering->resource, name);
	return at >= 0 && fieldset_has(&reading->filtering->readable, at) ? at : -1;
}

static void
read_limit(const struct reading *reading, struct slice text)
{
	uint64_t limit;
	if (!slice_to_u64(text, QUERY_LIMIT_MAX, &limit) || limit == 0)
		object_to(reading, "out_of_range", SLICE_OF("Write a whole number from 1 to 200."));
	else
		reading->query->limit = (unsigned)limit;
}

static void
read_cursor(const struct reading *reading, struct slice text)
{
	if (text.len == 0 || text.len > QUERY_CURSOR_MAX)
		object_to(reading, "invalid_cursor", SLICE_OF("This is no cursor of this list."));
	else
		reading->query->cursor = text;
}

static void
read_sort(const struct reading *reading, struct slice text)
{
	bool descending = slice_has_prefix(text, "-");
	int at = readable_field(reading, slice_skip(text, descending ? 1 : 0));
	const struct field *field = at < 0 ? NULL : &reading->filtering->resource->fields[at];
	if (field == NULL || (field->traits & FIELD_SORTABLE) == 0) {
		object_to(reading, "not_sortable", SLICE_OF("Lists cannot be sorted by this."));
	} else if (reading->parameter != NULL && field->privacy > PRIVACY_BUSINESS) {
		object_to(reading, "personal_in_url",
		    SLICE_OF("Sort by personal data in the body of POST …/search."));
	} else {
		reading->query->sort = (struct sort){at, descending, true};
		fieldset_add(&reading->query->named, at);
	}
}

static bool
read_field_name(const struct reading *reading, struct slice name)
{
	int at = readable_field(reading, name);
	if (at < 0) {
		object_to(reading, "unknown_field", SLICE_OF("There is no such field to show."));
		return false;
	}
	fieldset_add(&reading->query->fields, at);
	fieldset_add(&reading->query->named, at);
	return true;
}

static void
read_fields(const struct reading *reading, struct slice text)
{
	struct slice name, rest = text;
	reading->query->fields = (struct fieldset){0};
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, ',', &name, &rest);
		if (!read_field_name(reading, name))
			return;
	}
}

static void
read_updated_since(const struct reading *reading, struct slice text)
{
	struct query *query = reading->query;
	int at = readable_field(reading, SLICE_OF("updated_at"));
	int64_t time_us;
	if (at < 0)
		object_to(reading, "unknown_parameter", SLICE_OF("There is no such parameter."));
	else if (!time_read(text, &time_us))
		object_to(reading, "invalid_time",
		    SLICE_OF("Write a time by RFC 3339, such as 2026-11-22T09:30:00Z."));
	else if (!filter_add(reading->filtering->arena, &query->filter, at, FILTER_GTE,
		     (struct db_value){.type = DB_TIME, .i64 = time_us}))
		object_to(
		    reading, "too_many", SLICE_OF("These are more conditions than are possible."));
}

static void
truth_read(const struct reading *reading, struct slice text, bool *truth)
{
	if (slice_is(text, "true") || slice_is(text, "false"))
		*truth = slice_is(text, "true");
	else
		object_to(reading, "invalid_boolean", SLICE_OF("Write true or false."));
}

static void
read_include_count(const struct reading *reading, struct slice text)
{
	truth_read(reading, text, &reading->query->include_count);
}

static void
read_reveal(const struct reading *reading, struct slice text)
{
	truth_read(reading, text, &reading->query->reveal);
}

typedef void parameter_reader(const struct reading *reading, struct slice text);

static const struct parameter {
	const char *name;
	parameter_reader *read;
	enum json_type json;
} parameters[] = {
    {"limit", read_limit, JSON_INTEGER},
    {"cursor", read_cursor, JSON_STRING},
    {"sort", read_sort, JSON_STRING},
    {"fields", read_fields, JSON_ARRAY},
    {"updated_since", read_updated_since, JSON_STRING},
    {"include_count", read_include_count, JSON_BOOL},
};

/* Only where there is something to reveal; in a URL always, whatever reads the filter. */
static bool
is_reveal(const struct filtering *filtering, struct slice name)
{
	return slice_is(name, "reveal") &&
	       (filtering->resource->operations & OPERATION_REVEAL) != 0;
}

static const struct parameter *
find_parameter(struct slice name)
{
	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
		if (slice_is(name, parameters[i].name))
			return &parameters[i];
	return NULL;
}

static struct query
query_new(const struct filtering *filtering)
{
	return (struct query){.limit = QUERY_LIMIT_DEFAULT, .fields = filtering->readable};
}

static bool
is_span(const struct condition *condition)
{
	return condition->op != FILTER_EQ && condition->op != FILTER_IN;
}

static void
choose_sort(const struct resource *resource, struct query *query)
{
	int field = query->filter.count > 0 ? query->filter.list[0].field : 0;
	bool span = false;
	for (size_t i = 0; i < query->filter.count; i++) {
		if (query->filter.list[i].field != field)
			return;
		span = span || is_span(&query->filter.list[i]);
	}
	if (span && (resource->fields[field].traits & FIELD_SORTABLE) != 0)
		query->sort.field = field;
}

static void
finish(const struct resource *resource, struct query *query)
{
	if (!query->sort.asked)
		choose_sort(resource, query);
	query->named = fieldset_or(query->named, filter_fields(&query->filter));
}

static bool
is_repeated(const struct form *form, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (slice_eq(form->pairs[i].name, form->pairs[at].name))
			return true;
	return false;
}

/* Names from outside stand in complaints, cut to a reasonable length. */
static const char *
parameter_name(struct arena *arena, struct slice name)
{
	return arena_text(arena, utf8_head(name, 100));
}

void
query_read_url(const struct filtering *filtering, const struct form *form, struct query *query)
{
	*query = query_new(filtering);
	for (size_t i = 0; i < form->npairs; i++) {
		struct pair pair = form->pairs[i];
		const struct parameter *parameter = find_parameter(pair.name);
		struct reading reading = {.filtering = filtering,
		    .query = query,
		    .parameter = parameter_name(filtering->arena, pair.name)};
		if (is_repeated(form, i))
			object_to(
			    &reading, "repeated", SLICE_OF("This stands here more than once."));
		else if (parameter != NULL)
			parameter->read(&reading, pair.value);
		else if (is_reveal(filtering, pair.name))
			read_reveal(&reading, pair.value);
		else
			filter_read_parameter(filtering, pair.name, pair.value, &query->filter);
	}
	finish(filtering->resource, query);
}

void
query_read_search_url(
    const struct filtering *filtering, const struct form *form, struct query *query)
{
	*query = query_new(filtering);
	for (size_t i = 0; i < form->npairs; i++) {
		struct pair pair = form->pairs[i];
		struct reading reading = {.filtering = filtering,
		    .query = query,
		    .parameter = parameter_name(filtering->arena, pair.name)};
		if (is_repeated(form, i))
			object_to(
			    &reading, "repeated", SLICE_OF("This stands here more than once."));
		else if (is_reveal(filtering, pair.name))
			read_reveal(&reading, pair.value);
		else
			object_to(
			    &reading, "unknown_parameter", SLICE_OF("There is no such parameter."));
	}
}

void
query_read_single(
    const struct filtering *filtering, const struct form *form, struct query *query, bool *dry_run)
{
	*query = query_new(filtering);
	for (size_t i = 0; i < form->npairs; i++) {
		struct pair pair = form->pairs[i];
		struct reading reading = {.filtering = filtering,
		    .query = query,
		    .parameter = parameter_name(filtering->arena, pair.name)};
		if (is_repeated(form, i))
			object_to(
			    &reading, "repeated", SLICE_OF("This stands here more than once."));
		else if (dry_run == NULL && slice_is(pair.name, "fields"))
			read_fields(&reading, pair.value);
		else if (dry_run == NULL && is_reveal(filtering, pair.name))
			read_reveal(&reading, pair.value);
		else if (dry_run != NULL && slice_is(pair.name, "dry_run"))
			truth_read(&reading, pair.value, dry_run);
		else
			object_to(
			    &reading, "unknown_parameter", SLICE_OF("There is no such parameter."));
	}
}

static void
read_body_fields(const struct reading *reading, const struct json *list)
{
	struct reading element = *reading;
	reading->query->fields = (struct fieldset){0};
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *name = json_at(list, i);
		element.pointer = pointer_index(reading->filtering->arena, reading->pointer, i);
		if (json_type(name) != JSON_STRING)
			object_to(&element, "wrong_type", SLICE_OF("A string is wanted here."));
		else
			read_field_name(&element, json_string(name));
	}
	if (json_count(list) == 0)
		object_to(reading, "blank", SLICE_OF("Name a field, or leave the list out."));
}

static struct slice
text_of(struct arena *arena, const struct json *json)
{
	switch (json_type(json)) {
	case JSON_STRING:
		return json_string(json);
	case JSON_BOOL:
		return json_bool(json) ? SLICE_OF("true") : SLICE_OF("false");
	default:
		return arena_printf(arena, "%lld", (long long)json_integer(json));
	}
}

static bool
read_body_member(void *context, struct slice name, const struct json *json)
{
	struct reading reading = *(struct reading *)context;
	struct arena *arena = reading.filtering->arena;
	const struct parameter *parameter = find_parameter(name);
	reading.pointer = pointer_join(arena, SLICE_OF(""), name);
	if (slice_is(name, "filter"))
		filter_read_body(reading.filtering, json, reading.pointer, &reading.query->filter);
	else if (parameter == NULL)
		object_to(&reading, "unknown_member", SLICE_OF("A search has no such member."));
	else if (json_type(json) != parameter->json)
		object_to(
		    &reading, "wrong_type", SLICE_OF("A value of another type is wanted here."));
	else if (parameter->json == JSON_ARRAY)
		read_body_fields(&reading, json);
	else
		parameter->read(&reading, text_of(arena, json));
	return true;
}

void
query_read_body(const struct filtering *filtering, const struct json *body, struct query *query)
{
	struct reading reading = {.filtering = filtering, .query = query};
	*query = query_new(filtering);
	if (json_type(body) != JSON_OBJECT)
		complain(filtering->complaints, SLICE_OF(""), "wrong_type",
		    SLICE_OF("An object is wanted here."));
	else
		json_each(body, read_body_member, &reading);
	finish(filtering->resource, query);
}
