/*
 * A FastCGI program: routes, steps, and the loop that carries one request after
 * the other through them. The same binary answers as plain CGI.
 */
#ifndef WEB_PROGRAM_H
#define WEB_PROGRAM_H

#include "web/call.h"
#include "web/problem.h"

/* True: go on with the next step. False: an answer has been composed; go on to the record. */
typedef bool step(struct call *call);

struct program {
	const char *name;               /* "api" */
	const struct route *routes;     /* ends with a NULL operation */
	step *const *steps;             /* NULL-terminated; the last one runs the handler */
	/* Composes refusals and failures: problem+json for the API, a page for the portal. */
	void (*compose)(struct call *call, enum problem problem, const char *constant_detail,
	    const struct complaints *complaints, struct slice members);
	/*
	 * Runs after the answer is composed and before its first byte is sent, for every
	 * request but unrecorded ones. NULL for the portal.
	 */
	void (*record)(struct call *call);
	/* Once at start, after settings and secrets are loaded; false ends the program. */
	bool (*start)(const struct settings *settings, const struct secrets *secrets);
	/* Once before the process ends. */
	void (*stop)(void);
	size_t body_max;                /* 0: CALL_BODY_MAX */
	const char *content_security_policy; /* NULL: nothing may be loaded or framed */
	/*
	 * NULL: "no-referrer". Programs with forms say "same-origin", since without a referrer
	 * browsers send forms with `Origin: null` (Fetch, "append a request Origin header").
	 */
	const char *referrer_policy;
};

/*
 * The whole of main(): settings (--conf), secrets, loop; the exit status. A step or
 * handler must leave an answer (call->answer.status) behind; none is a bug.
 */
int program_run(const struct program *program, int argc, char **argv);

/* Steps that every program shares. */
step check_schema;      /* 503 until the schema is new enough; first of all */
step find_route;        /* 404, 405 with Allow, OPTIONS; after identify for the API */
step check_body;        /* too large 413, cut short 400 */
step run_handler;

#endif
