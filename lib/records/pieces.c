/* Rules between fields, shared. */
#include "records/pieces.h"

#include <string.h>

#include "catalog/formats.h"

void
piece_dates(struct write *write, const char *from, const char *to)
{
	const struct db_value *first = record_at(&write->after, from);
	const struct db_value *last = record_at(&write->after, to);
	if (!first->null && !last->null && last->i64 < first->i64)
		write_complain(write, to, "before_start", "This day is before the first.");
}

/* Decimals as they are kept: no sign, no needless zero, equally many places. */
static bool
is_below(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return a.len < b.len;
	return memcmp(a.at, b.at, a.len) < 0;
}

void
piece_amounts(struct write *write, const char *least, const char *most)
{
	const struct db_value *low = record_at(&write->after, least);
	const struct db_value *high = record_at(&write->after, most);
	if (!low->null && !high->null && is_below(high->text, low->text))
		write_complain(write, most, "out_of_range", "The most is below the least.");
}

void
piece_needed(struct write *write, const char *flag, const char *field)
{
	if (record_at(&write->after, flag)->i64 != 0 && record_at(&write->after, field)->null)
		write_complain(write, field, "required", "A value is needed here.");
}

static const char *
part_name(struct write *write, const char *prefix, const char *part)
{
	return arena_text(write->arena, arena_printf(write->arena, "%s%s", prefix, part));
}

/* A part of the address, null if it is not there. */
static const struct db_value *
part_of(struct write *write, const char *prefix, const char *part)
{
	return record_at(&write->after, part_name(write, prefix, part));
}

static bool
has_any_part(struct write *write, const char *prefix)
{
	static const char *const parts[] = {
	    "line1", "line2", "line3", "city", "county", "subdivision", "postal_code"};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!part_of(write, prefix, parts[i])->null)
			return true;
	return false;
}

void
piece_address(struct write *write, const char *prefix)
{
	const struct db_value *country = part_of(write, prefix, "country");
	const struct db_value *subdivision = part_of(write, prefix, "subdivision");
	const struct db_value *postal_code = part_of(write, prefix, "postal_code");
	if (country->null && has_any_part(write, prefix))
		write_complain(write, part_name(write, prefix, "country"), "required",
		    "An address needs its country.");
	if (country->null)
		return;
	if (!subdivision->null && !format_is_subdivision_of(country->text, subdivision->text))
		write_complain(write, part_name(write, prefix, "subdivision"), "invalid_format",
		    "Write a subdivision of the country: TX in US, else its code of ISO 3166-2.");
	if (!postal_code->null && !format_is_postal_code_of(country->text, postal_code->text))
		write_complain(write, part_name(write, prefix, "postal_code"), "invalid_format",
		    "Write a postal code as the country has it.");
}
