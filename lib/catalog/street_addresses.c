/* Street addresses of persons. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice types[] = {
	{"home", "Home"}, {"mailing", "For mail"}, {"work", "Work"},
	{"temporary", "For a time"}, {"tax", "For taxes"}, {0}
};

static const struct field fields[] = RECORD_FIELDS(
	REFERENCE("person_id", B, persons, REQUIRED | ONCE | FILTERABLE, "Whose address it is"),
	CHOICE("type", B, types, REQUIRED | FILTERABLE, "What it is for"),
	NAME("line1", P, 100, REQUIRED, "First line"),
	NAME("line2", P, 100, 0, "Second line"),
	NAME("line3", P, 100, 0, "Third line"),
	NAME("city", P, 60, REQUIRED | FILTERABLE, "City"),
	NAME("county", P, 60, 0, "County, where taxes depend on it"),
	STRING("subdivision", B, 6, state, FILTERABLE, "State as the US Postal Service writes it; elsewhere a code of ISO 3166-2"),
	STRING("postal_code", P, 12, postal_code, 0, "Postal code as its country has it"),
	STRING("country", B, 2, country, REQUIRED | FILTERABLE, "Country, ISO 3166-1"),
	DATE("valid_from", B, FILTERABLE, "First day"),
	DATE("valid_to", B, FILTERABLE, "Last day"),
	BOOL("is_primary", B, "false", FILTERABLE, "Whether it is the person's first of its type; setting it unsets the other")
);
/* clang-format on */

const struct resource resource_street_addresses = {
    .name = "street-addresses",
    .object = "street_address",
    .title = "Street addresses",
    .prefix = "adr",
    .table = "street_addresses",
    .meaning = "Where a person lives or takes mail.",
    .operations = OPERATIONS_OF_RECORDS,
    FIELDS(fields),
    .sole = {"street_addresses_primary", "is_primary", {"person_id", "type"}},
    .owner_column = "person_id",
    .owner = &resource_persons,
};
