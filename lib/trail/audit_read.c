/* Reading the trail: lists by number, one entry, and its sentence. */
#include <assert.h>
#include <string.h>

#include "catalog/catalog.h"
#include "codec/cidr.h"
#include "codec/date.h"
#include "codec/json.h"
#include "sql/audit.h"
#include "trail/audit.h"
#include "trail/audit_ids.h"

#define EVENTS_MAX 1000

/* --- ids --- */

static const struct {
	const char *kind, *prefix;
} prefixes[] = {
    {"user", "usr"},
    {"key", "key"},
    {"credential", "cred"},
    {"employee", "emp"},
    {"group", "grp"},
};

struct slice
audit_id_text(struct arena *arena, struct slice kind, struct uuid id)
{
	if (uuid_is_nil(id))
		return SLICE_NONE;
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (slice_is(kind, prefixes[i].kind))
			return id_text(arena, prefixes[i].prefix, id);
	const struct resource *resource = catalog_find_prefix(kind);
	if (resource != NULL)
		return id_text(arena, resource->prefix, id);
	return uuid_slice(arena, id);
}

struct uuid
audit_id_read(struct slice text)
{
	struct slice prefix;
	struct uuid id = {{0}};

	if (text.at != NULL && !id_split(text, &prefix, &id))
		uuid_read(text, &id);
	return id;
}

/* --- records --- */

static struct slice
string_member(const struct json *object, const char *name)
{
	const struct json *value = object != NULL && json_type(object) == JSON_OBJECT
				       ? json_member(object, slice_from(name))
				       : NULL;

	return value != NULL && json_type(value) == JSON_STRING ? json_string(value) : SLICE_NONE;
}

static const struct json *
member_of(const struct json *object, const char *name)
{
	return object != NULL && json_type(object) == JSON_OBJECT
		   ? json_member(object, slice_from(name))
		   : NULL;
}

static void
read_changes(struct arena *arena, const struct json *list, struct audit_row *row)
{
	size_t count = list != NULL && json_type(list) == JSON_ARRAY ? json_count(list) : 0;
	struct audit_change *changes = arena_array(arena, count, sizeof *changes);

	for (size_t i = 0; i < count; i++) {
		const struct json *change = json_at(list, i);
		changes[i].field = arena_text(arena, string_member(change, "field"));
		changes[i].before = arena_copy(arena, string_member(change, "before"));
		changes[i].after = arena_copy(arena, string_member(change, "after"));
	}
	row->changes = changes;
	row->nchanges = count;
}

/* What only the record knows; a damaged one leaves it empty and is audit_verify()'s matter. */
static void
read_record(struct arena *arena, struct audit_row *row)
{
	struct json_fault fault;
	struct address address;
	const struct json *tree = json_read(arena, row->record, &fault);
	const struct json *actor = member_of(tree, "actor"), *subject = member_of(tree, "subject");

	row->actor_name = arena_copy(arena, string_member(actor, "name"));
	row->subject_name = arena_copy(arena, string_member(subject, "name"));
	row->request_id = audit_id_read(string_member(tree, "request_id"));
	if (address_read(string_member(tree, "address"), &address))
		memcpy(row->address, address.byte, sizeof row->address);
	read_changes(arena, member_of(tree, "changes"), row);
}

static struct audit_row
row_of(struct arena *arena, const struct audit_event_load_row *found)
{
	struct audit_row row = {
	    .seq = found->seq,
	    .at_us = found->at,
	    .id = found->id,
	    .event = found->event,
	    .actor_kind = found->actor_kind,
	    .actor_id = found->actor_id,
	    .subject_kind = found->subject_kind,
	    .subject_id = found->subject_id,
	    .record = found->record,
	    .previous = found->previous,
	    .hash = found->hash,
	};

	read_record(arena, &row);
	return row;
}

/* --- lists --- */

/* The events that the filter names, by name or group, joined by commas; NULL slice: all. */
static struct slice
event_names(struct arena *arena, struct slice wanted)
{
	struct str names;

	if (wanted.len == 0)
		return SLICE_NONE;
	str_init(&names, arena, EVENTS_MAX);
	for (int i = 0; i < AUDIT_EVENTS; i++) {
		const struct audit_event_kind *kind = &audit_event_kinds[i];
		if (!slice_is(wanted, kind->name) && !slice_is(wanted, kind->group))
			continue;
		if (names.len > 0)
			str_add_char(&names, ',');
		str_add_text(&names, kind->name);
	}
	return names.len > 0 ? str_slice(&names) : SLICE_OF("none");
}

static struct maybe_i64
time_or_none(int64_t time_us)
{
	return (struct maybe_i64){.has = time_us != 0, .value = time_us};
}

/* Both lists answer the columns of one entry, so their rows are that entry's. */
static_assert(sizeof(struct audit_list_older_row) == sizeof(struct audit_event_load_row) &&
		  sizeof(struct audit_list_newer_row) == sizeof(struct audit_event_load_row),
    "the lists of audit.sql answer other columns than audit_event_load");

/* A page of at most AUDIT_PAGE of the found rows, turned round if they come oldest first. */
static void
fill_page(struct arena *arena, const void *found, size_t nfound, bool oldest_first,
    struct audit_page *page)
{
	size_t nrows = nfound > AUDIT_PAGE ? AUDIT_PAGE : nfound;
	struct audit_row *rows = arena_array(arena, nrows, sizeof *rows);

	for (size_t i = 0; i < nrows; i++) {
		struct audit_event_load_row row;
		size_t from = oldest_first ? nrows - 1 - i : i;
		memcpy(&row, (const char *)found + from * sizeof row, sizeof row);
		rows[i] = row_of(arena, &row);
	}
	page->rows = rows;
	page->nrows = nrows;
}

enum db_status
audit_older(struct db *db, struct arena *arena, const struct audit_filter *filter,
    uint64_t before_seq, struct audit_page *page)
{
	struct audit_list_older_in in = {
	    .entity_id = filter->entity_id,
	    .before_seq = before_seq > 0 ? before_seq : INT64_MAX,
	    .from_at = time_or_none(filter->from_us),
	    .to_at = time_or_none(filter->to_us),
	    .events = event_names(arena, filter->event),
	    .actor_id = filter->actor_id,
	    .subject_id = filter->subject_id,
	    .rows = AUDIT_PAGE + 1,
	};
	struct audit_list_older_row *found;
	size_t nfound;
	enum db_status status = audit_list_older(db, arena, &in, &found, &nfound);

	if (status != DB_OK)
		return status;
	fill_page(arena, found, nfound, false, page);
	page->has_older = nfound > page->nrows;
	page->has_newer = before_seq > 0;
	return DB_OK;
}

enum db_status
audit_newer(struct db *db, struct arena *arena, const struct audit_filter *filter,
    uint64_t after_seq, struct audit_page *page)
{
	struct audit_list_newer_in in = {
	    .entity_id = filter->entity_id,
	    .after_seq = after_seq,
	    .from_at = time_or_none(filter->from_us),
	    .to_at = time_or_none(filter->to_us),
	    .events = event_names(arena, filter->event),
	    .actor_id = filter->actor_id,
	    .subject_id = filter->subject_id,
	    .rows = AUDIT_PAGE + 1,
	};
	struct audit_list_newer_row *found;
	size_t nfound;
	enum db_status status = audit_list_newer(db, arena, &in, &found, &nfound);

	if (status != DB_OK)
		return status;
	fill_page(arena, found, nfound, true, page);
	page->has_older = true;
	page->has_newer = nfound > page->nrows;
	return DB_OK;
}

enum db_status
audit_find(
    struct db *db, struct arena *arena, uint64_t entity_id, uint64_t seq, struct audit_row *row)
{
	struct audit_event_load_in in = {entity_id, seq};
	struct audit_event_load_row found;
	enum db_status status = audit_event_load(db, arena, &in, &found);

	if (status == DB_OK)
		*row = row_of(arena, &found);
	return status;
}

/* --- sentences --- */

static struct slice
name_of_actor(const struct audit_row *row)
{
	if (row->actor_name.len > 0)
		return row->actor_name;
	if (slice_is(row->actor_kind, "system"))
		return SLICE_OF("The operator");
	return slice_is(row->actor_kind, "key") ? SLICE_OF("A key") : SLICE_OF("Somebody");
}

static struct slice
name_of_subject(const struct audit_row *row)
{
	if (row->subject_name.len > 0)
		return row->subject_name;
	return slice_is(row->subject_kind, "user") ? SLICE_OF("a user") : SLICE_OF("it");
}

static size_t
add_piece(struct audit_piece *pieces, size_t npieces, struct slice text, bool strong)
{
	if (text.len == 0 || npieces >= AUDIT_PIECES_MAX)
		return npieces;
	pieces[npieces] = (struct audit_piece){text, strong};
	return npieces + 1;
}

size_t
audit_sentence(const struct audit_row *row, struct audit_piece pieces[static AUDIT_PIECES_MAX])
{
	enum audit_event event;
	struct slice rest = row->event, plain, name;
	size_t npieces = 0;

	if (audit_event_find(row->event, &event))
		rest = slice_from(audit_event_kinds[event].sentence);
	while (slice_cut(rest, '{', &plain, &rest)) {
		npieces = add_piece(pieces, npieces, plain, false);
		slice_cut(rest, '}', &name, &rest);
		npieces = add_piece(pieces, npieces,
		    slice_is(name, "actor") ? name_of_actor(row) : name_of_subject(row), true);
	}
	return add_piece(pieces, npieces, plain, false);
}
