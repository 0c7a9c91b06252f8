/*
 * The key on whose standing a read hangs (alias `k`), and the read that most requests make: one
 * record by its id.
 */
#include <assert.h>
#include <string.h>

#include "catalog/record.h"
#include "catalog/sql_parts.h"

#define GET_TEXT_MAX 8192
#define GETS_KEPT 32

/*
 * Joined to what is read: LEFT JOIN keeps the key's row where nothing is found. Each row is found
 * by its primary key; naming that spares the server a look at the other indexes at each execution,
 * a tenth of its work for one record.
 */
#define BY_PRIMARY_KEY " USE INDEX (PRIMARY) ON "
static const char guard_head[] = " FROM api_keys k USE INDEX (PRIMARY) LEFT JOIN ";
static const char guard_tail[] =
    " WHERE k.entity_id = ? AND k.id = ? AND k.stamp = ? AND k.state = 'active'"
    " AND ? > UTC_TIMESTAMP(6)";

static void
bind_guard(struct command *command, const struct guard *guard, uint64_t entity_id)
{
	sql_bind(command, value_u64(entity_id));
	sql_bind(command, value_uuid(guard->key_id));
	sql_bind(command, value_u64(guard->stamp));
	sql_bind(command, value_time(guard->until_us));
}

void
sql_begin_guard(struct command *command)
{
	sql_add(command, guard_head);
}

void
sql_end_guard(struct command *command, const struct view *view)
{
	sql_add(command, guard_tail);
	bind_guard(command, view->guard, view->entity_id);
}

/* One row needs no inner statement: joined directly it costs the server a third less. */
static void
write_guarded_get(struct command *command, const struct resource *resource, struct fieldset columns)
{
	sql_add(command, "SELECT ");
	sql_add_columns(command, "t", resource, columns);
	sql_add(command, guard_head);
	sql_add(command, resource->table);
	sql_add(command, " t" BY_PRIMARY_KEY "t.realm_id = ? AND t.id = ?");
	sql_add(command, guard_tail);
}

/* What was written last for a resource: most requests of a process ask for the same columns. */
struct kept_get {
	const struct resource *resource;
	struct fieldset columns;
	uint64_t number;
	size_t len, ncolumns;
	char text[GET_TEXT_MAX];
	enum db_type types[FIELDS_MAX];
};

static void
keep_get(struct kept_get *kept, const struct command *command, const struct resource *resource,
    struct fieldset columns)
{
	static _Atomic uint64_t last;
	assert(command->text.len < sizeof kept->text);
	kept->number = ++last;
	kept->resource = resource;
	kept->columns = columns;
	kept->len = command->text.len;
	kept->ncolumns = command->ncolumns;
	memcpy(kept->text, command->text.at, command->text.len);
	memcpy(kept->types, command->types, command->ncolumns * sizeof *kept->types);
}

static struct command
begin_guarded_get(struct arena *arena, const struct resource *resource, struct fieldset columns)
{
	static _Thread_local struct kept_get list[GETS_KEPT];
	struct kept_get *kept = &list[(uintptr_t)resource / sizeof *resource % GETS_KEPT];
	if (kept->resource == resource && memcmp(&kept->columns, &columns, sizeof columns) == 0)
		return (struct command){.text = {.at = kept->text,
					    .len = kept->len,
					    .cap = kept->len + 1,
					    .max = kept->len,
					    .arena = arena},
		    .number = kept->number,
		    .types = kept->types,
		    .ncolumns = kept->ncolumns};
	struct command command = sql_command(arena);
	write_guarded_get(&command, resource, columns);
	keep_get(kept, &command, resource, columns);
	command.number = kept->number;
	return command;
}

struct command
sql_guarded_get(struct arena *arena, const struct view *view, const struct resource *resource,
    struct fieldset columns, struct uuid id)
{
	struct command command = begin_guarded_get(arena, resource, columns);
	sql_bind(&command, value_u64(view->realm_id));
	sql_bind(&command, value_uuid(id));
	bind_guard(&command, view->guard, view->entity_id);
	return command;
}
