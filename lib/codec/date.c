/*
 * The calendar. Days are counted by the 400-year cycle of the Gregorian calendar
 * in years that begin in March, so that the leap day is the last of its year.
 */
#define _GNU_SOURCE
#include "codec/date.h"

#include "base/clock.h"

#define DAYS_400_YEARS 146097
#define DAYS_BEFORE_1970 719468 /* from 0000-03-01 */
#define YEAR_MAX 9999

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool
date_from_civil(struct civil civil, int32_t *day)
{
	if (civil.year < 1 || civil.year > YEAR_MAX || civil.month < 1 || civil.month > 12)
		return false;
	if (civil.day < 1 || civil.day > days_in_month(civil.year, civil.month))
		return false;
	int year = civil.month > 2 ? civil.year : civil.year - 1;
	int month = (civil.month + 9) % 12; /* March is 0 */
	int cycle = year / 400, year_of_cycle = year % 400;
	int day_of_year = (153 * month + 2) / 5 + civil.day - 1;
	int day_of_cycle =
	    year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
	*day = cycle * DAYS_400_YEARS + day_of_cycle - DAYS_BEFORE_1970;
	return true;
}

struct civil
date_civil(int32_t day)
{
	int64_t shifted = (int64_t)day + DAYS_BEFORE_1970;
	int64_t cycle = shifted / DAYS_400_YEARS - (shifted % DAYS_400_YEARS < 0);
	int day_of_cycle = (int)(shifted - cycle * DAYS_400_YEARS);
	int year =
	    (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) /
	    365;
	int day_of_year = day_of_cycle - (365 * year + year / 4 - year / 100);
	int month = (5 * day_of_year + 2) / 153;
	struct civil civil = {
	    .year = (int)(cycle * 400) + year + (month >= 10),
	    .month = month < 10 ? month + 3 : month - 9,
	    .day = day_of_year - (153 * month + 2) / 5 + 1,
	};
	return civil;
}

/* Exactly `count` digits from the front; false leaves *rest as it was. */
static bool
take_number(struct slice *rest, size_t count, int *number)
{
	uint64_t value;
	if (rest->len < count || !slice_to_u64(slice_head(*rest, count), YEAR_MAX, &value))
		return false;
	*number = (int)value;
	*rest = slice_skip(*rest, count);
	return true;
}

static bool
take_byte(struct slice *rest, char byte)
{
	if (rest->len == 0 || rest->at[0] != byte)
		return false;
	*rest = slice_skip(*rest, 1);
	return true;
}

static bool
take_date(struct slice *rest, int32_t *day)
{
	struct civil civil = {0};
	return take_number(rest, 4, &civil.year) && take_byte(rest, '-') &&
	       take_number(rest, 2, &civil.month) && take_byte(rest, '-') &&
	       take_number(rest, 2, &civil.day) && date_from_civil(civil, day);
}

bool
date_read(struct slice text, int32_t *day)
{
	int32_t read;
	if (!take_date(&text, &read) || text.len != 0)
		return false;
	*day = read;
	return true;
}

/* One to nine digits; what is finer than a microsecond is cut off. */
static bool
take_fraction(struct slice *rest, int64_t *fraction_us)
{
	*fraction_us = 0;
	if (!take_byte(rest, '.'))
		return true;
	int64_t unit = CLOCK_SECOND / 10;
	size_t digits = 0;
	while (digits < rest->len && rest->at[digits] >= '0' && rest->at[digits] <= '9') {
		*fraction_us += unit * (rest->at[digits] - '0');
		unit /= 10;
		digits++;
	}
	*rest = slice_skip(*rest, digits);
	return digits >= 1 && digits <= 9;
}

static bool
take_clock(struct slice *rest, int64_t *since_midnight_us)
{
	int hour, minute, second;
	int64_t fraction_us;
	if (!take_number(rest, 2, &hour) || !take_byte(rest, ':') ||
	    !take_number(rest, 2, &minute) || !take_byte(rest, ':') ||
	    !take_number(rest, 2, &second) || !take_fraction(rest, &fraction_us))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*since_midnight_us =
	    hour * CLOCK_HOUR + minute * CLOCK_MINUTE + second * CLOCK_SECOND + fraction_us;
	return true;
}

static bool
take_offset(struct slice *rest, int64_t *offset_us)
{
	*offset_us = 0;
	if (take_byte(rest, 'Z'))
		return true;
	int sign = take_byte(rest, '+') ? 1 : take_byte(rest, '-') ? -1 : 0;
	int hour, minute;
	if (sign == 0 || !take_number(rest, 2, &hour) || !take_byte(rest, ':') ||
	    !take_number(rest, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*offset_us = sign * (hour * CLOCK_HOUR + minute * CLOCK_MINUTE);
	return true;
}

static int32_t
day_of(int64_t time_us)
{
	return (int32_t)(time_us / CLOCK_DAY - (time_us % CLOCK_DAY < 0));
}

static bool
year_is_writable(int64_t time_us)
{
	int year = date_civil(day_of(time_us)).year;
	return year >= 1 && year <= YEAR_MAX;
}

bool
time_read(struct slice text, int64_t *time_us)
{
	int32_t day;
	int64_t clock_us, offset_us;
	if (!take_date(&text, &day) || !take_byte(&text, 'T') || !take_clock(&text, &clock_us) ||
	    !take_offset(&text, &offset_us) || text.len != 0)
		return false;
	int64_t read = day * CLOCK_DAY + clock_us - offset_us;
	if (!year_is_writable(read))
		return false;
	*time_us = read;
	return true;
}

/* Every record shows dates and times, so printf's way would be felt in lists. */
static char *
put_digits(char *at, int number, size_t digits)
{
	for (size_t i = digits; i > 0; i--, number /= 10)
		at[i - 1] = (char)('0' + number % 10);
	return at + digits;
}

static char *
put_date(char *at, struct civil civil)
{
	at = put_digits(at, civil.year, 4);
	*at++ = '-';
	at = put_digits(at, civil.month, 2);
	*at++ = '-';
	return put_digits(at, civil.day, 2);
}

void
date_write(struct str *out, int32_t day)
{
	char text[DATE_TEXT_LEN];
	put_date(text, date_civil(day));
	str_add(out, (struct slice){text, sizeof text});
}

struct wall {
	struct civil date;
	int weekday; /* Sunday is 0 */
	int hour, minute, second, us;
};

static struct wall
wall_of(int64_t time_us)
{
	int32_t day = day_of(time_us);
	int64_t rest = time_us - day * CLOCK_DAY;
	return (struct wall){
	    .date = date_civil(day),
	    .weekday = ((day + 4) % 7 + 7) % 7,
	    .hour = (int)(rest / CLOCK_HOUR),
	    .minute = (int)(rest % CLOCK_HOUR / CLOCK_MINUTE),
	    .second = (int)(rest % CLOCK_MINUTE / CLOCK_SECOND),
	    .us = (int)(rest % CLOCK_SECOND),
	};
}

void
time_write(struct str *out, int64_t time_us)
{
	struct wall w = wall_of(time_us);
	char text[TIME_TEXT_LEN];
	const struct {
		int number;
		size_t digits;
		char after;
	} parts[] = {
	    {w.hour, 2, ':'},
	    {w.minute, 2, ':'},
	    {w.second, 2, '.'},
	    {w.us / 1000, 3, 'Z'},
	};
	char *at = put_date(text, w.date);
	*at++ = 'T';
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		at = put_digits(at, parts[i].number, parts[i].digits);
		*at++ = parts[i].after;
	}
	str_add(out, (struct slice){text, sizeof text});
}

struct slice
time_text(struct arena *arena, int64_t time_us)
{
	struct str text;
	str_init(&text, arena, TIME_TEXT_LEN);
	time_write(&text, time_us);
	return str_slice(&text);
}
