/* Commands about the people who sign in to the portal. */
#define _GNU_SOURCE
#include "hubctl.h"

#include <string.h>

#include "access/companies.h"
#include "access/sessions.h"
#include "access/users.h"

/* One line of stdin without its end; empty if there is none. */
static struct slice
read_password(struct arena *arena)
{
	char line[2 * PASSWORD_BYTES_MAX];
	if (!fgets(line, sizeof line, stdin))
		return SLICE_OF("");
	line[strcspn(line, "\r\n")] = '\0';
	struct slice password = arena_copy(arena, slice_from(line));
	explicit_bzero(line, sizeof line);
	return password;
}

int
hubctl_user_create(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, role = SLICE_NONE;
	bool password = false;
	struct user_order order = {0};
	struct complaints complaints;
	struct company company;
	struct act act;
	struct uuid id;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"email", &order.email, NULL, true},
	    {"name", &order.name, NULL, true},
	    {"role", &role, NULL, true},
	    {"password-stdin", NULL, &password, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv) || !role_read(role, &order.role))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	order.password = password ? read_password(hub->arena) : SLICE_NONE;
	enum db_status status = user_create(&act, &order, &complaints, &id);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "user create", status);
	if (complaints.count > 0)
		return hubctl_refused(&complaints);
	struct slice text = id_text(hub->arena, USER_PREFIX, id);
	printf(hub->json ? "{\"id\":\"%.*s\"}\n" : "%.*s\n", SLICE_ARG(text));
	return 0;
}

/* Whom a command is about: by id or by e-mail address, in a company. */
struct who {
	struct act act;
	struct user_info user;
};

static bool
find_user(struct hubctl *hub, struct slice entity, struct slice text, struct who *who)
{
	struct company company;
	struct uuid id;
	if (!hubctl_company(hub, entity, &who->act, &company))
		return false;
	enum db_status status = id_read(USER_PREFIX, text, &id)
				    ? user_find(&who->act, id, &who->user)
				    : user_find_by_email(&who->act, text, &who->user);
	if (status == DB_NO_ROW)
		fprintf(stderr, "hubctl: --user: the company has no such user\n");
	else if (status != DB_OK)
		hubctl_db_failed(hub, "user", status);
	return status == DB_OK;
}

/* --entity and --user, and one more option if `name` is given; 0, or the status to end with. */
static int
read_who(struct hubctl *hub, int argc, char **argv, const char *name, struct slice *value,
    struct who *who)
{
	struct slice entity = SLICE_NONE, user = SLICE_NONE;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"user", &user, NULL, true},
	    {name, value, NULL, name != NULL},
	    {0},
	};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	return find_user(hub, entity, user, who) ? 0 : 1;
}

/* Showing them */

static void
put_user(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct user_info *user = value;
	hubctl_put(w, "id", id_text(arena, USER_PREFIX, user->id));
	hubctl_put(w, "email", user->email);
	hubctl_put(w, "name", user->name);
	hubctl_put(w, "role", slice_from(role_name(user->role)));
	hubctl_put(w, "state", slice_from(user_state_name(user->state)));
	hubctl_put_yes(w, "two_step", user->two_step);
	hubctl_put_time(w, arena, "created_at", user->created_us);
	hubctl_put_time(w, arena, "seen_at", user->seen_us);
}

static void
put_user_line(struct str *out, struct arena *arena, const void *value)
{
	const struct user_info *user = value;
	struct slice id = id_text(arena, USER_PREFIX, user->id);
	str_addf(out, "%.*s\t%s\t%s\t%s\t%.*s\t%.*s", SLICE_ARG(id), role_name(user->role),
	    user_state_name(user->state), user->two_step ? "two-step" : "password",
	    SLICE_ARG(user->email), SLICE_ARG(user->name));
}

static const struct hubctl_row user_row = {put_user, put_user_line};

int
hubctl_user_list(struct hubctl *hub, int argc, char **argv)
{
	struct company company;
	struct user_info *users;
	size_t nusers;
	struct act act;
	int wrong = hubctl_company_options(hub, hubctl_no_options, argc, argv, &act, &company);
	if (wrong)
		return wrong;
	enum db_status status = user_list(&act, &users, &nusers);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "user list", status);
	return hubctl_say_list(hub, &user_row, users, nusers, sizeof *users);
}

int
hubctl_user_show(struct hubctl *hub, int argc, char **argv)
{
	struct who who;
	int wrong = read_who(hub, argc, argv, NULL, NULL, &who);
	return wrong ? wrong : hubctl_say(hub, &user_row, &who.user);
}

/* The end of a command that changed somebody: how they stand now. */
static int
said(struct hubctl *hub, struct who *who, const char *place, enum db_status status,
    const struct complaints *complaints)
{
	if (status == DB_OK && complaints->count > 0)
		return hubctl_refused(complaints);
	if (status == DB_OK)
		status = user_find(&who->act, who->user.id, &who->user);
	if (status != DB_OK)
		return hubctl_db_failed(hub, place, status);
	return hubctl_say(hub, &user_row, &who->user);
}

/* Links: the letter goes out where the host sends letters; else the link stands here. */

static void
put_link(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct user_link *link = value;
	bool sent = link->fate == LETTER_SENT;
	hubctl_put(w, "id", id_text(arena, USER_PREFIX, link->user_id));
	hubctl_put_yes(w, "sent", sent);
	hubctl_put(w, "url", sent ? SLICE_NONE : link->url);
}

static void
put_link_line(struct str *out, struct arena *arena, const void *value)
{
	const struct user_link *link = value;
	(void)arena;
	if (link->fate == LETTER_SENT)
		str_addf(out, "sent to %.*s", SLICE_ARG(link->email));
	else
		str_add(out, link->url);
}

static int
say_link(struct hubctl *hub, const char *place, const struct user_link *link, enum db_status status,
    const struct complaints *complaints)
{
	static const struct hubctl_row row = {put_link, put_link_line};
	if (status != DB_OK)
		return hubctl_db_failed(hub, place, status);
	if (complaints->count > 0)
		return hubctl_refused(complaints);
	if (link->fate == LETTER_FAILED)
		fprintf(stderr, "hubctl: the letter could not be sent\n");
	return hubctl_say(hub, &row, link);
}

static int
invite_again(struct hubctl *hub, struct slice entity, struct slice user)
{
	struct who who;
	struct complaints complaints;
	struct user_link link = {0};
	if (!find_user(hub, entity, user, &who))
		return 1;
	enum db_status status = user_invite_again(&who.act, who.user.id, &complaints, &link);
	return say_link(hub, "user invite", &link, status, &complaints);
}

/* Somebody new by --email and --role, or once more by --user. */
int
hubctl_user_invite(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, role = SLICE_NONE, user = SLICE_NONE;
	struct user_order order = {0};
	struct complaints complaints;
	struct company company;
	struct user_link link = {0};
	struct act act;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"user", &user, NULL, false},
	    {"email", &order.email, NULL, false},
	    {"name", &order.name, NULL, false},
	    {"role", &role, NULL, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	if (user.at)
		return invite_again(hub, entity, user);
	if (!order.email.at || !role_read(role, &order.role))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	enum db_status status = user_invite(&act, &order, &complaints, &link);
	return say_link(hub, "user invite", &link, status, &complaints);
}

int
hubctl_user_reset(struct hubctl *hub, int argc, char **argv)
{
	struct who who;
	struct complaints complaints;
	struct user_link link = {0};
	int wrong = read_who(hub, argc, argv, NULL, NULL, &who);
	if (wrong)
		return wrong;
	enum db_status status = user_reset(&who.act, who.user.id, &complaints, &link);
	return say_link(hub, "user reset", &link, status, &complaints);
}

/* Changing them */

int
hubctl_user_change_role(struct hubctl *hub, int argc, char **argv)
{
	struct who who;
	struct slice text = SLICE_NONE;
	enum role role;
	struct complaints complaints;
	int wrong = read_who(hub, argc, argv, "role", &text, &who);
	if (wrong || !role_read(text, &role))
		return wrong ? wrong : HUBCTL_USED_WRONGLY;
	enum db_status status = user_change_role(&who.act, who.user.id, role, &complaints);
	return said(hub, &who, "user change-role", status, &complaints);
}

typedef enum db_status user_deed(
    const struct act *act, struct uuid id, struct complaints *complaints);

/* An act that needs nothing but the user. */
static int
run_deed(struct hubctl *hub, int argc, char **argv, const char *place, user_deed *deed)
{
	struct who who;
	struct complaints complaints;
	int wrong = read_who(hub, argc, argv, NULL, NULL, &who);
	if (wrong)
		return wrong;
	enum db_status status = deed(&who.act, who.user.id, &complaints);
	return said(hub, &who, place, status, &complaints);
}

int
hubctl_user_deactivate(struct hubctl *hub, int argc, char **argv)
{
	return run_deed(hub, argc, argv, "user deactivate", user_deactivate);
}

int
hubctl_user_reactivate(struct hubctl *hub, int argc, char **argv)
{
	return run_deed(hub, argc, argv, "user reactivate", user_reactivate);
}

int
hubctl_user_totp_off(struct hubctl *hub, int argc, char **argv)
{
	struct who who;
	struct complaints complaints;
	struct user_link link = {0};
	int wrong = read_who(hub, argc, argv, NULL, NULL, &who);
	if (wrong)
		return wrong;
	enum db_status status = user_two_step_off(&who.act, who.user.id, &complaints, &link);
	if (status == DB_OK && complaints.count == 0 && link.url.at)
		return say_link(hub, "user totp-off", &link, status, &complaints);
	return said(hub, &who, "user totp-off", status, &complaints);
}

/* Sessions */

static void
put_session(struct json_writer *w, struct arena *arena, const void *value)
{
	const struct session_info *session = value;
	hubctl_put(w, "id",
	    uuid_is_nil(session->id) ? SLICE_NONE : id_text(arena, SESSION_PREFIX, session->id));
	hubctl_put_time(w, arena, "created_at", session->created_us);
	hubctl_put_time(w, arena, "seen_at", session->seen_us);
	hubctl_put_address(w, arena, "address", session->address);
	hubctl_put(w, "agent", session->agent);
}

static void
put_session_line(struct str *out, struct arena *arena, const void *value)
{
	const struct session_info *session = value;
	struct slice seen = hubctl_time(arena, session->seen_us);
	str_addf(out, "%.*s\t%.*s", SLICE_ARG(seen), SLICE_ARG(session->agent));
}

int
hubctl_user_sessions(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_row row = {put_session, put_session_line};
	struct who who;
	struct session_info *sessions;
	size_t nsessions;
	int wrong = read_who(hub, argc, argv, NULL, NULL, &who);
	if (wrong)
		return wrong;
	enum db_status status = session_list(&who.act, who.user.id, &sessions, &nsessions);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "user sessions", status);
	return hubctl_say_list(hub, &row, sessions, nsessions, sizeof *sessions);
}

int
hubctl_user_end_sessions(struct hubctl *hub, int argc, char **argv)
{
	struct who who;
	struct complaints complaints;
	uint64_t ended = 0;
	int wrong = read_who(hub, argc, argv, NULL, NULL, &who);
	if (wrong)
		return wrong;
	enum db_status status = user_end_sessions(&who.act, who.user.id, &complaints, &ended);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "user end-sessions", status);
	printf(
	    hub->json ? "{\"ended\":%llu}\n" : "%llu sessions ended\n", (unsigned long long)ended);
	return 0;
}
