/* Locations: where the company works. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice types[] = {
	{"office", "Office"}, {"yard", "Yard"}, {"shop", "Shop"}, {"warehouse", "Warehouse"},
	{"jobsite", "Site of a job"}, {"remote", "Anywhere"}, {0}
};

static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	CHOICE("type", B, types, FILTERABLE, "What kind of place it is"),
	ADDRESS("address_"),
	STRING("timezone", B, 64, time_zone, REQUIRED | FILTERABLE, "Its time zone, by its IANA name"),
	PHONE("phone", B, 0, "Number to call, E.164"),
	CODE("tax_jurisdiction", B, 20, FILTERABLE, "Code of the tax jurisdiction"),
	DECIMAL("latitude", B, 9, 6, latitude, 0, "Degrees north of the equator"),
	DECIMAL("longitude", B, 9, 6, longitude, 0, "Degrees east of Greenwich")
);
/* clang-format on */

const struct resource resource_locations = {
    .name = "locations",
    .object = "location",
    .title = "Locations",
    .prefix = "loc",
    .table = "locations",
    .meaning = "Places where the company works.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
};
