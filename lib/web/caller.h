/*
 * Whoever makes this request. Filled by lib/access, read by everybody above.
 */
#ifndef WEB_CALLER_H
#define WEB_CALLER_H

#include "catalog/view.h"

enum caller_kind { CALLER_NOBODY, CALLER_KEY, CALLER_USER };

enum mode { MODE_TEST = 1, MODE_LIVE };

/* Roles of portal users, as bits so that a route can name several. */
enum role {
	ROLE_OWNER = 1u << 0,
	ROLE_ADMIN = 1u << 1,
	ROLE_DEVELOPER = 1u << 2,
	ROLE_AUDITOR = 1u << 3
};
#define ROLE_ANY (ROLE_OWNER | ROLE_ADMIN | ROLE_DEVELOPER | ROLE_AUDITOR)

struct policy;    /* lib/access */
struct admission; /* lib/access */

struct caller {
	enum caller_kind kind;
	uint64_t entity_id;
	char entity_code[ENTITY_CODE_LEN + 1];
	enum mode mode;             /* of a key */
	uint64_t realm_id;          /* of a key: its entity's current realm of that mode */

	/* A key. */
	struct uuid key_id;
	struct uuid credential_id;
	uint64_t key_serial;
	bool by_token;
	struct guard guard;
	/*
	 * True once the database has confirmed the credential in this request: by identify's
	 * own query or by a catalog statement that hung on the guard. Nothing is answered to
	 * a key before (access/confirm).
	 */
	bool confirmed;
	const struct policy *policy;
	unsigned population;         /* dimensions that limit the key (catalog/population.h) */
	struct admission *admission; /* limits spent so far, for the answer's headers */

	/* A user. */
	struct uuid user_id;
	enum role role;
	struct slice user_name;
	struct slice entity_name;
	struct slice time_zone;     /* their own, else the company's */
	struct uuid session_id;
	bool stepped_up;            /* proved again a moment ago who they are */
	bool shortcuts;             /* single keys work on pages */
	struct slice look;          /* "light", "dark" or empty: as the system */
};

const char *mode_name(enum mode mode); /* "test", "live" */
bool mode_read(struct slice text, enum mode *mode);

#endif
