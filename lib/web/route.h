/*
 * Routes as data: a row says who may come, what it is called for ever, and what
 * shapes go in and out. A row without an access rule is refused at start.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stdio.h>

#include "catalog/shape.h"

struct call;

enum method {
	METHOD_GET = 1u << 0,
	METHOD_POST = 1u << 1,
	METHOD_PATCH = 1u << 2,
	METHOD_PUT = 1u << 3,
	METHOD_DELETE = 1u << 4,
	METHOD_OPTIONS = 1u << 5,
	METHOD_OTHER = 1u << 6
};

#define ROUTE_PARAMETERS_MAX 6
#define ROUTE_PATH_MAX 2048
#define ROUTES_MAX 256 /* of one program */

/* Who may come. 0 means that somebody forgot, and no program starts with it. */
enum access {
	ACCESS_PUBLIC = 1, /* anybody; listed literally by a test */
	ACCESS_CREDENTIAL, /* any living key or token */
	ACCESS_FEED,       /* a key whose policy holds changes:read */
	ACCESS_RESOURCE,   /* a key whose policy holds `needs` on the route's resource */
	ACCESS_SESSION,    /* a signed-in user with one of `roles` */
	ACCESS_ANONYMOUS   /* portal pages for people not signed in (sign-in itself) */
};

typedef void handler(struct call *call);

struct route {
	const char *operation; /* "auth.login"; for resource routes the verb alone: "list" */
	enum method method;
	/*
	 * "/v1/entities/{entity}/{resource}/{id}". {resource} matches only names of the
	 * catalog whose operations include `needs` (else 404, or 405 if another method exists),
	 * {resource=employees} only that one.
	 */
	const char *pattern;
	enum access access;
	unsigned needs; /* enum operation; for ACCESS_RESOURCE */
	unsigned roles; /* enum role bits; for ACCESS_SESSION */
	handler *handle;
	const struct shape *request;
	const struct shape *answer;
	bool unrecorded; /* health and readiness only */
};

enum route_match { ROUTE_FOUND, ROUTE_UNKNOWN, ROUTE_METHOD_WRONG };

/*
 * Finds the row for method and path; the request loop does it once, before the first
 * step. Fills call->match, allowed and open_to_all; if the path is known, parameters,
 * notes.resource and notes.path (rebuilt: `{id}` stands where no valid id did); on
 * ROUTE_FOUND also call->route and notes.operation ("employees.list", "auth.login").
 * OPTIONS never finds a row: it is ROUTE_METHOD_WRONG at a known path. Where patterns
 * overlap, the one with the fewest parameters is the path: ".../search" before ".../{id}".
 */
void route_find(struct call *call);

/* True if every row is complete; else one line about the first that is not. */
bool route_check(const struct route *routes, FILE *complaints);

/* "GET, HEAD, POST, OPTIONS" for the Allow header. */
struct slice route_allow(struct call *call, unsigned methods);

#endif
