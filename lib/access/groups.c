/* Security groups: acts of administrators, and lists of them. */
#include "access/groups.h"

#include "access/name.h"
#include "access/policy_store.h"
#include "access/rights.h"
#include "base/clock.h"
#include "sql/groups.h"

#define NAMED_MOST 5 /* keys in a complaint */
#define NAMES_MAX 4096

struct group_act {
	const struct act *act;
	struct uuid id;
	const struct group_order *order;
	struct complaints *complaints;
	struct slice name;   /* checked */
	struct slice grants; /* as they are to be kept */
	bool changed;
};

/* A group reaches live data through the keys in it. */
static enum db_status
permit(const struct group_act *group)
{
	struct group_info found = {.name = group->name};
	enum db_status status = DB_OK;
	if (group->complaints->count > 0 && act_administers(group->act))
		return DB_OK;
	if (!found.name.at)
		status = group_find(group->act, group->id, &found);
	if (status != DB_OK)
		return status;
	const struct act_subject subject = {"group", group->id, found.name};
	status = act_permit(group->act, RIGHT_GROUPS_CHANGE, &subject, "name", group->complaints);
	if (status == DB_OK && group->complaints->count == 0 && grants_reveal(group->grants))
		status =
		    act_permit(group->act, RIGHT_REVEAL, &subject, "grants", group->complaints);
	return status;
}

static enum db_status
complain_of_twin(const struct group_act *group, struct slice name, enum db_status status)
{
	if (status != DB_DUPLICATE)
		return status;
	act_complain(group->complaints, "name", "duplicate",
	    arena_printf(group->act->arena, "A security group called “%.*s” exists already.",
		SLICE_ARG(name)));
	return DB_OK;
}

static enum db_status
audit(struct db *db, const struct group_act *group, enum audit_event event, struct slice name,
    const struct audit_change *changes, size_t nchanges)
{
	struct audit_entry entry = act_entry(group->act, event);
	entry.subject_kind = "group";
	entry.subject_id = group->id;
	entry.subject_name = name;
	entry.changes = changes;
	entry.nchanges = nchanges;
	return audit_append(db, group->act->arena, &entry);
}

/* The closure commits what was changed without a complaint. */
static enum txn_verdict
verdict_of(const struct group_act *group, enum db_status status)
{
	if (status != DB_OK)
		return TXN_STATUS;
	return group->changed && group->complaints->count == 0 ? TXN_COMMIT : TXN_ROLLBACK;
}

static enum db_status
run(struct group_act *group, txn_closure *closure)
{
	enum db_status status = permit(group);
	if (status != DB_OK || group->complaints->count > 0)
		return status;
	return txn_run(group->act->db, closure, group);
}

/* Making one */

static enum db_status
check_room(struct db *db, const struct group_act *group)
{
	struct group_rows_count_in in = {group->act->entity_id};
	struct group_rows_count_row row;
	enum db_status status = group_rows_count(db, group->act->arena, &in, &row);
	if (status == DB_OK && row.existing >= GROUPS_MAX)
		act_complain(group->complaints, "name", "too_many",
		    SLICE_OF("The company has as many security groups as it can have."));
	return status;
}

static enum db_status
make(struct db *db, struct group_act *group)
{
	struct group_row_insert_in in = {
	    .entity_id = group->act->entity_id,
	    .id = group->id,
	    .name = group->name,
	    .grants = group->grants,
	    .now = clock_now(),
	};
	enum db_status status = check_room(db, group);
	if (status != DB_OK || group->complaints->count > 0)
		return status;
	status = complain_of_twin(group, group->name, group_row_insert(db, &in, NULL));
	if (status != DB_OK || group->complaints->count > 0)
		return status;
	group->changed = true;
	const struct audit_change change = {
	    "grants", SLICE_NONE, policy_shown(group->act->arena, group->grants)};
	return audit(db, group, AUDIT_GROUP_CREATED, group->name, &change, 1);
}

static enum txn_verdict
make_closure(struct db *db, void *context, enum db_status *status)
{
	struct group_act *group = context;
	group->complaints->count = 0;
	*status = make(db, group);
	return verdict_of(group, *status);
}

enum db_status
group_create(const struct act *act, const struct group_order *order, struct complaints *complaints,
    struct uuid *id)
{
	struct group_act group = {
	    .act = act, .id = uuid_v7(), .order = order, .complaints = complaints};
	complaints->count = 0;
	group.name = name_read(act->arena, order->name, "a name for the group", complaints);
	group.grants = policy_check_scopes(act->arena, order->grants, complaints);
	if (!order->grants.at)
		act_complain(
		    complaints, "grants", "required", SLICE_OF("Choose what the group allows."));
	enum db_status status = run(&group, make_closure);
	if (status == DB_OK && complaints->count == 0)
		*id = group.id;
	return status;
}

/* Changing one */

static enum db_status
audit_change_of(struct db *db, const struct group_act *group,
    const struct group_row_lock_row *before, const struct group_row_update_in *after)
{
	struct arena *arena = group->act->arena;
	struct audit_change changes[2];
	size_t nchanges = 0;
	if (!slice_eq(before->name, after->name))
		changes[nchanges++] = (struct audit_change){"name", before->name, after->name};
	if (!slice_eq(before->grants, after->grants))
		changes[nchanges++] = (struct audit_change){"grants",
		    policy_shown(arena, before->grants), policy_shown(arena, after->grants)};
	return audit(db, group, AUDIT_GROUP_CHANGED, after->name, changes, nchanges);
}

/* What approved keys may do does not grow behind the back of who approved them. */
static enum db_status
check_approved_keys(struct db *db, const struct group_act *group,
    const struct group_row_lock_row *before, const struct group_row_update_in *after)
{
	struct grants was = {0}, will = {0};
	struct group_rows_approved_keys_in in = {group->act->entity_id, group->id};
	struct group_rows_approved_keys_row row;
	grants_load(before->grants, &was);
	grants_load(after->grants, &will);
	if (grants_within(&will, &was))
		return DB_OK;
	enum db_status status = group_rows_approved_keys(db, group->act->arena, &in, &row);
	if (status == DB_OK && row.n > 0)
		act_complain(group->complaints, "grants", "approval",
		    SLICE_OF("Live keys are in this group, and another owner or admin has to "
			     "approve what they may do. Make a new group that allows more, and ask "
			     "for the keys to be in it."));
	return status;
}

static enum db_status
change(struct db *db, struct group_act *group)
{
	const struct act *act = group->act;
	struct group_row_lock_in lock = {act->entity_id, group->id};
	struct group_row_lock_row before;
	enum db_status status = group_row_lock(db, act->arena, &lock, &before);
	if (status != DB_OK)
		return status;
	struct group_row_update_in after = {
	    .entity_id = act->entity_id,
	    .id = group->id,
	    .name = group->name.at ? group->name : before.name,
	    .grants = group->grants.at ? group->grants : before.grants,
	    .now = clock_now(),
	};
	if (group->order->version != 0 && group->order->version != before.version)
		act_complain(group->complaints, "version", "changed",
		    SLICE_OF("Somebody has changed this group meanwhile."));
	if (group->complaints->count > 0 ||
	    (slice_eq(before.name, after.name) && slice_eq(before.grants, after.grants)))
		return DB_OK;
	status = check_approved_keys(db, group, &before, &after);
	if (status != DB_OK || group->complaints->count > 0)
		return status;
	status = complain_of_twin(group, after.name, group_row_update(db, &after, NULL));
	if (status != DB_OK || group->complaints->count > 0)
		return status;
	group->changed = true;
	struct group_rows_raise_in raise = {act->entity_id, group->id};
	if ((status = group_rows_raise(db, &raise, NULL)) != DB_OK)
		return status;
	return audit_change_of(db, group, &before, &after);
}

static enum txn_verdict
change_closure(struct db *db, void *context, enum db_status *status)
{
	struct group_act *group = context;
	group->complaints->count = 0;
	group->changed = false;
	*status = change(db, group);
	return verdict_of(group, *status);
}

enum db_status
group_change(const struct act *act, struct uuid id, const struct group_order *order,
    struct complaints *complaints, bool *changed)
{
	struct group_act group = {.act = act, .id = id, .order = order, .complaints = complaints};
	complaints->count = 0;
	if (order->name.at)
		group.name = name_read(act->arena, order->name, "a name for the group", complaints);
	group.grants = policy_check_scopes(act->arena, order->grants, complaints);
	enum db_status status = run(&group, change_closure);
	if (status == DB_OK && complaints->count == 0)
		*changed = group.changed;
	return status;
}

/* Deleting one */

/* "Time clock, Payroll and 3 more" */
static struct slice
names_of(struct arena *arena, const struct group_rows_keys_row *keys, size_t nkeys)
{
	struct str names;
	str_init(&names, arena, NAMES_MAX);
	for (size_t i = 0; i < nkeys && i < NAMED_MOST; i++)
		str_addf(&names, "%s%.*s", i > 0 ? ", " : "", SLICE_ARG(keys[i].name));
	if (nkeys > NAMED_MOST)
		str_addf(&names, " and %zu more", nkeys - NAMED_MOST);
	return str_slice(&names);
}

static enum db_status
check_unused(struct db *db, const struct group_act *group)
{
	const struct act *act = group->act;
	struct group_rows_keys_in in = {act->entity_id, group->id};
	struct group_rows_keys_row *keys;
	size_t nkeys;
	enum db_status status = group_rows_keys(db, act->arena, &in, &keys, &nkeys);
	if (status == DB_OK && nkeys > 0)
		act_complain(group->complaints, "group", "in_use",
		    arena_printf(act->arena, "Keys are in this group: %.*s. Take them out first.",
			SLICE_ARG(names_of(act->arena, keys, nkeys))));
	return status;
}

static enum db_status
remove_group(struct db *db, struct group_act *group)
{
	const struct act *act = group->act;
	struct group_row_lock_in lock = {act->entity_id, group->id};
	struct group_row_lock_row before;
	struct group_rows_leave_in leave = {act->entity_id, group->id};
	struct group_row_delete_in gone = {act->entity_id, group->id};
	enum db_status status = group_row_lock(db, act->arena, &lock, &before);
	if (status != DB_OK || (status = check_unused(db, group)) != DB_OK ||
	    group->complaints->count > 0)
		return status;
	if ((status = group_rows_leave(db, &leave, NULL)) != DB_OK ||
	    (status = group_row_delete(db, &gone, NULL)) != DB_OK)
		return status;
	group->changed = true;
	const struct audit_change change = {
	    "grants", policy_shown(act->arena, before.grants), SLICE_NONE};
	return audit(db, group, AUDIT_GROUP_DELETED, before.name, &change, 1);
}

static enum txn_verdict
delete_closure(struct db *db, void *context, enum db_status *status)
{
	struct group_act *group = context;
	group->complaints->count = 0;
	*status = remove_group(db, group);
	return verdict_of(group, *status);
}

enum db_status
group_delete(const struct act *act, struct uuid id, struct complaints *complaints)
{
	struct group_act group = {.act = act, .id = id, .complaints = complaints};
	complaints->count = 0;
	return run(&group, delete_closure);
}

/* Reading them */

static enum db_status
select_groups(const struct act *act, const struct group_rows_select_in *in,
    struct group_info **groups, size_t *ngroups)
{
	struct group_rows_select_row *rows;
	size_t nrows;
	enum db_status status = group_rows_select(act->db, act->arena, in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct group_info *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; i < nrows; i++)
		list[i] = (struct group_info){
		    .id = rows[i].id,
		    .name = rows[i].name,
		    .scopes = policy_shown(act->arena, rows[i].grants),
		    .nkeys = rows[i].nkeys,
		    .version = rows[i].version,
		    .created_us = rows[i].created_at,
		    .updated_us = rows[i].updated_at,
		};
	*groups = list;
	*ngroups = nrows;
	return DB_OK;
}

enum db_status
group_list(const struct act *act, struct group_info **groups, size_t *ngroups)
{
	struct group_rows_select_in in = {.entity_id = act->entity_id, .any = true};
	return select_groups(act, &in, groups, ngroups);
}

enum db_status
group_find(const struct act *act, struct uuid id, struct group_info *group)
{
	struct group_rows_select_in in = {.entity_id = act->entity_id, .id = id};
	struct group_info *groups;
	size_t ngroups;
	enum db_status status = select_groups(act, &in, &groups, &ngroups);
	if (status != DB_OK)
		return status;
	if (ngroups == 0)
		return DB_NO_ROW;
	*group = groups[0];
	return DB_OK;
}

enum db_status
group_find_by_text(const struct act *act, struct slice text, struct uuid *id)
{
	struct group_row_named_in in = {act->entity_id, text};
	struct group_row_named_row row;
	struct group_info group;
	if (id_read(GROUP_PREFIX, text, id))
		return group_find(act, *id, &group);
	enum db_status status = group_row_named(act->db, act->arena, &in, &row);
	if (status == DB_OK)
		*id = row.id;
	return status;
}

enum db_status
group_members(
    const struct act *act, struct uuid id, struct group_member **members, size_t *nmembers)
{
	struct group_rows_keys_in in = {act->entity_id, id};
	struct group_rows_keys_row *rows;
	size_t nrows;
	enum db_status status = group_rows_keys(act->db, act->arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct group_member *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; i < nrows; i++)
		list[i] = (struct group_member){rows[i].id, rows[i].name};
	*members = list;
	*nmembers = nrows;
	return DB_OK;
}
