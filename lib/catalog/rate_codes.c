/* Rate codes: what an hour, a mile or a day is worth, and from when. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice rate_types[] = {
	{"regular", "Regular time"}, {"overtime", "Overtime"}, {"double_time", "Double time"},
	{"shift", "Shift"}, {"travel", "Travel"}, {"per_diem", "Per diem"},
	{"prevailing", "Prevailing wage"}, {"billing", "What the customer is billed"}, {0}
};

static const struct choice methods[] = {
	{"fixed", "The amount itself"}, {"add", "Added to the base rate"},
	{"multiply", "The base rate times the amount"},
	{"percent_of_base", "The amount in percent of the base rate"}, {0}
};

static const struct choice units[] = {
	{"hour", "An hour"}, {"day", "A day"}, {"week", "A week"}, {"mile", "A mile"},
	{"piece", "A piece"}, {"period", "A pay period"}, {"year", "A year"}, {0}
};

static const struct field fields[] = REFERENCE_DATA_FIELDS(0,
	CHOICE("rate_type", B, rate_types, FILTERABLE, "What it is paid for"),
	CHOICE("method", B, methods, FILTERABLE, "How the amount is meant"),
	MONEY("amount", S, 0, "The amount"),
	STRING("currency", B, 3, currency, FILTERABLE, "Its currency, ISO 4217; the company's unless given"),
	CHOICE("unit", B, units, FILTERABLE, "What it is paid by"),
	REFERENCE("union_class_id", B, union_classes, FILTERABLE, "Union class to which it is limited"),
	REFERENCE("labor_class_id", B, labor_classes, FILTERABLE, "Labor class to which it is limited"),
	REFERENCE("job_id", B, jobs, FILTERABLE, "Job to which it is limited"),
	BOOL("is_base_rate", B, "false", FILTERABLE, "Whether other rates are reckoned from it"),
	DATE("effective_from", B, REQUIRED | FILTERABLE | SORTABLE, "First day; the same code may stand for other days too"),
	DATE("effective_to", B, FILTERABLE, "Last day; open if there is none")
);

static const struct unique uniques[] = {
	{"rate_codes_code_from", {"code", "effective_from"}, NULL, NULL}, {0}
};
/* clang-format on */

const struct resource resource_rate_codes = {
    .name = "rate-codes",
    .object = "rate_code",
    .title = "Rate codes",
    .prefix = "rat",
    .table = "rate_codes",
    .meaning = "What work is worth; a code's spells of validity never overlap.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
    .uniques = uniques,
};
