/*
 * The row in `sandboxes` is held first in every transaction here, so that acts on one
 * company's sandbox stand in line. Filling goes on outside of them; a build that began
 * long ago and never ended may be taken over, and then finds at its end that its realm
 * is no longer the one awaited.
 */
#include "records/sandbox.h"

#include <string.h>

#include "access/key_population.h"
#include "base/clock.h"
#include "db/empty.h"
#include "db/txn.h"
#include "records/sample.h"
#include "sql/keys.h"
#include "sql/sandbox.h"
#include "sql/tenancy.h"

#define ABANDONED_US (10 * CLOCK_MINUTE)
#define RETIRED_AT_ONCE 100
#define DELETED_AT_ONCE 1000
#define MEMORY_MAX ((size_t)1 << 20)

static const char *const state_names[] = {
    [SANDBOX_NONE] = "none",
    [SANDBOX_WAITING] = "waiting",
    [SANDBOX_BUILDING] = "building",
    [SANDBOX_READY] = "ready",
    [SANDBOX_FAILED] = "failed",
};

const char *
sandbox_state_name(enum sandbox_state state)
{
	return state_names[state];
}

/* What a row says; a test realm made without one is a sandbox too. */
static enum sandbox_state
state_of(const struct sandbox_row_select_row *row)
{
	if (slice_is(row->state, state_names[SANDBOX_BUILDING]))
		return SANDBOX_BUILDING;
	if (row->current_realm.has)
		return SANDBOX_READY;
	for (size_t i = 0; i < sizeof state_names / sizeof *state_names; i++)
		if (slice_is(row->state, state_names[i]))
			return (enum sandbox_state)i;
	return SANDBOX_NONE;
}

static enum db_status
look_without_row(const struct act *act, struct sandbox_info *info)
{
	struct realm_row_current_in in = {act->entity_id, SLICE_OF("test")};
	struct realm_row_current_row realm;
	enum db_status status = realm_row_current(act->db, act->arena, &in, &realm);
	info->state = status == DB_OK ? SANDBOX_READY : SANDBOX_NONE;
	return status == DB_NO_ROW ? DB_OK : status;
}

enum db_status
sandbox_look(const struct act *act, struct sandbox_info *info)
{
	struct sandbox_row_select_in in = {act->entity_id};
	struct sandbox_row_select_row row;
	struct sandbox_employees_row made;
	*info = (struct sandbox_info){0};
	enum db_status status = sandbox_row_select(act->db, act->arena, &in, &row);
	if (status == DB_NO_ROW)
		return look_without_row(act, info);
	if (status != DB_OK)
		return status;
	*info = (struct sandbox_info){.state = state_of(&row),
	    .asked_us = row.asked_at.value,
	    .built_us = row.built_at.value,
	    .reset_us = row.reset_at.value};
	if (info->state != SANDBOX_BUILDING || !row.realm_id.has)
		return DB_OK;
	struct sandbox_employees_in filled = {row.realm_id.value};
	status = sandbox_employees(act->db, act->arena, &filled, &made);
	info->employees = status == DB_OK ? made.employees : 0;
	return status;
}

/* One act, through its transactions. */
struct change {
	const struct act *act;
	enum sandbox_outcome outcome;
	bool anew;         /* in the place of the one there is */
	bool waited;       /* answers somebody who asked */
	uint64_t realm_id; /* being filled */
	int64_t now_us;
	struct sandbox_row_select_row row;
};

static enum db_status
hold(struct change *change)
{
	const struct act *act = change->act;
	struct sandbox_row_begin_in begin = {act->entity_id};
	struct sandbox_row_select_in in = {act->entity_id};
	change->now_us = clock_now();
	enum db_status status = sandbox_row_begin(act->db, &begin, NULL);
	return status == DB_OK ? sandbox_row_select(act->db, act->arena, &in, &change->row)
			       : status;
}

static enum db_status
put(const struct change *change, enum sandbox_state state)
{
	const struct sandbox_row_select_row *row = &change->row;
	struct sandbox_row_update_in in = {
	    .entity_id = change->act->entity_id,
	    .state = slice_from(state_names[state]),
	    .realm_id = row->realm_id,
	    .asked_at = row->asked_at,
	    .began_at = row->began_at,
	    .built_at = row->built_at,
	    .reset_at = row->reset_at,
	};
	return sandbox_row_update(change->act->db, &in, NULL);
}

static enum db_status
tell(const struct change *change, enum audit_event event)
{
	struct audit_entry entry = act_entry(change->act, event);
	return audit_append(change->act->db, change->act->arena, &entry);
}

/* Ends a transaction that refuses; nothing of it is kept. */
static enum txn_verdict
turn_down(struct change *change, enum sandbox_outcome outcome)
{
	change->outcome = outcome;
	return TXN_ROLLBACK;
}

/* Filling */

static bool
is_being_built(const struct change *change)
{
	return state_of(&change->row) == SANDBOX_BUILDING &&
	       change->row.began_at.value > change->now_us - ABANDONED_US;
}

static enum db_status
make_realm(struct change *change)
{
	const struct act *act = change->act;
	struct sandbox_realm_insert_in insert = {act->entity_id, change->now_us};
	struct sandbox_realm_newest_in find = {act->entity_id};
	struct sandbox_realm_newest_row realm;
	enum db_status status = sandbox_realm_insert(act->db, &insert, NULL);
	if (status == DB_OK)
		status = sandbox_realm_newest(act->db, act->arena, &find, &realm);
	if (status == DB_OK)
		change->realm_id = realm.id;
	return status;
}

static enum db_status
retire_abandoned(const struct change *change)
{
	if (!change->row.realm_id.has)
		return DB_OK;
	struct sandbox_realm_retire_in in = {change->act->entity_id, change->row.realm_id.value};
	return sandbox_realm_retire(change->act->db, &in, NULL);
}

static enum txn_verdict
begin_closure(struct db *db, void *context, enum db_status *status)
{
	struct change *change = context;
	(void)db;
	if ((*status = hold(change)) != DB_OK)
		return TXN_STATUS;
	if (is_being_built(change))
		return turn_down(change, SANDBOX_BUSY);
	if (change->row.current_realm.has && !change->anew)
		return turn_down(change, SANDBOX_THERE);
	if (!change->row.current_realm.has && change->anew)
		return turn_down(change, SANDBOX_NOT_THERE);
	if (change->waited && state_of(&change->row) != SANDBOX_WAITING)
		return turn_down(change, SANDBOX_NOT_ASKED);
	if ((*status = retire_abandoned(change)) != DB_OK ||
	    (*status = make_realm(change)) != DB_OK)
		return TXN_STATUS;
	change->row.realm_id = (struct maybe_u64){true, change->realm_id};
	change->row.began_at = (struct maybe_i64){true, change->now_us};
	*status = put(change, SANDBOX_BUILDING);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static bool
is_still_ours(const struct change *change)
{
	return state_of(&change->row) == SANDBOX_BUILDING && change->row.realm_id.has &&
	       change->row.realm_id.value == change->realm_id;
}

/* From here on every key of the company finds the new realm, whichever process serves it. */
static enum db_status
switch_realms(struct change *change)
{
	const struct act *act = change->act;
	struct sandbox_realm_retire_current_in retire = {act->entity_id};
	struct sandbox_realm_take_in take = {act->entity_id, change->realm_id};
	struct key_rows_raise_in raise = {act->entity_id};
	uint64_t taken = 0;
	enum db_status status = sandbox_realm_retire_current(act->db, &retire, NULL);
	if (status == DB_OK)
		status = sandbox_realm_take(act->db, &take, &taken);
	if (status == DB_OK && taken != 1)
		status = DB_FAULT;
	if (status == DB_OK)
		status = key_rows_raise(act->db, &raise, NULL);
	/* Those of other realms of the company would be nobody here. */
	if (status == DB_OK && change->row.current_realm.has)
		status = population_carry_over(act->db, act->arena, act->entity_id,
		    change->row.current_realm.value, change->realm_id);
	return status;
}

static enum txn_verdict
end_closure(struct db *db, void *context, enum db_status *status)
{
	struct change *change = context;
	(void)db;
	if ((*status = hold(change)) != DB_OK)
		return TXN_STATUS;
	if (!is_still_ours(change))
		return turn_down(change, SANDBOX_BUSY);
	struct maybe_i64 now = {true, change->now_us};
	change->row.realm_id = (struct maybe_u64){0};
	*(change->anew ? &change->row.reset_at : &change->row.built_at) = now;
	if ((*status = switch_realms(change)) != DB_OK ||
	    (*status = put(change, SANDBOX_READY)) != DB_OK ||
	    (*status = tell(change, change->anew ? AUDIT_SANDBOX_RESET : AUDIT_SANDBOX_CREATED)) !=
		DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

/* The realm is left to daily work; the one there was, if any, is still in use. */
static enum txn_verdict
fail_closure(struct db *db, void *context, enum db_status *status)
{
	struct change *change = context;
	(void)db;
	if ((*status = hold(change)) != DB_OK)
		return TXN_STATUS;
	if (!is_still_ours(change))
		return TXN_ROLLBACK;
	*status = retire_abandoned(change);
	change->row.realm_id = (struct maybe_u64){0};
	if (*status == DB_OK)
		*status =
		    put(change, change->row.current_realm.has ? SANDBOX_READY : SANDBOX_FAILED);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static enum db_status
build(struct change *change)
{
	const struct act *act = change->act;
	change->outcome = SANDBOX_DONE;
	enum db_status status = txn_run(act->db, begin_closure, change);
	if (status != DB_OK || change->outcome != SANDBOX_DONE)
		return status;
	status = sample_fill(act->db, act->secrets, act->entity_id, change->realm_id, SANDBOX_SEED,
	    SANDBOX_EMPLOYEES);
	if (status == DB_OK)
		status = txn_run(act->db, end_closure, change);
	/* What failed is answered; that this is noted too, is tried. */
	if (status != DB_OK)
		txn_run(act->db, fail_closure, change);
	return status;
}

/* Asking and answering */

static bool
is_operator(const struct act *act)
{
	return act->role == 0;
}

static enum txn_verdict
ask_closure(struct db *db, void *context, enum db_status *status)
{
	struct change *change = context;
	(void)db;
	if ((*status = hold(change)) != DB_OK)
		return TXN_STATUS;
	if (change->row.current_realm.has)
		return turn_down(change, SANDBOX_THERE);
	if (is_being_built(change))
		return turn_down(change, SANDBOX_BUSY);
	if (state_of(&change->row) == SANDBOX_WAITING)
		return turn_down(change, SANDBOX_WAITS);
	change->row.asked_at = (struct maybe_i64){true, change->now_us};
	if ((*status = put(change, SANDBOX_WAITING)) != DB_OK ||
	    (*status = tell(change, AUDIT_SANDBOX_ASKED)) != DB_OK)
		return TXN_STATUS;
	change->outcome = SANDBOX_WAITS;
	return TXN_COMMIT;
}

enum db_status
sandbox_ask(const struct act *act, enum sandbox_outcome *outcome)
{
	struct change change = {.act = act, .outcome = SANDBOX_NOT_ALLOWED};
	bool at_once = is_operator(act) || strcmp(act->settings->sandbox, "granted") == 0;
	enum db_status status = DB_OK;
	if (act->role != ROLE_AUDITOR)
		status = at_once ? build(&change) : txn_run(act->db, ask_closure, &change);
	*outcome = change.outcome;
	return status;
}

enum db_status
sandbox_approve(const struct act *act, enum sandbox_outcome *outcome)
{
	struct change change = {.act = act, .outcome = SANDBOX_NOT_ALLOWED, .waited = true};
	enum db_status status = is_operator(act) ? build(&change) : DB_OK;
	*outcome = change.outcome;
	return status;
}

static enum txn_verdict
refuse_closure(struct db *db, void *context, enum db_status *status)
{
	struct change *change = context;
	(void)db;
	if ((*status = hold(change)) != DB_OK)
		return TXN_STATUS;
	if (state_of(&change->row) != SANDBOX_WAITING)
		return turn_down(change, SANDBOX_NOT_ASKED);
	if ((*status = put(change, SANDBOX_NONE)) != DB_OK ||
	    (*status = tell(change, AUDIT_SANDBOX_REFUSED)) != DB_OK)
		return TXN_STATUS;
	change->outcome = SANDBOX_DONE;
	return TXN_COMMIT;
}

enum db_status
sandbox_refuse(const struct act *act, enum sandbox_outcome *outcome)
{
	struct change change = {.act = act, .outcome = SANDBOX_NOT_ALLOWED};
	enum db_status status =
	    is_operator(act) ? txn_run(act->db, refuse_closure, &change) : DB_OK;
	*outcome = change.outcome;
	return status;
}

enum db_status
sandbox_reset(const struct act *act, enum sandbox_outcome *outcome)
{
	struct change change = {.act = act, .outcome = SANDBOX_NOT_ALLOWED, .anew = true};
	enum db_status status = act->role != ROLE_AUDITOR ? build(&change) : DB_OK;
	*outcome = change.outcome;
	return status;
}

/* The operator's */

enum db_status
sandbox_list_waiting(const struct act *act, struct sandbox_waiting **waiting, size_t *count)
{
	struct sandbox_rows_waiting_row *rows;
	enum db_status status = sandbox_rows_waiting(act->db, act->arena, &rows, count);
	if (status != DB_OK)
		return status;
	*waiting = arena_array(act->arena, *count, sizeof **waiting);
	for (size_t i = 0; i < *count; i++)
		(*waiting)[i] = (struct sandbox_waiting){rows[i].entity_id, rows[i].asked_at.value};
	return DB_OK;
}

enum db_status
sandbox_sweep(struct db *db, uint64_t *rows)
{
	struct arena *arena = arena_new(MEMORY_MAX);
	struct sandbox_realms_retired_in in = {RETIRED_AT_ONCE};
	struct sandbox_realms_retired_row *realms;
	size_t count;
	enum db_status status = sandbox_realms_retired(db, arena, &in, &realms, &count);
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		struct sandbox_realm_delete_in gone = {realms[i].entity_id, realms[i].id};
		status = empty_realm(db, arena, realms[i].id, DELETED_AT_ONCE, rows);
		if (status == DB_OK)
			status = sandbox_realm_delete(db, &gone, NULL);
	}
	arena_free(arena);
	return status;
}
