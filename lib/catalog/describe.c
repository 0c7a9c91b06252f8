/* Words, patterns and limits. Examples have a file of their own. */
#include "catalog/describe.h"

#include "catalog/formats.h"
#include "catalog/value.h"

#define ID_BODY "_[0-7][0-9a-hjkmnp-tv-z]{25}$"
#define DATE_LEN 10
#define TIME_LONGEST 40

static const struct {
	bool (*check)(struct slice text);
	const char *pattern;
} patterns[] = {
    {format_is_printable, "^[ -~]+$"},
    {format_is_language, "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    {format_is_currency, "^[A-Z]{3}$"},
    {format_is_state, "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"},
    {format_is_workers_comp, "^[0-9]{4}[A-Z0-9]{0,4}$"},
    {format_is_country, "^[A-Z]{2}$"},
    {format_is_postal_code, "^[A-Z0-9 -]+$"},
    {format_is_extension, "^[0-9]{1,8}$"},
    {format_is_time_zone, "^[A-Za-z0-9_+/-]+$"},
    {format_is_url, "^https?://[!-~]+$"},
    {format_is_soc, "^[0-9]{2}-[0-9]{4}$"},
    {format_is_masterformat, "^[0-9]{2} [0-9]{2} [0-9]{2}([.][0-9]{2})?$"},
    {format_is_wage_determination, "^[A-Z]{2}[0-9]{8}$"},
    {format_is_unit, "^[A-Z0-9]{1,6}$"},
    {format_is_shown_identifier, "^([*]{4}[A-Z0-9]{0,4}|[A-Z0-9]+)$"},
};

static const char *
pattern_of_format(const struct field *field)
{
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		if (patterns[i].check == field->check)
			return patterns[i].pattern;
	return "^[ -~]+$";
}

static const char *
pattern_of_decimal(struct arena *arena, const struct field *field)
{
	int fraction = (int)field->max, whole = (int)(field->min - field->max);
	bool negative = field->check == NULL || field->check(SLICE_OF("-1.0"));
	return arena_printf(
	    arena, "^%s[0-9]{1,%d}([.][0-9]{1,%d})?$", negative ? "-?" : "", whole, fraction)
	    .at;
}

const char *
describe_pattern(struct arena *arena, const struct field *field, enum describe_way way)
{
	switch (field->type) {
	case FIELD_REFERENCE:
		return arena_printf(arena, "^%s" ID_BODY, field->refers->prefix).at;
	case FIELD_NAME:
	case FIELD_TEXT:
		return "\\S";
	case FIELD_CODE:
		return "^[A-Za-z0-9._/ -]+$";
	case FIELD_STRING:
		return pattern_of_format(field);
	case FIELD_IDENTIFIER:
		return "^[A-Za-z0-9 ./-]*[A-Za-z0-9][A-Za-z0-9 ./-]*$";
	case FIELD_PHONE:
		return way == DESCRIBE_TAKEN ? "^[+][0-9 .()-]+$" : "^[+][1-9][0-9]{6,14}$";
	case FIELD_EMAIL:
		return "^[^@\\s]+@[^@\\s]+[.][^@\\s]+$";
	case FIELD_MONEY:
	case FIELD_DECIMAL:
		return pattern_of_decimal(arena, field);
	default:
		return NULL;
	}
}

size_t
describe_longest(const struct field *field, enum describe_way way)
{
	switch (field->type) {
	case FIELD_ID:
	case FIELD_REFERENCE:
		return ID_TEXT_MAX;
	case FIELD_NAME:
	case FIELD_TEXT:
	case FIELD_CODE:
	case FIELD_STRING:
	case FIELD_EMAIL:
	case FIELD_IDENTIFIER:
		return (size_t)field->max;
	case FIELD_PHONE:
		return way == DESCRIBE_TAKEN ? PHONE_WRITTEN_MAX : (size_t)field->max;
	case FIELD_DATE:
		return DATE_LEN;
	case FIELD_TIME:
		return TIME_LONGEST;
	case FIELD_MONEY:
	case FIELD_DECIMAL:
		return (size_t)field->min + 2; /* the point and a sign */
	default:
		return 0;
	}
}

bool
describe_is_nullable(const struct field *field)
{
	return (field->traits & FIELD_REQUIRED) == 0 && field->initial == NULL;
}

const char *
describe_privacy(enum privacy privacy)
{
	switch (privacy) {
	case PRIVACY_OPEN:
		return "open";
	case PRIVACY_BUSINESS:
		return "business";
	case PRIVACY_PERSONAL:
		return "personal";
	case PRIVACY_SENSITIVE:
		break;
	}
	return "sensitive";
}

static bool
may_stand_in_url(const struct field *field, unsigned trait)
{
	return (field->traits & trait) != 0 && field->privacy <= PRIVACY_BUSINESS;
}

bool
describe_filters_url(const struct field *field)
{
	return may_stand_in_url(field, FIELD_FILTERABLE);
}

bool
describe_sorts_url(const struct field *field)
{
	return may_stand_in_url(field, FIELD_SORTABLE);
}

static struct slice
describe_decimal(struct arena *arena, const struct field *field)
{
	return arena_printf(arena,
	    "decimal in a string, at most %d digits before the point and %d behind it",
	    (int)(field->min - field->max), (int)field->max);
}

static struct slice
describe_list(struct arena *arena, const struct field *field, const char *of)
{
	return arena_printf(arena, "list of %s, at most %d", of, (int)field->max);
}

struct slice
describe_type(struct arena *arena, const struct field *field)
{
	switch (field->type) {
	case FIELD_ID:
		return SLICE_OF("id");
	case FIELD_REFERENCE:
		return arena_printf(arena, "id of %s", field->refers->name);
	case FIELD_NAME:
		return arena_printf(arena, "one line, at most %d characters", (int)field->max);
	case FIELD_TEXT:
		return arena_printf(arena, "text, at most %d characters", (int)field->max);
	case FIELD_CODE:
		return arena_printf(
		    arena, "code, at most %d letters, digits, blanks and . _ - /", (int)field->max);
	case FIELD_STRING:
		return arena_printf(arena, "text, at most %d characters", (int)field->max);
	case FIELD_CHOICE:
		return SLICE_OF("choice");
	case FIELD_CHOICES:
		return describe_list(arena, field, "choices");
	case FIELD_NAMES:
		return describe_list(arena, field, "names");
	case FIELD_COUNTRIES:
		return describe_list(arena, field, "countries, two capital letters each");
	case FIELD_INTEGERS:
		return describe_list(arena, field, "whole numbers");
	case FIELD_OBJECTS:
		return describe_list(arena, field, "objects");
	case FIELD_IDENTIFIER:
		return arena_printf(arena,
		    "official number, at most %d characters; shown masked unless revealed",
		    (int)field->max);
	case FIELD_PHONE:
		return SLICE_OF("phone number, E.164");
	case FIELD_EMAIL:
		return SLICE_OF("email address");
	case FIELD_DATE:
		return SLICE_OF("date, YYYY-MM-DD");
	case FIELD_TIME:
		return SLICE_OF("time by RFC 3339, UTC");
	case FIELD_BOOL:
		return SLICE_OF("true or false");
	case FIELD_INTEGER:
		return arena_printf(arena, "whole number from %lld to %lld", (long long)field->min,
		    (long long)field->max);
	case FIELD_MONEY:
	case FIELD_DECIMAL:
		return describe_decimal(arena, field);
	case FIELD_VERSION:
		return SLICE_OF("whole number");
	}
	return SLICE_OF("value");
}
