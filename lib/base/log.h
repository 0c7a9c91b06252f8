/*
 * The error log (stderr, which the web server collects). Only edges log:
 * programs, the request loop, the shipper; library code returns. A line holds a
 * place, a number, the request id and a fixed text, never a value from outside
 * and never a server's error text (both may carry personal data).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/id.h"

enum log_level { LOG_DEBUG_LEVEL, LOG_INFO_LEVEL, LOG_WARNING_LEVEL, LOG_ERROR_LEVEL };

/* Program name shown in each line; a static text. */
void log_open(const char *program, enum log_level lowest);

/*
 * One line: time, program, pid, level, place (like "db.connect"), number (an
 * errno or a server's error number, 0 if none), request id (may be NULL), and a
 * constant text.
 */
void log_line(enum log_level level, const char *place, long number, const struct uuid *request_id,
    const char *constant_text);

#endif
