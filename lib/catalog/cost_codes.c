/* Cost codes: what work and material are booked on. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice categories[] = {
	{"labor", "Labor"}, {"labor_burden", "Burden of labor"}, {"material", "Material"},
	{"equipment", "Equipment"}, {"subcontract", "Subcontract"}, {"other", "Other"}, {0}
};

static const struct field fields[] = REFERENCE_DATA_FIELDS(0,
	REFERENCE("job_id", B, jobs, ONCE | FILTERABLE, "Job to which it belongs; without one it is the whole company's"),
	REFERENCE("parent_cost_code_id", B, cost_codes, FILTERABLE, "Cost code above, of the same job or the company; never in a circle"),
	CHOICE("category", B, categories, FILTERABLE, "What is booked on it"),
	STRING("unit_of_measure", B, 6, unit, FILTERABLE, "Unit of UN/CEFACT or of the trade"),
	STRING("csi_masterformat", B, 11, masterformat, FILTERABLE, "Section of CSI MasterFormat"),
	CODE("phase", B, 20, FILTERABLE, "Phase of the job"),
	DECIMAL("budget_hours", B, 12, 2, amount, 0, "Hours planned"),
	MONEY("budget_amount", B, 0, "Amount planned")
);

static const struct unique uniques[] = {
	{"cost_codes_job_code", {"job_id", "code"}, NULL, NULL}, {0}
};
/* clang-format on */

const struct resource resource_cost_codes = {
    .name = "cost-codes",
    .object = "cost_code",
    .title = "Cost codes",
    .prefix = "cst",
    .table = "cost_codes",
    .meaning = "What work and material are booked on, for one job or for the whole company.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
    .uniques = uniques,
};
