/*
 * Calendar dates and points in time: RFC 3339 texts <-> numbers. A date is
 * int32_t days since 1970-01-01 (proleptic Gregorian), a time int64_t µs UTC.
 */
#ifndef CODEC_DATE_H
#define CODEC_DATE_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

#define DATE_TEXT_LEN 10 /* 2026-11-22 */
#define TIME_TEXT_LEN 24 /* 2026-11-22T09:30:00.123Z */

/* 9999-12-31, the last day that can be written, and its last second. */
#define DATE_LAST 2932896
#define TIME_LAST_US INT64_C(253402300799000000)

struct civil {
	int year, month, day; /* month and day from 1 */
};

/* Exactly YYYY-MM-DD of a date that exists, year 1 to 9999. */
bool date_read(struct slice text, int32_t *day);
void date_write(struct str *out, int32_t day);
struct civil date_civil(int32_t day);
bool date_from_civil(struct civil civil, int32_t *day);
/* RFC 3339 date-time with zone; `Z` or numeric offset; to microseconds, leap second 60 refused. */
bool time_read(struct slice text, int64_t *time_us);
/* UTC with milliseconds and Z. */
void time_write(struct str *out, int64_t time_us);
struct slice time_text(struct arena *arena, int64_t time_us);

/*
 * Minutes that an IANA zone is ahead of UTC at a time, by the system's zone
 * files; false if the zone is unknown.
 */
bool zone_offset(const char *zone, int64_t time_us, int *minutes);
/* The calendar day in that zone. */
bool zone_day(const char *zone, int64_t time_us, int32_t *day);
/*
 * When that calendar day begins there: at the first of two midnights, and where clocks are set
 * forward over midnight, when they are.
 */
bool zone_day_start(const char *zone, int32_t day, int64_t *time_us);

#endif
