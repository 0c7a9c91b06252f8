/*
 * What a client asks of a list: conditions, order, page, fields. From a URL or
 * from the body of a search; the answer of a single record knows `fields` alone.
 */
#ifndef CATALOG_QUERY_H
#define CATALOG_QUERY_H

#include "catalog/filter.h"
#include "codec/form.h"

#define QUERY_LIMIT_DEFAULT 50
#define QUERY_LIMIT_MAX 200
#define QUERY_CURSOR_MAX 4000

/*
 * What is not asked for: by the field that all conditions are about, where these are a range or a
 * prefix of one field that sorts; else by id. So a page costs the same however much they meet.
 */
struct sort {
	int field;
	bool descending, asked;
};

struct query {
	struct filter filter;
	struct sort sort;
	unsigned limit;
	struct slice cursor; /* NULL slice: from the start */
	bool include_count;
	bool reveal; /* sealed fields unmasked; whether the caller may is not asked here */
	struct fieldset fields; /* to be shown; those that may be read if nothing was asked */
	struct fieldset named;  /* by the client, in fields, filter and sort */
};

/* The parameters of GET on a list. Complaints name parameters. */
void query_read_url(
    const struct filtering *filtering, const struct form *form, struct query *query);

/* The parameters beside the body of POST …/search: `reveal` alone. Complaints name parameters. */
void query_read_search_url(
    const struct filtering *filtering, const struct form *form, struct query *query);

/* The body of POST …/search. Complaints point. */
void query_read_body(
    const struct filtering *filtering, const struct json *body, struct query *query);

/*
 * The parameters of a single record: `fields` and `reveal` for reading; `dry_run` where dry_run
 * is not NULL. Complaints name parameters.
 */
void query_read_single(
    const struct filtering *filtering, const struct form *form, struct query *query, bool *dry_run);

/*
 * The field whose index yields the records of a list in its order; 0: the primary key. Where all
 * conditions are about it, a page costs the same at any size and depth. Left to choose, the server
 * reads an index from its beginning rather than from where a prefix or a range begins, sorts what
 * it found by another, or looks through the whole table (*tried* with a million rows).
 */
int query_index(const struct resource *resource, const struct query *query);
/* Whether there are no conditions on other fields. */
bool query_is_about(const struct filter *filter, int field);
/* The fields, `most` at most, that conditions name and an index finds; how many. */
size_t query_indexed(
    const struct resource *resource, const struct filter *filter, int *fields, size_t most);

#endif
