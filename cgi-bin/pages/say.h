/*
 * Times and numbers as people say them, in the company's time zone: relative in
 * lists, exact on detail pages.
 */
#ifndef PAGES_SAY_H
#define PAGES_SAY_H

#include "web/call.h"

struct say {
	struct arena *arena;
	const char *zone; /* IANA; "UTC" for people not signed in */
	int64_t now_us;
};

struct say say_of(const struct call *call);

struct slice say_clock(const struct say *say, int64_t time_us); /* 14:03:22 */
struct slice say_date(const struct say *say, int64_t time_us);  /* 13 Nov 2026 */
struct slice say_day(const struct say *say, int64_t time_us);   /* Today, Friday 13 November 2026 */
struct slice say_exact(
    const struct say *say, int64_t time_us); /* 13 Nov 2026, 14:03:22 America/Denver */
struct slice say_utc(const struct say *say, int64_t time_us);  /* 13 Nov 2026, 21:03:22 UTC */
struct slice say_iso(const struct say *say, int64_t time_us);  /* for <time datetime> */
struct slice say_ago(const struct say *say, int64_t time_us);  /* "4 minutes ago"; 0: "never" */
struct slice say_span(const struct say *say, int64_t span_us); /* "4 minutes" */
struct slice say_ms(const struct say *say, int64_t span_us);   /* 12, or 0.8 below ten */
/* "Friday 13 November" of a calendar day. */
struct slice say_calendar_day(const struct say *say, int32_t day);
/* "13 Nov" of a calendar day. */
struct slice say_short_day(const struct say *say, int32_t day);

/* The calendar day of the zone, and when it begins there. */
int32_t say_day_of(const struct say *say, int64_t time_us);
int64_t say_midnight(const struct say *say, int32_t day);

/* "1 key", "12 keys". */
struct slice say_count(const struct say *say, uint64_t count, const char *one, const char *many);
/* "ok", "not found", … in one or two words. */
struct slice say_status(int status);

/* 16 bytes as text; NULL slice if there are none or all are zero. */
struct slice say_address(const struct say *say, const unsigned char *address);

#endif
