/* Employees: how an employment begins, and who reports to whom. */
#include "catalog/resources.h"
#include "records/rules.h"
#include "sql/life.h"
#include "sql/records.h"

#define PATH_MOST 1000

/* A new employment: pending until its first day has come. */
static void
begin_employment(struct write *write)
{
	const struct db_value *hired = record_at(&write->after, "hire_date");
	if (hired->null)
		return;
	struct db_value day = *hired;
	record_set(&write->after, "status",
	    value_text(day.i64 > write->today ? SLICE_OF("pending") : SLICE_OF("active")));
	record_set(&write->after, "original_hire_date", day);
	if (record_at(&write->after, "seniority_date")->null)
		record_set(&write->after, "seniority_date", day);
	if (record_at(&write->after, "currency")->null)
		record_set(&write->after, "currency", value_text(write->currency));
}

static void
derive(struct write *write)
{
	if (write->kind == WRITE_CREATE)
		begin_employment(write);
}

/* Above the new supervisor must not stand the employee. */
static bool
prepare(struct write *write)
{
	struct supervisor_path_row *path;
	size_t steps;
	if (!write_changes(write, "supervisor_employee_id") ||
	    record_at(&write->after, "supervisor_employee_id")->null)
		return true;
	if (!write_go_alone(write, "employees.supervisor"))
		return false;
	struct supervisor_path_in in = {write->view.realm_id,
	    record_at(&write->after, "supervisor_employee_id")->uuid, PATH_MOST};
	if (!write_went(write, supervisor_path(write->db, write->arena, &in, &path, &steps)))
		return false;
	for (size_t i = 0; i < steps; i++)
		if (uuid_eq(path[i].id, write->id))
			write_complain(write, "supervisor_employee_id", "cycle",
			    "The supervisor would report to the employee.");
	return true;
}

/* The first spell of a new employment. */
static bool
follow(struct write *write)
{
	if (write->kind != WRITE_CREATE)
		return true;
	struct employment_period_insert_in in = {
	    .realm_id = write->view.realm_id,
	    .id = uuid_v7(),
	    .employee_id = write->id,
	    .starts_on = (int32_t)record_at(&write->after, "hire_date")->i64,
	    .now = write->now_us,
	};
	return write_went(write, employment_period_insert(write->db, &in, 1, NULL));
}

static bool
remove_life(struct write *write)
{
	struct employment_periods_delete_in periods = {write->view.realm_id, write->id};
	struct employment_leaves_delete_in leaves = {write->view.realm_id, write->id};
	return write_went(write, employment_periods_delete(write->db, &periods, NULL)) &&
	       write_went(write, employment_leaves_delete(write->db, &leaves, NULL));
}

const struct rules rules_employees = {
    .resource = &resource_employees,
    .derive = derive,
    .prepare = prepare,
    .follow = follow,
    .remove = remove_life,
};
