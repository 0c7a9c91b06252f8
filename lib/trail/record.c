/*
 * From a request on its way out to a journal record. What is written here is all
 * that will ever be known of the request, so everything passes redaction first.
 */
#include "trail/record.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "trail/journal.h"
#include "trail/redact.h"

#define BODY_ROOM 8192 /* one kept value may pass the limit by so much */
#define HEADERS_MAX 4096
#define MICROSECONDS_OF_A_MILLISECOND 1000

/* The process's journal, opened by its first request. */
static struct journal *own_journal;
static bool said_failure;

static const char *
method_label(enum method method, bool head_only)
{
	switch (method) {
	case METHOD_GET:
		return head_only ? "HEAD" : "GET";
	case METHOD_POST:
		return "POST";
	case METHOD_PATCH:
		return "PATCH";
	case METHOD_PUT:
		return "PUT";
	case METHOD_DELETE:
		return "DELETE";
	case METHOD_OPTIONS:
		return "OPTIONS";
	case METHOD_OTHER:
		break;
	}
	return "OTHER";
}

/* The id's own millisecond, so that the id alone leads to the row. */
static int64_t
time_of(const struct request *request)
{
	int64_t ms = uuid_ms(request->id);

	if (request->started_us / MICROSECONDS_OF_A_MILLISECOND == ms)
		return request->started_us;
	return ms * MICROSECONDS_OF_A_MILLISECOND;
}

static struct slice
text_or_none(const struct str *text)
{
	return text->len > 0 ? str_slice(text) : SLICE_NONE;
}

static struct slice
field_names(struct arena *arena, const struct resource *resource, const struct fieldset *set)
{
	if (resource == NULL || fieldset_is_empty(set))
		return SLICE_NONE;
	return fieldset_names(arena, resource, set);
}

static struct slice
request_body(const struct call *call)
{
	const struct request *request = &call->request;
	const struct shape *shape = call->notes.request_shape;
	struct slice media_type = call_header(call, "CONTENT_TYPE");
	struct str kept;

	if (shape == NULL && call->route != NULL)
		shape = call->route->request;
	str_init(&kept, call->arena, (size_t)call->settings->body_bytes_max + BODY_ROOM);
	if (request->body.at != NULL && request->body.len > 0)
		redact_body(&kept, shape, call->notes.resource, request->body, media_type,
		    (size_t)call->settings->body_bytes_max);
	else if (request->body_bytes > 0)
		redact_absent(&kept, request->body_bytes, media_type);
	return text_or_none(&kept);
}

static struct slice
answer_body(const struct call *call)
{
	const struct answer *answer = &call->answer;
	const struct shape *shape = call->notes.answer_shape;
	struct str kept;

	if (answer->stream != NULL || answer->media_type == NULL || answer->body.len == 0)
		return SLICE_NONE;
	if (shape == NULL && call->route != NULL)
		shape = call->route->answer;
	if (strcmp(answer->media_type, "application/problem+json") == 0)
		shape = &redact_problem_shape;
	str_init(&kept, call->arena, (size_t)call->settings->body_bytes_max + BODY_ROOM);
	redact_answer(&kept, shape, call->notes.resource, str_slice(&answer->body),
	    &answer->marks, slice_from(answer->media_type), (size_t)call->settings->body_bytes_max);
	return text_or_none(&kept);
}

static struct slice
query(const struct call *call)
{
	struct str kept;

	if (call->request.query_malformed)
		return SLICE_OF("[malformed]");
	if (call->request.query.npairs == 0)
		return SLICE_NONE;
	str_init(&kept, call->arena, 2 * REDACT_QUERY_MAX);
	redact_query(&kept, call->notes.resource, &call->request.query);
	return text_or_none(&kept);
}

static struct slice
headers(const struct call *call, void (*redact)(struct str *, const struct call *))
{
	struct str kept;

	str_init(&kept, call->arena, HEADERS_MAX);
	redact(&kept, call);
	return kept.full ? SLICE_NONE : text_or_none(&kept);
}

static void
fill_texts(const struct call *call, struct journal_record *record)
{
	const struct notes *notes = &call->notes;

	record->method = slice_from(method_label(call->request.method, call->request.head_only));
	record->operation = notes->operation;
	record->resource = slice_from(notes->resource != NULL ? notes->resource->name : NULL);
	record->path = notes->path;
	record->query = query(call);
	record->code = slice_from(notes->code);
	record->reason = slice_from(notes->reason);
	record->agent = redact_agent(call_header(call, "HTTP_USER_AGENT"));
	record->request_headers = headers(call, redact_request_headers);
	record->request_body = request_body(call);
	record->answer_headers = headers(call, redact_answer_headers);
	record->answer_body = answer_body(call);
	record->shown = field_names(call->arena, notes->resource, &notes->shown);
	record->written = field_names(call->arena, notes->resource, &notes->written);
	record->named = field_names(call->arena, notes->resource, &notes->named);
}

static void
fill_numbers(const struct call *call, struct journal_record *record)
{
	const struct request *request = &call->request;
	int64_t duration_us = clock_monotonic() - request->started_monotonic_us;

	record->id = request->id;
	record->ts_us = time_of(request);
	record->entity_id = call->notes.entity_id;
	record->mode = call->notes.mode;
	record->key_id = call->notes.key_id;
	record->credential_id = call->notes.credential_id;
	record->status = (uint64_t)call->answer.status;
	record->duration_us = duration_us > 0 ? (uint64_t)duration_us : 0;
	record->request_bytes = request->body_bytes;
	record->answer_bytes =
	    call->answer.stream ? call->answer.stream_bytes : call->answer.body.len;
	memcpy(record->address, request->address, sizeof record->address);
}

void
trail_record(struct call *call)
{
	struct journal_record record = {0};

	if (own_journal == NULL)
		own_journal = journal_new(call->settings->journal_dir);
	fill_numbers(call, &record);
	fill_texts(call, &record);
	if (journal_append(own_journal, call->arena, &record)) {
		said_failure = false;
		return;
	}
	if (!said_failure)
		log_line(LOG_ERROR_LEVEL, "trail.record", errno, &call->request.id,
		    "requests are answered but not recorded");
	said_failure = true;
}

void
trail_record_stop(void)
{
	if (own_journal != NULL)
		journal_free(own_journal);
	own_journal = NULL;
}
