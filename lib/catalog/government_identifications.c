/* Numbers by which governments know persons, and the papers that bear them. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice types[] = {
	{"us_ssn", "Social security number"}, {"us_itin", "Individual taxpayer identification number"},
	{"us_passport", "US passport"}, {"us_drivers_license", "Driver's license of a US state"},
	{"us_state_id", "Identification card of a US state"},
	{"us_permanent_resident_card", "Permanent resident card (I-551)"},
	{"us_employment_authorization", "Employment authorization document (I-766)"},
	{"us_visa", "US visa"}, {"us_i94", "Arrival record (I-94)"},
	{"us_military_id", "US military identification"}, {"us_tribal_id", "Identification of a tribe"},
	{"us_twic", "Transportation worker identification credential"},
	{"foreign_passport", "Passport of another country"},
	{"foreign_national_id", "National identification of another country"},
	{"ca_sin", "Canadian social insurance number"}, {"mx_curp", "Mexican CURP"},
	{"mx_nss", "Mexican social security number"}, {"other", "Other"}, {0}
};

static const struct choice statuses[] = {
	{"unverified", "Nobody has looked yet"}, {"verified", "Compared with the paper"},
	{"rejected", "Found wrong"}, {"expired", "Its last day is over"}, {0}
};

static const struct unique uniques[] = {
	{"government_identifications_number", {"number", "type", "issuing_country"}, NULL, NULL},
	{"government_identifications_ssn", {"person_id", "type"}, "type", "us_ssn"},
	{0}
};

static const struct field fields[] = RECORD_FIELDS(
	REFERENCE("person_id", B, persons, REQUIRED | ONCE | FILTERABLE, "Whose it is"),
	CHOICE("type", S, types, REQUIRED | ONCE | FILTERABLE, "What it is; a person has one social security number"),
	IDENTIFIER("number", S, 40, REQUIRED | FILTERABLE | SEALED, "The number, kept encrypted; shown as **** and its last characters unless revealed"),
	STRING("issuing_country", P, 2, country, REQUIRED | FILTERABLE, "Who issued it, ISO 3166-1"),
	STRING("issuing_subdivision", P, 6, state, 0, "State or province that issued it; licenses and state identifications need one"),
	DATE("issued_on", P, 0, "When it was issued"),
	DATE("expires_on", P, FILTERABLE | INDEXED, "Its last day, not before the first"),
	STATE("status", B, statuses, "unverified", FILTERABLE, "Whether it can be relied on; expired follows from expires_on the day after"),
	REFERENCE("document_id", B, documents, FILTERABLE, "The document that shows it")
);
/* clang-format on */

const struct resource resource_government_identifications = {
    .name = "government-identifications",
    .object = "government_identification",
    .title = "Government identifications",
    .prefix = "gid",
    .table = "government_identifications",
    .meaning = "Official numbers of a person; nobody else in the company has the same.",
    .operations = OPERATIONS_OF_RECORDS | OPERATION_REVEAL,
    FIELDS(fields),
    .uniques = uniques,
    .owner_column = "person_id",
    .owner = &resource_persons,
};
