/* Times and numbers in words. */
#include "cgi-bin/pages/say.h"

#include <string.h>

#include "base/clock.h"
#include "codec/date.h"
#include "codec/cidr.h"

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December"};
static const char *const weekdays[] = {
    "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"};

struct say
say_of(const struct call *call)
{
	struct slice zone = call->caller.kind == CALLER_USER ? call->caller.time_zone : SLICE_NONE;
	return (struct say){.arena = call->arena,
	    .zone = zone.len > 0 ? arena_text(call->arena, zone) : "UTC",
	    .now_us = clock_now()};
}

static int64_t
local(const char *zone, int64_t time_us)
{
	int minutes;
	if (!zone_offset(zone, time_us, &minutes))
		minutes = 0;
	return time_us + minutes * CLOCK_MINUTE;
}

static int64_t
floor_divide(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

struct parts {
	struct civil civil;
	int32_t day;
	int hour, minute, second;
};

static struct parts
parts_of(const char *zone, int64_t time_us)
{
	int64_t at = local(zone, time_us);
	int32_t day = (int32_t)floor_divide(at, CLOCK_DAY);
	int64_t seconds = floor_divide(at - day * CLOCK_DAY, CLOCK_SECOND);
	return (struct parts){.civil = date_civil(day),
	    .day = day,
	    .hour = (int)(seconds / 3600),
	    .minute = (int)(seconds / 60 % 60),
	    .second = (int)(seconds % 60)};
}

struct slice
say_clock(const struct say *say, int64_t time_us)
{
	struct parts p = parts_of(say->zone, time_us);
	return arena_printf(say->arena, "%02d:%02d:%02d", p.hour, p.minute, p.second);
}

static struct slice
date_text(const struct say *say, struct civil civil)
{
	return arena_printf(
	    say->arena, "%d %.3s %d", civil.day, months[civil.month - 1], civil.year);
}

struct slice
say_date(const struct say *say, int64_t time_us)
{
	return date_text(say, parts_of(say->zone, time_us).civil);
}

static const char *
weekday(int32_t day)
{
	return weekdays[day - 7 * floor_divide(day, 7)];
}

struct slice
say_calendar_day(const struct say *say, int32_t day)
{
	struct civil civil = date_civil(day);
	return arena_printf(
	    say->arena, "%s %d %s", weekday(day), civil.day, months[civil.month - 1]);
}

struct slice
say_short_day(const struct say *say, int32_t day)
{
	struct civil civil = date_civil(day);
	return arena_printf(say->arena, "%d %.3s", civil.day, months[civil.month - 1]);
}

struct slice
say_day(const struct say *say, int64_t time_us)
{
	int32_t day = say_day_of(say, time_us), today = say_day_of(say, say->now_us);
	struct slice text = say_calendar_day(say, day);
	const char *before = day == today ? "Today, " : day == today - 1 ? "Yesterday, " : "";
	return arena_printf(say->arena, "%s%.*s %d", before, SLICE_ARG(text), date_civil(day).year);
}

static struct slice
exact(const struct say *say, const char *zone, int64_t time_us)
{
	struct parts p = parts_of(zone, time_us);
	struct slice date = date_text(say, p.civil);
	return arena_printf(say->arena, "%.*s, %02d:%02d:%02d %s", SLICE_ARG(date), p.hour,
	    p.minute, p.second, zone);
}

struct slice
say_exact(const struct say *say, int64_t time_us)
{
	return exact(say, say->zone, time_us);
}

struct slice
say_utc(const struct say *say, int64_t time_us)
{
	return exact(say, "UTC", time_us);
}

struct slice
say_iso(const struct say *say, int64_t time_us)
{
	struct str text;
	str_init(&text, say->arena, TIME_TEXT_LEN + 1);
	time_write(&text, time_us);
	return str_slice(&text);
}

struct slice
say_span(const struct say *say, int64_t span_us)
{
	static const struct {
		int64_t unit;
		const char *one, *many;
	} units[] = {{CLOCK_DAY, "day", "days"}, {CLOCK_HOUR, "hour", "hours"},
	    {CLOCK_MINUTE, "minute", "minutes"}, {CLOCK_SECOND, "second", "seconds"}};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (span_us >= units[i].unit)
			return say_count(
			    say, (uint64_t)(span_us / units[i].unit), units[i].one, units[i].many);
	return SLICE_OF("a moment");
}

struct slice
say_ago(const struct say *say, int64_t time_us)
{
	if (time_us == 0)
		return SLICE_OF("Never");
	if (say->now_us - time_us < 5 * CLOCK_SECOND)
		return SLICE_OF("Just now");
	struct slice span = say_span(say, say->now_us - time_us);
	return arena_printf(say->arena, "%.*s ago", SLICE_ARG(span));
}

struct slice
say_ms(const struct say *say, int64_t span_us)
{
	if (span_us < 10000)
		return arena_printf(
		    say->arena, "%d.%d", (int)(span_us / 1000), (int)(span_us % 1000 / 100));
	return arena_printf(say->arena, "%lld", (long long)(span_us / 1000));
}

int32_t
say_day_of(const struct say *say, int64_t time_us)
{
	return parts_of(say->zone, time_us).day;
}

int64_t
say_midnight(const struct say *say, int32_t day)
{
	int64_t start;
	return zone_day_start(say->zone, day, &start) ? start : day * CLOCK_DAY;
}

struct slice
say_count(const struct say *say, uint64_t count, const char *one, const char *many)
{
	return arena_printf(
	    say->arena, "%llu %s", (unsigned long long)count, count == 1 ? one : many);
}

struct slice
say_status(int status)
{
	static const struct {
		int status;
		struct slice word;
	} words[] = {{200, SLICE("OK")}, {201, SLICE("created")}, {204, SLICE("done")},
	    {206, SLICE("a part")}, {304, SLICE("unchanged")}, {400, SLICE("malformed")},
	    {401, SLICE("not let in")}, {403, SLICE("not allowed")}, {404, SLICE("not found")},
	    {405, SLICE("wrong method")}, {406, SLICE("not acceptable")}, {409, SLICE("conflict")},
	    {410, SLICE("gone")}, {412, SLICE("changed before")}, {413, SLICE("too large")},
	    {415, SLICE("wrong type")}, {416, SLICE("no such bytes")}, {422, SLICE("not valid")},
	    {428, SLICE("no condition")}, {429, SLICE("too many")}, {500, SLICE("failed")},
	    {503, SLICE("unavailable")}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].status == status)
			return words[i].word;
	return SLICE_NONE;
}

struct slice
say_address(const struct say *say, const unsigned char *address)
{
	static const unsigned char none[16];
	if (!address || memcmp(address, none, sizeof none) == 0)
		return SLICE_NONE;
	struct address copy;
	struct str text;
	memcpy(copy.byte, address, sizeof copy.byte);
	str_init(&text, say->arena, ADDRESS_TEXT_MAX);
	address_write(&text, copy);
	return str_slice(&text);
}
