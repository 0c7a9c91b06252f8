/*
 * Security groups: named sets of grants of a company, which its keys are assigned to
 * (access/key_change.h, access/keys.h). A group has no mode: keys of both may be in it.
 *
 * Each act is one transaction with its audit row. What a changed group allows takes effect at
 * the next request of every key in it, on every host: the act raises their stamps.
 */
#ifndef ACCESS_GROUPS_H
#define ACCESS_GROUPS_H

#include "access/act.h"
#include "access/policy_text.h"

#define GROUP_PREFIX "grp"
#define GROUPS_MAX 200 /* of a company */

/* Of a change, a NULL slice leaves what is. */
struct group_order {
	struct slice name;
	struct slice grants; /* scopes; blank: it allows nothing */
	uint64_t version;    /* of a change: as it was when it was looked at; 0: any */
};

struct group_info {
	struct uuid id;
	struct slice name;
	struct slice scopes; /* canonical */
	uint64_t nkeys;      /* in it and not revoked */
	uint64_t version;
	int64_t created_us, updated_us;
};

struct group_member {
	struct uuid key_id;
	struct slice name;
};

/*
 * DB_OK with complaints->count > 0: refused, nothing was done. Controls: "name" (required,
 * too_long, controls, duplicate, too_many, role), "grants" (required, and those of
 * access/policy_store.h); of a change "version" (changed). Only owners, admins and the
 * operator set groups; who is refused for his role is in the audit trail.
 */
enum db_status group_create(const struct act *act, const struct group_order *order,
    struct complaints *complaints, struct uuid *id);
/*
 * DB_NO_ROW: the company has no such group. *changed false: it was so already. Where live keys
 * are approved by a second admin, a group that they are in is not widened ("grants", approval).
 */
enum db_status group_change(const struct act *act, struct uuid id, const struct group_order *order,
    struct complaints *complaints, bool *changed);
/* Complains about "group" (in_use), naming keys, while any that is not revoked is in it. */
enum db_status group_delete(const struct act *act, struct uuid id, struct complaints *complaints);

/* By name. In the arena. */
enum db_status group_list(const struct act *act, struct group_info **groups, size_t *ngroups);
/* DB_NO_ROW: there is none of this company. */
enum db_status group_find(const struct act *act, struct uuid id, struct group_info *group);
/* By its id or its name. */
enum db_status group_find_by_text(const struct act *act, struct slice text, struct uuid *id);
/* The keys in it that are not revoked, by name. */
enum db_status group_members(
    const struct act *act, struct uuid id, struct group_member **members, size_t *nmembers);

#endif
