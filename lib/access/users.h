/*
 * People who sign in to the portal: made by the operator, or invited by an owner or admin;
 * proven by password (argon2id) and perhaps a second step; known by e-mail address in the
 * whole installation. What each of them may do: access/rights.h.
 *
 * Each act is one transaction with its audit row. DB_OK with complaints: refused, nothing was
 * done; what was refused for the role is in the audit trail. Acts on owners and admins
 * ask for a step-up.
 */
#ifndef ACCESS_USERS_H
#define ACCESS_USERS_H

#include "access/letters.h"
#include "access/links.h"
#include "access/passwords.h"
#include "access/rights.h"

#define USER_PREFIX "usr"

struct user_order {
	struct slice email;
	struct slice name;
	enum role role;        /* 0: none chosen */
	struct slice password; /* NULL: none yet, cannot sign in */
};

/*
 * By the operator. Controls: "email" (required, invalid, duplicate), "name" (required,
 * too_long, controls), "role" (required), "password" (access/passwords.h).
 */
enum db_status user_create(const struct act *act, const struct user_order *order,
    struct complaints *complaints, struct uuid *id);

/* One address that a letter reaches no second person by: letters, digits, dots and
 * .!#$%&'*+-/=?^_`{|}~ @ a dotted name. */
bool user_email_is_plausible(struct slice email);

enum user_state { USER_INVITED = 1, USER_ACTIVE, USER_DEACTIVATED };

/* "invited", "active", "deactivated". */
const char *user_state_name(enum user_state state);

struct user_info {
	struct uuid id;
	struct slice email, name;
	enum role role;
	enum user_state state;
	bool two_step;
	int64_t seen_us; /* last sign-in or click; 0: never */
	int64_t created_us;
	uint64_t version;
	struct slice time_zone, look; /* own choices; NULL: none */
	bool shortcuts;
};

/* By name, at most 2,000, in the arena. */
enum db_status user_list(const struct act *act, struct user_info **users, size_t *nusers);
/* DB_NO_ROW: none of this company. */
enum db_status user_find(const struct act *act, struct uuid id, struct user_info *user);
enum db_status user_find_by_email(
    const struct act *act, struct slice email, struct user_info *user);
/* Keys they made that are not revoked. */
enum db_status user_keys(const struct act *act, struct uuid id, uint64_t *nkeys);

/* Names of the company's owners who can sign in, by name, at most `most`. In the arena. */
enum db_status user_owners(
    const struct act *act, size_t most, struct slice **names, size_t *nnames);

/* --- acts on others --- */

/* What somebody gets by a link: to be sent, or shown to who made it, this once. */
struct user_link {
	struct uuid user_id;
	struct slice email;
	struct slice url;
	enum letter_fate fate; /* not LETTER_SENT: show the url */
};

/*
 * An account without a password, and the link to choose one. order->name may be empty: the
 * first part of the address stands until they say. Complaints as user_create, and "role" (role).
 */
enum db_status user_invite(const struct act *act, const struct user_order *order,
    struct complaints *complaints, struct user_link *link);
/* A new link; the one before opens nothing. "user" (joined): they have a password already. */
enum db_status user_invite_again(
    const struct act *act, struct uuid id, struct complaints *complaints, struct user_link *link);
/* A link to a new password; the old one goes on until then. "user" (invited, deactivated). */
enum db_status user_reset(
    const struct act *act, struct uuid id, struct complaints *complaints, struct user_link *link);

/* Their sessions end. "role" (required, role, last_owner). */
enum db_status user_change_role(
    const struct act *act, struct uuid id, enum role role, struct complaints *complaints);
/* Their sessions and links end; their keys stay, since keys belong to the company. "user"
 * (last_owner). */
enum db_status user_deactivate(
    const struct act *act, struct uuid id, struct complaints *complaints);
enum db_status user_reactivate(
    const struct act *act, struct uuid id, struct complaints *complaints);
enum db_status user_end_sessions(
    const struct act *act, struct uuid id, struct complaints *complaints, uint64_t *ended);
/*
 * For somebody who lost app and codes. A password too short to stand alone goes with it: then
 * link->url is set, to a new one.
 */
enum db_status user_two_step_off(
    const struct act *act, struct uuid id, struct complaints *complaints, struct user_link *link);

/* --- by a link, without a session --- */

struct user_joining {
	struct slice name; /* of an invitation; else ignored */
	struct slice password;
};

/* Whose link it is, to say so. DB_NO_ROW: no such person any more. */
struct user_welcome {
	struct slice company, email, name, from; /* from: who made the link; NULL: the operator */
	enum role role;
	bool two_step;
};
enum db_status user_welcome_of(struct db *db, struct arena *arena, const struct single_link *link,
    struct user_welcome *welcome);

/*
 * Uses the link up and sets the password; all sessions end. *cookie is that of a fresh session
 * after an invitation, else the NULL slice. Complaints: "name", "password", and "link" (spent).
 */
enum db_status user_set_password_by_link(struct call *call, const struct single_link *link,
    const struct user_joining *joining, struct complaints *complaints, struct slice *cookie);

/* --- signing in --- */

enum sign_in {
	SIGN_IN_DONE,     /* a session was made and its cookie set on the answer to come */
	SIGN_IN_CODE,     /* the password is right; now the second step: user_sign_in_code() */
	SIGN_IN_WRONG,    /* unknown, wrong password or code, no password, deactivated, closed: one
			     answer */
	SIGN_IN_SLOWED,   /* too many tries: retry_seconds */
	SIGN_IN_NO_COOKIE /* over plain HTTP the browser would not keep the cookie */
};

struct sign_in_result {
	enum sign_in outcome;
	uint32_t retry_seconds;
	struct slice cookie; /* value for Set-Cookie, if SIGN_IN_DONE: answer_header(call,
				"Set-Cookie", …) */
	struct slice half;   /* if SIGN_IN_CODE: sealed, for a hidden field; ten minutes */
};

/*
 * Takes the same time whether the user exists or not. Audits success, and failure where the
 * user exists. The hash is made anew if settings ask for more than it cost. A session that
 * the browser still had is ended. Failures slow down: an address after 60 in ten minutes, an
 * account at an address after 10, an account from everywhere after 100, so that one stranger
 * cannot keep an owner out. On DB_OK look at result->outcome.
 */
enum db_status user_sign_in(
    struct call *call, struct slice email, struct slice password, struct sign_in_result *result);
/* The second step: a code of the app or a recovery code, for what SIGN_IN_CODE gave. */
enum db_status user_sign_in_code(
    struct call *call, struct slice half, struct slice code, struct sign_in_result *result);

/* Ends the caller's session; *cookie is the Set-Cookie value that takes the cookie back. */
enum db_status user_sign_out(struct call *call, struct slice *cookie);

/* --- of the caller, about themselves --- */

enum confirm { CONFIRM_DONE, CONFIRM_WRONG, CONFIRM_SLOWED };

struct confirm_result {
	enum confirm outcome;
	uint32_t retry_seconds;
	struct slice cookie; /* the session's new one, if CONFIRM_DONE */
};

/*
 * Step-up: the password, or a code of the second step, once more. For ten minutes
 * act.stepped_up and caller.stepped_up hold, in this request too.
 */
enum db_status user_confirm(struct call *call, struct slice proof, struct confirm_result *result);

/*
 * Of the caller. Controls: "current_password" (wrong, slowed), "password" as above. Ends all other
 * sessions of the user.
 */
enum db_status user_change_password(
    struct call *call, struct slice current, struct slice password, struct complaints *complaints);

/* Of who acts. "name" as in user_create. */
enum db_status user_rename(const struct act *act, struct slice name, struct complaints *complaints);

struct user_display {
	struct slice time_zone; /* empty: the company's */
	struct slice look;      /* "light", "dark" or empty */
	bool shortcuts;
};
/* Nothing of an administrator: not in the audit trail. "time_zone" (unknown), "look" (unknown). */
enum db_status user_set_display(
    const struct act *act, const struct user_display *display, struct complaints *complaints);

/* One session of the caller, or all but this one. */
enum db_status user_end_session(struct call *call, struct uuid session_id, uint64_t *ended);
enum db_status user_end_other_sessions(struct call *call, uint64_t *ended);

#endif
