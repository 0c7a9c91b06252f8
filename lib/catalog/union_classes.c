/* Union classes: the classifications of an agreement, with rate and fringes. */
#include "catalog/choices.h"
#include "catalog/fields.h"

/* clang-format off */
static const struct choice fringe_methods[] = {
	{"per_hour_worked", "For each hour worked"}, {"per_hour_paid", "For each hour paid"},
	{"percent_gross", "In percent of gross pay"}, {"flat", "Once a period"}, {0}
};

static const struct choice payees[] = {
	{"fund", "A fund"}, {"cash", "The employee, in cash"}, {0}
};

static const struct field fringe[] = {
	CODE("code", B, 30, REQUIRED, "Short code; no two of one class are alike"),
	NAME("name", B, 100, REQUIRED, "Name"),
	CHOICE("method", B, fringe_methods, REQUIRED, "How the amount is meant"),
	MONEY("amount", B, REQUIRED, "Amount, or percent"),
	CHOICE("paid_to", B, payees, REQUIRED, "Who is paid"),
};

static const struct field fields[] = REFERENCE_DATA_FIELDS(0,
	REFERENCE("union_id", B, unions, REQUIRED | ONCE | FILTERABLE, "Union whose class it is"),
	REFERENCE("union_local_id", B, union_locals, ONCE | FILTERABLE, "Local to which it is limited; without one it is every local's of the union"),
	CHOICE("classification", B, choices_skill_level, FILTERABLE, "Skill"),
	REFERENCE("labor_class_id", B, labor_classes, FILTERABLE, "Labor class that it stands for"),
	INTEGER("apprentice_period", B, 1, 10, 0, "Period of the apprenticeship"),
	DECIMAL("apprentice_percent", B, 5, 2, percent, 0, "Share of the journeyman's rate"),
	MONEY("base_rate", S, 0, "Base rate an hour"),
	OBJECTS("fringes", B, 20, fringe, 0, "What is paid beside the rate"),
	DATE("effective_from", B, FILTERABLE, "First day"),
	DATE("effective_to", B, FILTERABLE, "Last day, not before the first")
);

static const struct unique uniques[] = {
	{"union_classes_local_code", {"union_id", "union_local_id", "code"}, NULL, NULL}, {0}
};
/* clang-format on */

const struct resource resource_union_classes = {
    .name = "union-classes",
    .object = "union_class",
    .title = "Union classes",
    .prefix = "unc",
    .table = "union_classes",
    .meaning = "Classifications of a union's agreement, with rate and fringes.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
    .uniques = uniques,
};
