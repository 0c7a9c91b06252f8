/* Labor classes: trade and skill. */
#include "catalog/choices.h"
#include "catalog/fields.h"

/* clang-format off */
static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	NAME("trade", B, 60, FILTERABLE, "Trade, such as carpenter"),
	CHOICE("skill_level", B, choices_skill_level, FILTERABLE, "Skill"),
	BOOL("is_apprentice", B, "false", FILTERABLE, "Whether its people are apprentices"),
	DECIMAL("apprentice_percent", B, 5, 2, percent, 0, "Share of the journeyman's rate; needed for apprentices"),
	NAME("certified_payroll_classification", B, 60, 0, "Work classification for form WH-347"),
	CODE("dol_wage_group", B, 20, FILTERABLE, "Group in the wage determination"),
	STRING("workers_comp_code", B, 8, workers_comp, FILTERABLE, "Class code for workers' compensation")
);
/* clang-format on */

const struct resource resource_labor_classes = {
    .name = "labor-classes",
    .object = "labor_class",
    .title = "Labor classes",
    .prefix = "lab",
    .table = "labor_classes",
    .meaning = "Trades and the skill in them.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
};
