/*
 * The change feed (RESOURCES.md, rules across resources): what was created, changed and
 * deleted in a realm, in the order of its commits, to each caller as far as it may read.
 */
#ifndef RECORDS_FEED_H
#define RECORDS_FEED_H

#include "access/policy.h"
#include "catalog/view.h"
#include "crypt/secrets.h"
#include "db/db.h"
#include "web/caller.h"

/* How far a reader has come: everything up to this number. */
struct feed_position {
	uint64_t realm_id;
	uint64_t seq;
};

/* The opaque text of `after`; it opens for keys of the same company and mode alone. */
struct slice feed_position_write(struct arena *arena, const struct secrets *secrets,
    const struct caller *caller, struct feed_position position);
bool feed_position_read(struct arena *arena, const struct secrets *secrets,
    const struct caller *caller, struct slice text, struct feed_position *position);

/* One change as it may be shown. */
struct feed_change {
	const struct resource *resource;
	struct uuid record_id;
	struct slice operation;
	uint64_t version;
	struct fieldset fields; /* those that changed and may be read */
	struct slice caller_kind;
	struct uuid caller_id; /* nil: the system */
	int64_t at_us;
};

struct feed_page {
	struct feed_change *changes;
	size_t count;
	uint64_t seq; /* where it ends; not before where it began */
	bool has_more;
};

/* At most FEED_EXAMINED_MOST rows are looked at for one page, which may so be a short one. */
#define FEED_EXAMINED_MOST 2000

/*
 * To a view with a population: changes of what it reaches now, whenever they were made, and those
 * by which a record that it reached was deleted or taken elsewhere. What became of such a record
 * later it does not learn. Who is moved with a department, or by a change of the population
 * itself, comes and goes without a change of his own.
 */
enum db_status feed_collect(struct db *db, struct arena *arena, const struct policy *policy,
    const struct view *view, struct feed_position after, unsigned limit, struct feed_page *page);

#endif
