/* Reading keys: lists, one by id, one by its pasted text. */
#include "access/keys.h"

#include "access/credentials.h"
#include "access/key_population.h"
#include "access/key_work.h"
#include "sql/credentials.h"
#include "sql/keys.h"

static enum key_state
state_of(const struct key_rows_select_row *row)
{
	if (slice_is(row->state, "revoked"))
		return KEY_REVOKED;
	if (row->expired)
		return KEY_EXPIRED;
	if (slice_is(row->state, "waiting"))
		return slice_is(row->awaits, "collection") ? KEY_UNCOLLECTED : KEY_WAITING;
	return slice_is(row->state, "active") ? KEY_ACTIVE : KEY_PAUSED;
}

static struct key_info
info_of(const struct key_rows_select_row *row)
{
	struct key_info key = {
	    .id = row->id,
	    .name = row->name,
	    .mode = MODE_TEST,
	    .level = LEVEL_CUSTOM,
	    .chosen = row->chosen,
	    .state = state_of(row),
	    .last_four = row->last_four,
	    .addresses = row->addresses,
	    .limits = {key_number(row->per_minute), key_number(row->burst)},
	    .created_us = row->created_at,
	    .approved_us = row->approved_at.value,
	    .expires_us = row->expires_at.value,
	    .revoked_us = row->revoked_at.value,
	    .used_us = row->used_at.value,
	    .used_address = row->used_address,
	    .used_agent = row->used_agent,
	    .created_by_id = row->created_by_id,
	    .created_by = row->created_by,
	    .secrets = (uint32_t)row->secrets,
	    .version = row->version,
	};
	mode_read(row->mode, &key.mode);
	level_read(row->access_level, &key.level);
	return key;
}

/* A developer sees test keys only. */
static const char *
mode_seen(const struct act *act, enum mode wanted)
{
	if (act->role == ROLE_DEVELOPER)
		return wanted == MODE_LIVE ? "none" : mode_name(MODE_TEST);
	return wanted ? mode_name(wanted) : "";
}

static enum db_status
select_keys(const struct act *act, const struct key_rows_select_in *in, struct key_info **keys,
    size_t *nkeys)
{
	struct key_rows_select_row *rows;
	size_t nrows;
	enum db_status status = key_rows_select(act->db, act->arena, in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	struct key_info *list = arena_array(act->arena, nrows, sizeof *list);
	for (size_t i = 0; i < nrows && status == DB_OK; i++) {
		list[i] = info_of(&rows[i]);
		status = population_show(act->db, act->arena, act->entity_id, rows[i].id,
		    population_read(rows[i].population), &list[i].population);
	}
	*keys = list;
	*nkeys = nrows;
	return status;
}

enum db_status
key_list(
    const struct act *act, const struct key_filter *filter, struct key_info **keys, size_t *nkeys)
{
	struct key_rows_select_in in = {
	    .entity_id = act->entity_id,
	    .mode = slice_from(mode_seen(act, filter->mode)),
	    .text = filter->text.at ? slice_trim(filter->text) : SLICE_OF(""),
	    .any_key = true,
	    .with_ended = filter->with_ended,
	    .ends_before = key_maybe_time(filter->ends_before_us),
	    .most = 2 * KEYS_MAX,
	};
	id_read(KEY_PREFIX, in.text, &in.text_id);
	return select_keys(act, &in, keys, nkeys);
}

enum db_status
key_find(const struct act *act, struct uuid id, struct key_info *key)
{
	struct key_info *keys;
	size_t nkeys;
	struct key_rows_select_in in = {
	    .entity_id = act->entity_id,
	    .mode = slice_from(mode_seen(act, 0)),
	    .text = SLICE_OF(""),
	    .id = id,
	    .with_ended = true,
	    .most = 1,
	};
	enum db_status status = select_keys(act, &in, &keys, &nkeys);
	if (status != DB_OK)
		return status;
	if (nkeys == 0)
		return DB_NO_ROW;
	*key = keys[0];
	return DB_OK;
}

enum db_status
key_find_by_text(const struct act *act, struct slice text, struct key_info *key)
{
	uint32_t id;
	text = slice_trim(text);
	if (!credential_is_well_formed(text))
		return DB_NO_ROW;
	struct credential_row_key_in in = {.entity_id = act->entity_id};
	struct credential_row_key_row row;
	in.digest = credential_digest(act->secrets, text, &id);
	enum db_status status = credential_row_key(act->db, act->arena, &in, &row);
	while (status == DB_NO_ROW && (id = credential_older_pepper(act->secrets, id)) != 0) {
		in.digest = credential_digest_under(act->secrets, id, text);
		status = credential_row_key(act->db, act->arena, &in, &row);
	}
	return status == DB_OK ? key_find(act, row.key_id, key) : status;
}
