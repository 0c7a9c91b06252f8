/* Reading single values: one small reader a type, in a table. */
#include "catalog/value.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "catalog/column.h"
#include "catalog/formats.h"
#include "catalog/record.h"
#include "codec/date.h"
#include "codec/text.h"

#define FIRST_YEAR 1900
#define LAST_YEAR 2199
#define CHOICES_DETAIL_MAX 2000

typedef bool reader(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault);

static bool
faulty(struct fault *fault, const char *code, struct slice detail)
{
	*fault = (struct fault){code, detail};
	return false;
}

/* What every text must be: not blank, not too long, without controls. */
static bool
read_text(struct arena *arena, const struct field *field, struct slice text, bool lines,
    struct slice *clean, struct fault *fault)
{
	struct slice normal = text_nfc(arena, text_trim(text));
	if (normal.at == NULL)
		return faulty(fault, "invalid_characters", SLICE_OF("Write valid UTF-8."));
	if (normal.len == 0 || text_is_blank(normal))
		return faulty(fault, "blank", SLICE_OF("Write something; blank text is no value."));
	if (utf8_length(normal) > (size_t)field->max)
		return faulty(fault, "too_long",
		    arena_printf(arena, "Write at most %d characters.", (int)field->max));
	if (lines ? text_has_controls_beyond_lines(normal) : text_has_controls(normal))
		return faulty(fault, "invalid_characters",
		    SLICE_OF("Leave out control and direction characters."));
	*clean = normal;
	return true;
}

static bool
read_name(struct arena *arena, const struct field *field, struct slice text, struct db_value *value,
    struct fault *fault)
{
	struct slice clean;
	if (!read_text(arena, field, text, field->type == FIELD_TEXT, &clean, fault))
		return false;
	*value = value_text(clean);
	return true;
}

static bool
is_code(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		bool digit = c >= '0' && c <= '9';
		if (!letter && !digit && c != '.' && c != '_' && c != '-' && c != '/' && c != ' ')
			return false;
	}
	return true;
}

static bool
read_code(struct arena *arena, const struct field *field, struct slice text, struct db_value *value,
    struct fault *fault)
{
	struct slice clean;
	if (!read_text(arena, field, text, false, &clean, fault))
		return false;
	if (!is_code(clean))
		return faulty(fault, "invalid_characters",
		    SLICE_OF("Use ASCII letters, digits, blanks and . _ - / only."));
	*value = value_text(clean);
	return true;
}

static bool
read_string(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	struct slice clean;
	if (!read_text(arena, field, text, false, &clean, fault))
		return false;
	if (!field->check(clean))
		return faulty(fault, "invalid_format", slice_from(field->rule));
	*value = value_text(clean);
	return true;
}

/* The host is the part that is compared without case (RFC 5321 section 2.4). */
static bool
read_email(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	struct slice clean;
	if (!read_text(arena, field, text, false, &clean, fault))
		return false;
	if (!format_is_email(clean))
		return faulty(
		    fault, "invalid_email", SLICE_OF("Write an address such as name@example.com."));
	struct str lowered;
	size_t host = clean.len;
	while (clean.at[host - 1] != '@')
		host--;
	str_init(&lowered, arena, clean.len);
	for (size_t i = 0; i < clean.len; i++) {
		bool upper = i >= host && clean.at[i] >= 'A' && clean.at[i] <= 'Z';
		str_add_char(&lowered, (char)(clean.at[i] | (upper ? 0x20 : 0)));
	}
	*value = value_text(str_slice(&lowered));
	return true;
}

/* Without the separators that people write; the plus sign says that nothing is guessed. */
static bool
read_phone(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	struct field written = *field;
	struct slice clean;
	struct str digits;
	written.max = PHONE_WRITTEN_MAX;
	if (!read_text(arena, &written, text, false, &clean, fault))
		return false;
	str_init(&digits, arena, clean.len);
	for (size_t i = 0; i < clean.len; i++)
		if (memchr(" -.()", clean.at[i], 5) == NULL)
			str_add_char(&digits, clean.at[i]);
	if (!format_is_phone(str_slice(&digits)))
		return faulty(fault, "invalid_phone",
		    SLICE_OF("Write a number that exists in international form, such as "
			     "+1 303 555 0100."));
	*value = value_text(str_slice(&digits));
	return true;
}

static bool
is_identifier(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool letter = text.at[i] >= 'A' && text.at[i] <= 'Z';
		bool digit = text.at[i] >= '0' && text.at[i] <= '9';
		if (!letter && !digit)
			return false;
	}
	return text.len > 0;
}

/* What people part it by says nothing, and neither does the case of its letters. */
static bool
read_identifier(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	struct slice clean;
	struct str kept;
	if (!read_text(arena, field, text, false, &clean, fault))
		return false;
	str_init(&kept, arena, clean.len);
	for (size_t i = 0; i < clean.len; i++) {
		bool lower = clean.at[i] >= 'a' && clean.at[i] <= 'z';
		if (memchr(" -./", clean.at[i], 4) == NULL)
			str_add_char(&kept, (char)(clean.at[i] & (lower ? ~0x20 : ~0)));
	}
	if (!is_identifier(str_slice(&kept)))
		return faulty(fault, "invalid_format",
		    SLICE_OF("Write the number itself in letters and digits; blanks, hyphens, dots "
			     "and slashes in it are left out."));
	*value = value_text(str_slice(&kept));
	return true;
}

static struct slice
choices_detail(struct arena *arena, const struct choice *choices)
{
	struct str detail;
	str_init(&detail, arena, CHOICES_DETAIL_MAX);
	str_add_text(&detail, "Choose one of: ");
	for (const struct choice *choice = choices; choice->value != NULL; choice++) {
		if (choice != choices)
			str_add_text(&detail, ", ");
		str_add_text(&detail, choice->value);
	}
	str_add_char(&detail, '.');
	return str_slice(&detail);
}

static bool
read_choice(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	for (const struct choice *choice = field->choices; choice->value != NULL; choice++)
		if (slice_is(text, choice->value)) {
			*value = value_text(slice_from(choice->value));
			return true;
		}
	return faulty(fault, "not_a_choice", choices_detail(arena, field->choices));
}

static bool
read_date(struct arena *arena, const struct field *field, struct slice text, struct db_value *value,
    struct fault *fault)
{
	int32_t day;
	(void)arena;
	(void)field;
	if (!date_read(text, &day))
		return faulty(
		    fault, "invalid_date", SLICE_OF("Write a date that exists, as YYYY-MM-DD."));
	struct civil civil = date_civil(day);
	if (civil.year < FIRST_YEAR || civil.year > LAST_YEAR)
		return faulty(fault, "out_of_range", SLICE_OF("Write a date from 1900 to 2199."));
	*value = value_date(day);
	return true;
}

static bool
read_time(struct arena *arena, const struct field *field, struct slice text, struct db_value *value,
    struct fault *fault)
{
	int64_t time_us;
	(void)arena;
	(void)field;
	if (!time_read(text, &time_us))
		return faulty(fault, "invalid_time",
		    SLICE_OF("Write a time by RFC 3339, such as 2026-11-22T09:30:00Z."));
	*value = value_time(time_us);
	return true;
}

static bool
read_bool(struct arena *arena, const struct field *field, struct slice text, struct db_value *value,
    struct fault *fault)
{
	(void)arena;
	(void)field;
	if (!slice_is(text, "true") && !slice_is(text, "false"))
		return faulty(fault, "invalid_boolean", SLICE_OF("Write true or false."));
	*value = value_bool(slice_is(text, "true"));
	return true;
}

static bool
read_integer(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	int64_t number;
	if (!slice_to_i64(text, INT64_MIN, INT64_MAX, &number))
		return faulty(fault, "invalid_integer", SLICE_OF("Write a whole number."));
	if (number < field->min || number > field->max)
		return faulty(fault, "out_of_range",
		    arena_printf(arena, "Write a whole number from %lld to %lld.",
			(long long)field->min, (long long)field->max));
	*value = (struct db_value){.type = DB_I64, .i64 = number};
	return true;
}

static bool
are_digits(struct slice text, size_t most)
{
	if (text.len == 0 || text.len > most)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return true;
}

/* As the server would write it: no needless zero in front, every place behind the point. */
static struct slice
canonical_decimal(
    struct arena *arena, bool negative, struct slice whole, struct slice fraction, size_t places)
{
	struct str text;
	bool zero = true;
	while (whole.len > 1 && whole.at[0] == '0')
		whole = slice_skip(whole, 1);
	for (size_t i = 0; i < whole.len; i++)
		zero = zero && whole.at[i] == '0';
	for (size_t i = 0; i < fraction.len; i++)
		zero = zero && fraction.at[i] == '0';
	str_init(&text, arena, 100);
	if (negative && !zero)
		str_add_char(&text, '-');
	str_add(&text, whole);
	str_add_char(&text, '.');
	str_add(&text, fraction);
	for (size_t i = fraction.len; i < places; i++)
		str_add_char(&text, '0');
	return str_slice(&text);
}

static bool
read_decimal(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	size_t places = (size_t)field->max, before = (size_t)(field->min - field->max);
	bool negative = text.len > 0 && text.at[0] == '-';
	struct slice whole, fraction;
	bool pointed = slice_cut(slice_skip(text, negative ? 1 : 0), '.', &whole, &fraction);
	if (!are_digits(whole, before) || (pointed && !are_digits(fraction, places)))
		return faulty(fault, "invalid_decimal",
		    arena_printf(arena,
			"Write a decimal number with at most %zu digits before the point and %zu "
			"behind it.",
			before, places));
	struct slice canonical = canonical_decimal(arena, negative, whole, fraction, places);
	if (field->check != NULL && !field->check(canonical))
		return faulty(fault, "out_of_range", slice_from(field->rule));
	*value = (struct db_value){.type = DB_DECIMAL, .text = canonical};
	return true;
}

static bool
read_id(struct arena *arena, const struct field *field, struct slice text, struct db_value *value,
    struct fault *fault)
{
	struct slice prefix;
	struct uuid id;
	if (!id_split(text, &prefix, &id))
		return faulty(fault, "invalid_id", SLICE_OF("This is not an id."));
	const struct resource *found = catalog_find_prefix(prefix);
	if (field->refers != NULL && found != field->refers)
		return faulty(fault, "invalid_id",
		    arena_printf(arena, "An id of %s is wanted here; it begins with %s_.",
			field->refers->name, field->refers->prefix));
	*value = value_uuid(id);
	return true;
}

static bool
read_number(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	uint64_t number;
	(void)arena;
	(void)field;
	if (!slice_to_u64(text, INT64_MAX, &number))
		return faulty(fault, "invalid_integer", SLICE_OF("Write a whole number."));
	*value = value_u64(number);
	return true;
}

static reader *const readers[] = {
    [FIELD_ID] = read_id,
    [FIELD_REFERENCE] = read_id,
    [FIELD_NAME] = read_name,
    [FIELD_TEXT] = read_name,
    [FIELD_CODE] = read_code,
    [FIELD_STRING] = read_string,
    [FIELD_CHOICE] = read_choice,
    [FIELD_EMAIL] = read_email,
    [FIELD_PHONE] = read_phone,
    [FIELD_IDENTIFIER] = read_identifier,
    [FIELD_DATE] = read_date,
    [FIELD_TIME] = read_time,
    [FIELD_BOOL] = read_bool,
    [FIELD_INTEGER] = read_integer,
    [FIELD_MONEY] = read_decimal,
    [FIELD_DECIMAL] = read_decimal,
    [FIELD_VERSION] = read_number,
};

bool
value_read(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	assert(readers[field->type] != NULL);
	return readers[field->type](arena, field, text, value, fault);
}

bool
value_read_prefix(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	struct slice clean;
	assert(column_db_type(field) == DB_TEXT);
	if (!read_text(arena, field, text, false, &clean, fault))
		return false;
	/* Their columns are ASCII, with which the server compares nothing else. */
	if ((field->type == FIELD_CODE || field->type == FIELD_STRING ||
		field->type == FIELD_PHONE) &&
	    !format_is_printable(clean))
		return faulty(fault, "invalid_characters", slice_from(format_rule_printable));
	*value = value_text(clean);
	return true;
}
