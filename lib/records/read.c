/* Reading: list, search, get. One statement each, the credential's check included. */
#include "access/steps.h"
#include "catalog/cursor.h"
#include "catalog/etag.h"
#include "records/body.h"
#include "records/one.h"
#include "records/records.h"
#include "records/reply.h"
#include "records/reveal.h"

#define COUNTED_MOST 10000

const struct shape record_shape = {SHAPE_RECORD, NULL, NULL};
const struct shape list_shape = {SHAPE_LIST, NULL, NULL};
const struct shape search_shape = {SHAPE_SEARCH, NULL, NULL};

static struct filtering
filtering_of(struct call *call, struct complaints *complaints)
{
	*complaints = (struct complaints){0};
	return (struct filtering){
	    .arena = call->arena,
	    .resource = call->notes.resource,
	    .readable = call->readable,
	    .complaints = complaints,
	};
}

static void
refuse_cursor(struct call *call)
{
	struct complaints complaints = {0};
	complain_parameter(&complaints, "cursor", "invalid_cursor",
	    SLICE_OF("This is no cursor of this list; begin again without one."));
	refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
}

static bool
find_position(struct call *call, const struct view *view, const struct query *query,
    struct position *position, const struct position **from)
{
	*from = query->cursor.at == NULL ? NULL : position;
	if (*from == NULL ||
	    cursor_read(call->arena, call->secrets, view, call->notes.resource, query, position))
		return true;
	refuse_cursor(call);
	return false;
}

static void
answer_page(
    struct call *call, const struct view *view, const struct query *query, const struct page *page)
{
	struct slice next = SLICE_NONE;
	struct count total = {0};
	if (page->has_more)
		next = cursor_write(
		    call->arena, call->secrets, view, call->notes.resource, query, &page->next);
	if (query->include_count) {
		enum db_status status = store_count(
		    call->db, call->arena, view, call->notes.resource, query, COUNTED_MOST, &total);
		if (status != DB_OK) {
			fail_db(call, "records.count", status);
			return;
		}
	}
	if (reveal_note(call, page->records, page->count, query->fields))
		reply_list(call, query, page, next, query->include_count ? &total : NULL);
}

/* True: the list has been answered or refused; false: the credential is to be judged anew. */
static bool
try_list(struct call *call, const struct query *query)
{
	struct position position;
	const struct position *from;
	struct page page;
	enum found found;
	struct view view = reply_view(call);
	if (!find_position(call, &view, query, &position, &from))
		return true;
	enum db_status status = store_list(
	    call->db, call->arena, &view, call->notes.resource, query, from, &found, &page);
	if (status != DB_OK) {
		fail_db(call, "records.list", status);
		return true;
	}
	if (found == FOUND_NO_CREDENTIAL)
		return false;
	call->caller.confirmed = true;
	answer_page(call, &view, query, &page);
	return true;
}

typedef bool query_reader(struct call *call, struct query *query);

/* A credential that changed meanwhile is judged once more, and the query with its eyes. */
static void
run_list(struct call *call, query_reader *read)
{
	struct query query;
	if (!read(call, &query) || try_list(call, &query) || !access_reidentify(call))
		return;
	if (read(call, &query) && !try_list(call, &query))
		fail(call, "records.list.guard", 0);
}

static bool
read_url(struct call *call, struct query *query)
{
	struct complaints complaints;
	struct filtering filtering = filtering_of(call, &complaints);
	query_read_url(&filtering, &call->request.query, query);
	call->notes.named = query->named;
	if (complaints.count == 0)
		return reveal_may(call, query);
	refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	return false;
}

void
records_list(struct call *call)
{
	if (body_accept_answer(call) && body_query_is_sound(call))
		run_list(call, read_url);
}

static bool
read_search(struct call *call, struct query *query)
{
	struct query beside;
	struct complaints complaints;
	struct json_fault fault;
	struct filtering filtering = filtering_of(call, &complaints);
	query_read_search_url(&filtering, &call->request.query, &beside);
	if (complaints.count > 0) {
		refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
		return false;
	}
	if (!reveal_may(call, &beside))
		return false;
	const struct json *body = body_read(call, &fault);
	if (body == NULL) {
		body_refuse(call, &fault);
		return false;
	}
	query_read_body(&filtering, body, query);
	query->reveal = beside.reveal;
	call->notes.named = query->named;
	if (complaints.count > 0)
		refuse_with(call, PROBLEM_VALIDATION_FAILED, &complaints);
	return complaints.count == 0;
}

void
records_search(struct call *call)
{
	if (body_accept_answer(call) && body_accept_request(call, BODY_JSON) &&
	    body_query_is_sound(call))
		run_list(call, read_search);
}

static void
answer_record(struct call *call, const struct record *record, struct fieldset shown)
{
	fieldset_add(&shown, 0);
	struct slice etag = etag_write(call->arena, record, shown);
	switch (etag_if_none_match(call->arena, call_header(call, "HTTP_IF_NONE_MATCH"), etag)) {
	case ETAG_MALFORMED:
		refuse(call, PROBLEM_INVALID_HEADER, "If-None-Match is not well formed.");
		break;
	case ETAG_UNMET:
		reply_not_modified(call, etag);
		break;
	case ETAG_ABSENT:
	case ETAG_MET:
		if (reveal_note(call, record, 1, shown))
			reply_record_tagged(call, record, shown, etag);
		break;
	}
}

static void
answer_one(struct call *call, const struct record *record)
{
	struct query query;
	struct complaints complaints;
	struct filtering filtering = filtering_of(call, &complaints);
	query_read_single(&filtering, &call->request.query, &query, NULL);
	call->notes.named = query.named;
	if (complaints.count > 0)
		refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	else
		answer_record(call, record, query.fields);
}

/* Other complaints about the query wait until the record is known to exist. */
static bool
may_get(struct call *call)
{
	struct query query;
	struct complaints complaints;
	struct filtering filtering = filtering_of(call, &complaints);
	if (!body_query_is_sound(call))
		return false;
	query_read_single(&filtering, &call->request.query, &query, NULL);
	return reveal_may(call, &query);
}

void
records_get(struct call *call)
{
	static const struct one_reading reading = {"records.get", may_get, answer_one};
	one_get(call, &reading);
}
