/* Spreading the route table out over the catalog. */
#include "records/endpoints.h"

#include <string.h>

#include "access/policy_text.h"
#include "base/str.h"
#include "records/actions.h"
#include "records/records.h"

#define PATH_MAX_BYTES 1024
#define BEFORE_PARAMETER 1

static const struct {
	const char *verb;
	const char *summary; /* ends with %s, the resource's plural, or %o, "an" and its singular */
} summaries[] = {
    {"list", "List %s"},
    {"search", "Search %s"},
    {"get", "Get %o"},
    {"create", "Create %o"},
    {"update", "Update %o"},
    {"delete", "Delete %o"},
    {"download", "Download the content of %o"},
    {"upload", "Put the content of %o"},
    {"auth.login", "Log in with a key"},
    {"auth.logout", "End an access token"},
    {"auth.whoami", "Who am I?"},
    {"entities.read", "Get the company"},
    {"changes.list", "Follow the changes"},
    {"periods", "Reckon pay periods"},
    {"openapi", "Get this document"},
    {"health", "Is the process alive?"},
    {"ready", "Is the service usable?"},
};

/* "an email address". */
static struct slice
one_of(struct arena *arena, const char *object)
{
	char *text = arena_text(arena, slice_from(object));
	for (char *at = text; *at != '\0'; at++)
		if (*at == '_')
			*at = ' ';
	return arena_printf(arena, "%s %s", strchr("aeio", text[0]) != NULL ? "an" : "a", text);
}

static struct slice
lowered(struct arena *arena, const char *title)
{
	char *text = arena_text(arena, slice_from(title));
	if (text[0] >= 'A' && text[0] <= 'Z')
		text[0] = (char)(text[0] | 0x20);
	return slice_from(text);
}

static struct slice
blanks_for_dashes(struct arena *arena, const char *words)
{
	char *text = arena_text(arena, slice_from(words));
	for (char *at = text; *at != '\0'; at++)
		if (*at == '-' || *at == '.' || *at == '_')
			*at = ' ';
	if (text[0] >= 'a' && text[0] <= 'z')
		text[0] = (char)(text[0] & ~0x20);
	return slice_from(text);
}

static struct slice
summary_of(struct arena *arena, const struct route *route, const struct resource *resource)
{
	struct str text;
	str_init(&text, arena, PATH_MAX_BYTES);
	const struct resource *terms = route->request == NULL ? NULL : route->request->resource;
	for (size_t i = 0; i < sizeof summaries / sizeof summaries[0]; i++) {
		struct slice head, tail, format = slice_from(summaries[i].summary);
		if (strcmp(summaries[i].verb, route->operation) != 0)
			continue;
		if (resource == NULL || !slice_cut(format, '%', &head, &tail))
			return format;
		str_add(&text, head);
		str_add(&text, tail.at[0] == 'o' ? one_of(arena, resource->object)
						 : lowered(arena, resource->title));
		return str_slice(&text);
	}
	if (terms != NULL)
		return slice_from(terms->title);
	str_add(&text, blanks_for_dashes(arena, route->operation));
	return str_slice(&text);
}

/* The pattern as clients read it: names of resources written out, `entity` as in whoami. */
static struct slice
path_of(struct arena *arena, const char *pattern, const struct resource *resource)
{
	struct str path;
	struct slice part, rest = slice_skip(slice_from(pattern), BEFORE_PARAMETER);
	str_init(&path, arena, PATH_MAX_BYTES);
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, '/', &part, &rest);
		str_add_char(&path, '/');
		if (slice_has_prefix(part, "{resource"))
			str_add_text(&path, resource->name);
		else if (slice_is(part, "{entity}"))
			str_add_text(&path, "{entity_id}");
		else
			str_add(&path, part);
	}
	return slice_from(str_text(&path));
}

/*
 * The part of a pattern that says which resource: "{resource}" for all, "{resource=NAME}" or
 * the name itself for one; NULL slice if there is none.
 */
static struct slice
resource_part(const char *pattern)
{
	struct slice part, rest = slice_skip(slice_from(pattern), BEFORE_PARAMETER);
	while (rest.at != NULL) {
		struct slice left = rest;
		slice_cut(left, '/', &part, &rest);
		if (slice_has_prefix(part, "{resource") || catalog_find(part) != NULL)
			return part;
	}
	return SLICE_NONE;
}

static bool
serves(const struct route *route, const struct resource *resource)
{
	struct slice part = resource_part(route->pattern);
	if (resource == NULL || part.at == NULL)
		return resource == NULL && part.at == NULL;
	if (slice_has_prefix(part, "{resource="))
		part = slice_head(
		    slice_skip(part, strlen("{resource=")), part.len - strlen("{resource=") - 1);
	if (!slice_is(part, "{resource}") && !slice_is(part, resource->name))
		return false;
	return (resource->operations & route->needs) == route->needs;
}

static struct slice
scope_of(struct arena *arena, const struct route *route, const struct resource *resource)
{
	if (route->access == ACCESS_FEED)
		return SLICE_OF(POLICY_FEED_SCOPE);
	return resource != NULL && route->access == ACCESS_RESOURCE
		   ? policy_scope(arena, resource, route->needs)
		   : SLICE_NONE;
}

static struct endpoint
endpoint_at(struct arena *arena, const struct route *route, const struct resource *resource)
{
	struct endpoint endpoint = {.route = route,
	    .resource = resource,
	    .name = slice_from(route->operation),
	    .path = path_of(arena, route->pattern, resource),
	    .summary = summary_of(arena, route, resource)};
	if (resource != NULL)
		endpoint.name = arena_printf(arena, "%s.%s", resource->name, route->operation);
	endpoint.scope = scope_of(arena, route, resource);
	return endpoint;
}

static size_t
count_routes(const struct route *routes)
{
	size_t count = 0;
	while (routes[count].operation != NULL)
		count++;
	return count;
}

static size_t
count_resources(void)
{
	size_t count = 0;
	while (catalog[count] != NULL)
		count++;
	return count;
}

/* Some routes cannot do without certain fields; their scope may be held with these left out. */
static bool
has_fields(const struct route *route, const struct resource *resource, const struct policy *policy)
{
	struct fieldset written = policy_writable(policy, resource, route->needs), missing = {0};
	if (action_find(slice_from(route->operation)) != NULL)
		return action_is_open_to(written);
	if (route->handle == documents_upload)
		missing = fieldset_minus(documents_upload_fields(), written);
	if (route->handle == pay_periods_list)
		missing = fieldset_minus(pay_periods_fields(), policy_readable(policy, resource));
	return fieldset_is_empty(&missing);
}

static bool
is_open_to(const struct route *route, const struct resource *resource, const struct policy *policy)
{
	if (route->access == ACCESS_FEED)
		return policy->granted.feed;
	return resource == NULL || (policy_allows(policy, resource, route->needs) &&
				       has_fields(route, resource, policy));
}

static void
add_all_of(struct arena *arena, const struct route *routes, const struct policy *policy,
    const struct resource *resource, struct endpoint *list, size_t *count)
{
	for (const struct route *route = routes; route->operation != NULL; route++) {
		if (serves(route, resource) &&
		    (policy == NULL || is_open_to(route, resource, policy)))
			list[(*count)++] = endpoint_at(arena, route, resource);
	}
}

struct endpoints
endpoints_of(struct arena *arena, const struct route *routes, const struct policy *policy)
{
	size_t most = count_routes(routes) * (count_resources() + 1), count = 0;
	struct endpoint *list = arena_array(arena, most, sizeof *list);
	add_all_of(arena, routes, policy, NULL, list, &count);
	for (size_t i = 0; catalog[i] != NULL; i++)
		add_all_of(arena, routes, policy, catalog[i], list, &count);
	return (struct endpoints){.list = list, .count = count};
}

enum endpoint_body
endpoint_body(const struct endpoint *endpoint)
{
	const struct route *route = endpoint->route;
	if (route->request != NULL && route->request->kind == SHAPE_BYTES)
		return ENDPOINT_BYTES;
	if (route->request == NULL || route->request->kind == SHAPE_NOTHING ||
	    route->method == METHOD_GET || route->method == METHOD_DELETE)
		return ENDPOINT_NO_BODY;
	if (route->request->kind == SHAPE_SEARCH)
		return ENDPOINT_SEARCH;
	if (route->request->kind == SHAPE_MEMBERS)
		return ENDPOINT_MEMBERS;
	if (route->request->resource != NULL)
		return ENDPOINT_TERMS;
	return route->method == METHOD_PATCH ? ENDPOINT_PATCH : ENDPOINT_CREATE;
}

const struct resource *
endpoint_terms(const struct endpoint *endpoint)
{
	enum endpoint_body body = endpoint_body(endpoint);
	if (body == ENDPOINT_TERMS)
		return endpoint->route->request->resource;
	return body == ENDPOINT_CREATE || body == ENDPOINT_PATCH ? endpoint->resource : NULL;
}

bool
endpoint_has(const struct endpoint *endpoint, const char *part)
{
	return strstr(endpoint->path.at, part) != NULL;
}

static bool
answers(const struct endpoint *endpoint, enum shape_kind kind)
{
	return endpoint->route->answer != NULL && endpoint->route->answer->kind == kind;
}

bool
endpoint_is_list(const struct endpoint *endpoint)
{
	return answers(endpoint, SHAPE_LIST) && endpoint->route->method == METHOD_GET;
}

bool
endpoint_is_search(const struct endpoint *endpoint)
{
	return endpoint_body(endpoint) == ENDPOINT_SEARCH;
}

bool
endpoint_writes(const struct endpoint *endpoint)
{
	return endpoint->resource != NULL && endpoint->route->method != METHOD_GET &&
	       !endpoint_is_search(endpoint);
}

bool
endpoint_answers_record(const struct endpoint *endpoint)
{
	return answers(endpoint, SHAPE_RECORD) && endpoint->resource != NULL;
}

bool
endpoint_answers_bytes(const struct endpoint *endpoint)
{
	return answers(endpoint, SHAPE_BYTES);
}

bool
endpoint_is_public(const struct endpoint *endpoint)
{
	return endpoint->route->access == ACCESS_PUBLIC;
}

const char *
endpoint_method(const struct endpoint *endpoint)
{
	switch (endpoint->route->method) {
	case METHOD_POST:
		return "POST";
	case METHOD_PATCH:
		return "PATCH";
	case METHOD_PUT:
		return "PUT";
	case METHOD_DELETE:
		return "DELETE";
	default:
		return "GET";
	}
}

bool
endpoint_leads(
    struct arena *arena, const struct endpoint *endpoint, struct slice *from, struct slice *to)
{
	const struct action *action = action_find(slice_from(endpoint->route->operation));
	if (action == NULL)
		return false;
	const char *const *states = action->deed.from;
	*from = states[1] == NULL ? slice_from(states[0])
				  : arena_printf(arena, "%s, %s", states[0], states[1]);
	*to = slice_from(action->to);
	return true;
}
