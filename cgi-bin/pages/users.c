/* The people of the company: list, invitation, and what is done with an account. */
#include <string.h>

#include "access/sessions.h"
#include "access/users.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/say.h"
#include "cgi-bin/pages/session_rows.h"
#include "cgi-bin/pages/step_up.h"

static const struct complaints no_complaints;

static struct slice
state_badge(enum user_state state)
{
	switch (state) {
	case USER_ACTIVE:
		return SLICE_OF("ok");
	case USER_INVITED:
		return SLICE_OF("warn");
	case USER_DEACTIVATED:
		break;
	}
	return SLICE_OF("off");
}

static struct slice
state_word(enum user_state state)
{
	switch (state) {
	case USER_ACTIVE:
		return SLICE_OF("Active");
	case USER_INVITED:
		return SLICE_OF("Invited");
	case USER_DEACTIVATED:
		break;
	}
	return SLICE_OF("Deactivated");
}

static struct slice
user_path(const struct call *call, struct uuid id, const char *rest)
{
	struct slice text = id_text(call->arena, USER_PREFIX, id);
	return page_url(call, "/users/%.*s%s", SLICE_ARG(text), rest);
}

static enum db_status
read_rows(struct call *call, const struct user_row **rows, size_t *nrows)
{
	struct act act = act_of(call);
	struct say say = say_of(call);
	struct user_info *users;
	size_t nusers;
	enum db_status status = user_list(&act, &users, &nusers);
	if (status != DB_OK)
		return status;
	struct user_row *list = arena_array(call->arena, nusers, sizeof *list);
	for (size_t i = 0; i < nusers; i++)
		list[i] = (struct user_row){
		    .name = users[i].name,
		    .href = user_path(call, users[i].id, ""),
		    .email = users[i].email,
		    .role = slice_from(role_name(users[i].role)),
		    .badge = state_badge(users[i].state),
		    .state = state_word(users[i].state),
		    .two_step = users[i].two_step,
		    .seen = say_ago(&say, users[i].seen_us),
		};
	*rows = list;
	*nrows = nusers;
	return DB_OK;
}

static void
send_list(struct call *call, int http_status, struct slice email, enum role role,
    const struct complaints *complaints)
{
	struct hub_users data = {
	    .page = page_of(call),
	    .failed = complaints->count > 0,
	    .email = email,
	    .email_error = complaint_of(complaints, "email"),
	    .role_error = complaint_of(complaints, "role"),
	    .invites_major = right_held(RIGHT_USERS_MAJOR, call->caller.role),
	    .owner = role == ROLE_OWNER,
	    .admin = role == ROLE_ADMIN,
	    .developer = role == ROLE_DEVELOPER,
	    .auditor = role == ROLE_AUDITOR,
	    .mails = call->settings->sendmail != NULL,
	};
	enum db_status status = read_rows(call, &data.rows, &data.nrows);
	complaints_list(call, complaints, &data.complaints, &data.ncomplaints);
	if (status != DB_OK)
		fail_db(call, "users", status);
	else
		hub_users_render(page_begin(call, http_status), &data);
}

void
hub_users(struct call *call)
{
	send_list(call, 200, SLICE_OF(""), 0, &no_complaints);
}

void
hub_users_kept(struct call *call, const struct form *form)
{
	enum role role = 0;
	role_read(form_value(form, "role"), &role);
	send_list(call, 200, page_value(form, "email"), role, &no_complaints);
}

static void
send_link(struct call *call, const struct user_link *link, enum link_purpose purpose)
{
	struct hub_user_link data = {
	    .page = page_of(call),
	    .title = purpose == LINK_INVITATION ? SLICE_OF("An invitation")
						: SLICE_OF("A link to a new password"),
	    .email = link->email,
	    .sent = link->fate == LETTER_SENT,
	    .broken = link->fate == LETTER_FAILED,
	    .url = link->url,
	    .hours = links_hours(purpose),
	    .back = user_path(call, link->user_id, ""),
	};
	hub_user_link_render(page_begin(call, 200), &data);
}

void
hub_users_invite(struct call *call)
{
	struct form form;
	struct complaints *complaints = arena_alloc(call->arena, sizeof *complaints);
	struct user_link link = {0};
	if (!page_form(call, &form))
		return;
	struct user_order order = {.email = page_value(&form, "email"), .name = SLICE_OF("")};
	role_read(form_value(&form, "role"), &order.role);
	struct act act = act_of(call);
	enum db_status status = user_invite(&act, &order, complaints, &link);
	if (status != DB_OK)
		fail_db(call, "user_invite", status);
	else if (step_up_asked(call, &form, complaints))
		return;
	else if (complaints->count > 0)
		send_list(call, 422, order.email, order.role, complaints);
	else
		send_link(call, &link, LINK_INVITATION);
}

/* One person */

static bool
user_of_path(struct call *call, struct user_info *user)
{
	struct uuid id;
	struct act act = act_of(call);
	enum db_status status = DB_NO_ROW;
	if (id_read(USER_PREFIX, call_parameter(call, "id"), &id))
		status = user_find(&act, id, user);
	if (status == DB_NO_ROW)
		page_gone(call, "This user doesn’t exist or belongs to another company.");
	else if (status != DB_OK)
		fail_db(call, "user_find", status);
	return status == DB_OK;
}

static void
send_user(struct call *call, int http_status, const struct user_info *user, enum role chosen,
    const struct complaints *complaints)
{
	struct say say = say_of(call);
	struct act act = act_of(call);
	bool major = (user->role & (ROLE_OWNER | ROLE_ADMIN)) != 0;
	uint64_t keys = 0;
	struct hub_user data = {
	    .page = page_of(call),
	    .id = id_text(call->arena, USER_PREFIX, user->id),
	    .name = user->name,
	    .email = user->email,
	    .role = slice_from(role_name(user->role)),
	    .badge = state_badge(user->state),
	    .state = state_word(user->state),
	    .two_step = user->two_step,
	    .seen = say_ago(&say, user->seen_us),
	    .created = say_exact(&say, user->created_us),
	    .may_role = right_held(RIGHT_USERS_CHANGE_ROLE, call->caller.role),
	    .may_change =
		right_held(major ? RIGHT_USERS_MAJOR : RIGHT_USERS_MINOR, call->caller.role),
	    .active = user->state == USER_ACTIVE,
	    .invited = user->state == USER_INVITED,
	    .away = user->state == USER_DEACTIVATED,
	    .failed = complaints->count > 0,
	    .role_error = complaint_of(complaints, "role"),
	    .owner = chosen == ROLE_OWNER,
	    .admin = chosen == ROLE_ADMIN,
	    .developer = chosen == ROLE_DEVELOPER,
	    .auditor = chosen == ROLE_AUDITOR,
	    .post = user_path(call, user->id, ""),
	};
	enum db_status status = user_keys(&act, user->id, &keys);
	if (status == DB_OK)
		status = session_rows(call, user->id, &data.sessions, &data.nsessions);
	data.keys = keys;
	complaints_list(call, complaints, &data.complaints, &data.ncomplaints);
	if (status != DB_OK)
		fail_db(call, "user", status);
	else
		hub_user_render(page_begin(call, http_status), &data);
}

void
hub_user(struct call *call)
{
	struct user_info user;
	if (user_of_path(call, &user))
		send_user(call, 200, &user, user.role, &no_complaints);
}

/* What was asked for in the form of a person's page, on its way through. */
struct wish {
	struct act act;
	struct uuid id;
	enum role role;
	struct complaints *complaints;
	struct user_link link;
};

static enum db_status
wish_role(struct wish *wish)
{
	return user_change_role(&wish->act, wish->id, wish->role, wish->complaints);
}

static enum db_status
wish_deactivate(struct wish *wish)
{
	return user_deactivate(&wish->act, wish->id, wish->complaints);
}

static enum db_status
wish_reactivate(struct wish *wish)
{
	return user_reactivate(&wish->act, wish->id, wish->complaints);
}

static enum db_status
wish_invite(struct wish *wish)
{
	return user_invite_again(&wish->act, wish->id, wish->complaints, &wish->link);
}

static enum db_status
wish_reset(struct wish *wish)
{
	return user_reset(&wish->act, wish->id, wish->complaints, &wish->link);
}

static enum db_status
wish_end_sessions(struct wish *wish)
{
	uint64_t ended;
	return user_end_sessions(&wish->act, wish->id, wish->complaints, &ended);
}

static enum db_status
wish_two_step_off(struct wish *wish)
{
	return user_two_step_off(&wish->act, wish->id, wish->complaints, &wish->link);
}

static const struct {
	const char *name;
	enum db_status (*carry_out)(struct wish *wish);
	const char *said;
	enum link_purpose purpose; /* of the link that it may give */
} wishes[] = {
    {"role", wish_role, "?said=user-changed", 0},
    {"deactivate", wish_deactivate, "?said=user-gone", 0},
    {"reactivate", wish_reactivate, "?said=user-back", 0},
    {"invite", wish_invite, "", LINK_INVITATION},
    {"reset", wish_reset, "", LINK_RESET},
    {"end-sessions", wish_end_sessions, "?said=user-out", 0},
    {"two-step-off", wish_two_step_off, "?said=two-step-off", LINK_RESET},
};

static void
carry_out(struct call *call, size_t which, const struct user_info *user, const struct form *form)
{
	struct wish wish = {.act = act_of(call),
	    .id = user->id,
	    .complaints = arena_alloc(call->arena, sizeof *wish.complaints)};
	role_read(form_value(form, "role"), &wish.role);
	enum db_status status = wishes[which].carry_out(&wish);
	if (status != DB_OK)
		fail_db(call, "user.act", status);
	else if (step_up_asked(call, form, wish.complaints))
		return;
	else if (wish.complaints->count > 0)
		send_user(call, 422, user, wish.role ? wish.role : user->role, wish.complaints);
	else if (wish.link.url.at)
		send_link(call, &wish.link, wishes[which].purpose);
	else
		page_go(call, user_path(call, user->id, wishes[which].said));
}

void
hub_user_post(struct call *call)
{
	struct form form;
	struct user_info user;
	struct slice deed = call_parameter(call, "deed");
	if (!user_of_path(call, &user) || !page_form(call, &form))
		return;
	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
		if (slice_is(deed, wishes[i].name)) {
			carry_out(call, i, &user, &form);
			return;
		}
	refuse(call, PROBLEM_NOT_FOUND, NULL);
}
