/*
 * One line, one write(2): lines of several processes on one pipe never mix as
 * long as a line is shorter than PIPE_BUF.
 */
#define _GNU_SOURCE
#include "base/log.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define LINE_MAX_BYTES 1024

_Static_assert(LINE_MAX_BYTES <= PIPE_BUF, "a log line must be written at once");

static const char *program_name = "hub";
static enum log_level lowest_level = LOG_INFO_LEVEL;

static const char *const level_names[] = {
    [LOG_DEBUG_LEVEL] = "debug",
    [LOG_INFO_LEVEL] = "info",
    [LOG_WARNING_LEVEL] = "warning",
    [LOG_ERROR_LEVEL] = "error",
};

void
log_open(const char *program, enum log_level lowest)
{
	program_name = program;
	lowest_level = lowest;
}

void
log_line(enum log_level level, const char *place, long number, const struct uuid *request_id,
    const char *constant_text)
{
	if (level < lowest_level)
		return;
	int64_t now_us = clock_now();
	time_t second = (time_t)(now_us / CLOCK_SECOND);
	struct tm utc = {0};
	gmtime_r(&second, &utc);
	char when[32], request[UUID_TEXT_LEN + 1] = "-", line[LINE_MAX_BYTES];
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc);
	if (request_id)
		uuid_text(*request_id, request);
	int len = snprintf(line, sizeof line, "%s.%03dZ %s[%ld] %s %s %ld %s %s\n", when,
	    (int)(now_us % CLOCK_SECOND / 1000), program_name, (long)getpid(), level_names[level],
	    place, number, request, constant_text);
	if (len < 0)
		return;
	if (len >= (int)sizeof line) {
		len = (int)sizeof line - 1;
		line[len - 1] = '\n';
	}
	/* Nobody is left to tell if stderr itself fails. */
	ssize_t written = write(STDERR_FILENO, line, (size_t)len);
	(void)written;
}
