/*
 * Plain CGI (RFC 3875): parameters in the environment, the body on standard
 * input, the answer to standard output, one request and the end.
 */
#include "web/server.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static bool taken;
static bool until_end; /* no length was declared: the body ends where the input ends */
static uint64_t left;

/*
 * No more may be read than was declared (RFC 3875 section 4.2): a shell's terminal
 * never ends. A chunked body has no declared length, but an end.
 */
static void
measure_body(void)
{
	const char *length = getenv("CONTENT_LENGTH");
	left = 0;
	if (length && slice_to_u64(slice_from(length), INT64_MAX, &left))
		return;
	until_end = getenv("HTTP_TRANSFER_ENCODING") != NULL;
}

static enum server_event
next(void)
{
	if (taken)
		return SERVER_END;
	taken = true;
	measure_body();
	return SERVER_REQUEST;
}

static const char *
parameter(const char *name)
{
	return getenv(name);
}

static size_t
read_bytes(void *bytes, size_t len)
{
	if (!until_end && len > left)
		len = (size_t)left;
	ssize_t count;
	do
		count = len > 0 ? read(STDIN_FILENO, bytes, len) : 0;
	while (count < 0 && errno == EINTR);
	if (count <= 0)
		return 0;
	left -= until_end ? 0 : (uint64_t)count;
	return (size_t)count;
}

static bool
write_bytes(struct slice bytes)
{
	while (bytes.len > 0) {
		ssize_t count = write(STDOUT_FILENO, bytes.at, bytes.len);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		bytes = slice_skip(bytes, (size_t)count);
	}
	return true;
}

/* Closing tells the server that the answer is whole, whatever the process still does. */
static void
finish(enum server_finish how)
{
	(void)how;
	close(STDOUT_FILENO);
}

static const struct server server = {
    .next = next,
    .parameter = parameter,
    .read = read_bytes,
    .write = write_bytes,
    .finish = finish,
};

const struct server *
cgi_server(void)
{
	return &server;
}
