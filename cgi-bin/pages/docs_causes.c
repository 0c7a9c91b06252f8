/* What most often lies behind each problem. */
#include "cgi-bin/pages/docs.h"

/* clang-format off */
static const char *const causes[PROBLEMS][DOCS_CAUSES] = {
	[PROBLEM_MALFORMED_JSON] = {"A body with a comma too many, single quotes or a comment.", "The same member twice in one object.", "Text that is not UTF-8, or no body where one is needed."},
	[PROBLEM_INVALID_PARAMETER] = {"A filter by a personal field in the URL: it belongs in the body of a search.", "A cursor sent with another `sort` or filter than the page before.", "A misspelt name, or the same parameter twice."},
	[PROBLEM_INVALID_HEADER] = {"`If-Match` without its quotes.", "Two `Authorization` or `Idempotency-Key` headers.", "`Content-Length` that does not agree with the body."},
	[PROBLEM_CREDENTIAL_IN_URL] = {"The key as a query parameter, as some other APIs want it.", "A key pasted into a filter.", "A client library set to the wrong kind of authentication."},
	[PROBLEM_AUTHENTICATION_REQUIRED] = {"The variable with the key is empty in this shell.", "A proxy that takes the `Authorization` header away.", "`Basic` instead of `Bearer`."},
	[PROBLEM_INVALID_CREDENTIAL] = {"The key was revoked, paused, or has expired.", "An access token older than an hour: log in again.", "A character lost in copying: the last six check the rest."},
	[PROBLEM_LOGIN_REQUIRED] = {"The company has begun to demand the login flow.", "The key is sent where the access token belongs."},
	[PROBLEM_INSUFFICIENT_SCOPE] = {"The key was made for another task.", "A security group of the key was narrowed.", "`reveal` and `download`, which have to be granted by name."},
	[PROBLEM_READ_ONLY_KEY] = {"A read-only key used for a write.", "The live key is read-only and the test key was not."},
	[PROBLEM_FIELD_NOT_PERMITTED] = {"The whole record sent back where the changed members would do.", "The key has a list of fields that it may write, and this is not among them."},
	[PROBLEM_IP_NOT_ALLOWLISTED] = {"The program moved to another server.", "It calls over IPv6, and the list has IPv4 addresses only.", "A proxy or a VPN between it and Hub."},
	[PROBLEM_ENTITY_NOT_PERMITTED] = {"The id of another company, kept from a test.", "A placeholder that was never filled in."},
	[PROBLEM_ENTITY_SUSPENDED] = {"Whoever runs Hub has suspended the company."},
	[PROBLEM_OUTSIDE_POPULATION] = {"An employee moved to a department that the key does not reach.", "A new employee without the department, location or union that the key is limited to.", "A department moved to where the key reaches, or away from there."},
	[PROBLEM_NOT_FOUND] = {"The record was deleted; the change feed tells when.", "A live id asked for with a test key, or the other way round.", "The id of another kind of record: its prefix tells."},
	[PROBLEM_METHOD_NOT_ALLOWED] = {"PUT on a record: changes go by PATCH.", "DELETE on reference data: set `is_active` to false."},
	[PROBLEM_NOT_ACCEPTABLE] = {"An `Accept` header that leaves no room for JSON."},
	[PROBLEM_DUPLICATE] = {"The line was sent twice without an `Idempotency-Key`.", "A person who is an employee already: rehire brings them back.", "A code or number that the company uses already."},
	[PROBLEM_RESOURCE_IN_USE] = {"A person who still has an employment.", "Records that refer to this one; `references` counts them."},
	[PROBLEM_INVALID_TRANSITION] = {"Somebody else took the action first.", "A termination for an employee who has one scheduled already.", "`status` cannot be skipped over: each state leads only to some."},
	[PROBLEM_IDEMPOTENCY_IN_PROGRESS] = {"The first try still runs: ask again after a second.", "One name used by two programs at once."},
	[PROBLEM_FEED_RESTARTED] = {"The sandbox was reset.", "A cursor of live data used with test data."},
	[PROBLEM_PRECONDITION_FAILED] = {"Somebody else changed the record since it was read.", "Your own first try had succeeded after all."},
	[PROBLEM_BODY_TOO_LARGE] = {"Many records in one body: send one at a time.", "A document over 25 MiB."},
	[PROBLEM_UNSUPPORTED_MEDIA_TYPE] = {"No `Content-Type`, or curl’s own form type.", "A content that is not what the document’s `media_type` says.", "A compressed body."},
	[PROBLEM_VALIDATION_FAILED] = {"A member that the reference does not know, or that the system sets.", "A number where a decimal in quotes is wanted.", "An id of a record that is inactive."},
	[PROBLEM_IDEMPOTENCY_KEY_REUSED] = {"One name for all requests of a run.", "A body that changed between two tries, such as a time in it."},
	[PROBLEM_PRECONDITION_REQUIRED] = {"The company has begun to demand `If-Match`."},
	[PROBLEM_RATE_LIMITED] = {"Many requests at once without looking at `RateLimit`.", "Everything read again where the change feed would do.", "Many refused credentials from one address."},
	[PROBLEM_INTERNAL_ERROR] = {"A fault in Hub. Nothing of the request was kept."},
	[PROBLEM_UNAVAILABLE] = {"The database restarts or moves.", "Many writers at the same record."},
};
/* clang-format on */

void
docs_causes(struct call *call, size_t problem, struct hub_docs_problem *data)
{
	struct problem_cause *rows = arena_array(call->arena, DOCS_CAUSES, sizeof *rows);
	size_t count = 0;
	for (; count < DOCS_CAUSES && causes[problem][count] != NULL; count++)
		docs_prose(call, causes[problem][count], &rows[count].text, &rows[count].ntext);
	data->causes = rows;
	data->ncauses = count;
}
