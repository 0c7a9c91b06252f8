/*
 * Putting reads together. Aliases: `t` the resource's table, `r` what was found of it.
 */
#include "catalog/sql.h"

#include <assert.h>
#include <string.h>

#include "catalog/column.h"
#include "catalog/sealed.h"
#include "catalog/sql_parts.h"

#define ESCAPE "!"
#define ARGUMENTS_FIRST 8

struct command
sql_command(struct arena *arena)
{
	struct command command = {.types = arena_array(arena, FIELDS_MAX, sizeof(enum db_type))};
	str_init(&command.text, arena, SQL_TEXT_MAX);
	return command;
}

void
sql_add(struct command *command, const char *text)
{
	str_add_text(&command->text, text);
}

/* Twice the room whenever it is full: at every power of two. */
void
sql_bind(struct command *command, struct db_value value)
{
	size_t count = command->narguments;
	assert(count < SQL_ARGUMENTS_MAX);
	if (count == 0 || (count >= ARGUMENTS_FIRST && (count & (count - 1)) == 0)) {
		size_t room = count == 0 ? ARGUMENTS_FIRST : 2 * count;
		struct db_value *more = arena_array(command->text.arena, room, sizeof *more);
		if (count > 0)
			memcpy(more, command->arguments, count * sizeof *more);
		command->arguments = more;
	}
	command->arguments[command->narguments++] = value;
}

static void
add_column(struct command *command, const char *alias, const struct field *field)
{
	/* Piece by piece: formatting some 80 names would cost more than the server's work. */
	if (command->ncolumns > 0)
		sql_add(command, ", ");
	sql_add(command, alias);
	sql_add(command, ".");
	sql_add(command, field->name);
	sql_add(command, column_suffix(field));
	command->types[command->ncolumns++] = column_stored_type(field);
}

void
sql_add_columns(struct command *command, const char *alias, const struct resource *resource,
    struct fieldset columns)
{
	for (size_t i = 0; i < resource->nfields; i++)
		if (i == 0 || fieldset_has(&columns, (int)i))
			add_column(command, alias, &resource->fields[i]);
}

static void
bind_realm(struct command *command, const struct view *view)
{
	sql_add(command, " WHERE t.realm_id = ?");
	sql_bind(command, value_u64(view->realm_id));
}

static void
add_realm(struct command *command, const struct view *view, const struct resource *resource)
{
	str_addf(&command->text, " FROM %s t", resource->table);
	bind_realm(command, view);
}

/* The same, of records that the view may reach at all. */
static void
add_reach(struct command *command, const struct view *view, const struct resource *resource)
{
	str_addf(&command->text, " FROM %s t", resource->table);
	sql_join_population(command, view, resource);
	bind_realm(command, view);
	sql_add_population(command, view, resource);
}

/*
 * SELECT columns, guarded if the view is: the caller goes on with the inner statement and
 * ends with end_read(). The guard keeps the inner statement whole, with its LIMIT.
 */
static void
begin_read(struct command *command, const struct view *view, const struct resource *resource,
    struct fieldset columns)
{
	size_t counted = 0;
	if (view->guard != NULL) {
		sql_add(command, "SELECT ");
		sql_add_columns(command, "r", resource, columns);
		counted = command->ncolumns;
		sql_begin_guard(command);
		sql_add(command, "(");
		command->ncolumns = 0;
	}
	sql_add_select(command, view, resource);
	sql_add_columns(command, "t", resource, columns);
	assert(counted == 0 || command->ncolumns == counted);
}

static void
end_read(struct command *command, const struct view *view)
{
	if (view->guard == NULL)
		return;
	sql_add(command, ") r ON TRUE");
	sql_end_guard(command, view);
}

struct command
sql_get(struct arena *arena, const struct view *view, const struct resource *resource,
    struct fieldset columns, struct uuid id)
{
	if (view->guard != NULL && !sql_is_limited(view, resource))
		return sql_guarded_get(arena, view, resource, columns, id);
	struct command command = sql_command(arena);
	begin_read(&command, view, resource, columns);
	add_reach(&command, view, resource);
	sql_add(&command, " AND t.id = ?");
	sql_bind(&command, value_uuid(id));
	end_read(&command, view);
	return command;
}

/* A LIKE pattern that means the text itself, and then anything. */
static struct db_value
prefix_pattern(struct arena *arena, struct slice text)
{
	struct str pattern;
	str_init(&pattern, arena, text.len * 2 + 1);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '%' || text.at[i] == '_' || text.at[i] == ESCAPE[0])
			str_add_text(&pattern, ESCAPE);
		str_add_char(&pattern, text.at[i]);
	}
	str_add_char(&pattern, '%');
	return value_text(str_slice(&pattern));
}

void
sql_bind_list(struct command *command, const struct db_value *values, size_t count)
{
	size_t places = 1;
	while (places < count)
		places *= 2;
	for (size_t i = 0; i < places; i++) {
		sql_add(command, i == 0 ? "?" : ", ?");
		sql_bind(command, values[i < count ? i : count - 1]);
	}
}

static void
add_in(struct command *command, const char *name, const struct condition *condition)
{
	str_addf(&command->text, " AND t.%s IN (", name);
	sql_bind_list(command, condition->values, condition->nvalues);
	sql_add(command, ")");
}

struct db_value
sql_digest(struct arena *arena, struct digest digest)
{
	struct slice bytes = {(const char *)digest.byte, DIGEST_LEN};
	return (struct db_value){.type = DB_BYTES, .text = arena_copy(arena, bytes)};
}

/* Found by its digest, which stands for equality alone. */
static void
add_sealed_condition(struct command *command, const struct view *view,
    const struct resource *resource, const struct condition *condition)
{
	const struct field *field = &resource->fields[condition->field];
	assert(condition->op == FILTER_EQ);
	str_addf(&command->text, " AND t.%s" COLUMN_DIGEST " = ?", field->name);
	sql_bind(command, sql_digest(command->text.arena,
			      sealed_digest(view, resource, field, condition->values->text)));
}

static void
add_condition(struct command *command, const struct view *view, const struct resource *resource,
    const struct condition *condition)
{
	static const char *const signs[] = {
	    [FILTER_EQ] = "=",
	    [FILTER_GT] = ">",
	    [FILTER_GTE] = ">=",
	    [FILTER_LT] = "<",
	    [FILTER_LTE] = "<=",
	};
	const char *name = resource->fields[condition->field].name;
	if ((resource->fields[condition->field].traits & FIELD_SEALED) != 0) {
		add_sealed_condition(command, view, resource, condition);
	} else if (condition->op == FILTER_IN) {
		add_in(command, name, condition);
	} else if (condition->op == FILTER_PREFIX) {
		str_addf(&command->text, " AND t.%s LIKE ? ESCAPE '" ESCAPE "'", name);
		sql_bind(command, prefix_pattern(command->text.arena, condition->values->text));
	} else {
		str_addf(&command->text, " AND t.%s %s ?", name, signs[condition->op]);
		sql_bind(command, *condition->values);
	}
}

static void
add_filter(struct command *command, const struct view *view, const struct resource *resource,
    const struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++)
		add_condition(command, view, resource, &filter->list[i]);
}

/* Whether the field's index alone orders the rows: two rows of a realm never have the same. */
static bool
is_total(const struct resource *resource, const struct sort *sort)
{
	return sort->field == 0 || (resource->fields[sort->field].traits & FIELD_UNIQUE) != 0;
}

static void
add_index(struct command *command, const struct resource *resource, int field)
{
	if (field == 0)
		sql_add(command, " FORCE INDEX (PRIMARY)");
	else
		str_addf(&command->text, " FORCE INDEX (%s_%s)", resource->table,
		    resource->fields[field].name);
}

/* The conditions on that field alone. */
static void
add_filter_on(struct command *command, const struct view *view, const struct resource *resource,
    const struct filter *filter, int field)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->list[i].field == field)
			add_condition(command, view, resource, &filter->list[i]);
}

/*
 * Behind a record in the direction of `sign`, or no further than it. So written the server uses
 * both columns of the index: `a >= ? AND (a > ? OR id > ?)` reads all records of the same value
 * anew for each page, and the row form (a, b) > (?, ?) uses no range at all (*tried*).
 */
static void
add_bound(struct command *command, const struct resource *resource, const struct sort *sort,
    const char *sign, const char *equal, const struct position *position)
{
	const char *name = resource->fields[sort->field].name;
	if (is_total(resource, sort)) {
		str_addf(&command->text, " AND t.%s %s%s ?", name, sign, equal);
		sql_bind(command, sort->field == 0 ? value_uuid(position->id) : position->sorted);
		return;
	}
	str_addf(&command->text, " AND ((t.%s = ? AND t.id %s%s ?) OR t.%s %s ?)", name, sign,
	    equal, name, sign);
	sql_bind(command, position->sorted);
	sql_bind(command, value_uuid(position->id));
	sql_bind(command, position->sorted);
}

static void
add_stretch(struct command *command, const struct resource *resource, const struct sort *sort,
    const struct stretch *stretch)
{
	if (stretch->after != NULL)
		add_bound(
		    command, resource, sort, sort->descending ? "<" : ">", "", stretch->after);
	if (stretch->until != NULL)
		add_bound(
		    command, resource, sort, sort->descending ? ">" : "<", "=", stretch->until);
}

static void
add_order(struct command *command, const char *alias, const struct resource *resource,
    const struct sort *sort)
{
	const char *way = sort->descending ? " DESC" : "";
	str_addf(
	    &command->text, " ORDER BY %s.%s%s", alias, resource->fields[sort->field].name, way);
	/* A unique index knows no order by id behind its own (*tried*: it would be sorted anew). */
	if (!is_total(resource, sort))
		str_addf(&command->text, ", %s.id%s", alias, way);
}

struct command
sql_list(struct arena *arena, const struct view *view, const struct resource *resource,
    struct fieldset columns, const struct query *query, const struct stretch *stretch)
{
	struct command command = sql_command(arena);
	fieldset_add(&columns, query->sort.field);
	begin_read(&command, view, resource, columns);
	str_addf(&command.text, " FROM %s t", resource->table);
	add_index(&command, resource, stretch->index);
	sql_join_population(&command, view, resource);
	bind_realm(&command, view);
	sql_add_population(&command, view, resource);
	add_filter(&command, view, resource, &query->filter);
	add_stretch(&command, resource, &query->sort, stretch);
	add_order(&command, "t", resource, &query->sort);
	sql_add(&command, " LIMIT ?");
	sql_bind(&command, value_u64(query->limit + 1));
	end_read(&command, view);
	if (view->guard != NULL)
		add_order(&command, "r", resource, &query->sort);
	return command;
}

/* (SELECT t.id ... LIMIT most): the records that an index yields for a filter. */
static void
add_some(struct command *command, const struct view *view, const struct resource *resource,
    const struct filter *filter, int index, bool whole, uint64_t most)
{
	sql_add(command, "(");
	sql_add_select(command, view, resource);
	str_addf(&command->text, "t.id FROM %s t", resource->table);
	add_index(command, resource, index);
	if (whole)
		sql_join_population(command, view, resource);
	bind_realm(command, view);
	if (whole) {
		sql_add_population(command, view, resource);
		add_filter(command, view, resource, filter);
	} else {
		add_filter_on(command, view, resource, filter, index);
	}
	sql_add(command, " LIMIT ?)");
	sql_bind(command, value_u64(most));
}

struct command
sql_count(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct filter *filter, int index, uint64_t most)
{
	struct command command = sql_command(arena);
	sql_add(&command, "SELECT COUNT(*) AS n FROM ");
	add_some(&command, view, resource, filter, index, true, most);
	sql_add(&command, " found");
	command.types[command.ncolumns++] = DB_U64;
	return command;
}

struct command
sql_weigh(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct filter *filter, const int *fields, size_t nfields, uint64_t most)
{
	struct command command = sql_command(arena);
	for (size_t i = 0; i < nfields; i++) {
		sql_add(&command, i == 0 ? "SELECT " : ", ");
		sql_add(&command, "(SELECT COUNT(*) FROM ");
		add_some(&command, view, resource, filter, fields[i], false, most);
		str_addf(&command.text, " found) AS n%zu", i);
		command.types[command.ncolumns++] = DB_U64;
	}
	return command;
}

struct command
sql_horizon(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct query *query, const struct stretch *stretch, uint64_t far)
{
	struct command command = sql_command(arena);
	struct fieldset columns = {0};
	fieldset_add(&columns, query->sort.field);
	sql_add(&command, "SELECT ");
	sql_add_columns(&command, "t", resource, columns);
	str_addf(&command.text, " FROM %s t", resource->table);
	add_index(&command, resource, stretch->index);
	bind_realm(&command, view);
	add_filter_on(&command, view, resource, &query->filter, stretch->index);
	add_stretch(&command, resource, &query->sort, stretch);
	add_order(&command, "t", resource, &query->sort);
	sql_add(&command, " LIMIT ?, 1");
	sql_bind(&command, value_u64(far - 1));
	return command;
}

/* The columns that conditions look at, and the population, each once. */
static void
add_columns_of_filter(struct command *command, const struct view *view,
    const struct resource *resource, const struct filter *filter)
{
	struct fieldset named = filter_fields(filter);
	if (sql_is_limited(view, resource))
		sql_add_path_columns(command, resource, &named);
	for (size_t i = 1; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		bool sealed = (field->traits & FIELD_SEALED) != 0;
		if (fieldset_has(&named, (int)i))
			str_addf(
			    &command->text, ", t.%s%s", field->name, sealed ? COLUMN_DIGEST : "");
	}
}

struct command
sql_count_near(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct filter *filter, int index, uint64_t far)
{
	struct command command = sql_command(arena);
	sql_add(&command, "SELECT COUNT(*) AS looked, COUNT(CASE WHEN TRUE");
	sql_add_population(&command, view, resource);
	add_filter(&command, view, resource, filter);
	sql_add(&command, " THEN 1 END) AS n FROM (SELECT t.id");
	add_columns_of_filter(&command, view, resource, filter);
	str_addf(&command.text, " FROM %s t", resource->table);
	add_index(&command, resource, index);
	bind_realm(&command, view);
	add_filter_on(&command, view, resource, filter, index);
	sql_add(&command, " LIMIT ?) t");
	sql_bind(&command, value_u64(far));
	sql_join_population(&command, view, resource);
	command.types[command.ncolumns++] = DB_U64;
	command.types[command.ncolumns++] = DB_U64;
	return command;
}

static struct command
select_by(struct arena *arena, const struct view *view, const struct resource *resource,
    struct fieldset columns, const char *field, struct uuid id)
{
	struct command command = sql_command(arena);
	sql_add(&command, "SELECT ");
	sql_add_columns(&command, "t", resource, columns);
	add_realm(&command, view, resource);
	str_addf(&command.text, " AND t.%s = ?", field);
	sql_bind(&command, value_uuid(id));
	return command;
}

struct command
sql_lock(
    struct arena *arena, const struct view *view, const struct resource *resource, struct uuid id)
{
	struct command command = select_by(arena, view, resource, fieldset_all(resource), "id", id);
	sql_add(&command, " FOR UPDATE");
	return command;
}

struct command
sql_refer(
    struct arena *arena, const struct view *view, const struct resource *resource, struct uuid id)
{
	struct fieldset columns = {0};
	int active = resource_field(resource, SLICE_OF("is_active"));
	if (active >= 0)
		fieldset_add(&columns, active);
	struct command command = select_by(arena, view, resource, columns, "id", id);
	sql_add(&command, " LOCK IN SHARE MODE");
	return command;
}

struct command
sql_hold(
    struct arena *arena, const struct view *view, const struct resource *resource, struct uuid id)
{
	struct command command = select_by(arena, view, resource, (struct fieldset){0}, "id", id);
	sql_add(&command, " FOR UPDATE");
	return command;
}

struct command
sql_children(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct field *field, struct uuid id)
{
	struct fieldset columns = {0};
	fieldset_add(&columns, resource_version(resource));
	struct command command = select_by(arena, view, resource, columns, field->name, id);
	sql_add(&command, " FOR UPDATE");
	return command;
}

struct command
sql_count_children(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct field *field, struct uuid id)
{
	struct command command = sql_command(arena);
	sql_add_select(&command, view, resource);
	sql_add(&command, "COUNT(*) AS n");
	add_reach(&command, view, resource);
	str_addf(&command.text, " AND t.%s = ?", field->name);
	sql_bind(&command, value_uuid(id));
	command.types[command.ncolumns++] = DB_U64;
	return command;
}

struct command
sql_sole(struct arena *arena, const struct view *view, const struct record *record)
{
	const struct resource *resource = record->resource;
	struct command command = sql_command(arena);
	struct fieldset columns = {0};
	fieldset_add(&columns, resource_version(resource));
	sql_add(&command, "SELECT ");
	sql_add_columns(&command, "t", resource, columns);
	add_realm(&command, view, resource);
	sql_add(&command, " AND t.sole = TRUE AND t.id <> ?");
	sql_bind(&command, value_uuid(record_id(record)));
	for (const char *const *name = resource->sole.among; *name != NULL; name++) {
		str_addf(&command.text, " AND t.%s = ?", *name);
		sql_bind(&command, *record_at(record, *name));
	}
	sql_add(&command, " FOR UPDATE");
	return command;
}

struct command
sql_sole_unset(struct arena *arena, const struct view *view, const struct resource *resource,
    struct uuid id, int64_t now_us)
{
	struct command command = sql_command(arena);
	str_addf(&command.text,
	    "UPDATE %s SET %s = FALSE, version = version + 1, updated_at = "
	    "GREATEST(updated_at + INTERVAL 1 MICROSECOND, ?) WHERE realm_id = ? AND id = ?",
	    resource->table, resource->sole.flag);
	sql_bind(&command, value_time(now_us));
	sql_bind(&command, value_u64(view->realm_id));
	sql_bind(&command, value_uuid(id));
	return command;
}

struct command
sql_path(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct field *field, struct uuid id, uint64_t most)
{
	struct command command = sql_command(arena);
	str_addf(&command.text,
	    "WITH RECURSIVE path (id, above, depth) AS (SELECT t.id, t.%s, 1 FROM %s t"
	    " WHERE t.realm_id = ? AND t.id = ? UNION ALL SELECT t.id, t.%s, p.depth + 1"
	    " FROM path p JOIN %s t ON t.realm_id = ? AND t.id = p.above WHERE p.depth < ?)"
	    " SELECT path.id FROM path ORDER BY path.depth",
	    field->name, resource->table, field->name, resource->table);
	sql_bind(&command, value_u64(view->realm_id));
	sql_bind(&command, value_uuid(id));
	sql_bind(&command, value_u64(view->realm_id));
	sql_bind(&command, value_u64(most));
	command.types[command.ncolumns++] = DB_UUID;
	return command;
}
