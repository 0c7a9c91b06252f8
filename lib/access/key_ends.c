/* Keys paused, resumed and ended. */
#include "access/key_work.h"
#include "access/rights.h"
#include "access/links.h"
#include "sql/credentials.h"

struct change {
	const struct act *act;
	struct uuid id;
	const char *from, *to; /* states; from NULL: any but `to` */
	enum audit_event event;
	bool changed;
};

static enum db_status
end_everything(struct db *db, const struct act *act, struct uuid id, int64_t now_us)
{
	struct credential_rows_end_of_key_in secrets = {
	    .entity_id = act->entity_id, .key_id = id, .ended_at = now_us};
	enum db_status status = credential_rows_end_of_key(db, &secrets, NULL);
	return status == DB_OK ? links_withdraw(db, act->entity_id, LINK_HANDOVER, id) : status;
}

static enum db_status
set_state(struct db *db, const struct change *change, bool ends, int64_t now_us)
{
	struct key_row_set_state_in state = {
	    .entity_id = change->act->entity_id,
	    .id = change->id,
	    .state = slice_from(change->to),
	    .revoked_at = key_maybe_time(ends ? now_us : 0),
	    .now = now_us,
	};
	enum db_status status = key_row_set_state(db, &state, NULL);
	return status == DB_OK && ends ? end_everything(db, change->act, change->id, now_us)
				       : status;
}

static enum db_status
apply(struct db *db, struct change *change)
{
	struct key_row_lock_row key;
	struct act_changes changes = {.count = 0};
	enum db_status status = key_lock(db, change->act, change->id, &key);
	if (status != DB_OK || slice_is(key.state, change->to) ||
	    (change->from && !slice_is(key.state, change->from)))
		return status;
	act_note(&changes, "state", key.state, slice_from(change->to));
	status = set_state(db, change, !change->from, clock_now());
	if (status == DB_OK)
		status = key_audit(db, change->act, change->event, change->id, key.name, &changes);
	change->changed = status == DB_OK;
	return status;
}

static enum txn_verdict
change_closure(struct db *db, void *context, enum db_status *status)
{
	struct change *change = context;
	change->changed = false;
	*status = apply(db, change);
	if (*status != DB_OK)
		return TXN_STATUS;
	return change->changed ? TXN_COMMIT : TXN_ROLLBACK;
}

static enum db_status
run_change(struct change *change, bool *changed)
{
	enum db_status status = txn_run(change->act->db, change_closure, change);
	if (status == DB_OK)
		*changed = change->changed;
	return status;
}

enum db_status
key_revoke(const struct act *act, struct uuid id, bool *changed)
{
	struct change change = {.act = act, .id = id, .to = "revoked", .event = AUDIT_KEY_REVOKED};
	return run_change(&change, changed);
}

enum db_status
key_pause(const struct act *act, struct uuid id, bool *changed)
{
	struct change change = {
	    .act = act, .id = id, .from = "active", .to = "paused", .event = AUDIT_KEY_PAUSED};
	return run_change(&change, changed);
}

enum db_status
key_resume(const struct act *act, struct uuid id, bool *changed)
{
	struct change change = {
	    .act = act, .id = id, .from = "paused", .to = "active", .event = AUDIT_KEY_RESUMED};
	return run_change(&change, changed);
}

/* All of a mode */

struct clearing {
	const struct act *act;
	enum mode mode;
	uint64_t count;
};

static enum db_status
end_mode(struct db *db, const struct clearing *clearing, int64_t now_us)
{
	uint64_t entity_id = clearing->act->entity_id;
	struct slice mode = slice_from(mode_name(clearing->mode));
	struct key_rows_revoke_in keys = {entity_id, mode, now_us};
	struct credential_rows_end_of_mode_in secrets = {entity_id, mode, now_us};
	enum db_status status = key_rows_revoke(db, &keys, NULL);
	return status == DB_OK ? credential_rows_end_of_mode(db, &secrets, NULL) : status;
}

/* Each key's own history tells of its end; one more entry tells of the act. */
static enum db_status
audit_clearing(struct db *db, const struct clearing *clearing,
    const struct key_rows_lock_alive_row *keys, size_t nkeys)
{
	const struct act *act = clearing->act;
	struct act_changes changes = {.count = 0};
	enum db_status status = DB_OK;
	act_note(&changes, "state", SLICE_NONE, SLICE_OF("revoked"));
	for (size_t i = 0; status == DB_OK && i < nkeys; i++)
		status = key_audit(db, act, AUDIT_KEY_REVOKED, keys[i].id, keys[i].name, &changes);
	if (status != DB_OK)
		return status;
	struct act_changes sum = {.count = 0};
	struct audit_entry entry = act_entry(act, AUDIT_KEYS_REVOKED_ALL);
	act_note(&sum, "alive", act_number_text(act, nkeys), SLICE_OF("0"));
	entry.subject_kind = "keys";
	entry.subject_name = arena_printf(act->arena, "%s keys", mode_name(clearing->mode));
	entry.changes = sum.list;
	entry.nchanges = sum.count;
	return audit_append(db, act->arena, &entry);
}

static enum txn_verdict
clearing_closure(struct db *db, void *context, enum db_status *status)
{
	struct clearing *clearing = context;
	struct key_rows_lock_alive_in in = {
	    clearing->act->entity_id, slice_from(mode_name(clearing->mode))};
	struct key_rows_lock_alive_row *keys;
	size_t nkeys;
	*status = key_rows_lock_alive(db, clearing->act->arena, &in, &keys, &nkeys);
	if (*status != DB_OK || (*status = end_mode(db, clearing, clock_now())) != DB_OK ||
	    (*status = audit_clearing(db, clearing, keys, nkeys)) != DB_OK)
		return TXN_STATUS;
	clearing->count = nkeys;
	return TXN_COMMIT;
}

enum db_status
keys_revoke_all(
    const struct act *act, enum mode mode, struct complaints *complaints, uint64_t *count)
{
	struct clearing clearing = {.act = act, .mode = mode};
	const struct act_subject subject = {
	    "keys", {{0}}, arena_printf(act->arena, "%s keys", mode_name(mode))};
	complaints->count = 0;
	enum db_status status =
	    act_permit(act, RIGHT_KEYS_REVOKE_ALL, &subject, "mode", complaints);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = txn_run(act->db, clearing_closure, &clearing);
	if (status == DB_OK)
		*count = clearing.count;
	return status;
}

/* Unused ones */

static enum db_status
end_unused_of(const struct act *act, int64_t used_before_us, uint64_t *count)
{
	struct key_rows_unused_in in = {act->entity_id, used_before_us};
	struct key_rows_unused_row *keys;
	size_t nkeys;
	enum db_status status = key_rows_unused(act->db, act->arena, &in, &keys, &nkeys);
	for (size_t i = 0; status == DB_OK && i < nkeys; i++) {
		struct change change = {
		    .act = act, .id = keys[i].id, .to = "revoked", .event = AUDIT_KEY_ENDED_UNUSED};
		bool changed = false;
		status = run_change(&change, &changed);
		*count += changed;
	}
	return status;
}

enum db_status
keys_end_unused(const struct act *system, uint64_t *count)
{
	struct key_rules_unused_row *rules;
	size_t nrules;
	uint64_t ended = 0;
	enum db_status status = key_rules_unused(system->db, system->arena, &rules, &nrules);
	for (size_t i = 0; status == DB_OK && i < nrules; i++) {
		struct act act = *system;
		act.entity_id = rules[i].entity_id;
		int64_t idle_us = (int64_t)rules[i].unused_days * CLOCK_DAY;
		status = end_unused_of(&act, clock_now() - idle_us, &ended);
	}
	if (status == DB_OK)
		*count = ended;
	return status;
}
