/*
 * Routes as data: a row says who may come, what it is called for ever, and what
 * shapes go in and out. A row without an access rule is refused at start.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

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

/* Who may come. 0 means that somebody forgot, and no program starts with it. */
enum access {
	ACCESS_PUBLIC = 1,   /* anybody; listed literally by a test */
	ACCESS_CREDENTIAL,   /* any living key or token */
	ACCESS_RESOURCE,     /* a key whose policy holds `needs` on the route's resource */
	ACCESS_SESSION,      /* a signed-in user with one of `roles` */
	ACCESS_ANONYMOUS     /* portal pages for people not signed in (sign-in itself) */
};

typedef void handler(struct call *call);

struct route {
	const char *operation;  /* "auth.login"; for resource routes the verb alone: "list" */
	enum method method;
	/*
	 * "/v1/entities/{entity}/{resource}/{id}". {resource} matches only names of the
	 * catalog whose operations include `needs` (else 404, or 405 if another method exists).
	 */
	const char *pattern;
	enum access access;
	unsigned needs;         /* enum operation; for ACCESS_RESOURCE */
	unsigned roles;         /* enum role bits; for ACCESS_SESSION */
	handler *handle;
	const struct shape *request;
	const struct shape *answer;
	bool unrecorded;        /* health and readiness only */
};

enum route_match { ROUTE_FOUND, ROUTE_UNKNOWN, ROUTE_METHOD_WRONG };

/*
 * Finds the row for method and path. On ROUTE_FOUND fills call->route, parameters,
 * notes.resource, notes.operation and notes.path; on ROUTE_METHOD_WRONG *allowed
 * holds the methods that exist there.
 */
enum route_match route_find(struct call *call, unsigned *allowed);

/* "GET, HEAD, POST, OPTIONS" for the Allow header. */
struct slice route_allow(struct call *call, unsigned methods);

#endif
