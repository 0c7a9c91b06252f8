/* Departments: a tree, and not a deep one. */
#include "catalog/population.h"
#include "catalog/resources.h"
#include "records/populations.h"
#include "records/rules.h"
#include "records/tree.h"
#include "sql/records.h"

#define DEPTH_MOST 10

static bool
moves(const struct write *write)
{
	return write_changes(write, "parent_department_id");
}

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
	if (!tree_check(write, "parent_department_id", POPULATION_TREE_RULE, DEPTH_MOST, &above))
		return false;
	if (moves(write) && above == 0)
		return write_go_alone(write, POPULATION_TREE_RULE);
	if (above == 0)
		return true;
	if (!own_height(write, &height))
		return false;
	if (above + height > DEPTH_MOST)
		write_complain(write, "parent_department_id", "too_deep",
		    "Departments stand in at most ten levels.");
	return true;
}

static bool
follow(struct write *write)
{
	return !moves(write) || populations_follow(write);
}

const struct rules rules_departments = {
    .resource = &resource_departments,
    .prepare = prepare,
    .follow = follow,
};
