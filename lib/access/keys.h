/*
 * API keys of a company: made, listed, revoked. The secret's text exists only in
 * the answer to the call that made it; the database knows its digest and its last
 * four characters (DESIGN.md section 7).
 *
 * Each act is one transaction with its audit row, and raises api_keys.stamp, which
 * ends what processes have cached.
 */
#ifndef ACCESS_KEYS_H
#define ACCESS_KEYS_H

#include "access/act.h"
#include "access/policy_store.h"

#define KEY_PREFIX "key"
#define CREDENTIAL_PREFIX "cred"
#define KEY_NAME_MAX 100   /* code points */
#define KEY_TOKENS_MAX 100 /* alive at once; the oldest is ended */
#define KEYS_MAX 1000      /* of a company, revoked ones not counted */

/* What a form or a shell asks for. */
struct key_order {
	struct slice name;
	enum mode mode;          /* 0: none chosen */
	enum access_level level; /* 0: none chosen */
	int64_t expires_us;      /* 0: never */
	struct uuid form_id;     /* single use; nil from a shell */
	struct policy_choice choice;
};

struct key_made {
	struct uuid key_id;
	struct slice secret; /* NULL slice: this form had made the key before */
};

enum key_state { KEY_ACTIVE = 1, KEY_PAUSED, KEY_EXPIRED, KEY_REVOKED };

/* "active", "paused", "expired", "revoked". */
const char *key_state_name(enum key_state state);

struct key_info {
	struct uuid id;
	struct slice name;
	enum mode mode;
	enum access_level level;
	enum key_state state;   /* expired is judged now */
	struct slice last_four; /* of the newest secret */
	int64_t created_us;
	int64_t expires_us;        /* 0: never */
	int64_t revoked_us;        /* 0: not */
	int64_t used_us;           /* last use of secret or token; 0: never */
	struct slice used_address; /* 16 bytes; NULL: never */
	struct slice used_agent;
	struct slice created_by; /* a user's name; NULL from a shell */
	uint32_t secrets;        /* alive: two while rotating */
	uint64_t version;
};

/*
 * DB_OK with complaints->count > 0: refused, nothing was made. Controls: "name"
 * (required, too_long, controls, duplicate, too_many), "mode" (required, no_sandbox, role),
 * "access" (required), "grants" and "groups" (access/policy_store.h), "expires_at" (past). A developer may make test keys only.
 * A form_id seen before gives the key it made, without its secret.
 */
enum db_status key_create(const struct act *act, const struct key_order *order,
    struct complaints *complaints, struct key_made *made);

/* Which keys a list shows; zero members do not narrow. */
struct key_filter {
	enum mode mode;
	struct slice text; /* part of the name, the last four, or an id */
	bool with_ended;   /* revoked and expired ones too */
};

/* Newest first, at most 2 × KEYS_MAX; in the arena. */
enum db_status key_list(
    const struct act *act, const struct key_filter *filter, struct key_info **keys, size_t *nkeys);
/* DB_NO_ROW: there is none of this company. */
enum db_status key_find(const struct act *act, struct uuid id, struct key_info *key);
/* "Which key is this?": a whole pasted secret or token, by its digest, alive or not. */
enum db_status key_find_by_text(const struct act *act, struct slice text, struct key_info *key);

/*
 * DB_NO_ROW: no such key of this company. *changed false: it was so already (or, for
 * pause and resume, it is revoked), and nothing was written.
 */
enum db_status key_revoke(const struct act *act, struct uuid id, bool *changed);
enum db_status key_pause(const struct act *act, struct uuid id, bool *changed);
enum db_status key_resume(const struct act *act, struct uuid id, bool *changed);

/*
 * A second secret; the first ends after overlap_us (0: now), and so do its tokens. The older
 * of two is ended at once. DB_NO_ROW: no such key, or it is revoked.
 */
enum db_status key_rotate(
    const struct act *act, struct uuid id, int64_t overlap_us, struct slice *secret);

#endif
