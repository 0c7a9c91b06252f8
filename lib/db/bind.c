/*
 * Arguments on their way to the server. A single row binds the caller's memory
 * as it lies. Many rows are bound by column: an array of values for numbers, an
 * array of pointers for all else, an array of indicators for NULL.
 */
#include "db/call.h"

/* The type on the wire; a column of many rows has one for all. */
static void
set_type(MYSQL_BIND *bind, enum db_type type)
{
	switch (type) {
	case DB_I64:
	case DB_BOOL:
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		break;
	case DB_U64:
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->is_unsigned = 1;
		break;
	case DB_TEXT:
	case DB_DECIMAL:
		bind->buffer_type = MYSQL_TYPE_STRING;
		break;
	case DB_BYTES:
	case DB_UUID:
		bind->buffer_type = MYSQL_TYPE_BLOB;
		break;
	case DB_TIME:
		bind->buffer_type = MYSQL_TYPE_DATETIME;
		break;
	case DB_DATE:
		bind->buffer_type = MYSQL_TYPE_DATE;
		break;
	}
}

static bool
is_null(const struct db_value *value)
{
	bool texts = value->type == DB_TEXT || value->type == DB_BYTES || value->type == DB_DECIMAL;
	return value->null || (texts && !value->text.at);
}

/* The bytes that the library copies; numbers lie in the value itself. */
static void *
value_bytes(struct arena *scratch, const struct db_value *value, unsigned long *len)
{
	MYSQL_TIME *calendar;
	switch (value->type) {
	case DB_TEXT:
	case DB_BYTES:
	case DB_DECIMAL:
		*len = value->text.len;
		return (void *)(uintptr_t)value->text.at;
	case DB_UUID:
		*len = sizeof value->uuid.byte;
		return (void *)(uintptr_t)value->uuid.byte;
	case DB_TIME:
	case DB_DATE:
		*len = sizeof *calendar;
		calendar = arena_alloc(scratch, sizeof *calendar);
		*calendar =
		    value->type == DB_TIME ? calendar_time(value->i64) : calendar_date(value->i64);
		return calendar;
	case DB_I64:
	case DB_U64:
	case DB_BOOL:
		break;
	}
	*len = sizeof value->u64;
	return (void *)(uintptr_t)&value->u64;
}

static void
bind_one(struct arena *scratch, MYSQL_BIND *bind, const struct db_value *value)
{
	if (is_null(value)) {
		bind->buffer_type = MYSQL_TYPE_NULL;
		return;
	}
	set_type(bind, value->type);
	bind->buffer = value_bytes(scratch, value, &bind->length_value);
	bind->buffer_length = bind->length_value;
	bind->length = &bind->length_value;
}

static bool
is_number(enum db_type type)
{
	return type == DB_I64 || type == DB_U64 || type == DB_BOOL;
}

/* Column `column` of all rows. */
static void
bind_column(struct arena *scratch, MYSQL_BIND *bind, const struct call *call, size_t column)
{
	enum db_type type = call->arguments[column].type;
	unsigned long *lengths = arena_array(scratch, call->nrows, sizeof *lengths);
	char *indicators = arena_alloc(scratch, call->nrows);
	uint64_t *numbers = arena_array(scratch, call->nrows, sizeof *numbers);
	void **pointers = arena_array(scratch, call->nrows, sizeof *pointers);
	set_type(bind, type);
	for (size_t i = 0; i < call->nrows; i++) {
		const struct db_value *value = &call->arguments[i * call->narguments + column];
		indicators[i] = is_null(value) ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
		if (is_null(value))
			continue;
		pointers[i] = value_bytes(scratch, value, &lengths[i]);
		if (is_number(type))
			numbers[i] = value->u64;
	}
	bind->buffer = is_number(type) ? (void *)numbers : (void *)pointers;
	bind->length = lengths;
	bind->u.indicator = indicators;
}

bool
bind_arguments(struct db *db, MYSQL_STMT *handle, const struct call *call)
{
	unsigned nrows = (unsigned)call->nrows;
	MYSQL_BIND *binds = arena_array(db->scratch, call->narguments, sizeof *binds);
	for (size_t i = 0; i < call->narguments; i++) {
		if (nrows == 0)
			bind_one(db->scratch, &binds[i], &call->arguments[i]);
		else
			bind_column(db->scratch, &binds[i], call, i);
	}
	mysql_stmt_attr_set(handle, STMT_ATTR_ARRAY_SIZE, &nrows);
	return call->narguments == 0 || mysql_stmt_bind_param(handle, binds) == 0;
}
