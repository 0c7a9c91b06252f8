/*
 * What came in: method, path, query, body, address. Nothing is refused here; what
 * is unsound is marked for the steps to judge.
 */
#include "web/request.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/clock.h"
#include "codec/text.h"
#include "web/server.h"

#define CHUNK_BYTES 16384

static const struct {
	const char *name;
	enum method method;
} methods[] = {
    {"GET", METHOD_GET},
    {"HEAD", METHOD_GET},
    {"POST", METHOD_POST},
    {"PATCH", METHOD_PATCH},
    {"PUT", METHOD_PUT},
    {"DELETE", METHOD_DELETE},
    {"OPTIONS", METHOD_OPTIONS},
};

struct slice
call_header(const struct call *call, const char *cgi_name)
{
	return slice_from(call->server->parameter(cgi_name));
}

static struct slice
parameter_or_empty(const struct call *call, const char *name)
{
	struct slice value = call_header(call, name);
	return value.at ? value : SLICE_OF("");
}

/* Methods are case-sensitive (RFC 9110 section 9.1). */
static void
read_method(struct call *call)
{
	struct request *request = &call->request;
	request->method_text = parameter_or_empty(call, "REQUEST_METHOD");
	request->head_only = slice_is(request->method_text, "HEAD");
	request->method = METHOD_OTHER;
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (slice_is(request->method_text, methods[i].name))
			request->method = methods[i].method;
}

static struct slice
sound_path(struct slice path)
{
	bool sound = path.len > 0 && path.len <= ROUTE_PATH_MAX && path.at[0] == '/' &&
		     utf8_is_valid(path) && !text_has_controls(path);
	return sound ? path : SLICE_OF("");
}

static void
read_query(struct call *call)
{
	struct request *request = &call->request;
	request->query_text = parameter_or_empty(call, "QUERY_STRING");
	if (request->query_text.len > 0 &&
	    !form_read(call->arena, request->query_text, &request->query)) {
		request->query = (struct form){0};
		request->query_malformed = true;
	}
}

void
request_read_body(struct call *call, size_t body_max)
{
	struct request *request = &call->request;
	struct str kept;
	char chunk[CHUNK_BYTES];
	size_t count;
	str_init(&kept, call->arena, body_max);
	while ((count = call->server->read(chunk, sizeof chunk)) > 0) {
		request->body_bytes += count;
		str_add(&kept, (struct slice){chunk, count});
	}
	uint64_t declared;
	struct slice length = call_header(call, "CONTENT_LENGTH");
	if (slice_to_u64(length, INT64_MAX, &declared))
		request->body_cut_short = request->body_bytes < declared;
	request->body_too_large = kept.full;
	if (request->body_bytes > 0 && !kept.full)
		request->body = str_slice(&kept);
}

/* An unread body would be taken for the next request by servers that keep connections. */
void
request_drain(struct call *call)
{
	char chunk[CHUNK_BYTES];
	size_t count;
	while ((count = call->server->read(chunk, sizeof chunk)) > 0)
		call->request.body_bytes += count;
}

/* An address that cannot be read, as from a shell, is the unspecified one. */
static void
read_address(struct call *call)
{
	const char *text = call->server->parameter("REMOTE_ADDR");
	unsigned char *address = call->request.address;
	unsigned char four[4];
	if (!text)
		return;
	if (inet_pton(AF_INET, text, four) == 1) {
		address[10] = address[11] = 0xff;
		memcpy(address + 12, four, sizeof four);
		return;
	}
	struct slice without_zone, zone;
	slice_cut(slice_from(text), '%', &without_zone, &zone);
	struct in6_addr six;
	if (inet_pton(AF_INET6, arena_text(call->arena, without_zone), &six) == 1)
		memcpy(address, &six, sizeof six);
}

void
request_read(struct call *call)
{
	struct request *request = &call->request;
	request->started_monotonic_us = clock_monotonic();
	request->started_us = clock_now();
	request->id = uuid_v7();
	read_method(call);
	request->path = sound_path(parameter_or_empty(call, "PATH_INFO"));
	read_query(call);
	read_address(call);
	struct slice https = call_header(call, "HTTPS");
	request->https = slice_eq_nocase(https, SLICE_OF("on")) || slice_is(https, "1");
}
