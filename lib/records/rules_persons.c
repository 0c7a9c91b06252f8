/* Persons: names and dates that must agree. */
#include "codec/date.h"
#include "catalog/resources.h"
#include "records/rules.h"

#define LEAST_AGE 14 /* Fair Labor Standards Act, 29 CFR 570 */

static bool
has_single_name(const struct write *write)
{
	return record_at(&write->after, "single_name")->i64 != 0;
}

/* Preferred or first name, and last name. */
static void
derive(struct write *write)
{
	const struct db_value *preferred = record_at(&write->after, "preferred_first_name");
	const struct db_value *first = record_at(&write->after, "legal_first_name");
	const struct db_value *last = record_at(&write->after, "legal_last_name");
	const struct db_value *called = preferred->null ? first : preferred;
	if (last->null)
		return;
	struct slice name = called->null ? last->text
					 : arena_printf(write->arena, "%.*s %.*s",
					       SLICE_ARG(called->text), SLICE_ARG(last->text));
	record_set(&write->after, "display_name", value_text(name));
}

static int32_t
years_before(int32_t day, int years)
{
	struct civil civil = date_civil(day);
	int32_t earlier;
	civil.year -= years;
	if (!date_from_civil(civil, &earlier)) {
		civil.day = 28; /* 29 February in a year that has none */
		date_from_civil(civil, &earlier);
	}
	return earlier;
}

static void
check(struct write *write)
{
	const struct db_value *born = record_at(&write->after, "date_of_birth");
	const struct db_value *died = record_at(&write->after, "deceased_on");
	if (record_at(&write->after, "legal_first_name")->null && !has_single_name(write))
		write_complain(write, "legal_first_name", "required",
		    "A first name is needed, unless single_name is true.");
	if (!born->null && born->i64 > years_before(write->today, LEAST_AGE))
		write_complain(
		    write, "date_of_birth", "out_of_range", "A person is at least 14 years old.");
	if (!died->null && died->i64 > write->today)
		write_complain(write, "deceased_on", "out_of_range", "This day has not come yet.");
	if (!died->null && !born->null && died->i64 < born->i64)
		write_complain(
		    write, "deceased_on", "before_start", "This day is before the date of birth.");
}

const struct rules rules_persons = {
    .resource = &resource_persons,
    .derive = derive,
    .check = check,
};
