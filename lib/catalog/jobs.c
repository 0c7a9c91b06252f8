/* Jobs: the projects that are built. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice statuses[] = {
	{"bid", "Bid for"}, {"planned", "Won, not yet begun"}, {"active", "Under way"},
	{"on_hold", "Interrupted"}, {"substantially_complete", "Substantially complete"},
	{"closed", "Closed"}, {0}
};

static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	STATE("status", B, statuses, "planned", FILTERABLE, "Where the project stands; only some states follow on each"),
	NAME("customer_name", B, 100, FILTERABLE, "For whom it is built"),
	REFERENCE("location_id", B, locations, FILTERABLE, "Where it is built"),
	DATE("start_date", B, FILTERABLE, "First day"),
	DATE("end_date", B, FILTERABLE, "Last day, not before the first"),
	BOOL("is_prevailing_wage", B, "false", FILTERABLE, "Whether prevailing wages are to be paid"),
	BOOL("is_certified_payroll", B, "false", FILTERABLE, "Whether certified payroll is to be filed (form WH-347)"),
	CODE("contract_number", B, 40, FILTERABLE, "Number of the contract; needed for certified payroll"),
	STRING("wage_determination", B, 10, wage_determination, FILTERABLE, "Wage determination of the Department of Labor; needed for certified payroll"),
	REFERENCE("parent_job_id", B, jobs, FILTERABLE, "Job of which it is a part; never in a circle"),
	REFERENCE("default_union_local_id", B, union_locals, FILTERABLE, "Local that usually sends its people"),
	REFERENCE("department_id", B, departments, FILTERABLE, "Department that runs it")
);
/* clang-format on */

const struct resource resource_jobs = {
    .name = "jobs",
    .object = "job",
    .title = "Jobs",
    .prefix = "job",
    .table = "jobs",
    .meaning = "Projects that the company builds.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
};
