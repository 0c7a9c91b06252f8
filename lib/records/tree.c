/* Cycles, also those of which two writers make a half each. */
#include "records/tree.h"

static bool
is_among(struct uuid id, const struct uuid *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (uuid_eq(ids[i], id))
			return true;
	return false;
}

bool
tree_check(struct write *write, const char *field, const char *rule, size_t most, size_t *above)
{
	const struct db_value *parent = record_at(&write->after, field);
	const struct resource *resource = write->resource;
	const struct field *by = &resource->fields[resource_field(resource, slice_from(field))];
	struct uuid *path;
	*above = 0;
	if (parent->null || !write_changes(write, field))
		return true;
	if (!write_go_alone(write, rule))
		return false;
	if (!write_went(write, store_path(write->db, write->arena, &write->view, resource, by,
				   parent->uuid, most + 1, &path, above)))
		return false;
	if (is_among(write->id, path, *above))
		write_complain(write, field, "cycle", "The record would stand above itself.");
	else if (*above >= most)
		write_complain(write, field, "too_deep", "So many levels are not possible.");
	return true;
}
