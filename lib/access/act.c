/* Who acts. */
#include "access/act.h"

#include <assert.h>
#include <string.h>

#include "codec/date.h"

struct act
act_of(const struct call *call)
{
	struct act act = {
	    .arena = call->arena,
	    .db = call->db,
	    .settings = call->settings,
	    .secrets = call->secrets,
	    .entity_id = call->caller.entity_id,
	    .request_id = call->request.id,
	};
	memcpy(act.address, call->request.address, sizeof act.address);
	if (call->caller.kind == CALLER_USER) {
		act.actor_kind = "user";
		act.actor_id = call->caller.user_id;
		act.actor_name = call->caller.user_name;
		act.role = call->caller.role;
		act.stepped_up = call->caller.stepped_up;
	} else {
		act.actor_kind = "key";
		act.actor_id = call->caller.key_id;
	}
	return act;
}

struct act
act_of_system(struct arena *arena, struct db *db, const struct settings *settings,
    const struct secrets *secrets)
{
	return (struct act){
	    .arena = arena,
	    .db = db,
	    .settings = settings,
	    .secrets = secrets,
	    .actor_kind = "system",
	};
}

struct audit_entry
act_entry(const struct act *act, enum audit_event event)
{
	struct audit_entry entry = {
	    .event = event,
	    .entity_id = act->entity_id,
	    .actor_kind = act->actor_kind,
	    .actor_id = act->actor_id,
	    .actor_name = act->actor_name,
	    .request_id = act->request_id,
	};
	memcpy(entry.address, act->address, sizeof entry.address);
	return entry;
}

void
act_complain(
    struct complaints *complaints, const char *control, const char *code, struct slice sentence)
{
	if (complaints->count == COMPLAINTS_MAX)
		return;
	complaints->list[complaints->count++] =
	    (struct complaint){.parameter = control, .code = code, .detail = sentence};
}

void
act_note(struct act_changes *changes, const char *field, struct slice before, struct slice after)
{
	if (slice_eq(before, after))
		return;
	assert(changes->count < ACT_CHANGES_MAX);
	changes->list[changes->count++] = (struct audit_change){
	    field,
	    before.len > 0 ? before : SLICE_NONE,
	    after.len > 0 ? after : SLICE_NONE,
	};
}

struct slice
act_number_text(const struct act *act, uint64_t number)
{
	if (number == 0)
		return SLICE_NONE;
	return arena_printf(act->arena, "%llu", (unsigned long long)number);
}

struct slice
act_time_text(const struct act *act, int64_t time_us)
{
	return time_us == 0 ? SLICE_NONE : time_text(act->arena, time_us);
}
