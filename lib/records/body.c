/* Media types in and out, and the body's tree. */
#include "records/body.h"

#include "codec/http.h"
#include "web/problem.h"

bool
body_accept_answer(struct call *call)
{
	if (http_accepts(call_header(call, "HTTP_ACCEPT"), "application/json"))
		return true;
	refuse(call, PROBLEM_NOT_ACCEPTABLE, "Answers are application/json.");
	return false;
}

static bool
type_is_ours(struct call *call, enum body_kind kind)
{
	struct media_type media;
	if (!media_type_read(call_header(call, "CONTENT_TYPE"), &media))
		return false;
	struct slice charset = media_type_parameter(call->arena, &media, "charset");
	if (charset.at != NULL && !slice_eq_nocase(charset, SLICE_OF("utf-8")))
		return false;
	return media_type_is(&media, "application/json") ||
	       (kind == BODY_MERGE_PATCH && media_type_is(&media, "application/merge-patch+json"));
}

bool
body_accept_request(struct call *call, enum body_kind kind)
{
	struct slice coding = call_header(call, "HTTP_CONTENT_ENCODING");
	if (coding.at != NULL && !slice_eq_nocase(coding, SLICE_OF("identity"))) {
		refuse(call, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "Send the body without a coding.");
		answer_header(call, "Accept-Encoding", SLICE_OF("identity"));
		return false;
	}
	if (type_is_ours(call, kind))
		return true;
	refuse(call, PROBLEM_UNSUPPORTED_MEDIA_TYPE, NULL);
	if (kind == BODY_MERGE_PATCH)
		answer_header(call, "Accept-Patch",
		    SLICE_OF("application/merge-patch+json, application/json"));
	else
		answer_header(call, "Accept-Post", SLICE_OF("application/json"));
	return false;
}

const struct json *
body_read(struct call *call, struct json_fault *fault)
{
	if (call->request.body.len == 0) {
		*fault = (struct json_fault){.reason = "empty body"};
		return NULL;
	}
	return json_read(call->arena, call->request.body, fault);
}

void
body_refuse(struct call *call, const struct json_fault *fault)
{
	struct slice detail = arena_printf(call->arena,
	    "The body is no JSON text: %s, at byte %zu.", fault->reason, fault->offset);
	refuse(call, PROBLEM_MALFORMED_JSON, detail.at);
}
