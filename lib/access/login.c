/* POST /v1/auth/login, POST /v1/auth/logout, GET /v1/auth/whoami. */
#include "access/login.h"

#include <assert.h>

#include "access/admission.h"
#include "access/key_population.h"
#include "access/keys.h"
#include "access/policy_text.h"
#include "access/steps.h"
#include "base/clock.h"
#include "codec/date.h"
#include "codec/json.h"
#include "db/txn.h"
#include "sql/credentials.h"
#include "sql/keys.h"
#include "web/problem.h"

/* clang-format off */
const struct shape login_shape = {SHAPE_NOTHING, NULL, NULL};

static const struct shape limit_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"name", PRIVACY_OPEN, NULL},
	{"quantity", PRIVACY_OPEN, NULL},
	{"window_seconds", PRIVACY_OPEN, NULL},
	{0}}};

const struct shape whoami_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"object", PRIVACY_OPEN, NULL},
	{"key_id", PRIVACY_OPEN, NULL},
	{"name", PRIVACY_OPEN, NULL},
	{"credential", PRIVACY_OPEN, NULL},
	{"entity_id", PRIVACY_OPEN, NULL},
	{"mode", PRIVACY_OPEN, NULL},
	{"access", PRIVACY_OPEN, NULL},
	{"scope", PRIVACY_OPEN, NULL},
	{"fields", PRIVACY_OPEN, NULL},
	{"population", PRIVACY_OPEN, NULL},
	{"limits", 0, &limit_shape},
	{"largest_body_bytes", PRIVACY_OPEN, NULL},
	{"expires_at", PRIVACY_OPEN, NULL},
	{0}}};
/* clang-format on */

static void
put_time(struct json_writer *w, struct call *call, const char *name, int64_t time_us)
{
	json_name(w, name);
	if (time_us == 0)
		json_put_null(w);
	else
		json_put_string(w, time_text(call->arena, time_us));
}

static void
put_text(struct json_writer *w, const char *name, const char *text)
{
	json_name(w, name);
	json_put_text(w, text);
}

static void
put_entity(struct json_writer *w, struct call *call)
{
	json_name(w, "entity_id");
	json_put_string(w, arena_printf(call->arena, "ent_%s", call->caller.entity_code));
	put_text(w, "mode", mode_name(call->caller.mode));
}

/* Clients that always send a body send `{}`; anything in it would be ignored, so it is refused. */
static bool
body_is_empty(struct call *call)
{
	static const struct complaints unexpected = {
	    .list = {{.pointer = SLICE(""),
		.code = "unexpected_body",
		.detail = SLICE("This operation takes no body.")}},
	    .count = 1};
	struct slice body = slice_trim(call->request.body);
	if (body.len == 0 || slice_is(body, "{}"))
		return true;
	refuse_with(call, PROBLEM_VALIDATION_FAILED, &unexpected);
	return false;
}

/* Login */

struct login {
	struct call *call;
	struct slice token;
	int64_t expires_us, seconds;
	bool gone; /* the credential is no longer what it was */
};

static enum db_status
end_excess(struct db *db, const struct call *call, int64_t now_us)
{
	uint64_t entity_id = call->caller.entity_id;
	struct credential_row_tokens_alive_in in = {entity_id, call->caller.key_id};
	struct credential_row_tokens_alive_row row;
	enum db_status status = credential_row_tokens_alive(db, call->arena, &in, &row);
	if (status != DB_OK || row.alive < KEY_TOKENS_MAX)
		return status;
	struct credential_row_end_oldest_tokens_in end = {
	    .entity_id = entity_id,
	    .key_id = call->caller.key_id,
	    .ended_at = now_us,
	    .excess = row.alive - KEY_TOKENS_MAX + 1,
	};
	return credential_row_end_oldest_tokens(db, &end, NULL);
}

static enum db_status
insert_token(struct db *db, struct login *login, const struct credential_row_hold_row *secret)
{
	struct call *call = login->call;
	int64_t now_us = clock_now();
	uint32_t pepper_id;
	enum db_status status = end_excess(db, call, now_us);
	if (status != DB_OK)
		return status;
	login->token = credential_new_token(call->arena, call->settings);
	login->expires_us = now_us + TOKEN_SECONDS * CLOCK_SECOND;
	if (secret->expires_at.has && secret->expires_at.value < login->expires_us)
		login->expires_us = secret->expires_at.value;
	login->seconds = (login->expires_us - now_us) / CLOCK_SECOND;
	struct credential_row_insert_in row = {
	    .digest = credential_digest(call->secrets, login->token, &pepper_id),
	    .id = uuid_v7(),
	    .entity_id = call->caller.entity_id,
	    .key_id = secret->key_id,
	    .kind = SLICE_OF("token"),
	    .parent_id = secret->id,
	    .last_four = slice_skip(login->token, login->token.len - 4),
	    .created_at = now_us,
	    .expires_at = {.has = true, .value = login->expires_us},
	};
	row.pepper_id = pepper_id;
	return credential_row_insert(db, &row, NULL);
}

static enum txn_verdict
login_closure(struct db *db, void *context, enum db_status *status)
{
	struct login *login = context;
	const struct caller *caller = &login->call->caller;
	struct credential_row_hold_in in = {
	    caller->entity_id, caller->guard.digest, caller->guard.stamp};
	struct credential_row_hold_row row;
	*status = credential_row_hold(db, login->call->arena, &in, &row);
	login->gone = *status == DB_NO_ROW;
	if (login->gone)
		return TXN_ROLLBACK;
	if (*status != DB_OK || (*status = insert_token(db, login, &row)) != DB_OK)
		return TXN_STATUS;
	return TXN_COMMIT;
}

static void
answer_login(const struct login *login)
{
	struct call *call = login->call;
	answer_begin(call, 200, "application/json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	put_text(&w, "object", "access_token");
	json_name(&w, "access_token");
	json_put_string(&w, login->token);
	put_text(&w, "token_type", "Bearer");
	json_name(&w, "expires_in");
	json_put_integer(&w, login->seconds);
	put_time(&w, call, "expires_at", login->expires_us);
	put_entity(&w, call);
	json_name(&w, "scope");
	json_put_string(&w, policy_scopes(call->arena, call->caller.policy));
	json_end_object(&w);
}

/* A token that could make tokens would never die. */
static bool
is_key(struct call *call)
{
	if (!call->caller.by_token)
		return true;
	call->notes.reason = "token_at_login";
	refuse(call, PROBLEM_INVALID_CREDENTIAL, "Log in with the key itself.");
	answer_header(
	    call, "WWW-Authenticate", SLICE_OF("Bearer realm=\"hub\", error=\"invalid_token\""));
	return false;
}

void
auth_login(struct call *call)
{
	struct login login = {.call = call};
	if (!is_key(call) || !body_is_empty(call))
		return;
	enum db_status status = txn_run(call->db, login_closure, &login);
	if (status == DB_OK && login.gone) {
		if (!access_reidentify(call))
			return;
		status = txn_run(call->db, login_closure, &login);
	}
	if (status != DB_OK || login.gone) {
		fail_db(call, "access.login", login.gone ? DB_RERUN : status);
		return;
	}
	call->caller.confirmed = true;
	answer_login(&login);
}

void
auth_logout(struct call *call)
{
	const struct caller *caller = &call->caller;
	if (!caller->by_token) {
		refuse(call, PROBLEM_INVALID_TRANSITION,
		    "A key does not log out; an administrator can revoke it.");
		return;
	}
	struct credential_row_end_in in = {
	    caller->entity_id, caller->key_id, caller->credential_id, clock_now()};
	uint64_t ended;
	enum db_status status = credential_row_end(call->db, &in, &ended);
	if (status != DB_OK) {
		fail_db(call, "access.logout", status);
		return;
	}
	credential_forget(&caller->guard.digest);
	if (ended == 0 && !access_confirm(call))
		return;
	call->caller.confirmed = true;
	answer_begin(call, 204, NULL);
}

/* Who am I */

static void
put_limits(struct json_writer *w, const struct limit_pair *limits)
{
	json_name(w, "limits");
	json_begin_array(w);
	for (int i = LIMITS_OF_A_WORD - 1; i >= 0; i--) {
		const struct limit *limit = &limits->limit[i];
		json_begin_object(w);
		put_text(w, "name", limit->name);
		json_name(w, "quantity");
		json_put_integer(w, limit->quantity);
		json_name(w, "window_seconds");
		json_put_integer(w, limit->window_seconds);
		json_end_object(w);
	}
	json_end_array(w);
}

/* Which fields each resource shows this caller; all, unless the policy lists them. */
static void
put_fields(struct json_writer *w, const struct policy *policy)
{
	json_name(w, "fields");
	json_begin_object(w);
	for (size_t i = 0; catalog[i]; i++) {
		const struct grant *grant = policy_grant(policy, catalog[i]);
		if (!(grant->operations & OPERATION_READ))
			continue;
		json_name(w, catalog[i]->name);
		json_begin_array(w);
		for (size_t field = 0; field < catalog[i]->nfields; field++)
			if (fieldset_has(&grant->read.fields, (int)field))
				json_put_text(w, catalog[i]->fields[field].name);
		json_end_array(w);
	}
	json_end_object(w);
}

/* What is chosen in each dimension; null where it does not limit, or altogether. */
static void
put_population(struct json_writer *w, struct arena *arena, const struct population_choice *choice)
{
	json_name(w, "population");
	if (choice->population == 0) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	for (size_t i = 0; i < POPULATION_DIMENSIONS; i++) {
		const struct dimension *dimension = &population_dimensions[i];
		json_name(w, dimension->name);
		if ((choice->population & 1u << i) == 0) {
			json_put_null(w);
			continue;
		}
		json_begin_array(w);
		for (size_t j = 0; j < choice->count; j++)
			if (choice->values[j].dimension == i)
				json_put_string(w, id_text(arena, dimension->resource->prefix,
						       choice->values[j].id));
		json_end_array(w);
	}
	json_end_object(w);
}

static void
answer_whoami(struct call *call, struct slice key_name, const struct population_choice *population)
{
	const struct caller *caller = &call->caller;
	const struct identity *identity = caller->admission->identity;
	answer_begin(call, 200, "application/json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	put_text(&w, "object", "caller");
	json_name(&w, "key_id");
	json_put_string(&w, id_text(call->arena, KEY_PREFIX, caller->key_id));
	json_name(&w, "name");
	json_put_string(&w, key_name);
	put_text(&w, "credential", caller->by_token ? "token" : "key");
	put_entity(&w, call);
	put_text(&w, "access", level_name(caller->policy->level));
	json_name(&w, "scope");
	json_put_string(&w, policy_scopes(call->arena, caller->policy));
	put_fields(&w, caller->policy);
	put_population(&w, call->arena, population);
	put_limits(&w, &identity->limits);
	json_name(&w, "largest_body_bytes");
	json_put_integer(&w, CALL_BODY_MAX);
	put_time(&w, call, "expires_at", identity->expires_us);
	json_end_object(&w);
}

static enum db_status
describe(struct call *call, struct key_row_describe_row *row)
{
	const struct caller *caller = &call->caller;
	struct key_row_describe_in in = {
	    .entity_id = caller->entity_id,
	    .key_id = caller->key_id,
	    .stamp = caller->guard.stamp,
	    .until = caller->guard.until_us,
	};
	return key_row_describe(call->db, call->arena, &in, row);
}

void
auth_whoami(struct call *call)
{
	struct population_choice population;
	struct key_row_describe_row row;
	enum db_status status = describe(call, &row);
	if (status == DB_NO_ROW) {
		if (!access_reidentify(call))
			return;
		status = describe(call, &row);
	}
	if (status != DB_OK) {
		fail_db(call, "access.whoami", status == DB_NO_ROW ? DB_RERUN : status);
		return;
	}
	call->caller.confirmed = true;
	status = population_load(call->db, call->arena, call->caller.entity_id, call->caller.key_id,
	    call->caller.population, &population);
	if (status != DB_OK)
		fail_db(call, "access.whoami.population", status);
	else
		answer_whoami(call, row.name, &population);
}
