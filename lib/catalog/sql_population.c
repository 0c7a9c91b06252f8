/*
 * Populations in commands. What a key reaches is joined, not asked by EXISTS: each join is by
 * a unique key and so adds no row, and where a person may also be reached without an employee
 * the server would else read all that the key reaches before it looks at the first record
 * (*tried*: 30-60 ms for a page of 14,000 addresses instead of 1-27).
 *
 * Aliases: `e` the employee, `c` the person, `p0`… what the key reaches in each dimension.
 */
#include <assert.h>
#include <string.h>

#include "catalog/population.h"
#include "catalog/resources.h"
#include "catalog/sql_parts.h"

/* Where the path from a resource ends, and the column of `t` that leads there. */
struct path {
	const struct resource *end;
	const char *column;
};

static struct path
path_of(const struct resource *resource)
{
	struct path path = {resource, "id"};
	if (resource->owner != NULL)
		path = (struct path){resource->owner, resource->owner_column};
	assert(path.end->owner == NULL && path.end->employee_column != NULL);
	return path;
}

bool
sql_is_limited(const struct view *view, const struct resource *resource)
{
	return view->population != 0 && population_limits(resource);
}

static void
join_dimension(struct command *command, const struct view *view, size_t at, const char *employee)
{
	const struct dimension *dimension = &population_dimensions[at];
	unsigned known = view->population & ~(unsigned)POPULATION_UNKNOWN;
	struct slice names = population_names(command->text.arena, known);
	str_addf(&command->text,
	    " LEFT JOIN key_population p%zu ON p%zu.entity_id = ? AND p%zu.key_id = ?"
	    " AND p%zu.realm_id = t.realm_id AND p%zu.population = '%.*s'"
	    " AND p%zu.dimension = '%s' AND p%zu.value = %s.%s",
	    at, at, at, at, at, SLICE_ARG(names), at, dimension->name, at, employee,
	    dimension->column);
	sql_bind(command, value_u64(view->entity_id));
	sql_bind(command, value_uuid(view->caller_id));
}

/* A person whom no employee has is reached by who made it. */
static void
join_creator(struct command *command, const struct view *view, const struct resource *resource,
    const struct path *path)
{
	if (path->end == resource || path->end->creator_column == NULL)
		return;
	str_addf(&command->text,
	    " LEFT JOIN %s c ON c.realm_id = t.realm_id AND c.id = t.%s AND e.id IS NULL"
	    " AND c.%s = ?",
	    path->end->table, path->column, path->end->creator_column);
	sql_bind(command, value_uuid(view->caller_id));
}

static bool
is_employee(const struct resource *resource)
{
	return resource == &resource_employees;
}

void
sql_add_select(struct command *command, const struct view *view, const struct resource *resource)
{
	sql_add(command, sql_is_limited(view, resource) ? "SELECT STRAIGHT_JOIN " : "SELECT ");
}

/* Outer joins: the server makes them inner ones where a condition wants a match. */
void
sql_join_population(
    struct command *command, const struct view *view, const struct resource *resource)
{
	if (!sql_is_limited(view, resource))
		return;
	assert(strcmp(view->caller_kind, "key") == 0);
	struct path path = path_of(resource);
	if (!is_employee(resource))
		str_addf(&command->text,
		    " LEFT JOIN employees e ON e.realm_id = t.realm_id AND e.%s = t.%s",
		    path.end->employee_column, path.column);
	for (size_t i = 0; i < POPULATION_DIMENSIONS; i++)
		if ((view->population & 1u << i) != 0)
			join_dimension(command, view, i, is_employee(resource) ? "t" : "e");
	join_creator(command, view, resource, &path);
}

static void
add_matched(struct command *command, const struct view *view)
{
	const char *and = "";
	for (size_t i = 0; i < POPULATION_DIMENSIONS; i++) {
		if ((view->population & 1u << i) == 0)
			continue;
		str_addf(&command->text, "%sp%zu.value IS NOT NULL", and, i);
		and = " AND ";
	}
}

void
sql_add_population(
    struct command *command, const struct view *view, const struct resource *resource)
{
	if (!sql_is_limited(view, resource))
		return;
	struct path path = path_of(resource);
	if ((view->population & POPULATION_UNKNOWN) != 0) {
		sql_add(command, " AND FALSE");
		return;
	}
	sql_add(command, " AND (");
	add_matched(command, view);
	if (path.end->creator_column == NULL) {
		sql_add(command, ")");
	} else if (path.end != resource) {
		sql_add(command, " OR c.id IS NOT NULL)");
	} else {
		str_addf(
		    &command->text, " OR (e.id IS NULL AND t.%s = ?))", resource->creator_column);
		sql_bind(command, value_uuid(view->caller_id));
	}
}

void
sql_add_path_columns(
    struct command *command, const struct resource *resource, struct fieldset *named)
{
	sql_add(command, ", t.realm_id");
	if (resource->creator_column != NULL)
		str_addf(&command->text, ", t.%s", resource->creator_column);
	if (resource->owner != NULL)
		fieldset_add(named, resource_field(resource, slice_from(resource->owner_column)));
	for (size_t i = 0; i < POPULATION_DIMENSIONS && is_employee(resource); i++)
		fieldset_add(
		    named, resource_field(resource, slice_from(population_dimensions[i].column)));
}

struct command
sql_reach(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct uuid *ids, size_t count, bool locked)
{
	struct command command = sql_command(arena);
	struct db_value *values = arena_array(arena, count, sizeof *values);
	assert(count > 0);
	for (size_t i = 0; i < count; i++)
		values[i] = value_uuid(ids[i]);
	sql_add_select(&command, view, resource);
	str_addf(&command.text, "t.id FROM %s t", resource->table);
	sql_join_population(&command, view, resource);
	sql_add(&command, " WHERE t.realm_id = ?");
	sql_bind(&command, value_u64(view->realm_id));
	sql_add_population(&command, view, resource);
	sql_add(&command, " AND t.id IN (");
	sql_bind_list(&command, values, count);
	sql_add(&command, locked ? ") LOCK IN SHARE MODE" : ")");
	command.types[command.ncolumns++] = DB_UUID;
	return command;
}
