/* Time off: what follows on what, and that granted spells of one employee never overlap. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"
#include "records/transition.h"
#include "sql/records.h"

static const struct transition transitions[] = {
    {"requested", "approved"},
    {"requested", "declined"},
    {"requested", "cancelled"},
    {"approved", "taken"},
    {"approved", "cancelled"},
    {0},
};

static bool
has(const struct write *write, const char *flag)
{
	return record_at(&write->after, flag)->i64 != 0;
}

static void
check(struct write *write)
{
	const struct db_value *starts_on = record_at(&write->after, "starts_on");
	const struct db_value *ends_on = record_at(&write->after, "ends_on");
	piece_dates(write, "starts_on", "ends_on");
	if (starts_on->null || ends_on->null)
		return;
	if (starts_on->i64 == ends_on->i64 && has(write, "start_half") && has(write, "end_half"))
		write_complain(write, "end_half", "out_of_range",
		    "Nothing is left of a day that begins and ends at noon.");
	if (value_is(record_at(&write->after, "status"), "taken") && starts_on->i64 > write->today)
		write_complain(write, "status", "out_of_range", "This time off has not begun.");
}

static bool
is_granted(const struct write *write)
{
	const struct db_value *status = record_at(&write->after, "status");
	return value_is(status, "approved") || value_is(status, "taken");
}

static bool
touches_overlap(const struct write *write)
{
	static const char *const fields[] = {
	    "status", "starts_on", "ends_on", "start_half", "end_half"};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (write_changes(write, fields[i]))
			return true;
	return false;
}

static bool
check_overlap(struct write *write)
{
	struct time_off_overlaps_row row;
	struct time_off_overlaps_in in = {
	    .realm_id = write->view.realm_id,
	    .id = write->id,
	    .employee_id = record_at(&write->after, "employee_id")->uuid,
	    .starts_on = (int32_t)record_at(&write->after, "starts_on")->i64,
	    .start_half = has(write, "start_half"),
	    .ends_on = (int32_t)record_at(&write->after, "ends_on")->i64,
	    .end_half = has(write, "end_half"),
	};
	if (!is_granted(write) || !touches_overlap(write))
		return true;
	if (!write_go_alone(write, "time_off.granted") ||
	    !write_went(write, time_off_overlaps(write->db, write->arena, &in, &row)))
		return false;
	if (row.n > 0)
		write_complain(write, "starts_on", "overlaps",
		    "The employee has other granted time off on some of these days.");
	return true;
}

static bool
prepare(struct write *write)
{
	return transition_check(write, "status", transitions) && check_overlap(write);
}

const struct rules rules_time_off = {
    .resource = &resource_time_off,
    .check = check,
    .prepare = prepare,
};
