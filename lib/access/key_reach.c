/* How far keys reach. */
#include "access/key_reach.h"

#include "access/addresses.h"
#include "sql/groups.h"

enum db_status
key_reach_add_groups(
    struct db *db, const struct act *act, struct uuid key_id, struct key_reach *reach)
{
	struct key_groups_select_in in = {act->entity_id, key_id};
	struct key_groups_select_row *rows;
	size_t nrows;
	enum db_status status = key_groups_select(db, act->arena, &in, &rows, &nrows);
	for (size_t i = 0; status == DB_OK && i < nrows; i++)
		grants_gather(rows[i].grants, &reach->chosen, &reach->narrows);
	return status;
}

enum db_status
key_reach_add_chosen(struct db *db, const struct act *act, const struct policy_choice *choice,
    struct key_reach *reach)
{
	enum db_status status = DB_OK;
	for (size_t i = 0; status == DB_OK && i < choice->ngroups; i++) {
		struct group_row_lock_in in = {act->entity_id, choice->groups[i]};
		struct group_row_lock_row row;
		status = group_row_lock(db, act->arena, &in, &row);
		if (status == DB_OK)
			grants_gather(row.grants, &reach->chosen, &reach->narrows);
		else if (status == DB_NO_ROW)
			status = DB_OK;
	}
	return status;
}

/* A level that stands alone reaches what the catalog will gain; what was chosen does not. */
static bool
policy_within(const struct key_reach *inner, const struct key_reach *outer)
{
	struct policy a, b;
	bool grows = !inner->narrows && inner->level != LEVEL_CUSTOM;
	policy_compile(inner->level, inner->narrows ? &inner->chosen : NULL, &a);
	policy_compile(outer->level, outer->narrows ? &outer->chosen : NULL, &b);
	return (!grows || !outer->narrows) && grants_within(&a.granted, &b.granted);
}

bool
key_reach_within(const struct key_reach *inner, const struct key_reach *outer)
{
	bool longer = outer->expires_us != 0 &&
		      (inner->expires_us == 0 || inner->expires_us > outer->expires_us);
	return !longer && addresses_within(inner->addresses, outer->addresses) &&
	       policy_within(inner, outer);
}
