/* Proving once more who one is, before an act that wants it. */
#include "access/confirm.h"

#include "access/limits.h"
#include "access/sessions.h"
#include "access/two_step.h"
#include "access/users.h"
#include "sql/users.h"

/* Tries that failed, of a person; those that succeeded are given back. */
static const struct limit_pair confirm_limit = {{{"account", 10, 600}}};

struct confirming {
	struct call *call;
	struct act act;
	struct slice proof;
	struct user_row_proof_row user;
	bool by_password;
	struct slice cookie; /* NULL: not proven */
};

static uint64_t
number_of(const struct call *call)
{
	struct slice who = id_text(call->arena, USER_PREFIX, call->caller.user_id);
	return limits_number_of_text(arena_printf(call->arena, "confirm %.*s", SLICE_ARG(who)));
}

bool
confirm_may_try(const struct call *call, uint32_t *retry_seconds)
{
	struct limit_verdict verdict =
	    limits_spend(LIMIT_SIGN_IN_ACCOUNT, number_of(call), &confirm_limit);
	*retry_seconds = verdict.retry_after_ms / 1000 + 1;
	return verdict.admitted;
}

void
confirm_succeeded(const struct call *call)
{
	limits_give_back(LIMIT_SIGN_IN_ACCOUNT, number_of(call), &confirm_limit);
}

static enum db_status
audit(struct db *db, const struct confirming *confirming, enum audit_event event)
{
	const struct act *act = &confirming->act;
	struct audit_entry entry = act_entry(act, event);
	entry.subject_kind = "user";
	entry.subject_id = act->actor_id;
	entry.subject_name = act->actor_name;
	return audit_append(db, act->arena, &entry);
}

static enum db_status
confirm(struct db *db, struct confirming *confirming)
{
	const struct act *act = &confirming->act;
	const struct user_row_proof_row *user = &confirming->user;
	enum two_step_proof proof = TWO_STEP_WRONG;
	enum db_status status = DB_OK;
	confirming->cookie = SLICE_NONE;
	if (!confirming->by_password && user->totp_secret.at)
		status = two_step_take(db, act->arena, act->secrets, act->entity_id, act->actor_id,
		    user->totp_secret, user->totp_step.value, confirming->proof, &proof);
	if (status != DB_OK)
		return status;
	if (!confirming->by_password && proof == TWO_STEP_WRONG)
		return audit(db, confirming, AUDIT_USER_CONFIRM_FAILED);
	if ((status = session_step_up(confirming->call, &confirming->cookie)) != DB_OK)
		return status;
	if (proof == TWO_STEP_BY_RECOVERY &&
	    (status = audit(db, confirming, AUDIT_USER_RECOVERY_CODE_USED)) != DB_OK)
		return status;
	return audit(db, confirming, AUDIT_USER_CONFIRMED);
}

static enum txn_verdict
confirm_closure(struct db *db, void *context, enum db_status *status)
{
	*status = confirm(db, context);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

enum db_status
user_confirm(struct call *call, struct slice proof, struct confirm_result *result)
{
	struct confirming confirming = {.call = call, .act = act_of(call), .proof = proof};
	struct user_row_proof_in in = {confirming.act.entity_id, confirming.act.actor_id};
	*result = (struct confirm_result){.outcome = CONFIRM_SLOWED};
	if (!confirm_may_try(call, &result->retry_seconds))
		return DB_OK;
	enum db_status status = user_row_proof(call->db, call->arena, &in, &confirming.user);
	if (status != DB_OK)
		return status;
	struct slice typed = password_typed(call->arena, proof);
	confirming.by_password =
	    typed.len <= PASSWORD_BYTES_MAX && password_matches(confirming.user.password_hash,
						   typed, user_password_cost(call->settings));
	status = txn_run(call->db, confirm_closure, &confirming);
	if (status != DB_OK)
		return status;
	*result = (struct confirm_result){.outcome = CONFIRM_WRONG};
	if (!confirming.cookie.at)
		return DB_OK;
	confirm_succeeded(call);
	call->caller.stepped_up = true;
	*result = (struct confirm_result){.outcome = CONFIRM_DONE, .cookie = confirming.cookie};
	return DB_OK;
}
