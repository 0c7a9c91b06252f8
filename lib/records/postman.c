/* Postman's collection format 2.1.0. */
#include "records/postman.h"

#include "catalog/describe.h"
#include "codec/json.h"
#include "records/endpoints.h"
#include "records/openapi.h"

#define SCHEMA "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
#define URL_MAX_BYTES 4096

static void
put(struct json_writer *w, const char *name, struct slice text)
{
	json_name(w, name);
	json_put_string(w, text);
}

static struct slice
url_of(struct arena *arena, const struct endpoint *endpoint)
{
	struct str url;
	struct slice part, rest = slice_skip(endpoint->path, 1);
	str_init(&url, arena, URL_MAX_BYTES);
	str_add_text(&url, "{{base_url}}");
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, '/', &part, &rest);
		str_add_char(&url, '/');
		if (slice_is(part, "{entity_id}"))
			str_add_text(&url, "{{entity_id}}");
		else if (slice_is(part, "{id}"))
			str_add(&url, describe_id(arena, endpoint->resource));
		else
			str_add(&url, part);
	}
	return str_slice(&url);
}

static void
put_pair(struct json_writer *w, const char *name, const char *value)
{
	json_begin_object(w);
	put(w, "key", slice_from(name));
	put(w, "value", slice_from(value));
	json_end_object(w);
}

static void
put_body(struct json_writer *w, struct slice json)
{
	json_name(w, "body");
	json_begin_object(w);
	put(w, "mode", SLICE_OF("raw"));
	put(w, "raw", json);
	json_name(w, "options");
	json_put_raw(w, SLICE_OF("{\"raw\":{\"language\":\"json\"}}"));
	json_end_object(w);
}

/* Every request brings a test: it is no failure of ours, and it is named. */
static void
put_test(struct json_writer *w)
{
	json_name(w, "event");
	json_put_raw(
	    w, SLICE_OF(
		   "[{\"listen\":\"test\",\"script\":{\"type\":\"text/javascript\",\"exec\":["
		   "\"pm.test('answered', () => pm.expect(pm.response.code).to.be.below(500));\","
		   "\"pm.test('named', () => pm.response.to.have.header('X-Request-Id'));\"]}}]"));
}

static void
put_request(struct json_writer *w, struct arena *arena, const struct endpoint *endpoint)
{
	struct slice json = openapi_example_body(arena, endpoint);
	bool patch = endpoint_body(endpoint) == ENDPOINT_PATCH;
	bool bytes = endpoint_body(endpoint) == ENDPOINT_BYTES;
	json_begin_object(w);
	put(w, "name", endpoint->summary);
	put_test(w);
	json_name(w, "request");
	json_begin_object(w);
	put(w, "method", slice_from(endpoint_method(endpoint)));
	json_name(w, "header");
	json_begin_array(w);
	if (bytes)
		put_pair(w, "Content-Type", "application/pdf");
	if (json.at != NULL)
		put_pair(
		    w, "Content-Type", patch ? "application/merge-patch+json" : "application/json");
	json_end_array(w);
	if (bytes) {
		json_name(w, "body");
		json_put_raw(w, SLICE_OF("{\"mode\":\"file\",\"file\":{}}"));
	}
	if (json.at != NULL)
		put_body(w, json);
	put(w, "url", url_of(arena, endpoint));
	json_end_object(w);
	json_end_object(w);
}

static void
begin_folder(struct json_writer *w, const char *name)
{
	json_begin_object(w);
	put(w, "name", slice_from(name));
	json_name(w, "item");
	json_begin_array(w);
}

static void
end_folder(struct json_writer *w)
{
	json_end_array(w);
	json_end_object(w);
}

/* In the order of the first hour: who am I, the company, a list, a search. */
static void
put_start(struct json_writer *w, struct arena *arena, const struct endpoints *endpoints)
{
	static const char *const first[] = {
	    "auth.whoami", "entities.read", "employees.list", "persons.search", "persons.create"};
	begin_folder(w, "Start here");
	for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
		for (size_t j = 0; j < endpoints->count; j++)
			if (slice_is(endpoints->list[j].name, first[i]))
				put_request(w, arena, &endpoints->list[j]);
	end_folder(w);
}

static void
put_folder(struct json_writer *w, struct arena *arena, const struct endpoints *endpoints,
    const struct resource *resource)
{
	begin_folder(w, resource == NULL ? "Service" : resource->title);
	for (size_t i = 0; i < endpoints->count; i++)
		if (endpoints->list[i].resource == resource)
			put_request(w, arena, &endpoints->list[i]);
	end_folder(w);
}

void
postman_write_collection(
    struct str *out, struct arena *arena, const struct route *routes, const char *base)
{
	struct json_writer w = json_writer(out);
	struct endpoints endpoints = endpoints_of(arena, routes, NULL);
	json_begin_object(&w);
	json_name(&w, "info");
	json_begin_object(&w);
	put(&w, "name", SLICE_OF("Hub"));
	put(&w, "description", arena_printf(arena, "Reference: %s/hub/docs", base));
	put(&w, "schema", SLICE_OF(SCHEMA));
	json_end_object(&w);
	json_name(&w, "auth");
	json_put_raw(&w, SLICE_OF("{\"type\":\"bearer\",\"bearer\":[{\"key\":\"token\","
				  "\"value\":\"{{api_key}}\",\"type\":\"string\"}]}"));
	json_name(&w, "item");
	json_begin_array(&w);
	put_start(&w, arena, &endpoints);
	for (size_t i = 0; catalog[i] != NULL; i++)
		put_folder(&w, arena, &endpoints, catalog[i]);
	put_folder(&w, arena, &endpoints, NULL);
	json_end_array(&w);
	json_end_object(&w);
}

static void
put_value(struct json_writer *w, const char *name, struct slice value, const char *type)
{
	json_begin_object(w);
	put(w, "key", slice_from(name));
	put(w, "value", value);
	put(w, "type", slice_from(type));
	json_name(w, "enabled");
	json_put_bool(w, true);
	json_end_object(w);
}

void
postman_write_environment(struct str *out, const char *base, struct slice entity_id)
{
	struct json_writer w = json_writer(out);
	json_begin_object(&w);
	put(&w, "name", SLICE_OF("Hub"));
	json_name(&w, "values");
	json_begin_array(&w);
	put_value(&w, "base_url", slice_from(base), "default");
	put_value(&w, "entity_id", entity_id, "default");
	put_value(&w, "api_key", SLICE_OF(""), "secret");
	json_end_array(&w);
	put(&w, "_postman_variable_scope", SLICE_OF("environment"));
	json_end_object(&w);
}
