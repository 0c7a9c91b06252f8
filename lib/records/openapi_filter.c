/* What lists can be asked: parameters of a URL, and the body of a search. */
#include "catalog/describe.h"
#include "catalog/query.h"
#include "records/openapi_parts.h"

static bool
is_asked_by(const struct openapi_writer *w, const struct resource *resource, size_t at)
{
	struct fieldset readable = openapi_readable(w->of, resource);
	return fieldset_has(&readable, (int)at);
}

static void
put_value_schema(struct openapi_writer *w, const struct resource *resource,
    const struct field *field, enum filter_operator op)
{
	if (op == FILTER_PREFIX) {
		json_begin_object(&w->json);
		openapi_put(w, "'type':'string','minLength':1,'pattern':'\\\\S'");
		json_name(&w->json, "maxLength");
		json_put_integer(&w->json, (int64_t)describe_longest(field, DESCRIBE_TAKEN));
		json_end_object(&w->json);
		return;
	}
	if (op != FILTER_IN) {
		openapi_put_value(w, resource, field);
		return;
	}
	json_begin_object(&w->json);
	openapi_put(w, "'type':'array','minItems':1");
	json_name(&w->json, "maxItems");
	json_put_integer(&w->json, FILTER_VALUES_MAX);
	json_name(&w->json, "items");
	openapi_put_value(w, resource, field);
	json_end_object(&w->json);
}

static const char *
words_of(enum filter_operator op)
{
	static const char *const words[FILTER_OPERATORS] = {
	    [FILTER_EQ] = "is this",
	    [FILTER_GT] = "is greater or later than this",
	    [FILTER_GTE] = "is this, or greater or later",
	    [FILTER_LT] = "is less or earlier than this",
	    [FILTER_LTE] = "is this, or less or earlier",
	    [FILTER_IN] = "is one of these",
	    [FILTER_PREFIX] = "begins with this",
	};
	return words[op];
}

static void
put_parameter(struct openapi_writer *w, const struct resource *resource, const struct field *field,
    enum filter_operator op)
{
	json_begin_object(&w->json);
	openapi_text(w, "name",
	    op == FILTER_EQ
		? slice_from(field->name)
		: arena_printf(w->arena, "%s[%s]", field->name, filter_operator_name(op)));
	openapi_member(w, "in", "'query'");
	openapi_text(w, "description",
	    arena_printf(w->arena, "Only those whose %s %s.", field->name, words_of(op)));
	if (op == FILTER_IN)
		openapi_put(w, "'style':'form','explode':false");
	json_name(&w->json, "schema");
	put_value_schema(w, resource, field, op);
	json_end_object(&w->json);
}

static void
put_own_parameters(struct openapi_writer *w, const struct resource *resource)
{
	json_begin_object(&w->json);
	openapi_put(w, "'name':'sort','in':'query','description':'Order; a hyphen turns it "
		       "round. Ties are broken by id. Unless asked for: by the field that all "
		       "conditions are about, if they are a range or a prefix of one that "
		       "sorts, else by id.'");
	json_name(&w->json, "schema");
	openapi_put_sort_enum(w, resource, true);
	json_end_object(&w->json);
	json_begin_object(&w->json);
	openapi_put(w, "'name':'fields','in':'query','style':'form','explode':false,"
		       "'description':'Show these fields only; id and object stand always.'");
	json_name(&w->json, "schema");
	openapi_put_field_names(w, resource);
	json_end_object(&w->json);
}

void
openapi_put_filter_parameters(struct openapi_writer *w, const struct endpoint *endpoint)
{
	const struct resource *resource = endpoint->resource;
	put_own_parameters(w, resource);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if (!describe_filters_url(field) || !is_asked_by(w, resource, i))
			continue;
		for (int op = 0; op < FILTER_OPERATORS; op++)
			if (filter_takes(field, (enum filter_operator)op))
				put_parameter(w, resource, field, (enum filter_operator)op);
	}
}

void
openapi_put_sort_enum(struct openapi_writer *w, const struct resource *resource, bool in_url)
{
	json_begin_object(&w->json);
	openapi_put(w, "'type':'string'");
	json_name(&w->json, "enum");
	json_begin_array(&w->json);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		bool sorts =
		    in_url ? describe_sorts_url(field) : (field->traits & FIELD_SORTABLE) != 0;
		if (!sorts || !is_asked_by(w, resource, i))
			continue;
		json_put_text(&w->json, field->name);
		json_put_string(&w->json, arena_printf(w->arena, "-%s", field->name));
	}
	json_end_array(&w->json);
	json_end_object(&w->json);
}

void
openapi_put_field_names(struct openapi_writer *w, const struct resource *resource)
{
	json_begin_object(&w->json);
	openapi_put(w, "'type':'array','minItems':1");
	json_name(&w->json, "maxItems");
	json_put_integer(&w->json, (int64_t)resource->nfields);
	json_name(&w->json, "items");
	json_begin_object(&w->json);
	openapi_put(w, "'type':'string'");
	json_name(&w->json, "enum");
	json_begin_array(&w->json);
	for (size_t i = 0; i < resource->nfields; i++)
		if (is_asked_by(w, resource, i))
			json_put_text(&w->json, resource->fields[i].name);
	json_end_array(&w->json);
	json_end_object(&w->json);
	json_end_object(&w->json);
}

/* A value, or an object of comparisons. */
static void
put_condition(struct openapi_writer *w, const struct resource *resource, const struct field *field)
{
	json_begin_object(&w->json);
	json_name(&w->json, "anyOf");
	json_begin_array(&w->json);
	openapi_put_value(w, resource, field);
	json_begin_object(&w->json);
	openapi_put(w, "'type':'object','additionalProperties':false,'minProperties':1");
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	for (int op = FILTER_EQ + 1; op < FILTER_OPERATORS; op++) {
		if (!filter_takes(field, (enum filter_operator)op))
			continue;
		json_name(&w->json, filter_operator_name((enum filter_operator)op));
		put_value_schema(w, resource, field, (enum filter_operator)op);
	}
	json_end_object(&w->json);
	json_end_object(&w->json);
	json_end_array(&w->json);
	json_end_object(&w->json);
}

void
openapi_put_search_schema(struct openapi_writer *w, const struct resource *resource)
{
	json_name_slice(&w->json, openapi_schema_name(w->arena, resource, "Search"));
	json_begin_object(&w->json);
	openapi_put(w, "'type':'object','additionalProperties':false");
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	json_name(&w->json, "filter");
	json_begin_object(&w->json);
	openapi_put(w, "'type':'object','additionalProperties':false");
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if ((field->traits & FIELD_FILTERABLE) == 0 || !is_asked_by(w, resource, i))
			continue;
		json_name(&w->json, field->name);
		put_condition(w, resource, field);
	}
	json_end_object(&w->json);
	json_end_object(&w->json);
	json_name(&w->json, "sort");
	openapi_put_sort_enum(w, resource, false);
	json_name(&w->json, "fields");
	openapi_put_field_names(w, resource);
	openapi_put(w,
	    "'limit':{'type':'integer','format':'int32','minimum':1,'maximum':200,'default':50},"
	    "'cursor':{'type':'string','minLength':1,'maxLength':4000,'pattern':'^[!-~]+$'},"
	    "'updated_since':{'type':'string','format':'date-time','maxLength':40},"
	    "'include_count':{'type':'boolean','default':false}");
	json_end_object(&w->json);
	json_end_object(&w->json);
}
