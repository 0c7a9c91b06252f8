/* Which rules belong to which resource. */
#include "records/rules.h"

static const struct rules *const table[] = {
    &rules_persons,
    &rules_employees,
    &rules_government_identifications,
    &rules_documents,
    &rules_time_off,
    &rules_street_addresses,
    &rules_departments,
    &rules_locations,
    &rules_job_codes,
    &rules_jobs,
    &rules_rate_codes,
    &rules_pay_schedules,
    &rules_labor_classes,
    &rules_cost_codes,
    &rules_union_locals,
    &rules_union_classes,
};

static const struct rules none;

const struct rules *
rules_of(const struct resource *resource)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i]->resource == resource)
			return table[i];
	return &none;
}
