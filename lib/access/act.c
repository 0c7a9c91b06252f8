/* Who acts. */
#include "access/act.h"

#include <string.h>

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
	} else {
		act.actor_kind = "key";
		act.actor_id = call->caller.key_id;
	}
	return act;
}

bool
act_administers(const struct act *act)
{
	return act->role == 0 || act->role == ROLE_OWNER || act->role == ROLE_ADMIN;
}

bool
act_reaches(const struct act *act, enum mode mode)
{
	return act_administers(act) || (act->role == ROLE_DEVELOPER && mode == MODE_TEST);
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
