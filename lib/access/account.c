/* What people change about themselves: password, name, how pages look, where they are signed in. */
#include "access/confirm.h"
#include "access/name.h"
#include "access/sessions.h"
#include "access/users.h"
#include "base/clock.h"
#include "codec/date.h"
#include "sql/users.h"

#define ZONE_BYTES_MAX 64

static struct audit_entry
entry_about(const struct act *act, enum audit_event event)
{
	struct audit_entry entry = act_entry(act, event);
	entry.subject_kind = "user";
	entry.subject_id = act->actor_id;
	entry.subject_name = act->actor_name;
	return entry;
}

/* Changing the password */

struct password_change {
	struct call *call;
	struct act act;
	struct slice hash;
	bool alone;
};

static enum txn_verdict
change_password_closure(struct db *db, void *context, enum db_status *status)
{
	struct password_change *change = context;
	const struct act *act = &change->act;
	struct user_row_set_password_in row = {
	    act->entity_id, act->actor_id, change->hash, change->alone, clock_now()};
	struct audit_entry entry = entry_about(act, AUDIT_USER_PASSWORD_CHANGED);
	if ((*status = user_row_set_password(db, &row, NULL)) != DB_OK ||
	    (*status = session_end_others(change->call, NULL)) != DB_OK ||
	    (*status = links_withdraw(db, act->entity_id, LINK_RESET, act->actor_id)) != DB_OK ||
	    (*status = audit_append(db, act->arena, &entry)) != DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

/* The same tries as for a step-up: a session left open is no place to guess the password. */
static void
check_current(struct call *call, struct slice current, struct slice phc, struct password_cost cost,
    struct complaints *complaints)
{
	uint32_t seconds;
	struct slice typed = password_typed(call->arena, current);
	if (!confirm_may_try(call, &seconds))
		act_complain(complaints, "current_password", "slowed",
		    arena_printf(
			call->arena, "Too many tries. Next one in %u s.", (unsigned)seconds));
	else if (typed.len > PASSWORD_BYTES_MAX || !password_matches(phc, typed, cost))
		act_complain(complaints, "current_password", "wrong",
		    SLICE_OF("This is not your current password."));
	else
		confirm_succeeded(call);
}

enum db_status
user_change_password(
    struct call *call, struct slice current, struct slice password, struct complaints *complaints)
{
	struct password_change change = {.call = call, .act = act_of(call)};
	struct password_cost cost = user_password_cost(call->settings);
	struct user_row_proof_in in = {change.act.entity_id, change.act.actor_id};
	struct user_row_proof_row user;
	complaints->count = 0;
	enum db_status status = user_row_proof(call->db, call->arena, &in, &user);
	if (status != DB_OK)
		return status;
	check_current(call, current, user.password_hash, cost, complaints);
	struct password_owner owner = {.email = user.email,
	    .name = user.name,
	    .company = user.entity_name,
	    .two_step = user.totp_secret.at != NULL};
	struct slice chosen =
	    password_choose(call->arena, call->settings, password, &owner, "password", complaints);
	if (complaints->count > 0)
		return DB_OK;
	change.hash = password_hash(call->arena, chosen, cost);
	change.alone = password_stands_alone(chosen);
	return txn_run(call->db, change_password_closure, &change);
}

/* Name and looks */

struct renaming {
	const struct act *act;
	struct slice name;
};

static enum txn_verdict
rename_closure(struct db *db, void *context, enum db_status *status)
{
	const struct renaming *renaming = context;
	const struct act *act = renaming->act;
	struct user_row_set_name_in in = {
	    act->entity_id, act->actor_id, renaming->name, clock_now()};
	const struct audit_change change = {"name", act->actor_name, renaming->name};
	struct audit_entry entry = entry_about(act, AUDIT_USER_CHANGED);
	entry.changes = &change;
	entry.nchanges = 1;
	if ((*status = user_row_set_name(db, &in, NULL)) != DB_OK ||
	    (*status = audit_append(db, act->arena, &entry)) != DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

enum db_status
user_rename(const struct act *act, struct slice name, struct complaints *complaints)
{
	complaints->count = 0;
	struct renaming renaming = {act, name_read(act->arena, name, "your name", complaints)};
	if (complaints->count > 0 || slice_eq(renaming.name, act->actor_name))
		return DB_OK;
	return txn_run(act->db, rename_closure, &renaming);
}

static struct slice
or_none(struct slice text)
{
	return text.len > 0 ? text : SLICE_NONE;
}

enum db_status
user_set_display(
    const struct act *act, const struct user_display *display, struct complaints *complaints)
{
	struct slice zone = slice_trim(display->time_zone), look = display->look;
	int minutes;
	complaints->count = 0;
	if (zone.len > ZONE_BYTES_MAX ||
	    (zone.len > 0 && !zone_offset(arena_text(act->arena, zone), clock_now(), &minutes)))
		act_complain(complaints, "time_zone", "unknown",
		    SLICE_OF("Enter a time zone like America/Denver."));
	if (look.len > 0 && !slice_is(look, "light") && !slice_is(look, "dark"))
		act_complain(complaints, "look", "unknown", SLICE_OF("Choose how pages look."));
	if (complaints->count > 0)
		return DB_OK;
	struct user_row_set_display_in in = {act->entity_id, act->actor_id, or_none(zone),
	    or_none(look), display->shortcuts, clock_now()};
	return user_row_set_display(act->db, &in, NULL);
}

/* Sessions */

struct ending {
	struct call *call;
	struct act act;
	struct uuid session_id; /* nil: all but this one */
	uint64_t ended;
};

static enum txn_verdict
end_closure(struct db *db, void *context, enum db_status *status)
{
	struct ending *ending = context;
	const struct act *act = &ending->act;
	struct audit_entry entry = entry_about(act, AUDIT_USER_SESSIONS_ENDED);
	*status = uuid_is_nil(ending->session_id)
		      ? session_end_others(ending->call, &ending->ended)
		      : session_end_one(
			    db, act->entity_id, act->actor_id, ending->session_id, &ending->ended);
	if (*status == DB_OK && ending->ended == 0)
		return TXN_ROLLBACK;
	if (*status == DB_OK)
		*status = audit_append(db, act->arena, &entry);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

enum db_status
user_end_session(struct call *call, struct uuid session_id, uint64_t *ended)
{
	struct ending ending = {.call = call, .act = act_of(call), .session_id = session_id};
	enum db_status status =
	    uuid_is_nil(session_id) ? DB_OK : txn_run(call->db, end_closure, &ending);
	if (status == DB_OK)
		*ended = ending.ended;
	return status;
}

enum db_status
user_end_other_sessions(struct call *call, uint64_t *ended)
{
	struct ending ending = {.call = call, .act = act_of(call)};
	enum db_status status = txn_run(call->db, end_closure, &ending);
	if (status == DB_OK)
		*ended = ending.ended;
	return status;
}
