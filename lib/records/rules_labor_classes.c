/* Labor classes: an apprentice has a share of the journeyman's rate. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"

static void
check(struct write *write)
{
	piece_needed(write, "is_apprentice", "apprentice_percent");
}

const struct rules rules_labor_classes = {
    .resource = &resource_labor_classes,
    .check = check,
};
