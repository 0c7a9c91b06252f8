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
	bool sets_per_minute, sets_burst; /* to those of limits; 0: the company's */
	struct key_limits limits;
	uint64_t version; /* that was shown; 0: whatever it is. Else the complaint "changed" */
};

/*
 * Takes effect at the key's next request everywhere. DB_OK with complaints->count > 0:
 * refused, nothing was changed; controls and codes are those of key_create(). *changed false:
 * it was so already. DB_NO_ROW: no such key of this company that the actor's role reaches, or
 * it is revoked.
 */
enum db_status key_change(const struct act *act, struct uuid id, const struct key_change *change,
    struct complaints *complaints, bool *changed);

#endif
