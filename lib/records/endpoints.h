/*
 * The route table spread out: each route at each resource that it serves, under its
 * permanent name. The reference, the OpenAPI document and the collections are written
 * from this list.
 */
#ifndef RECORDS_ENDPOINTS_H
#define RECORDS_ENDPOINTS_H

#include "access/policy.h"
#include "web/route.h"

struct endpoint {
	const struct route *route;
	const struct resource *resource; /* NULL for routes without one */
	struct slice name;               /* "employees.list", "auth.login" */
	struct slice path;               /* "/v1/entities/{entity_id}/employees/{id}" */
	struct slice summary;            /* "List employees" */
	struct slice scope;              /* "employees:read"; NULL slice if none is needed */
};

struct endpoints {
	const struct endpoint *list; /* those without a resource first, then by resource */
	size_t count;
};

/* All of them, or with a policy those that it allows. Texts lie in the arena. */
struct endpoints endpoints_of(
    struct arena *arena, const struct route *routes, const struct policy *policy);

/* What kind of body goes in. */
enum endpoint_body {
	ENDPOINT_NO_BODY,
	ENDPOINT_CREATE, /* a new record */
	ENDPOINT_PATCH,  /* a merge patch of a record */
	ENDPOINT_TERMS,  /* what an action is told: the resource of the route's request shape */
	ENDPOINT_SEARCH,
	ENDPOINT_MEMBERS, /* the members of the route's request shape */
	ENDPOINT_BYTES
};
enum endpoint_body endpoint_body(const struct endpoint *endpoint);
/* The record whose fields the body has; NULL unless it is CREATE, PATCH or TERMS. */
const struct resource *endpoint_terms(const struct endpoint *endpoint);

/* True if the path has that part: "{id}". */
bool endpoint_has(const struct endpoint *endpoint, const char *part);
bool endpoint_is_list(const struct endpoint *endpoint);
bool endpoint_is_search(const struct endpoint *endpoint);
/* Below a resource, and changing something. */
bool endpoint_writes(const struct endpoint *endpoint);
bool endpoint_answers_record(const struct endpoint *endpoint);
/* The content of a document comes back. */
bool endpoint_answers_bytes(const struct endpoint *endpoint);
bool endpoint_is_public(const struct endpoint *endpoint);
/* From which statuses an action leads, and to which; false if the endpoint is no action. */
bool endpoint_leads(
    struct arena *arena, const struct endpoint *endpoint, struct slice *from, struct slice *to);
/* "GET". */
const char *endpoint_method(const struct endpoint *endpoint);

#endif
