/* The portal's steps: where a form comes from, whose session it is, what the role may. */
#include "access/steps.h"

#include <string.h>

#include "access/admission.h"
#include "access/rights.h"
#include "access/sessions.h"
#include "base/str.h"

#define LOCATION_MAX 8192

/* scheme://host:port of a public URL, without its path. */
static struct slice
origin_of(const char *url)
{
	struct slice text = slice_from(url);
	const char *host = strstr(url, "://") + 3;
	ptrdiff_t path = slice_find(slice_from(host), '/');
	return path < 0 ? text : slice_head(text, (size_t)(host - url) + (size_t)path);
}

static bool
is_our_origin(const struct settings *settings, struct slice origin)
{
	for (const char *const *url = settings->public_urls; *url; url++)
		if (slice_eq_nocase(origin, origin_of(*url)))
			return true;
	return false;
}

/* `Origin: null` is an origin too, and not ours. */
bool
refuse_forgery(struct call *call)
{
	struct slice origin = call_header(call, "HTTP_ORIGIN");
	if (call->request.method == METHOD_GET || call->request.method == METHOD_OPTIONS)
		return true;
	if (origin.len == 0 ? slice_is(call_header(call, "HTTP_SEC_FETCH_SITE"), "same-origin")
			    : is_our_origin(call->settings, origin))
		return true;
	refuse(call, PROBLEM_INSUFFICIENT_SCOPE,
	    "This form was not sent from Hub's own pages, so nothing was done.");
	return false;
}

/* The page that was asked for, to come back to: only if it can be asked for by GET. */
static void
put_wish(struct str *location, const struct call *call)
{
	struct str wish;
	if (!(call->allowed & METHOD_GET))
		return;
	str_init(&wish, call->arena, LOCATION_MAX);
	str_add(&wish, session_prefix(call->settings));
	str_add(&wish, call->request.path);
	if (call->request.query_text.len > 0) {
		str_add_char(&wish, '?');
		str_add(&wish, call->request.query_text);
	}
	struct slice safe = session_safe_path(call->arena, call->settings, str_slice(&wish));
	str_add_text(location, "?next=");
	percent_write(location, safe);
}

static void
send_to_sign_in(struct call *call)
{
	struct str location;
	str_init(&location, call->arena, LOCATION_MAX);
	str_add(&location, session_prefix(call->settings));
	str_add_text(&location, SIGN_IN_PATH);
	put_wish(&location, call);
	answer_begin(call, 303, NULL);
	answer_header(call, "Location", str_slice(&location));
}

bool
resume_session(struct call *call)
{
	bool needed = call->route && call->route->access == ACCESS_SESSION;
	enum db_status status = session_resume(call);
	if (status == DB_OK || (status == DB_NO_ROW && !needed))
		return true;
	if (status == DB_NO_ROW)
		send_to_sign_in(call);
	else
		fail_db(call, "access.session", status);
	return false;
}

/* What somebody wanted to do and may not stands in the trail; what they wanted to see does not. */
static bool
note_refusal(struct call *call)
{
	struct act act = act_of(call);
	struct slice operation = slice_from(call->route->operation);
	const struct act_subject page = {"page", {{0}}, operation};
	if (call->request.method == METHOD_GET)
		return true;
	enum db_status status = act_refused(&act, operation, &page, "role");
	if (status != DB_OK)
		fail_db(call, "access.refused", status);
	return status == DB_OK;
}

bool
require_role(struct call *call)
{
	const struct caller *caller = &call->caller;
	bool changes = call->request.method != METHOD_GET &&
		       !slice_is(call->request.path, SIGN_OUT_PATH) &&
		       !slice_is(call->request.path, SEARCH_PATH);
	if (!call->route || call->route->access != ACCESS_SESSION)
		return true;
	if (!(call->route->roles & caller->role)) {
		if (!note_refusal(call))
			return false;
		refuse(call, PROBLEM_INSUFFICIENT_SCOPE, "Your role does not open this page.");
		return false;
	}
	if (changes && caller->admission->suspended) {
		refuse(call, PROBLEM_ENTITY_SUSPENDED, NULL);
		return false;
	}
	return true;
}
