/* Employees: how an employment begins, who reports to whom, and what must agree. */
#include "catalog/resources.h"
#include "records/rules.h"
#include "records/tree.h"
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

/* Union, local and class are of one kind, whichever of them the write names. */
static bool
check_local(struct write *write, const struct db_value *of, const struct db_value *local)
{
	struct union_local_scope_in in = {write->view.realm_id, local->uuid};
	struct union_local_scope_row row;
	if (local->null)
		return true;
	if (!write_went(write, union_local_scope(write->db, write->arena, &in, &row)))
		return false;
	if (of->null || !uuid_eq(row.union_id, of->uuid))
		write_complain(write, "union_local_id", "disagrees",
		    "The local is not one of the employee's union.");
	return true;
}

static bool
check_class(struct write *write, const struct db_value *of, const struct db_value *local,
    const struct db_value *class)
{
	struct union_class_scope_in in = {write->view.realm_id, class->uuid};
	struct union_class_scope_row row;
	if (class->null)
		return true;
	if (!write_went(write, union_class_scope(write->db, write->arena, &in, &row)))
		return false;
	if (of->null || !uuid_eq(row.union_id, of->uuid))
		write_complain(write, "union_class_id", "disagrees",
		    "The class is not one of the employee's union.");
	else if (!uuid_is_nil(row.union_local_id) &&
		 (local->null || !uuid_eq(row.union_local_id, local->uuid)))
		write_complain(write, "union_class_id", "disagrees",
		    "The class is another local's than the employee's.");
	return true;
}

static bool
check_union(struct write *write)
{
	const struct db_value *of = record_at(&write->after, "union_id");
	const struct db_value *local = record_at(&write->after, "union_local_id");
	if (!write_changes(write, "union_id") && !write_changes(write, "union_local_id") &&
	    !write_changes(write, "union_class_id"))
		return true;
	return check_local(write, of, local) &&
	       check_class(write, of, local, record_at(&write->after, "union_class_id"));
}

/* A cost code is the whole company's, or of the very job. */
static bool
check_cost_code(struct write *write)
{
	const struct db_value *code = record_at(&write->after, "cost_code_id");
	const struct db_value *job = record_at(&write->after, "job_id");
	struct cost_code_scope_in in = {write->view.realm_id, code->uuid};
	struct cost_code_scope_row row;
	if (code->null ||
	    (!write_changes(write, "cost_code_id") && !write_changes(write, "job_id")))
		return true;
	if (!write_went(write, cost_code_scope(write->db, write->arena, &in, &row)))
		return false;
	if (!uuid_is_nil(row.job_id) && (job->null || !uuid_eq(row.job_id, job->uuid)))
		write_complain(write, "cost_code_id", "disagrees",
		    "The cost code is another job's than the employee's.");
	return true;
}

static bool
prepare(struct write *write)
{
	size_t above;
	return check_union(write) && check_cost_code(write) &&
	       tree_check(
		   write, "supervisor_employee_id", "employees.supervisor", PATH_MOST, &above);
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
remove_life(struct write *write, struct uuid id)
{
	struct employment_periods_delete_in periods = {write->view.realm_id, id};
	struct employment_leaves_delete_in leaves = {write->view.realm_id, id};
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
