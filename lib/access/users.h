/*
 * People who sign in to the portal: made by the operator or an owner, proven by
 * password (argon2id), known by e-mail address in the whole installation.
 */
#ifndef ACCESS_USERS_H
#define ACCESS_USERS_H

#include "access/act.h"
#include "crypt/password.h"

#define USER_PREFIX "usr"
#define PASSWORD_LENGTH_MIN 15 /* code points; SP 800-63B-4 for a single factor */
#define PASSWORD_LENGTH_MAX 128

/* "owner", "admin", "developer", "auditor". */
const char *role_name(enum role role);
bool role_read(struct slice text, enum role *role);

/* What the settings ask of a hash. */
struct password_cost user_password_cost(const struct settings *settings);

struct user_order {
	struct slice email;
	struct slice name;
	enum role role;        /* 0: none chosen */
	struct slice password; /* NULL: none yet, cannot sign in */
};

/*
 * DB_OK with complaints: refused. Controls: "email" (required, invalid, duplicate), "name"
 * (required, too_long, controls), "role" (required), "password" (too_short, too_long, guessable).
 */
enum db_status user_create(const struct act *act, const struct user_order *order,
    struct complaints *complaints, struct uuid *id);

/* Names of the company's owners who can sign in, by name, at most `most`. In the arena. */
enum db_status user_owners(
    const struct act *act, size_t most, struct slice **names, size_t *nnames);

enum sign_in {
	SIGN_IN_DONE,   /* a session was made and its cookie set on the answer to come */
	SIGN_IN_WRONG,  /* unknown, wrong password, no password, deactivated, closed: one answer */
	SIGN_IN_SLOWED, /* too many tries: retry_seconds */
	SIGN_IN_NO_COOKIE /* over plain HTTP the browser would not keep the cookie */
};

struct sign_in_result {
	enum sign_in outcome;
	uint32_t retry_seconds;
	struct slice cookie; /* value for Set-Cookie, if SIGN_IN_DONE: answer_header(call,
				"Set-Cookie", …) */
};

/*
 * Takes the same time whether the user exists or not. Audits success, and failure where the
 * user exists. The hash is made anew if settings ask for more than it cost. A session that
 * the browser still had is ended. On DB_OK look at result->outcome.
 */
enum db_status user_sign_in(
    struct call *call, struct slice email, struct slice password, struct sign_in_result *result);

/* Ends the caller's session; *cookie is the Set-Cookie value that takes the cookie back. */
enum db_status user_sign_out(struct call *call, struct slice *cookie);

/*
 * Of the caller. Controls: "current_password" (wrong), "password" as above. Ends all other
 * sessions of the user.
 */
enum db_status user_change_password(
    struct call *call, struct slice current, struct slice password, struct complaints *complaints);

#endif
