/*
 * Refusals and failures as application/problem+json (RFC 9457). The table in
 * problem.c is the one home of codes, statuses and titles.
 */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include "catalog/complaint.h"
#include "db/db.h"
#include "web/call.h"

enum problem {
	PROBLEM_MALFORMED_JSON, PROBLEM_INVALID_PARAMETER, PROBLEM_INVALID_HEADER,
	PROBLEM_CREDENTIAL_IN_URL,
	PROBLEM_AUTHENTICATION_REQUIRED, PROBLEM_INVALID_CREDENTIAL, PROBLEM_LOGIN_REQUIRED,
	PROBLEM_INSUFFICIENT_SCOPE, PROBLEM_READ_ONLY_KEY, PROBLEM_FIELD_NOT_PERMITTED,
	PROBLEM_IP_NOT_ALLOWLISTED, PROBLEM_ENTITY_NOT_PERMITTED, PROBLEM_ENTITY_SUSPENDED,
	PROBLEM_OUTSIDE_POPULATION,
	PROBLEM_NOT_FOUND, PROBLEM_METHOD_NOT_ALLOWED, PROBLEM_NOT_ACCEPTABLE,
	PROBLEM_DUPLICATE, PROBLEM_RESOURCE_IN_USE, PROBLEM_INVALID_TRANSITION,
	PROBLEM_IDEMPOTENCY_IN_PROGRESS,
	PROBLEM_FEED_RESTARTED,
	PROBLEM_PRECONDITION_FAILED, PROBLEM_BODY_TOO_LARGE, PROBLEM_UNSUPPORTED_MEDIA_TYPE,
	PROBLEM_RANGE_NOT_SATISFIABLE,
	PROBLEM_VALIDATION_FAILED, PROBLEM_IDEMPOTENCY_KEY_REUSED,
	PROBLEM_PRECONDITION_REQUIRED, PROBLEM_RATE_LIMITED,
	PROBLEM_INTERNAL_ERROR, PROBLEM_UNAVAILABLE,
	/* Said by the web server alone, before or instead of a program (apache/). */
	PROBLEM_BAD_REQUEST, PROBLEM_FORBIDDEN, PROBLEM_REQUEST_TIMEOUT, PROBLEM_URI_TOO_LONG,
	PROBLEM_EXPECTATION_FAILED, PROBLEM_HEADERS_TOO_LARGE, PROBLEM_NOT_IMPLEMENTED,
	PROBLEM_BAD_GATEWAY, PROBLEM_GATEWAY_TIMEOUT,
	PROBLEMS
};

struct problem_kind {
	const char *code;
	int status;
	const char *title;
	const char *advice;  /* who can mend it and how, one sentence, for the reference */
};

extern const struct problem_kind problem_kinds[PROBLEMS];

/* What may be kept of a problem in the history: all but the names in pointers. */
extern const struct shape problem_shape;

/*
 * Composes the answer by the program's `compose`: replaces whatever was begun (lasting
 * headers stay; add others, like Allow, afterwards), sets notes.code. Without a detail
 * the problem's own advice stands there.
 */
void refuse(struct call *call, enum problem problem, const char *constant_detail);
/* With the list of complaints; VALIDATION_FAILED and INVALID_PARAMETER mostly. */
void refuse_with(struct call *call, enum problem problem, const struct complaints *complaints);
/* With members of its own, written as JSON without braces: `"required":"employees:read"`. */
void refuse_extra(
    struct call *call, enum problem problem, const char *constant_detail, struct slice members);

/* For struct program.compose of programs that answer in problem+json. */
void problem_compose(struct call *call, enum problem problem, const char *constant_detail,
    const struct complaints *complaints, struct slice members);

/*
 * A failure: logs place and number with the request id, then answers 503 with
 * Retry-After (DB_AWAY, DB_LOST, DB_RERUN, DB_LOCKED, DB_UNKNOWN: "outcome unknown") or 500.
 */
void fail_db(struct call *call, const char *place, enum db_status status);
/* The line in the log alone, for a part of a page that fails while the rest is shown. */
void fail_part(struct call *call, const char *place);
/* The line alone, for a stream that breaks off after its head was sent. */
void fail_late(struct call *call, const char *place, long number);
/* Any other failure: 500. */
void fail(struct call *call, const char *place, long number);

#endif
