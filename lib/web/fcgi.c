/*
 * FastCGI by libfcgi, the only file that knows it. One listening socket on
 * descriptor 0 (given by mod_fcgid or any process manager), one request at a time.
 */
#define _GNU_SOURCE
#include "web/server.h"

#include <errno.h>
#include <fcgiapp.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define LISTENER 0
#define IDLE_SECONDS 20

static FCGX_Request request;
static volatile sig_atomic_t stopping;
static bool closed;

static void
on_stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
	FCGX_ShutdownPending();
}

/* Without SA_RESTART, so that a waiting accept ends at once. */
static void
catch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGUSR1, &stop, NULL);
}

/*
 * Lets accept() return now and then, without one more system call a request. Not
 * for TCP, where accepted connections inherit the limit.
 */
static void
limit_waiting(void)
{
	struct sockaddr_storage name = {0};
	socklen_t len = sizeof name;
	struct timeval limit = {.tv_sec = IDLE_SECONDS};
	if (getsockname(LISTENER, (struct sockaddr *)&name, &len) == 0 && name.ss_family == AF_UNIX)
		setsockopt(LISTENER, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

/*
 * A dozen are asked for by each request among some forty: looking at the first byte
 * before comparing is worth a tenth of the request's work.
 */
static const char *
parameter(const char *name)
{
	size_t len = strlen(name);
	for (char *const *each = request.envp; *each; each++)
		if (**each == *name && strncmp(*each, name, len) == 0 && (*each)[len] == '=')
			return *each + len + 1;
	return NULL;
}

static void
forget_parameters(void)
{
	for (char **parameter = request.envp; parameter && *parameter; parameter++)
		explicit_bzero(*parameter, strlen(*parameter));
}

static void
end_request(enum server_finish how)
{
	forget_parameters();
	if (how == SERVER_CUT)
		FCGX_Free(&request, 1);
	else
		FCGX_Finish_r(&request);
}

static enum server_event
next(void)
{
	while (!closed) {
		int outcome = FCGX_Accept_r(&request);
		/* EINTR also follows SIGSTOP and SIGCONT on a socket with a time limit. */
		if ((outcome == -EAGAIN || outcome == -EINTR) && !stopping)
			return SERVER_IDLE;
		if (outcome != 0)
			return SERVER_END;
		const char *role = parameter("FCGI_ROLE");
		if (role && strcmp(role, "RESPONDER") == 0)
			return SERVER_REQUEST;
		end_request(SERVER_DONE);
	}
	return SERVER_END;
}

static size_t
read_bytes(void *bytes, size_t len)
{
	int count = FCGX_GetStr(bytes, len > INT_MAX ? INT_MAX : (int)len, request.in);
	return count > 0 ? (size_t)count : 0;
}

static bool
write_bytes(struct slice bytes)
{
	while (bytes.len > 0) {
		int some = bytes.len > INT_MAX ? INT_MAX : (int)bytes.len;
		if (FCGX_PutStr(bytes.at, some, request.out) != some)
			return false;
		bytes = slice_skip(bytes, (size_t)some);
	}
	return true;
}

/*
 * The listener is closed before the last request's end is announced: from then on
 * the server thinks this process free, and what it queued here would be lost.
 */
static void
finish(enum server_finish how)
{
	if (how == SERVER_DONE_LAST || stopping) {
		close(LISTENER);
		closed = true;
	}
	end_request(how);
}

static const struct server server = {
    .next = next,
    .parameter = parameter,
    .read = read_bytes,
    .write = write_bytes,
    .finish = finish,
};

const struct server *
fcgi_server(void)
{
	if (FCGX_IsCGI())
		return NULL;
	catch_signals();
	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, LISTENER, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return NULL;
	limit_waiting();
	return &server;
}
