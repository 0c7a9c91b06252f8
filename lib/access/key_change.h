/*
 * Changing what a key is called, what it may do, and its limits.
 */
#ifndef ACCESS_KEY_CHANGE_H
#define ACCESS_KEY_CHANGE_H

#include "access/keys.h"

/* What is to be other than it is; the rest stays. */
struct key_change {
	struct slice name;       /* NULL slice: stays */
	enum access_level level; /* 0: stays */
	bool sets_grants;        /* to choice.grants, the NULL slice taking them away */
	bool sets_groups;        /* to choice.groups */
	struct policy_choice choice;
	bool sets_expiry; /* to expires_us; 0: never */
	int64_t expires_us;
	bool sets_addresses; /* to addresses, as written; empty: any */
	struct slice addresses;
	bool sets_population; /* to population, as written, the NULL slice being everybody */
	struct slice population;
	bool sets_per_minute, sets_burst; /* to those of limits; 0: the company's */
	struct key_limits limits;
	uint64_t version; /* that was shown; 0: whatever it is. Else the complaint "changed" */
};

/*
 * Takes effect at the key's next request everywhere. DB_OK with complaints->count > 0:
 * refused, nothing was changed; controls and codes are those of key_create(). *changed false:
 * it was so already. DB_NO_ROW: no such key of this company that the actor's role reaches, or
 * it is revoked.
 *
 * Where the company wants a second admin's approval of live keys, what would let such a key do,
 * reach or last longer than it does complains of KEY_APPROVAL_CONTROL (needed): it can be asked
 * for. A key that waits for its own approval is changed by who asked for it ("key", not_maker).
 */
#define KEY_APPROVAL_CONTROL "approval"
enum db_status key_change(const struct act *act, struct uuid id, const struct key_change *change,
    struct complaints *complaints, bool *changed);

enum key_change_fate { KEY_SAME, KEY_CHANGED, KEY_CHANGE_WAITS };

/*
 * The same, but what a second admin has to approve is kept until then, in the place of what was
 * kept before; the key goes on as it is.
 */
enum db_status key_change_ask(const struct act *act, struct uuid id,
    const struct key_change *change, struct complaints *complaints, enum key_change_fate *fate);

#define KEY_CHANGE_PREFIX "chg"

/* A change that waits, and what it came to when it was asked for. */
struct key_waiting_change {
	struct uuid id;
	struct uuid asked_by_id; /* nil: the operator */
	struct slice asked_by;   /* NULL slice: the operator */
	int64_t asked_us;
	bool stale; /* the key was changed since: it can only be asked for anew */
	const struct audit_change *changes;
	size_t nchanges;
};

/* DB_NO_ROW: none waits. */
enum db_status key_change_waiting(
    const struct act *act, struct uuid id, struct key_waiting_change *waiting);

/*
 * A second admin's word: carries the change out, `which` being the one that was shown (nil:
 * whichever waits). Wants live_keys.make and its step-up. Complaints on "key": role, own_change
 * (both recorded), not_waiting, and all of key_change(), "version" (changed) if the key is not
 * what it was when the change was asked for.
 */
enum db_status key_change_approve(
    const struct act *act, struct uuid id, struct uuid which, struct complaints *complaints);
/* Turns it down, or takes back one's own. *changed false: none waits. */
enum db_status key_change_withdraw(const struct act *act, struct uuid id, bool *changed);

#endif
