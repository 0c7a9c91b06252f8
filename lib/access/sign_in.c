/* Signing in and out. */
#include <string.h>

#include "access/limits.h"
#include "access/sessions.h"
#include "access/users.h"
#include "base/clock.h"
#include "crypt/password.h"
#include "sql/users.h"

#define EMAIL_BYTES_MAX 254

/* Tries that failed; those that succeeded are given back. */
static const struct limit_pair account_limit = {{{"account", 10, 600}}};
static const struct limit_pair address_limit = {{{"address", 60, 600}}};

struct signing {
	struct call *call;
	struct slice password;
	struct user_row_by_email_row user;
	bool known, opens;
	uint64_t address, account;
	struct slice cookie;
};

/* The same account however its address is written: letters are compared without case. */
static uint64_t
account_number(struct arena *arena, struct slice email)
{
	char *text = arena_text(arena, slice_head(email, EMAIL_BYTES_MAX));
	for (char *at = text; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return limits_number_of_text(slice_from(text));
}

static bool
may_try(struct signing *signing, struct sign_in_result *result)
{
	struct limit_verdict address =
	    limits_spend(LIMIT_SIGN_IN_ADDRESS, signing->address, &address_limit);
	struct limit_verdict account = {.admitted = true};
	if (address.admitted)
		account = limits_spend(LIMIT_SIGN_IN_ACCOUNT, signing->account, &account_limit);
	if (address.admitted && !account.admitted)
		limits_give_back(LIMIT_SIGN_IN_ADDRESS, signing->address, &address_limit);
	if (address.admitted && account.admitted)
		return true;
	uint32_t wait_ms = address.admitted ? account.retry_after_ms : address.retry_after_ms;
	result->outcome = SIGN_IN_SLOWED;
	result->retry_seconds = wait_ms / 1000 + 1;
	return false;
}

static void
give_back(const struct signing *signing)
{
	limits_give_back(LIMIT_SIGN_IN_ADDRESS, signing->address, &address_limit);
	limits_give_back(LIMIT_SIGN_IN_ACCOUNT, signing->account, &account_limit);
}

/* Hashes once whatever is known, so that the answer's time tells nothing. */
static void
prove(struct signing *signing)
{
	const struct user_row_by_email_row *user = &signing->user;
	bool short_enough = signing->password.len <= PASSWORD_BYTES_MAX;
	struct slice phc = signing->known && short_enough ? user->password_hash : SLICE_NONE;
	bool matches = password_matches(phc, slice_head(signing->password, PASSWORD_BYTES_MAX),
	    user_password_cost(signing->call->settings));
	signing->opens = matches && phc.at && slice_is(user->state, "active") &&
			 !slice_is(user->entity_state, "closed");
}

static struct audit_entry
entry_of(const struct signing *signing, enum audit_event event)
{
	const struct user_row_by_email_row *user = &signing->user;
	struct act act = act_of(signing->call);
	act.entity_id = user->entity_id;
	act.actor_kind = signing->opens ? "user" : "nobody";
	act.actor_id = signing->opens ? user->id : (struct uuid){0};
	act.actor_name = signing->opens ? user->name : SLICE_NONE;
	struct audit_entry entry = act_entry(&act, event);
	entry.subject_kind = "user";
	entry.subject_id = user->id;
	entry.subject_name = user->name;
	return entry;
}

static enum db_status
rehash(struct db *db, const struct signing *signing)
{
	const struct user_row_by_email_row *user = &signing->user;
	struct password_cost cost = user_password_cost(signing->call->settings);
	if (!password_is_weaker(user->password_hash, cost))
		return DB_OK;
	struct user_row_rehash_in in = {
	    .entity_id = user->entity_id,
	    .id = user->id,
	    .proven = user->password_hash,
	    .password_hash = password_hash(signing->call->arena, signing->password, cost),
	};
	return user_row_rehash(db, &in, NULL);
}

static enum txn_verdict
failure_closure(struct db *db, void *context, enum db_status *status)
{
	const struct signing *signing = context;
	struct audit_entry entry = entry_of(signing, AUDIT_USER_SIGN_IN_FAILED);
	*status = audit_append(db, signing->call->arena, &entry);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static enum txn_verdict
success_closure(struct db *db, void *context, enum db_status *status)
{
	struct signing *signing = context;
	struct call *call = signing->call;
	const struct user_row_by_email_row *user = &signing->user;
	struct audit_entry entry = entry_of(signing, AUDIT_USER_SIGNED_IN);
	struct user_row_signed_in_in signed_in = {user->entity_id, user->id, clock_now()};
	struct slice forgotten;
	if ((*status = session_end(call, &forgotten)) != DB_OK ||
	    (*status = session_begin(call, user->entity_id, user->id, &signing->cookie)) != DB_OK ||
	    (*status = user_row_signed_in(db, &signed_in, NULL)) != DB_OK ||
	    (*status = rehash(db, signing)) != DB_OK ||
	    (*status = audit_append(db, call->arena, &entry)) != DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

static enum db_status
find_user(struct signing *signing, struct slice email)
{
	struct user_row_by_email_in in = {.email = email};
	if (email.len == 0 || email.len > EMAIL_BYTES_MAX)
		return DB_NO_ROW;
	return user_row_by_email(signing->call->db, signing->call->arena, &in, &signing->user);
}

enum db_status
user_sign_in(
    struct call *call, struct slice email, struct slice password, struct sign_in_result *result)
{
	struct signing signing = {.call = call, .password = password};
	*result = (struct sign_in_result){.outcome = SIGN_IN_NO_COOKIE};
	if (!session_cookie_is_kept(call))
		return DB_OK;
	email = slice_trim(email);
	signing.address = limits_number_of_address(call->request.address);
	signing.account = account_number(call->arena, email);
	if (!may_try(&signing, result))
		return DB_OK;
	result->outcome = SIGN_IN_WRONG;
	enum db_status status = find_user(&signing, email);
	if (status != DB_OK && status != DB_NO_ROW)
		return status;
	signing.known = status == DB_OK;
	prove(&signing);
	if (!signing.opens)
		return signing.known ? txn_run(call->db, failure_closure, &signing) : DB_OK;
	status = txn_run(call->db, success_closure, &signing);
	if (status != DB_OK)
		return status;
	give_back(&signing);
	result->outcome = SIGN_IN_DONE;
	result->cookie = signing.cookie;
	return DB_OK;
}

struct leaving {
	struct call *call;
	struct slice *cookie;
};

static enum txn_verdict
leave_closure(struct db *db, void *context, enum db_status *status)
{
	struct leaving *leaving = context;
	struct act act = act_of(leaving->call);
	struct audit_entry entry = act_entry(&act, AUDIT_USER_SIGNED_OUT);
	entry.subject_kind = "user";
	entry.subject_id = act.actor_id;
	entry.subject_name = act.actor_name;
	if ((*status = session_end(leaving->call, leaving->cookie)) != DB_OK ||
	    (*status = audit_append(db, act.arena, &entry)) != DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

enum db_status
user_sign_out(struct call *call, struct slice *cookie)
{
	struct leaving leaving = {call, cookie};
	if (call->caller.kind != CALLER_USER)
		return session_end(call, cookie);
	return txn_run(call->db, leave_closure, &leaving);
}
