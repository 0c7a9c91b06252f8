/* From what is chosen to what is kept, and back. */
#include "access/policy_store.h"

#include "sql/groups.h"

#define NAMES_MAX 8192

static struct slice
to_keep(struct arena *arena, const struct grants *grants, struct complaints *complaints)
{
	struct slice stored = grants_store(arena, grants);
	if (!stored.at)
		act_complain(complaints, "grants", "too_long",
		    SLICE_OF("These are more fields than can be kept one by one. Choose whole "
			     "classes, or leave the lists out."));
	return stored;
}

struct slice
policy_check_scopes(struct arena *arena, struct slice text, struct complaints *complaints)
{
	struct grants grants;
	struct scope_faults faults;
	if (!text.at)
		return SLICE_NONE;
	if (grants_read(text, &grants, &faults))
		return to_keep(arena, &grants, complaints);
	scope_faults_complain(arena, text, &faults, "grants", complaints);
	return SLICE_NONE;
}

void
policy_check_level(enum access_level level, struct slice stored, struct complaints *complaints)
{
	if (level != LEVEL_CUSTOM && stored.at && stored.len == 0)
		act_complain(complaints, "grants", "required",
		    SLICE_OF("Name at least one permission, or choose what the key may do by "
			     "its level alone."));
}

enum db_status
policy_put_groups(struct db *db, const struct act *act, struct uuid key_id,
    const struct policy_choice *choice, struct complaints *complaints)
{
	struct key_groups_delete_in none = {act->entity_id, key_id};
	if (choice->ngroups > KEY_GROUPS_MAX) {
		act_complain(complaints, "groups", "too_many",
		    SLICE_OF("A key can be in at most 20 security groups."));
		return DB_OK;
	}
	enum db_status status = key_groups_delete(db, &none, NULL);
	for (size_t i = 0; i < choice->ngroups && status == DB_OK; i++) {
		struct key_group_insert_in in = {act->entity_id, key_id, choice->groups[i]};
		uint64_t inserted = 0;
		status = key_group_insert(db, &in, &inserted);
		if (status == DB_DUPLICATE)
			status = DB_OK;
		else if (status == DB_OK && inserted == 0)
			act_complain(complaints, "groups", "unknown",
			    SLICE_OF("There is no such security group any more. Choose again."));
	}
	return status;
}

static enum db_status
select_groups(struct db *db, const struct act *act, struct uuid key_id,
    struct key_groups_select_row **rows, size_t *nrows)
{
	struct key_groups_select_in in = {act->entity_id, key_id};
	return key_groups_select(db, act->arena, &in, rows, nrows);
}

enum db_status
policy_group_names(struct db *db, const struct act *act, struct uuid key_id, struct slice *names)
{
	struct key_groups_select_row *rows;
	size_t nrows;
	struct str text;
	enum db_status status = select_groups(db, act, key_id, &rows, &nrows);
	if (status != DB_OK)
		return status;
	str_init(&text, act->arena, NAMES_MAX);
	for (size_t i = 0; i < nrows; i++)
		str_addf(&text, "%s%.*s", i > 0 ? ", " : "", SLICE_ARG(rows[i].name));
	*names = text.len > 0 ? str_slice(&text) : SLICE_OF("");
	return DB_OK;
}

struct slice
policy_shown(struct arena *arena, struct slice stored)
{
	struct grants grants;
	if (!stored.at)
		return SLICE_NONE;
	grants_load(stored, &grants);
	return grants_write(arena, &grants);
}

static void
take_groups(struct arena *arena, const struct key_groups_select_row *rows, size_t nrows,
    struct key_policy *found)
{
	found->ngroups = nrows;
	found->groups = arena_array(arena, nrows, sizeof *found->groups);
	for (size_t i = 0; i < nrows; i++)
		found->groups[i] = (struct key_group){
		    rows[i].id, rows[i].name, policy_shown(arena, rows[i].grants)};
}

enum db_status
policy_find(const struct act *act, struct uuid key_id, struct key_policy *found)
{
	struct key_policy_select_in in = {act->entity_id, key_id};
	struct key_policy_select_row key;
	struct key_groups_select_row *rows;
	size_t nrows;
	struct grants sum = {0};
	bool chosen = false;
	enum access_level level = LEVEL_CUSTOM;
	struct key_policy policy = {.mode = MODE_LIVE};
	enum db_status status = key_policy_select(act->db, act->arena, &in, &key);
	if (status != DB_OK ||
	    (status = select_groups(act->db, act, key_id, &rows, &nrows)) != DB_OK)
		return status;
	mode_read(key.mode, &policy.mode);
	if (act->role == ROLE_DEVELOPER && policy.mode != MODE_TEST)
		return DB_NO_ROW;
	level_read(key.access_level, &level);
	grants_gather(key.grants, &sum, &chosen);
	for (size_t i = 0; i < nrows; i++)
		grants_gather(rows[i].grants, &sum, &chosen);
	policy_compile(level, chosen ? &sum : NULL, &policy.policy);
	policy.scopes = policy_shown(act->arena, key.grants);
	take_groups(act->arena, rows, nrows, &policy);
	*found = policy;
	return DB_OK;
}
