/*
 * DATETIME(6) and DATE as numbers. Sessions are in UTC, so nothing is shifted.
 */
#include "base/clock.h"
#include "codec/date.h"
#include "db/call.h"

MYSQL_TIME
calendar_date(int64_t day)
{
	struct civil civil = date_civil((int32_t)day);
	return (MYSQL_TIME){.year = (unsigned)civil.year,
	    .month = (unsigned)civil.month,
	    .day = (unsigned)civil.day,
	    .time_type = MYSQL_TIMESTAMP_DATE};
}

MYSQL_TIME
calendar_time(int64_t time_us)
{
	int64_t day = time_us / CLOCK_DAY - (time_us % CLOCK_DAY < 0);
	int64_t rest = time_us - day * CLOCK_DAY;
	MYSQL_TIME calendar = calendar_date(day);
	calendar.time_type = MYSQL_TIMESTAMP_DATETIME;
	calendar.hour = (unsigned)(rest / CLOCK_HOUR);
	calendar.minute = (unsigned)(rest % CLOCK_HOUR / CLOCK_MINUTE);
	calendar.second = (unsigned)(rest % CLOCK_MINUTE / CLOCK_SECOND);
	calendar.second_part = (unsigned long)(rest % CLOCK_SECOND);
	return calendar;
}

bool
calendar_read_date(const MYSQL_TIME *calendar, int64_t *day)
{
	struct civil civil = {(int)calendar->year, (int)calendar->month, (int)calendar->day};
	int32_t days;
	if (!date_from_civil(civil, &days))
		return false;
	*day = days;
	return true;
}

bool
calendar_read_time(const MYSQL_TIME *calendar, int64_t *time_us)
{
	int64_t day;
	if (!calendar_read_date(calendar, &day))
		return false;
	*time_us = day * CLOCK_DAY + calendar->hour * CLOCK_HOUR + calendar->minute * CLOCK_MINUTE +
		   calendar->second * CLOCK_SECOND + (int64_t)calendar->second_part;
	return true;
}
