/* Putting writes together: what the columns of a record take, and where its row stands. */
#include <string.h>

#include "catalog/column.h"
#include "catalog/sealed.h"
#include "catalog/sql_parts.h"

/* Of the resource's own: a sealed field has two. */
static size_t
count_columns(const struct resource *resource)
{
	size_t count = resource->nfields;
	for (size_t i = 0; i < resource->nfields; i++)
		count += (resource->fields[i].traits & FIELD_SEALED) != 0;
	return count;
}

size_t
sql_insert_width(const struct resource *resource)
{
	return 1 + count_columns(resource) + (resource->creator_column != NULL);
}

struct slice
sql_insert(struct arena *arena, const struct resource *resource)
{
	struct str text;
	str_init(&text, arena, SQL_TEXT_MAX);
	str_addf(&text, "INSERT INTO %s (realm_id", resource->table);
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		str_add_text(&text, ", ");
		str_add_text(&text, field->name);
		str_add_text(&text, column_suffix(field));
		if ((field->traits & FIELD_SEALED) != 0)
			str_addf(&text, ", %s" COLUMN_DIGEST, field->name);
	}
	if (resource->creator_column != NULL)
		str_addf(&text, ", %s", resource->creator_column);
	str_add_text(&text, ") VALUES (?");
	for (size_t i = 1; i < sql_insert_width(resource); i++)
		str_add_text(&text, ", ?");
	str_add_char(&text, ')');
	return str_slice(&text);
}

/* What the columns of a field take: one value, or of a sealed one two. */
static size_t
stored_values(struct arena *arena, const struct view *view, const struct record *record, size_t at,
    struct db_value values[static 2])
{
	const struct field *field = &record->resource->fields[at];
	const struct db_value *value = &record->values[at];
	values[0] = *value;
	if ((field->traits & FIELD_SEALED) == 0)
		return 1;
	values[0] = values[1] = (struct db_value){.type = DB_BYTES, .null = true};
	if (value->null)
		return 2;
	values[0].null = false;
	values[0].text = sealed_close(arena, view, record, at);
	values[1] = sql_digest(arena, sealed_digest(view, record->resource, field, value->text));
	return 2;
}

static struct db_value
creator_of(const struct view *view)
{
	struct db_value creator = value_uuid(view->caller_id);
	creator.null = strcmp(view->caller_kind, "key") != 0;
	return creator;
}

void
sql_insert_arguments(struct arena *arena, const struct view *view, const struct record *record,
    struct db_value *arguments)
{
	struct db_value values[2];
	*arguments++ = value_u64(view->realm_id);
	for (size_t i = 0; i < record->resource->nfields; i++) {
		size_t count = stored_values(arena, view, record, i, values);
		memcpy(arguments, values, count * sizeof *arguments);
		arguments += count;
	}
	if (record->resource->creator_column != NULL)
		*arguments = creator_of(view);
}

static void
add_row(struct command *command, const struct view *view, struct uuid id, uint64_t version)
{
	sql_add(command, " WHERE realm_id = ? AND id = ? AND version = ?");
	sql_bind(command, value_u64(view->realm_id));
	sql_bind(command, value_uuid(id));
	sql_bind(command, value_u64(version));
}

static void
set_field(struct command *command, const struct view *view, const struct record *record, size_t at)
{
	struct db_value values[2];
	const struct field *field = &record->resource->fields[at];
	size_t count = stored_values(command->text.arena, view, record, at, values);
	sql_add(command, field->name);
	sql_add(command, column_suffix(field));
	sql_add(command, " = ?");
	sql_bind(command, values[0]);
	if (count == 1)
		return;
	str_addf(&command->text, ", %s" COLUMN_DIGEST " = ?", field->name);
	sql_bind(command, values[1]);
}

struct command
sql_update(
    struct arena *arena, const struct view *view, const struct record *record, uint64_t version)
{
	const struct resource *resource = record->resource;
	struct command command = sql_command(arena);
	const char *comma = "";
	str_addf(&command.text, "UPDATE %s SET ", resource->table);
	for (size_t i = 1; i < resource->nfields; i++) {
		if (slice_is(SLICE_OF("created_at"), resource->fields[i].name))
			continue;
		sql_add(&command, comma);
		set_field(&command, view, record, i);
		comma = ", ";
	}
	add_row(&command, view, record_id(record), version);
	return command;
}

struct command
sql_delete(struct arena *arena, const struct view *view, const struct resource *resource,
    struct uuid id, uint64_t version)
{
	struct command command = sql_command(arena);
	str_addf(&command.text, "DELETE FROM %s", resource->table);
	add_row(&command, view, id, version);
	return command;
}
