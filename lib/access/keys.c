/* API keys: acts of administrators. */
#include "access/keys.h"

#include <assert.h>

#include "access/credentials.h"
#include "access/name.h"
#include "base/clock.h"
#include "sql/credentials.h"
#include "sql/keys.h"
#include "sql/tenancy.h"

static const char *const state_names[] = {
    [KEY_ACTIVE] = "active",
    [KEY_PAUSED] = "paused",
    [KEY_EXPIRED] = "expired",
    [KEY_REVOKED] = "revoked",
};

const char *
key_state_name(enum key_state state)
{
	return state_names[state];
}

static struct maybe_i64
maybe_time(int64_t time_us)
{
	return (struct maybe_i64){.has = time_us != 0, .value = time_us};
}

/* Making one */

struct making {
	const struct act *act;
	const struct key_order *order;
	struct complaints *complaints;
	struct key_made *made;
	struct slice name;
	struct slice grants; /* as they are kept */
	int64_t now_us;
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
	else if (!act_reaches(making->act, order->mode))
		act_complain(complaints, "mode", "role",
		    SLICE_OF("You can't give more than your own role may do: live keys need an "
			     "admin."));
	if (!order->level)
		act_complain(
		    complaints, "access", "required", SLICE_OF("Choose what the key may do."));
	making->grants = policy_check_scopes(making->act->arena, order->choice.grants, complaints);
	policy_check_level(order->level, making->grants, complaints);
	if (order->expires_us != 0 && order->expires_us <= making->now_us)
		act_complain(
		    complaints, "expires_at", "past", SLICE_OF("Choose a date that lies ahead."));
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

static enum db_status
insert_key(struct db *db, struct making *making, struct uuid id)
{
	const struct act *act = making->act;
	const struct key_order *order = making->order;
	struct key_row_insert_in key = {
	    .entity_id = act->entity_id,
	    .id = id,
	    .mode = slice_from(mode_name(order->mode)),
	    .name = making->name,
	    .access_level = slice_from(level_name(order->level)),
	    .grants = making->grants,
	    .expires_at = maybe_time(order->expires_us),
	    .created_by = act->actor_id,
	    .now = making->now_us,
	};
	enum db_status status = key_row_insert(db, &key, NULL);
	if (status != DB_DUPLICATE)
		return status;
	act_complain(making->complaints, "name", "duplicate",
	    arena_printf(
		act->arena, "A key called “%.*s” exists already.", SLICE_ARG(making->name)));
	return DB_OK;
}

static enum db_status
insert_secret(struct db *db, const struct act *act, struct uuid key_id, enum mode mode,
    const char *entity_code, int64_t now_us, struct slice *secret)
{
	uint32_t pepper_id;
	struct slice text = credential_new_secret(act->arena, act->settings, mode, entity_code);
	struct credential_row_insert_in row = {
	    .digest = credential_digest(act->secrets, text, &pepper_id),
	    .id = uuid_v7(),
	    .entity_id = act->entity_id,
	    .key_id = key_id,
	    .kind = SLICE_OF("secret"),
	    .last_four = slice_skip(text, text.len - 4),
	    .created_at = now_us,
	};
	row.pepper_id = pepper_id;
	enum db_status status = credential_row_insert(db, &row, NULL);
	if (status == DB_OK)
		*secret = text;
	return status;
}

static enum db_status
audit_made(struct db *db, const struct making *making)
{
	const struct act *act = making->act;
	struct slice groups;
	enum db_status status = policy_group_names(db, act, making->made->key_id, &groups);
	if (status != DB_OK)
		return status;
	const struct audit_change changes[] = {
	    {"mode", SLICE_NONE, slice_from(mode_name(making->order->mode))},
	    {"access", SLICE_NONE, slice_from(level_name(making->order->level))},
	    {"grants", SLICE_NONE, policy_shown(act->arena, making->grants)},
	    {"groups", SLICE_NONE, groups},
	};
	struct audit_entry entry = act_entry(act, AUDIT_KEY_CREATED);
	entry.subject_kind = "key";
	entry.subject_id = making->made->key_id;
	entry.subject_name = making->name;
	entry.changes = changes;
	entry.nchanges = sizeof changes / sizeof changes[0];
	return audit_append(db, act->arena, &entry);
}

static enum db_status
load_company(struct db *db, struct making *making, const char **code)
{
	const struct act *act = making->act;
	struct entity_row_select_in in = {.entity_id = act->entity_id};
	struct entity_row_select_row row;
	enum db_status status = entity_row_select(db, act->arena, &in, &row);
	if (status != DB_OK)
		return status;
	if (making->order->mode == MODE_TEST && !row.test_realm.has)
		act_complain(making->complaints, "mode", "no_sandbox",
		    SLICE_OF("Test keys need a sandbox. Ask for one first."));
	*code = arena_text(act->arena, row.code);
	return DB_OK;
}

static enum db_status
make(struct db *db, struct making *making)
{
	const char *code;
	bool before;
	struct uuid id = uuid_v7();
	enum db_status status = use_form(db, making, id, &before);
	if (status != DB_OK || before)
		return status;
	*making->made = (struct key_made){.key_id = id};
	if ((status = load_company(db, making, &code)) != DB_OK ||
	    (status = check_room(db, making)) != DB_OK || making->complaints->count > 0)
		return status;
	if ((status = insert_key(db, making, id)) != DB_OK || making->complaints->count > 0)
		return status;
	status = policy_put_groups(db, making->act, id, &making->order->choice, making->complaints);
	if (status != DB_OK || making->complaints->count > 0)
		return status;
	if ((status = insert_secret(db, making->act, id, making->order->mode, code, making->now_us,
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
	if (complaints->count > 0)
		return DB_OK;
	enum db_status status = txn_run(act->db, make_closure, &making);
	if (status == DB_OK && complaints->count == 0)
		*made = result;
	return status;
}

/* Changing one */

struct change {
	const struct act *act;
	struct uuid id;
	const char *from, *to; /* states; from NULL: any but `to` */
	enum audit_event event;
	bool ends_credentials;
	bool changed;
};

static enum db_status
lock_key(struct db *db, const struct act *act, struct uuid id, struct key_row_lock_row *row)
{
	enum mode mode;
	struct key_row_lock_in in = {.entity_id = act->entity_id, .id = id};
	enum db_status status = key_row_lock(db, act->arena, &in, row);
	if (status == DB_OK && mode_read(row->mode, &mode) && !act_reaches(act, mode))
		return DB_NO_ROW;
	return status;
}

static enum db_status
audit_state(struct db *db, const struct change *change, const struct key_row_lock_row *key)
{
	const struct audit_change changes[] = {{"state", key->state, slice_from(change->to)}};
	struct audit_entry entry = act_entry(change->act, change->event);
	entry.subject_kind = "key";
	entry.subject_id = change->id;
	entry.subject_name = key->name;
	entry.changes = changes;
	entry.nchanges = 1;
	return audit_append(db, change->act->arena, &entry);
}

static enum db_status
set_state(struct db *db, const struct change *change, int64_t now_us)
{
	struct key_row_set_state_in state = {
	    .entity_id = change->act->entity_id,
	    .id = change->id,
	    .state = slice_from(change->to),
	    .revoked_at = maybe_time(change->ends_credentials ? now_us : 0),
	    .now = now_us,
	};
	enum db_status status = key_row_set_state(db, &state, NULL);
	if (status != DB_OK || !change->ends_credentials)
		return status;
	struct credential_rows_end_of_key_in end = {
	    .entity_id = change->act->entity_id, .key_id = change->id, .ended_at = now_us};
	return credential_rows_end_of_key(db, &end, NULL);
}

static enum txn_verdict
change_closure(struct db *db, void *context, enum db_status *status)
{
	struct change *change = context;
	struct key_row_lock_row key;
	change->changed = false;
	*status = lock_key(db, change->act, change->id, &key);
	if (*status != DB_OK)
		return TXN_STATUS;
	if (slice_is(key.state, change->to) || (change->from && !slice_is(key.state, change->from)))
		return TXN_ROLLBACK;
	if ((*status = set_state(db, change, clock_now())) != DB_OK ||
	    (*status = audit_state(db, change, &key)) != DB_OK)
		return TXN_STATUS;
	change->changed = true;
	return TXN_COMMIT;
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
	struct change change = {.act = act,
	    .id = id,
	    .to = "revoked",
	    .event = AUDIT_KEY_REVOKED,
	    .ends_credentials = true};
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

/* Rotation */

struct rotation {
	const struct act *act;
	struct uuid id;
	int64_t overlap_us;
	struct slice secret;
};

/* The newest lives on for the overlap; older ones and their tokens end now. */
static enum db_status
end_older_secrets(struct db *db, const struct rotation *rotation, int64_t now_us)
{
	const struct act *act = rotation->act;
	struct credential_rows_secrets_in in = {
	    .entity_id = act->entity_id, .key_id = rotation->id};
	struct credential_rows_secrets_row *rows;
	size_t nrows;
	enum db_status status = credential_rows_secrets(db, act->arena, &in, &rows, &nrows);
	for (size_t i = 0; status == DB_OK && i < nrows; i++) {
		struct uuid id = rows[i].id;
		bool lives_on = i + 1 == nrows && rotation->overlap_us > 0;
		if (lives_on) {
			struct credential_rows_limit_in limit = {
			    act->entity_id, id, id, now_us + rotation->overlap_us};
			status = credential_rows_limit(db, &limit, NULL);
		} else {
			struct credential_rows_end_with_tokens_in end = {
			    act->entity_id, id, id, now_us};
			status = credential_rows_end_with_tokens(db, &end, NULL);
		}
	}
	return status;
}

static enum db_status
rotate(struct db *db, struct rotation *rotation)
{
	const struct act *act = rotation->act;
	int64_t now_us = clock_now();
	enum mode mode = MODE_TEST;
	struct key_row_lock_row key;
	struct entity_row_select_in entity = {.entity_id = act->entity_id};
	struct entity_row_select_row company;
	enum db_status status = lock_key(db, act, rotation->id, &key);
	if (status == DB_OK && slice_is(key.state, "revoked"))
		status = DB_NO_ROW;
	if (status != DB_OK ||
	    (status = entity_row_select(db, act->arena, &entity, &company)) != DB_OK ||
	    (status = end_older_secrets(db, rotation, now_us)) != DB_OK)
		return status;
	mode_read(key.mode, &mode);
	status = insert_secret(db, act, rotation->id, mode, arena_text(act->arena, company.code),
	    now_us, &rotation->secret);
	struct key_row_raise_in raise = {
	    .entity_id = act->entity_id, .id = rotation->id, .now = now_us};
	if (status != DB_OK || (status = key_row_raise(db, &raise, NULL)) != DB_OK)
		return status;
	struct audit_entry entry = act_entry(act, AUDIT_KEY_ROTATED);
	entry.subject_kind = "key";
	entry.subject_id = rotation->id;
	entry.subject_name = key.name;
	return audit_append(db, act->arena, &entry);
}

static enum txn_verdict
rotate_closure(struct db *db, void *context, enum db_status *status)
{
	*status = rotate(db, context);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

enum db_status
key_rotate(const struct act *act, struct uuid id, int64_t overlap_us, struct slice *secret)
{
	struct rotation rotation = {.act = act, .id = id, .overlap_us = overlap_us};
	enum db_status status = txn_run(act->db, rotate_closure, &rotation);
	if (status == DB_OK)
		*secret = rotation.secret;
	return status;
}
