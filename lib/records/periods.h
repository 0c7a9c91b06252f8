/* How a pay schedule cuts the calendar into periods. Days are counted as in codec/date.h. */
#ifndef RECORDS_PERIODS_H
#define RECORDS_PERIODS_H

#include "catalog/record.h"

struct calendar {
	int32_t first; /* first day of the first period */
	int days;      /* length, or 0 */
	int months;    /* length, or 0; where both are 0, periods begin on `on` */
	int on[2];     /* days of the month, the earlier first; 31 is the last */
};

struct period {
	int32_t starts_on, ends_on;
};

/* Of a stored pay schedule. */
struct calendar calendar_of(const struct record *schedule);

/*
 * The period of that number, from 0. A month that lacks the day begins its period on its last
 * day; the first semimonthly period is as short as the days left to it.
 */
struct period calendar_period(const struct calendar *calendar, int64_t number);
/* Number of the period in which the day lies, or of the first if it lies before. */
int64_t calendar_number(const struct calendar *calendar, int32_t day);

#endif
