/*
 * How far a key reaches: all that decides what it may do, from where and until when. Two of
 * them compared tell whether a change would widen a key.
 */
#ifndef ACCESS_KEY_REACH_H
#define ACCESS_KEY_REACH_H

#include "access/policy_store.h"

struct key_reach {
	enum access_level level;
	struct grants chosen;   /* groups and own grants added up */
	bool narrows;           /* either was chosen; else the level stands alone */
	struct slice addresses; /* as they are kept */
	int64_t expires_us;     /* 0: never */
};

/* Adds the grants of the groups that the key is in. In the transaction of the act. */
enum db_status key_reach_add_groups(
    struct db *db, const struct act *act, struct uuid key_id, struct key_reach *reach);
/* Adds those of the groups of a choice; one that is not there adds nothing. */
enum db_status key_reach_add_chosen(struct db *db, const struct act *act,
    const struct policy_choice *choice, struct key_reach *reach);

/* True if `inner` does, reaches and lasts no further than `outer`, in later releases too. */
bool key_reach_within(const struct key_reach *inner, const struct key_reach *outer);

#endif
