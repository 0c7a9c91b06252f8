/*
 * The table of problems, and composing them. Every `type` has a page in the
 * reference below the portal's address.
 */
#include "web/problem.h"

#include "base/log.h"
#include "codec/json.h"
#include "web/program.h"

/* clang-format off */
const struct problem_kind problem_kinds[PROBLEMS] = {
	[PROBLEM_MALFORMED_JSON] = {"malformed_json", 400, "Malformed JSON",
	 "The body is not one JSON text as RFC 8259 defines it, in UTF-8, with distinct member names."},
	[PROBLEM_INVALID_PARAMETER] = {"invalid_parameter", 400, "Invalid parameter",
	 "A part of the query string is unknown, repeated, malformed or not allowed to this key."},
	[PROBLEM_INVALID_HEADER] = {"invalid_header", 400, "Invalid header",
	 "A request header, or the length that it declares, is malformed or repeated."},
	[PROBLEM_CREDENTIAL_IN_URL] = {"credential_in_url", 400, "Credential in URL",
	 "Send the key or token in the Authorization header; one that stood in a URL should be rotated."},
	[PROBLEM_AUTHENTICATION_REQUIRED] = {"authentication_required", 401, "Authentication required",
	 "Send a key or an access token as Authorization: Bearer."},
	[PROBLEM_INVALID_CREDENTIAL] = {"invalid_credential", 401, "Invalid credential",
	 "The key or token is not valid; the company's request history tells its owner why."},
	[PROBLEM_LOGIN_REQUIRED] = {"login_required", 401, "Login required",
	 "The company demands the login flow: exchange the key for an access token first."},
	[PROBLEM_INSUFFICIENT_SCOPE] = {"insufficient_scope", 403, "Insufficient scope",
	 "An administrator of the company can grant the key what `required` names."},
	[PROBLEM_READ_ONLY_KEY] = {"read_only_key", 403, "Read-only key",
	 "The key may read but not write; an administrator can make a key with full access."},
	[PROBLEM_FIELD_NOT_PERMITTED] = {"field_not_permitted", 403, "Field not permitted",
	 "The key may not write the fields listed in `fields`; leave them out or have them granted."},
	[PROBLEM_IP_NOT_ALLOWLISTED] = {"ip_not_allowlisted", 403, "Address not on the list",
	 "The key's address list does not contain the address that this request came from."},
	[PROBLEM_ENTITY_NOT_PERMITTED] = {"entity_not_permitted", 403, "Entity not permitted",
	 "A key reaches the data of its own company only; take the entity id from whoami."},
	[PROBLEM_ENTITY_SUSPENDED] = {"entity_suspended", 403, "Entity suspended",
	 "The company is suspended; its administrators can ask the operator."},
	[PROBLEM_OUTSIDE_POPULATION] = {"outside_population", 403, "Outside the population",
	 "The key is limited to certain employees, and the write would reach beyond them."},
	[PROBLEM_NOT_FOUND] = {"not_found", 404, "Not found",
	 "Nothing exists at this address, or nothing that this key may know of."},
	[PROBLEM_METHOD_NOT_ALLOWED] = {"method_not_allowed", 405, "Method not allowed",
	 "The Allow header lists the methods that exist at this address."},
	[PROBLEM_NOT_ACCEPTABLE] = {"not_acceptable", 406, "Not acceptable",
	 "The Accept header must allow application/json, or for a content the document's media type."},
	[PROBLEM_DUPLICATE] = {"duplicate", 409, "Duplicate",
	 "Another record has the same value in the fields listed, which must be unique."},
	[PROBLEM_RESOURCE_IN_USE] = {"resource_in_use", 409, "Resource in use",
	 "Other records refer to this one; `references` counts them. Change or delete those first."},
	[PROBLEM_INVALID_TRANSITION] = {"invalid_transition", 409, "Invalid transition",
	 "The record's present state does not allow this change."},
	[PROBLEM_IDEMPOTENCY_IN_PROGRESS] = {"idempotency_in_progress", 409, "Request in progress",
	 "A request with the same Idempotency-Key is still running; ask again in a moment."},
	[PROBLEM_FEED_RESTARTED] = {"feed_restarted", 410, "Feed restarted",
	 "The change feed no longer reaches back to this cursor; read the lists anew, then follow it again."},
	[PROBLEM_PRECONDITION_FAILED] = {"precondition_failed", 412, "Precondition failed",
	 "The record has changed since the version in If-Match; read it again and decide anew."},
	[PROBLEM_BODY_TOO_LARGE] = {"body_too_large", 413, "Body too large",
	 "The body is larger than this address accepts; whoami tells the limit."},
	[PROBLEM_UNSUPPORTED_MEDIA_TYPE] = {"unsupported_media_type", 415, "Unsupported media type",
	 "Send the body as a media type that Accept, Accept-Post or Accept-Patch names, without encodings."},
	[PROBLEM_RANGE_NOT_SATISFIABLE] = {"range_not_satisfiable", 416, "Range not satisfiable",
	 "The content has no bytes there; Content-Range tells its length."},
	[PROBLEM_VALIDATION_FAILED] = {"validation_failed", 422, "Validation failed",
	 "The body is well formed but some of its values are not accepted; `errors` lists all of them."},
	[PROBLEM_IDEMPOTENCY_KEY_REUSED] = {"idempotency_key_reused", 422, "Idempotency-Key reused",
	 "The same Idempotency-Key came with a different request before; choose a new one for each request."},
	[PROBLEM_PRECONDITION_REQUIRED] = {"precondition_required", 428, "Precondition required",
	 "The company demands If-Match on changes; send the ETag of the version that you have read."},
	[PROBLEM_RATE_LIMITED] = {"rate_limited", 429, "Rate limited",
	 "Too many requests; wait for the seconds in Retry-After."},
	[PROBLEM_INTERNAL_ERROR] = {"internal_error", 500, "Internal error",
	 "Something failed on our side; the request id helps the operator to find it."},
	[PROBLEM_UNAVAILABLE] = {"unavailable", 503, "Unavailable",
	 "The service cannot answer at this moment; ask again after the seconds in Retry-After."},
	[PROBLEM_BAD_REQUEST] = {"bad_request", 400, "Bad request",
	 "The request line or a header does not follow HTTP/1.1 (RFC 9112), or a header is too long."},
	[PROBLEM_FORBIDDEN] = {"forbidden", 403, "Forbidden",
	 "The web server gives nothing out at this address."},
	[PROBLEM_REQUEST_TIMEOUT] = {"request_timeout", 408, "Request timeout",
	 "The request came too slowly to be waited for; send it again."},
	[PROBLEM_URI_TOO_LONG] = {"uri_too_long", 414, "URI too long",
	 "The address is too long; filters that need much text belong in the body of a search."},
	[PROBLEM_EXPECTATION_FAILED] = {"expectation_failed", 417, "Expectation failed",
	 "The Expect header asks for something other than 100-continue."},
	[PROBLEM_HEADERS_TOO_LARGE] = {"headers_too_large", 431, "Headers too large",
	 "The request headers are more or longer than the web server takes."},
	[PROBLEM_NOT_IMPLEMENTED] = {"not_implemented", 501, "Not implemented",
	 "The web server does not know what the request asks it to do."},
	[PROBLEM_BAD_GATEWAY] = {"bad_gateway", 502, "Bad gateway",
	 "The program behind the web server answered nothing that could be passed on; ask again."},
	[PROBLEM_GATEWAY_TIMEOUT] = {"gateway_timeout", 504, "Gateway timeout",
	 "The program behind the web server took too long; find out what was done before repeating it."},
};

static const struct shape error_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"pointer", PRIVACY_PERSONAL, NULL}, /* may carry a member name that the client made up */
	{"parameter", PRIVACY_OPEN, NULL},
	{"code", PRIVACY_OPEN, NULL},
	{"detail", PRIVACY_OPEN, NULL},
	{0}}};

static const struct shape reference_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"resource", PRIVACY_OPEN, NULL},
	{"count", PRIVACY_OPEN, NULL},
	{0}}};

const struct shape problem_shape = {SHAPE_MEMBERS, NULL, (const struct shape_member[]){
	{"type", PRIVACY_OPEN, NULL},
	{"title", PRIVACY_OPEN, NULL},
	{"status", PRIVACY_OPEN, NULL},
	{"detail", PRIVACY_OPEN, NULL},
	{"instance", PRIVACY_OPEN, NULL},
	{"code", PRIVACY_OPEN, NULL},
	{"request_id", PRIVACY_OPEN, NULL},
	{"required", PRIVACY_OPEN, NULL},
	{"fields", PRIVACY_OPEN, NULL},
	{"policy", PRIVACY_OPEN, NULL},
	{"references", 0, &reference_shape},
	{"errors", 0, &error_shape},
	{0}}};
/* clang-format on */

static void
put_joined(struct json_writer *w, struct call *call, const char *before, const char *after)
{
	struct str text;
	str_init(&text, call->arena, 1024);
	str_add_text(&text, before);
	str_add_text(&text, after);
	json_put_string(w, str_slice(&text));
}

static void
put_type(struct json_writer *w, struct call *call, const char *code)
{
	struct str uri;
	str_init(&uri, call->arena, 4096);
	str_add_text(&uri, call->settings->public_urls[0]);
	str_add_text(&uri, "/hub/docs/problems/");
	str_add_text(&uri, code);
	json_name(w, "type");
	json_put_string(w, str_slice(&uri));
}

static void
put_complaint(struct json_writer *w, const struct complaint *complaint)
{
	json_begin_object(w);
	if (complaint->pointer.at) {
		json_name(w, "pointer");
		json_put_string(w, complaint->pointer);
	}
	if (complaint->parameter) {
		json_name(w, "parameter");
		json_put_text(w, complaint->parameter);
	}
	json_name(w, "code");
	json_put_text(w, complaint->code);
	json_name(w, "detail");
	json_put_string(w, complaint->detail);
	json_end_object(w);
}

static void
put_complaints(struct json_writer *w, const struct complaints *complaints)
{
	if (!complaints || complaints->count == 0)
		return;
	json_name(w, "errors");
	json_begin_array(w);
	for (size_t i = 0; i < complaints->count; i++)
		put_complaint(w, &complaints->list[i]);
	json_end_array(w);
}

/* `members` are JSON members already; they take the place of one value for the commas' sake. */
static void
put_members(struct json_writer *w, struct slice members)
{
	if (members.len == 0)
		return;
	str_add_char(w->out, ',');
	str_add(w->out, members);
}

void
problem_compose(struct call *call, enum problem problem, const char *constant_detail,
    const struct complaints *complaints, struct slice members)
{
	const struct problem_kind *kind = &problem_kinds[problem];
	char id[UUID_TEXT_LEN + 1];
	uuid_text(call->request.id, id);
	answer_begin(call, kind->status, "application/problem+json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	put_type(&w, call, kind->code);
	json_name(&w, "title");
	json_put_text(&w, kind->title);
	json_name(&w, "status");
	json_put_integer(&w, kind->status);
	json_name(&w, "detail");
	json_put_text(&w, constant_detail ? constant_detail : kind->advice);
	json_name(&w, "instance");
	put_joined(&w, call, "urn:uuid:", id);
	json_name(&w, "code");
	json_put_text(&w, kind->code);
	json_name(&w, "request_id");
	json_put_text(&w, id);
	put_members(&w, members);
	put_complaints(&w, complaints);
	json_end_object(&w);
}

static void
compose(struct call *call, enum problem problem, const char *constant_detail,
    const struct complaints *complaints, struct slice members)
{
	answer_clear(call);
	call->notes.code = problem_kinds[problem].code;
	call->notes.answer_shape = &problem_shape;
	call->program->compose(call, problem, constant_detail, complaints, members);
}

void
refuse(struct call *call, enum problem problem, const char *constant_detail)
{
	compose(call, problem, constant_detail, NULL, SLICE_NONE);
}

void
refuse_with(struct call *call, enum problem problem, const struct complaints *complaints)
{
	compose(call, problem, NULL, complaints, SLICE_NONE);
}

void
refuse_extra(
    struct call *call, enum problem problem, const char *constant_detail, struct slice members)
{
	compose(call, problem, constant_detail, NULL, members);
}

static const struct {
	const char *detail;
	const char *retry_after_seconds;
} absences[] = {
    [DB_AWAY] = {"The database cannot be reached.", "2"},
    [DB_SLOW] = {"The database needed too long. Filters and orders that no index serves do, where "
		 "there is much to look through.",
	"5"},
    [DB_LOST] = {"The database was lost on the way; nothing was changed.", "2"},
    [DB_RERUN] = {"Too many others write to the same data; nothing was changed.", "1"},
    [DB_LOCKED] = {"Others write to the same data; nothing was changed.", "1"},
    [DB_UNKNOWN] =
	{"Outcome unknown: the database was lost while the change was being made final. Read "
	 "before you repeat it.",
	    "2"},
    [DB_FAULT] = {NULL, NULL},
};

void
fail_db(struct call *call, const char *place, enum db_status status)
{
	const char *seconds = absences[status].retry_after_seconds;
	log_line(LOG_ERROR_LEVEL, place, (long)db_errno(call->db), &call->request.id,
	    seconds ? "database unavailable" : "database failure");
	if (!seconds) {
		refuse(call, PROBLEM_INTERNAL_ERROR, NULL);
		return;
	}
	refuse(call, PROBLEM_UNAVAILABLE, absences[status].detail);
	answer_header(call, "Retry-After", slice_from(seconds));
}

void
fail_part(struct call *call, const char *place)
{
	log_line(LOG_ERROR_LEVEL, place, (long)db_errno(call->db), &call->request.id,
	    "database failure in a part of a page");
}

void
fail_late(struct call *call, const char *place, long number)
{
	log_line(LOG_ERROR_LEVEL, place, number, &call->request.id, "an answer was broken off");
}

void
fail(struct call *call, const char *place, long number)
{
	log_line(LOG_ERROR_LEVEL, place, number, &call->request.id, "failure");
	refuse(call, PROBLEM_INTERNAL_ERROR, NULL);
}
