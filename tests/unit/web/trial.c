/* The trial program and the two ways to run it. */
#define _GNU_SOURCE

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "trial.h"
#include "codec/json.h"
#include "web/health.h"
#include "web/upload.h"

/* After our own headers: it has a macro of the name of our fail(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define RECORD_DESCRIPTOR 9

static char folder[] = "/tmp/hub-web-XXXXXX";
static char opened[sizeof folder];

static void
say_hex(struct json_writer *w, const char *name, const unsigned char *bytes, size_t len)
{
	char text[2 * 16 + 1] = "";
	for (size_t i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	json_name(w, name);
	json_put_text(w, text);
}

static void
echo(struct call *call)
{
	const struct request *request = &call->request;
	answer_begin(call, 200, "application/json");
	struct json_writer w = json_writer(&call->answer.body);
	json_begin_object(&w);
	json_name(&w, "path");
	json_put_string(&w, request->path);
	json_name(&w, "body_bytes");
	json_put_integer(&w, (int64_t)request->body_bytes);
	json_name(&w, "kept");
	json_put_integer(&w, (int64_t)request->body.len);
	json_name(&w, "https");
	json_put_bool(&w, request->https);
	json_name(&w, "query_malformed");
	json_put_bool(&w, request->query_malformed);
	json_name(&w, "q");
	json_put_string(&w, form_value(&request->query, "q"));
	json_name(&w, "authorization");
	json_put_string(&w, call_header(call, "HTTP_AUTHORIZATION"));
	say_hex(&w, "address", request->address, sizeof request->address);
	json_end_object(&w);
	answer_header(call, "X-Trial", SLICE_OF("yes"));
}

static void
nothing(struct call *call)
{
	answer_begin(call, 204, NULL);
}

static void
unchanged(struct call *call)
{
	answer_begin(call, 304, "application/json");
	answer_header(call, "ETag", SLICE_OF("\"7-a\""));
	str_add_text(&call->answer.body, "{}");
}

static void
slow(struct call *call)
{
	struct timespec pause = {0, 300000000};
	while (nanosleep(&pause, &pause) != 0)
		;
	echo(call);
}

static bool
three_lines(struct call *call, void *context)
{
	(void)context;
	for (int i = 0; i < 3; i++)
		if (!call_write(call, SLICE_OF("line\n")))
			return false;
	return true;
}

static bool
break_off(struct call *call, void *context)
{
	three_lines(call, context);
	return false;
}

static void
stream(struct call *call)
{
	answer_begin(call, 200, "text/plain");
	call->answer.stream = three_lines;
}

static void
broken(struct call *call)
{
	answer_begin(call, 200, "text/plain");
	call->answer.stream = break_off;
}

static void
forgetful(struct call *call)
{
	(void)call;
}

/* Says of each piece of at most 8 bytes what it was; stops after a fault. */
static void
pieces(struct call *call)
{
	static const char states[] = {'+', '.', '>', '<'};
	struct upload upload = upload_open(call, 20);
	char room[8];
	enum upload_state state;
	answer_begin(call, 200, "text/plain");
	str_add_text(&call->answer.body, upload_is_too_large(&upload) ? "too large " : "");
	do {
		size_t len;
		state = upload_take(&upload, room, sizeof room, &len);
		str_add(&call->answer.body, (struct slice){room, len});
		str_add_char(&call->answer.body, states[state]);
	} while (state == UPLOAD_MORE);
}

static void
measured(struct call *call)
{
	stream(call);
	call->answer.stream_bytes = 15;
	call->answer.content_security_policy = "sandbox";
}

static void
short_of(struct call *call)
{
	measured(call);
	call->answer.stream = break_off;
	call->answer.stream_bytes = 20;
}

static const struct shape bytes_shape = {SHAPE_BYTES, NULL, NULL};
static const struct shape no_shape = {SHAPE_NOTHING, NULL, NULL};

#define ROW(name, method, path, handle)                                                            \
	{                                                                                          \
		name, method, path, ACCESS_PUBLIC, 0, 0, handle, NULL, &no_shape, false            \
	}

/* clang-format off */
const struct route trial_routes[] = {
	HEALTH_ROUTES,
	ROW("echo", METHOD_GET, "/v1/echo", echo),
	ROW("echo.post", METHOD_POST, "/v1/echo", echo),
	ROW("nothing", METHOD_GET, "/v1/nothing", nothing),
	ROW("unchanged", METHOD_GET, "/v1/unchanged", unchanged),
	ROW("slow", METHOD_GET, "/v1/slow", slow),
	ROW("stream", METHOD_GET, "/v1/stream", stream),
	ROW("broken", METHOD_GET, "/v1/broken", broken),
	ROW("short", METHOD_GET, "/v1/short", short_of),
	ROW("measured", METHOD_GET, "/v1/measured", measured),
	{"pieces", METHOD_PUT, "/v1/pieces", ACCESS_PUBLIC, 0, 0, pieces, &bytes_shape, &no_shape, false},
	ROW("forgetful", METHOD_GET, "/v1/forgetful", forgetful),
	{0},
};
/* clang-format on */

/* Says what it saw, and whether anything had been sent by then. */
static void
record(struct call *call)
{
	int waiting = 0;
	char line[100];
	ioctl(STDOUT_FILENO, FIONREAD, &waiting);
	int len = snprintf(line, sizeof line, "%d %s %.*s%s\n", call->answer.status,
	    call->notes.code ? call->notes.code : "-", SLICE_ARG(call->notes.operation),
	    waiting ? " too late" : "");
	ssize_t written = write(RECORD_DESCRIPTOR, line, (size_t)len);
	(void)written;
}

static step *const steps[] = {find_route, check_body, run_handler, NULL};

const struct program trial = {
    .name = "trial",
    .routes = trial_routes,
    .steps = steps,
    .compose = problem_compose,
    .record = record,
};

void
trial_open(const char *more_settings)
{
	char path[128];
	memcpy(opened, folder, sizeof folder);
	assert_non_null(mkdtemp(opened));
	snprintf(path, sizeof path, "%s/secrets", opened);
	assert_true(secrets_create(path));
	snprintf(path, sizeof path, "%s/hub.conf", opened);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fprintf(file,
	    "[site]\npublic_url = https://hub.example.com\n[database]\nsocket = %s/none\n"
	    "[files]\nsecrets = %s/secrets\n%s",
	    opened, opened, more_settings);
	assert_int_equal(fclose(file), 0);
	setenv("HUB_CONF", path, 1);
}

void
trial_close(void)
{
	static const char *const names[] = {"hub.conf", "secrets", "socket"};
	char path[128];
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", opened, names[i]);
		unlink(path);
	}
	rmdir(opened);
}

static _Noreturn void
run_program(void)
{
	char name[] = "trial";
	char *argv[] = {name, NULL};
	exit(program_run(&trial, 1, argv));
}

static _Noreturn void
be_cgi(const char *const *parameters, int input, int output, int record_end)
{
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(record_end, RECORD_DESCRIPTOR);
	close(input);
	close(output);
	close(record_end);
	for (; *parameters; parameters++)
		putenv((char *)(uintptr_t)*parameters);
	run_program();
}

/* Sends and receives at once, so that neither side waits for the other. */
static void
exchange(struct trial_answer *answer, int to, int from, const char *body, size_t body_len)
{
	size_t sent = 0;
	if (body_len == 0)
		close(to);
	for (;;) {
		struct pollfd both[2] = {
		    {from, POLLIN, 0}, {sent < body_len ? to : -1, POLLOUT, 0}};
		assert_true(poll(both, 2, 20000) > 0);
		if (both[1].revents) {
			ssize_t count = write(to, body + sent, body_len - sent);
			sent = count > 0 ? sent + (size_t)count : body_len;
			if (sent == body_len)
				close(to);
		}
		if (!both[0].revents)
			continue;
		ssize_t count =
		    read(from, answer->text + answer->len, TRIAL_ANSWER_MAX - answer->len);
		if (count <= 0)
			return;
		answer->len += (size_t)count;
	}
}

struct trial_answer
trial_cgi(const char *const *parameters, const char *body, size_t body_len)
{
	struct trial_answer answer = {.text = calloc(1, TRIAL_ANSWER_MAX + 1), .body = ""};
	int in[2], out[2], notes[2];
	assert_non_null(answer.text);
	assert_int_equal(pipe(in) | pipe(out) | pipe(notes), 0);
	fcntl(in[1], F_SETFD, FD_CLOEXEC);
	signal(SIGPIPE, SIG_IGN);
	pid_t pid = fork();
	if (pid == 0) {
		close(in[1]);
		close(out[0]);
		close(notes[0]);
		be_cgi(parameters, in[0], out[1], notes[1]);
	}
	close(in[0]);
	close(out[1]);
	close(notes[1]);
	exchange(&answer, in[1], out[0], body, body_len);
	close(out[0]);
	assert_int_equal(waitpid(pid, &answer.status, 0), pid);
	ssize_t count = read(notes[0], answer.recorded, sizeof answer.recorded - 1);
	answer.recorded[count > 0 ? count : 0] = '\0';
	close(notes[0]);
	const char *end = strstr(answer.text, "\r\n\r\n");
	if (end)
		answer.body = end + 4;
	return answer;
}

void
trial_free(struct trial_answer *answer)
{
	free(answer->text);
}

bool
trial_has(const struct trial_answer *answer, const char *line)
{
	char whole[300];
	snprintf(whole, sizeof whole, "%s\r\n", line);
	const char *found = strstr(answer->text, whole);
	return found && found < answer->body && (found == answer->text || found[-1] == '\n');
}

struct trial_process
trial_start(void)
{
	struct trial_process process;
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	snprintf(process.socket, sizeof process.socket, "%s/socket", opened);
	unlink(process.socket);
	memcpy(name.sun_path, process.socket, strnlen(process.socket, sizeof name.sun_path - 1));
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&name, sizeof name), 0);
	assert_int_equal(listen(listener, 5), 0);
	process.pid = fork();
	if (process.pid == 0) {
		dup2(listener, STDIN_FILENO);
		close(listener);
		run_program();
	}
	close(listener);
	return process;
}

static int
connect_to(const struct trial_process *process)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	memcpy(name.sun_path, process->socket, strnlen(process->socket, sizeof name.sun_path - 1));
	int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
	if (connect(descriptor, (struct sockaddr *)&name, sizeof name) == 0)
		return descriptor;
	close(descriptor);
	return -1;
}

bool
trial_is_reachable(const struct trial_process *process)
{
	int descriptor = connect_to(process);
	if (descriptor >= 0)
		close(descriptor);
	return descriptor >= 0;
}

/* FastCGI records (FastCGI specification 1.0, section 3.3). */
enum { BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

static void
send_all(int descriptor, const void *bytes, size_t len)
{
	assert_int_equal(send(descriptor, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void
send_record(int descriptor, unsigned char type, const void *bytes, size_t len)
{
	unsigned char head[8] = {
	    1, type, 0, 1, (unsigned char)(len >> 8), (unsigned char)len, 0, 0};
	send_all(descriptor, head, sizeof head);
	if (len > 0)
		send_all(descriptor, bytes, len);
}

static size_t
add_parameter(unsigned char *at, const char *name, const char *value)
{
	size_t name_len = strlen(name), value_len = strlen(value);
	at[0] = (unsigned char)name_len;
	at[1] = (unsigned char)value_len;
	memcpy(at + 2, name, name_len);
	memcpy(at + 2 + name_len, value, value_len);
	return 2 + name_len + value_len;
}

int
trial_ask(const struct trial_process *process, const char *method, const char *path,
    const char *body, size_t body_len)
{
	static const unsigned char responder[8] = {0, 1};
	unsigned char parameters[1000];
	char length[24];
	int descriptor = connect_to(process);
	assert_true(descriptor >= 0);
	snprintf(length, sizeof length, "%zu", body_len);
	size_t len = add_parameter(parameters, "REQUEST_METHOD", method);
	len += add_parameter(parameters + len, "PATH_INFO", path);
	len += add_parameter(parameters + len, "CONTENT_LENGTH", length);
	send_record(descriptor, BEGIN_REQUEST, responder, sizeof responder);
	send_record(descriptor, PARAMS, parameters, len);
	send_record(descriptor, PARAMS, NULL, 0);
	for (size_t sent = 0; sent < body_len; sent += 32768) {
		size_t some = body_len - sent < 32768 ? body_len - sent : 32768;
		send_record(descriptor, STDIN, body + sent, some);
	}
	send_record(descriptor, STDIN, NULL, 0);
	return descriptor;
}

static bool
receive(int descriptor, void *bytes, size_t len)
{
	return len == 0 || recv(descriptor, bytes, len, MSG_WAITALL) == (ssize_t)len;
}

bool
trial_read(int descriptor, char *text, size_t size)
{
	unsigned char head[8], content[65536 + 256];
	bool ended = false;
	size_t len = 0;
	while (receive(descriptor, head, sizeof head)) {
		size_t count = (size_t)(head[4] << 8 | head[5]);
		if (!receive(descriptor, content, count + head[6]))
			break;
		if (head[1] == STDOUT && len + count < size) {
			memcpy(text + len, content, count);
			len += count;
		}
		ended = ended || head[1] == END_REQUEST;
	}
	text[len] = '\0';
	close(descriptor);
	return ended;
}

int
trial_await(const struct trial_process *process)
{
	int status = -1;
	assert_int_equal(waitpid(process->pid, &status, 0), process->pid);
	return status;
}
