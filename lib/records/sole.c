/* One primary, one default: the newest that was made so. */
#include "records/sole.h"

#include <string.h>

bool
sole_is_index(const struct resource *resource, const char *index)
{
	return resource->sole.flag != NULL && index != NULL &&
	       strcmp(index, resource->sole.index) == 0;
}

/* Among others than before, or newly set. */
static bool
is_newly_borne(const struct write *write)
{
	const struct sole *sole = &write->resource->sole;
	if (sole->flag == NULL || record_at(&write->after, sole->flag)->i64 == 0)
		return false;
	if (write_changes(write, sole->flag))
		return true;
	for (const char *const *name = sole->among; *name != NULL; name++)
		if (write_changes(write, *name))
			return true;
	return false;
}

/*
 * Writers of the same flag queue behind what bears it, before they look: each would find the
 * flag of the one before it otherwise, and run into its index.
 */
bool
sole_queue(struct write *write)
{
	const struct resource *resource = write->resource;
	if (!is_newly_borne(write))
		return true;
	if (resource->owner == NULL)
		return write_go_alone(write, resource->sole.index);
	enum db_status status = store_hold(write->db, write->arena, &write->view, resource->owner,
	    record_at(&write->after, resource->owner_column)->uuid);
	return status == DB_NO_ROW || write_went(write, status);
}

static bool
unset(struct write *write, const struct record *other)
{
	const struct resource *resource = write->resource;
	struct change change = {.resource = resource,
	    .id = record_id(other),
	    .kind = WRITE_UPDATE,
	    .version = record_version(other) + 1};
	fieldset_add(&change.fields, resource_field(resource, slice_from(resource->sole.flag)));
	write_note_change(write, &change);
	return write_went(write, store_sole_unset(write->db, write->arena, &write->view, resource,
				     change.id, write->now_us));
}

bool
sole_take(struct write *write)
{
	struct page others;
	if (!is_newly_borne(write))
		return true;
	if (!write_went(
		write, store_sole(write->db, write->arena, &write->view, &write->after, &others)))
		return false;
	for (size_t i = 0; i < others.count; i++)
		if (!unset(write, &others.records[i]))
			return false;
	return true;
}
