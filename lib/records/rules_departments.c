/* Departments: a tree, and not a deep one. */
#include "catalog/resources.h"
#include "records/rules.h"
#include "sql/records.h"

#define DEPTH_MOST 10

/* Levels that the department itself brings along: one, or the tree below it. */
static bool
own_height(struct write *write, uint64_t *height)
{
	struct department_height_row row;
	struct department_height_in in = {write->view.realm_id, write->id, DEPTH_MOST + 1};
	*height = 1;
	if (write->kind == WRITE_CREATE)
		return true;
	if (!write_went(write, department_height(write->db, write->arena, &in, &row)))
		return false;
	*height = row.height;
	return true;
}

static void
judge_path(
    struct write *write, const struct department_path_row *path, size_t steps, uint64_t height)
{
	for (size_t i = 0; i < steps; i++)
		if (uuid_eq(path[i].id, write->id)) {
			write_complain(write, "parent_department_id", "cycle",
			    "The department would stand above itself.");
			return;
		}
	if (steps + height > DEPTH_MOST)
		write_complain(write, "parent_department_id", "too_deep",
		    "Departments stand in at most ten levels.");
}

static bool
prepare(struct write *write)
{
	struct department_path_row *path;
	size_t steps;
	uint64_t height;
	if (!write_changes(write, "parent_department_id") ||
	    record_at(&write->after, "parent_department_id")->null)
		return true;
	if (!write_go_alone(write, "departments.parent") || !own_height(write, &height))
		return false;
	struct department_path_in in = {write->view.realm_id,
	    record_at(&write->after, "parent_department_id")->uuid, DEPTH_MOST + 1};
	if (!write_went(write, department_path(write->db, write->arena, &in, &path, &steps)))
		return false;
	judge_path(write, path, steps, height);
	return true;
}

const struct rules rules_departments = {
    .resource = &resource_departments,
    .prepare = prepare,
};
