/* Which operation can be answered by which problem, and those answers. */
#include "records/openapi_parts.h"

#include "base/str.h"
#include "catalog/resources.h"

#define NAME_MAX_BYTES 600
#define STATUS_FIRST 400
#define STATUS_LAST 599

typedef bool condition(const struct endpoint *endpoint);

static bool
is_judged(const struct endpoint *endpoint)
{
	return !endpoint->route->unrecorded;
}

static bool
is_for_keys(const struct endpoint *endpoint)
{
	return !endpoint_is_public(endpoint);
}

static bool
is_beyond_login(const struct endpoint *endpoint)
{
	return endpoint_has(endpoint, "/entities/");
}

/* Login and its likes answer JSON whatever is asked for; so do the questions of a balancer. */
static bool
heeds_accept(const struct endpoint *endpoint)
{
	return is_beyond_login(endpoint) || slice_is(endpoint->name, "openapi");
}

static bool
needs_scope(const struct endpoint *endpoint)
{
	return endpoint->scope.at != NULL;
}

static bool
sets_fields(const struct endpoint *endpoint)
{
	return endpoint_terms(endpoint) != NULL;
}

/* Those that are reckoned from certain fields need them all. */
static bool
needs_fields(const struct endpoint *endpoint)
{
	return sets_fields(endpoint) || endpoint_body(endpoint) == ENDPOINT_BYTES ||
	       slice_is(endpoint->name, "pay-schedules.periods");
}

static bool
has_query(const struct endpoint *endpoint)
{
	return endpoint->resource != NULL || needs_scope(endpoint);
}

static bool
may_be_repeated(const struct endpoint *endpoint)
{
	return endpoint_writes(endpoint) && endpoint_body(endpoint) != ENDPOINT_BYTES;
}

static bool
has_id(const struct endpoint *endpoint)
{
	return endpoint_has(endpoint, "{id}");
}

static bool
has_json(const struct endpoint *endpoint)
{
	enum endpoint_body body = endpoint_body(endpoint);
	return body != ENDPOINT_NO_BODY && body != ENDPOINT_BYTES;
}

static bool
has_body(const struct endpoint *endpoint)
{
	return endpoint_body(endpoint) != ENDPOINT_NO_BODY;
}

static bool
may_be_judged_by_body(const struct endpoint *endpoint)
{
	return has_json(endpoint) || endpoint->route->method == METHOD_POST;
}

static bool
changes_a_record(const struct endpoint *endpoint)
{
	return endpoint_writes(endpoint) && has_id(endpoint);
}

static bool
has_transitions(const struct endpoint *endpoint)
{
	return (sets_fields(endpoint) && has_id(endpoint)) ||
	       slice_is(endpoint->name, "auth.logout");
}

/* Who is hired or moved, and departments that take theirs along. */
static bool
may_leave_population(const struct endpoint *endpoint)
{
	const struct resource *written = endpoint_terms(endpoint);
	return written == &resource_employees ||
	       (written == &resource_departments && has_id(endpoint));
}

static bool
deletes(const struct endpoint *endpoint)
{
	return endpoint->route->method == METHOD_DELETE;
}

static bool
is_changes(const struct endpoint *endpoint)
{
	return endpoint_has(endpoint, "/changes");
}

static bool
is_unlike_alive(const struct endpoint *endpoint)
{
	return !slice_is(endpoint->name, "health");
}

static condition *const conditions[PROBLEMS] = {
    [PROBLEM_MALFORMED_JSON] = has_json,
    [PROBLEM_INVALID_PARAMETER] = has_query,
    [PROBLEM_INVALID_HEADER] = is_judged,
    [PROBLEM_CREDENTIAL_IN_URL] = is_judged,
    [PROBLEM_AUTHENTICATION_REQUIRED] = is_for_keys,
    [PROBLEM_INVALID_CREDENTIAL] = is_judged,
    [PROBLEM_LOGIN_REQUIRED] = is_beyond_login,
    [PROBLEM_INSUFFICIENT_SCOPE] = needs_scope,
    [PROBLEM_READ_ONLY_KEY] = endpoint_writes,
    [PROBLEM_FIELD_NOT_PERMITTED] = needs_fields,
    [PROBLEM_IP_NOT_ALLOWLISTED] = is_for_keys,
    [PROBLEM_ENTITY_NOT_PERMITTED] = is_beyond_login,
    [PROBLEM_ENTITY_SUSPENDED] = is_for_keys,
    [PROBLEM_OUTSIDE_POPULATION] = may_leave_population,
    [PROBLEM_NOT_FOUND] = has_id,
    [PROBLEM_NOT_ACCEPTABLE] = heeds_accept,
    [PROBLEM_DUPLICATE] = sets_fields,
    [PROBLEM_RESOURCE_IN_USE] = deletes,
    [PROBLEM_INVALID_TRANSITION] = has_transitions,
    [PROBLEM_IDEMPOTENCY_IN_PROGRESS] = may_be_repeated,
    [PROBLEM_FEED_RESTARTED] = is_changes,
    [PROBLEM_PRECONDITION_FAILED] = changes_a_record,
    [PROBLEM_BODY_TOO_LARGE] = is_judged,
    [PROBLEM_UNSUPPORTED_MEDIA_TYPE] = has_body,
    [PROBLEM_RANGE_NOT_SATISFIABLE] = endpoint_answers_bytes,
    [PROBLEM_VALIDATION_FAILED] = may_be_judged_by_body,
    [PROBLEM_IDEMPOTENCY_KEY_REUSED] = may_be_repeated,
    [PROBLEM_PRECONDITION_REQUIRED] = changes_a_record,
    [PROBLEM_RATE_LIMITED] = is_judged,
    [PROBLEM_INTERNAL_ERROR] = is_unlike_alive,
    [PROBLEM_UNAVAILABLE] = is_unlike_alive,
};

uint64_t
openapi_problems_of(const struct endpoint *endpoint)
{
	uint64_t set = 0;
	for (int problem = 0; problem < PROBLEMS; problem++)
		if (conditions[problem] != NULL && conditions[problem](endpoint))
			set |= UINT64_C(1) << problem;
	return set;
}

static uint64_t
with_status(uint64_t set, int status)
{
	uint64_t kept = 0;
	for (int problem = 0; problem < PROBLEMS; problem++)
		if ((set >> problem & 1) != 0 && problem_kinds[problem].status == status)
			kept |= UINT64_C(1) << problem;
	return kept;
}

/* "duplicate-or-idempotency_in_progress": equal sets have one response. */
static struct slice
name_of(struct arena *arena, uint64_t set)
{
	struct str name;
	str_init(&name, arena, NAME_MAX_BYTES);
	for (int problem = 0; problem < PROBLEMS; problem++) {
		if ((set >> problem & 1) == 0)
			continue;
		if (name.len > 0)
			str_add_text(&name, "-or-");
		str_add_text(&name, problem_kinds[problem].code);
	}
	return str_slice(&name);
}

void
openapi_put_problem_responses(struct openapi_writer *w, const struct endpoint *endpoint)
{
	uint64_t all = openapi_problems_of(endpoint);
	for (int status = STATUS_FIRST; status <= STATUS_LAST; status++) {
		uint64_t set = with_status(all, status);
		if (set == 0)
			continue;
		json_name_slice(&w->json, arena_printf(w->arena, "%d", status));
		openapi_refer(w, "responses", name_of(w->arena, set));
	}
}

static void
put_problem_headers(struct openapi_writer *w, int status)
{
	static const struct {
		int status;
		const char *header;
	} more[] = {{401, "WWW-Authenticate"}, {403, "WWW-Authenticate"}, {409, "Retry-After"},
	    {415, "Accept-Post"}, {415, "Accept-Patch"}, {415, "Accept"}, {415, "Accept-Encoding"},
	    {416, "Content-Range"}, {429, "Retry-After"}, {503, "Retry-After"}};
	static const char *const always[] = {
	    "X-Request-Id", "RateLimit", "RateLimit-Policy", "X-Key-Expires-At"};
	json_name(&w->json, "headers");
	json_begin_object(&w->json);
	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
		json_name(&w->json, always[i]);
		openapi_refer(w, "headers", slice_from(always[i]));
	}
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
		if (more[i].status != status)
			continue;
		json_name(&w->json, more[i].header);
		openapi_refer(w, "headers", slice_from(more[i].header));
	}
	json_end_object(&w->json);
}

static void
put_schema(struct openapi_writer *w, uint64_t set, int status)
{
	json_name(&w->json, "schema");
	json_begin_object(&w->json);
	openapi_put(w, "'allOf':[{'$ref':'#/components/schemas/Problem'}],'type':'object'");
	json_name(&w->json, "properties");
	json_begin_object(&w->json);
	json_name(&w->json, "status");
	json_begin_object(&w->json);
	json_name(&w->json, "const");
	json_put_integer(&w->json, status);
	json_end_object(&w->json);
	json_name(&w->json, "code");
	json_begin_object(&w->json);
	openapi_put(w, "'type':'string'");
	json_name(&w->json, "enum");
	json_begin_array(&w->json);
	for (int problem = 0; problem < PROBLEMS; problem++)
		if ((set >> problem & 1) != 0)
			json_put_text(&w->json, problem_kinds[problem].code);
	json_end_array(&w->json);
	json_end_object(&w->json);
	json_end_object(&w->json);
	json_end_object(&w->json);
}

static void
put_content(struct openapi_writer *w, uint64_t set, int status)
{
	json_name(&w->json, "content");
	json_begin_object(&w->json);
	json_name(&w->json, "application/problem+json");
	json_begin_object(&w->json);
	put_schema(w, set, status);
	json_name(&w->json, "examples");
	json_begin_object(&w->json);
	for (int problem = 0; problem < PROBLEMS; problem++) {
		if ((set >> problem & 1) == 0)
			continue;
		json_name(&w->json, problem_kinds[problem].code);
		openapi_refer(w, "examples", slice_from(problem_kinds[problem].code));
	}
	json_end_object(&w->json);
	json_end_object(&w->json);
	json_end_object(&w->json);
}

static void
put_response(struct openapi_writer *w, uint64_t set, int status)
{
	struct str text;
	str_init(&text, w->arena, NAME_MAX_BYTES * 4);
	json_name_slice(&w->json, name_of(w->arena, set));
	json_begin_object(&w->json);
	for (int problem = 0; problem < PROBLEMS; problem++)
		if ((set >> problem & 1) != 0) {
			str_add_text(&text, text.len > 0 ? "; " : "");
			str_add_text(&text, problem_kinds[problem].title);
		}
	openapi_text(w, "description", str_slice(&text));
	put_problem_headers(w, status);
	put_content(w, set, status);
	json_end_object(&w->json);
}

/* True if an endpoint before this one answers with the same set. */
static bool
is_put(const struct openapi_writer *w, size_t before, uint64_t set, int status)
{
	for (size_t i = 0; i < before; i++)
		if (with_status(openapi_problems_of(&w->endpoints.list[i]), status) == set)
			return true;
	return false;
}

static void
put_responses(struct openapi_writer *w)
{
	for (size_t i = 0; i < w->endpoints.count; i++) {
		uint64_t all = openapi_problems_of(&w->endpoints.list[i]);
		for (int status = STATUS_FIRST; status <= STATUS_LAST; status++) {
			uint64_t set = with_status(all, status);
			if (set != 0 && !is_put(w, i, set, status))
				put_response(w, set, status);
		}
	}
}

static void
put_example(struct openapi_writer *w, const struct problem_kind *kind)
{
	json_name(&w->json, kind->code);
	json_begin_object(&w->json);
	openapi_text(w, "summary", slice_from(kind->title));
	json_name(&w->json, "value");
	json_begin_object(&w->json);
	openapi_text(
	    w, "type", arena_printf(w->arena, "%s/hub/docs/problems/%s", w->of->base, kind->code));
	openapi_text(w, "title", slice_from(kind->title));
	json_name(&w->json, "status");
	json_put_integer(&w->json, kind->status);
	openapi_text(w, "detail", slice_from(kind->advice));
	openapi_put(w, "'instance':'urn:uuid:019d1f3a-5c00-7a31-8e5d-21904bc60000'");
	openapi_text(w, "code", slice_from(kind->code));
	openapi_put(w, "'request_id':'019d1f3a-5c00-7a31-8e5d-21904bc60000'");
	if (kind == &problem_kinds[PROBLEM_VALIDATION_FAILED])
		openapi_put(w, "'errors':[{'pointer':'/hire_date','code':'invalid_date','detail':"
			       "'Write a date that exists, as YYYY-MM-DD.'}]");
	if (kind == &problem_kinds[PROBLEM_INVALID_PARAMETER])
		openapi_put(w, "'errors':[{'parameter':'limit','code':'out_of_range','detail':"
			       "'Write a whole number from 1 to 200.'}]");
	json_end_object(&w->json);
	json_end_object(&w->json);
}

void
openapi_put_problem_components(struct openapi_writer *w)
{
	uint64_t all = 0;
	json_name(&w->json, "responses");
	json_begin_object(&w->json);
	put_responses(w);
	json_end_object(&w->json);
	for (size_t i = 0; i < w->endpoints.count; i++)
		all |= openapi_problems_of(&w->endpoints.list[i]);
	json_name(&w->json, "examples");
	json_begin_object(&w->json);
	for (int problem = 0; problem < PROBLEMS; problem++)
		if ((all >> problem & 1) != 0)
			put_example(w, &problem_kinds[problem]);
	for (size_t i = 0; catalog[i] != NULL; i++)
		openapi_put_example_record(w, catalog[i]);
	json_end_object(&w->json);
}
