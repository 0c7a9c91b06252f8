/* Choosing a password by a link: after an invitation, or because the old one is lost. */
#include "access/name.h"
#include "access/sessions.h"
#include "access/users.h"
#include "base/clock.h"
#include "sql/users.h"

enum db_status
user_welcome_of(struct db *db, struct arena *arena, const struct single_link *link,
    struct user_welcome *welcome)
{
	struct user_row_proof_in in = {link->entity_id, link->subject_id};
	struct user_row_proof_in maker_in = {link->entity_id, link->created_by};
	struct user_row_proof_row user = {0}, maker = {0};
	enum db_status status = user_row_proof(db, arena, &in, &user);
	if (status == DB_OK && !uuid_is_nil(link->created_by))
		status = user_row_proof(db, arena, &maker_in, &maker);
	if (status == DB_NO_ROW && user.name.at)
		status = DB_OK;
	if (status != DB_OK)
		return status;
	*welcome = (struct user_welcome){
	    .company = user.entity_name,
	    .email = user.email,
	    .name = user.name,
	    .from = maker.name,
	    .two_step = user.totp_secret.at != NULL,
	};
	role_read(user.role, &welcome->role);
	return DB_OK;
}

struct choosing {
	struct call *call;
	struct act act; /* of the person themselves */
	const struct single_link *link;
	struct complaints *complaints;
	struct slice name; /* NULL: stays */
	struct slice hash;
	bool alone;
	struct slice *cookie;
};

static struct slice
spent(enum link_state state)
{
	return links_state_sentence(state == LINK_OPEN ? LINK_USED : state);
}

static enum db_status
set_password(struct db *db, const struct choosing *choosing)
{
	const struct single_link *link = choosing->link;
	int64_t now_us = clock_now();
	struct user_row_set_password_in password = {
	    link->entity_id, link->subject_id, choosing->hash, choosing->alone, now_us};
	struct user_row_set_name_in name = {
	    link->entity_id, link->subject_id, choosing->name, now_us};
	enum db_status status = user_row_set_password(db, &password, NULL);
	if (status == DB_OK && choosing->name.at)
		status = user_row_set_name(db, &name, NULL);
	if (status == DB_OK)
		status = session_end_all(db, link->entity_id, link->subject_id, NULL);
	return status;
}

static enum db_status
choose(struct db *db, struct choosing *choosing)
{
	const struct single_link *link = choosing->link;
	bool joins = link->purpose == LINK_INVITATION;
	enum db_status status = links_use(db, link);
	if (status == DB_NO_ROW) {
		act_complain(choosing->complaints, "link", "spent", spent(link->state));
		return DB_OK;
	}
	if (status != DB_OK || (status = set_password(db, choosing)) != DB_OK)
		return status;
	if (joins && (status = session_begin(choosing->call, link->entity_id, link->subject_id,
			  choosing->cookie)) != DB_OK)
		return status;
	struct audit_entry entry =
	    act_entry(&choosing->act, joins ? AUDIT_USER_JOINED : AUDIT_USER_PASSWORD_RESET);
	entry.subject_kind = "user";
	entry.subject_id = link->subject_id;
	entry.subject_name = choosing->act.actor_name;
	return audit_append(db, choosing->act.arena, &entry);
}

static enum txn_verdict
choose_closure(struct db *db, void *context, enum db_status *status)
{
	struct choosing *choosing = context;
	choosing->complaints->count = 0;
	*status = choose(db, choosing);
	if (*status != DB_OK)
		return TXN_STATUS;
	return choosing->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

/* Whoever holds the link acts as the person it was made for. */
static struct act
act_of_holder(struct call *call, const struct single_link *link, struct slice name)
{
	struct act act = act_of(call);
	act.entity_id = link->entity_id;
	act.actor_kind = "user";
	act.actor_id = link->subject_id;
	act.actor_name = name;
	return act;
}

static bool
may_enter(const struct user_row_proof_row *user)
{
	return slice_is(user->state, "active") && !slice_is(user->entity_state, "closed");
}

enum db_status
user_set_password_by_link(struct call *call, const struct single_link *link,
    const struct user_joining *joining, struct complaints *complaints, struct slice *cookie)
{
	struct user_row_proof_in in = {link->entity_id, link->subject_id};
	struct user_row_proof_row user;
	struct choosing choosing = {
	    .call = call, .link = link, .complaints = complaints, .cookie = cookie};
	*cookie = SLICE_NONE;
	complaints->count = 0;
	enum db_status status = user_row_proof(call->db, call->arena, &in, &user);
	if (status != DB_OK)
		return status;
	if (link->state != LINK_OPEN || !may_enter(&user)) {
		act_complain(complaints, "link", "spent", spent(link->state));
		return DB_OK;
	}
	if (link->purpose == LINK_INVITATION)
		choosing.name = name_read(call->arena, joining->name, "your name", complaints);
	struct password_owner owner = {.email = user.email,
	    .name = choosing.name.at ? choosing.name : user.name,
	    .company = user.entity_name,
	    .two_step = user.totp_secret.at != NULL};
	struct slice password = password_choose(
	    call->arena, call->settings, joining->password, &owner, "password", complaints);
	if (complaints->count > 0)
		return DB_OK;
	choosing.hash = password_hash(call->arena, password, user_password_cost(call->settings));
	choosing.alone = password_stands_alone(password);
	choosing.act = act_of_holder(call, link, choosing.name.at ? choosing.name : user.name);
	return txn_run(call->db, choose_closure, &choosing);
}
