/* Cost codes: a tree within one job, or within the company. */
#include "catalog/resources.h"
#include "records/rules.h"
#include "records/tree.h"
#include "sql/records.h"

#define LEVELS_MOST 20

/* Above a job's own code stands one of the same job or of the company. */
static bool
check_scope(struct write *write)
{
	const struct db_value *parent = record_at(&write->after, "parent_cost_code_id");
	const struct db_value *job = record_at(&write->after, "job_id");
	struct cost_code_scope_in in = {write->view.realm_id, parent->uuid};
	struct cost_code_scope_row row;
	if (!write_went(write, cost_code_scope(write->db, write->arena, &in, &row)))
		return false;
	if (!uuid_is_nil(row.job_id) && (job->null || !uuid_eq(row.job_id, job->uuid)))
		write_complain(write, "parent_cost_code_id", "disagrees",
		    "The cost code above is another job's.");
	return true;
}

static bool
prepare(struct write *write)
{
	size_t above;
	if (!tree_check(write, "parent_cost_code_id", "cost_codes.parent", LEVELS_MOST, &above))
		return false;
	return above == 0 || check_scope(write);
}

const struct rules rules_cost_codes = {
    .resource = &resource_cost_codes,
    .prepare = prepare,
};
