/* Pay periods, reckoned from the first. */
#include "records/periods.h"

#include <assert.h>

#include "codec/date.h"

/* Of months that are too short for the day, their last. */
static int32_t
day_of_month(int64_t month, int day)
{
	struct civil civil = {(int)(month / 12), (int)(month % 12) + 1, day};
	int32_t number;
	while (!date_from_civil(civil, &number))
		civil.day--;
	return number;
}

/* Months since the year 0. */
static int64_t
month_of(int32_t day)
{
	struct civil civil = date_civil(day);
	return (int64_t)civil.year * 12 + civil.month - 1;
}

/* The start of that number after the first day, from 0, where two days of each month are one. */
static int32_t
semimonthly_start(const struct calendar *calendar, int64_t number)
{
	int64_t month = month_of(calendar->first);
	int64_t at = 0;
	while (day_of_month(month + at / 2, calendar->on[at % 2]) <= calendar->first)
		at++;
	at += number;
	return day_of_month(month + at / 2, calendar->on[at % 2]);
}

static int32_t
start_of(const struct calendar *calendar, int64_t number)
{
	if (calendar->days > 0)
		return calendar->first + (int32_t)(number * calendar->days);
	if (calendar->months > 0)
		return day_of_month(month_of(calendar->first) + number * calendar->months,
		    date_civil(calendar->first).day);
	return number == 0 ? calendar->first : semimonthly_start(calendar, number - 1);
}

struct period
calendar_period(const struct calendar *calendar, int64_t number)
{
	return (struct period){start_of(calendar, number), start_of(calendar, number + 1) - 1};
}

/* Begins a little too early and walks: no period is longer than is assumed here. */
int64_t
calendar_number(const struct calendar *calendar, int32_t day)
{
	int longest = calendar->days > 0     ? calendar->days
		      : calendar->months > 0 ? 31 * calendar->months
					     : 31;
	int64_t number = day <= calendar->first ? 0 : (day - calendar->first) / longest;
	while (start_of(calendar, number + 1) <= day)
		number++;
	return number;
}

/* "[1,16]", as the rules of pay schedules let it through. */
static void
read_days(struct slice list, int on[2])
{
	struct slice one, other;
	int64_t first = 1, second = 16;
	struct slice inside = slice_head(slice_skip(list, 1), list.len - 2);
	bool read = slice_cut(inside, ',', &one, &other) && slice_to_i64(one, 1, 31, &first) &&
		    slice_to_i64(other, 1, 31, &second);
	assert(read);
	(void)read;
	on[0] = (int)first;
	on[1] = (int)second;
}

struct calendar
calendar_of(const struct record *schedule)
{
	static const struct {
		const char *frequency;
		int days, months;
	} lengths[] = {
	    {"weekly", 7, 0},
	    {"biweekly", 14, 0},
	    {"four_weekly", 28, 0},
	    {"monthly", 0, 1},
	    {"quarterly", 0, 3},
	    {"annual", 0, 12},
	};
	const struct db_value *frequency = record_at(schedule, "frequency");
	const struct db_value *days = record_at(schedule, "semimonthly_days");
	struct calendar calendar = {
	    .first = (int32_t)record_at(schedule, "first_period_start")->i64};
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
		if (value_is(frequency, lengths[i].frequency)) {
			calendar.days = lengths[i].days;
			calendar.months = lengths[i].months;
			return calendar;
		}
	assert(value_is(frequency, "semimonthly") && !days->null);
	read_days(days->text, calendar.on);
	return calendar;
}
