/* Reading single values: one small reader a type, in a table. */
#include "catalog/value.h"

#include <assert.h>

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
		return faulty(fault, "blank", SLICE_OF("Write something, or null for nothing."));
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
read_country(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	(void)field;
	if (!format_is_country(text))
		return faulty(fault, "not_a_choice",
		    SLICE_OF(
			"Write a country of ISO 3166-1 with two capital letters, such as US."));
	*value = value_text(arena_copy(arena, text));
	return true;
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
take_integer(struct arena *arena, const struct field *field, int64_t number, struct db_value *value,
    struct fault *fault)
{
	if (number < field->min || number > field->max)
		return faulty(fault, "out_of_range",
		    arena_printf(arena, "Write a whole number from %lld to %lld.",
			(long long)field->min, (long long)field->max));
	*value = (struct db_value){.type = DB_I64, .i64 = number};
	return true;
}

static bool
read_integer(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	int64_t number;
	if (!slice_to_i64(text, INT64_MIN, INT64_MAX, &number))
		return faulty(fault, "invalid_integer", SLICE_OF("Write a whole number."));
	return take_integer(arena, field, number, value, fault);
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

/* For JSON: which JSON type the field has, and how that is said. */
static const struct {
	reader *read;
	enum json_type json;
	const char *wanted;
} readers[] = {
    [FIELD_ID] = {read_id, JSON_STRING, "A string is wanted here."},
    [FIELD_REFERENCE] = {read_id, JSON_STRING, "A string is wanted here."},
    [FIELD_NAME] = {read_name, JSON_STRING, "A string is wanted here."},
    [FIELD_TEXT] = {read_name, JSON_STRING, "A string is wanted here."},
    [FIELD_CODE] = {read_code, JSON_STRING, "A string is wanted here."},
    [FIELD_STRING] = {read_string, JSON_STRING, "A string is wanted here."},
    [FIELD_CHOICE] = {read_choice, JSON_STRING, "A string is wanted here."},
    [FIELD_CHOICES] = {read_choice, JSON_STRING, "A string is wanted here."},
    [FIELD_NAMES] = {read_name, JSON_STRING, "A string is wanted here."},
    [FIELD_COUNTRIES] = {read_country, JSON_STRING, "A string is wanted here."},
    [FIELD_EMAIL] = {read_email, JSON_STRING, "A string is wanted here."},
    [FIELD_DATE] = {read_date, JSON_STRING, "A string is wanted here."},
    [FIELD_TIME] = {read_time, JSON_STRING, "A string is wanted here."},
    [FIELD_BOOL] = {read_bool, JSON_BOOL, "true or false is wanted here."},
    [FIELD_INTEGER] = {read_integer, JSON_INTEGER, "A whole number is wanted here."},
    [FIELD_MONEY] = {read_decimal, JSON_STRING, "A decimal number in a string is wanted here."},
    [FIELD_DECIMAL] = {read_decimal, JSON_STRING, "A decimal number in a string is wanted here."},
    [FIELD_VERSION] = {read_number, JSON_INTEGER, "A whole number is wanted here."},
};

bool
value_read(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault)
{
	assert(field->type != FIELD_CHOICES && field->type != FIELD_NAMES &&
	       field->type != FIELD_COUNTRIES);
	return readers[field->type].read(arena, field, text, value, fault);
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
	if ((field->type == FIELD_CODE || field->type == FIELD_STRING) &&
	    !format_is_printable(clean))
		return faulty(fault, "invalid_characters", slice_from(format_rule_printable));
	*value = value_text(clean);
	return true;
}

bool
value_read_json(struct arena *arena, const struct field *field, const struct json *json,
    struct db_value *value, struct fault *fault)
{
	enum json_type type = json_type(json);
	if (type == JSON_NULL)
		return faulty(fault, "not_null", SLICE_OF("null is not possible here."));
	if (type != readers[field->type].json)
		return faulty(fault, "wrong_type", slice_from(readers[field->type].wanted));
	if (type == JSON_STRING)
		return readers[field->type].read(arena, field, json_string(json), value, fault);
	if (type == JSON_INTEGER)
		return take_integer(arena, field, json_integer(json), value, fault);
	*value = value_bool(json_bool(json));
	return true;
}

/* An element as a field of its own: names have a length, lists' max is their count. */
static struct field
element_of(const struct field *field)
{
	struct field element = *field;
	if (field->type == FIELD_NAMES)
		element.max = 100;
	return element;
}

static bool
is_repeated(const struct db_value *seen, size_t count, const struct db_value *value)
{
	for (size_t i = 0; i < count; i++)
		if (value_eq(&seen[i], value))
			return true;
	return false;
}

static bool
check_element(struct arena *arena, const struct field *field, const struct json *json,
    struct db_value *seen, size_t count, struct fault *fault)
{
	struct field element = element_of(field);
	if (!value_read_json(arena, &element, json, &seen[count], fault))
		return false;
	if (is_repeated(seen, count, &seen[count]))
		return faulty(fault, "repeated", SLICE_OF("Each value may stand here once."));
	return true;
}

static struct db_value
list_value(struct arena *arena, const struct db_value *elements, size_t count)
{
	struct str text;
	str_init(&text, arena, 1 << 16);
	struct json_writer writer = json_writer(&text);
	json_begin_array(&writer);
	for (size_t i = 0; i < count; i++)
		json_put_string(&writer, elements[i].text);
	json_end_array(&writer);
	return value_text(str_slice(&text));
}

static bool
check_list(struct arena *arena, const struct field *field, const struct json *json,
    struct slice pointer, struct db_value *value, struct complaints *complaints)
{
	struct fault fault;
	bool good = true;
	if (json_type(json) != JSON_ARRAY) {
		bool null = json_type(json) == JSON_NULL;
		complain(complaints, pointer, null ? "not_null" : "wrong_type",
		    SLICE_OF("A list is wanted here."));
		return false;
	}
	size_t count = json_count(json);
	if (count > (size_t)field->max) {
		complain(complaints, pointer, "too_many",
		    arena_printf(arena, "At most %d values may stand here.", (int)field->max));
		return false;
	}
	struct db_value *elements = arena_array(arena, count, sizeof *elements);
	for (size_t i = 0; i < count; i++) {
		if (check_element(arena, field, json_at(json, i), elements, i, &fault))
			continue;
		complain(complaints, pointer_index(arena, pointer, i), fault.code, fault.detail);
		good = false;
	}
	if (good)
		*value = list_value(arena, elements, count);
	return good;
}

bool
value_check_json(struct arena *arena, const struct field *field, const struct json *json,
    struct slice pointer, struct db_value *value, struct complaints *complaints)
{
	struct fault fault;
	if (field->type == FIELD_CHOICES || field->type == FIELD_NAMES ||
	    field->type == FIELD_COUNTRIES)
		return check_list(arena, field, json, pointer, value, complaints);
	if (value_read_json(arena, field, json, value, &fault))
		return true;
	complain(complaints, pointer, fault.code, fault.detail);
	return false;
}

static void
write_time(struct json_writer *writer, const struct db_value *value)
{
	struct str text;
	str_init(&text, writer->out->arena, TIME_TEXT_LEN + 1);
	if (value->type == DB_DATE)
		date_write(&text, (int32_t)value->i64);
	else
		time_write(&text, value->i64);
	json_put_string(writer, str_slice(&text));
}

static void
write_text(struct json_writer *writer, const struct field *field, struct slice text)
{
	if (field->type == FIELD_CHOICES || field->type == FIELD_NAMES ||
	    field->type == FIELD_COUNTRIES)
		json_put_raw(writer, text);
	else
		json_put_string(writer, text);
}

void
value_write_json(
    struct json_writer *writer, const struct field *field, const struct db_value *value)
{
	if (value->null) {
		json_put_null(writer);
		return;
	}
	switch (value->type) {
	case DB_TEXT:
	case DB_DECIMAL:
	case DB_BYTES:
		write_text(writer, field, value->text);
		break;
	case DB_UUID:
		assert(field->refers != NULL);
		json_put_string(
		    writer, id_text(writer->out->arena, field->refers->prefix, value->uuid));
		break;
	case DB_DATE:
	case DB_TIME:
		write_time(writer, value);
		break;
	case DB_BOOL:
		json_put_bool(writer, value->i64 != 0);
		break;
	case DB_I64:
		json_put_integer(writer, value->i64);
		break;
	case DB_U64:
		json_put_integer(writer, (int64_t)value->u64);
		break;
	}
}

struct db_value
value_initial(const struct field *field)
{
	if (field->initial == NULL)
		return (struct db_value){.type = column_db_type(field), .null = true};
	assert(field->type == FIELD_BOOL);
	return value_bool(slice_is(slice_from(field->initial), "true"));
}
