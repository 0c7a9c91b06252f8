/* Changes that wait, to JSON and back. */
#include "access/key_proposals.h"

#include "access/groups.h"
#include "codec/json.h"
#include "sql/proposals.h"

#define TEXT_MAX ((size_t)512 * 1024)

static void
put(struct json_writer *w, bool is_set, const char *name, struct slice text)
{
	if (!is_set)
		return;
	json_name(w, name);
	json_put_string(w, text);
}

static void
put_number(struct json_writer *w, bool is_set, const char *name, int64_t number)
{
	if (!is_set)
		return;
	json_name(w, name);
	json_put_integer(w, number);
}

static void
put_groups(struct json_writer *w, struct arena *arena, const struct policy_choice *choice)
{
	json_name(w, "groups");
	json_begin_array(w);
	for (size_t i = 0; i < choice->ngroups; i++)
		json_put_string(w, id_text(arena, GROUP_PREFIX, choice->groups[i]));
	json_end_array(w);
}

/* Only what is to be other than it is. */
static struct slice
wanted_text(struct arena *arena, const struct key_change *change)
{
	struct str out;
	str_init(&out, arena, TEXT_MAX);
	struct json_writer w = json_writer(&out);
	json_begin_object(&w);
	put(&w, change->name.at, "name", change->name);
	put(&w, change->level, "access",
	    slice_from(change->level ? level_name(change->level) : ""));
	put(&w, change->sets_grants, "grants", change->choice.grants);
	if (change->sets_groups)
		put_groups(&w, arena, &change->choice);
	put(&w, change->sets_addresses, "addresses", change->addresses);
	put(&w, change->sets_population, "population", change->population);
	put_number(&w, change->sets_expiry, "expires_us", change->expires_us);
	put_number(&w, change->sets_per_minute, "per_minute", change->limits.per_minute);
	put_number(&w, change->sets_burst, "burst", change->limits.burst);
	json_end_object(&w);
	return str_slice(&out);
}

static struct slice
shown_text(struct arena *arena, const struct act_changes *shown)
{
	struct str out;
	str_init(&out, arena, TEXT_MAX);
	struct json_writer w = json_writer(&out);
	json_begin_array(&w);
	for (size_t i = 0; i < shown->count; i++) {
		json_begin_array(&w);
		json_put_text(&w, shown->list[i].field);
		json_put_string(&w, shown->list[i].before);
		json_put_string(&w, shown->list[i].after);
		json_end_array(&w);
	}
	json_end_array(&w);
	return str_slice(&out);
}

enum db_status
key_proposal_put(struct db *db, const struct act *act, struct uuid key_id, uint64_t key_version,
    const struct key_change *change, const struct act_changes *shown)
{
	struct proposal_rows_delete_in older = {act->entity_id, key_id};
	struct proposal_row_insert_in row = {
	    .entity_id = act->entity_id,
	    .key_id = key_id,
	    .id = uuid_v7(),
	    .key_version = key_version,
	    .asked_by = act->actor_id,
	    .asked_at = clock_now(),
	    .wanted = wanted_text(act->arena, change),
	    .shown = shown_text(act->arena, shown),
	};
	enum db_status status = proposal_rows_delete(db, &older, NULL);
	return status == DB_OK ? proposal_row_insert(db, &row, NULL) : status;
}

/* Back */

static bool
text_of(const struct json *object, const char *name, struct slice *text)
{
	const struct json *value = json_member(object, slice_from(name));
	if (!value)
		return false;
	*text = json_type(value) == JSON_STRING ? json_string(value) : SLICE_NONE;
	return true;
}

static bool
number_of(const struct json *object, const char *name, int64_t *number)
{
	const struct json *value = json_member(object, slice_from(name));
	if (!value || json_type(value) != JSON_INTEGER)
		return false;
	*number = json_integer(value);
	return true;
}

static bool
read_groups(struct arena *arena, const struct json *list, struct policy_choice *choice)
{
	size_t count = list ? json_count(list) : 0;
	struct uuid *ids = arena_array(arena, count, sizeof *ids);
	for (size_t i = 0; i < count; i++)
		if (!id_read(GROUP_PREFIX, json_string(json_at(list, i)), &ids[i]))
			return false;
	choice->groups = ids;
	choice->ngroups = count;
	return list != NULL;
}

static void
read_wanted(struct arena *arena, const struct json *wanted, struct key_change *change)
{
	struct slice level = SLICE_NONE;
	int64_t per_minute = 0, burst = 0;
	*change = (struct key_change){.name = SLICE_NONE};
	text_of(wanted, "name", &change->name);
	if (text_of(wanted, "access", &level))
		level_read(level, &change->level);
	change->sets_grants = text_of(wanted, "grants", &change->choice.grants);
	change->sets_groups =
	    read_groups(arena, json_member(wanted, SLICE_OF("groups")), &change->choice);
	change->sets_addresses = text_of(wanted, "addresses", &change->addresses);
	change->sets_population = text_of(wanted, "population", &change->population);
	change->sets_expiry = number_of(wanted, "expires_us", &change->expires_us);
	change->sets_per_minute = number_of(wanted, "per_minute", &per_minute);
	change->sets_burst = number_of(wanted, "burst", &burst);
	change->limits = (struct key_limits){(uint32_t)per_minute, (uint32_t)burst};
}

static struct slice
text_at(const struct json *list, size_t index)
{
	const struct json *value = json_at(list, index);
	return json_type(value) == JSON_STRING ? json_string(value) : SLICE_NONE;
}

static void
read_shown(struct arena *arena, const struct json *list, struct key_waiting_change *shown)
{
	struct audit_change *changes = arena_array(arena, json_count(list), sizeof *changes);
	shown->nchanges = json_count(list);
	shown->changes = changes;
	for (size_t i = 0; i < shown->nchanges; i++) {
		const struct json *row = json_at(list, i);
		changes[i] = (struct audit_change){
		    arena_text(arena, text_at(row, 0)), text_at(row, 1), text_at(row, 2)};
	}
}

enum db_status
key_proposal_find(
    struct db *db, const struct act *act, struct uuid key_id, struct key_proposal *proposal)
{
	struct proposal_row_find_in in = {act->entity_id, key_id};
	struct proposal_row_find_row row;
	struct json_fault fault;
	enum db_status status = proposal_row_find(db, act->arena, &in, &row);
	if (status != DB_OK)
		return status;
	const struct json *wanted = json_read(act->arena, row.wanted, &fault);
	const struct json *shown = json_read(act->arena, row.shown, &fault);
	if (!wanted || !shown)
		return DB_FAULT;
	*proposal = (struct key_proposal){.key_version = row.key_version,
	    .shown = {.id = row.id,
		.asked_by_id = row.asked_by,
		.asked_by = row.asked_by_name,
		.asked_us = row.asked_at,
		.stale = row.key_version != row.current_version}};
	read_wanted(act->arena, wanted, &proposal->change);
	read_shown(act->arena, shown, &proposal->shown);
	proposal->change.version = row.key_version;
	return DB_OK;
}

enum db_status
key_proposal_take(
    struct db *db, const struct act *act, struct uuid key_id, struct uuid id, bool *there)
{
	struct proposal_row_delete_in in = {act->entity_id, key_id, id};
	uint64_t taken = 0;
	enum db_status status = proposal_row_delete(db, &in, &taken);
	*there = taken > 0;
	return status;
}
