/* What owners, admins and the operator do with other people's accounts. */
#include "access/sessions.h"
#include "access/user_letters.h"
#include "base/clock.h"
#include "sql/users.h"

struct deed;

/* What is done in the transaction, the user's row being held. */
typedef enum db_status deed_run(struct db *db, struct deed *deed);

struct deed {
	const struct act *act;
	struct complaints *complaints;
	struct uuid id;
	deed_run *run;
	enum role judged; /* theirs, when the right over them was asked */
	struct user_row_lock_row user;
	/* What the deed wants and gives. */
	enum role role;
	enum link_purpose purpose;
	struct user_link *link;
	uint64_t ended;
};

static void
refuse_deed(struct deed *deed, const char *control, const char *code, const char *sentence)
{
	act_complain(deed->complaints, control, code, slice_from(sentence));
}

static enum db_status
audit(struct db *db, const struct deed *deed, enum audit_event event,
    const struct audit_change *change)
{
	struct audit_entry entry = act_entry(deed->act, event);
	entry.subject_kind = "user";
	entry.subject_id = deed->id;
	entry.subject_name = deed->user.name;
	entry.changes = change;
	entry.nchanges = change ? 1 : 0;
	return audit_append(db, deed->act->arena, &entry);
}

/* The right was over somebody of another role: it is asked anew, not stretched. */
static enum db_status
do_deed(struct db *db, struct deed *deed)
{
	if (slice_is(deed->user.role, role_name(deed->judged)))
		return deed->run(db, deed);
	refuse_deed(deed, "user", "changed", "Their role was changed meanwhile. Try again.");
	return DB_OK;
}

static enum txn_verdict
deed_closure(struct db *db, void *context, enum db_status *status)
{
	struct deed *deed = context;
	struct user_row_lock_in in = {deed->act->entity_id, deed->id};
	deed->complaints->count = 0;
	*status = user_row_lock(db, deed->act->arena, &in, &deed->user);
	if (*status == DB_OK)
		*status = do_deed(db, deed);
	if (*status != DB_OK)
		return TXN_STATUS;
	return deed->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

static enum right
right_over(enum role role)
{
	return role & (ROLE_OWNER | ROLE_ADMIN) ? RIGHT_USERS_MAJOR : RIGHT_USERS_MINOR;
}

/* Asks for the right over somebody of that role, then does the deed. */
static enum db_status
run(struct deed *deed, bool changes_role, const char *control)
{
	struct user_info user;
	deed->complaints->count = 0;
	enum db_status status = user_find(deed->act, deed->id, &user);
	if (status != DB_OK)
		return status;
	deed->judged = user.role;
	const struct act_subject subject = {"user", user.id, user.name};
	enum right right = changes_role ? RIGHT_USERS_CHANGE_ROLE : right_over(user.role);
	status = act_permit(deed->act, right, &subject, control, deed->complaints);
	if (status != DB_OK || deed->complaints->count > 0)
		return status;
	status = txn_run(deed->act->db, deed_closure, deed);
	bool last_owner = status == DB_OK && deed->complaints->count > 0 &&
			  slice_is(slice_from(deed->complaints->list[0].code), "last_owner");
	if (last_owner)
		return act_refused(
		    deed->act, slice_from(right_kinds[right].name), &subject, "last_owner");
	return status;
}

/* DB_OK with a complaint if nobody else could sign in as an owner. */
static enum db_status
keep_an_owner(struct db *db, struct deed *deed, const char *control)
{
	struct user_rows_owners_lock_in in = {deed->act->entity_id};
	struct user_rows_owners_lock_row *owners;
	size_t nowners, others = 0;
	if (!slice_is(deed->user.role, "owner") || !slice_is(deed->user.state, "active") ||
	    deed->user.invited)
		return DB_OK;
	enum db_status status = user_rows_owners_lock(db, deed->act->arena, &in, &owners, &nowners);
	for (size_t i = 0; status == DB_OK && i < nowners; i++)
		others += !uuid_eq(owners[i].id, deed->id);
	if (status == DB_OK && others == 0)
		refuse_deed(deed, control, "last_owner",
		    "The company needs an owner who can sign in. Make somebody else an owner "
		    "first.");
	return status;
}

/* Roles */

static enum db_status
set_role(struct db *db, struct deed *deed)
{
	const struct act *act = deed->act;
	struct slice role = slice_from(role_name(deed->role));
	const struct audit_change change = {"role", deed->user.role, role};
	struct user_row_set_role_in in = {act->entity_id, deed->id, role, clock_now()};
	enum db_status status = DB_OK;
	if (slice_eq(deed->user.role, role))
		return DB_OK;
	if (deed->role != ROLE_OWNER)
		status = keep_an_owner(db, deed, "role");
	if (status != DB_OK || deed->complaints->count > 0)
		return status;
	if ((status = user_row_set_role(db, &in, NULL)) != DB_OK ||
	    (status = session_end_all(db, act->entity_id, deed->id, NULL)) != DB_OK)
		return status;
	return audit(db, deed, AUDIT_USER_ROLE_CHANGED, &change);
}

enum db_status
user_change_role(
    const struct act *act, struct uuid id, enum role role, struct complaints *complaints)
{
	struct deed deed = {
	    .act = act, .complaints = complaints, .id = id, .run = set_role, .role = role};
	if (role)
		return run(&deed, true, "role");
	complaints->count = 0;
	refuse_deed(&deed, "role", "required", "Choose a role.");
	return DB_OK;
}

/* In and out */

static enum db_status
set_state(struct db *db, struct deed *deed, const char *to, enum audit_event event)
{
	const struct audit_change change = {"state", deed->user.state, slice_from(to)};
	struct user_row_set_state_in in = {
	    deed->act->entity_id, deed->id, slice_from(to), clock_now()};
	if (slice_is(deed->user.state, to))
		return DB_OK;
	enum db_status status = user_row_set_state(db, &in, NULL);
	return status == DB_OK ? audit(db, deed, event, &change) : status;
}

static enum db_status
deactivate(struct db *db, struct deed *deed)
{
	uint64_t entity_id = deed->act->entity_id;
	enum db_status status = keep_an_owner(db, deed, "user");
	if (status != DB_OK || deed->complaints->count > 0)
		return status;
	if ((status = links_withdraw(db, entity_id, LINK_INVITATION, deed->id)) != DB_OK ||
	    (status = links_withdraw(db, entity_id, LINK_RESET, deed->id)) != DB_OK ||
	    (status = session_end_all(db, entity_id, deed->id, NULL)) != DB_OK)
		return status;
	return set_state(db, deed, "deactivated", AUDIT_USER_DEACTIVATED);
}

static enum db_status
reactivate(struct db *db, struct deed *deed)
{
	return set_state(db, deed, "active", AUDIT_USER_REACTIVATED);
}

enum db_status
user_deactivate(const struct act *act, struct uuid id, struct complaints *complaints)
{
	struct deed deed = {.act = act, .complaints = complaints, .id = id, .run = deactivate};
	return run(&deed, false, "user");
}

enum db_status
user_reactivate(const struct act *act, struct uuid id, struct complaints *complaints)
{
	struct deed deed = {.act = act, .complaints = complaints, .id = id, .run = reactivate};
	return run(&deed, false, "user");
}

/* Links */

static enum db_status
make_link(struct db *db, struct deed *deed)
{
	bool invites = deed->purpose == LINK_INVITATION;
	if (!slice_is(deed->user.state, "active"))
		refuse_deed(deed, "user", "deactivated",
		    "This account is deactivated. Reactivate it first.");
	else if (invites && !deed->user.invited)
		refuse_deed(deed, "user", "joined", "This person has chosen a password already.");
	else if (!invites && deed->user.invited)
		refuse_deed(deed, "user", "invited",
		    "This person has not taken the invitation yet. Make a new invitation.");
	if (deed->complaints->count > 0)
		return DB_OK;
	enum db_status status =
	    links_make(db, deed->act, deed->purpose, deed->id, &deed->link->url);
	if (status != DB_OK)
		return status;
	return audit(db, deed, invites ? AUDIT_USER_INVITED_AGAIN : AUDIT_USER_RESET_LINK, NULL);
}

static enum db_status
run_link(struct deed *deed)
{
	*deed->link = (struct user_link){.user_id = deed->id};
	enum db_status status = run(deed, false, "user");
	if (status != DB_OK || deed->complaints->count > 0 || !deed->link->url.at)
		return status;
	deed->link->email = deed->user.email;
	return user_letter_send(deed->act, deed->purpose, deed->link);
}

static enum db_status
send_link(const struct act *act, struct uuid id, enum link_purpose purpose,
    struct complaints *complaints, struct user_link *link)
{
	struct deed deed = {.act = act,
	    .complaints = complaints,
	    .id = id,
	    .run = make_link,
	    .purpose = purpose,
	    .link = link};
	return run_link(&deed);
}

enum db_status
user_invite_again(
    const struct act *act, struct uuid id, struct complaints *complaints, struct user_link *link)
{
	return send_link(act, id, LINK_INVITATION, complaints, link);
}

enum db_status
user_reset(
    const struct act *act, struct uuid id, struct complaints *complaints, struct user_link *link)
{
	return send_link(act, id, LINK_RESET, complaints, link);
}

/* Sessions and the second step */

static enum db_status
end_sessions(struct db *db, struct deed *deed)
{
	enum db_status status = session_end_all(db, deed->act->entity_id, deed->id, &deed->ended);
	if (status != DB_OK || deed->ended == 0)
		return status;
	return audit(db, deed, AUDIT_USER_SESSIONS_ENDED, NULL);
}

enum db_status
user_end_sessions(
    const struct act *act, struct uuid id, struct complaints *complaints, uint64_t *ended)
{
	struct deed deed = {.act = act, .complaints = complaints, .id = id, .run = end_sessions};
	enum db_status status = run(&deed, false, "user");
	if (status == DB_OK)
		*ended = deed.ended;
	return status;
}

static enum db_status
two_step_off(struct db *db, struct deed *deed)
{
	const struct act *act = deed->act;
	struct user_row_two_step_off_in off = {act->entity_id, deed->id, clock_now()};
	struct recovery_rows_delete_in codes = {act->entity_id, deed->id};
	struct user_row_set_password_in none = {.entity_id = act->entity_id,
	    .id = deed->id,
	    .password_alone = true,
	    .now = clock_now()};
	enum db_status status;
	if (!deed->user.two_step)
		return DB_OK;
	if ((status = user_row_two_step_off(db, &off, NULL)) != DB_OK ||
	    (status = recovery_rows_delete(db, &codes, NULL)) != DB_OK ||
	    (status = session_end_all(db, act->entity_id, deed->id, NULL)) != DB_OK)
		return status;
	if (!deed->user.password_alone) {
		if ((status = user_row_set_password(db, &none, NULL)) != DB_OK ||
		    (status = links_make(db, act, LINK_RESET, deed->id, &deed->link->url)) != DB_OK)
			return status;
	}
	return audit(db, deed, AUDIT_USER_TWO_STEP_OFF, NULL);
}

enum db_status
user_two_step_off(
    const struct act *act, struct uuid id, struct complaints *complaints, struct user_link *link)
{
	struct deed deed = {.act = act,
	    .complaints = complaints,
	    .id = id,
	    .run = two_step_off,
	    .purpose = LINK_RESET,
	    .link = link};
	return run_link(&deed);
}
