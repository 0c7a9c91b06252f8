/* Roles and what they may do. */
#define _GNU_SOURCE
#include "access/rights.h"

#include <string.h>

/* clang-format off */
const struct right_kind right_kinds[RIGHT_COUNT] = {
#define X(right, name, roles, steps_up, words) [RIGHT_##right] = {name, roles, steps_up, words},
	RIGHTS(X)
#undef X
};
/* clang-format on */

static const struct {
	enum role role;
	const char *name;
} roles[] = {
    {ROLE_OWNER, "owner"},
    {ROLE_ADMIN, "admin"},
    {ROLE_DEVELOPER, "developer"},
    {ROLE_AUDITOR, "auditor"},
};

#define NROLES (sizeof roles / sizeof roles[0])

const char *
role_name(enum role role)
{
	for (size_t i = 0; i < NROLES; i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "";
}

bool
role_read(struct slice text, enum role *role)
{
	for (size_t i = 0; i < NROLES; i++) {
		if (!slice_is(text, roles[i].name))
			continue;
		*role = roles[i].role;
		return true;
	}
	return false;
}

bool
right_held(enum right right, enum role role)
{
	return !role || (right_kinds[right].roles & role);
}

bool
act_administers(const struct act *act)
{
	return right_held(RIGHT_GROUPS_CHANGE, act->role);
}

bool
act_reaches(const struct act *act, enum mode mode)
{
	return right_held(
	    mode == MODE_TEST ? RIGHT_TEST_KEYS_CHANGE : RIGHT_LIVE_KEYS_MAKE, act->role);
}

bool
grants_reveal(struct slice scopes)
{
	return scopes.at && memmem(scopes.at, scopes.len, "reveal", strlen("reveal"));
}

struct refusal {
	const struct act *act;
	const struct act_subject *subject;
	struct audit_change changes[2];
};

static enum txn_verdict
refusal_closure(struct db *db, void *context, enum db_status *status)
{
	const struct refusal *refusal = context;
	struct audit_entry entry = act_entry(refusal->act, AUDIT_REFUSED);
	entry.subject_kind = refusal->subject->kind;
	entry.subject_id = refusal->subject->id;
	entry.subject_name = refusal->subject->name;
	entry.changes = refusal->changes;
	entry.nchanges = 2;
	*status = audit_append(db, refusal->act->arena, &entry);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

enum db_status
act_refused(const struct act *act, struct slice wanted, const struct act_subject *subject,
    const char *reason)
{
	struct refusal refusal = {
	    .act = act,
	    .subject = subject,
	    .changes = {{"act", SLICE_NONE, wanted}, {"reason", SLICE_NONE, slice_from(reason)}},
	};
	return txn_run(act->db, refusal_closure, &refusal);
}

enum db_status
act_permit(const struct act *act, enum right right, const struct act_subject *subject,
    const char *control, struct complaints *complaints)
{
	const struct right_kind *kind = &right_kinds[right];
	if (!right_held(right, act->role)) {
		act_complain(complaints, control, "role",
		    arena_printf(act->arena, "Your role, %s, may not %s.", role_name(act->role),
			kind->words));
		return act_refused(act, slice_from(kind->name), subject, "role");
	}
	if (kind->steps_up && act->role && !act->stepped_up)
		act_complain(complaints, STEP_UP_CONTROL, "step_up",
		    arena_printf(act->arena,
			"Confirm with your password or a code that it is you who wants to %s.",
			kind->words));
	return DB_OK;
}

bool
complaints_ask_step_up(const struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++)
		if (strcmp(complaints->list[i].code, "step_up") == 0)
			return true;
	return false;
}
