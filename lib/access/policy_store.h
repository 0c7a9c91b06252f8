/*
 * What is chosen for a key beside its level, own grants and security groups: checked,
 * kept with the key, and read again as the policy that it comes to.
 */
#ifndef ACCESS_POLICY_STORE_H
#define ACCESS_POLICY_STORE_H

#include "access/act.h"
#include "access/policy_text.h"

#define KEY_GROUPS_MAX 20 /* of one key */

/* As a form or a shell says it. */
struct policy_choice {
	struct slice grants; /* scopes; NULL slice: none chosen */
	const struct uuid *groups;
	size_t ngroups;
};

struct key_group {
	struct uuid id;
	struct slice name;
	struct slice scopes; /* canonical */
};

/* All that decides what a key may do. */
struct key_policy {
	enum mode mode;
	struct slice scopes;      /* own grants, canonical; NULL slice: none are chosen */
	struct key_group *groups; /* by name */
	size_t ngroups;
	struct policy policy;
};

/*
 * Scopes as people write them, to be kept: NULL slice for the NULL slice, or after complaints
 * about the control "grants": the codes of scope_fault; too_long.
 */
struct slice policy_check_scopes(
    struct arena *arena, struct slice text, struct complaints *complaints);

/*
 * Whether what is kept goes with the level: "grants" is required where full or read_only come
 * with a text of no scopes, since no limit and no permission are not the same.
 */
void policy_check_level(
    enum access_level level, struct slice stored, struct complaints *complaints);

/*
 * The key is in these groups and no others; in the transaction of the act. Complains about
 * "groups" (too_many; unknown if the company lacks one).
 */
enum db_status policy_put_groups(struct db *db, const struct act *act, struct uuid key_id,
    const struct policy_choice *choice, struct complaints *complaints);

/* Names of the key's groups joined by ", ", for the trail; empty if it has none. */
enum db_status policy_group_names(
    struct db *db, const struct act *act, struct uuid key_id, struct slice *names);

/* DB_NO_ROW: no such key of this company, or none that the actor's role reaches. */
enum db_status policy_find(const struct act *act, struct uuid key_id, struct key_policy *found);

/* Own grants as they are kept, in canonical scopes; NULL slice for the NULL slice. */
struct slice policy_shown(struct arena *arena, struct slice stored);

#endif
