/* Where somebody is signed in, as rows of a table. */
#ifndef PAGES_SESSION_ROWS_H
#define PAGES_SESSION_ROWS_H

#include "templates/pages.h"
#include "web/call.h"

/* Last seen first; the caller's own session is marked. In the arena. */
enum db_status session_rows(struct call *call, struct uuid user_id,
    const struct session_row **rows, size_t *nrows);

#endif
