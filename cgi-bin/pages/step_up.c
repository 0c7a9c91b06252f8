/* Asking who one is once more. */
#include "cgi-bin/pages/step_up.h"

#include <string.h>

#include "access/sessions.h"
#include "access/users.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"

/* Passwords stay in the browser: whoever sent one types it again. */
static bool
goes_on(struct slice name)
{
	static const char word[] = "password";
	for (size_t i = 0; i + sizeof word - 1 <= name.len; i++)
		if (memcmp(name.at + i, word, sizeof word - 1) == 0)
			return false;
	return true;
}

static void
send_page(
    struct call *call, int status, const struct form *form, struct slice what, struct slice error)
{
	struct hidden_field *fields = arena_array(call->arena, form->npairs, sizeof *fields);
	struct form_complaint complaint = {SLICE_OF(STEP_UP_FIELD), error};
	struct slice prefix = session_prefix(call->settings), path = call->request.path;
	struct hub_step_up data = {
	    .page = page_of(call),
	    .post = arena_printf(call->arena, "%.*s%.*s", SLICE_ARG(prefix), SLICE_ARG(path)),
	    .what = what,
	    .failed = error.at != NULL,
	    .error = error,
	    .fields = fields,
	    .complaints = &complaint,
	    .ncomplaints = error.at ? 1 : 0,
	};
	for (size_t i = 0; i < form->npairs; i++)
		if (goes_on(form->pairs[i].name))
			fields[data.nfields++] =
			    (struct hidden_field){form->pairs[i].name, form->pairs[i].value};
	hub_step_up_render(page_begin(call, status), &data);
}

bool
step_up_asked(struct call *call, const struct form *form, const struct complaints *complaints)
{
	if (!complaints_ask_step_up(complaints))
		return false;
	send_page(call, 403, form, complaint_of(complaints, STEP_UP_CONTROL), SLICE_NONE);
	return true;
}

/* Of a form that brings the proof: taken before its handler runs. */
bool
take_step_up(struct call *call)
{
	struct form form;
	struct confirm_result result;
	if (call->request.method != METHOD_POST || call->caller.kind != CALLER_USER ||
	    !form_read(call->arena, call->request.body, &form))
		return true;
	struct slice proof = form_value(&form, STEP_UP_FIELD);
	if (!proof.at || call->caller.stepped_up)
		return true;
	enum db_status status = user_confirm(call, proof, &result);
	if (status != DB_OK) {
		fail_db(call, "step_up", status);
		return false;
	}
	struct slice wait = arena_printf(call->arena, "%u", (unsigned)result.retry_seconds);
	switch (result.outcome) {
	case CONFIRM_DONE:
		answer_header_lasting(call, "Set-Cookie", result.cookie);
		return true;
	case CONFIRM_WRONG:
		send_page(call, 422, &form, SLICE_NONE,
		    SLICE_OF(
			"This is neither your password nor the code that your app shows now."));
		return false;
	case CONFIRM_SLOWED:
		send_page(call, 429, &form, SLICE_NONE,
		    arena_printf(
			call->arena, "Too many tries. Next one in %.*s s.", SLICE_ARG(wait)));
		answer_header(call, "Retry-After", wait);
	}
	return false;
}
