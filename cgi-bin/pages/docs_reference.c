/* The reference: a page for each resource, from the catalog and the route table. */
#include <string.h>

#include "catalog/describe.h"
#include "cgi-bin/pages/docs.h"
#include "cgi-bin/pages/pages.h"
#include "records/api.h"
#include "records/openapi.h"

static size_t
count_of(const struct endpoints *endpoints, const struct resource *resource)
{
	size_t count = 0;
	for (size_t i = 0; i < endpoints->count; i++)
		count += endpoints->list[i].resource == resource;
	return count;
}

void
hub_docs_reference(struct call *call)
{
	struct endpoints endpoints = endpoints_of(call->arena, api_routes, NULL);
	struct resource_row *rows = arena_array(call->arena, POLICY_RESOURCES_MAX, sizeof *rows);
	size_t count = 0;
	for (; catalog[count] != NULL; count++)
		rows[count] = (struct resource_row){.title = slice_from(catalog[count]->title),
		    .href = page_url(call, "/docs/reference/%s", catalog[count]->name),
		    .name = slice_from(catalog[count]->name),
		    .meaning = slice_from(catalog[count]->meaning),
		    .operations = count_of(&endpoints, catalog[count])};
	hub_docs_reference_render(page_begin(call, 200),
	    &(struct hub_docs_reference){.page = page_of(call), .rows = rows, .nrows = count});
}

static struct slice
how_written(const struct field *field)
{
	if ((field->traits & FIELD_KEPT) != 0)
		return SLICE_OF("By the system");
	if ((field->traits & FIELD_ONCE) != 0)
		return (field->traits & FIELD_REQUIRED) != 0 ? SLICE_OF("Required, once")
							     : SLICE_OF("Once");
	return (field->traits & FIELD_REQUIRED) != 0 ? SLICE_OF("Required") : SLICE_OF("Optional");
}

static struct slice
where_asked(const struct field *field, unsigned trait)
{
	if ((field->traits & trait) == 0)
		return SLICE_NONE;
	return field->privacy <= PRIVACY_BUSINESS ? SLICE_OF("URL, body") : SLICE_OF("Body");
}

/* "indexed" as the page about lists means it. */
static struct slice
how_filtered(struct arena *arena, const struct field *field)
{
	struct slice where = where_asked(field, FIELD_FILTERABLE);
	if (where.len == 0 || (field->type != FIELD_ID && !field_is_indexed(field)))
		return where;
	return arena_printf(arena, "%.*s; indexed", SLICE_ARG(where));
}

static void
list_choices(struct call *call, const struct field *field, struct docs_field *row)
{
	size_t count = 0;
	while (field->choices != NULL && field->choices[count].value != NULL)
		count++;
	struct docs_choice *list = arena_array(call->arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = (struct docs_choice){.value = slice_from(field->choices[i].value),
		    .meaning = slice_from(field->choices[i].meaning)};
	row->choices = list;
	row->nchoices = count;
}

static void
list_fields(struct call *call, const struct resource *resource, const struct docs_lens *lens,
    struct hub_docs_resource *data)
{
	struct docs_field *rows = arena_array(call->arena, resource->nfields, sizeof *rows);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		bool unique = (field->traits & FIELD_UNIQUE) != 0;
		rows[i] = (struct docs_field){.name = slice_from(field->name),
		    .type = describe_type(call->arena, field),
		    .meaning = slice_from(field->meaning),
		    .rule = slice_from(field->rule),
		    .state = how_written(field),
		    .privacy = slice_from(describe_privacy(field->privacy)),
		    .filters = how_filtered(call->arena, field),
		    .sorts = where_asked(field, FIELD_SORTABLE),
		    .lacks = docs_lens_field(lens, resource, (int)i)};
		if (unique)
			rows[i].rule = arena_printf(call->arena, "%.*s%sNo two records share one.",
			    SLICE_ARG(rows[i].rule), rows[i].rule.len > 0 ? " " : "");
		list_choices(call, field, &rows[i]);
	}
	data->fields = rows;
	data->nfields = resource->nfields;
}

/* The path with the names that the .env sets, ids as the example has them. */
static struct slice
path_to_paste(struct call *call, const struct endpoint *endpoint)
{
	struct str path;
	struct slice part, rest = slice_skip(endpoint->path, 1);
	str_init(&path, call->arena, ROUTE_PATH_MAX);
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, '/', &part, &rest);
		str_add_char(&path, '/');
		if (slice_is(part, "{entity_id}"))
			str_add_text(&path, "$HUB_ENTITY_ID");
		else if (slice_is(part, "{id}"))
			str_add(&path, describe_id(call->arena, endpoint->resource));
		else
			str_add(&path, part);
	}
	return str_slice(&path);
}

static const char *
what_it_answers(const struct endpoint *endpoint)
{
	if (endpoint_body(endpoint) == ENDPOINT_CREATE)
		return "201 with the new record, its path in Location";
	if (endpoint->route->method == METHOD_DELETE)
		return "204";
	if (endpoint_is_list(endpoint) || endpoint_is_search(endpoint))
		return "200 with a page of the list";
	return endpoint_answers_record(endpoint) ? "200 with the record" : "200";
}

static struct docs_operation
operation_row(struct call *call, const struct endpoint *endpoint, const struct docs_lens *lens)
{
	const char *media = endpoint->route->method == METHOD_PATCH ? "application/merge-patch+json"
								    : "application/json";
	return (struct docs_operation){.id = endpoint->name,
	    .summary = endpoint->summary,
	    .method = slice_from(endpoint_method(endpoint)),
	    .path = endpoint->path,
	    .scope = endpoint->scope,
	    .curl = docs_curl(call, endpoint_method(endpoint), path_to_paste(call, endpoint), media,
		openapi_example_body(call->arena, endpoint)),
	    .answer = slice_from(what_it_answers(endpoint)),
	    .lacks = docs_lens_lacks(lens, endpoint->resource, endpoint->route->needs)};
}

static void
list_problems(struct call *call, uint64_t set, struct hub_docs_resource *data)
{
	struct problem_row *rows = arena_array(call->arena, PROBLEMS, sizeof *rows);
	size_t count = 0;
	for (int problem = 0; problem < PROBLEMS; problem++)
		if ((set >> problem & 1) != 0)
			rows[count++] = docs_problem_row(call, &problem_kinds[problem]);
	data->problems = rows;
	data->nproblems = count;
}

static void
list_operations(struct call *call, const struct resource *resource, const struct docs_lens *lens,
    struct hub_docs_resource *data)
{
	struct endpoints endpoints = endpoints_of(call->arena, api_routes, NULL);
	struct docs_operation *rows = arena_array(call->arena, endpoints.count, sizeof *rows);
	struct docs_action *actions = arena_array(call->arena, endpoints.count, sizeof *actions);
	uint64_t problems = 0;
	size_t count = 0;
	for (size_t i = 0; i < endpoints.count; i++) {
		if (endpoints.list[i].resource != resource)
			continue;
		rows[count++] = operation_row(call, &endpoints.list[i], lens);
		problems |= openapi_problems_of(&endpoints.list[i]);
		struct docs_action *action = &actions[data->nactions];
		if (endpoint_leads(call->arena, &endpoints.list[i], &action->from, &action->to)) {
			action->name = slice_from(endpoints.list[i].route->operation);
			action->summary = endpoints.list[i].summary;
			data->nactions++;
		}
	}
	data->actions = actions;
	data->operations = rows;
	data->noperations = count;
	list_problems(call, problems, data);
}

void
hub_docs_resource(struct call *call)
{
	const struct resource *resource = catalog_find(call_parameter(call, "name"));
	if (resource == NULL) {
		page_gone(call, "There is no resource of that name.");
		return;
	}
	struct docs_lens lens = docs_lens(call);
	struct hub_docs_resource data = {.page = page_of(call),
	    .keys = lens.options,
	    .nkeys = lens.noptions,
	    .shown_as = lens.name,
	    .title = slice_from(resource->title),
	    .name = slice_from(resource->name),
	    .meaning = slice_from(resource->meaning),
	    .prefix = slice_from(resource->prefix),
	    .sample = openapi_example_record(call->arena, resource)};
	list_fields(call, resource, &lens, &data);
	list_operations(call, resource, &lens, &data);
	hub_docs_resource_render(page_begin(call, 200), &data);
}
