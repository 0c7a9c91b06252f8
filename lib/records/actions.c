/* From one status of an employment to the next (RESOURCES.md, employee life). */
#include "records/actions.h"

#include "catalog/resources.h"
#include "codec/date.h"
#include "sql/life.h"
#include "sql/records.h"

/* A member of the action's body. */
static const struct db_value *
term(const struct write *write, const char *name)
{
	return record_at(&write->terms, name);
}

static bool
has_status(const struct write *write, const char *status)
{
	return value_is(record_at(&write->before, "status"), status);
}

static void
set_status(struct write *write, const char *status)
{
	record_set(&write->after, "status", value_text(slice_from(status)));
}

static bool
is_before(const struct db_value *day, const struct db_value *other)
{
	return !day->null && !other->null && day->i64 < other->i64;
}

static int32_t
year_after(int32_t day)
{
	struct civil civil = date_civil(day);
	int32_t later = day;
	civil.year++;
	if (!date_from_civil(civil, &later)) {
		civil.day = 28; /* 29 February in a year that has none */
		date_from_civil(civil, &later);
	}
	return later;
}

/* --- terminate --- */

static bool
is_not_scheduled(const struct write *write)
{
	return record_at(&write->before, "scheduled_termination_date")->null;
}

static bool
check_terminate(struct write *write)
{
	const struct db_value *hired = record_at(&write->before, "hire_date");
	const struct db_value *day = term(write, "termination_date");
	const struct db_value *last = term(write, "last_day_worked");
	if (is_before(day, hired))
		write_complain(write, "termination_date", "before_start",
		    "The employment began later than this day.");
	if (!day->null && day->i64 > year_after(write->today))
		write_complain(write, "termination_date", "out_of_range",
		    "A termination lies at most one year ahead.");
	if (is_before(last, hired))
		write_complain(write, "last_day_worked", "before_start",
		    "The employment began later than this day.");
	if (is_before(day, last))
		write_complain(write, "last_day_worked", "after_end",
		    "The last day at work is not after the termination.");
	return true;
}

static bool
end_employment(struct write *write, int32_t day)
{
	struct employment_period_end_in period = {
	    write->view.realm_id, write->id, day, write->now_us};
	struct employment_leave_end_in leave = {
	    write->view.realm_id, write->id, day, write->now_us};
	set_status(write, "terminated");
	record_set(&write->after, "termination_date", value_date(day));
	record_clear(&write->after, "scheduled_termination_date");
	return write_went(write, employment_period_end(write->db, &period, NULL)) &&
	       write_went(write, employment_leave_end(write->db, &leave, NULL));
}

static bool
apply_terminate(struct write *write)
{
	struct db_value day = *term(write, "termination_date");
	record_set(&write->after, "last_day_worked", *term(write, "last_day_worked"));
	record_set(&write->after, "termination_type", *term(write, "type"));
	record_set(&write->after, "termination_reason", *term(write, "reason"));
	record_set(&write->after, "rehire_eligibility", *term(write, "rehire_eligibility"));
	if (day.i64 <= write->today)
		return end_employment(write, (int32_t)day.i64);
	record_set(&write->after, "scheduled_termination_date", day);
	return true;
}

/* --- rehire --- */

static bool
is_welcome(const struct write *write)
{
	return !value_is(record_at(&write->before, "rehire_eligibility"), "no");
}

static bool
check_rehire(struct write *write)
{
	const struct db_value *ended = record_at(&write->before, "termination_date");
	const struct db_value *start = term(write, "start_date");
	if (!start->null && !ended->null && start->i64 <= ended->i64)
		write_complain(write, "start_date", "before_start",
		    "A new employment begins after the last termination.");
	return true;
}

static bool
apply_rehire(struct write *write)
{
	static const char *const over[] = {"termination_date", "scheduled_termination_date",
	    "last_day_worked", "termination_type", "termination_reason", "rehire_eligibility"};
	struct db_value start = *term(write, "start_date");
	struct employment_period_insert_in period = {
	    .realm_id = write->view.realm_id,
	    .id = uuid_v7(),
	    .employee_id = write->id,
	    .starts_on = (int32_t)start.i64,
	    .now = write->now_us,
	};
	for (size_t i = 0; i < sizeof over / sizeof over[0]; i++)
		record_clear(&write->after, over[i]);
	set_status(write, start.i64 > write->today ? "pending" : "active");
	record_set(&write->after, "hire_date", start);
	if (term(write, "retain_seniority")->i64 == 0)
		record_set(&write->after, "seniority_date", start);
	return write_went(write, employment_period_insert(write->db, &period, 1, NULL));
}

/* --- leaves --- */

static void
complain_if_ahead(struct write *write, const char *member)
{
	const struct db_value *day = term(write, member);
	if (!day->null && day->i64 > write->today)
		write_complain(write, member, "out_of_range",
		    "This day has not come yet in the company's time zone.");
}

static bool
check_start_leave(struct write *write)
{
	const struct db_value *from = term(write, "from");
	const struct db_value *back = term(write, "expected_return");
	struct employment_leave_last_in in = {write->view.realm_id, write->id};
	struct employment_leave_last_row last;
	if (!write_went(write, employment_leave_last(write->db, write->arena, &in, &last)))
		return false;
	complain_if_ahead(write, "from");
	if (is_before(from, record_at(&write->before, "hire_date")))
		write_complain(
		    write, "from", "before_start", "The employment began later than this day.");
	if (!from->null && last.returned_on.has && from->i64 < last.returned_on.value)
		write_complain(
		    write, "from", "overlaps", "Another leave lasted longer than to this day.");
	if (!from->null && !back->null && back->i64 <= from->i64)
		write_complain(write, "expected_return", "before_start",
		    "The return is after the first day of the leave.");
	return true;
}

static bool
apply_start_leave(struct write *write)
{
	const struct db_value *back = term(write, "expected_return");
	struct employment_leave_insert_in leave = {
	    .realm_id = write->view.realm_id,
	    .id = uuid_v7(),
	    .employee_id = write->id,
	    .leave_type = term(write, "leave_type")->text,
	    .starts_on = (int32_t)term(write, "from")->i64,
	    .expected_return = {.has = !back->null, .value = back->i64},
	    .now = write->now_us,
	};
	set_status(write, "on_leave");
	return write_went(write, employment_leave_insert(write->db, &leave, NULL));
}

static bool
check_return(struct write *write)
{
	const struct db_value *day = term(write, "date");
	struct employment_leave_open_in in = {write->view.realm_id, write->id};
	struct employment_leave_open_row leave;
	if (!write_went(write, employment_leave_open(write->db, write->arena, &in, &leave)))
		return false;
	complain_if_ahead(write, "date");
	if (!day->null && day->i64 < leave.starts_on)
		write_complain(
		    write, "date", "before_start", "The leave began later than this day.");
	return true;
}

static bool
apply_return(struct write *write)
{
	struct employment_leave_end_in leave = {
	    write->view.realm_id, write->id, (int32_t)term(write, "date")->i64, write->now_us};
	set_status(write, "active");
	return write_went(write, employment_leave_end(write->db, &leave, NULL));
}

/* --- a hire that never begins, and the days that come --- */

static bool
apply_cancel_hire(struct write *write)
{
	struct employment_period_drop_in period = {write->view.realm_id, write->id};
	set_status(write, "cancelled");
	return write_went(write, employment_period_drop(write->db, &period, NULL));
}

/* What somebody else has turned meanwhile stays as it is, and makes no version. */
static bool
apply_turn(struct write *write)
{
	const struct db_value *ends = record_at(&write->before, "scheduled_termination_date");
	if (has_status(write, "pending") &&
	    record_at(&write->before, "hire_date")->i64 <= write->today)
		set_status(write, "active");
	if (!ends->null && ends->i64 <= write->today)
		return end_employment(write, (int32_t)ends->i64);
	return true;
}

const struct deed action_turn = {.apply = apply_turn};

/* --- the table --- */

/* clang-format off */
static const struct action actions[] = {
	{&body_terminate, "terminated", true, AUDIT_EMPLOYEE_TERMINATED,
	 {{"termination_date", "termination_date"}, {"last_day_worked", "last_day_worked"},
	  {"type", "termination_type"}, {"reason", "termination_reason"},
	  {"rehire_eligibility", "rehire_eligibility"}},
	 {{"active", "on_leave"}, is_not_scheduled, check_terminate, apply_terminate}},
	{&body_rehire, "active", true, AUDIT_EMPLOYEE_REHIRED,
	 {{"start_date", "hire_date"}, {"retain_seniority", "seniority_date"}},
	 {{"terminated"}, is_welcome, check_rehire, apply_rehire}},
	{&body_start_leave, "on_leave", true, AUDIT_EMPLOYEE_LEAVE_STARTED, {{0}},
	 {{"active"}, NULL, check_start_leave, apply_start_leave}},
	{&body_return, "active", true, AUDIT_EMPLOYEE_RETURNED, {{0}},
	 {{"on_leave"}, NULL, check_return, apply_return}},
	{&body_cancel_hire, "cancelled", false, AUDIT_EMPLOYEE_HIRE_CANCELLED, {{0}},
	 {{"pending"}, NULL, NULL, apply_cancel_hire}},
};
/* clang-format on */

const struct action *
action_find(struct slice name)
{
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (slice_is(name, actions[i].body->name))
			return &actions[i];
	return NULL;
}

static bool
is_writable(struct fieldset writable, const char *field)
{
	return fieldset_has(&writable, resource_field(&resource_employees, slice_from(field)));
}

bool
action_is_open_to(struct fieldset writable)
{
	return is_writable(writable, "status");
}

struct fieldset
action_terms(const struct action *action, struct fieldset writable)
{
	struct fieldset terms = fieldset_all(action->body), closed = {0};
	for (size_t i = 0; i < ACTION_FIELDS_MAX && action->fields[i].member != NULL; i++)
		if (!is_writable(writable, action->fields[i].field))
			fieldset_add(&closed,
			    resource_field(action->body, slice_from(action->fields[i].member)));
	return fieldset_minus(terms, closed);
}
