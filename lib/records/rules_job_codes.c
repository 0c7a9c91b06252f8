/* Job codes: pay from the least to the most. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"

static void
check(struct write *write)
{
	piece_amounts(write, "min_pay", "max_pay");
}

const struct rules rules_job_codes = {
    .resource = &resource_job_codes,
    .check = check,
};
