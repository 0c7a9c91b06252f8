/* One record found for its reader. */
#include "records/one.h"

#include "access/steps.h"
#include "records/body.h"
#include "records/reply.h"

/* True: answered or refused; false: the credential is to be judged anew. */
static bool
try_get(struct call *call, const struct one_reading *reading, struct uuid id)
{
	struct record record;
	enum found found;
	if (!reading->may(call))
		return true;
	struct view view = reply_view(call);
	enum db_status status =
	    store_get(call->db, call->arena, &view, call->notes.resource, id, &found, &record);
	if (status != DB_OK) {
		fail_db(call, reading->place, status);
		return true;
	}
	if (found == FOUND_NO_CREDENTIAL)
		return false;
	call->caller.confirmed = true;
	if (found == FOUND_NOTHING)
		refuse(call, PROBLEM_NOT_FOUND, NULL);
	else
		reading->answer(call, &record);
	return true;
}

void
one_get(struct call *call, const struct one_reading *reading)
{
	if (body_accept_answer(call))
		one_read(call, reading);
}

void
one_read(struct call *call, const struct one_reading *reading)
{
	struct uuid id;
	if (!id_read(call->notes.resource->prefix, call_parameter(call, "id"), &id)) {
		refuse(call, PROBLEM_NOT_FOUND, NULL);
		return;
	}
	if (try_get(call, reading, id) || !access_reidentify(call))
		return;
	if (!try_get(call, reading, id))
		fail(call, reading->place, 0);
}
