/* Signing in and out. */
#include <inttypes.h>
#include <string.h>

#include "access/limits.h"
#include "access/sessions.h"
#include "access/two_step.h"
#include "access/users.h"
#include "base/clock.h"
#include "codec/base64.h"
#include "crypt/password.h"
#include "sql/users.h"

#define EMAIL_BYTES_MAX 254
#define HALF_NAME "half sign-in"
#define HALF_LASTS_US (10 * CLOCK_MINUTE)
#define HALF_MAX 1024

/*
 * Tries that failed; those that succeeded are given back. A stranger who tries an account spends
 * what the two are allowed together, not what its owner is allowed from elsewhere; the account's
 * own limit is out of one address's reach and stands against guessing from many.
 */
enum tries { TRIES_ADDRESS, TRIES_PAIR, TRIES_ACCOUNT, TRIES };

static const struct {
	enum limit_kind kind;
	struct limit_pair limit;
} tries[TRIES] = {
    [TRIES_ADDRESS] = {LIMIT_SIGN_IN_ADDRESS, {{{"address", 60, 600}}}},
    [TRIES_PAIR] = {LIMIT_SIGN_IN_ACCOUNT, {{{"account and address", 10, 600}}}},
    [TRIES_ACCOUNT] = {LIMIT_SIGN_IN_ACCOUNT, {{{"account", 100, 600}}}},
};

struct signing {
	struct call *call;
	struct slice password;
	struct user_row_by_email_row user;
	bool known, opens;
	uint64_t numbers[TRIES]; /* what the limits are counted by */
	struct slice cookie;
};

/*
 * The same account however its address is written: letters are compared without case. No text
 * that a stranger types is counted as anything but an account's.
 */
static void
number_tries(struct signing *signing, struct slice email)
{
	struct call *call = signing->call;
	char *text = arena_text(call->arena, slice_head(email, EMAIL_BYTES_MAX));
	for (char *at = text; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	uint64_t address = limits_number_of_address(call->request.address);
	signing->numbers[TRIES_ADDRESS] = address;
	signing->numbers[TRIES_PAIR] =
	    limits_number_of_text(arena_printf(call->arena, "%" PRIx64 " %s", address, text));
	signing->numbers[TRIES_ACCOUNT] =
	    limits_number_of_text(arena_printf(call->arena, "account %s", text));
}

static void
give_back(const struct signing *signing, int count)
{
	for (int i = 0; i < count; i++)
		limits_give_back(tries[i].kind, signing->numbers[i], &tries[i].limit);
}

static bool
may_try(struct signing *signing, struct sign_in_result *result)
{
	for (int i = 0; i < TRIES; i++) {
		struct limit_verdict verdict =
		    limits_spend(tries[i].kind, signing->numbers[i], &tries[i].limit);
		if (verdict.admitted)
			continue;
		give_back(signing, i);
		result->outcome = SIGN_IN_SLOWED;
		result->retry_seconds = verdict.retry_after_ms / 1000 + 1;
		return false;
	}
	return true;
}

/* Hashes once whatever is known, so that the answer's time tells nothing. */
static void
prove(struct signing *signing)
{
	const struct user_row_by_email_row *user = &signing->user;
	bool short_enough = signing->password.len <= PASSWORD_BYTES_MAX;
	signing->password = password_typed(signing->call->arena, signing->password);
	short_enough = short_enough && signing->password.len <= PASSWORD_BYTES_MAX;
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

/* Where the password is at hand: the second step comes without it. */
static enum db_status
rehash(struct db *db, struct signing *signing)
{
	struct user_row_by_email_row *user = &signing->user;
	struct password_cost cost = user_password_cost(signing->call->settings);
	if (!signing->password.at || !password_is_weaker(user->password_hash, cost))
		return DB_OK;
	struct user_row_rehash_in in = {
	    .entity_id = user->entity_id,
	    .id = user->id,
	    .proven = user->password_hash,
	    .password_hash = password_hash(signing->call->arena, signing->password, cost),
	};
	enum db_status status = user_row_rehash(db, &in, NULL);
	if (status == DB_OK)
		user->password_hash = in.password_hash;
	return status;
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

/* Letters with and without accents are one in the database, but not where tries are counted. */
static enum db_status
find_user(struct signing *signing, struct slice email)
{
	struct user_row_by_email_in in = {.email = email};
	if (email.len == 0 || email.len > EMAIL_BYTES_MAX)
		return DB_NO_ROW;
	enum db_status status =
	    user_row_by_email(signing->call->db, signing->call->arena, &in, &signing->user);
	bool same = status == DB_OK && slice_eq_nocase(signing->user.email, email);
	return status == DB_OK && !same ? DB_NO_ROW : status;
}

/*
 * The first half of a sign-in, on its way through a hidden field: who proved a password,
 * and when. Bound to the hash that was proven, so that a changed password ends it.
 */
static struct slice
half_of(struct call *call, const struct user_row_by_email_row *user)
{
	struct str text;
	struct digest hash = sha256(user->password_hash);
	char proven[2 * DIGEST_LEN + 1];
	digest_hex(&hash, proven);
	struct slice plain = arena_printf(call->arena, "%lld %llu %.*s %s", (long long)clock_now(),
	    (unsigned long long)user->entity_id,
	    SLICE_ARG(id_text(call->arena, USER_PREFIX, user->id)), proven);
	struct slice sealed =
	    seal(call->arena, call->secrets, SECRET_CURSOR, 0, HALF_NAME, SLICE_OF(""), plain);
	str_init(&text, call->arena, HALF_MAX);
	base64url_write(&text, sealed);
	return str_slice(&text);
}

struct half {
	int64_t proven_us;
	uint64_t entity_id;
	struct uuid user_id;
	struct digest hash;
};

static bool
half_read(struct call *call, struct slice text, struct half *half)
{
	struct slice sealed, plain, time, entity, id, hash;
	uint64_t proven_us;
	if (text.len == 0 || text.len > HALF_MAX || !base64url_read(call->arena, text, &sealed))
		return false;
	plain =
	    unseal(call->arena, call->secrets, SECRET_CURSOR, 0, HALF_NAME, SLICE_OF(""), sealed);
	if (!plain.at || !slice_cut(plain, ' ', &time, &plain) ||
	    !slice_cut(plain, ' ', &entity, &plain) || !slice_cut(plain, ' ', &id, &hash) ||
	    !digest_read_hex(hash, &half->hash) || !slice_to_u64(time, INT64_MAX, &proven_us) ||
	    !slice_to_u64(entity, UINT64_MAX, &half->entity_id) ||
	    !id_read(USER_PREFIX, id, &half->user_id))
		return false;
	half->proven_us = (int64_t)proven_us;
	return half->proven_us > clock_now() - HALF_LASTS_US;
}

static enum db_status
begin_second_step(struct signing *signing, struct sign_in_result *result)
{
	enum db_status status = rehash(signing->call->db, signing);
	if (status != DB_OK)
		return status;
	give_back(signing, TRIES);
	result->outcome = SIGN_IN_CODE;
	result->half = half_of(signing->call, &signing->user);
	return DB_OK;
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
	number_tries(&signing, email);
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
	if (signing.user.two_step)
		return begin_second_step(&signing, result);
	status = txn_run(call->db, success_closure, &signing);
	if (status != DB_OK)
		return status;
	give_back(&signing, TRIES);
	result->outcome = SIGN_IN_DONE;
	result->cookie = signing.cookie;
	return DB_OK;
}

/* The second step */

struct second {
	struct signing signing;
	struct user_row_proof_row proof;
	struct slice code;
};

/* What the code opens, it opens once: taking it and beginning the session are one. */
static enum txn_verdict
second_closure(struct db *db, void *context, enum db_status *status)
{
	struct second *second = context;
	struct signing *signing = &second->signing;
	const struct user_row_by_email_row *user = &signing->user;
	enum two_step_proof proof = TWO_STEP_WRONG;
	*status = two_step_take(db, signing->call->arena, signing->call->secrets, user->entity_id,
	    user->id, second->proof.totp_secret, second->proof.totp_step.value, second->code,
	    &proof);
	if (*status != DB_OK)
		return TXN_STATUS;
	signing->opens = proof != TWO_STEP_WRONG;
	if (!signing->opens)
		return failure_closure(db, signing, status);
	if (proof == TWO_STEP_BY_RECOVERY) {
		struct audit_entry entry = entry_of(signing, AUDIT_USER_RECOVERY_CODE_USED);
		*status = audit_append(db, signing->call->arena, &entry);
	}
	return *status == DB_OK ? success_closure(db, signing, status) : TXN_STATUS;
}

/* DB_NO_ROW: the first half is too old, or is not true any more. */
static enum db_status
load_half(struct second *second, struct slice text)
{
	struct call *call = second->signing.call;
	struct half half;
	if (!half_read(call, text, &half))
		return DB_NO_ROW;
	struct user_row_proof_in in = {half.entity_id, half.user_id};
	enum db_status status = user_row_proof(call->db, call->arena, &in, &second->proof);
	if (status != DB_OK)
		return status;
	const struct user_row_proof_row *proof = &second->proof;
	struct digest hash = sha256(proof->password_hash);
	second->signing.user = (struct user_row_by_email_row){
	    .entity_id = half.entity_id,
	    .id = half.user_id,
	    .name = proof->name,
	    .state = proof->state,
	    .password_hash = proof->password_hash,
	    .two_step = proof->totp_secret.at != NULL,
	    .entity_state = proof->entity_state,
	};
	bool stands = digest_eq(&hash, &half.hash) && proof->totp_secret.at &&
		      slice_is(proof->state, "active") && !slice_is(proof->entity_state, "closed");
	return stands ? DB_OK : DB_NO_ROW;
}

enum db_status
user_sign_in_code(
    struct call *call, struct slice half, struct slice code, struct sign_in_result *result)
{
	struct second second = {.signing = {.call = call, .known = true}, .code = code};
	struct signing *signing = &second.signing;
	*result = (struct sign_in_result){.outcome = SIGN_IN_NO_COOKIE};
	if (!session_cookie_is_kept(call))
		return DB_OK;
	result->outcome = SIGN_IN_WRONG;
	enum db_status status = load_half(&second, half);
	if (status != DB_OK)
		return status == DB_NO_ROW ? DB_OK : status;
	number_tries(signing, second.proof.email);
	if (!may_try(signing, result))
		return DB_OK;
	status = txn_run(call->db, second_closure, &second);
	if (status != DB_OK || !signing->opens)
		return status;
	give_back(signing, TRIES);
	result->outcome = SIGN_IN_DONE;
	result->cookie = signing->cookie;
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
