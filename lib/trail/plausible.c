/*
 * Plausibility by field type: cheap looks, stricter than nothing and laxer than
 * the catalog's own checks, since refused values are worth seeing too.
 */
#include "trail/plausible.h"

#include <assert.h>
#include <string.h>

#include "catalog/marks.h"

#define PLAUSIBLE_NUMBER_MAX 24
#define PLAUSIBLE_UTF8_BYTES 4
#define LIMIT_DIGITS_MAX 6
#define CREDENTIAL_MIN 40 /* bytes; whole ones have more, so that a cut one is met too */

/* Digits, and what else may stand between them. */
static bool
digits_and(struct slice text, const char *also, size_t max)
{
	if (text.len == 0 || text.len > max)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];
		if ((byte < '0' || byte > '9') && (byte == '\0' || strchr(also, byte) == NULL))
			return false;
	}
	return true;
}

static bool
is_country(struct slice text)
{
	return text.len == 2 && text.at[0] >= 'A' && text.at[0] <= 'Z' && text.at[1] >= 'A' &&
	       text.at[1] <= 'Z';
}

static bool
is_choice(const struct choice *choices, struct slice text)
{
	for (; choices != NULL && choices->value != NULL; choices++)
		if (slice_is(text, choices->value))
			return true;
	return false;
}

static bool
is_code_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("._-/ ", byte) != NULL);
}

static bool
is_code(const struct field *field, struct slice text)
{
	size_t max = field->max > 0 ? (size_t)field->max : 255;

	if (text.len == 0 || text.len > max)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!is_code_byte(text.at[i]))
			return false;
	return true;
}

static bool
is_id(struct slice text)
{
	struct slice prefix;
	struct uuid id;

	return id_split(text, &prefix, &id);
}

static bool
is_short(const struct field *field, struct slice text)
{
	size_t max = field->max > 0 && field->max < 10000 ? (size_t)field->max : 255;

	return text.len <= max * PLAUSIBLE_UTF8_BYTES;
}

static bool
is_word_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= '0' && byte <= '9') || byte == '_';
}

static_assert(MARKS_SHORT_TEXT < CREDENTIAL_MIN, "texts without a mark hold no credential");

static bool
is_credential(struct slice word)
{
	static const char *const kinds[] = {"_live_", "_test_", "_tok_"};

	for (; word.len >= CREDENTIAL_MIN / 2; word = slice_skip(word, 1))
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			if (slice_has_prefix(word, kinds[i]))
				return true;
	return false;
}

bool
plausible_credential(struct slice text)
{
	while (text.len >= CREDENTIAL_MIN) {
		size_t len = 0;
		while (len < text.len && is_word_byte(text.at[len]))
			len++;
		if (len >= CREDENTIAL_MIN && is_credential(slice_head(text, len)))
			return true;
		text = slice_skip(text, len + 1);
	}
	return false;
}

bool
plausible_limit(struct slice text)
{
	return digits_and(text, "", LIMIT_DIGITS_MAX);
}

bool
plausible_text(const struct field *field, struct slice text)
{
	if (plausible_credential(text))
		return false;
	switch (field->type) {
	case FIELD_ID:
	case FIELD_REFERENCE:
		return is_id(text);
	case FIELD_CHOICE:
	case FIELD_CHOICES:
		return is_choice(field->choices, text);
	case FIELD_COUNTRIES:
		return is_country(text);
	case FIELD_DATE:
		return digits_and(text, "-", 10);
	case FIELD_TIME:
		return digits_and(text, "-+:.TtZz", 35);
	case FIELD_MONEY:
	case FIELD_DECIMAL:
		return digits_and(text, ".-", PLAUSIBLE_NUMBER_MAX);
	case FIELD_PHONE:
		return digits_and(text, "+-. ()", 40);
	case FIELD_STRING:
		return is_short(field, text) && (field->check == NULL || field->check(text));
	case FIELD_CODE:
		return is_code(field, text);
	case FIELD_NAME:
	case FIELD_TEXT:
	case FIELD_NAMES:
	case FIELD_EMAIL:
		return is_short(field, text);
	case FIELD_BOOL:
	case FIELD_INTEGER:
	case FIELD_INTEGERS:
	case FIELD_OBJECTS:
	case FIELD_VERSION:
	case FIELD_IDENTIFIER:
		return false;
	}
	return false;
}

bool
plausible_bare(const struct field *field, struct slice text)
{
	switch (field->type) {
	case FIELD_BOOL:
		return slice_is(text, "true") || slice_is(text, "false");
	case FIELD_INTEGER:
	case FIELD_INTEGERS:
	case FIELD_VERSION:
		return digits_and(text, "-", PLAUSIBLE_NUMBER_MAX);
	default:
		return false;
	}
}

static bool
is_one_of(struct slice name, const char *const *words)
{
	for (; *words != NULL; words++)
		if (slice_is(name, *words))
			return true;
	return false;
}

bool
plausible_operator(struct slice name)
{
	static const char *const operators[] = {
	    "eq", "ne", "gt", "gte", "lt", "lte", "in", "prefix", NULL};

	return is_one_of(name, operators);
}

bool
plausible_parameter(struct slice name)
{
	static const char *const parameters[] = {"limit", "cursor", "sort", "fields",
	    "updated_since", "include_count", "dry_run", "reveal", "filter", "after", "from", "to",
	    NULL};

	return is_one_of(name, parameters);
}

const struct field *
plausible_field(const struct resource *resource, struct slice name)
{
	int position = resource != NULL ? resource_field(resource, name) : -1;

	return position < 0 ? NULL : &resource->fields[position];
}

const struct field *
plausible_member(const struct field *field, struct slice name)
{
	for (size_t i = 0; field != NULL && i < field->nmembers; i++)
		if (slice_is(name, field->members[i].name))
			return &field->members[i];
	return NULL;
}

/* Below some list of the resource: "amount" in "/fringes/0/amount". */
static bool
is_member_of_any(const struct resource *resource, struct slice name)
{
	for (size_t i = 0; resource != NULL && i < resource->nfields; i++)
		if (plausible_member(&resource->fields[i], name) != NULL)
			return true;
	return false;
}

static bool
is_known_segment(const struct resource *resource, struct slice segment)
{
	return digits_and(segment, "", 3) || plausible_parameter(segment) ||
	       plausible_operator(segment) || plausible_field(resource, segment) != NULL ||
	       is_member_of_any(resource, segment);
}

bool
plausible_pointer(const struct resource *resource, struct slice pointer)
{
	struct slice segment, rest = pointer;

	if (pointer.len == 0)
		return true;
	if (pointer.at[0] != '/')
		return false;
	rest = slice_skip(pointer, 1);
	while (rest.at != NULL) {
		slice_cut(rest, '/', &segment, &rest);
		if (!is_known_segment(resource, segment))
			return false;
	}
	return true;
}

bool
plausible_filter_name(const struct resource *resource, struct slice name)
{
	struct slice field, operator;

	if (plausible_parameter(name))
		return true;
	if (slice_cut(name, '[', &field, &operator)) {
		if (!slice_has_suffix(operator, "]"))
			return false;
		if (!plausible_operator(slice_head(operator, operator.len - 1)))
			return false;
	}
	return plausible_field(resource, field) != NULL;
}

bool
plausible_fields(const struct resource *resource, struct slice names)
{
	struct slice name, rest = names;

	while (rest.at != NULL) {
		slice_cut(rest, ',', &name, &rest);
		if (name.len > 0 && name.at[0] == '-')
			name = slice_skip(name, 1);
		if (plausible_field(resource, name) == NULL)
			return false;
	}
	return true;
}
