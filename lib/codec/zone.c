/*
 * Time zones from the system's files (TZif, RFC 9636), read at each question:
 * no state, no environment variable, safe in threads. Behind the last transition
 * the file's footer rules, a POSIX TZ text.
 */
#define _GNU_SOURCE
#include "codec/date.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#ifndef ZONE_FOLDER
#define ZONE_FOLDER "/usr/share/zoneinfo"
#endif

#define ZONE_FILE_MAX 32768
#define ZONE_NAME_MAX 64
#define HEADER_LEN 44
#define SECONDS_OF_A_DAY INT64_C(86400)

struct tzif {
	size_t times, types, abbreviation_bytes, leaps, standards, universals;
	const unsigned char *data; /* transition times */
};

static int64_t
big_endian(const unsigned char *at, size_t bytes)
{
	uint64_t value = at[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | at[i];
	return (int64_t)value;
}

static bool
name_is_sound(const char *zone)
{
	size_t len = strlen(zone);
	return len > 0 && len <= ZONE_NAME_MAX && zone[0] != '/' && !strstr(zone, "..") &&
	       strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			    "0123456789_+-/") == len;
}

/* The file's bytes, NUL-terminated; its length, or 0. */
static size_t
load_file(const char *zone, unsigned char bytes[static ZONE_FILE_MAX + 1])
{
	char path[sizeof ZONE_FOLDER + 1 + ZONE_NAME_MAX];
	if (!name_is_sound(zone))
		return 0;
	snprintf(path, sizeof path, "%s/%s", ZONE_FOLDER, zone);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return 0;
	ssize_t len = read(file, bytes, ZONE_FILE_MAX);
	close(file);
	if (len < HEADER_LEN)
		return 0;
	bytes[len] = '\0';
	return (size_t)len;
}

/* The header at `at`; the offset behind its data block, or 0 if that passes the end. */
static size_t
read_block(const unsigned char *bytes, size_t len, size_t at, size_t time_bytes, struct tzif *tzif)
{
	if (len - at < HEADER_LEN || memcmp(bytes + at, "TZif", 4) != 0 || bytes[at + 4] < '2')
		return 0;
	size_t counts[6];
	for (size_t i = 0; i < 6; i++) {
		counts[i] = (size_t)big_endian(bytes + at + 20 + 4 * i, 4);
		if (counts[i] > ZONE_FILE_MAX)
			return 0;
	}
	*tzif = (struct tzif){.universals = counts[0],
	    .standards = counts[1],
	    .leaps = counts[2],
	    .times = counts[3],
	    .types = counts[4],
	    .abbreviation_bytes = counts[5],
	    .data = bytes + at + HEADER_LEN};
	size_t size = tzif->times * (time_bytes + 1) + tzif->types * 6 + tzif->abbreviation_bytes +
		      tzif->leaps * (time_bytes + 4) + tzif->standards + tzif->universals;
	return size <= len - at - HEADER_LEN ? at + HEADER_LEN + size : 0;
}

struct rule_day {
	char kind; /* 'M' month.week.weekday, 'J' 1-365 without leap days, 'D' 0-365 */
	int month, week, day;
	int64_t second;
};

struct posix_rule {
	int64_t standard_seconds, summer_seconds; /* ahead of UTC */
	bool has_summer;
	struct rule_day begins, ends;
};

static bool
take_char(const char **at, char byte)
{
	if (**at != byte)
		return false;
	(*at)++;
	return true;
}

static bool
take_int(const char **at, int max, int *number)
{
	int value = 0, digits = 0;
	for (; **at >= '0' && **at <= '9' && digits < 4; (*at)++, digits++)
		value = value * 10 + (**at - '0');
	*number = value;
	return digits > 0 && value <= max;
}

static bool
take_abbreviation(const char **at)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	if (!take_char(at, '<')) {
		size_t len = strspn(*at, letters);
		*at += len;
		return len >= 3;
	}
	*at += strcspn(*at, ">");
	return take_char(at, '>');
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
take_span(const char **at, int64_t *seconds)
{
	int sign = take_char(at, '-') ? -1 : 1, part[3] = {0};
	if (sign > 0)
		take_char(at, '+');
	if (!take_int(at, 167, &part[0]))
		return false;
	for (int i = 1; i < 3 && take_char(at, ':'); i++)
		if (!take_int(at, 59, &part[i]))
			return false;
	*seconds = sign * (part[0] * INT64_C(3600) + part[1] * INT64_C(60) + part[2]);
	return true;
}

static bool
take_rule_day(const char **at, struct rule_day *rule)
{
	*rule = (struct rule_day){.kind = 'D', .second = 7200};
	if (!take_char(at, ','))
		return false;
	if (take_char(at, 'M')) {
		rule->kind = 'M';
		if (!take_int(at, 12, &rule->month) || !take_char(at, '.') ||
		    !take_int(at, 5, &rule->week) || !take_char(at, '.') ||
		    !take_int(at, 6, &rule->day) || rule->month < 1 || rule->week < 1)
			return false;
	} else {
		if (take_char(at, 'J'))
			rule->kind = 'J';
		if (!take_int(at, 365, &rule->day))
			return false;
	}
	return !take_char(at, '/') || take_span(at, &rule->second);
}

static bool
read_rule(const char *footer, struct posix_rule *rule)
{
	int64_t behind;
	*rule = (struct posix_rule){0};
	if (!take_abbreviation(&footer) || !take_span(&footer, &behind))
		return false;
	rule->standard_seconds = -behind;
	if (*footer == '\n')
		return true;
	rule->has_summer = true;
	if (!take_abbreviation(&footer))
		return false;
	rule->summer_seconds = rule->standard_seconds + 3600;
	if (*footer != ',') {
		if (!take_span(&footer, &behind))
			return false;
		rule->summer_seconds = -behind;
	}
	return take_rule_day(&footer, &rule->begins) && take_rule_day(&footer, &rule->ends) &&
	       *footer == '\n';
}

/* Days since 1970 of a rule's day in a year. */
static int32_t
rule_day_in(const struct rule_day *rule, int year)
{
	int32_t first = 0;
	date_from_civil((struct civil){year, 1, 1}, &first);
	if (rule->kind == 'D')
		return first + rule->day;
	if (rule->kind == 'J') {
		int32_t march = 0;
		date_from_civil((struct civil){year, 3, 1}, &march);
		return first + rule->day - 1 + (rule->day >= 60 ? march - first - 59 : 0);
	}
	date_from_civil((struct civil){year, rule->month, 1}, &first);
	int weekday = ((first + 4) % 7 + 7) % 7;
	int32_t day = first + (rule->day - weekday + 7) % 7 + 7 * (rule->week - 1);
	while (date_civil(day).month != rule->month)
		day -= 7;
	return day;
}

static int64_t
rule_seconds(const struct posix_rule *rule, int64_t second)
{
	if (!rule->has_summer)
		return rule->standard_seconds;
	int64_t day = (second + rule->standard_seconds) / SECONDS_OF_A_DAY;
	int year = date_civil((int32_t)day).year;
	int64_t begins = rule_day_in(&rule->begins, year) * SECONDS_OF_A_DAY + rule->begins.second -
			 rule->standard_seconds;
	int64_t ends = rule_day_in(&rule->ends, year) * SECONDS_OF_A_DAY + rule->ends.second -
		       rule->summer_seconds;
	bool summer =
	    begins < ends ? second >= begins && second < ends : second >= begins || second < ends;
	return summer ? rule->summer_seconds : rule->standard_seconds;
}

/* How many of the file's transitions are at or before the second. */
static size_t
transitions_until(const struct tzif *tzif, int64_t second)
{
	size_t low = 0, high = tzif->times;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (big_endian(tzif->data + 8 * middle, 8) <= second)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Seconds ahead of UTC. */
static bool
zone_seconds(const char *zone, int64_t second, int64_t *ahead)
{
	unsigned char bytes[ZONE_FILE_MAX + 1];
	struct tzif tzif;
	size_t len = load_file(zone, bytes);
	size_t second_block = len ? read_block(bytes, len, 0, 4, &tzif) : 0;
	size_t footer = second_block ? read_block(bytes, len, second_block, 8, &tzif) : 0;
	if (footer == 0 || tzif.types == 0)
		return false;
	size_t passed = transitions_until(&tzif, second);
	struct posix_rule rule;
	if (passed == tzif.times && bytes[footer] == '\n' &&
	    read_rule((const char *)bytes + footer + 1, &rule)) {
		*ahead = rule_seconds(&rule, second);
		return true;
	}
	const unsigned char *type_of = tzif.data + 8 * tzif.times;
	size_t type = passed > 0 ? type_of[passed - 1] : 0;
	if (type >= tzif.types)
		return false;
	*ahead = big_endian(type_of + tzif.times + 6 * type, 4);
	return true;
}

static int64_t
floor_div(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

bool
zone_offset(const char *zone, int64_t time_us, int *minutes)
{
	int64_t ahead;
	if (!zone_seconds(zone, floor_div(time_us, CLOCK_SECOND), &ahead))
		return false;
	*minutes = (int)floor_div(ahead, 60);
	return true;
}

bool
zone_day(const char *zone, int64_t time_us, int32_t *day)
{
	int64_t ahead;
	if (!zone_seconds(zone, floor_div(time_us, CLOCK_SECOND), &ahead))
		return false;
	*day = (int32_t)floor_div(time_us + ahead * CLOCK_SECOND, CLOCK_DAY);
	return true;
}

bool
zone_day_start(const char *zone, int32_t day, int64_t *time_us)
{
	int64_t midnight = (int64_t)day * SECONDS_OF_A_DAY, ahead[2], there;
	if (!zone_seconds(zone, midnight - SECONDS_OF_A_DAY, &ahead[0]) ||
	    !zone_seconds(zone, midnight + SECONDS_OF_A_DAY, &ahead[1]))
		return false;
	for (int i = 0; i < 2; i++) {
		*time_us = (midnight - ahead[i]) * CLOCK_SECOND;
		if (zone_seconds(zone, midnight - ahead[i], &there) && there == ahead[i])
			return true;
	}
	*time_us = (midnight - ahead[0]) * CLOCK_SECOND;
	return true;
}
