/* Pay schedules: how the year is cut into pay periods. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice frequencies[] = {
	{"weekly", "Every week"}, {"biweekly", "Every two weeks"}, {"four_weekly", "Every four weeks"},
	{"semimonthly", "Twice a month"}, {"monthly", "Every month"}, {"quarterly", "Every quarter"},
	{"annual", "Every year"}, {0}
};

static const struct choice weekdays[] = {
	{"monday", "Monday"}, {"tuesday", "Tuesday"}, {"wednesday", "Wednesday"},
	{"thursday", "Thursday"}, {"friday", "Friday"}, {"saturday", "Saturday"},
	{"sunday", "Sunday"}, {0}
};

static const struct field day_of_month[] = {
	INTEGER("day", B, 1, 31, REQUIRED, "Day of the month; 31 is its last"),
};

static const struct field fields[] = REFERENCE_DATA_FIELDS(UNIQUE,
	CHOICE("frequency", B, frequencies, REQUIRED | FILTERABLE, "How often is paid"),
	DATE("first_period_start", B, REQUIRED | FILTERABLE, "First day of the first period"),
	CHOICE("week_starts_on", B, weekdays, 0, "First day of the working week"),
	INTEGER("pay_date_offset_days", B, -15, 31, 0, "Days from the end of a period to its pay day"),
	INTEGERS("semimonthly_days", B, 2, day_of_month, 0, "Both days of the month on which periods begin, for semimonthly; 31 is its last day"),
	STRING("timezone", B, 64, time_zone, 0, "Time zone in which days begin; the company's if there is none"),
	BOOL("is_default", B, "false", FILTERABLE, "Whether it is the company's usual one; setting it unsets the other")
);
/* clang-format on */

const struct resource resource_pay_schedules = {
    .name = "pay-schedules",
    .object = "pay_schedule",
    .title = "Pay schedules",
    .prefix = "pay",
    .table = "pay_schedules",
    .meaning = "How often and for which days people are paid.",
    .operations = OPERATIONS_OF_REFERENCE_DATA,
    FIELDS(fields),
    .sole = {"pay_schedules_default", "is_default", {0}},
};
