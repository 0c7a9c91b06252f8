/* Signing in and out, and finding out whether the browser keeps our cookie. */
#include "cgi-bin/pages/page.h"

#include "access/sessions.h"
#include "access/steps.h"
#include "access/users.h"
#include "cgi-bin/pages/kept.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/say.h"
#include "codec/form.h"

#define NO_COOKIE                                                                                  \
	"Your browser did not keep Hub’s cookie. Open Hub by https, or by http://localhost."

/* `refusal`: why the last try did not succeed, at the e-mail field if `at_email`. */
static void
send_refusal(
    struct call *call, int status, struct hub_sign_in *data, struct slice refusal, bool at_email)
{
	struct form_complaint *complaint = arena_alloc(call->arena, sizeof *complaint);
	complaint->control = at_email ? SLICE_OF("email") : SLICE_NONE;
	complaint->sentence = refusal;
	data->page = page_of(call);
	data->failed = refusal.at != NULL;
	if (!refusal.at && !session_cookie_is_kept(call))
		complaint->sentence = SLICE_OF(NO_COOKIE);
	if (at_email)
		data->email_error = refusal;
	data->complaints = complaint;
	data->ncomplaints = complaint->sentence.at ? 1 : 0;
	hub_sign_in_render(page_begin(call, status), data);
}

static void
send_sign_in(struct call *call, int status, struct hub_sign_in *data)
{
	send_refusal(call, status, data, SLICE_NONE, false);
}

static struct slice
ended_reason(const struct call *call)
{
	struct slice cookie =
	    cookie_value(call_header(call, "HTTP_COOKIE"), session_cookie_name(call->settings));
	if (cookie.len == 0)
		return SLICE_NONE;
	return arena_printf(call->arena, "You were signed out after %lld minutes without a click.",
	    (long long)call->settings->session_idle_minutes);
}

static struct slice
next_of(const struct call *call, struct slice wish)
{
	return session_safe_path(call->arena, call->settings, wish);
}

void
hub_sign_in(struct call *call)
{
	struct slice next = next_of(call, form_value(&call->request.query, "next"));
	if (call->caller.kind == CALLER_USER) {
		page_go(call, next);
		return;
	}
	send_sign_in(call, 200, &(struct hub_sign_in){.next = next, .reason = ended_reason(call)});
}

bool
resume_session_or_keep_form(struct call *call)
{
	if (resume_session(call))
		return true;
	if (call->request.method != METHOD_POST || call->answer.status != 303)
		return false;
	answer_clear(call);
	struct slice ended = ended_reason(call), kept = kept_text(call);
	struct slice first = ended.at ? ended : SLICE_OF("You are not signed in any more.");
	send_sign_in(call, 403,
	    &(struct hub_sign_in){.next = kept_path(call),
		.kept = kept,
		.kept_as = slice_from(call->route ? call->route->operation : ""),
		.reason =
		    kept.at
			? arena_printf(call->arena, "%.*s Sign in and your form comes back filled.",
			      SLICE_ARG(first))
			: arena_printf(call->arena, "%.*s Nothing was done.", SLICE_ARG(first))});
	return false;
}

/* After a sign-in the cookie must come back; if it does not, going on would be a silent circle. */
void
hub_signed_in(struct call *call)
{
	struct slice next = next_of(call, form_value(&call->request.query, "next"));
	if (call->caller.kind == CALLER_USER)
		page_go(call, next);
	else
		send_refusal(
		    call, 200, &(struct hub_sign_in){.next = next}, SLICE_OF(NO_COOKIE), false);
}

static void
go_to_check(struct call *call, struct slice next)
{
	struct str url;
	str_init(&url, call->arena, 4 * ROUTE_PATH_MAX);
	str_add(&url, page_url(call, "/signed-in?next="));
	percent_write(&url, next);
	page_go(call, str_slice(&url));
}

static void
refuse_sign_in(struct call *call, const struct form *form, int status, struct slice refusal)
{
	send_refusal(call, status,
	    &(struct hub_sign_in){.email = page_value(form, "email"),
		.next = next_of(call, form_value(form, "next")),
		.kept = form_value(form, "kept"),
		.kept_as = form_value(form, "kept_as")},
	    refusal, status == 422 && session_cookie_is_kept(call));
}

static void
signed_in(struct call *call, const struct form *form, struct slice cookie)
{
	struct slice next = next_of(call, form_value(form, "next"));
	if (!kept_show(call, form, next, cookie))
		go_to_check(call, next);
	answer_header(call, "Set-Cookie", cookie);
}

/* The page for the second step, which carries what the first one proved. */
static void
send_code_page(
    struct call *call, int status, const struct form *form, struct slice half, struct slice refusal)
{
	struct form_complaint complaint = {SLICE_OF("code"), refusal};
	struct hub_sign_in_code data = {
	    .page = page_of(call),
	    .half = half,
	    .next = next_of(call, form_value(form, "next")),
	    .kept = form_value(form, "kept"),
	    .kept_as = form_value(form, "kept_as"),
	    .failed = refusal.at != NULL,
	    .error = refusal,
	    .complaints = &complaint,
	    .ncomplaints = refusal.at ? 1 : 0,
	};
	hub_sign_in_code_render(page_begin(call, status), &data);
}

#define NOT_RIGHT "E-mail, password or code is not right."

static void
answer_sign_in(struct call *call, const struct form *form, const struct sign_in_result *result)
{
	struct slice half = form_value(form, "half");
	switch (result->outcome) {
	case SIGN_IN_DONE:
		signed_in(call, form, result->cookie);
		break;
	case SIGN_IN_CODE:
		send_code_page(call, 200, form, result->half, SLICE_NONE);
		break;
	case SIGN_IN_WRONG:
		if (half.at)
			send_code_page(call, 422, form, half, SLICE_OF(NOT_RIGHT));
		else
			refuse_sign_in(call, form, 422, SLICE_OF(NOT_RIGHT));
		break;
	case SIGN_IN_SLOWED: {
		struct slice wait =
		    arena_printf(call->arena, "%u", (unsigned)result->retry_seconds);
		struct slice slowed = arena_printf(
		    call->arena, "Too many tries. Next one in %.*s s.", SLICE_ARG(wait));
		if (half.at)
			send_code_page(call, 429, form, half, slowed);
		else
			refuse_sign_in(call, form, 429, slowed);
		answer_header(call, "Retry-After", wait);
		break;
	}
	case SIGN_IN_NO_COOKIE:
		refuse_sign_in(call, form, 422, SLICE_OF(NO_COOKIE));
	}
}

void
hub_sign_in_post(struct call *call)
{
	struct form form;
	struct sign_in_result result;
	if (!page_form(call, &form))
		return;
	struct slice half = form_value(&form, "half");
	enum db_status status =
	    half.at ? user_sign_in_code(call, half, page_value(&form, "code"), &result)
		    : user_sign_in(
			  call, page_value(&form, "email"), page_value(&form, "password"), &result);
	if (status != DB_OK)
		fail_db(call, "sign_in", status);
	else
		answer_sign_in(call, &form, &result);
}

void
hub_sign_out(struct call *call)
{
	struct slice cookie = SLICE_NONE;
	enum db_status status = user_sign_out(call, &cookie);
	if (status != DB_OK) {
		fail_db(call, "sign_out", status);
		return;
	}
	page_go(call, page_url(call, "/sign-in?said=signed-out"));
	if (cookie.at)
		answer_header(call, "Set-Cookie", cookie);
}
