/* Rows of the change feed as they lie there, and which of them a view's population hides. */
#ifndef RECORDS_FEED_ROWS_H
#define RECORDS_FEED_ROWS_H

#include "catalog/view.h"
#include "db/db.h"

struct feed_row {
	uint64_t seq;
	int64_t at;
	struct slice resource;
	struct uuid record_id;
	struct slice operation;
	uint64_t version;
	struct slice fields;
	struct slice caller_kind;
	struct uuid caller_id;
};

struct feed_rows {
	struct feed_row *list;
	bool *hidden; /* one for each; NULL: none is */
	size_t count;
};

/* The next of the view's realm behind number `after`, at most `most`. */
enum db_status feed_rows_of(struct db *db, struct arena *arena, const struct view *view,
    uint64_t after, uint64_t most, struct feed_rows *rows);

#endif
