/*
 * The OpenAPI 3.1 document of the API, written from the route table, the catalog, the
 * table of problems and the shapes. Nothing in it is written down twice: a row more in one
 * of those tables is an operation, a member or a code more here.
 */
#ifndef RECORDS_OPENAPI_H
#define RECORDS_OPENAPI_H

#include "records/endpoints.h"
#include "web/problem.h"

struct openapi {
	struct arena *arena;
	const struct route *routes;
	const char *base;            /* where the API lies, without /v1 */
	const struct policy *policy; /* NULL: everything; else what it allows and shows */
	const char *entity_code;     /* the example of {entity_id}; NULL: an invented one */
};

#define OPENAPI_MAX ((size_t)16 * 1024 * 1024)

/* Appends the document; false if it met the limit of the text. */
bool openapi_write(struct str *out, const struct openapi *openapi);

/* Which problems can answer the operation: bits of enum problem. */
uint64_t openapi_problems_of(const struct endpoint *endpoint);

/* Examples as JSON: a body to send (NULL slice if there is none), and a whole record. */
struct slice openapi_example_body(struct arena *arena, const struct endpoint *endpoint);
struct slice openapi_example_record(struct arena *arena, const struct resource *resource);

/* GET /v1/openapi.json: whole for the public, for a key what it may do and see. */
handler openapi_get;
extern const struct shape openapi_shape; /* nothing of it is kept */

#endif
