/* What a key may do, set anew: one transaction with its audit row. */
#include "access/key_change.h"

#include "access/addresses.h"
#include "access/key_population.h"
#include "access/key_proposals.h"
#include "access/key_reach.h"
#include "access/key_work.h"
#include "access/name.h"
#include "sql/groups.h"

struct changing {
	const struct act *act;
	struct uuid id;
	const struct key_change *change;
	struct complaints *complaints;
	struct slice name;      /* checked; NULL slice: stays */
	struct slice grants;    /* as they are to be kept, if set */
	struct slice addresses; /* the same */
	struct population_wish population;
	bool asks;                           /* what needs approval is kept */
	const struct key_proposal *approved; /* this is the word that it waited for */
	uint64_t version;                    /* of the key that is judged */
	struct act_changes changes;          /* what it comes to */
	enum key_change_fate fate;
};

/* What was and what will be, side by side. */
struct standing {
	struct slice name, grants, groups, addresses;
	struct slice dimensions, population; /* names as kept; the whole as text */
	enum access_level level;
	enum mode mode;
	struct key_limits limits;
	int64_t expires_us, created_us;
	struct uuid created_by;
	bool waits; /* for its own approval */
	uint64_t version;
};

static bool
is_same(struct slice a, struct slice b)
{
	return (a.at == NULL) == (b.at == NULL) && slice_eq(a, b);
}

static void
complain_of_version(struct complaints *complaints)
{
	act_complain(
	    complaints, "version", "changed", SLICE_OF("Somebody has changed this key meanwhile."));
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
	before->created_by = row.created_by;
	before->waits = slice_is(row.awaits, "approval");
	before->version = row.version;
	before->dimensions = row.population;
	status = population_show(db, act->arena, act->entity_id, changing->id,
	    population_read(row.population), &before->population);
	if (status != DB_OK)
		return status;
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

/* Approval */

static enum db_status
read_reach(struct db *db, const struct changing *changing, const struct standing *standing,
    bool with_chosen_groups, struct key_reach *reach)
{
	*reach = (struct key_reach){.level = standing->level,
	    .addresses = standing->addresses,
	    .expires_us = standing->expires_us};
	grants_gather(standing->grants, &reach->chosen, &reach->narrows);
	if (with_chosen_groups)
		return key_reach_add_chosen(db, changing->act, &changing->change->choice, reach);
	return key_reach_add_groups(db, changing->act, changing->id, reach);
}

/* Whether a second admin has a say: the company asks for it, and the key would reach further. */
static enum db_status
find_need(struct db *db, const struct changing *changing, const struct key_rules *rules,
    const struct standing *before, const struct standing *after, bool *needed)
{
	struct key_reach was, will;
	*needed = false;
	if (!rules->approval || before->mode != MODE_LIVE || before->waits || changing->approved)
		return DB_OK;
	enum db_status status = read_reach(db, changing, before, false, &was);
	if (status == DB_OK)
		status = read_reach(db, changing, after, changing->change->sets_groups, &will);
	*needed = status == DB_OK && !key_reach_within(&will, &was);
	if (status != DB_OK || *needed || !changing->change->sets_population)
		return status;
	return population_widens(db, changing->act, changing->id, before->mode,
	    population_read(before->dimensions), &changing->population, needed);
}

/* What waits for approval is its maker's word: else another could write it anew and approve it. */
static void
check_waiting(const struct changing *changing, const struct standing *before)
{
	const struct act *act = changing->act;
	if (before->waits && act->role && !uuid_eq(act->actor_id, before->created_by))
		act_complain(changing->complaints, "key", "not_maker",
		    SLICE_OF("Who asked for the key changes it while it waits for approval."));
}

/* Rules bind what is changed: a key older than a rule keeps what it has until then. */
static enum db_status
check_rules(const struct changing *changing, const struct standing *before, struct standing *after,
    struct key_rules *rules)
{
	const struct act *act = changing->act;
	struct company company;
	enum db_status status = company_load(act, act->entity_id, &company);
	if (status != DB_OK)
		return status;
	*rules = company.rules;
	if (after->expires_us != before->expires_us)
		after->expires_us = key_check_end(act, &company.rules, before->created_us,
		    after->expires_us, changing->complaints);
	if (!slice_eq(after->addresses, before->addresses))
		key_check_addresses(
		    &company.rules, before->mode, after->addresses, changing->complaints);
	if (changing->change->version != 0 && changing->change->version != before->version)
		complain_of_version(changing->complaints);
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
	    .population = after->dimensions,
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

static enum db_status
put_population(struct db *db, const struct changing *changing, struct standing *after)
{
	const struct act *act = changing->act;
	if (!changing->change->sets_population)
		return DB_OK;
	after->dimensions = population_names(act->arena, changing->population.population);
	enum db_status status = population_put(
	    db, act, changing->id, after->mode, &changing->population, changing->complaints);
	if (status != DB_OK || changing->complaints->count > 0)
		return status;
	return population_show(db, act->arena, act->entity_id, changing->id,
	    changing->population.population, &after->population);
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
	act_note(changes, "population", before->population, after->population);
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
	       !is_same(before->population, after->population) ||
	       !slice_eq(before->addresses, after->addresses) ||
	       before->expires_us != after->expires_us ||
	       before->limits.per_minute != after->limits.per_minute ||
	       before->limits.burst != after->limits.burst;
}

/* True if it ends here: with a complaint, or to be kept. */
static bool
stops_for_approval(struct changing *changing, bool needed)
{
	if (needed && changing->asks)
		changing->fate = KEY_CHANGE_WAITS;
	else if (needed)
		act_complain(changing->complaints, KEY_APPROVAL_CONTROL, "needed",
		    SLICE_OF("This lets a live key do, reach or last longer than it does. Another "
			     "owner or admin has to approve it: ask for it."));
	return needed;
}

static void
complain_of_nothing(struct complaints *complaints)
{
	act_complain(complaints, "key", "not_waiting",
	    SLICE_OF("This change does not wait for approval any more."));
}

/* What waited is used up by being carried out; the trail names both who asked and who approved. */
static enum db_status
take_approved(struct db *db, struct changing *changing)
{
	const struct key_proposal *proposal = changing->approved;
	bool there = false;
	if (!proposal)
		return DB_OK;
	enum db_status status =
	    key_proposal_take(db, changing->act, changing->id, proposal->shown.id, &there);
	if (status == DB_OK && !there)
		complain_of_nothing(changing->complaints);
	act_note(&changing->changes, "asked_by", SLICE_NONE,
	    proposal->shown.asked_by.at ? proposal->shown.asked_by : SLICE_OF("the operator"));
	return status;
}

static enum db_status
change_key(struct db *db, struct changing *changing)
{
	struct standing before, after;
	struct key_rules rules;
	bool needed = false;
	enum db_status status = load(db, changing, &before);
	if (status != DB_OK)
		return status;
	after = merge(changing, &before);
	changing->version = before.version;
	check_waiting(changing, &before);
	policy_check_level(after.level, after.grants, changing->complaints);
	if ((status = check_rules(changing, &before, &after, &rules)) != DB_OK ||
	    changing->complaints->count > 0)
		return status;
	/* Before the groups are put: what was is read from the tables. */
	if ((status = find_need(db, changing, &rules, &before, &after, &needed)) != DB_OK ||
	    (status = put_groups(db, changing, &after)) != DB_OK ||
	    (status = put_population(db, changing, &after)) != DB_OK ||
	    changing->complaints->count > 0 || !is_other(&before, &after))
		return status;
	note_all(changing->act, &before, &after, &changing->changes);
	if (stops_for_approval(changing, needed))
		return DB_OK;
	if ((status = take_approved(db, changing)) != DB_OK || changing->complaints->count > 0 ||
	    (status = store(db, changing, &after)) != DB_OK || changing->complaints->count > 0)
		return status;
	changing->fate = KEY_CHANGED;
	return key_audit(
	    db, changing->act, AUDIT_KEY_CHANGED, changing->id, after.name, &changing->changes);
}

static void
begin_again(struct changing *changing)
{
	changing->complaints->count = 0;
	changing->changes.count = 0;
	changing->fate = KEY_SAME;
}

static enum txn_verdict
change_closure(struct db *db, void *context, enum db_status *status)
{
	struct changing *changing = context;
	begin_again(changing);
	*status = change_key(db, changing);
	if (*status != DB_OK)
		return TXN_STATUS;
	return changing->fate == KEY_CHANGED ? TXN_COMMIT : TXN_ROLLBACK;
}

/* Who lets a key see what is sealed confirms it: by its own grants, or by a group it is to join. */
static enum db_status
permit_reveal(const struct changing *changing)
{
	const struct act *act = changing->act;
	const struct act_subject subject = {"key", changing->id, SLICE_NONE};
	struct key_reach reach = {.level = LEVEL_CUSTOM};
	bool reveals = grants_reveal(changing->grants);
	if (act->role == ROLE_DEVELOPER)
		return DB_OK;
	if (changing->change->sets_groups) {
		enum db_status status =
		    key_reach_add_chosen(act->db, act, &changing->change->choice, &reach);
		if (status != DB_OK)
			return status;
	}
	for (size_t i = 0; i < POLICY_RESOURCES_MAX; i++)
		reveals |= (reach.chosen.of[i].operations & OPERATION_REVEAL) != 0;
	return reveals ? act_permit(act, RIGHT_REVEAL, &subject, "grants", changing->complaints)
		       : DB_OK;
}

static enum db_status
run(struct changing *changing)
{
	const struct act *act = changing->act;
	const struct key_change *change = changing->change;
	struct complaints *complaints = changing->complaints;
	complaints->count = 0;
	if (change->name.at)
		changing->name =
		    name_read(act->arena, change->name, "a name for the key", complaints);
	if (change->sets_grants)
		changing->grants =
		    policy_check_scopes(act->arena, change->choice.grants, complaints);
	if (change->sets_addresses)
		changing->addresses = addresses_read(act->arena, change->addresses, complaints);
	if (change->sets_population)
		changing->population = population_parse(act->arena, change->population, complaints);
	key_limits_check(&change->limits, "per_minute", "burst", complaints);
	if (complaints->count > 0)
		return DB_OK;
	enum db_status status = permit_reveal(changing);
	if (status != DB_OK || complaints->count > 0)
		return status;
	return txn_run(act->db, change_closure, changing);
}

enum db_status
key_change(const struct act *act, struct uuid id, const struct key_change *change,
    struct complaints *complaints, bool *changed)
{
	struct changing changing = {
	    .act = act, .id = id, .change = change, .complaints = complaints};
	enum db_status status = run(&changing);
	if (status == DB_OK && complaints->count == 0)
		*changed = changing.fate == KEY_CHANGED;
	return status;
}

/* Asking for one */

static enum db_status
keep(struct db *db, const struct changing *changing)
{
	const struct act *act = changing->act;
	struct key_row_lock_row key;
	enum db_status status = key_lock(db, act, changing->id, &key);
	if (status != DB_OK)
		return status;
	if (key.version != changing->version) {
		complain_of_version(changing->complaints);
		return DB_OK;
	}
	status = key_proposal_put(
	    db, act, changing->id, key.version, changing->change, &changing->changes);
	if (status != DB_OK)
		return status;
	return key_audit(
	    db, act, AUDIT_KEY_CHANGE_ASKED, changing->id, key.name, &changing->changes);
}

static enum txn_verdict
keep_closure(struct db *db, void *context, enum db_status *status)
{
	const struct changing *changing = context;
	changing->complaints->count = 0;
	*status = keep(db, changing);
	if (*status != DB_OK)
		return TXN_STATUS;
	return changing->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

enum db_status
key_change_ask(const struct act *act, struct uuid id, const struct key_change *change,
    struct complaints *complaints, enum key_change_fate *fate)
{
	struct changing changing = {
	    .act = act, .id = id, .change = change, .complaints = complaints, .asks = true};
	enum db_status status = run(&changing);
	if (status == DB_OK && complaints->count == 0 && changing.fate == KEY_CHANGE_WAITS)
		status = txn_run(act->db, keep_closure, &changing);
	if (status == DB_OK && complaints->count == 0)
		*fate = changing.fate;
	return status;
}

/* The second word */

enum db_status
key_change_waiting(const struct act *act, struct uuid id, struct key_waiting_change *waiting)
{
	struct key_proposal proposal;
	enum db_status status = key_proposal_find(act->db, act, id, &proposal);
	if (status == DB_OK)
		*waiting = proposal.shown;
	return status;
}

enum db_status
key_change_approve(
    const struct act *act, struct uuid id, struct uuid which, struct complaints *complaints)
{
	struct act_subject subject;
	struct key_proposal proposal;
	enum db_status status = key_permit_secret(act, id, complaints, &subject);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = key_proposal_find(act->db, act, id, &proposal);
	if (status != DB_OK && status != DB_NO_ROW)
		return status;
	if (status == DB_NO_ROW || (!uuid_is_nil(which) && !uuid_eq(which, proposal.shown.id))) {
		complain_of_nothing(complaints);
		return DB_OK;
	}
	if (uuid_eq(act->actor_id, proposal.shown.asked_by_id)) {
		act_complain(complaints, "key", "own_change",
		    SLICE_OF("Somebody else has to approve the change that you asked for."));
		return act_refused(act, SLICE_OF("key.change"), &subject, "own_change");
	}
	struct changing changing = {.act = act,
	    .id = id,
	    .change = &proposal.change,
	    .complaints = complaints,
	    .approved = &proposal};
	return run(&changing);
}

struct withdrawing {
	const struct act *act;
	struct uuid id;
	bool changed;
};

static enum db_status
withdraw(struct db *db, struct withdrawing *withdrawing)
{
	const struct act *act = withdrawing->act;
	struct key_row_lock_row key;
	struct key_proposal proposal;
	enum db_status status = key_lock(db, act, withdrawing->id, &key);
	if (status != DB_OK)
		return status;
	status = key_proposal_find(db, act, withdrawing->id, &proposal);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_OK : status;
	status =
	    key_proposal_take(db, act, withdrawing->id, proposal.shown.id, &withdrawing->changed);
	if (status != DB_OK || !withdrawing->changed)
		return status;
	return key_audit(db, act, AUDIT_KEY_CHANGE_WITHDRAWN, withdrawing->id, key.name, NULL);
}

static enum txn_verdict
withdraw_closure(struct db *db, void *context, enum db_status *status)
{
	struct withdrawing *withdrawing = context;
	withdrawing->changed = false;
	*status = withdraw(db, withdrawing);
	if (*status != DB_OK)
		return TXN_STATUS;
	return withdrawing->changed ? TXN_COMMIT : TXN_ROLLBACK;
}

enum db_status
key_change_withdraw(const struct act *act, struct uuid id, bool *changed)
{
	struct withdrawing withdrawing = {.act = act, .id = id};
	enum db_status status = txn_run(act->db, withdraw_closure, &withdrawing);
	if (status == DB_OK)
		*changed = withdrawing.changed;
	return status;
}
