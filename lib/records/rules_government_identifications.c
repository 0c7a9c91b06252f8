/* Government identifications: what a number of its type must be, and when it is over. */
#include "catalog/formats.h"
#include "catalog/official_numbers.h"
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"

/* Only a number that is written: the sandbox has some that nobody was ever given. */
static void
check_number(struct write *write, const struct db_value *type)
{
	const struct db_value *number = record_at(&write->after, "number");
	if (type->null || number->null || !write_changes(write, "number"))
		return;
	const char *fault = official_number_fault(type->text, number->text);
	if (fault != NULL)
		write_complain(write, "number", "invalid_number", fault);
}

static void
check_issuer(struct write *write, const struct db_value *type)
{
	const struct db_value *country = record_at(&write->after, "issuing_country");
	const struct db_value *subdivision = record_at(&write->after, "issuing_subdivision");
	if (type->null || country->null)
		return;
	const char *only = official_number_country(type->text);
	if (only != NULL && !slice_is(country->text, only)) {
		write_complain(write, "issuing_country", "disagrees",
		    "Identifications of this type are issued by another country.");
		return;
	}
	if (subdivision->null && official_number_is_of_subdivision(type->text))
		write_complain(write, "issuing_subdivision", "required",
		    "Identifications of this type are issued by a state.");
	if (!subdivision->null && !format_is_subdivision_of(country->text, subdivision->text))
		write_complain(write, "issuing_subdivision", "invalid_format",
		    "Write a subdivision of the issuing country.");
}

static void
check_status(struct write *write)
{
	const struct db_value *last = record_at(&write->after, "expires_on");
	bool is_over = !last->null && last->i64 < write->today;
	if (value_is(record_at(&write->after, "status"), "expired") && !is_over)
		write_complain(write, "status", "out_of_range", "Its last day is not over.");
}

static void
check(struct write *write)
{
	const struct db_value *type = record_at(&write->after, "type");
	check_number(write, type);
	check_issuer(write, type);
	check_status(write);
	piece_dates(write, "issued_on", "expires_on");
}

const struct rules rules_government_identifications = {
    .resource = &resource_government_identifications,
    .check = check,
};
