/*
 * The answer: composing it in memory and sending it as a CGI response (RFC 3875
 * section 6) with a Status line always, since a server that finds none judges
 * conditional headers itself.
 */
#include "web/answer.h"

#include <assert.h>

#include "web/program.h"
#include "web/server.h"

#define HEAD_MAX (64u * 1024)
#define POLICY_DEFAULT "default-src 'none'; frame-ancestors 'none'"

static const struct {
	int status;
	const char *reason;
} reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

static bool
is_printable(struct slice value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char byte = (unsigned char)value.at[i];
		if (byte < 0x20 || byte == 0x7f)
			return false;
	}
	return true;
}

static void
add_header(struct call *call, const char *name, struct slice value, bool lasting)
{
	struct answer *answer = &call->answer;
	assert(answer->nheaders < CALL_HEADERS_MAX);
	assert(is_printable(value));
	answer->headers[answer->nheaders++] = (struct header){name, value, lasting};
}

void
answer_header(struct call *call, const char *name, struct slice value)
{
	add_header(call, name, value, false);
}

void
answer_header_lasting(struct call *call, const char *name, struct slice value)
{
	add_header(call, name, value, true);
}

void
answer_begin(struct call *call, int status, const char *media_type)
{
	call->answer.status = status;
	call->answer.media_type = media_type;
	str_init(&call->answer.body, call->arena, CALL_ANSWER_MAX);
	call->answer.marks = (struct marks){.arena = call->arena};
}

void
answer_clear(struct call *call)
{
	struct answer *answer = &call->answer;
	size_t kept = 0;
	for (size_t i = 0; i < answer->nheaders; i++)
		if (answer->headers[i].lasting)
			answer->headers[kept++] = answer->headers[i];
	answer->nheaders = kept;
	answer->stream = NULL;
	answer->stream_bytes = 0;
	answer->content_security_policy = NULL;
	answer_begin(call, 0, NULL);
}

bool
call_write(struct call *call, struct slice bytes)
{
	return call->server->write(bytes);
}

static void
head_line(struct str *head, const char *name, struct slice value)
{
	str_add_text(head, name);
	str_add_text(head, ": ");
	str_add(head, value);
	str_add_text(head, "\r\n");
}

static void
head_status(struct str *head, int status)
{
	str_add_text(head, "Status: ");
	str_add_u64(head, (uint64_t)status);
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (reasons[i].status != status)
			continue;
		str_add_char(head, ' ');
		str_add_text(head, reasons[i].reason);
	}
	str_add_text(head, "\r\n");
}

/* 204 and 304 have no content, and their Content-Length would speak of another answer. */
static bool
has_content(const struct answer *answer)
{
	return answer->status != 204 && answer->status != 304;
}

static void
head_content(struct str *head, const struct answer *answer)
{
	if (!has_content(answer))
		return;
	if (answer->media_type)
		head_line(head, "Content-Type", slice_from(answer->media_type));
	if (answer->stream && answer->stream_bytes == 0)
		return;
	if (answer->stream)
		head_line(head, "Connection", SLICE_OF("close"));
	str_add_text(head, "Content-Length: ");
	str_add_u64(head, answer->stream ? answer->stream_bytes : answer->body.len);
	str_add_text(head, "\r\n");
}

static void
head_standard(struct str *head, const struct call *call)
{
	char id[UUID_TEXT_LEN + 1];
	const char *policy = call->answer.content_security_policy
				 ? call->answer.content_security_policy
				 : call->program->content_security_policy;
	const char *referrer = call->program->referrer_policy;
	uuid_text(call->request.id, id);
	head_line(head, "X-Request-Id", slice_from(id));
	head_line(head, "Cache-Control", SLICE_OF("no-store"));
	head_line(head, "X-Content-Type-Options", SLICE_OF("nosniff"));
	head_line(head, "Referrer-Policy", slice_from(referrer ? referrer : "no-referrer"));
	head_line(head, "Content-Security-Policy", slice_from(policy ? policy : POLICY_DEFAULT));
}

static bool
send_head(struct call *call)
{
	const struct answer *answer = &call->answer;
	struct str head;
	str_init(&head, call->arena, HEAD_MAX);
	head_status(&head, answer->status);
	head_content(&head, answer);
	head_standard(&head, call);
	for (size_t i = 0; i < answer->nheaders; i++)
		head_line(&head, answer->headers[i].name, answer->headers[i].value);
	str_add_text(&head, "\r\n");
	assert(!head.full);
	return call->server->write(str_slice(&head));
}

bool
answer_send(struct call *call)
{
	struct answer *answer = &call->answer;
	if (!send_head(call))
		return false;
	if (call->request.head_only || !has_content(answer))
		return true;
	if (answer->stream)
		return answer->stream(call, answer->stream_context);
	return call->server->write(str_slice(&answer->body));
}
