/* Departments: a tree, and not a deep one. */
#include "catalog/resources.h"
#include "records/rules.h"
#include "records/tree.h"
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

static bool
prepare(struct write *write)
{
	uint64_t height;
	size_t above;
	if (!tree_check(write, "parent_department_id", "departments.parent", DEPTH_MOST, &above))
		return false;
	if (above == 0)
		return true;
	if (!own_height(write, &height))
		return false;
	if (above + height > DEPTH_MOST)
		write_complain(write, "parent_department_id", "too_deep",
		    "Departments stand in at most ten levels.");
	return true;
}

const struct rules rules_departments = {
    .resource = &resource_departments,
    .prepare = prepare,
};
