/* What an action is told. Each member's class is that of what it becomes. */
#include "catalog/employee_actions.h"

#include "catalog/fields.h"

/* clang-format off */
const struct choice employee_termination_types[] = {
	{"voluntary", "By the employee"}, {"involuntary", "By the company"}, {"layoff", "Layoff"},
	{"end_of_project", "End of a project"}, {"retirement", "Retirement"}, {"death", "Death"},
	{"other", "Other"}, {0}
};

const struct choice employee_termination_reasons[] = {
	{"resignation", "Resignation"}, {"job_abandonment", "Job abandonment"},
	{"better_offer", "Better offer"}, {"relocation", "Relocation"},
	{"performance", "Performance"}, {"misconduct", "Misconduct"}, {"attendance", "Attendance"},
	{"safety_violation", "Safety violation"}, {"failed_drug_test", "Failed drug test"},
	{"reduction_in_force", "Reduction in force"}, {"lack_of_work", "Lack of work"},
	{"project_complete", "Project complete"}, {"seasonal_end", "End of the season"},
	{"returned_to_union_hall", "Returned to the union hall"}, {"retired", "Retired"},
	{"disability", "Disability"}, {"deceased", "Deceased"}, {"transfer", "Transfer"},
	{"never_started", "Never started"}, {"other", "Other"}, {0}
};

const struct choice employee_rehire_eligibilities[] = {
	{"yes", "May be rehired"}, {"no", "May not be rehired"}, {"review", "To be reviewed"}, {0}
};

static const struct choice leave_types[] = {
	{"fmla", "Family and Medical Leave Act"}, {"medical", "Medical"}, {"military", "Military"},
	{"parental", "Parental"}, {"personal", "Personal"}, {"workers_comp", "Workers' compensation"},
	{"administrative", "Administrative"}, {"unpaid", "Unpaid"}, {"other", "Other"}, {0}
};

static const struct field terminate[] = {
	DATE("termination_date", B, REQUIRED, "Last day of the employment, at most a year ahead; one that lies ahead is scheduled"),
	DATE("last_day_worked", B, 0, "Last day at work, not after the termination"),
	CHOICE("type", S, employee_termination_types, REQUIRED, "Who ends it"),
	CHOICE("reason", S, employee_termination_reasons, 0, "Why it ends"),
	CHOICE("rehire_eligibility", S, employee_rehire_eligibilities, 0, "Whether a rehire is allowed; \"no\" refuses it")
};

static const struct field rehire[] = {
	DATE("start_date", B, REQUIRED, "First day of the new employment, after the last termination"),
	BOOL("retain_seniority", B, "false", 0, "Whether seniority_date stays as it is; else it becomes the start date, whether or not the key may write it")
};

static const struct field start_leave[] = {
	CHOICE("leave_type", S, leave_types, REQUIRED, "Kind of leave"),
	DATE("from", B, REQUIRED, "First day of the leave, today or earlier"),
	DATE("expected_return", B, 0, "When the employee should be back, after the first day")
};

static const struct field back[] = {
	DATE("date", B, REQUIRED, "First day back at work, today or earlier")
};
/* clang-format on */

const struct resource body_terminate = {
    .name = "terminate",
    .object = "termination",
    .title = "Terminate",
    .meaning = "Ends an employment, today, in the past or on a day ahead.",
    FIELDS(terminate),
};

const struct resource body_rehire = {
    .name = "rehire",
    .object = "rehire",
    .title = "Rehire",
    .meaning = "Begins a new employment of the same employee, with the same id and number.",
    FIELDS(rehire),
};

const struct resource body_start_leave = {
    .name = "start-leave",
    .object = "leave",
    .title = "Start leave",
    .meaning = "Begins a leave of absence.",
    FIELDS(start_leave),
};

const struct resource body_return = {
    .name = "return",
    .object = "return",
    .title = "Return",
    .meaning = "Ends the leave of absence.",
    FIELDS(back),
};

const struct resource body_cancel_hire = {
    .name = "cancel-hire",
    .object = "cancellation",
    .title = "Cancel hire",
    .meaning = "Takes back a hire whose first day has not come; it needs no body.",
};
