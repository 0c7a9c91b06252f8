/* One's own account: name, password, second step, sessions, how pages show. */
#include "access/companies.h"
#include "access/sessions.h"
#include "access/two_step.h"
#include "access/users.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/session_rows.h"
#include "cgi-bin/pages/step_up.h"
#include "codec/qr.h"

#define CODES_MAX 1024

static const struct complaints no_complaints;

static struct slice
text_or_empty(struct slice text)
{
	return text.at ? text : SLICE_OF("");
}

static enum db_status
fill(struct call *call, struct hub_account *data)
{
	struct act act = act_of(call);
	struct user_info user;
	struct company company;
	enum db_status status;
	if ((status = user_find(&act, act.actor_id, &user)) != DB_OK ||
	    (status = company_load(&act, act.entity_id, &company)) != DB_OK ||
	    (status = two_step_codes_left(&act, &data->codes_left)) != DB_OK ||
	    (status = session_rows(call, act.actor_id, &data->sessions, &data->nsessions)) != DB_OK)
		return status;
	data->email = user.email;
	data->role = slice_from(role_name(user.role));
	data->name = user.name;
	data->two_step = user.two_step;
	data->length = user.two_step ? PASSWORD_LENGTH_TWO_STEP : PASSWORD_LENGTH_MIN;
	data->others = data->nsessions > 1;
	data->time_zone = text_or_empty(user.time_zone);
	data->company_zone = company.time_zone;
	data->light = slice_is(user.look, "light");
	data->dark = slice_is(user.look, "dark");
	data->plain_look = !data->light && !data->dark;
	data->shortcuts = user.shortcuts;
	return DB_OK;
}

static void
send_account(struct call *call, int http_status, const struct complaints *complaints)
{
	struct hub_account data = {
	    .page = page_of(call),
	    .failed = complaints->count > 0,
	    .name_error = complaint_of(complaints, "name"),
	    .current_error = complaint_of(complaints, "current_password"),
	    .password_error = complaint_of(complaints, "password"),
	    .two_step_error = complaint_of(complaints, "two_step"),
	    .zone_error = complaint_of(complaints, "time_zone"),
	};
	enum db_status status = fill(call, &data);
	complaints_list(call, complaints, &data.complaints, &data.ncomplaints);
	if (status != DB_OK)
		fail_db(call, "account", status);
	else
		hub_account_render(page_begin(call, http_status), &data);
}

void
hub_account(struct call *call)
{
	send_account(call, 200, &no_complaints);
}

/* The key that waits for its first code */

static void
send_two_step(struct call *call, int http_status, const struct complaints *complaints)
{
	struct act act = act_of(call);
	struct two_step_key key;
	struct qr qr;
	enum db_status status = two_step_waiting(&act, &key);
	if (status == DB_NO_ROW) {
		page_go(call, page_url(call, "/account"));
		return;
	}
	if (status != DB_OK) {
		fail_db(call, "two_step", status);
		return;
	}
	struct hub_account_two_step data = {
	    .page = page_of(call),
	    .failed = complaints->count > 0,
	    .code_error = complaint_of(complaints, "code"),
	    .key = key.key,
	    .drawn = qr_draw(call->arena, key.uri, &qr),
	};
	if (data.drawn) {
		struct qr_square *squares = arena_array(call->arena, qr.nruns, sizeof *squares);
		for (size_t i = 0; i < qr.nruns; i++)
			squares[i] =
			    (struct qr_square){qr.runs[i].x, qr.runs[i].y, qr.runs[i].width};
		data.size = qr.size;
		data.runs = squares;
		data.nruns = qr.nruns;
	}
	complaints_list(call, complaints, &data.complaints, &data.ncomplaints);
	hub_account_two_step_render(page_begin(call, http_status), &data);
}

void
hub_account_two_step(struct call *call)
{
	send_two_step(call, 200, &no_complaints);
}

static void
send_codes(struct call *call, const struct recovery_codes *codes, bool begun)
{
	struct recovery_line *lines = arena_array(call->arena, RECOVERY_CODES, sizeof *lines);
	struct str all;
	str_init(&all, call->arena, CODES_MAX);
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		lines[i].code = codes->code[i];
		str_add(&all, codes->code[i]);
		str_add_char(&all, '\n');
	}
	struct hub_account_codes data = {.page = page_of(call),
	    .begun = begun,
	    .codes = lines,
	    .ncodes = RECOVERY_CODES,
	    .all = str_slice(&all)};
	hub_account_codes_render(page_begin(call, 200), &data);
}

/* What the forms of the page ask for */

struct deed {
	struct call *call;
	struct form form;
	struct act act;
	struct complaints *complaints;
	struct recovery_codes codes;
	bool shows_codes;
};

static enum db_status
set_name(struct deed *deed)
{
	return user_rename(&deed->act, page_value(&deed->form, "name"), deed->complaints);
}

static enum db_status
set_password(struct deed *deed)
{
	return user_change_password(deed->call, page_value(&deed->form, "current_password"),
	    page_value(&deed->form, "password"), deed->complaints);
}

static enum db_status
set_display(struct deed *deed)
{
	struct user_display display = {.time_zone = page_value(&deed->form, "time_zone"),
	    .look = page_value(&deed->form, "look"),
	    .shortcuts = !slice_is(page_value(&deed->form, "shortcuts"), "off")};
	return user_set_display(&deed->act, &display, deed->complaints);
}

static enum db_status
begin_two_step(struct deed *deed)
{
	return two_step_begin(&deed->act, deed->complaints);
}

static enum db_status
confirm_two_step(struct deed *deed)
{
	deed->shows_codes = true;
	return two_step_confirm(
	    deed->call, page_value(&deed->form, "code"), deed->complaints, &deed->codes);
}

static enum db_status
end_two_step(struct deed *deed)
{
	return two_step_end(&deed->act, deed->complaints);
}

static enum db_status
renew_codes(struct deed *deed)
{
	deed->shows_codes = true;
	return two_step_new_codes(&deed->act, deed->complaints, &deed->codes);
}

static enum db_status
end_session(struct deed *deed)
{
	struct uuid id = {{0}};
	uint64_t ended;
	id_read(SESSION_PREFIX, page_value(&deed->form, "session"), &id);
	return user_end_session(deed->call, id, &ended);
}

static enum db_status
end_others(struct deed *deed)
{
	uint64_t ended;
	return user_end_other_sessions(deed->call, &ended);
}

static const struct {
	const char *name;
	enum db_status (*carry_out)(struct deed *deed);
	const char *next;
	void (*again)(struct call *call, int status, const struct complaints *complaints);
} deeds[] = {
    {"name", set_name, "/account?said=name-saved", send_account},
    {"password", set_password, "/account?said=password-saved", send_account},
    {"display", set_display, "/account?said=display-saved", send_account},
    {"two-step-begin", begin_two_step, "/account/two-step", send_account},
    {"two-step", confirm_two_step, "/account", send_two_step},
    {"two-step-off", end_two_step, "/account?said=two-step-off", send_account},
    {"codes", renew_codes, "/account", send_account},
    {"end-session", end_session, "/account?said=sessions-ended", send_account},
    {"end-others", end_others, "/account?said=sessions-ended", send_account},
};

static void
carry_out(struct call *call, size_t which)
{
	struct deed deed = {.call = call, .act = act_of(call)};
	deed.complaints = arena_alloc(call->arena, sizeof *deed.complaints);
	if (!page_form(call, &deed.form))
		return;
	enum db_status status = deeds[which].carry_out(&deed);
	if (status != DB_OK)
		fail_db(call, "account.act", status);
	else if (step_up_asked(call, &deed.form, deed.complaints))
		return;
	else if (deed.complaints->count > 0)
		deeds[which].again(call, 422, deed.complaints);
	else if (deed.shows_codes)
		send_codes(call, &deed.codes, deeds[which].again == send_two_step);
	else
		page_go(call, page_url(call, "%s", deeds[which].next));
}

static void
find_deed(struct call *call, struct slice name)
{
	for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
		if (slice_is(name, deeds[i].name)) {
			carry_out(call, i);
			return;
		}
	refuse(call, PROBLEM_NOT_FOUND, NULL);
}

void
hub_account_post(struct call *call)
{
	find_deed(call, call_parameter(call, "deed"));
}

/* A path of its own, since the page of that path is there to be read too. */
void
hub_account_two_step_post(struct call *call)
{
	find_deed(call, SLICE_OF("two-step"));
}
