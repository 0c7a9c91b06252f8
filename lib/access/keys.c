/* API keys: making one. */
#include "access/keys.h"

#include "access/addresses.h"
#include "access/key_population.h"
#include "access/key_work.h"
#include "access/name.h"
#include "access/rights.h"

static const char *const state_names[] = {
    [KEY_ACTIVE] = "active",
    [KEY_PAUSED] = "paused",
    [KEY_EXPIRED] = "expired",
    [KEY_REVOKED] = "revoked",
    [KEY_WAITING] = "waiting",
    [KEY_UNCOLLECTED] = "uncollected",
};

const char *
key_state_name(enum key_state state)
{
	return state_names[state];
}

struct making {
	const struct act *act;
	const struct key_order *order;
	struct complaints *complaints;
	struct key_made *made;
	struct slice name;
	struct slice grants;    /* as they are kept */
	struct slice addresses; /* as they are kept */
	struct population_wish population;
	struct key_rules rules;
	int64_t expires_us, now_us;
};

static void
check_order(struct making *making)
{
	const struct key_order *order = making->order;
	struct complaints *complaints = making->complaints;
	making->name = name_read(making->act->arena, order->name, "a name for the key", complaints);
	if (!order->mode)
		act_complain(
		    complaints, "mode", "required", SLICE_OF("Choose test data or live data."));
	if (!order->level)
		act_complain(
		    complaints, "access", "required", SLICE_OF("Choose what the key may do."));
	making->grants = policy_check_scopes(making->act->arena, order->choice.grants, complaints);
	policy_check_level(order->level, making->grants, complaints);
	if (order->expires_us != 0 && order->expires_us <= making->now_us)
		act_complain(
		    complaints, "expires_at", "past", SLICE_OF("Choose a date that lies ahead."));
	making->addresses = addresses_read(making->act->arena, order->addresses, complaints);
	making->population = population_parse(making->act->arena, order->population, complaints);
	key_limits_check(&order->limits, "per_minute", "burst", complaints);
}

/* Last of all, so that nobody confirms a form that is refused for something else. */
static enum db_status
permit_order(struct making *making)
{
	const struct key_order *order = making->order;
	enum right right = order->mode == MODE_LIVE ? RIGHT_LIVE_KEYS_MAKE : RIGHT_TEST_KEYS_CHANGE;
	const struct act_subject subject = {"key", {{0}}, making->name};
	if (!order->mode || (making->complaints->count > 0 && right_held(right, making->act->role)))
		return DB_OK;
	return act_permit(making->act, right, &subject, "mode", making->complaints);
}

/* DB_OK with *before: this form has made its key already. */
static enum db_status
use_form(struct db *db, struct making *making, struct uuid id, bool *before)
{
	const struct act *act = making->act;
	struct uuid form_id = making->order->form_id;
	*before = false;
	if (uuid_is_nil(form_id))
		return DB_OK;
	struct form_row_use_in use = {
	    .entity_id = act->entity_id,
	    .form_id = form_id,
	    .user_id = act->actor_id,
	    .made_id = id,
	    .now = making->now_us,
	};
	enum db_status status = form_row_use(db, &use, NULL);
	if (status != DB_DUPLICATE)
		return status;
	struct form_row_find_in find = {
	    .entity_id = act->entity_id, .form_id = form_id, .user_id = act->actor_id};
	struct form_row_find_row row;
	status = form_row_find(db, act->arena, &find, &row);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_FAULT : status;
	*making->made = (struct key_made){.key_id = row.made_id};
	*before = true;
	return DB_OK;
}

static enum db_status
check_room(struct db *db, struct making *making)
{
	const struct act *act = making->act;
	struct key_rows_count_in count = {.entity_id = act->entity_id};
	struct key_rows_count_row row;
	enum db_status status = key_rows_count(db, act->arena, &count, &row);
	if (status == DB_OK && row.alive >= KEYS_MAX)
		act_complain(making->complaints, "name", "too_many",
		    SLICE_OF("The company has as many keys as it can have. Revoke one first."));
	return status;
}

/* What a new key waits for, if it does. */
static enum key_state
first_state(const struct making *making)
{
	if (making->rules.approval && making->order->mode == MODE_LIVE)
		return KEY_WAITING;
	return making->order->hand_over ? KEY_UNCOLLECTED : KEY_ACTIVE;
}

static enum db_status
insert_key(struct db *db, struct making *making, struct uuid id)
{
	const struct act *act = making->act;
	const struct key_order *order = making->order;
	enum key_state state = making->made->state;
	struct key_row_insert_in key = {
	    .entity_id = act->entity_id,
	    .id = id,
	    .mode = slice_from(mode_name(order->mode)),
	    .name = making->name,
	    .access_level = slice_from(level_name(order->level)),
	    .grants = making->grants,
	    .population = population_names(act->arena, making->population.population),
	    .state = state == KEY_ACTIVE ? SLICE_OF("active") : SLICE_OF("waiting"),
	    .awaits = state == KEY_WAITING       ? SLICE_OF("approval")
		      : state == KEY_UNCOLLECTED ? SLICE_OF("collection")
						 : SLICE_NONE,
	    .addresses = making->addresses,
	    .per_minute = key_maybe_number(order->limits.per_minute),
	    .burst = key_maybe_number(order->limits.burst),
	    .expires_at = key_maybe_time(making->expires_us),
	    .created_by = act->actor_id,
	    .now = making->now_us,
	};
	enum db_status status = key_row_insert(db, &key, NULL);
	if (status != DB_DUPLICATE)
		return status;
	key_complain_of_name(act, making->name, making->complaints);
	return DB_OK;
}

static enum db_status
audit_made(struct db *db, const struct making *making)
{
	const struct act *act = making->act;
	const struct key_order *order = making->order;
	struct act_changes changes = {.count = 0};
	struct slice groups, population;
	enum db_status status = policy_group_names(db, act, making->made->key_id, &groups);
	if (status != DB_OK)
		return status;
	status = population_show(db, act->arena, act->entity_id, making->made->key_id,
	    making->population.population, &population);
	if (status != DB_OK)
		return status;
	act_note(&changes, "mode", SLICE_NONE, slice_from(mode_name(order->mode)));
	act_note(&changes, "access", SLICE_NONE, slice_from(level_name(order->level)));
	act_note(&changes, "grants", SLICE_NONE, policy_shown(act->arena, making->grants));
	act_note(&changes, "groups", SLICE_NONE, groups);
	act_note(&changes, "population", SLICE_NONE, population);
	act_note(&changes, "state", SLICE_NONE, slice_from(key_state_name(making->made->state)));
	act_note(&changes, "expires_at", SLICE_NONE, act_time_text(act, making->expires_us));
	act_note(&changes, "addresses", SLICE_NONE, making->addresses);
	act_note(
	    &changes, "per_minute", SLICE_NONE, act_number_text(act, order->limits.per_minute));
	act_note(&changes, "burst", SLICE_NONE, act_number_text(act, order->limits.burst));
	return key_audit(db, act, AUDIT_KEY_CREATED, making->made->key_id, making->name, &changes);
}

/* The company's rules, which may change until the key is there. */
static enum db_status
check_company(struct making *making)
{
	const struct act *act = making->act;
	const struct key_order *order = making->order;
	struct company company;
	enum db_status status = company_load(act, act->entity_id, &company);
	if (status != DB_OK)
		return status;
	making->rules = company.rules;
	if (order->mode == MODE_TEST && company.test_realm == 0)
		act_complain(making->complaints, "mode", "no_sandbox",
		    SLICE_OF("Test keys need a sandbox. Ask for one first."));
	making->expires_us = key_check_end(
	    act, &company.rules, making->now_us, order->expires_us, making->complaints);
	key_check_addresses(&company.rules, order->mode, making->addresses, making->complaints);
	return DB_OK;
}

static enum db_status
make(struct db *db, struct making *making)
{
	bool before;
	struct uuid id = uuid_v7();
	enum db_status status = use_form(db, making, id, &before);
	if (status != DB_OK || before)
		return status;
	*making->made = (struct key_made){.key_id = id};
	if ((status = check_company(making)) != DB_OK ||
	    (status = check_room(db, making)) != DB_OK || making->complaints->count > 0)
		return status;
	making->made->state = first_state(making);
	if ((status = insert_key(db, making, id)) != DB_OK || making->complaints->count > 0)
		return status;
	status = policy_put_groups(db, making->act, id, &making->order->choice, making->complaints);
	if (status == DB_OK && making->population.population != 0)
		status = population_put(db, making->act, id, making->order->mode,
		    &making->population, making->complaints);
	if (status != DB_OK || making->complaints->count > 0)
		return status;
	if (making->made->state == KEY_ACTIVE &&
	    (status = key_insert_secret(db, making->act, id, making->order->mode, making->now_us,
		 &making->made->secret)) != DB_OK)
		return status;
	return audit_made(db, making);
}

static enum txn_verdict
make_closure(struct db *db, void *context, enum db_status *status)
{
	struct making *making = context;
	making->complaints->count = 0;
	*status = make(db, making);
	if (*status != DB_OK)
		return TXN_STATUS;
	return making->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

enum db_status
key_create(const struct act *act, const struct key_order *order, struct complaints *complaints,
    struct key_made *made)
{
	struct key_made result = {0};
	struct making making = {
	    .act = act,
	    .order = order,
	    .complaints = complaints,
	    .made = &result,
	    .now_us = clock_now(),
	};
	complaints->count = 0;
	check_order(&making);
	enum db_status status = permit_order(&making);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = txn_run(act->db, make_closure, &making);
	if (status == DB_OK && complaints->count == 0)
		*made = result;
	return status;
}
