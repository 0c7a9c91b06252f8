/* Jobs: how a project goes on, what certified payroll needs, and parts of parts. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"
#include "records/transition.h"
#include "records/tree.h"

#define LEVELS_MOST 20

/* A bid that is lost is closed; a closed job can be taken up again. */
static const struct transition transitions[] = {
    {"bid", "planned"},
    {"bid", "closed"},
    {"planned", "active"},
    {"planned", "closed"},
    {"active", "on_hold"},
    {"active", "substantially_complete"},
    {"on_hold", "active"},
    {"on_hold", "closed"},
    {"substantially_complete", "active"},
    {"substantially_complete", "closed"},
    {"closed", "active"},
    {0},
};

static void
check(struct write *write)
{
	piece_dates(write, "start_date", "end_date");
	piece_needed(write, "is_certified_payroll", "contract_number");
	piece_needed(write, "is_certified_payroll", "wage_determination");
}

static bool
prepare(struct write *write)
{
	size_t above;
	return transition_check(write, "status", transitions) &&
	       tree_check(write, "parent_job_id", "jobs.parent", LEVELS_MOST, &above);
}

const struct rules rules_jobs = {
    .resource = &resource_jobs,
    .check = check,
    .prepare = prepare,
};
