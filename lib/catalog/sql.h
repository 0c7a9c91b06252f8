/*
 * The generator: SQL from the catalog's own names, values always bound. Each command
 * binds the view's realm; reads are joined to the view's guard, so that a credential
 * which no longer stands finds no row at all (DESIGN.md section 7, "At once"), and to what the
 * view's population reaches (population.h).
 */
#ifndef CATALOG_SQL_H
#define CATALOG_SQL_H

#include "base/str.h"
#include "catalog/cursor.h"
#include "catalog/record.h"
#include "catalog/view.h"

#define SQL_TEXT_MAX 65536
#define SQL_ARGUMENTS_MAX 4096

struct command {
	struct str text;
	uint64_t number; /* of a text that is kept (db_select_kept) */
	struct db_value *arguments;
	size_t narguments;
	enum db_type *types; /* of the result's columns */
	size_t ncolumns;
};

/* Whether the view's population keeps some of the resource's records from it. */
bool sql_is_limited(const struct view *view, const struct resource *resource);

/*
 * Reads. The columns are `columns` in the table's order, the id always first. Guarded:
 * no row means that the guard found no credential; a row whose id is NULL, that nothing
 * was found.
 */
struct command sql_get(struct arena *arena, const struct view *view,
    const struct resource *resource, struct fieldset columns, struct uuid id);
/* Where a list is read: by which index, from behind which record up to which, NULL: the ends. */
struct stretch {
	int index; /* a field; 0: the primary key */
	const struct position *after, *until;
};
/* One record more than query->limit, if there are. */
struct command sql_list(struct arena *arena, const struct view *view,
    const struct resource *resource, struct fieldset columns, const struct query *query,
    const struct stretch *stretch);
/* One column: how many there are, counted no further than `most`; by the index of that field. */
struct command sql_count(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct filter *filter, int index, uint64_t most);

/*
 * What a list will cost; unguarded, since nothing of it is shown.
 */
/* A column for each of these fields: how many records its own conditions leave, up to `most`. */
struct command sql_weigh(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct filter *filter, const int *fields, size_t nfields,
    uint64_t most);
/* The id and, unless it is the id, the sort value of the stretch's record number `far`. */
struct command sql_horizon(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct query *query, const struct stretch *stretch,
    uint64_t far);
/* How many of the first `far` records of that index there are, and how many of these are met. */
struct command sql_count_near(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct filter *filter, int index, uint64_t far);

/*
 * Which of these records the view may reach at all, as one column of ids; count is not 0. Locked:
 * inside a transaction, until whose end they stay so, with what makes them so LOCK IN SHARE MODE.
 */
struct command sql_reach(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct uuid *ids, size_t count, bool locked);

/*
 * Inside a transaction, where the guard has been checked: unguarded, with locks, and whatever the
 * view's population. Counts alone are of what it may reach.
 */
/* All columns of one record, FOR UPDATE. */
struct command sql_lock(
    struct arena *arena, const struct view *view, const struct resource *resource, struct uuid id);
/* id and, where the resource has it, is_active of a row to refer to, LOCK IN SHARE MODE. */
struct command sql_refer(
    struct arena *arena, const struct view *view, const struct resource *resource, struct uuid id);
/* id alone of one record, FOR UPDATE. */
struct command sql_hold(
    struct arena *arena, const struct view *view, const struct resource *resource, struct uuid id);
/* id and version of the rows whose `field` is that id, FOR UPDATE. */
struct command sql_children(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id);
/* One column: how many rows' `field` is that id. */
struct command sql_count_children(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id);
/*
 * id and version of the other records that bear the resource's sole flag among those alike
 * to this one, FOR UPDATE.
 */
struct command sql_sole(struct arena *arena, const struct view *view, const struct record *record);
/* Takes the flag from one of them. */
struct command sql_sole_unset(struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, int64_t now_us);
/*
 * One column: the record of that id and those above it by `field`, the nearest first, no
 * more than `most`.
 */
struct command sql_path(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id, uint64_t most);

/* Text alone, for one row of record_arguments(); also for bulk. */
struct slice sql_insert(struct arena *arena, const struct resource *resource);
/* How many arguments a row has. */
size_t sql_insert_width(const struct resource *resource);
/* The realm, then every value in the table's order, sealed ones sealed and with their digests. */
void sql_insert_arguments(struct arena *arena, const struct view *view, const struct record *record,
    struct db_value *arguments);
/* All columns but id and created_at, where the row still has version `version`. */
struct command sql_update(
    struct arena *arena, const struct view *view, const struct record *record, uint64_t version);
struct command sql_delete(struct arena *arena, const struct view *view,
    const struct resource *resource, struct uuid id, uint64_t version);

#endif
