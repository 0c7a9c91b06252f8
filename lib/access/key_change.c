/* What a key may do, set anew: one transaction with its audit row. */
#include "access/key_change.h"

#include "access/addresses.h"
#include "access/key_work.h"
#include "access/name.h"
#include "access/rights.h"
#include "sql/groups.h"

struct changing {
	const struct act *act;
	struct uuid id;
	const struct key_change *change;
	struct complaints *complaints;
	struct slice name;      /* checked; NULL slice: stays */
	struct slice grants;    /* as they are to be kept, if set */
	struct slice addresses; /* the same */
	bool changed;
};

/* What was and what will be, side by side. */
struct standing {
	struct slice name, grants, groups, addresses;
	enum access_level level;
	enum mode mode;
	struct key_limits limits;
	int64_t expires_us, created_us;
	uint64_t version;
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
	before->mode = mode;
	before->name = row.name;
	before->grants = row.grants;
	before->addresses = row.addresses;
	before->limits = (struct key_limits){key_number(row.per_minute), key_number(row.burst)};
	before->expires_us = row.expires_at.value;
	before->created_us = row.created_at;
	before->version = row.version;
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
	if (change->sets_addresses)
		after.addresses = changing->addresses;
	if (change->sets_per_minute)
		after.limits.per_minute = change->limits.per_minute;
	if (change->sets_burst)
		after.limits.burst = change->limits.burst;
	if (change->sets_expiry)
		after.expires_us = change->expires_us;
	return after;
}

/* Rules bind what is changed: a key older than a rule keeps what it has until then. */
static enum db_status
check_rules(const struct changing *changing, const struct standing *before, struct standing *after)
{
	const struct act *act = changing->act;
	struct company company;
	enum db_status status = company_load(act, act->entity_id, &company);
	if (status != DB_OK)
		return status;
	if (after->expires_us != before->expires_us)
		after->expires_us = key_check_end(act, &company.rules, before->created_us,
		    after->expires_us, changing->complaints);
	if (!slice_eq(after->addresses, before->addresses))
		key_check_addresses(
		    &company.rules, before->mode, after->addresses, changing->complaints);
	if (changing->change->version != 0 && changing->change->version != before->version)
		act_complain(changing->complaints, "version", "changed",
		    SLICE_OF("Somebody has changed this key meanwhile."));
	return DB_OK;
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
	    .addresses = after->addresses,
	    .per_minute = key_maybe_number(after->limits.per_minute),
	    .burst = key_maybe_number(after->limits.burst),
	    .expires_at = key_maybe_time(after->expires_us),
	    .now = clock_now(),
	};
	enum db_status status = key_policy_set(db, &in, NULL);
	if (status != DB_DUPLICATE)
		return status;
	key_complain_of_name(changing->act, after->name, changing->complaints);
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

static void
note_all(const struct act *act, const struct standing *before, const struct standing *after,
    struct act_changes *changes)
{
	act_note(changes, "name", before->name, after->name);
	act_note(changes, "access", slice_from(level_name(before->level)),
	    slice_from(level_name(after->level)));
	if (!is_same(before->grants, after->grants))
		act_note(changes, "grants", policy_shown(act->arena, before->grants),
		    policy_shown(act->arena, after->grants));
	act_note(changes, "groups", before->groups, after->groups);
	act_note(changes, "expires_at", act_time_text(act, before->expires_us),
	    act_time_text(act, after->expires_us));
	act_note(changes, "addresses", before->addresses, after->addresses);
	act_note(changes, "per_minute", act_number_text(act, before->limits.per_minute),
	    act_number_text(act, after->limits.per_minute));
	act_note(changes, "burst", act_number_text(act, before->limits.burst),
	    act_number_text(act, after->limits.burst));
}

static bool
is_other(const struct standing *before, const struct standing *after)
{
	return !is_same(before->name, after->name) || before->level != after->level ||
	       !is_same(before->grants, after->grants) || !is_same(before->groups, after->groups) ||
	       !slice_eq(before->addresses, after->addresses) ||
	       before->expires_us != after->expires_us ||
	       before->limits.per_minute != after->limits.per_minute ||
	       before->limits.burst != after->limits.burst;
}

static enum db_status
change_key(struct db *db, struct changing *changing)
{
	struct standing before, after;
	struct act_changes changes = {.count = 0};
	enum db_status status = load(db, changing, &before);
	if (status != DB_OK)
		return status;
	after = merge(changing, &before);
	policy_check_level(after.level, after.grants, changing->complaints);
	if ((status = check_rules(changing, &before, &after)) != DB_OK ||
	    changing->complaints->count > 0)
		return status;
	if ((status = put_groups(db, changing, &after)) != DB_OK ||
	    changing->complaints->count > 0 || !is_other(&before, &after))
		return status;
	if ((status = store(db, changing, &after)) != DB_OK || changing->complaints->count > 0)
		return status;
	changing->changed = true;
	note_all(changing->act, &before, &after, &changes);
	return key_audit(db, changing->act, AUDIT_KEY_CHANGED, changing->id, after.name, &changes);
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
	if (change->sets_addresses)
		changing.addresses = addresses_read(act->arena, change->addresses, complaints);
	key_limits_check(&change->limits, "per_minute", "burst", complaints);
	if (complaints->count > 0)
		return DB_OK;
	const struct act_subject subject = {"key", id, SLICE_NONE};
	enum db_status status = DB_OK;
	if (grants_reveal(changing.grants) && act->role != ROLE_DEVELOPER)
		status = act_permit(act, RIGHT_REVEAL, &subject, "grants", complaints);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = txn_run(act->db, change_closure, &changing);
	if (status == DB_OK && complaints->count == 0)
		*changed = changing.changed;
	return status;
}
