/* Examples of bodies and answers, from the examples of the fields. */
#include "catalog/describe.h"
#include "records/openapi_parts.h"

#define EXAMPLE_MAX ((size_t)256 * 1024)

static bool
is_used(const struct openapi_writer *w, const struct resource *resource)
{
	for (size_t i = 0; i < w->endpoints.count; i++)
		if (w->endpoints.list[i].resource == resource)
			return true;
	return false;
}

static void
put_members(struct openapi_writer *w, const struct resource *resource)
{
	struct fieldset shown = openapi_shown(w->of, resource);
	json_name(&w->json, "id");
	describe_write_example(&w->json, resource, &resource->fields[0]);
	openapi_text(w, "object", slice_from(resource->object));
	for (size_t i = 1; i < resource->nfields; i++) {
		if (!fieldset_has(&shown, (int)i))
			continue;
		json_name(&w->json, resource->fields[i].name);
		describe_write_shown_example(&w->json, resource, &resource->fields[i]);
	}
}

void
openapi_put_example_record(struct openapi_writer *w, const struct resource *resource)
{
	if (!is_used(w, resource))
		return;
	json_name(&w->json, resource->object);
	json_begin_object(&w->json);
	openapi_text(w, "summary", slice_from(resource->meaning));
	json_name(&w->json, "value");
	json_begin_object(&w->json);
	put_members(w, resource);
	json_end_object(&w->json);
	json_end_object(&w->json);
}

static void
put_given(struct openapi_writer *w, const struct resource *resource, struct fieldset writable)
{
	json_begin_object(&w->json);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if (!describe_is_given(resource, field) || !fieldset_has(&writable, (int)i))
			continue;
		json_name(&w->json, field->name);
		describe_write_example(&w->json, resource, field);
	}
	json_end_object(&w->json);
}

/* The first field that may be changed and is no reference, changed. */
static void
put_patch(struct openapi_writer *w, const struct resource *resource, struct fieldset writable)
{
	json_begin_object(&w->json);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if ((field->traits & (FIELD_KEPT | FIELD_ONCE | FIELD_UNIQUE)) != 0 ||
		    field->type == FIELD_REFERENCE || !fieldset_has(&writable, (int)i))
			continue;
		json_name(&w->json, field->name);
		describe_write_example(&w->json, resource, field);
		break;
	}
	json_end_object(&w->json);
}

/* Equality on the first field that is personal, for that is what searches are for. */
static void
put_search(struct openapi_writer *w, const struct resource *resource)
{
	struct fieldset readable = openapi_readable(w->of, resource);
	int best = 0;
	for (size_t i = 1; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if ((field->traits & FIELD_FILTERABLE) == 0 || !fieldset_has(&readable, (int)i))
			continue;
		if (best == 0 || (field->privacy > PRIVACY_BUSINESS &&
				     resource->fields[best].privacy <= PRIVACY_BUSINESS))
			best = (int)i;
	}
	json_begin_object(&w->json);
	json_name(&w->json, "filter");
	json_begin_object(&w->json);
	json_name(&w->json, resource->fields[best].name);
	describe_write_example(&w->json, resource, &resource->fields[best]);
	json_end_object(&w->json);
	openapi_put(w, "'limit':10");
	json_end_object(&w->json);
}

void
openapi_put_example_body(struct openapi_writer *w, const struct endpoint *endpoint)
{
	const struct resource *terms = endpoint_terms(endpoint);
	switch (endpoint_body(endpoint)) {
	case ENDPOINT_CREATE:
	case ENDPOINT_TERMS:
		put_given(w, terms, openapi_given(w->of, endpoint));
		break;
	case ENDPOINT_PATCH:
		put_patch(w, terms, openapi_given(w->of, endpoint));
		break;
	case ENDPOINT_SEARCH:
		put_search(w, endpoint->resource);
		break;
	case ENDPOINT_MEMBERS:
	case ENDPOINT_BYTES:
	case ENDPOINT_NO_BODY:
		json_begin_object(&w->json);
		json_end_object(&w->json);
		break;
	}
}

struct slice
openapi_example_body(struct arena *arena, const struct endpoint *endpoint)
{
	struct str text;
	enum endpoint_body body = endpoint_body(endpoint);
	struct openapi whole = {.arena = arena};
	if (body == ENDPOINT_NO_BODY || body == ENDPOINT_BYTES)
		return SLICE_NONE;
	str_init(&text, arena, EXAMPLE_MAX);
	struct openapi_writer w = {.json = json_writer(&text), .of = &whole, .arena = arena};
	openapi_put_example_body(&w, endpoint);
	return str_slice(&text);
}

/* One member a line, as people read it. */
struct slice
openapi_example_record(struct arena *arena, const struct resource *resource)
{
	struct str text;
	str_init(&text, arena, EXAMPLE_MAX);
	for (size_t i = 0; i < resource->nfields; i++) {
		struct json_writer w = json_writer(&text);
		str_add_text(&text, i == 0 ? "{\n  " : ",\n  ");
		json_put_text(&w, resource->fields[i].name);
		str_add_text(&text, ": ");
		w.need_comma = false;
		describe_write_shown_example(&w, resource, &resource->fields[i]);
		if (i == 0)
			str_addf(&text, ",\n  \"object\": \"%s\"", resource->object);
	}
	str_add_text(&text, "\n}");
	return str_slice(&text);
}

static void
put_list(struct openapi_writer *w, const struct endpoint *endpoint)
{
	json_begin_object(&w->json);
	openapi_put(w, "'object':'list'");
	json_name(&w->json, "data");
	json_begin_array(&w->json);
	json_begin_object(&w->json);
	put_members(w, endpoint->resource);
	json_end_object(&w->json);
	json_end_array(&w->json);
	openapi_put(w, "'has_more':false,'next_cursor':null");
	openapi_text(w, "url",
	    arena_printf(w->arena, "/v1/entities/ent_%s/%s",
		w->of->entity_code ? w->of->entity_code : "0123456789", endpoint->resource->name));
	json_end_object(&w->json);
}

void
openapi_put_example_answer(struct openapi_writer *w, const struct endpoint *endpoint)
{
	const char *fixed = openapi_fixed_example(endpoint->name);
	const struct shape *answer = endpoint->route->answer;
	bool list = answer != NULL && answer->kind == SHAPE_LIST && endpoint->resource != NULL;
	if (fixed == NULL && !list && !endpoint_answers_record(endpoint))
		return;
	json_name(&w->json, "examples");
	json_begin_object(&w->json);
	json_name(&w->json, "usual");
	if (endpoint_answers_record(endpoint)) {
		openapi_refer(w, "examples", slice_from(endpoint->resource->object));
	} else {
		json_begin_object(&w->json);
		if (fixed != NULL) {
			openapi_member(w, "value", fixed);
		} else {
			json_name(&w->json, "value");
			put_list(w, endpoint);
		}
		json_end_object(&w->json);
	}
	json_end_object(&w->json);
}
