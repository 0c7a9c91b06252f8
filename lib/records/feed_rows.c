/* One query for the rows; for a limited view one more for each resource among them. */
#include "records/feed_rows.h"

#include "catalog/population.h"
#include "catalog/store.h"
#include "sql/feed.h"

static enum db_status
everybody(struct db *db, struct arena *arena, const struct view *view, uint64_t after,
    uint64_t most, struct feed_rows *rows)
{
	struct feed_rows_select_in in = {view->realm_id, after, most};
	struct feed_rows_select_row *found;
	enum db_status status = feed_rows_select(db, arena, &in, &found, &rows->count);
	if (status != DB_OK)
		return status;
	rows->hidden = NULL;
	rows->list = arena_array(arena, rows->count, sizeof *rows->list);
	for (size_t i = 0; i < rows->count; i++)
		rows->list[i] = (struct feed_row){found[i].seq, found[i].at, found[i].resource,
		    found[i].record_id, found[i].operation, found[i].version, found[i].fields,
		    found[i].caller_kind, found[i].caller_id};
	return DB_OK;
}

/* Shows those among the hidden rows of the resource whose records are within reach. */
static enum db_status
show_reached(struct db *db, struct arena *arena, const struct view *view,
    const struct resource *resource, struct feed_rows *rows)
{
	struct uuid *reached, *ids = arena_array(arena, rows->count, sizeof *ids);
	size_t count = 0, nreached;
	for (size_t i = 0; i < rows->count; i++)
		if (rows->hidden[i] && slice_is(rows->list[i].resource, resource->name))
			ids[count++] = rows->list[i].record_id;
	if (count == 0)
		return DB_OK;
	enum db_status status =
	    store_reach(db, arena, view, resource, ids, count, false, &reached, &nreached);
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < rows->count; i++) {
		if (!rows->hidden[i] || !slice_is(rows->list[i].resource, resource->name))
			continue;
		for (size_t j = 0; j < nreached && rows->hidden[i]; j++)
			rows->hidden[i] = !uuid_eq(reached[j], rows->list[i].record_id);
	}
	return DB_OK;
}

/* Reference data are hidden from nobody; a resource that the release does not know from all. */
static bool
is_of_somebody(struct slice name)
{
	const struct resource *resource = catalog_find(name);
	return resource == NULL || population_limits(resource);
}

static enum db_status
limited(struct db *db, struct arena *arena, const struct view *view, uint64_t after, uint64_t most,
    struct feed_rows *rows)
{
	unsigned population = view->population & ~(unsigned)POPULATION_UNKNOWN;
	bool unknown = population != view->population;
	struct feed_rows_limited_in in = {
	    .realm_id = view->realm_id,
	    .after = after,
	    .most = most,
	    .entity_id = view->entity_id,
	    .key_id = view->caller_id,
	    .population = unknown ? SLICE_OF("") : population_names(arena, population),
	    .departments = (population & POPULATION_DEPARTMENTS) != 0,
	    .locations = (population & POPULATION_LOCATIONS) != 0,
	    .unions = (population & POPULATION_UNIONS) != 0,
	};
	struct feed_rows_limited_row *found;
	enum db_status status = feed_rows_limited(db, arena, &in, &found, &rows->count);
	if (status != DB_OK)
		return status;
	rows->list = arena_array(arena, rows->count, sizeof *rows->list);
	rows->hidden = arena_array(arena, rows->count, sizeof *rows->hidden);
	for (size_t i = 0; i < rows->count; i++) {
		rows->list[i] = (struct feed_row){found[i].seq, found[i].at, found[i].resource,
		    found[i].record_id, found[i].operation, found[i].version, found[i].fields,
		    found[i].caller_kind, found[i].caller_id};
		rows->hidden[i] =
		    is_of_somebody(found[i].resource) && (unknown || !found[i].has_left);
	}
	for (size_t i = 0; status == DB_OK && catalog[i] != NULL; i++)
		if (population_limits(catalog[i]))
			status = show_reached(db, arena, view, catalog[i], rows);
	return status;
}

enum db_status
feed_rows_of(struct db *db, struct arena *arena, const struct view *view, uint64_t after,
    uint64_t most, struct feed_rows *rows)
{
	return view->population == 0 ? everybody(db, arena, view, after, most, rows)
				     : limited(db, arena, view, after, most, rows);
}
