/*
 * Invented values. What a name suggests comes first; else the first of a list of texts
 * that the field's own reader takes, so that an example is never refused.
 */
#include "catalog/describe.h"

#include <string.h>

#include "base/str.h"
#include "catalog/sealed.h"
#include "catalog/value.h"

struct suggestion {
	const char *resource; /* or the list of objects whose member it is; NULL: any */
	const char *field;
	const char *text; /* of a list of numbers the whole list */
	bool given;       /* a new record has it at once, though it need not */
};

/* clang-format off */
static const struct suggestion suggestions[] = {
	{"persons", "legal_first_name", "Rosa", true},
	{"persons", "legal_middle_name", "Elena", false},
	{"persons", "legal_last_name", "Quintero", true},
	{"persons", "preferred_first_name", "Rosie", false},
	{"persons", "display_name", "Rosie Quintero", false},
	{"persons", "former_last_names", "Vance", false},
	{"persons", "date_of_birth", "1991-04-17", false},
	{"persons", "pronouns", "she/her", false},
	{"persons", "preferred_language", "es-MX", true},
	{"persons", "work_authorization_expires_on", "2031-08-31", false},
	{"employees", "employee_number", "E-1042", true},
	{"employees", "status", "active", false},
	{"employees", "scheduled_termination_date", "2026-12-31", false},
	{"employees", "termination_date", "2026-12-31", false},
	{"employees", "last_day_worked", "2026-12-30", false},
	{"employees", "title", "Journeyman electrician", true},
	{"employees", "union_member_number", "M-20814", false},
	{"employees", "pay_rate", "48.5000", false},
	{"employees", "standard_hours_per_week", "40.00", false},
	{"terminate", "termination_date", "2026-06-30", true},
	{"terminate", "last_day_worked", "2026-06-29", false},
	{"rehire", "start_date", "2026-09-01", true},
	{"start-leave", "from", "2026-03-02", true},
	{"start-leave", "expected_return", "2026-03-16", true},
	{"return", "date", "2026-03-16", true},
	{"email-addresses", "address", "rosa.quintero@example.com", true},
	{"phone-numbers", "extension", "204", false},
	{"street-addresses", "line1", "1420 Larkspur Way", true},
	{"street-addresses", "line2", "Apartment 5", false},
	{"street-addresses", "line3", "Gate code 7", false},
	{"street-addresses", "city", "Pueblo", true},
	{"street-addresses", "county", "Pueblo County", false},
	{"street-addresses", "subdivision", "CO", true},
	{"street-addresses", "postal_code", "81003", true},
	{"government-identifications", "type", "us_passport", true},
	{"government-identifications", "number", "X00000001", true},
	{"government-identifications", "issuing_country", "US", true},
	{"government-identifications", "issuing_subdivision", "CO", false},
	{"government-identifications", "issued_on", "2023-05-08", false},
	{"government-identifications", "expires_on", "2033-05-07", true},
	{"documents", "type", "osha10", true},
	{"documents", "title", "OSHA 10-hour card", true},
	{"documents", "description", "The laminated one, both sides", false},
	{"documents", "filename", "osha-10.pdf", true},
	{"documents", "media_type", "application/pdf", true},
	{"documents", "size_bytes", "48213", false},
	{"documents", "issued_on", "2026-01-12", true},
	{"documents", "expires_on", "2031-01-12", false},
	{"time-off", "starts_on", "2026-07-06", true},
	{"time-off", "ends_on", "2026-07-10", true},
	{"time-off", "reason", "A week in the mountains", false},
	{"departments", "code", "FIELD-OPS", true},
	{"departments", "name", "Field operations", true},
	{"departments", "gl_segment", "4100", false},
	{"departments", "cost_center", "CC-410", false},
	{"locations", "code", "PUE-YARD", true},
	{"locations", "name", "Pueblo yard", true},
	{"locations", "type", "yard", true},
	{"locations", "tax_jurisdiction", "CO-PUEBLO", false},
	{"locations", "latitude", "38.254400", false},
	{"locations", "longitude", "-104.609100", false},
	{"job-codes", "code", "ELEC-J", true},
	{"job-codes", "name", "Electrician", true},
	{"job-codes", "title", "Journeyman electrician", true},
	{"job-codes", "pay_grade", "T4", false},
	{"job-codes", "min_pay", "38.0000", false},
	{"job-codes", "max_pay", "61.5000", false},
	{"jobs", "code", "26-118", true},
	{"jobs", "name", "Lighting of the river walk", true},
	{"jobs", "status", "planned", false},
	{"jobs", "customer_name", "City of Pueblo", true},
	{"jobs", "contract_number", "PW-2026-31", false},
	{"rate-codes", "code", "ELEC-OT", true},
	{"rate-codes", "name", "Electricians, overtime", true},
	{"rate-codes", "rate_type", "overtime", true},
	{"rate-codes", "method", "fixed", true},
	{"rate-codes", "amount", "72.7500", true},
	{"rate-codes", "unit", "hour", true},
	{"pay-schedules", "code", "TWICE", true},
	{"pay-schedules", "name", "Twice a month", true},
	{"pay-schedules", "frequency", "semimonthly", true},
	{"pay-schedules", "first_period_start", "2026-01-01", true},
	{"pay-schedules", "pay_date_offset_days", "5", true},
	{"pay-schedules", "semimonthly_days", "[1,16]", true},
	{"labor-classes", "code", "ELEC-J", true},
	{"labor-classes", "name", "Electrician, journeyman", true},
	{"labor-classes", "dol_wage_group", "ELEC0068", false},
	{"cost-codes", "code", "26-0519", true},
	{"cost-codes", "name", "Conductors and cables", true},
	{"cost-codes", "category", "labor", true},
	{"cost-codes", "unit_of_measure", "HUR", true},
	{"cost-codes", "phase", "ROUGH-IN", false},
	{"cost-codes", "budget_hours", "1200.00", false},
	{"cost-codes", "budget_amount", "58200.0000", false},
	{"unions", "code", "WIRE", true},
	{"unions", "name", "Union of wirefolk", true},
	{"unions", "abbreviation", "UWF", true},
	{"unions", "contact_name", "Otis Marlow", false},
	{"unions", "contact_email", "otis.marlow@example.com", false},
	{"union-locals", "code", "WIRE-68", true},
	{"union-locals", "name", "Local 68", true},
	{"union-locals", "local_number", "68", true},
	{"union-locals", "jurisdiction", "Pueblo County", true},
	{"union-locals", "cba_number", "CBA-2026-68", false},
	{"union-locals", "dues_rate", "31.5000", false},
	{"union-classes", "code", "JW-1", true},
	{"union-classes", "name", "Journeyman wireman", true},
	{"union-classes", "base_rate", "48.5000", true},
	{"union-classes", "fringes", "", true},
	{"fringes", "code", "HEALTH", true},
	{"fringes", "name", "Health and welfare", true},
	{"fringes", "amount", "9.8500", true},
	{NULL, "address_line1", "77 Foundry Road", true},
	{NULL, "address_line2", "Building B", false},
	{NULL, "address_line3", "Second gate", false},
	{NULL, "address_city", "Pueblo", true},
	{NULL, "address_county", "Pueblo County", false},
	{NULL, "address_subdivision", "CO", true},
	{NULL, "address_postal_code", "81003", true},
	{NULL, "address_country", "US", true},
	{NULL, "hall_address_line1", "77 Foundry Road", false},
	{NULL, "hall_address_line2", "Building B", false},
	{NULL, "hall_address_line3", "Second gate", false},
	{NULL, "hall_address_city", "Pueblo", false},
	{NULL, "hall_address_county", "Pueblo County", false},
	{NULL, "hall_address_postal_code", "81003", false},
	{NULL, "timezone", "America/Denver", false},
	{NULL, "trade", "Electrician", true},
	{NULL, "certified_payroll_classification", "Electrician", false},
	{NULL, "apprentice_percent", "80.00", false},
	{NULL, "flsa_status", "nonexempt", false},
	{NULL, "eeo1_job_category", "craft_workers", false},
	{NULL, "hire_date", "2026-02-02", false},
	{NULL, "start_date", "2026-03-02", false},
	{NULL, "end_date", "2027-08-31", false},
	{NULL, "effective_from", "2026-01-01", false},
	{NULL, "effective_to", "2026-12-31", false},
	{NULL, "cba_effective_from", "2026-01-01", false},
	{NULL, "cba_effective_to", "2028-12-31", false},
	{NULL, "valid_from", "2026-01-01", false},
	{NULL, "valid_to", "2026-12-31", false},
	{NULL, "external_id", "erp-20814", false},
	{NULL, "code", "EL-100", true},
	{NULL, "name", "Electrical", true},
	{NULL, "description", "As the crews call it", false},
	{NULL, "notes", "Prefers to be called after six", false},
};
/* clang-format on */

/* Tried in this order where nothing is suggested. */
static const char *const texts[] = {"40.00", "5190", "USD", "US", "CO", "America/Denver", "en",
    "2026-02-02", "2026-02-02T15:04:05.000Z", "1.0000", "+13035550142", "47-2111", "26 05 19",
    "CO20260012", "https://www.example.com", "name@example.com", "true", "7", "1"};

static const struct suggestion *
suggestion_for(const struct resource *resource, const struct field *field)
{
	for (size_t i = 0; i < sizeof suggestions / sizeof suggestions[0]; i++)
		if (strcmp(suggestions[i].field, field->name) == 0 &&
		    (suggestions[i].resource == NULL ||
			strcmp(suggestions[i].resource, resource->name) == 0))
			return &suggestions[i];
	return NULL;
}

bool
describe_is_given(const struct resource *resource, const struct field *field)
{
	const struct suggestion *suggestion = suggestion_for(resource, field);
	if ((field->traits & FIELD_KEPT) != 0)
		return false;
	return (field->traits & FIELD_REQUIRED) != 0 || (suggestion != NULL && suggestion->given);
}

struct slice
describe_id(struct arena *arena, const struct resource *resource)
{
	struct uuid id = {{0x01, 0x9d, 0x1f, 0x3a, 0x5c, 0x00, 0x7a, 0x31, 0x8e, 0x5d, 0x21, 0x90,
	    0x4b, 0xc6, 0x00, 0x00}};
	for (size_t i = 0; i < 3; i++)
		id.byte[13 + i] = (unsigned char)resource->prefix[i];
	return id_text(arena, resource->prefix, id);
}

static bool
is_taken(struct arena *arena, const struct field *field, const char *text, struct db_value *value)
{
	struct fault fault;
	return value_read(arena, field, slice_from(text), value, &fault);
}

/* As answers write it: decimals with all their digits. */
static void
write_scalar(struct json_writer *writer, const struct resource *resource, const struct field *field)
{
	struct arena *arena = writer->out->arena;
	const struct suggestion *suggestion = suggestion_for(resource, field);
	struct db_value value;
	bool taken = suggestion != NULL && is_taken(arena, field, suggestion->text, &value);
	bool wordy = field->type == FIELD_NAME || field->type == FIELD_TEXT;
	if (!taken && wordy)
		taken = is_taken(arena, field, "Example", &value);
	if (!taken && field->type == FIELD_CODE)
		taken = is_taken(arena, field, "A-100", &value);
	for (size_t i = 0; !taken && i < sizeof texts / sizeof texts[0]; i++)
		taken = is_taken(arena, field, texts[i], &value);
	if (taken)
		value_write_json(writer, field, &value);
	else
		json_put_null(writer);
}

static void
write_integer(
    struct json_writer *writer, const struct resource *resource, const struct field *field)
{
	const struct suggestion *suggestion = suggestion_for(resource, field);
	struct db_value value;
	if (suggestion != NULL && is_taken(writer->out->arena, field, suggestion->text, &value))
		value_write_json(writer, field, &value);
	else
		json_put_integer(writer, field->min);
}

static void
write_object(struct json_writer *writer, const struct field *field)
{
	const struct resource element = {.name = field->name};
	json_begin_object(writer);
	for (size_t i = 0; i < field->nmembers; i++) {
		json_name(writer, field->members[i].name);
		describe_write_example(writer, &element, &field->members[i]);
	}
	json_end_object(writer);
}

static void
write_list(struct json_writer *writer, const struct resource *resource, const struct field *field)
{
	const struct suggestion *suggestion = suggestion_for(resource, field);
	if (field->type == FIELD_INTEGERS && suggestion != NULL) {
		json_put_raw(writer, slice_from(suggestion->text));
		return;
	}
	json_begin_array(writer);
	if (field->type == FIELD_CHOICES)
		json_put_text(writer, field->choices[0].value);
	else if (field->type == FIELD_COUNTRIES)
		json_put_text(writer, "US");
	else if (field->type == FIELD_NAMES)
		json_put_text(writer, suggestion == NULL ? "Example" : suggestion->text);
	else if (field->type == FIELD_INTEGERS)
		json_put_integer(writer, field->members[0].min);
	else if (field->type == FIELD_OBJECTS)
		write_object(writer, field);
	json_end_array(writer);
}

static void
write_choice(struct json_writer *writer, const struct resource *resource, const struct field *field)
{
	const struct suggestion *suggestion = suggestion_for(resource, field);
	for (const struct choice *choice = field->choices; choice->value != NULL; choice++)
		if (suggestion != NULL && strcmp(choice->value, suggestion->text) == 0) {
			json_put_text(writer, choice->value);
			return;
		}
	json_put_text(writer, field->choices[0].value);
}

void
describe_write_example(
    struct json_writer *writer, const struct resource *resource, const struct field *field)
{
	switch (field->type) {
	case FIELD_ID:
		json_put_string(writer, describe_id(writer->out->arena, resource));
		break;
	case FIELD_REFERENCE:
		json_put_string(writer, describe_id(writer->out->arena, field->refers));
		break;
	case FIELD_CHOICE:
		write_choice(writer, resource, field);
		break;
	case FIELD_CHOICES:
	case FIELD_NAMES:
	case FIELD_COUNTRIES:
	case FIELD_INTEGERS:
	case FIELD_OBJECTS:
		write_list(writer, resource, field);
		break;
	case FIELD_BOOL:
		json_put_bool(
		    writer, field->initial != NULL && strcmp(field->initial, "true") == 0);
		break;
	case FIELD_INTEGER:
		write_integer(writer, resource, field);
		break;
	case FIELD_VERSION:
		json_put_integer(writer, 1);
		break;
	default:
		write_scalar(writer, resource, field);
		break;
	}
}

void
describe_write_shown_example(
    struct json_writer *writer, const struct resource *resource, const struct field *field)
{
	const struct suggestion *suggestion = suggestion_for(resource, field);
	if ((field->traits & FIELD_SEALED) == 0)
		describe_write_example(writer, resource, field);
	else
		json_put_string(
		    writer, sealed_mask(writer->out->arena,
				slice_from(suggestion == NULL ? "" : suggestion->text)));
}
