/* Time from the kernel, or as a test pretends. */
#define _GNU_SOURCE
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t pretended_us;

static int64_t
read_clock(clockid_t which)
{
	struct timespec now;
	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec / 1000;
}

int64_t
clock_now(void)
{
	int64_t pretended = atomic_load(&pretended_us);
	return pretended ? pretended : read_clock(CLOCK_REALTIME);
}

int64_t
clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void
clock_pretend(int64_t now_us)
{
	atomic_store(&pretended_us, now_us);
}
