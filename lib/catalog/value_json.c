/* Values in JSON: exact types, and writing. Lists: value_list.c. */
#include "catalog/value_list.h"

#include <assert.h>

#include "base/str.h"
#include "catalog/column.h"
#include "catalog/record.h"
#include "codec/date.h"

static enum json_type
json_type_of(enum field_type type)
{
	switch (type) {
	case FIELD_BOOL:
		return JSON_BOOL;
	case FIELD_INTEGER:
	case FIELD_VERSION:
		return JSON_INTEGER;
	default:
		return value_is_list(type) ? JSON_ARRAY : JSON_STRING;
	}
}

static const char *
what_is_wanted(const struct field *field)
{
	if (field->type == FIELD_MONEY || field->type == FIELD_DECIMAL)
		return "A decimal number in a string is wanted here.";
	switch (json_type_of(field->type)) {
	case JSON_BOOL:
		return "true or false is wanted here.";
	case JSON_INTEGER:
		return "A whole number is wanted here.";
	default:
		return "A string is wanted here.";
	}
}

bool
value_read_json(struct arena *arena, const struct field *field, const struct json *json,
    struct db_value *value, struct fault *fault)
{
	enum json_type type = json_type(json);
	if (type == JSON_NULL) {
		*fault = (struct fault){"not_null", SLICE_OF("null is not possible here.")};
		return false;
	}
	if (type != json_type_of(field->type)) {
		*fault = (struct fault){"wrong_type", slice_from(what_is_wanted(field))};
		return false;
	}
	if (type == JSON_BOOL) {
		*value = value_bool(json_bool(json));
		return true;
	}
	struct slice text = type == JSON_STRING
				? json_string(json)
				: arena_printf(arena, "%lld", (long long)json_integer(json));
	return value_read(arena, field, text, value, fault);
}

bool
value_check_json(struct arena *arena, const struct field *field, const struct json *json,
    struct slice pointer, struct db_value *value, struct complaints *complaints)
{
	struct fault fault;
	if (value_is_list(field->type))
		return value_check_list(arena, field, json, pointer, value, complaints);
	if (value_read_json(arena, field, json, value, &fault))
		return true;
	complain(complaints, pointer, fault.code, fault.detail);
	return false;
}

/* Ids, dates and times need no escaping. */
static void
write_plain(struct json_writer *writer, const struct field *field, const struct db_value *value)
{
	json_put_raw(writer, SLICE_OF("\""));
	if (value->type == DB_UUID)
		id_write(writer->out, field->refers->prefix, value->uuid);
	else if (value->type == DB_DATE)
		date_write(writer->out, (int32_t)value->i64);
	else
		time_write(writer->out, value->i64);
	str_add_char(writer->out, '"');
}

static void
write_text(struct json_writer *writer, const struct field *field, struct slice text)
{
	if (value_is_list(field->type))
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
		write_plain(writer, field, value);
		break;
	case DB_DATE:
	case DB_TIME:
		write_plain(writer, field, value);
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
	if (field->type == FIELD_CHOICE)
		return value_text(slice_from(field->initial));
	assert(field->type == FIELD_BOOL);
	return value_bool(slice_is(slice_from(field->initial), "true"));
}
