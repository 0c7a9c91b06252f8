/* The steps that every program shares. */
#include "web/program.h"

static void
answer_options(struct call *call, struct slice allow)
{
	answer_begin(call, 204, NULL);
	answer_header(call, "Allow", allow);
	if (call->allowed & METHOD_PATCH)
		answer_header(call, "Accept-Patch",
		    SLICE_OF("application/merge-patch+json, application/json"));
}

bool
find_route(struct call *call)
{
	if (call->match == ROUTE_FOUND)
		return true;
	if (call->match == ROUTE_UNKNOWN) {
		refuse(call, PROBLEM_NOT_FOUND, NULL);
		return false;
	}
	struct slice allow = route_allow(call, call->allowed);
	if (call->request.method == METHOD_OPTIONS) {
		answer_options(call, allow);
		return false;
	}
	refuse(call, PROBLEM_METHOD_NOT_ALLOWED, NULL);
	answer_header(call, "Allow", allow);
	return false;
}

bool
check_body(struct call *call)
{
	if (call->request.body_too_large)
		refuse(call, PROBLEM_BODY_TOO_LARGE, NULL);
	else if (call->request.body_cut_short)
		refuse(
		    call, PROBLEM_INVALID_HEADER, "The body is shorter than its declared length.");
	else
		return true;
	return false;
}

bool
run_handler(struct call *call)
{
	call->route->handle(call);
	return true;
}
