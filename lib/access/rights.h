/*
 * What each role may do: one table, read by the portal's routes (MAY_…), by the acts of
 * this library and by their tests. The operator at a shell may do everything.
 */
#ifndef ACCESS_RIGHTS_H
#define ACCESS_RIGHTS_H

#include "access/act.h"

/* clang-format off */
#define ROLES_OF_DATA   (ROLE_OWNER | ROLE_ADMIN | ROLE_AUDITOR)
#define ROLES_OF_CHANGE (ROLE_OWNER | ROLE_ADMIN)

/*
 * right, permanent name, who holds it, whether it asks for the password or a code once
 * more (step-up), and what it is called in a sentence.
 */
#define RIGHTS(X)                                                                                                        \
	X(PAGES_READ,         "pages.read",        ROLE_ANY,                         false, "look at the company’s pages")   \
	X(ACCOUNT,            "account",           ROLE_ANY,                         false, "change their own account")      \
	X(SIGN_IN_CHANGE,     "sign_in.change",    ROLE_ANY,                         true,  "change how they sign in")       \
	X(LIVE_READ,          "live.read",         ROLES_OF_DATA,                    false, "look at live keys")             \
	X(TEST_KEYS_CHANGE,   "test_keys.change",  ROLES_OF_CHANGE | ROLE_DEVELOPER, false, "make and change test keys")     \
	X(LIVE_KEYS_MAKE,     "live_keys.make",    ROLES_OF_CHANGE,                  true,  "make live keys")                \
	X(LIVE_KEYS_CHANGE,   "live_keys.change",  ROLES_OF_CHANGE,                  false, "change and end live keys")      \
	X(REVEAL,             "reveal",            ROLES_OF_CHANGE,                  true,  "let keys reveal full numbers")  \
	X(KEYS_REVOKE_ALL,    "keys.revoke_all",   ROLES_OF_CHANGE,                  true,  "revoke all keys")               \
	X(GROUPS_READ,        "groups.read",       ROLES_OF_DATA,                    false, "look at security groups")       \
	X(GROUPS_CHANGE,      "groups.change",     ROLES_OF_CHANGE,                  false, "change security groups")        \
	X(SANDBOX_CHANGE,     "sandbox.change",    ROLES_OF_CHANGE | ROLE_DEVELOPER, false, "ask for and reset the sandbox") \
	X(AUDIT_READ,         "audit.read",        ROLES_OF_DATA,                    false, "read the audit trail")          \
	X(EXPORT,             "export",            ROLES_OF_DATA,                    false, "export the trail")              \
	X(USERS_READ,         "users.read",        ROLES_OF_CHANGE,                  false, "look at users")                 \
	X(USERS_MINOR,        "users.minor",       ROLES_OF_CHANGE,                  false, "invite and remove developers and auditors") \
	X(USERS_MAJOR,        "users.major",       ROLE_OWNER,                       true,  "invite and remove owners and admins") \
	X(USERS_CHANGE_ROLE,  "users.change_role", ROLE_OWNER,                       true,  "change roles")                  \
	X(SETTINGS_READ,      "settings.read",     ROLES_OF_DATA,                    false, "look at the settings")          \
	X(SETTINGS_CHANGE,    "settings.change",   ROLES_OF_CHANGE,                  false, "change the settings")           \
	X(RETENTION_CHANGE,   "retention.change",  ROLE_OWNER,                       false, "change how long history is kept")

enum right {
#define X(right, name, roles, steps_up, words) RIGHT_##right,
	RIGHTS(X)
#undef X
	RIGHT_COUNT
};

/* The roles, for rows of route tables. */
enum {
#define X(right, name, roles, steps_up, words) MAY_##right = (roles),
	RIGHTS(X)
#undef X
};
/* clang-format on */

/* "owner", "admin", "developer", "auditor". */
const char *role_name(enum role role);
bool role_read(struct slice text, enum role *role);

struct right_kind {
	const char *name; /* "live_keys.make": permanent, in the audit trail */
	unsigned roles;
	bool steps_up;
	const char *words; /* "make live keys" */
};

extern const struct right_kind right_kinds[RIGHT_COUNT];

/* Role 0 is the operator, who holds every right. */
bool right_held(enum right right, enum role role);

/* True if the text of grants names the operation reveal. */
bool grants_reveal(struct slice scopes);

/* What an act is about, for the trail. */
struct act_subject {
	const char *kind; /* "key", "user", … or NULL */
	struct uuid id;
	struct slice name;
};

#define STEP_UP_CONTROL "step_up" /* the control of complaints about a missing step-up */

/*
 * Asks for the right before a transaction begins. DB_OK with one complaint more: refused, of
 * control `control` and code "role" (written to the audit trail as act.refused), or of
 * STEP_UP_CONTROL and code "step_up": the same may come again once the person has confirmed.
 * control is static.
 */
enum db_status act_permit(const struct act *act, enum right right,
    const struct act_subject *subject, const char *control, struct complaints *complaints);

/*
 * Writes act.refused: who wanted to do what (a right's name, or a page's operation), and why
 * it was refused, in one word. A transaction of its own.
 */
enum db_status act_refused(const struct act *act, struct slice wanted,
    const struct act_subject *subject, const char *reason);

/* True if one of them asks for a step-up. */
bool complaints_ask_step_up(const struct complaints *complaints);

#endif
