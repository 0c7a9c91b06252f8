/*
 * The shape of a body: what may be kept of it in the request history. A catalog
 * resource is a shape; login, problems and the like have small ones of their own.
 */
#ifndef CATALOG_SHAPE_H
#define CATALOG_SHAPE_H

#include "catalog/catalog.h"

enum shape_kind {
	SHAPE_NOTHING = 1, /* no body, or one that is never kept (login) */
	SHAPE_RECORD,      /* one record of `resource` (or of the route's resource if NULL) */
	SHAPE_LIST,        /* the list envelope around records */
	SHAPE_SEARCH,      /* the body of POST …/search */
	SHAPE_MEMBERS,     /* exactly `members` */
	SHAPE_BYTES        /* the content of a document: read and sent in pieces, never kept */
};

struct shape_member {
	const char *name;
	enum privacy privacy;            /* of a scalar */
	const struct shape *shape;       /* of an object, or of each element of an array */
};

struct shape {
	enum shape_kind kind;
	const struct resource *resource;
	const struct shape_member *members; /* ends with a NULL name */
};

#endif
