/* Job codes: positions and trades. */
#include "catalog/choices.h"
#include "catalog/fields.h"

/* clang-format off */
static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	NAME("title", B, 100, FILTERABLE, "Title of the position"),
	CHOICE("eeo1_job_category", B, choices_eeo1_job_category, FILTERABLE, "Job category of EEO-1"),
	CHOICE("flsa_status", B, choices_flsa_status, FILTERABLE, "Usual standing under the Fair Labor Standards Act"),
	STRING("soc_code", B, 7, soc, FILTERABLE, "Standard Occupational Classification"),
	STRING("workers_comp_code", B, 8, workers_comp, FILTERABLE, "Class code for workers' compensation"),
	CODE("pay_grade", B, 10, FILTERABLE, "Pay grade"),
	MONEY("min_pay", S, 0, "Least pay of the position"),
	MONEY("max_pay", S, 0, "Most pay of the position"),
	REFERENCE("default_labor_class_id", B, labor_classes, FILTERABLE, "Usual labor class")
);
/* clang-format on */

const struct resource resource_job_codes = {
    .name = "job-codes",
    .object = "job_code",
    .title = "Job codes",
    .prefix = "jbc",
    .table = "job_codes",
    .meaning = "Positions and trades in which people are employed.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
};
