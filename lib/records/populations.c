/* Rows of key_population that follow the tree of departments. */
#include "records/populations.h"

#include "catalog/population.h"
#include "catalog/resources.h"
#include "sql/population.h"

static bool
has_department(struct write *write, bool *has)
{
	struct population_has_in in = {write->view.entity_id, write->view.caller_id,
	    write->view.realm_id, SLICE_OF("departments"), write->id};
	struct population_has_row row;
	enum db_status status = population_has(write->db, write->arena, &in, &row);
	*has = status == DB_OK;
	return status == DB_NO_ROW || write_went(write, status);
}

/* Each after the one above it, which is right by then. */
static bool
move(struct write *write)
{
	struct department_subtree_in in = {write->view.realm_id, write->id};
	struct department_subtree_row *rows;
	size_t count;
	if (!write_went(write, department_subtree(write->db, write->arena, &in, &rows, &count)))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct population_leave_in leave = {write->view.realm_id, rows[i].id};
		struct population_follow_in follow = {
		    write->view.realm_id, rows[i].id, rows[i].above_id};
		if (!write_went(write, population_leave(write->db, &leave, NULL)) ||
		    !write_went(write, population_follow(write->db, &follow, NULL)))
			return false;
	}
	return true;
}

bool
populations_follow(struct write *write)
{
	bool before = false, after = false;
	bool guarded =
	    write->kind == WRITE_UPDATE && (write->view.population & POPULATION_DEPARTMENTS) != 0;
	if (guarded && !has_department(write, &before))
		return false;
	if (!move(write))
		return false;
	if (guarded && !has_department(write, &after))
		return false;
	return before == after || write_refuse(write, PROBLEM_OUTSIDE_POPULATION, NULL);
}

static bool
place_of_employee(struct write *write, struct uuid id)
{
	struct population_place_of_employee_in in = {write->view.realm_id, id};
	struct population_place_of_employee_row row;
	enum db_status status = population_place_of_employee(write->db, write->arena, &in, &row);
	if (status == DB_OK)
		write->place = (struct place){.department_id = row.department_id,
		    .location_id = row.location_id,
		    .union_id = row.union_id};
	return write_went(write, status == DB_NO_ROW ? DB_RERUN : status);
}

static bool
place_of_person(struct write *write, struct uuid id)
{
	struct population_place_of_person_in in = {write->view.realm_id, id};
	struct population_place_of_person_row row;
	enum db_status status = population_place_of_person(write->db, write->arena, &in, &row);
	if (status == DB_OK)
		write->place = (struct place){
		    row.department_id, row.location_id, row.union_id, row.creator_key_id};
	return write_went(write, status == DB_NO_ROW ? DB_RERUN : status);
}

bool
populations_find_place(struct write *write)
{
	const struct resource *end = write->resource;
	struct uuid id = write->id;
	write->place = (struct place){0};
	if (!population_limits(end))
		return true;
	if (end->owner != NULL) {
		id = record_at(&write->before, end->owner_column)->uuid;
		end = end->owner;
	}
	return end->creator_column != NULL ? place_of_person(write, id)
					   : place_of_employee(write, id);
}

static struct uuid
id_at(const struct record *record, const char *field)
{
	const struct db_value *value = record_at(record, field);
	struct uuid id = {{0}};
	if (!value->null)
		id = value->uuid;
	return id;
}

struct place
populations_left(const struct write *write)
{
	struct place left = {0};
	bool moves = false;
	if (write->resource != &resource_employees)
		return left;
	for (size_t i = 0; i < POPULATION_DIMENSIONS; i++)
		moves = moves || write_changes(write, population_dimensions[i].column);
	if (!moves)
		return left;
	left.department_id = id_at(&write->before, "department_id");
	left.location_id = id_at(&write->before, "location_id");
	left.union_id = id_at(&write->before, "union_id");
	return left;
}
