/* Unions with which the company has agreements. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice parent_bodies[] = {
	{"afl_cio", "AFL-CIO"}, {"nabtu", "North America's Building Trades Unions"},
	{"independent", "Independent"}, {"other", "Other"}, {0}
};

static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	CODE("abbreviation", B, 20, FILTERABLE, "Short name, such as IBEW"),
	CHOICE("parent_body", B, parent_bodies, FILTERABLE, "What it belongs to"),
	STRING("website", B, 200, url, 0, "Address of its website"),
	NAME("contact_name", P, 100, 0, "Whom to speak to"),
	PHONE("contact_phone", P, 0, "That person's number, E.164"),
	EMAIL("contact_email", P, 0, "That person's address")
);
/* clang-format on */

const struct resource resource_unions = {
    .name = "unions",
    .object = "union",
    .title = "Unions",
    .prefix = "uni",
    .table = "unions",
    .meaning = "Unions with which the company has agreements.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
};
