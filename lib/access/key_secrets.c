/* The secrets of a key: made by rotation or when collected, listed, ended. */
#include "access/key_work.h"
#include "sql/credentials.h"

bool
key_overlap_read(struct slice text, int64_t *overlap_us)
{
	static const struct {
		const char *text;
		int64_t us;
	} overlaps[] = {
	    {"0", 0},
	    {"1h", CLOCK_HOUR},
	    {"24h", CLOCK_DAY},
	    {"7d", 7 * CLOCK_DAY},
	    {"30d", KEY_OVERLAP_MAX_US},
	};
	for (size_t i = 0; i < sizeof overlaps / sizeof overlaps[0]; i++)
		if (slice_is(text, overlaps[i].text)) {
			*overlap_us = overlaps[i].us;
			return true;
		}
	return false;
}

/* Rotation */

struct rotation {
	const struct act *act;
	struct uuid id;
	int64_t overlap_us;
	struct slice secret;
};

static enum db_status
rotate(struct db *db, struct rotation *rotation)
{
	const struct act *act = rotation->act;
	int64_t now_us = clock_now();
	enum mode mode = MODE_TEST;
	struct key_row_lock_row key;
	struct act_changes changes = {.count = 0};
	enum db_status status = key_lock_opened(db, act, rotation->id, &key);
	if (status != DB_OK || (status = key_end_older_secrets(
				    db, act, rotation->id, rotation->overlap_us, now_us)) != DB_OK)
		return status;
	mode_read(key.mode, &mode);
	status = key_insert_secret(db, act, rotation->id, mode, now_us, &rotation->secret);
	if (status != DB_OK || (status = key_raise(db, act, rotation->id, now_us)) != DB_OK)
		return status;
	act_note(&changes, "old_secret_ends_at", SLICE_NONE,
	    act_time_text(act, now_us + rotation->overlap_us));
	return key_audit(db, act, AUDIT_KEY_ROTATED, rotation->id, key.name, &changes);
}

static enum txn_verdict
rotate_closure(struct db *db, void *context, enum db_status *status)
{
	*status = rotate(db, context);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

enum db_status
key_rotate(const struct act *act, struct uuid id, int64_t overlap_us, struct complaints *complaints,
    struct slice *secret)
{
	struct rotation rotation = {.act = act, .id = id, .overlap_us = overlap_us};
	struct act_subject subject;
	enum db_status status = key_permit_secret(act, id, complaints, &subject);
	if (status != DB_OK || complaints->count > 0)
		return status;
	status = txn_run(act->db, rotate_closure, &rotation);
	if (status == DB_OK)
		*secret = rotation.secret;
	return status;
}

/* Reading them */

enum db_status
key_secrets(const struct act *act, struct uuid id, struct secret_info **secrets, size_t *nsecrets)
{
	struct credential_rows_of_key_in in = {act->entity_id, id};
	struct credential_rows_of_key_row *rows;
	size_t nrows;
	enum db_status status = credential_rows_of_key(act->db, act->arena, &in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct secret_info *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; i < nrows; i++)
		list[i] = (struct secret_info){
		    .id = rows[i].id,
		    .last_four = rows[i].last_four,
		    .created_us = rows[i].created_at,
		    .expires_us = rows[i].expires_at.value,
		    .ended_us = rows[i].ended_at.value,
		    .alive = rows[i].alive,
		    .used_us = rows[i].used_at.value,
		    .used_address = rows[i].used_address,
		    .used_agent = rows[i].used_agent,
		};
	*secrets = list;
	*nsecrets = nrows;
	return DB_OK;
}

/* The end of an older one */

struct ending {
	const struct act *act;
	struct uuid key_id, secret_id;
	int64_t more_us; /* 0: now */
	bool changed;
};

/* False: it is not there, has ended, or is the newest, which lives as long as its key. */
static bool
find_older(const struct ending *ending, const struct credential_rows_secrets_row *rows,
    size_t nrows, int64_t *expires_us)
{
	for (size_t i = 0; i + 1 < nrows; i++)
		if (uuid_eq(rows[i].id, ending->secret_id)) {
			*expires_us = rows[i].expires_at.value;
			return true;
		}
	return false;
}

static enum db_status
write_end(struct db *db, const struct ending *ending, int64_t before_us, int64_t after_us)
{
	const struct act *act = ending->act;
	if (ending->more_us == 0) {
		struct credential_rows_end_with_tokens_in end = {
		    act->entity_id, ending->secret_id, ending->secret_id, after_us};
		return credential_rows_end_with_tokens(db, &end, NULL);
	}
	struct credential_row_set_end_in end = {
	    act->entity_id, ending->secret_id, before_us > after_us ? before_us : after_us};
	return credential_row_set_end(db, &end, NULL);
}

static enum db_status
end_secret(struct db *db, struct ending *ending)
{
	const struct act *act = ending->act;
	int64_t now_us = clock_now(), before_us, latest_us = now_us + KEY_OVERLAP_MAX_US;
	struct key_row_lock_row key;
	struct credential_rows_secrets_in in = {act->entity_id, ending->key_id};
	struct credential_rows_secrets_row *rows;
	struct act_changes changes = {.count = 0};
	size_t nrows;
	enum db_status status = key_lock_opened(db, act, ending->key_id, &key);
	if (status != DB_OK ||
	    (status = credential_rows_secrets(db, act->arena, &in, &rows, &nrows)) != DB_OK ||
	    !find_older(ending, rows, nrows, &before_us))
		return status;
	int64_t after_us = ending->more_us > 0 ? before_us + ending->more_us : now_us;
	after_us = after_us > latest_us ? latest_us : after_us;
	if ((status = write_end(db, ending, before_us, after_us)) != DB_OK ||
	    (status = key_raise(db, act, ending->key_id, now_us)) != DB_OK)
		return status;
	act_note(&changes, "ends_at", act_time_text(act, before_us), act_time_text(act, after_us));
	ending->changed = true;
	return key_audit(db, act,
	    ending->more_us > 0 ? AUDIT_KEY_SECRET_EXTENDED : AUDIT_KEY_SECRET_ENDED,
	    ending->key_id, key.name, &changes);
}

static enum txn_verdict
ending_closure(struct db *db, void *context, enum db_status *status)
{
	struct ending *ending = context;
	ending->changed = false;
	*status = end_secret(db, ending);
	if (*status != DB_OK)
		return TXN_STATUS;
	return ending->changed ? TXN_COMMIT : TXN_ROLLBACK;
}

static enum db_status
run_ending(struct ending *ending, bool *changed)
{
	enum db_status status = txn_run(ending->act->db, ending_closure, ending);
	if (status == DB_OK)
		*changed = ending->changed;
	return status;
}

enum db_status
key_end_secret(const struct act *act, struct uuid id, struct uuid secret_id, bool *changed)
{
	struct ending ending = {.act = act, .key_id = id, .secret_id = secret_id};
	return run_ending(&ending, changed);
}

enum db_status
key_extend_secret(
    const struct act *act, struct uuid id, struct uuid secret_id, int64_t more_us, bool *changed)
{
	struct ending ending = {
	    .act = act, .key_id = id, .secret_id = secret_id, .more_us = more_us};
	return run_ending(&ending, changed);
}
