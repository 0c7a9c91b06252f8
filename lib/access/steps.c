/*
 * The API's steps. A refusal that rests on what this process had cached is judged
 * again on what the database says now before it goes out, so that neither a
 * narrowing nor a widening of a key is ever answered from memory.
 */
#include "access/steps.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "access/admission.h"
#include "access/policy_text.h"
#include "base/log.h"
#include "base/str.h"
#include "catalog/population.h"

#define ENTITIES "/v1/entities/"
#define AUTH "/v1/auth/"
#define CHALLENGE "Bearer realm=\"hub\""

/* "Nothing speaks against it", where a judge answers with a problem. */
#define NO_PROBLEM PROBLEMS

bool
access_start(const struct settings *settings, const struct secrets *secrets)
{
	(void)secrets;
	if (limits_open(settings->limits_file))
		return true;
	log_line(LOG_ERROR_LEVEL, "access.limits", errno, NULL,
	    "the file of rate limits cannot be opened");
	return false;
}

static void
challenge(struct call *call, const char *parameters)
{
	answer_header(
	    call, "WWW-Authenticate", arena_printf(call->arena, "%s%s", CHALLENGE, parameters));
}

static bool
refuse_credential(struct call *call, const char *reason)
{
	call->notes.reason = reason;
	call->caller.kind = CALLER_NOBODY;
	call->caller.admission->identity = NULL;
	refuse(call, PROBLEM_INVALID_CREDENTIAL, NULL);
	challenge(call, ", error=\"invalid_token\"");
	return false;
}

static bool
address_may_try(struct call *call, struct admission *admission)
{
	struct limit_pair limit = admission_address_limit(call->settings);
	admission->of_address = true;
	admission->address_number = limits_number_of_address(call->request.address);
	struct limit_verdict verdict =
	    limits_look(LIMIT_ADDRESS, admission->address_number, &limit);
	if (!verdict.admitted)
		admission_refuse_limit(call, &verdict, &limit);
	return verdict.admitted;
}

static bool
is_name_of_credential(struct slice name)
{
	static const char *const names[] = {"access_token", "api_key", "key", "token"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

/* In the raw text too, since a query that cannot be decoded has no pairs. */
static bool
credential_stands_in_url(const struct call *call)
{
	const struct form *query = &call->request.query;
	struct slice raw = call->request.query_text;
	for (size_t i = 0; i < query->npairs; i++)
		if (is_name_of_credential(query->pairs[i].name) ||
		    credential_is_suspected(call->settings, query->pairs[i].name) ||
		    credential_is_suspected(call->settings, query->pairs[i].value))
			return true;
	for (; raw.len > 0; raw = slice_skip(raw, 1))
		if (credential_is_suspected(call->settings, raw))
			return true;
	return false;
}

static void
note_identity(struct call *call, const struct identity *identity)
{
	call->notes.entity_id = identity->entity_id;
	call->notes.mode = identity->mode;
	call->notes.key_id = identity->key_id;
	call->notes.credential_id = identity->credential_id;
}

static void
take_identity(struct call *call, const struct identity *identity, bool cached)
{
	struct caller *caller = &call->caller;
	caller->kind = CALLER_KEY;
	caller->entity_id = identity->entity_id;
	memcpy(caller->entity_code, identity->entity_code, sizeof caller->entity_code);
	caller->mode = identity->mode;
	caller->realm_id = identity->realm_id;
	caller->key_id = identity->key_id;
	caller->credential_id = identity->credential_id;
	caller->key_serial = identity->key_serial;
	caller->by_token = identity->is_token;
	caller->guard = identity->guard;
	caller->confirmed = !cached;
	caller->policy = &identity->policy;
	caller->population = identity->population;
	caller->admission->identity = identity;
}

static bool
identify(struct call *call)
{
	const struct identity *identity;
	bool cached;
	struct slice text = call->caller.admission->text;
	if (!credential_is_well_formed(text))
		return refuse_credential(call, "mistyped");
	enum db_status status = credential_find(
	    call->db, call->arena, call->settings, call->secrets, text, &identity, &cached);
	if (status == DB_NO_ROW)
		return refuse_credential(call, "unknown");
	if (status != DB_OK) {
		fail_db(call, "access.identify", status);
		return false;
	}
	note_identity(call, identity);
	if (identity->fate != FATE_ALIVE)
		return refuse_credential(call, fate_name(identity->fate));
	take_identity(call, identity, cached);
	return true;
}

bool
access_identify(struct call *call)
{
	struct admission *admission = admission_of(call);
	struct slice header = slice_trim(call_header(call, "HTTP_AUTHORIZATION"));
	if (call->open_to_all && (header.len == 0 || (call->route && call->route->unrecorded)))
		return true;
	if (!address_may_try(call, admission))
		return false;
	if (credential_stands_in_url(call)) {
		refuse(call, PROBLEM_CREDENTIAL_IN_URL, NULL);
		return false;
	}
	if (slice_find(header, ',') >= 0) {
		refuse(call, PROBLEM_INVALID_HEADER, "Authorization holds more than one value.");
		return false;
	}
	admission->text = credential_bearer(header);
	if (admission->text.len == 0) {
		refuse(call, PROBLEM_AUTHENTICATION_REQUIRED, NULL);
		challenge(call, "");
		return false;
	}
	return identify(call);
}

/* What was known of the caller is gone with it, so nothing may point there any more. */
static bool
identify_anew(struct call *call)
{
	struct digest digest = call->caller.guard.digest;
	call->caller.admission->identity = NULL;
	call->caller.policy = NULL;
	call->caller.population = POPULATION_UNKNOWN;
	credential_forget(&digest);
	return identify(call) && access_admit(call);
}

/* A problem that what is known of the caller gives rise to, or NO_PROBLEM. */
typedef enum problem judge_of(const struct call *call);

/* False with NO_PROBLEM: identifying anew has composed the answer. */
static bool
passes(struct call *call, judge_of *judge, enum problem *problem)
{
	*problem = judge(call);
	if (*problem == NO_PROBLEM)
		return true;
	if (call->caller.confirmed)
		return false;
	*problem = NO_PROBLEM;
	if (!identify_anew(call))
		return false;
	*problem = judge(call);
	return *problem == NO_PROBLEM;
}

/* Judged on the path alone, for the company comes before the question whether a route exists. */
static bool
names_another_entity(const struct call *call)
{
	struct slice entity, rest, path = call->request.path;
	if (!slice_has_prefix(path, ENTITIES))
		return false;
	slice_cut(slice_skip(path, strlen(ENTITIES)), '/', &entity, &rest);
	if (entity.len == 0)
		return false;
	return !slice_has_prefix(entity, "ent_") ||
	       !slice_is(slice_skip(entity, strlen("ent_")), call->caller.entity_code);
}

static enum problem
judge_entity(const struct call *call)
{
	const struct identity *identity = call->caller.admission->identity;
	if (names_another_entity(call))
		return PROBLEM_ENTITY_NOT_PERMITTED;
	if (identity->suspended)
		return PROBLEM_ENTITY_SUSPENDED;
	if (!addresses_admit(&identity->addresses, call->request.address))
		return PROBLEM_IP_NOT_ALLOWLISTED;
	if (identity->require_login && !identity->is_token &&
	    !slice_has_prefix(call->request.path, AUTH))
		return PROBLEM_LOGIN_REQUIRED;
	return NO_PROBLEM;
}

bool
access_admit(struct call *call)
{
	enum problem problem;
	if (call->caller.kind != CALLER_KEY || passes(call, judge_entity, &problem))
		return true;
	if (problem == NO_PROBLEM)
		return false;
	refuse(call, problem, NULL);
	if (problem == PROBLEM_LOGIN_REQUIRED)
		challenge(call, ", error=\"invalid_token\"");
	return false;
}

static bool
spend(struct call *call)
{
	struct admission *admission = call->caller.admission;
	admission->verdict =
	    limits_spend(LIMIT_KEY, call->caller.key_serial, &admission->identity->limits);
	admission->spent = true;
	return admission->verdict.admitted;
}

bool
access_spend(struct call *call)
{
	if (call->caller.kind != CALLER_KEY || spend(call))
		return true;
	if (!call->caller.confirmed && (!identify_anew(call) || spend(call)))
		return call->answer.status == 0;
	const struct admission *admission = call->caller.admission;
	admission_refuse_limit(call, &admission->verdict, &admission->identity->limits);
	return false;
}

static enum problem
judge_policy(const struct call *call)
{
	const struct policy *policy = call->caller.policy;
	unsigned needs = call->route->needs;
	if (call->route->access == ACCESS_FEED)
		return policy->granted.feed ? NO_PROBLEM : PROBLEM_INSUFFICIENT_SCOPE;
	bool writes = needs & (OPERATION_CREATE | OPERATION_UPDATE | OPERATION_DELETE);
	if (policy_allows(policy, call->notes.resource, needs))
		return NO_PROBLEM;
	return policy->level == LEVEL_READ_ONLY && writes ? PROBLEM_READ_ONLY_KEY
							  : PROBLEM_INSUFFICIENT_SCOPE;
}

static void
refuse_scope(struct call *call, enum problem problem, unsigned needs)
{
	struct slice scope = call->route->access == ACCESS_FEED
				 ? SLICE_OF(POLICY_FEED_SCOPE)
				 : policy_scope(call->arena, call->notes.resource, needs);
	refuse_extra(call, problem, NULL,
	    arena_printf(call->arena, "\"required\":\"%.*s\"", SLICE_ARG(scope)));
	struct slice parameters = arena_printf(
	    call->arena, ", error=\"insufficient_scope\", scope=\"%.*s\"", SLICE_ARG(scope));
	challenge(call, parameters.at);
}

bool
access_authorize(struct call *call)
{
	enum problem problem;
	if (!call->route ||
	    (call->route->access != ACCESS_RESOURCE && call->route->access != ACCESS_FEED))
		return true;
	assert(call->caller.kind == CALLER_KEY);
	if (!passes(call, judge_policy, &problem)) {
		if (problem != NO_PROBLEM)
			refuse_scope(call, problem, call->route->needs);
		return false;
	}
	if (call->route->access == ACCESS_FEED)
		return true;
	const struct policy *policy = call->caller.policy;
	call->readable = policy_readable(policy, call->notes.resource);
	call->writable = policy_writable(policy, call->notes.resource, call->route->needs);
	return true;
}

static enum problem
judge_reveal(const struct call *call)
{
	bool may = policy_allows(call->caller.policy, call->notes.resource, OPERATION_REVEAL);
	return may ? NO_PROBLEM : PROBLEM_INSUFFICIENT_SCOPE;
}

/* Judging may have identified the caller anew: what it may read is then asked again. */
bool
access_may_reveal(struct call *call)
{
	enum problem problem;
	call->reveal = passes(call, judge_reveal, &problem);
	if (!call->reveal && problem != NO_PROBLEM)
		refuse_scope(call, problem, OPERATION_REVEAL);
	return call->reveal && access_authorize(call);
}

bool
access_reidentify(struct call *call)
{
	return identify_anew(call) && access_authorize(call);
}

bool
access_confirm(struct call *call)
{
	struct caller *caller = &call->caller;
	if (caller->kind != CALLER_KEY || caller->confirmed)
		return true;
	enum db_status status =
	    credential_confirm(call->db, call->arena, caller->entity_id, &caller->guard);
	if (status == DB_NO_ROW)
		return access_reidentify(call);
	if (status != DB_OK) {
		fail_db(call, "access.confirm", status);
		return false;
	}
	caller->confirmed = true;
	return true;
}

void
access_finish(struct call *call)
{
	const struct admission *admission = admission_of(call);
	if (call->answer.status < 500)
		access_confirm(call);
	if (call->answer.status == 401) {
		struct limit_pair limit = admission_address_limit(call->settings);
		limits_spend(LIMIT_ADDRESS, admission->address_number, &limit);
	}
	admission_put_limits(call);
	admission_put_expiry(call);
}

void
access_forget(void)
{
	credential_forget_all();
}
