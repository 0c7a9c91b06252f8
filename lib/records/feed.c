/* Following the feed: rows in their order, without those that the caller may not see. */
#include "records/feed.h"

#include <string.h>

#include "access/steps.h"
#include "catalog/query.h"
#include "codec/base64.h"
#include "codec/date.h"
#include "codec/text.h"
#include "records/body.h"
#include "records/feed_rows.h"
#include "records/records.h"
#include "records/reply.h"
#include "sql/records.h"
#include "trail/audit_ids.h"

#define CURSOR_NAME "changes"
#define CURSOR_MAX 400
#define PARAMETER_MAX 100
#define PLAIN_LEN (2 * sizeof(uint64_t))

/* clang-format off */
static const struct shape caller_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"kind", PRIVACY_OPEN, NULL},
	{"id", PRIVACY_OPEN, NULL},
	{0}}};

static const struct shape change_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"object", PRIVACY_OPEN, NULL},
	{"resource", PRIVACY_OPEN, NULL},
	{"record_id", PRIVACY_OPEN, NULL},
	{"operation", PRIVACY_OPEN, NULL},
	{"version", PRIVACY_OPEN, NULL},
	{"fields", PRIVACY_OPEN, NULL},
	{"caller", PRIVACY_OPEN, &caller_shape},
	{"changed_at", PRIVACY_OPEN, NULL},
	{0}}};

const struct shape feed_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"object", PRIVACY_OPEN, NULL},
	{"data", PRIVACY_OPEN, &change_shape},
	{"has_more", PRIVACY_OPEN, NULL},
	{"next_cursor", PRIVACY_PERSONAL, NULL},
	{"url", PRIVACY_OPEN, NULL},
	{0}}};
/* clang-format on */

/* --- positions --- */

static void
put_number(char *bytes, uint64_t number)
{
	for (size_t i = 0; i < sizeof number; i++)
		bytes[i] = (char)(number >> (56 - 8 * i));
}

static uint64_t
take_number(const char *bytes)
{
	uint64_t number = 0;
	for (size_t i = 0; i < sizeof number; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

struct slice
feed_position_write(struct arena *arena, const struct secrets *secrets, const struct caller *caller,
    struct feed_position position)
{
	struct str text;
	char plain[PLAIN_LEN];
	put_number(plain, position.realm_id);
	put_number(plain + sizeof(uint64_t), position.seq);
	str_init(&text, arena, CURSOR_MAX);
	base64url_write(
	    &text, seal(arena, secrets, SECRET_CURSOR, caller->entity_id, CURSOR_NAME,
		       slice_from(mode_name(caller->mode)), (struct slice){plain, sizeof plain}));
	return str_slice(&text);
}

bool
feed_position_read(struct arena *arena, const struct secrets *secrets, const struct caller *caller,
    struct slice text, struct feed_position *position)
{
	struct slice sealed;
	if (text.len > CURSOR_MAX || !base64url_read(arena, text, &sealed))
		return false;
	struct slice plain = unseal(arena, secrets, SECRET_CURSOR, caller->entity_id, CURSOR_NAME,
	    slice_from(mode_name(caller->mode)), sealed);
	if (plain.len != PLAIN_LEN)
		return false;
	position->realm_id = take_number(plain.at);
	position->seq = take_number(plain.at + sizeof(uint64_t));
	return true;
}

/* --- rows --- */

/* The row's list of names, as far as the release knows them and the caller may read them. */
static struct fieldset
fields_shown(struct arena *arena, const struct resource *resource, struct fieldset readable,
    struct slice names)
{
	struct json_fault fault;
	struct fieldset fields = {0};
	const struct json *list = json_read(arena, names, &fault);
	if (list == NULL || json_type(list) != JSON_ARRAY)
		return fields;
	for (size_t i = 0; i < json_count(list); i++) {
		int at = resource_field(resource, json_string(json_at(list, i)));
		if (at >= 0)
			fieldset_add(&fields, at);
	}
	return fieldset_and(fields, readable);
}

/* False if the caller may not see it at all. */
static bool
take_row(struct arena *arena, const struct policy *policy, const struct feed_row *row,
    struct feed_change *change)
{
	const struct resource *resource = catalog_find(row->resource);
	if (resource == NULL || !policy_allows(policy, resource, OPERATION_READ))
		return false;
	*change = (struct feed_change){
	    .resource = resource,
	    .record_id = row->record_id,
	    .operation = row->operation,
	    .version = row->version,
	    .fields = fields_shown(arena, resource, policy_readable(policy, resource), row->fields),
	    .caller_kind = row->caller_kind,
	    .caller_id = row->caller_id,
	    .at_us = row->at,
	};
	return true;
}

/* Takes rows until the page is full, which only a row beyond it shows. */
static void
take_rows(struct arena *arena, const struct policy *policy, const struct feed_rows *rows,
    unsigned limit, struct feed_page *page)
{
	for (size_t i = 0; i < rows->count; i++) {
		page->has_more = page->count == limit;
		if (page->has_more)
			return;
		if ((rows->hidden == NULL || !rows->hidden[i]) &&
		    take_row(arena, policy, &rows->list[i], &page->changes[page->count]))
			page->count++;
		page->seq = rows->list[i].seq;
	}
}

enum db_status
feed_collect(struct db *db, struct arena *arena, const struct policy *policy,
    const struct view *view, struct feed_position after, unsigned limit, struct feed_page *page)
{
	struct feed_rows rows;
	size_t examined = 0;
	uint64_t most = limit + 1;
	*page = (struct feed_page){.seq = after.seq};
	page->changes = arena_array(arena, limit, sizeof *page->changes);
	for (bool again = true; again; most = QUERY_LIMIT_MAX) {
		enum db_status status = feed_rows_of(db, arena, view, page->seq, most, &rows);
		if (status != DB_OK)
			return status;
		take_rows(arena, policy, &rows, limit, page);
		examined += rows.count;
		bool all_seen = rows.count < most;
		page->has_more |= !all_seen && examined >= FEED_EXAMINED_MOST;
		again = !all_seen && !page->has_more;
	}
	return DB_OK;
}

/* --- the request --- */

struct feed_query {
	struct slice after; /* NULL slice: from the beginning */
	unsigned limit;
};

static void
read_limit(struct feed_query *query, struct slice text, struct complaints *complaints)
{
	uint64_t limit;
	if (slice_to_u64(text, QUERY_LIMIT_MAX, &limit) && limit > 0)
		query->limit = (unsigned)limit;
	else
		complain_parameter(
		    complaints, "limit", "out_of_range", SLICE_OF("Write a number from 1 to 200."));
}

static bool
is_repeated(const struct form *form, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (slice_eq(form->pairs[i].name, form->pairs[at].name))
			return true;
	return false;
}

static void
read_pair(struct call *call, size_t at, struct feed_query *query, struct complaints *complaints)
{
	struct pair pair = call->request.query.pairs[at];
	const char *name = arena_text(call->arena, utf8_head(pair.name, PARAMETER_MAX));
	if (is_repeated(&call->request.query, at))
		complain_parameter(
		    complaints, name, "repeated", SLICE_OF("This stands here more than once."));
	else if (slice_is(pair.name, "limit"))
		read_limit(query, pair.value, complaints);
	else if (slice_is(pair.name, "after"))
		query->after = pair.value;
	else
		complain_parameter(
		    complaints, name, "unknown_parameter", SLICE_OF("There is no such parameter."));
}

static bool
read_query(struct call *call, struct feed_query *query)
{
	struct complaints complaints = {0};
	*query = (struct feed_query){.limit = QUERY_LIMIT_DEFAULT};
	if (call->request.query_malformed) {
		refuse(call, PROBLEM_INVALID_PARAMETER, "The query is not well formed.");
		return false;
	}
	for (size_t i = 0; i < call->request.query.npairs; i++)
		read_pair(call, i, query, &complaints);
	if (complaints.count > 0)
		refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	return complaints.count == 0;
}

static bool
refuse_after(struct call *call)
{
	struct complaints complaints = {0};
	complain_parameter(&complaints, "after", "invalid_cursor",
	    SLICE_OF("This is no position in this feed; begin again without one."));
	refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	return false;
}

/* The end as it is now, for those who are about to read the lists. */
static bool
find_end(struct call *call, struct feed_position *after)
{
	struct change_seq_read_in in = {call->caller.entity_id, after->realm_id};
	struct change_seq_read_row row;
	enum db_status status = change_seq_read(call->db, call->arena, &in, &row);
	if (status != DB_OK)
		fail_db(call, "feed.end", status);
	else
		after->seq = row.change_seq;
	return status == DB_OK;
}

/* Where to go on; false: refused. */
static bool
find_after(struct call *call, const struct feed_query *query, struct feed_position *after)
{
	*after = (struct feed_position){.realm_id = call->caller.realm_id};
	if (query->after.at == NULL)
		return true;
	if (slice_is(query->after, "latest"))
		return find_end(call, after);
	if (!feed_position_read(call->arena, call->secrets, &call->caller, query->after, after))
		return refuse_after(call);
	if (after->realm_id == call->caller.realm_id)
		return true;
	refuse(call, PROBLEM_FEED_RESTARTED, NULL);
	return false;
}

static void
put_caller(struct json_writer *w, const struct feed_change *change)
{
	struct arena *arena = w->out->arena;
	json_name(w, "caller");
	json_begin_object(w);
	json_name(w, "kind");
	json_put_string(w, change->caller_kind);
	json_name(w, "id");
	json_put_string(w, audit_id_text(arena, change->caller_kind, change->caller_id));
	json_end_object(w);
}

static void
put_change(struct json_writer *w, const struct feed_change *change)
{
	struct arena *arena = w->out->arena;
	struct slice names = reply_field_names(arena, change->resource, change->fields);
	json_begin_object(w);
	json_name(w, "object");
	json_put_text(w, "change");
	json_name(w, "resource");
	json_put_text(w, change->resource->name);
	json_name(w, "record_id");
	json_put_string(w, id_text(arena, change->resource->prefix, change->record_id));
	json_name(w, "operation");
	json_put_string(w, change->operation);
	json_name(w, "version");
	json_put_integer(w, (int64_t)change->version);
	json_name(w, "fields");
	json_put_raw(w, arena_printf(arena, "[%.*s]", SLICE_ARG(names)));
	put_caller(w, change);
	json_name(w, "changed_at");
	json_put_string(w, time_text(arena, change->at_us));
	json_end_object(w);
}

/* There is always a next position: what comes later is asked for with it. */
static void
answer(struct call *call, uint64_t realm_id, const struct feed_page *page)
{
	struct slice next = feed_position_write(
	    call->arena, call->secrets, &call->caller, (struct feed_position){realm_id, page->seq});
	answer_begin(call, 200, "application/json");
	if (page->has_more)
		reply_link_next(call, "after", next);
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	json_name(&w, "object");
	json_put_text(&w, "list");
	json_name(&w, "data");
	json_begin_array(&w);
	for (size_t i = 0; i < page->count; i++)
		put_change(&w, &page->changes[i]);
	json_end_array(&w);
	json_name(&w, "has_more");
	json_put_bool(&w, page->has_more);
	json_name(&w, "next_cursor");
	json_put_string(&w, next);
	json_name(&w, "url");
	json_put_string(&w, reply_path(call));
	json_end_object(&w);
}

/* The credential is asked for first: realm and policy are then those of now. */
void
feed_read(struct call *call)
{
	struct feed_query query;
	struct feed_position after;
	struct feed_page page;
	if (!body_accept_answer(call) || !access_confirm(call) || !read_query(call, &query) ||
	    !find_after(call, &query, &after))
		return;
	struct view view = reply_view(call);
	enum db_status status = feed_collect(
	    call->db, call->arena, call->caller.policy, &view, after, query.limit, &page);
	if (status != DB_OK)
		fail_db(call, "feed", status);
	else
		answer(call, after.realm_id, &page);
}
