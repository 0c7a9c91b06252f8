/*
 * Usage of a batch. Field sets come as comma-joined names; most requests of a key
 * and operation name the same ones, so equal texts are met first and cheaply.
 */
#include "trail/usage.h"

#include <string.h>

#include "base/clock.h"
#include "crypt/crypt.h"
#include "sql/usage.h"

#define NAMES_MAX 16384
#define DIGEST_KEPT 16

struct triple {
	struct triple *next;
	struct slice shown, written, named;
	uint64_t requests;
	struct uuid last_request;
};

struct group {
	uint64_t entity_id;
	struct uuid key_id;
	struct slice operation;
	int32_t day;
	uint64_t requests;
	int64_t last_us;
	struct uuid last_request;
	struct triple *triples;
};

struct usage {
	struct arena *arena;
	struct group *groups;
	size_t ngroups;
};

struct usage *
usage_new(struct arena *arena, size_t max_records)
{
	struct usage *usage = arena_alloc(arena, sizeof *usage);

	usage->arena = arena;
	usage->groups = arena_array(arena, max_records, sizeof *usage->groups);
	return usage;
}

/* --- collecting --- */

static bool
counts(const struct journal_record *record)
{
	uint64_t status = record->status;

	return !uuid_is_nil(record->key_id) && record->operation.len > 0 && status < 500 &&
	       status != 401 && status != 403 && status != 405 && status != 429;
}

static struct group *
find_group(struct usage *usage, const struct journal_record *record)
{
	int32_t day = (int32_t)(record->ts_us / CLOCK_DAY);
	struct group *group = usage->groups;
	struct group *end = group + usage->ngroups;

	for (; group < end; group++)
		if (uuid_eq(group->key_id, record->key_id) && group->day == day &&
		    slice_eq(group->operation, record->operation))
			return group;
	*group = (struct group){
	    .entity_id = record->entity_id,
	    .key_id = record->key_id,
	    .operation = record->operation,
	    .day = day,
	};
	usage->ngroups++;
	return group;
}

static struct triple *
find_triple(struct usage *usage, struct group *group, const struct journal_record *record)
{
	struct triple *triple;

	for (triple = group->triples; triple != NULL; triple = triple->next)
		if (slice_eq(triple->shown, record->shown) &&
		    slice_eq(triple->written, record->written) &&
		    slice_eq(triple->named, record->named))
			return triple;
	triple = arena_alloc(usage->arena, sizeof *triple);
	triple->shown = record->shown;
	triple->written = record->written;
	triple->named = record->named;
	triple->next = group->triples;
	group->triples = triple;
	return triple;
}

void
usage_add(struct usage *usage, const struct journal_record *record)
{
	if (!counts(record))
		return;
	struct group *group = find_group(usage, record);
	struct triple *triple = find_triple(usage, group, record);

	group->requests++;
	triple->requests++;
	triple->last_request = record->id;
	if (record->ts_us >= group->last_us) {
		group->last_us = record->ts_us;
		group->last_request = record->id;
	}
}

/* --- unions --- */

static bool
has_name(struct slice names, struct slice name)
{
	struct slice one, rest = names;

	while (rest.at != NULL) {
		slice_cut(rest, ',', &one, &rest);
		if (slice_eq(one, name))
			return true;
	}
	return false;
}

struct slice
usage_union(struct arena *arena, struct slice a, struct slice b)
{
	struct slice name, rest = b;
	struct str all;

	if (b.len == 0 || slice_eq(a, b))
		return a.at != NULL ? a : SLICE_OF("");
	if (a.len == 0)
		return b;
	str_init(&all, arena, NAMES_MAX);
	str_add(&all, a);
	while (rest.at != NULL) {
		slice_cut(rest, ',', &name, &rest);
		if (has_name(a, name))
			continue;
		str_add_char(&all, ',');
		str_add(&all, name);
	}
	return str_slice(&all);
}

/* --- writing --- */

static struct slice
triple_text(struct arena *arena, const struct triple *triple)
{
	struct str text;

	str_init(&text, arena, 3 * NAMES_MAX);
	str_add(&text, triple->shown);
	str_add_char(&text, '\n');
	str_add(&text, triple->written);
	str_add_char(&text, '\n');
	str_add(&text, triple->named);
	return str_slice(&text);
}

/* Counts the triple under its digest; a new one only while there is room. */
static enum db_status
write_triple(struct db *db, struct arena *arena, const struct key_usage_add_in *row,
    const struct triple *triple, uint64_t *nsets)
{
	struct slice sets = triple_text(arena, triple);
	struct digest digest = sha256(sets);
	struct slice kept = {(const char *)digest.byte, DIGEST_KEPT};
	struct key_usage_set_add_in more = {row->entity_id, row->key_id, row->operation, row->day,
	    row->host, kept, triple->requests, triple->last_request};
	struct key_usage_set_begin_in first = {row->entity_id, row->key_id, row->operation,
	    row->day, row->host, kept, triple->requests, triple->last_request, sets};
	uint64_t affected = 0;
	enum db_status status = DB_OK;

	if (*nsets > 0)
		status = key_usage_set_add(db, &more, &affected);
	if (status != DB_OK || affected > 0 || *nsets >= USAGE_SETS_MAX)
		return status;
	++*nsets;
	return key_usage_set_begin(db, &first, NULL);
}

static enum db_status
load_known(struct db *db, struct arena *arena, struct key_usage_add_in *row)
{
	struct key_usage_find_in in = {
	    row->entity_id, row->key_id, row->operation, row->day, row->host};
	struct key_usage_find_row found;
	enum db_status status = key_usage_find(db, arena, &in, &found);

	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_OK : status;
	row->nsets = found.nsets;
	row->fields_shown = found.fields_shown;
	row->fields_written = found.fields_written;
	row->fields_named = found.fields_named;
	return DB_OK;
}

static enum db_status
write_group(
    struct db *db, struct arena *arena, const struct group *group, struct key_usage_add_in *row)
{
	enum db_status status = load_known(db, arena, row);
	const struct triple *triple;

	for (triple = group->triples; status == DB_OK && triple != NULL; triple = triple->next) {
		row->fields_shown = usage_union(arena, row->fields_shown, triple->shown);
		row->fields_written = usage_union(arena, row->fields_written, triple->written);
		row->fields_named = usage_union(arena, row->fields_named, triple->named);
		status = write_triple(db, arena, row, triple, &row->nsets);
	}
	return status;
}

enum db_status
usage_write(const struct usage *usage, struct db *db, struct arena *arena, struct uuid host)
{
	struct key_usage_add_in *rows = arena_array(arena, usage->ngroups, sizeof *rows);

	for (size_t i = 0; i < usage->ngroups; i++) {
		const struct group *group = &usage->groups[i];
		rows[i] = (struct key_usage_add_in){
		    .entity_id = group->entity_id,
		    .key_id = group->key_id,
		    .operation = group->operation,
		    .day = group->day,
		    .host = host,
		    .requests = group->requests,
		    .last_at = group->last_us,
		    .last_request = group->last_request,
		    .fields_shown = SLICE(""),
		    .fields_written = SLICE(""),
		    .fields_named = SLICE(""),
		};
		enum db_status status = write_group(db, arena, group, &rows[i]);
		if (status != DB_OK)
			return status;
	}
	return key_usage_add(db, rows, usage->ngroups, NULL);
}
