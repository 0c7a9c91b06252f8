/* Paths and operations. */
#include <string.h>

#include "catalog/documents.h"
#include "records/openapi_parts.h"
#include "records/records.h"

static void
put_parameter(struct openapi_writer *w, const char *name)
{
	openapi_refer(w, "parameters", slice_from(name));
}

static void
put_id_parameter(struct openapi_writer *w, const struct resource *resource)
{
	json_begin_object(&w->json);
	openapi_put(w, "'name':'id','in':'path','required':true");
	openapi_text(w, "description", arena_printf(w->arena, "Which of the %s", resource->name));
	json_name(&w->json, "schema");
	openapi_put_value(w, resource, &resource->fields[0]);
	json_end_object(&w->json);
}

/* Names of the path that are neither the company nor a record's id. */
static void
put_other_parameters(struct openapi_writer *w, const struct endpoint *endpoint)
{
	struct slice part, rest = endpoint->path;
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, '/', &part, &rest);
		if (!slice_has_prefix(part, "{") || slice_is(part, "{entity_id}"))
			continue;
		if (slice_is(part, "{id}") && endpoint->resource != NULL) {
			put_id_parameter(w, endpoint->resource);
			continue;
		}
		json_begin_object(&w->json);
		openapi_text(w, "name", (struct slice){part.at + 1, part.len - 2});
		openapi_put(w,
		    "'in':'path','required':true,'schema':{'type':'string','minLength':1,"
		    "'maxLength':100,'pattern':'^[^/]+$'}");
		json_end_object(&w->json);
	}
}

/* Reading a resource that has something to reveal, for a reader who may. */
static bool
may_reveal(const struct openapi_writer *w, const struct endpoint *endpoint)
{
	const struct resource *resource = endpoint->resource;
	bool reads = endpoint_is_list(endpoint) || endpoint_is_search(endpoint) ||
		     (endpoint->route->method == METHOD_GET && endpoint_answers_record(endpoint));
	return reads && resource != NULL && (resource->operations & OPERATION_REVEAL) != 0 &&
	       (w->of->policy == NULL || policy_allows(w->of->policy, resource, OPERATION_REVEAL));
}

static void
put_parameters(struct openapi_writer *w, const struct endpoint *endpoint)
{
	bool one = endpoint_has(endpoint, "{id}");
	bool gets = endpoint->route->method == METHOD_GET;
	bool writes = endpoint_writes(endpoint) && endpoint_body(endpoint) != ENDPOINT_BYTES;
	if (writes) {
		put_parameter(w, "dry_run");
		put_parameter(w, "Idempotency-Key");
	}
	if (one && endpoint_writes(endpoint))
		put_parameter(w, "If-Match");
	if (gets && one && endpoint_answers_record(endpoint)) {
		put_parameter(w, "If-None-Match");
		json_begin_object(&w->json);
		openapi_put(w, "'name':'fields','in':'query','style':'form','explode':false,"
			       "'description':'Show these fields only'");
		json_name(&w->json, "schema");
		openapi_put_field_names(w, endpoint->resource);
		json_end_object(&w->json);
	}
	if (may_reveal(w, endpoint))
		put_parameter(w, "reveal");
	openapi_put_own_parameters(w, endpoint);
	if (!endpoint_is_list(endpoint) || endpoint->resource == NULL)
		return;
	put_parameter(w, "limit");
	put_parameter(w, "cursor");
	put_parameter(w, "updated_since");
	put_parameter(w, "include_count");
	openapi_put_filter_parameters(w, endpoint);
}

static void
put_request_content(struct openapi_writer *w, const struct endpoint *endpoint, const char *media)
{
	json_name(&w->json, media);
	json_begin_object(&w->json);
	json_name(&w->json, "schema");
	openapi_refer(w, "schemas", openapi_body_name(w->arena, endpoint));
	json_name(&w->json, "examples");
	json_begin_object(&w->json);
	json_name(&w->json, "usual");
	json_begin_object(&w->json);
	json_name(&w->json, "value");
	openapi_put_example_body(w, endpoint);
	json_end_object(&w->json);
	json_end_object(&w->json);
	json_end_object(&w->json);
}

/* Those that contents may have, by the field that says so. */
static void
put_media_types(struct openapi_writer *w, const struct resource *resource)
{
	int at = resource_field(resource, SLICE_OF("media_type"));
	const struct choice *choice = resource->fields[at].choices;
	for (; choice->value != NULL; choice++) {
		json_name(&w->json, choice->value);
		json_begin_object(&w->json);
		json_name(&w->json, "schema");
		json_begin_object(&w->json);
		openapi_put(w, "'type':'string','format':'binary'");
		json_name(&w->json, "maxLength");
		json_put_integer(&w->json, DOCUMENT_BYTES_MAX);
		json_end_object(&w->json);
		json_end_object(&w->json);
	}
}

static void
put_request(struct openapi_writer *w, const struct endpoint *endpoint)
{
	enum endpoint_body body = endpoint_body(endpoint);
	const struct resource *terms = endpoint_terms(endpoint);
	if (body == ENDPOINT_NO_BODY)
		return;
	json_name(&w->json, "requestBody");
	json_begin_object(&w->json);
	openapi_member(
	    w, "required", body == ENDPOINT_TERMS && terms->nfields == 0 ? "false" : "true");
	json_name(&w->json, "content");
	json_begin_object(&w->json);
	if (body == ENDPOINT_BYTES) {
		put_media_types(w, endpoint->resource);
	} else {
		if (body == ENDPOINT_PATCH)
			put_request_content(w, endpoint, "application/merge-patch+json");
		put_request_content(w, endpoint, "application/json");
	}
	json_end_object(&w->json);
	json_end_object(&w->json);
}

static void
put_header(struct openapi_writer *w, const char *name)
{
	json_name(&w->json, name);
	openapi_refer(w, "headers", slice_from(name));
}

static void
put_answer_headers(struct openapi_writer *w, const struct endpoint *endpoint, int status)
{
	bool record = endpoint_answers_record(endpoint) && status != 204;
	json_name(&w->json, "headers");
	json_begin_object(&w->json);
	put_header(w, "X-Request-Id");
	if (!endpoint->route->unrecorded) {
		put_header(w, "RateLimit");
		put_header(w, "RateLimit-Policy");
		put_header(w, "X-Key-Expires-At");
	}
	if (record || endpoint_answers_bytes(endpoint))
		put_header(w, "ETag");
	if (endpoint_answers_bytes(endpoint) && status != 304) {
		put_header(w, "Content-Disposition");
		put_header(w, "Accept-Ranges");
	}
	if (status == 206)
		put_header(w, "Content-Range");
	if (endpoint_body(endpoint) == ENDPOINT_CREATE && status == 201)
		put_header(w, "Location");
	if (endpoint_is_list(endpoint) || endpoint->route->answer == &feed_shape)
		put_header(w, "Link");
	if ((record || endpoint_is_list(endpoint) || endpoint_is_search(endpoint)) && status != 304)
		put_header(w, "X-Withheld-Fields");
	if (endpoint_writes(endpoint) && endpoint_body(endpoint) != ENDPOINT_BYTES)
		put_header(w, "Idempotency-Replayed");
	json_end_object(&w->json);
}

static void
put_answer_content(struct openapi_writer *w, const struct endpoint *endpoint)
{
	struct slice name = openapi_answer_name(w->arena, endpoint);
	json_name(&w->json, "content");
	json_begin_object(&w->json);
	if (endpoint_answers_bytes(endpoint)) {
		put_media_types(w, endpoint->resource);
	} else if (name.at == NULL) {
		openapi_put(w, "'*/*':{}");
	} else {
		json_name(&w->json, "application/json");
		json_begin_object(&w->json);
		json_name(&w->json, "schema");
		openapi_refer(w, "schemas", name);
		openapi_put_example_answer(w, endpoint);
		json_end_object(&w->json);
	}
	json_end_object(&w->json);
}

static void
put_answer(
    struct openapi_writer *w, const struct endpoint *endpoint, int status, const char *description)
{
	json_name_slice(&w->json, arena_printf(w->arena, "%d", status));
	json_begin_object(&w->json);
	openapi_text(w, "description", slice_from(description));
	put_answer_headers(w, endpoint, status);
	if (status != 204 && status != 304)
		put_answer_content(w, endpoint);
	json_end_object(&w->json);
}

static void
put_answers(struct openapi_writer *w, const struct endpoint *endpoint)
{
	bool creates = endpoint_body(endpoint) == ENDPOINT_CREATE;
	bool deletes = endpoint->route->method == METHOD_DELETE;
	bool gets_one = endpoint->route->method == METHOD_GET && endpoint_answers_record(endpoint);
	json_name(&w->json, "responses");
	json_begin_object(&w->json);
	if (slice_is(endpoint->name, "auth.logout")) {
		put_answer(w, endpoint, 204, "The token is dead.");
	} else if (creates) {
		put_answer(w, endpoint, 200, "With dry_run=true: what would be made.");
		put_answer(w, endpoint, 201, "The new record.");
	} else if (deletes) {
		put_answer(w, endpoint, 200, "With dry_run=true: what would be gone.");
		put_answer(w, endpoint, 204, "It is gone.");
	} else if (endpoint_body(endpoint) == ENDPOINT_BYTES) {
		put_answer(w, endpoint, 200, "The content has taken the place of another.");
		put_answer(w, endpoint, 201, "The first content is there.");
	} else {
		put_answer(w, endpoint, 200, "As asked.");
	}
	if (endpoint_answers_bytes(endpoint))
		put_answer(w, endpoint, 206, "The range that was asked for.");
	if (gets_one || endpoint_answers_bytes(endpoint))
		put_answer(w, endpoint, 304, "Unchanged since the ETag in If-None-Match.");
	openapi_put_problem_responses(w, endpoint);
	json_end_object(&w->json);
}

static const char *
tag_of(const struct endpoint *endpoint)
{
	if (endpoint->resource != NULL)
		return endpoint->resource->title;
	if (endpoint_has(endpoint, "/auth/"))
		return "Authentication";
	return endpoint_is_public(endpoint) ? "Service" : "Company";
}

static void
put_security(struct openapi_writer *w, const struct endpoint *endpoint)
{
	json_name(&w->json, "security");
	json_begin_array(&w->json);
	if (endpoint_is_public(endpoint) && endpoint->route->unrecorded) {
		json_end_array(&w->json);
		return;
	}
	if (endpoint_is_public(endpoint)) {
		json_begin_object(&w->json);
		json_end_object(&w->json);
	}
	json_begin_object(&w->json);
	json_name(&w->json, "bearer");
	json_begin_array(&w->json);
	if (endpoint->scope.at != NULL)
		json_put_string(&w->json, endpoint->scope);
	json_end_array(&w->json);
	json_end_object(&w->json);
	json_end_array(&w->json);
}

static void
put_description(struct openapi_writer *w, const struct endpoint *endpoint)
{
	const struct resource *terms = endpoint_terms(endpoint);
	bool action = endpoint_body(endpoint) == ENDPOINT_TERMS;
	struct slice meaning = slice_from(action ? terms->meaning : "");
	if (endpoint->resource != NULL && !action)
		meaning = slice_from(endpoint->resource->meaning);
	if (endpoint->scope.at != NULL)
		meaning = arena_printf(
		    w->arena, "%.*s Needs %.*s.", SLICE_ARG(meaning), SLICE_ARG(endpoint->scope));
	if (meaning.len == 0)
		meaning = arena_printf(w->arena, "%.*s.", SLICE_ARG(endpoint->summary));
	openapi_text(w, "description", slice_trim(meaning));
}

static void
put_operation(struct openapi_writer *w, const struct endpoint *endpoint)
{
	char *method = arena_text(w->arena, slice_from(endpoint_method(endpoint)));
	for (char *at = method; *at != '\0'; at++)
		*at = (char)(*at | 0x20);
	json_name(&w->json, method);
	json_begin_object(&w->json);
	openapi_text(w, "operationId", endpoint->name);
	openapi_text(w, "summary", endpoint->summary);
	put_description(w, endpoint);
	json_name(&w->json, "tags");
	json_begin_array(&w->json);
	json_put_text(&w->json, tag_of(endpoint));
	json_end_array(&w->json);
	put_security(w, endpoint);
	json_name(&w->json, "parameters");
	json_begin_array(&w->json);
	put_parameters(w, endpoint);
	json_end_array(&w->json);
	put_request(w, endpoint);
	put_answers(w, endpoint);
	json_end_object(&w->json);
}

static bool
is_first_of_path(const struct openapi_writer *w, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (slice_eq(w->endpoints.list[i].path, w->endpoints.list[at].path))
			return false;
	return true;
}

static void
put_path(struct openapi_writer *w, size_t at)
{
	const struct endpoint *first = &w->endpoints.list[at];
	json_name_slice(&w->json, first->path);
	json_begin_object(&w->json);
	json_name(&w->json, "parameters");
	json_begin_array(&w->json);
	if (endpoint_has(first, "{entity_id}"))
		put_parameter(w, "entity_id");
	put_other_parameters(w, first);
	json_end_array(&w->json);
	for (size_t i = at; i < w->endpoints.count; i++)
		if (slice_eq(w->endpoints.list[i].path, first->path))
			put_operation(w, &w->endpoints.list[i]);
	json_end_object(&w->json);
}

void
openapi_put_paths(struct openapi_writer *w)
{
	json_name(&w->json, "paths");
	json_begin_object(&w->json);
	for (size_t i = 0; i < w->endpoints.count; i++)
		if (is_first_of_path(w, i))
			put_path(w, i);
	json_end_object(&w->json);
}
