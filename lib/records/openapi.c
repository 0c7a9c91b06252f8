/* The document as a whole, and handing it out. */
#include "records/openapi.h"

#include <string.h>

#include "access/steps.h"
#include "base/str.h"
#include "codec/http.h"
#include "crypt/crypt.h"
#include "records/openapi_parts.h"
#include "records/actions.h"
#include "records/body.h"
#include "web/program.h"

#define VERSION "1.0.0"
#define SUMMARY "A company’s workforce data: persons, employees and what is around them."
#define DESCRIPTION                                                                                \
	"Every answer carries X-Request-Id. Whatever is not a success is "                         \
	"application/problem+json "                                                                \
	"with a code, and each code has a page. Lists page by cursor; personal data is searched "  \
	"by POST, never by URL. Every GET answers HEAD, every path answers OPTIONS. Within /v1 "   \
	"members and codes are only ever added: ignore what you do not know."

const struct shape openapi_shape = {SHAPE_NOTHING, NULL, NULL};

/* Turns ' into ", so that JSON can be read where it is written down. */
static struct slice
unquoted(struct arena *arena, const char *quoted)
{
	char *text = arena_text(arena, slice_from(quoted));
	for (char *at = text; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	return slice_from(text);
}

void
openapi_put(struct openapi_writer *w, const char *quoted)
{
	json_put_raw(&w->json, unquoted(w->arena, quoted));
}

void
openapi_member(struct openapi_writer *w, const char *name, const char *quoted)
{
	json_name(&w->json, name);
	json_put_raw(&w->json, unquoted(w->arena, quoted));
}

void
openapi_text(struct openapi_writer *w, const char *name, struct slice text)
{
	json_name(&w->json, name);
	json_put_string(&w->json, text);
}

void
openapi_refer(struct openapi_writer *w, const char *kind, struct slice name)
{
	json_begin_object(&w->json);
	openapi_text(
	    w, "$ref", arena_printf(w->arena, "#/components/%s/%.*s", kind, SLICE_ARG(name)));
	json_end_object(&w->json);
}

struct fieldset
openapi_readable(const struct openapi *of, const struct resource *resource)
{
	return of->policy == NULL ? fieldset_all(resource) : policy_readable(of->policy, resource);
}

struct fieldset
openapi_writable(const struct openapi *of, const struct resource *resource, unsigned operation)
{
	return of->policy == NULL ? fieldset_all(resource)
				  : policy_writable(of->policy, resource, operation);
}

struct fieldset
openapi_shown(const struct openapi *of, const struct resource *resource)
{
	struct fieldset shown = openapi_readable(of, resource);
	fieldset_add(&shown, 0);
	if (of->policy != NULL && (policy_grant(of->policy, resource)->operations &
				      (OPERATION_CREATE | OPERATION_UPDATE)) != 0)
		fieldset_add(&shown, resource_version(resource));
	return shown;
}

struct fieldset
openapi_given(const struct openapi *of, const struct endpoint *endpoint)
{
	enum endpoint_body body = endpoint_body(endpoint);
	unsigned operation = body == ENDPOINT_CREATE ? OPERATION_CREATE : OPERATION_UPDATE;
	struct fieldset writable = openapi_writable(of, endpoint->resource, operation);
	if (body == ENDPOINT_TERMS)
		return action_terms(action_find(slice_from(endpoint->route->operation)), writable);
	return writable;
}

static void
put_info(struct openapi_writer *w)
{
	const char *base = w->of->base;
	openapi_member(w, "openapi", "'3.1.0'");
	json_name(&w->json, "info");
	json_begin_object(&w->json);
	openapi_member(w, "title", "'Hub'");
	openapi_member(w, "version", "'" VERSION "'");
	openapi_text(w, "summary", SLICE_OF(SUMMARY));
	openapi_text(w, "description", SLICE_OF(DESCRIPTION));
	json_name(&w->json, "contact");
	json_begin_object(&w->json);
	openapi_member(w, "name", "'Reference and help'");
	openapi_text(w, "url", arena_printf(w->arena, "%s/hub/docs", base));
	json_end_object(&w->json);
	json_end_object(&w->json);
	json_name(&w->json, "externalDocs");
	json_begin_object(&w->json);
	openapi_text(w, "url", arena_printf(w->arena, "%s/hub/docs", base));
	openapi_member(w, "description", "'Getting started, and a page for each resource'");
	json_end_object(&w->json);
	json_name(&w->json, "servers");
	json_begin_array(&w->json);
	json_begin_object(&w->json);
	openapi_text(w, "url", slice_from(base));
	openapi_put(w, "'description':'Production: live data and sandbox, by the mode of the key',"
		       "'x-internal':false");
	json_end_object(&w->json);
	json_end_array(&w->json);
	openapi_member(w, "security", "[{'bearer':[]}]");
}

static bool
has_resource(const struct openapi_writer *w, const struct resource *resource)
{
	for (size_t i = 0; i < w->endpoints.count; i++)
		if (w->endpoints.list[i].resource == resource)
			return true;
	return false;
}

static void
put_tags(struct openapi_writer *w)
{
	json_name(&w->json, "tags");
	json_begin_array(&w->json);
	openapi_put(w, "{'name':'Authentication','description':'Keys, tokens, and what they may "
		       "do.'},{'name':'Company','description':'The company itself.'}");
	for (size_t i = 0; catalog[i] != NULL; i++) {
		if (!has_resource(w, catalog[i]))
			continue;
		json_begin_object(&w->json);
		openapi_text(w, "name", slice_from(catalog[i]->title));
		openapi_text(w, "description", slice_from(catalog[i]->meaning));
		json_end_object(&w->json);
	}
	openapi_put(w, "{'name':'Service','description':'Public questions about the service.'}");
	json_end_array(&w->json);
}

static void
put_components(struct openapi_writer *w)
{
	json_name(&w->json, "components");
	json_begin_object(&w->json);
	openapi_member(w, "securitySchemes",
	    "{'bearer':{'type':'http','scheme':'bearer','description':'An API key, or an access "
	    "token from auth.login. Follows RFC 6750; never in a URL.'}}");
	json_name(&w->json, "schemas");
	json_begin_object(&w->json);
	openapi_put_schemas(w);
	json_end_object(&w->json);
	json_name(&w->json, "headers");
	json_begin_object(&w->json);
	openapi_put_headers(w);
	json_end_object(&w->json);
	json_name(&w->json, "parameters");
	json_begin_object(&w->json);
	openapi_put_parameters(w);
	json_end_object(&w->json);
	openapi_put_problem_components(w);
	json_end_object(&w->json);
}

bool
openapi_write(struct str *out, const struct openapi *openapi)
{
	struct openapi_writer w = {.json = json_writer(out),
	    .of = openapi,
	    .arena = openapi->arena,
	    .endpoints = endpoints_of(openapi->arena, openapi->routes, openapi->policy)};
	json_begin_object(&w.json);
	put_info(&w);
	put_tags(&w);
	openapi_put_paths(&w);
	put_components(&w);
	json_end_object(&w.json);
	return !out->full;
}

/*
 * Written anew each time: that takes some ten milliseconds, and kept it would weigh a megabyte in
 * every process.
 */
static bool
put_document(struct call *call, bool by_key)
{
	struct openapi openapi = {.arena = call->arena,
	    .routes = call->program->routes,
	    .base = call->settings->public_urls[0],
	    .policy = by_key ? call->caller.policy : NULL,
	    .entity_code = by_key ? call->caller.entity_code : NULL};
	answer_begin(call, 200, "application/json");
	return openapi_write(&call->answer.body, &openapi);
}

/* What a key may do is said by what the database says now, like every refusal. */
void
openapi_get(struct call *call)
{
	bool by_key = call->caller.kind == CALLER_KEY;
	if (!body_accept_answer(call) || (by_key && !access_confirm(call)))
		return;
	if (!put_document(call, by_key))
		fail(call, "openapi", 0);
}
