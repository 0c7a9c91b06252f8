/* What a key may do, set anew: one transaction with its audit row. */
#include "access/key_change.h"

#include "access/name.h"
#include "base/clock.h"
#include "sql/groups.h"

#define CHANGES_MAX 4

struct changing {
	const struct act *act;
	struct uuid id;
	const struct key_change *change;
	struct complaints *complaints;
	struct slice name;   /* checked; NULL slice: stays */
	struct slice grants; /* as they are to be kept, if set */
	bool changed;
};

/* What was and what will be, side by side. */
struct standing {
	struct slice name, grants, groups;
	enum access_level level;
};

static bool
is_same(struct slice a, struct slice b)
{
	return (a.at == NULL) == (b.at == NULL) && slice_eq(a, b);
}

static enum db_status
load(struct db *db, const struct changing *changing, struct standing *before)
{
	const struct act *act = changing->act;
	struct key_policy_lock_in in = {act->entity_id, changing->id};
	struct key_policy_lock_row row;
	enum mode mode = MODE_LIVE;
	enum db_status status = key_policy_lock(db, act->arena, &in, &row);
	if (status != DB_OK)
		return status;
	mode_read(row.mode, &mode);
	if (!act_reaches(act, mode) || slice_is(row.state, "revoked"))
		return DB_NO_ROW;
	before->level = LEVEL_CUSTOM;
	level_read(row.access_level, &before->level);
	before->name = row.name;
	before->grants = row.grants;
	return policy_group_names(db, act, changing->id, &before->groups);
}

static struct standing
merge(const struct changing *changing, const struct standing *before)
{
	const struct key_change *change = changing->change;
	struct standing after = *before;
	if (changing->name.at)
		after.name = changing->name;
	if (change->level)
		after.level = change->level;
	if (change->sets_grants)
		after.grants = changing->grants;
	return after;
}

static enum db_status
store(struct db *db, const struct changing *changing, const struct standing *after)
{
	struct key_policy_set_in in = {
	    .entity_id = changing->act->entity_id,
	    .id = changing->id,
	    .name = after->name,
	    .access_level = slice_from(level_name(after->level)),
	    .grants = after->grants,
	    .now = clock_now(),
	};
	enum db_status status = key_policy_set(db, &in, NULL);
	if (status != DB_DUPLICATE)
		return status;
	act_complain(changing->complaints, "name", "duplicate",
	    arena_printf(changing->act->arena, "A key called “%.*s” exists already.",
		SLICE_ARG(after->name)));
	return DB_OK;
}

static enum db_status
put_groups(struct db *db, const struct changing *changing, struct standing *after)
{
	if (!changing->change->sets_groups)
		return DB_OK;
	enum db_status status = policy_put_groups(
	    db, changing->act, changing->id, &changing->change->choice, changing->complaints);
	if (status != DB_OK || changing->complaints->count > 0)
		return status;
	return policy_group_names(db, changing->act, changing->id, &after->groups);
}

static enum db_status
audit(struct db *db, const struct changing *changing, const struct standing *before,
    const struct standing *after)
{
	struct arena *arena = changing->act->arena;
	const struct audit_change all[CHANGES_MAX] = {
	    {"name", before->name, after->name},
	    {"access", slice_from(level_name(before->level)), slice_from(level_name(after->level))},
	    {"grants", policy_shown(arena, before->grants), policy_shown(arena, after->grants)},
	    {"groups", before->groups, after->groups},
	};
	struct audit_change changes[CHANGES_MAX];
	struct audit_entry entry = act_entry(changing->act, AUDIT_KEY_CHANGED);
	for (size_t i = 0; i < CHANGES_MAX; i++)
		if (!is_same(all[i].before, all[i].after))
			changes[entry.nchanges++] = all[i];
	entry.subject_kind = "key";
	entry.subject_id = changing->id;
	entry.subject_name = after->name;
	entry.changes = changes;
	return audit_append(db, arena, &entry);
}

static bool
is_other(const struct standing *before, const struct standing *after)
{
	return !is_same(before->name, after->name) || before->level != after->level ||
	       !is_same(before->grants, after->grants) || !is_same(before->groups, after->groups);
}

static enum db_status
change_key(struct db *db, struct changing *changing)
{
	struct standing before, after;
	enum db_status status = load(db, changing, &before);
	if (status != DB_OK)
		return status;
	after = merge(changing, &before);
	policy_check_level(after.level, after.grants, changing->complaints);
	if (changing->complaints->count > 0)
		return DB_OK;
	if ((status = put_groups(db, changing, &after)) != DB_OK ||
	    changing->complaints->count > 0 || !is_other(&before, &after))
		return status;
	if ((status = store(db, changing, &after)) != DB_OK || changing->complaints->count > 0)
		return status;
	changing->changed = true;
	return audit(db, changing, &before, &after);
}

static enum txn_verdict
change_closure(struct db *db, void *context, enum db_status *status)
{
	struct changing *changing = context;
	changing->complaints->count = 0;
	changing->changed = false;
	*status = change_key(db, changing);
	if (*status != DB_OK)
		return TXN_STATUS;
	return changing->changed ? TXN_COMMIT : TXN_ROLLBACK;
}

enum db_status
key_change(const struct act *act, struct uuid id, const struct key_change *change,
    struct complaints *complaints, bool *changed)
{
	struct changing changing = {
	    .act = act, .id = id, .change = change, .complaints = complaints};
	complaints->count = 0;
	if (change->name.at)
		changing.name =
		    name_read(act->arena, change->name, "a name for the key", complaints);
	if (change->sets_grants)
		changing.grants =
		    policy_check_scopes(act->arena, change->choice.grants, complaints);
	if (complaints->count > 0)
		return DB_OK;
	enum db_status status = txn_run(act->db, change_closure, &changing);
	if (status == DB_OK && complaints->count == 0)
		*changed = changing.changed;
	return status;
}
