/*
 * Creating, updating and deleting: from the request to a write, and from its end to the
 * answer.
 */
#include <assert.h>

#include "access/steps.h"
#include "catalog/check.h"
#include "records/body.h"
#include "records/records.h"
#include "records/reply.h"
#include "records/write.h"

static bool
read_parameters(struct call *call, struct write *write)
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

static bool
fields_are_permitted(struct call *call, const struct json *body)
{
	struct fieldset named = check_named(call->notes.resource, body);
	struct fieldset forbidden = fieldset_minus(named, call->writable);
	call->notes.written = named;
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
	if (!fields_are_permitted(call, write->body))
		return false;
	write->given = record_new(call->arena, write->resource);
	check_record(call->arena, purpose, write->body, &write->given, &write->given_complaints);
	return true;
}

static struct write *
write_new(struct call *call, enum write_kind kind)
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
	call->caller.confirmed = true;
	if (write->refused)
		answer_refusal(call, write);
	else if (write->malformed)
		body_refuse(call, fault);
	return !write->refused && !write->malformed;
}

/* Runs it; once more if the credential changed since it was identified, and still may. */
static bool
run(struct call *call, struct write *write, const struct json_fault *fault)
{
	enum db_status status = write_run(write, call->db);
	if (status == DB_OK && write->no_credential) {
		if (!access_reidentify(call))
			return false;
		take_view(call, write);
		if (write->body != NULL && !fields_are_permitted(call, write->body))
			return false;
		status = write_run(write, call->db);
	}
	return finish(call, write, status, fault);
}

/* What the writer may read of the record; without read, id and version alone. */
static struct fieldset
shown_to_writer(const struct call *call)
{
	struct fieldset shown = call->readable;
	fieldset_add(&shown, 0);
	fieldset_add(&shown, resource_field(call->notes.resource, SLICE_OF("version")));
	return shown;
}

void
records_create(struct call *call)
{
	struct json_fault fault = {0};
	struct write *write = write_new(call, WRITE_CREATE);
	if (!body_accept_answer(call) || !body_accept_request(call, BODY_JSON) ||
	    !read_parameters(call, write) || !read_body(call, write, CHECK_CREATE, &fault))
		return;
	write->id = uuid_v7();
	if (!run(call, write, &fault))
		return;
	reply_record(
	    call, write->dry_run ? 200 : 201, &write->after, shown_to_writer(call), write->dry_run);
	if (!write->dry_run)
		reply_location(call, write->resource, write->id);
}

static bool
read_id(struct call *call, struct uuid *id)
{
	if (id_read(call->notes.resource->prefix, call_parameter(call, "id"), id))
		return true;
	refuse(call, PROBLEM_NOT_FOUND, NULL);
	return false;
}

void
records_update(struct call *call)
{
	struct json_fault fault = {0};
	struct write *write = write_new(call, WRITE_UPDATE);
	if (!body_accept_answer(call) || !body_accept_request(call, BODY_MERGE_PATCH) ||
	    !read_id(call, &write->id) || !read_parameters(call, write) ||
	    !read_body(call, write, CHECK_UPDATE, &fault))
		return;
	if (run(call, write, &fault))
		reply_record(call, 200, write->unchanged ? &write->before : &write->after,
		    shown_to_writer(call), write->dry_run);
}

void
records_delete(struct call *call)
{
	struct json_fault fault = {0};
	struct write *write = write_new(call, WRITE_DELETE);
	if (!read_id(call, &write->id) || !read_parameters(call, write))
		return;
	if (!run(call, write, &fault))
		return;
	if (write->dry_run)
		reply_record(call, 200, &write->before, (struct fieldset){0}, true);
	else
		reply_nothing(call);
}
