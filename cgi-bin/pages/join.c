/*
 * Links of invitations and to new passwords: whoever holds one sees what it is for; only the
 * button of that page sets a password, since mail scanners open every link.
 */
#include "access/users.h"
#include "cgi-bin/pages/page.h"
#include "cgi-bin/pages/pages.h"

static const struct complaints no_complaints;

static struct slice
what_role_may(enum role role)
{
	switch (role) {
	case ROLE_OWNER:
		return SLICE_OF("do everything, roles included");
	case ROLE_ADMIN:
		return SLICE_OF("make and end all keys, and invite developers and auditors");
	case ROLE_DEVELOPER:
		return SLICE_OF("make test keys and see test requests");
	case ROLE_AUDITOR:
		break;
	}
	return SLICE_OF("read keys, history and the audit trail");
}

/* False after an answer. */
static bool
read_link(struct call *call, enum link_purpose purpose, struct single_link *link,
    struct user_welcome *welcome)
{
	enum db_status status =
	    links_find(call->db, call->arena, purpose, call_parameter(call, "token"), link);
	if (status == DB_OK)
		status = user_welcome_of(call->db, call->arena, link, welcome);
	if (status == DB_NO_ROW)
		page_gone(call, "This link opens nothing. Look whether it was copied whole.");
	else if (status != DB_OK)
		fail_db(call, "join", status);
	return status == DB_OK;
}

static void
send_page(struct call *call, int status, const struct single_link *link,
    const struct user_welcome *welcome, struct slice name, const struct complaints *complaints)
{
	bool open = link->state == LINK_OPEN && !complaint_of(complaints, "link").at;
	struct hub_join data = {
	    .page = page_of(call),
	    .open = open,
	    .closed = links_state_sentence(link->state == LINK_OPEN ? LINK_USED : link->state),
	    .joins = link->purpose == LINK_INVITATION,
	    .from = welcome->from.len > 0 ? welcome->from : SLICE_OF("The operator"),
	    .company = welcome->company,
	    .email = welcome->email,
	    .role = slice_from(role_name(welcome->role)),
	    .may = what_role_may(welcome->role),
	    .failed = complaints->count > 0,
	    .name = name,
	    .name_error = complaint_of(complaints, "name"),
	    .password_error = complaint_of(complaints, "password"),
	    .length = welcome->two_step ? PASSWORD_LENGTH_TWO_STEP : PASSWORD_LENGTH_MIN,
	    .post = page_url(call, "%s/%.*s", links_path(link->purpose),
		SLICE_ARG(call_parameter(call, "token"))),
	};
	if (open)
		complaints_list(call, complaints, &data.complaints, &data.ncomplaints);
	hub_join_render(page_begin(call, open ? status : 410), &data);
}

static void
show(struct call *call, enum link_purpose purpose)
{
	struct single_link link;
	struct user_welcome welcome;
	if (read_link(call, purpose, &link, &welcome))
		send_page(call, 200, &link, &welcome, welcome.name, &no_complaints);
}

static void
set_password(struct call *call, enum link_purpose purpose)
{
	struct form form;
	struct single_link link;
	struct user_welcome welcome;
	struct slice cookie;
	struct complaints *complaints = arena_alloc(call->arena, sizeof *complaints);
	if (!page_form(call, &form) || !read_link(call, purpose, &link, &welcome))
		return;
	struct user_joining joining = {page_value(&form, "name"), page_value(&form, "password")};
	enum db_status status =
	    user_set_password_by_link(call, &link, &joining, complaints, &cookie);
	if (status != DB_OK) {
		fail_db(call, "join", status);
		return;
	}
	if (complaints->count > 0) {
		send_page(call, 422, &link, &welcome, joining.name, complaints);
		return;
	}
	page_go(call,
	    page_url(call, cookie.at ? "/account?said=joined" : "/sign-in?said=password-set"));
	if (cookie.at)
		answer_header(call, "Set-Cookie", cookie);
}

void
hub_invitation(struct call *call)
{
	show(call, LINK_INVITATION);
}

void
hub_invitation_post(struct call *call)
{
	set_password(call, LINK_INVITATION);
}

void
hub_reset(struct call *call)
{
	show(call, LINK_RESET);
}

void
hub_reset_post(struct call *call)
{
	set_password(call, LINK_RESET);
}
