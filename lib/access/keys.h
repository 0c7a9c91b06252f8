/*
 * API keys of a company: made, listed, changed, rotated, revoked. The secret's text exists only in
 * the answer to the call that made it; the database knows its digest and its last
 * four characters (DESIGN.md section 7).
 *
 * Each act is one transaction with its audit row, and raises api_keys.stamp, which
 * ends what processes have cached.
 */
#ifndef ACCESS_KEYS_H
#define ACCESS_KEYS_H

#include "access/companies.h"
#include "access/policy_store.h"
#include "base/clock.h"

#define KEY_PREFIX "key"
#define CREDENTIAL_PREFIX "cred"
#define KEY_TOKENS_MAX 100 /* alive at once; the oldest is ended */
#define KEYS_MAX 1000      /* of a company, revoked ones not counted */

/* What a form or a shell asks for. */
struct key_order {
	struct slice name;
	enum mode mode;           /* 0: none chosen */
	enum access_level level;  /* 0: none chosen */
	int64_t expires_us;       /* 0: never, or as long as the company's rule allows */
	struct uuid form_id;      /* single use; nil from a shell */
	struct slice addresses;   /* ranges as written; NULL or empty: any address */
	struct key_limits limits; /* 0: the company's */
	bool hand_over;           /* no secret yet: a link will make it (key_links.h) */
	struct policy_choice choice;
	struct slice population; /* as written (key_population.h); NULL: everybody */
};

enum key_state {
	KEY_ACTIVE = 1,
	KEY_PAUSED,
	KEY_EXPIRED,
	KEY_REVOKED,
	KEY_WAITING,    /* for a second admin's approval; has no secret yet */
	KEY_UNCOLLECTED /* approved, or to be handed over; has no secret yet */
};

/* "active", "paused", "expired", "revoked", "waiting", "uncollected". */
const char *key_state_name(enum key_state state);

struct key_made {
	struct uuid key_id;
	struct slice secret;  /* NULL slice: it waits, or this form had made the key before */
	enum key_state state; /* KEY_WAITING and KEY_UNCOLLECTED: there is no secret to show */
};

struct key_info {
	struct uuid id;
	struct slice name;
	enum mode mode;
	enum access_level level;
	bool chosen;              /* groups or grants narrow the level (policy_find tells them) */
	enum key_state state;     /* expired is judged now */
	struct slice last_four;   /* of the newest secret */
	struct slice addresses;   /* canonical, parted by blanks; empty: any */
	struct key_limits limits; /* its own; 0: the company's */
	struct slice population;  /* its text (key_population.h); NULL: everybody */
	int64_t created_us;
	int64_t approved_us;       /* 0: not, or none was needed */
	int64_t expires_us;        /* 0: never */
	int64_t revoked_us;        /* 0: not */
	int64_t used_us;           /* last use of secret or token; 0: never */
	struct slice used_address; /* 16 bytes; NULL: never */
	struct slice used_agent;
	struct uuid created_by_id;
	struct slice created_by; /* a user's name; NULL from a shell */
	uint32_t secrets;        /* alive: two while rotating */
	uint64_t version;
};

/*
 * DB_OK with complaints->count > 0: refused, nothing was made. Controls: "name"
 * (required, too_long, controls, duplicate, too_many), "mode" (required, no_sandbox, role),
 * "access" (required), "grants" and "groups" (access/policy_store.h),
 * "expires_at" (past, too_far), "addresses" (addresses.h; required), "population"
 * (key_population.h), "per_minute", "burst" (too_large). A developer may make test keys only.
 * A form_id seen before gives the key it made, without its secret.
 */
enum db_status key_create(const struct act *act, const struct key_order *order,
    struct complaints *complaints, struct key_made *made);

/* Which keys a list shows; zero members do not narrow. */
struct key_filter {
	enum mode mode;
	struct slice text;      /* part of the name, the last four, or an id */
	bool with_ended;        /* revoked and expired ones too */
	int64_t ends_before_us; /* those whose expiry lies before this; 0: any */
};

/* How long before its end a key warns: in a header of its answers, and on its page. */
#define KEY_WARNING_DAYS 30

/* Newest first, at most 2 × KEYS_MAX; in the arena. */
enum db_status key_list(
    const struct act *act, const struct key_filter *filter, struct key_info **keys, size_t *nkeys);
/* DB_NO_ROW: there is none of this company. */
enum db_status key_find(const struct act *act, struct uuid id, struct key_info *key);
/* "Which key is this?": a whole pasted secret or token, by its digest, alive or not. */
enum db_status key_find_by_text(const struct act *act, struct slice text, struct key_info *key);

/*
 * DB_NO_ROW: no such key of this company. *changed false: it was so already (or, for
 * pause and resume, it is revoked or waits), and nothing was written.
 */
enum db_status key_revoke(const struct act *act, struct uuid id, bool *changed);
enum db_status key_pause(const struct act *act, struct uuid id, bool *changed);
enum db_status key_resume(const struct act *act, struct uuid id, bool *changed);
/*
 * Every key of the mode at once, in one transaction; *count of them. Wants a step-up;
 * complaints on "mode" (role).
 */
enum db_status keys_revoke_all(
    const struct act *act, enum mode mode, struct complaints *complaints, uint64_t *count);
/* Daily work: revokes what nobody has used for as long as its company's rule says. */
enum db_status keys_end_unused(const struct act *system, uint64_t *count);

/*
 * A second admin's word for a key that waits; version: that was shown, 0: whatever it is.
 * Complaints on "key": own_key (who made it cannot approve it; recorded in the trail), role,
 * not_waiting, changed. DB_NO_ROW: no such key.
 */
enum db_status key_approve(
    const struct act *act, struct uuid id, uint64_t version, struct complaints *complaints);

/*
 * Makes the secret of a key that waits to be collected, for who made the key, or the operator.
 * Complaints on "key": not_maker (recorded), awaits_approval, not_waiting.
 */
enum db_status key_collect(
    const struct act *act, struct uuid id, struct complaints *complaints, struct slice *secret);

/* The overlaps of a rotation: "0", "1h", "24h", "7d", "30d". */
#define KEY_OVERLAP_MAX_US (30 * CLOCK_DAY)
bool key_overlap_read(struct slice text, int64_t *overlap_us);

/*
 * A second secret; the first ends after overlap_us (0: now), and so do its tokens. The older
 * of two is ended at once. A live key's wants a step-up, as making the key does; complaints on
 * "key" (role). DB_NO_ROW: no such key, or it is revoked or waits.
 */
enum db_status key_rotate(const struct act *act, struct uuid id, int64_t overlap_us,
    struct complaints *complaints, struct slice *secret);

struct secret_info {
	struct uuid id;
	struct slice last_four;
	int64_t created_us;
	int64_t expires_us; /* of the secret itself; 0: with its key */
	int64_t ended_us;   /* by hand; 0: not */
	bool alive;
	int64_t used_us; /* of the secret or a token made from it; 0: never */
	struct slice used_address, used_agent;
};

/* Newest first, ended ones too, at most 50. */
enum db_status key_secrets(
    const struct act *act, struct uuid id, struct secret_info **secrets, size_t *nsecrets);
/* Ends an older secret and its tokens now. *changed false: it is the newest, or has ended. */
enum db_status key_end_secret(
    const struct act *act, struct uuid id, struct uuid secret_id, bool *changed);
/* Gives an older secret more time, up to KEY_OVERLAP_MAX_US from now. */
enum db_status key_extend_secret(
    const struct act *act, struct uuid id, struct uuid secret_id, int64_t more_us, bool *changed);

#endif
