/* Keys that wait: for a second admin's word, and for who collects their secret. */
#include "access/key_work.h"
#include "access/links.h"

struct waiting {
	const struct act *act;
	struct uuid id;
	uint64_t version; /* that was shown; 0: any */
	struct complaints *complaints;
	struct slice name;
	const char *refused; /* why this actor may not; NULL: he may */
	struct slice secret;
};

static void
complain_of(struct waiting *waiting, const char *code, const char *sentence)
{
	act_complain(waiting->complaints, "key", code, slice_from(sentence));
}

static void
refuse_actor(struct waiting *waiting, const char *why, const char *sentence)
{
	waiting->refused = why;
	complain_of(waiting, why, sentence);
}

/* Made and approved by the operator would be one person's word too: both are nobody. */
static void
judge_approval(struct waiting *waiting, const struct key_row_lock_row *key)
{
	const struct act *act = waiting->act;
	if (act->role == ROLE_DEVELOPER || act->role == ROLE_AUDITOR)
		refuse_actor(waiting, "role", "Owners and admins approve keys.");
	else if (!slice_is(key->state, "waiting") || !slice_is(key->awaits, "approval"))
		complain_of(waiting, "not_waiting", "This key does not wait for approval.");
	else if (uuid_eq(act->actor_id, key->created_by))
		refuse_actor(waiting, "own_key", "Somebody else has to approve your key.");
	else if (waiting->version != 0 && waiting->version != key->version)
		complain_of(
		    waiting, "changed", "This key was changed since you looked at it. Look again.");
}

static enum db_status
approve(struct db *db, struct waiting *waiting)
{
	const struct act *act = waiting->act;
	struct key_row_lock_row key;
	struct act_changes changes = {.count = 0};
	enum db_status status = key_lock(db, act, waiting->id, &key);
	if (status != DB_OK)
		return status;
	waiting->name = key.name;
	judge_approval(waiting, &key);
	if (waiting->complaints->count > 0)
		return DB_OK;
	struct key_row_approve_in in = {act->entity_id, waiting->id, act->actor_id, clock_now()};
	if ((status = key_row_approve(db, &in, NULL)) != DB_OK)
		return status;
	act_note(&changes, "awaits", SLICE_OF("approval"), SLICE_OF("collection"));
	return key_audit(db, act, AUDIT_KEY_APPROVED, waiting->id, key.name, &changes);
}

static void
judge_collection(struct waiting *waiting, const struct key_row_lock_row *key)
{
	const struct act *act = waiting->act;
	if (!slice_is(key->state, "waiting"))
		complain_of(waiting, "not_waiting", "This key does not wait to be collected.");
	else if (act->role && !uuid_eq(act->actor_id, key->created_by))
		refuse_actor(waiting, "not_maker", "Who asked for the key collects it.");
	else if (!slice_is(key->awaits, "collection"))
		complain_of(waiting, "awaits_approval", "This key still waits for approval.");
}

static enum db_status
collect(struct db *db, struct waiting *waiting)
{
	const struct act *act = waiting->act;
	struct key_row_lock_row key;
	struct act_changes changes = {.count = 0};
	enum db_status status = key_lock(db, act, waiting->id, &key);
	if (status != DB_OK)
		return status;
	waiting->name = key.name;
	judge_collection(waiting, &key);
	if (waiting->complaints->count > 0)
		return DB_OK;
	if ((status = key_open(db, act, waiting->id, &key, &waiting->secret)) != DB_OK ||
	    (status = links_withdraw(db, act->entity_id, LINK_HANDOVER, waiting->id)) != DB_OK)
		return status;
	act_note(&changes, "state", SLICE_OF("uncollected"), SLICE_OF("active"));
	return key_audit(db, act, AUDIT_KEY_COLLECTED, waiting->id, key.name, &changes);
}

static enum txn_verdict
verdict_of(struct waiting *waiting, enum db_status status)
{
	if (status != DB_OK)
		return TXN_STATUS;
	return waiting->complaints->count > 0 ? TXN_ROLLBACK : TXN_COMMIT;
}

static void
begin_again(struct waiting *waiting)
{
	waiting->complaints->count = 0;
	waiting->refused = NULL;
}

static enum txn_verdict
approve_closure(struct db *db, void *context, enum db_status *status)
{
	begin_again(context);
	*status = approve(db, context);
	return verdict_of(context, *status);
}

static enum txn_verdict
collect_closure(struct db *db, void *context, enum db_status *status)
{
	begin_again(context);
	*status = collect(db, context);
	return verdict_of(context, *status);
}

static enum db_status
run(struct waiting *waiting, txn_closure *closure)
{
	struct slice wanted =
	    closure == approve_closure ? SLICE_OF("key.approve") : SLICE_OF("key.collect");
	struct act_subject subject;
	enum db_status status =
	    key_permit_secret(waiting->act, waiting->id, waiting->complaints, &subject);
	if (status != DB_OK || waiting->complaints->count > 0)
		return status;
	status = txn_run(waiting->act->db, closure, waiting);
	if (status == DB_OK && waiting->refused)
		status = act_refused(waiting->act, wanted, &subject, waiting->refused);
	return status;
}

enum db_status
key_approve(const struct act *act, struct uuid id, uint64_t version, struct complaints *complaints)
{
	struct waiting waiting = {
	    .act = act, .id = id, .version = version, .complaints = complaints};
	return run(&waiting, approve_closure);
}

enum db_status
key_collect(
    const struct act *act, struct uuid id, struct complaints *complaints, struct slice *secret)
{
	struct waiting waiting = {.act = act, .id = id, .complaints = complaints};
	enum db_status status = run(&waiting, collect_closure);
	if (status == DB_OK && complaints->count == 0)
		*secret = waiting.secret;
	return status;
}
