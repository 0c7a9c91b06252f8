/* A redacted body of the history as indented text, what was hidden told apart. */
#ifndef PAGES_BODY_H
#define PAGES_BODY_H

#include "base/arena.h"
#include "templates/pages.h"

/* Fills headers, lines, hidden, one and none; bytes are the caller's. */
void body_show(
    struct arena *arena, struct slice headers, struct slice body, struct request_side *side);

/* The problem's complaints, for a table of their own. */
void body_complaints(
    struct arena *arena, struct slice body, const struct request_complaint **rows, size_t *nrows);

#endif
