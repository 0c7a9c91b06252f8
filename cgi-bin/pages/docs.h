/* What the pages of the documentation share. */
#ifndef PAGES_DOCS_H
#define PAGES_DOCS_H

#include "cgi-bin/pages/page.h"

/* Names between backticks, as the table of problems writes them, become code. */
void docs_prose(struct call *call, const char *text, const struct prose **pieces, size_t *npieces);
struct problem_row docs_problem_row(struct call *call, const struct problem_kind *kind);

/* A line for the shell, with the three names of the .env; json NULL: no body. */
struct slice docs_curl(struct call *call, const char *method, struct slice path,
    const char *media_type, struct slice json);

#endif
