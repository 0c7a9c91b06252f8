/*
 * The one source of time. All times are int64_t microseconds since
 * 1970-01-01T00:00:00Z, named *_us; durations too.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_SECOND INT64_C(1000000)
#define CLOCK_MINUTE (60 * CLOCK_SECOND)
#define CLOCK_HOUR (60 * CLOCK_MINUTE)
#define CLOCK_DAY (24 * CLOCK_HOUR)

/* Wall clock. */
int64_t clock_now(void);
/* Never goes back; from an arbitrary start. For durations. */
int64_t clock_monotonic(void);
/* Tests only: clock_now() answers this until called with 0. */
void clock_pretend(int64_t now_us);

#endif
