/* Time off of employees: asked for, decided, taken. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice types[] = {
	{"vacation", "Vacation"}, {"sick", "Sick leave"}, {"personal", "Personal"},
	{"bereavement", "Bereavement"}, {"jury_duty", "Jury duty"}, {"military", "Military service"},
	{"parental", "Parental leave"}, {"fmla", "Under the Family and Medical Leave Act"},
	{"unpaid", "Unpaid"}, {"other", "Other"}, {0}
};

static const struct choice statuses[] = {
	{"requested", "Asked for"}, {"approved", "Granted"}, {"declined", "Refused"},
	{"cancelled", "Called off"}, {"taken", "Over"}, {0}
};

static const struct field fields[] = RECORD_FIELDS(
	REFERENCE("employee_id", B, employees, REQUIRED | ONCE | FILTERABLE, "Who is off"),
	CHOICE("type", S, types, REQUIRED | FILTERABLE, "What for"),
	DATE("starts_on", B, REQUIRED | FILTERABLE | SORTABLE, "First day"),
	DATE("ends_on", B, REQUIRED | FILTERABLE, "Last day, not before the first"),
	BOOL("start_half", B, "false", 0, "Whether it begins at noon of the first day"),
	BOOL("end_half", B, "false", 0, "Whether it ends at noon of the last day"),
	DECIMAL("hours", B, 6, 2, hours, 0, "Working hours that it takes"),
	STATE("status", B, statuses, "requested", FILTERABLE, "Where it stands; only some states follow on each"),
	TEXT("reason", S, 500, 0, "Free text")
);
/* clang-format on */

const struct resource resource_time_off = {
    .name = "time-off",
    .object = "time_off",
    .title = "Time off",
    .prefix = "tof",
    .table = "time_off",
    .meaning =
	"Days on which an employee does not work; granted ones of one employee never overlap.",
    .operations = OPERATIONS_OF_RECORDS,
    FIELDS(fields),
    .owner_column = "employee_id",
    .owner = &resource_employees,
};
