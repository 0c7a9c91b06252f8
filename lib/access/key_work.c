/* What the acts on keys share. */
#include "access/key_work.h"

#include "access/credentials.h"
#include "codec/date.h"
#include "sql/credentials.h"

#define DATE_LEN (sizeof "2026-01-31" - 1)

enum db_status
key_permit_secret(const struct act *act, struct uuid id, struct complaints *complaints,
    struct act_subject *subject)
{
	struct key_info key = {0};
	complaints->count = 0;
	enum db_status status = key_find(act, id, &key);
	*subject = (struct act_subject){"key", id, key.name};
	if (status == DB_OK && key.mode == MODE_LIVE)
		status = act_permit(act, RIGHT_LIVE_KEYS_MAKE, subject, "key", complaints);
	return status;
}

struct maybe_i64
key_maybe_time(int64_t time_us)
{
	return (struct maybe_i64){.has = time_us != 0, .value = time_us};
}

struct maybe_u64
key_maybe_number(uint32_t number)
{
	return (struct maybe_u64){.has = number != 0, .value = number};
}

uint32_t
key_number(struct maybe_u64 number)
{
	return number.has && number.value <= UINT32_MAX ? (uint32_t)number.value : 0;
}

enum db_status
key_lock(struct db *db, const struct act *act, struct uuid id, struct key_row_lock_row *row)
{
	enum mode mode;
	struct key_row_lock_in in = {.entity_id = act->entity_id, .id = id};
	enum db_status status = key_row_lock(db, act->arena, &in, row);
	if (status == DB_OK && mode_read(row->mode, &mode) && !act_reaches(act, mode))
		return DB_NO_ROW;
	return status;
}

enum db_status
key_lock_opened(struct db *db, const struct act *act, struct uuid id, struct key_row_lock_row *row)
{
	enum db_status status = key_lock(db, act, id, row);
	bool opened =
	    status == DB_OK && !slice_is(row->state, "revoked") && !slice_is(row->state, "waiting");
	return status == DB_OK && !opened ? DB_NO_ROW : status;
}

enum db_status
key_insert_secret(struct db *db, const struct act *act, struct uuid key_id, enum mode mode,
    int64_t now_us, struct slice *secret)
{
	uint32_t pepper_id;
	struct company company;
	enum db_status status = company_load(act, act->entity_id, &company);
	if (status != DB_OK)
		return status;
	struct slice text = credential_new_secret(act->arena, act->settings, mode, company.code);
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
	status = credential_row_insert(db, &row, NULL);
	if (status == DB_OK)
		*secret = text;
	return status;
}

enum db_status
key_end_older_secrets(
    struct db *db, const struct act *act, struct uuid key_id, int64_t overlap_us, int64_t now_us)
{
	struct credential_rows_secrets_in in = {.entity_id = act->entity_id, .key_id = key_id};
	struct credential_rows_secrets_row *rows;
	size_t nrows;
	enum db_status status = credential_rows_secrets(db, act->arena, &in, &rows, &nrows);
	for (size_t i = 0; status == DB_OK && i < nrows; i++) {
		struct uuid id = rows[i].id;
		bool lives_on = i + 1 == nrows && overlap_us > 0;
		if (lives_on) {
			struct credential_rows_limit_in limit = {
			    act->entity_id, id, id, now_us + overlap_us};
			status = credential_rows_limit(db, &limit, NULL);
		} else {
			struct credential_rows_end_with_tokens_in end = {
			    act->entity_id, id, id, now_us};
			status = credential_rows_end_with_tokens(db, &end, NULL);
		}
	}
	return status;
}

enum db_status
key_open(struct db *db, const struct act *act, struct uuid id, const struct key_row_lock_row *key,
    struct slice *secret)
{
	int64_t now_us = clock_now();
	enum mode mode = MODE_TEST;
	struct key_row_set_state_in state = {
	    .entity_id = act->entity_id, .id = id, .state = SLICE_OF("active"), .now = now_us};
	mode_read(key->mode, &mode);
	enum db_status status = key_row_set_state(db, &state, NULL);
	return status == DB_OK ? key_insert_secret(db, act, id, mode, now_us, secret) : status;
}

enum db_status
key_raise(struct db *db, const struct act *act, struct uuid id, int64_t now_us)
{
	struct key_row_raise_in raise = {.entity_id = act->entity_id, .id = id, .now = now_us};
	return key_row_raise(db, &raise, NULL);
}

enum db_status
key_audit(struct db *db, const struct act *act, enum audit_event event, struct uuid id,
    struct slice name, const struct act_changes *changes)
{
	struct audit_entry entry = act_entry(act, event);
	entry.subject_kind = "key";
	entry.subject_id = id;
	entry.subject_name = name;
	entry.changes = changes ? changes->list : NULL;
	entry.nchanges = changes ? changes->count : 0;
	return audit_append(db, act->arena, &entry);
}

void
key_complain_of_name(const struct act *act, struct slice name, struct complaints *complaints)
{
	act_complain(complaints, "name", "duplicate",
	    arena_printf(act->arena, "A key called “%.*s” exists already.", SLICE_ARG(name)));
}

int64_t
key_check_end(const struct act *act, const struct key_rules *rules, int64_t from_us,
    int64_t expires_us, struct complaints *complaints)
{
	int64_t last_us = from_us + rules->days_max * CLOCK_DAY;
	if (expires_us != 0 && expires_us <= clock_now())
		act_complain(
		    complaints, "expires_at", "past", SLICE_OF("Choose a date that lies ahead."));
	if (rules->days_max == 0)
		return expires_us;
	if (expires_us > last_us) {
		struct slice date = slice_head(time_text(act->arena, last_us), DATE_LEN);
		act_complain(complaints, "expires_at", "too_far",
		    arena_printf(act->arena,
			"Your company's policy ends keys after %u days: choose a date up to %.*s.",
			rules->days_max, SLICE_ARG(date)));
	}
	return expires_us != 0 ? expires_us : last_us;
}

void
key_check_addresses(const struct key_rules *rules, enum mode mode, struct slice addresses,
    struct complaints *complaints)
{
	if (rules->addresses && mode == MODE_LIVE && addresses.len == 0)
		act_complain(complaints, "addresses", "required",
		    SLICE_OF("Your company's policy wants an address list for live keys."));
}
