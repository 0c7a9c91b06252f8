/* Employees: a person's work for the company; spells lie in employment_periods. */
#include "catalog/choices.h"
#include "catalog/employee_actions.h"
#include "catalog/fields.h"

/* clang-format off */
static const struct choice statuses[] = {
	{"pending", "Hired, not yet begun"}, {"active", "At work"}, {"on_leave", "On leave"},
	{"terminated", "No longer employed"}, {"cancelled", "Never began"}, {0}
};

static const struct choice worker_types[] = {
	{"employee", "Employee"}, {"contractor", "Contractor"}, {"temp_agency", "From an agency"},
	{"union_hall_dispatch", "Dispatched by a union hall"}, {"intern", "Intern"},
	{"volunteer", "Volunteer"}, {0}
};

static const struct choice employment_types[] = {
	{"full_time", "Full time"}, {"part_time", "Part time"}, {"seasonal", "Seasonal"},
	{"temporary", "Temporary"}, {"per_diem", "Per diem"}, {"on_call", "On call"}, {0}
};

static const struct choice pay_types[] = {
	{"hourly", "By the hour"}, {"salary", "Salary"}, {"piece", "By the piece"},
	{"per_diem", "By the day"}, {0}
};

static const struct choice pay_rate_periods[] = {
	{"hour", "An hour"}, {"day", "A day"}, {"week", "A week"}, {"two_weeks", "Two weeks"},
	{"semimonth", "Half a month"}, {"month", "A month"}, {"quarter", "A quarter"},
	{"half_year", "Half a year"}, {"year", "A year"}, {0}
};

static const struct field fields[] = RECORD_FIELDS(
	REFERENCE("person_id", B, persons, REQUIRED | ONCE | UNIQUE | FILTERABLE, "Who is employed; a person is one employee at most"),
	CODE("employee_number", P, 20, REQUIRED | UNIQUE | FILTERABLE | SORTABLE, "The company's number for the employee"),
	CHOICE("status", B, statuses, REQUIRED | KEPT | FILTERABLE | SORTABLE, "Where the employment stands; changed by actions"),
	CHOICE("worker_type", B, worker_types, REQUIRED | FILTERABLE, "On what footing the work is done"),
	CHOICE("employment_type", B, employment_types, REQUIRED | FILTERABLE, "How much and how steadily"),
	DATE("original_hire_date", B, REQUIRED | KEPT | FILTERABLE, "First day of the first employment"),
	DATE("hire_date", B, REQUIRED | ONCE | FILTERABLE | SORTABLE, "First day of the present or last employment"),
	DATE("seniority_date", B, FILTERABLE, "From when seniority counts; the hire date unless given"),
	DATE("scheduled_termination_date", B, KEPT | FILTERABLE | INDEXED, "Day of a termination that lies ahead"),
	DATE("termination_date", B, KEPT | FILTERABLE | INDEXED, "Day on which the last employment ended"),
	DATE("last_day_worked", B, KEPT | FILTERABLE, "Last day at work before that"),
	CHOICE("termination_type", S, employee_termination_types, KEPT, "Who ended it"),
	CHOICE("termination_reason", S, employee_termination_reasons, KEPT, "Why it ended"),
	CHOICE("rehire_eligibility", S, employee_rehire_eligibilities, KEPT, "Whether a rehire is allowed"),
	REFERENCE("department_id", B, departments, FILTERABLE, "Department"),
	REFERENCE("location_id", B, locations, FILTERABLE, "Where the employee usually works"),
	REFERENCE("job_code_id", B, job_codes, FILTERABLE, "Position or trade"),
	REFERENCE("job_id", B, jobs, FILTERABLE, "Job on which the employee usually works"),
	REFERENCE("labor_class_id", B, labor_classes, FILTERABLE, "Labor class"),
	REFERENCE("cost_code_id", B, cost_codes, FILTERABLE, "Usual cost code: the company's own, or one of the job"),
	REFERENCE("rate_code_id", B, rate_codes, FILTERABLE, "Usual rate code"),
	REFERENCE("pay_schedule_id", B, pay_schedules, REQUIRED | FILTERABLE, "How often the employee is paid"),
	REFERENCE("union_id", S, unions, FILTERABLE, "Union of the employee"),
	REFERENCE("union_local_id", S, union_locals, FILTERABLE, "Local of that union"),
	REFERENCE("union_class_id", S, union_classes, FILTERABLE, "Class of that union, and of that local or all of them"),
	REFERENCE("supervisor_employee_id", B, employees, FILTERABLE, "Whom the employee reports to; never in a circle"),
	CODE("union_member_number", S, 30, 0, "Number of union membership"),
	NAME("title", B, 100, FILTERABLE | INDEXED, "Title of the position"),
	CHOICE("flsa_status", B, choices_flsa_status, REQUIRED | FILTERABLE, "Standing under the Fair Labor Standards Act"),
	CHOICE("pay_type", S, pay_types, 0, "How pay is reckoned"),
	MONEY("pay_rate", S, 0, "Pay for one pay_rate_period"),
	CHOICE("pay_rate_period", S, pay_rate_periods, 0, "What pay_rate is for"),
	STRING("currency", B, 3, currency, FILTERABLE, "Currency of pay, ISO 4217; the company's unless given"),
	DECIMAL("standard_hours_per_week", B, 5, 2, hours_per_week, 0, "Usual hours a week"),
	STRING("work_state", B, 6, state, FILTERABLE, "State in which the work is done"),
	STRING("resident_state", P, 6, state, 0, "State in which the employee lives"),
	STRING("workers_comp_code", B, 8, workers_comp, FILTERABLE, "Class code for workers' compensation"),
	CHOICE("eeo1_job_category", S, choices_eeo1_job_category, 0, "Job category of EEO-1"),
	INTEGER("apprentice_level", B, 1, 10, 0, "Period of the apprenticeship"),
	DECIMAL("apprentice_percent", B, 5, 2, percent, 0, "Share of the journeyman's rate"),
	NAME("certified_payroll_classification", B, 60, 0, "Work classification for form WH-347")
);
/* clang-format on */

const struct resource resource_employees = {
    .name = "employees",
    .object = "employee",
    .title = "Employees",
    .prefix = "emp",
    .table = "employees",
    .meaning = "A person's work for the company.",
    .operations = OPERATIONS_OF_RECORDS,
    FIELDS(fields),
    .employee_column = "id",
};
