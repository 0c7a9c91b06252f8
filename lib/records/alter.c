/*
 * Creating, updating and deleting: from the request to a write, and from its end to the
 * answer.
 */
#include "records/alter.h"

#include <assert.h>

#include "access/steps.h"
#include "catalog/check.h"
#include "catalog/etag.h"
#include "records/body.h"
#include "records/records.h"
#include "records/reply.h"

bool
alter_read_parameters(struct call *call, struct write *write)
{
	struct query query;
	struct complaints complaints = {0};
	struct filtering filtering = {
	    .arena = call->arena, .resource = call->notes.resource, .complaints = &complaints};
	if (call->request.query_malformed) {
		refuse(call, PROBLEM_INVALID_PARAMETER, "The query is not well formed.");
		return false;
	}
	query_read_single(&filtering, &call->request.query, &query, &write->dry_run);
	if (complaints.count > 0)
		refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	return complaints.count == 0;
}

/* The view may have changed if the credential was judged anew: asked again for each run. */
static void
take_view(struct call *call, struct write *write)
{
	write->view = reply_view(call);
}

bool
alter_is_permitted(struct call *call)
{
	struct fieldset forbidden = fieldset_minus(call->notes.written, call->writable);
	if (fieldset_is_empty(&forbidden))
		return true;
	reply_fields_not_permitted(call, forbidden);
	return false;
}

/* A body that is no JSON is refused later: a record that is missing comes first. */
static bool
read_body(
    struct call *call, struct write *write, enum check_purpose purpose, struct json_fault *fault)
{
	write->body = body_read(call, fault);
	if (write->body == NULL)
		return true;
	call->notes.written = check_named(call->notes.resource, write->body);
	if (!alter_is_permitted(call))
		return false;
	write->given = record_new(call->arena, write->resource);
	check_record(call->arena, purpose, write->body, &write->given, &write->given_complaints);
	return true;
}

struct write *
alter_new(struct call *call, enum write_kind kind)
{
	struct write *write = arena_alloc(call->arena, sizeof *write);
	write->arena = call->arena;
	write->resource = call->notes.resource;
	write->kind = kind;
	write->if_match = kind == WRITE_CREATE ? SLICE_NONE : call_header(call, "HTTP_IF_MATCH");
	take_view(call, write);
	return write;
}

static void
answer_refusal(struct call *call, const struct write *write)
{
	if (write->problem == PROBLEM_VALIDATION_FAILED)
		refuse_with(call, write->problem, &write->complaints);
	else if (write->members.at != NULL)
		refuse_extra(call, write->problem, write->detail, write->members);
	else
		refuse(call, write->problem, write->detail);
	if (write->problem == PROBLEM_IDEMPOTENCY_IN_PROGRESS)
		answer_header(call, "Retry-After", SLICE_OF("1"));
}

/* True if the write did what it should, or what it would. */
static bool
finish(
    struct call *call, struct write *write, enum db_status status, const struct json_fault *fault)
{
	if (status != DB_OK) {
		fail_db(call, "records.write", status);
		return false;
	}
	if (write->no_credential) {
		fail(call, "records.write.guard", 0);
		return false;
	}
	/* A reservation that is held by another is met before the credential is looked at. */
	if (!write->refused || write->problem != PROBLEM_IDEMPOTENCY_IN_PROGRESS)
		call->caller.confirmed = true;
	if (write->refused)
		answer_refusal(call, write);
	else if (write->malformed)
		body_refuse(call, fault);
	else if (write->replayed)
		replay_answer(call, write);
	return !write->refused && !write->malformed && !write->replayed;
}

bool
alter_run(struct call *call, struct write *write, const struct json_fault *fault)
{
	enum db_status status = write_run(write, call->db);
	if (status == DB_OK && write->no_credential) {
		if (!access_reidentify(call))
			return false;
		take_view(call, write);
		if (!alter_is_permitted(call))
			return false;
		status = write_run(write, call->db);
	}
	return finish(call, write, status, fault);
}

static const struct record *
record_to_show(const struct write *write)
{
	return write->kind == WRITE_DELETE || write->unchanged ? &write->before : &write->after;
}

void
alter_compose(struct call *call, const struct write *write, struct kept *kept)
{
	struct fieldset shown = reply_shown_to_writer(call);
	const struct record *record = record_to_show(write);
	if (write->kind == WRITE_DELETE) {
		kept->status = 204;
		return;
	}
	kept->status = write->kind == WRITE_CREATE ? 201 : 200;
	if (write->kind == WRITE_CREATE)
		kept->location = reply_location(call, write->resource, write->id);
	kept->etag = etag_write(call->arena, record, shown);
	kept->shown = sha256(reply_field_names(call->arena, write->resource, shown));
	kept->body = reply_record_body(call->arena, record, shown, false);
}

void
alter_answer(struct call *call, const struct write *write)
{
	bool made = write->kind == WRITE_CREATE && !write->dry_run;
	struct fieldset shown = {0};
	if (write->kind == WRITE_DELETE && !write->dry_run) {
		reply_nothing(call);
		return;
	}
	if (write->kind != WRITE_DELETE)
		shown = reply_shown_to_writer(call);
	reply_record(call, made ? 201 : 200, record_to_show(write), shown, write->dry_run);
	if (made)
		answer_header(call, "Location", reply_location(call, write->resource, write->id));
}

void
records_create(struct call *call)
{
	struct json_fault fault = {0};
	struct write *write = alter_new(call, WRITE_CREATE);
	if (!body_accept_answer(call) || !body_accept_request(call, BODY_JSON) ||
	    !alter_read_parameters(call, write) || !read_body(call, write, CHECK_CREATE, &fault) ||
	    !replay_prepare(call, write, alter_compose))
		return;
	write->id = uuid_v7();
	if (alter_run(call, write, &fault))
		alter_answer(call, write);
}

bool
alter_read_id(struct call *call, struct write *write)
{
	if (id_read(call->notes.resource->prefix, call_parameter(call, "id"), &write->id))
		return true;
	refuse(call, PROBLEM_NOT_FOUND, NULL);
	return false;
}

void
records_update(struct call *call)
{
	struct json_fault fault = {0};
	struct write *write = alter_new(call, WRITE_UPDATE);
	if (!body_accept_answer(call) || !body_accept_request(call, BODY_MERGE_PATCH) ||
	    !alter_read_id(call, write) || !alter_read_parameters(call, write) ||
	    !read_body(call, write, CHECK_UPDATE, &fault) ||
	    !replay_prepare(call, write, alter_compose))
		return;
	if (alter_run(call, write, &fault))
		alter_answer(call, write);
}

void
records_delete(struct call *call)
{
	struct json_fault fault = {0};
	struct write *write = alter_new(call, WRITE_DELETE);
	if (!body_accept_answer(call) || !alter_read_id(call, write) ||
	    !alter_read_parameters(call, write) || !replay_prepare(call, write, alter_compose))
		return;
	if (alter_run(call, write, &fault))
		alter_answer(call, write);
}
