/* Phone numbers of persons. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice types[] = {
	{"mobile", "Mobile"}, {"home", "Home"}, {"work", "Work"}, {"work_mobile", "Mobile of the company"},
	{"fax", "Fax"}, {"emergency", "To be called in an emergency"}, {"other", "Other"}, {0}
};

static const struct field fields[] = RECORD_FIELDS(
	REFERENCE("person_id", B, persons, REQUIRED | ONCE | FILTERABLE, "Whose number it is"),
	CHOICE("type", B, types, REQUIRED | FILTERABLE, "What it is for"),
	PHONE("number", P, REQUIRED | FILTERABLE | SORTABLE, "The number by E.164; blanks, dots, hyphens and brackets are left out"),
	STRING("extension", P, 8, extension, 0, "Digits to dial behind it"),
	BOOL("is_primary", B, "false", FILTERABLE, "Whether it is the person's first; setting it unsets the other"),
	BOOL("sms_consent", B, "false", FILTERABLE, "Whether the person has agreed to text messages")
);
/* clang-format on */

const struct resource resource_phone_numbers = {
    .name = "phone-numbers",
    .object = "phone_number",
    .title = "Phone numbers",
    .prefix = "phn",
    .table = "phone_numbers",
    .meaning = "Where a person can be called.",
    .operations = OPERATIONS_OF_RECORDS,
    FIELDS(fields),
    .sole = {"phone_numbers_primary", "is_primary", {"person_id"}},
    .owner_column = "person_id",
    .owner = &resource_persons,
};
