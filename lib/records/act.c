/* POST …/employees/{id}/{action}: from the request to the deed. */
#include "catalog/check.h"
#include "catalog/resources.h"
#include "records/actions.h"
#include "records/alter.h"
#include "records/body.h"
#include "records/records.h"

const struct shape terminate_shape = {SHAPE_RECORD, &body_terminate, NULL};
const struct shape rehire_shape = {SHAPE_RECORD, &body_rehire, NULL};
const struct shape start_leave_shape = {SHAPE_RECORD, &body_start_leave, NULL};
const struct shape return_shape = {SHAPE_RECORD, &body_return, NULL};
const struct shape cancel_hire_shape = {SHAPE_RECORD, &body_cancel_hire, NULL};

/* The employee's fields that this body writes. */
static struct fieldset
fields_written(const struct action *action, const struct json *body)
{
	struct fieldset written = {0};
	fieldset_add(&written, resource_field(&resource_employees, SLICE_OF("status")));
	if (json_type(body) != JSON_OBJECT)
		return written;
	for (size_t i = 0; i < ACTION_FIELDS_MAX && action->fields[i].member != NULL; i++)
		if (json_member(body, slice_from(action->fields[i].member)) != NULL)
			fieldset_add(&written, resource_field(&resource_employees,
						   slice_from(action->fields[i].field)));
	return written;
}

/* An action without terms may come without a body. */
static const struct json *
read_terms(struct call *call, const struct action *action, struct json_fault *fault)
{
	if (!action->needs_body && call->request.body.len == 0)
		return json_read(call->arena, SLICE_OF("{}"), fault);
	return body_read(call, fault);
}

static bool
take_terms(
    struct call *call, struct write *write, const struct action *action, struct json_fault *fault)
{
	write->body = read_terms(call, action, fault);
	if (write->body == NULL)
		return true;
	call->notes.written = fields_written(action, write->body);
	if (!alter_is_permitted(call))
		return false;
	write->terms = record_new(call->arena, action->body);
	check_record(
	    call->arena, CHECK_CREATE, write->body, &write->terms, &write->given_complaints);
	return true;
}

static const struct audit_entry *
entry_of(struct call *call, const struct action *action, struct uuid id)
{
	struct audit_entry *entry = arena_alloc(call->arena, sizeof *entry);
	*entry = audit_entry_of(call, action->event);
	entry->subject_kind = resource_employees.object;
	entry->subject_id = id;
	entry->subject_name = id_text(call->arena, resource_employees.prefix, id);
	return entry;
}

void
employees_act(struct call *call)
{
	struct json_fault fault = {0};
	const struct action *action = action_find(slice_from(call->route->operation));
	struct write *write = alter_new(call, WRITE_UPDATE);
	bool has_body = action->needs_body || call->request.body.len > 0;
	write->deed = &action->deed;
	if (!body_accept_answer(call) || (has_body && !body_accept_request(call, BODY_JSON)) ||
	    !alter_read_id(call, write) || !alter_read_parameters(call, write) ||
	    !take_terms(call, write, action, &fault) || !replay_prepare(call, write, alter_compose))
		return;
	write->audit = entry_of(call, action, write->id);
	if (alter_run(call, write, &fault))
		alter_answer(call, write);
}
