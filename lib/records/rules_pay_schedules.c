/* Pay schedules: the days of semimonthly ones. */
#include "catalog/resources.h"
#include "records/rules.h"

/* Later than that, February would begin both periods on its last day. */
#define EARLIER_MOST 27

/* Twice a month is from the 1st and the 16th unless said otherwise. */
static void
derive(struct write *write)
{
	if (value_is(record_at(&write->after, "frequency"), "semimonthly") &&
	    record_at(&write->after, "semimonthly_days")->null)
		record_set(&write->after, "semimonthly_days", value_text(SLICE_OF("[1,16]")));
}

static void
check(struct write *write)
{
	const struct db_value *days = record_at(&write->after, "semimonthly_days");
	const struct db_value *frequency = record_at(&write->after, "frequency");
	struct slice first, second;
	int64_t one, other;
	if (days->null || frequency->null)
		return;
	if (!value_is(frequency, "semimonthly")) {
		write_complain(write, "semimonthly_days", "not_applicable",
		    "Only semimonthly schedules have such days.");
		return;
	}
	struct slice inside = slice_head(slice_skip(days->text, 1), days->text.len - 2);
	if (!slice_cut(inside, ',', &first, &second) ||
	    !slice_to_i64(first, 1, EARLIER_MOST, &one) || !slice_to_i64(second, 1, 31, &other) ||
	    one >= other)
		write_complain(write, "semimonthly_days", "out_of_range",
		    "Write two days of the month, the earlier first and the 27th at most.");
}

const struct rules rules_pay_schedules = {
    .resource = &resource_pay_schedules,
    .derive = derive,
    .check = check,
};
