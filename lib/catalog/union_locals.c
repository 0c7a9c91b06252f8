/* Union locals: a union's branches, each with its agreement. */
#include "catalog/fields.h"

/* clang-format off */
static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	REFERENCE("union_id", B, unions, REQUIRED | ONCE | FILTERABLE, "Union of which it is a part"),
	CODE("local_number", B, 12, REQUIRED | FILTERABLE, "Its number, which no other local of the union has"),
	NAMES("jurisdiction", B, 50, 0, "States and counties in which it has its say"),
	ADDRESS("hall_address_"),
	CODE("cba_number", B, 40, FILTERABLE, "Number of the collective bargaining agreement"),
	DATE("cba_effective_from", B, FILTERABLE, "First day of the agreement"),
	DATE("cba_effective_to", B, FILTERABLE, "Last day, not before the first"),
	MONEY("dues_rate", B, 0, "Dues")
);

static const struct unique uniques[] = {
	{"union_locals_number", {"union_id", "local_number"}, NULL, NULL}, {0}
};
/* clang-format on */

const struct resource resource_union_locals = {
    .name = "union-locals",
    .object = "union_local",
    .title = "Union locals",
    .prefix = "unl",
    .table = "union_locals",
    .meaning = "Branches of unions, each with its agreement.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
    .uniques = uniques,
};
