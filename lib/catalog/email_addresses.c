/* Email addresses of persons. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice types[] = {
	{"work", "Work"}, {"personal", "Personal"}, {"other", "Other"}, {0}
};

static const struct field fields[] = RECORD_FIELDS(
	REFERENCE("person_id", B, persons, REQUIRED | ONCE | FILTERABLE, "Whose address it is"),
	CHOICE("type", B, types, REQUIRED | FILTERABLE, "What it is for"),
	EMAIL("address", P, REQUIRED | FILTERABLE | SORTABLE, "The address; its host name is kept in lower case"),
	BOOL("is_primary", B, "false", FILTERABLE, "Whether it is the person's first; setting it unsets the other"),
	BOOL("is_active", B, "true", FILTERABLE, "Whether it is in use")
);
/* clang-format on */

const struct resource resource_email_addresses = {
    .name = "email-addresses",
    .object = "email_address",
    .title = "Email addresses",
    .prefix = "eml",
    .table = "email_addresses",
    .meaning = "Where a person can be written to.",
    .operations = OPERATIONS_OF_RECORDS,
    FIELDS(fields),
    .sole = {"email_addresses_primary", "is_primary", {"person_id"}},
    .owner_column = "person_id",
    .owner = &resource_persons,
};
