/* Reasons in words; what the client is not told stands in the row's `reason`. */
#include "cgi-bin/pages/why.h"

#include <string.h>

#include "access/keys.h"
#include "cgi-bin/pages/key_words.h"
#include "cgi-bin/pages/operations.h"
#include "cgi-bin/pages/page.h"

/* %K the key's name, %O the endpoint. */
static const struct {
	const char *code, *reason; /* reason NULL: any */
	const char *why, *todo;
} reasons[] = {
    {"invalid_credential", "revoked", "The key %K had been revoked.",
	"Give the program a key that is alive."},
    {"invalid_credential", "paused", "The key %K was paused.",
	"Resume the key on its page if the program may go on."},
    {"invalid_credential", "expired", "The key or token had expired.",
	"A token lives an hour: the program must log in again. A key that has ended needs a "
	"successor."},
    {"invalid_credential", "ended",
	"The token or secret had ended: signed out, replaced by a newer one, or ended with its "
	"key.",
	"The program must log in again with the key’s present text."},
    {"invalid_credential", NULL, "The text sent as key was none that Hub knows.",
	"Compare the last four characters with the key’s page; a mistyped text is refused like an "
	"unknown one."},
    {"authentication_required", NULL, "No key was sent.",
	"Send it in the header: Authorization: Bearer and the key."},
    {"login_required", NULL, "The company demands the login flow, and the key itself was sent.",
	"The program exchanges the key for a token first: POST /v1/auth/login."},
    {"read_only_key", NULL, "%K is a read-only key, and %O changes data.",
	"Make a key with full access for this program, if it shall change data."},
    {"insufficient_scope", NULL, "%K may not do this: %O.",
	"Make a key that may, if this program shall do it."},
    {"field_not_permitted", NULL, "%K may not write a field that was sent.",
	"The answer’s “fields” names it. Leave it away, or make a key that may write it."},
    {"entity_not_permitted", NULL, "The address named another company than the key’s own.",
	"The program takes the company’s id from GET /v1/auth/whoami."},
    {"entity_suspended", NULL, "The company is suspended.", "Ask whoever runs Hub."},
    {"validation_failed", NULL, "Some values were not accepted; nothing was written.",
	"The table names each value and what is wrong with it."},
    {"malformed_json", NULL, "The body was not sound JSON; nothing was written.",
	"The answer’s detail says what was wrong. Common: a trailing comma, a name twice, bytes "
	"that are not UTF-8."},
    {"invalid_parameter", NULL, "A part of the query was unknown, repeated or not readable.",
	"The answer names it."},
    {"not_found", NULL, "Nothing lies at this address, or nothing that this key may know of.",
	"Ids of another company, or of test data under a live key, look exactly like ids that "
	"never existed."},
    {"method_not_allowed", NULL, "The address exists, but not with this method.",
	"The answer’s Allow header lists those that do."},
    {"duplicate", NULL, "Another record has a value that must be unique.",
	"The answer’s “fields” names it. Read that record and change it instead."},
    {"resource_in_use", NULL, "Other records still point to this one.",
	"The answer counts them by resource. Change or delete those first."},
    {"precondition_failed", NULL, "The record had changed since the program read it.",
	"The program reads it again and decides anew; nothing was overwritten."},
    {"precondition_required", NULL, "The company demands If-Match on changes.",
	"The program sends the ETag of the version that it has read."},
    {"rate_limited", NULL, "%K sent more requests than its limit allows.",
	"The program waits for the seconds in Retry-After before it goes on."},
    {"body_too_large", NULL, "The body was larger than this address accepts.",
	"Send less at once."},
    {"unsupported_media_type", NULL, "The body was declared as something else than JSON.",
	"Send Content-Type: application/json."},
    {"internal_error", NULL, "Something failed on Hub’s side.",
	"Give the request id to whoever runs Hub."},
    {"unavailable", NULL, "Hub could not reach its database at that moment.",
	"The program may send the request again after the seconds in Retry-After."},
};

static struct slice
fill(struct call *call, const char *pattern, struct slice key, struct slice operation)
{
	struct str text;
	str_init(&text, call->arena, 2000);
	for (; *pattern; pattern++) {
		if (*pattern != '%') {
			str_add_char(&text, *pattern);
			continue;
		}
		str_add(&text, *++pattern == 'K' ? key : operation);
	}
	return str_slice(&text);
}

static bool
row_fits(size_t i, const struct history_row *row)
{
	return slice_is(row->code, reasons[i].code) &&
	       (!reasons[i].reason || slice_is(row->reason, reasons[i].reason));
}

void
why_tell(struct call *call, const struct say *say, const struct history_request *request,
    struct hub_request *data)
{
	const struct history_row *row = &request->row;
	if (row->code.len == 0)
		return;
	struct slice key = row->key_name.at ? row->key_name : SLICE_OF("The key");
	struct slice operation = operation_words(say->arena, row->operation);
	data->about = page_url(call, "/docs/problems/%.*s", SLICE_ARG(row->code));
	data->why = SLICE_OF("The request was not carried out.");
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (!row_fits(i, row))
			continue;
		data->why = fill(call, reasons[i].why, key, operation);
		data->todo = fill(call, reasons[i].todo, key, operation);
		break;
	}
	if (!row->key_name.at)
		return;
	struct slice id = key_id_text(say, row->key_id);
	data->todo_href = page_url(call, "/keys/%.*s", SLICE_ARG(id));
	data->todo_action = SLICE_OF("Open the key");
}
