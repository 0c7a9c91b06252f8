/* What the pages of the documentation share. */
#ifndef PAGES_DOCS_H
#define PAGES_DOCS_H

#include "access/policy.h"
#include "cgi-bin/pages/page.h"

/* Names between backticks, as the table of problems writes them, become code. */
void docs_prose(struct call *call, const char *text, const struct prose **pieces, size_t *npieces);
struct problem_row docs_problem_row(struct call *call, const struct problem_kind *kind);

/* A line for the shell, with the three names of the .env; json NULL: no body. */
struct slice docs_curl(struct call *call, const char *method, struct slice path,
    const char *media_type, struct slice json);

/*
 * Through whose eyes the reference is shown: for somebody signed in, the keys of the company
 * to choose from (?key=key_…) and the policy of the one chosen. Without one nothing is lacking.
 */
struct docs_lens {
	const struct policy *policy; /* NULL: none chosen */
	struct slice name;           /* of the key */
	const struct option *options;
	size_t noptions;
};
struct docs_lens docs_lens(struct call *call);
bool docs_lens_lacks(
    const struct docs_lens *lens, const struct resource *resource, unsigned operations);
/* What the key may not do with the field, as a sentence; NULL slice: nothing. */
struct slice docs_lens_field(
    const struct docs_lens *lens, const struct resource *resource, int field);

/* The commonest causes of a problem. */
#define DOCS_CAUSES 3
void docs_causes(struct call *call, size_t problem, struct hub_docs_problem *data);

#endif
