/* Media types in and out, and the body's tree. */
#include "records/body.h"

#include "codec/http.h"
#include "codec/text.h"
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
body_is_uncoded(struct call *call)
{
	struct slice coding = call_header(call, "HTTP_CONTENT_ENCODING");
	if (coding.at == NULL || slice_eq_nocase(coding, SLICE_OF("identity")))
		return true;
	refuse(call, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "Send the body without a coding.");
	answer_header(call, "Accept-Encoding", SLICE_OF("identity"));
	return false;
}

bool
body_accept_request(struct call *call, enum body_kind kind)
{
	if (!body_is_uncoded(call))
		return false;
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

bool
body_query_is_sound(struct call *call)
{
	if (!call->request.query_malformed)
		return true;
	refuse(call, PROBLEM_INVALID_PARAMETER, "The query is not well formed.");
	return false;
}

bool
body_has_no_parameters(struct call *call)
{
	struct complaints complaints = {0};
	if (!body_query_is_sound(call))
		return false;
	for (size_t i = 0; i < call->request.query.npairs; i++)
		complain_parameter(&complaints,
		    arena_text(call->arena, utf8_head(call->request.query.pairs[i].name, 100)),
		    "unknown_parameter", SLICE_OF("There is no such parameter."));
	if (complaints.count > 0)
		refuse_with(call, PROBLEM_INVALID_PARAMETER, &complaints);
	return complaints.count == 0;
}
