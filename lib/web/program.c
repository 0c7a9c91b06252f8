/*
 * The life of a program: start, one request after the other, end. Whoever needs
 * to know in which order things happen to a request reads serve() below.
 */
#define _GNU_SOURCE
#include "web/program.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "web/answer.h"
#include "web/request.h"
#include "web/server.h"

#define REST_BYTES ((size_t)64 * 1024 * 1024) /* trees, rows and texts of one request */

struct process {
	const struct program *program;
	const struct settings *settings;
	const struct secrets *secrets;
	const struct server *server;
	struct db *db;
	struct arena *arena;
	size_t body_max;
	int64_t served;
	pid_t parent; /* the process manager, as it was at the first request */
};

static struct call *
call_new(struct process *process)
{
	struct call *call = arena_alloc(process->arena, sizeof *call);
	call->arena = process->arena;
	call->settings = process->settings;
	call->secrets = process->secrets;
	call->db = process->db;
	call->program = process->program;
	call->server = process->server;
	answer_begin(call, 0, NULL);
	return call;
}

static void
run_steps(struct call *call)
{
	step *const *next = call->program->steps;
	while (*next && (*next)(call))
		next++;
	assert(call->answer.status != 0);
	if (call->answer.body.full)
		fail(call, "answer.too_large", 0);
}

static void
record(struct call *call)
{
	bool unrecorded = call->route && call->route->unrecorded;
	if (call->program->record && !unrecorded)
		call->program->record(call);
}

static bool
is_last(const struct process *process)
{
	int64_t most = process->settings->max_requests;
	return most > 0 && process->served >= most;
}

static bool
takes_pieces(const struct call *call)
{
	const struct route *route = call->route;
	return route && route->request && route->request->kind == SHAPE_BYTES;
}

/*
 * A stream that declared its length shows by itself that it broke off. It is not cut, since
 * mod_fcgid would then have Apache's own error document follow on what was sent (tried).
 */
static enum server_finish
how_to_finish(const struct process *process, const struct call *call, bool whole)
{
	if (!whole && call->answer.stream_bytes == 0)
		return SERVER_CUT;
	return is_last(process) ? SERVER_DONE_LAST : SERVER_DONE;
}

static void
serve(struct process *process)
{
	struct call *call = call_new(process);
	request_read(call);
	route_find(call);
	if (!takes_pieces(call))
		request_read_body(call, process->body_max);
	run_steps(call);
	request_drain(call);
	record(call);
	bool whole = answer_send(call);
	process->served++;
	process->server->finish(how_to_finish(process, call, whole));
	arena_reset(process->arena);
}

/*
 * Whoever lost its process manager is asked for nothing any more, and would wait for ever:
 * mod_fcgid leaves such behind where it is ended under load (seen). Asked from the first request
 * on, since other managers end by design once the program has started.
 */
static bool
is_orphan(const struct process *process)
{
	return process->parent != 0 && getppid() != process->parent;
}

static void
loop(struct process *process)
{
	enum server_event event;
	while ((event = process->server->next()) != SERVER_END) {
		if (event == SERVER_REQUEST) {
			if (process->parent == 0)
				process->parent = getppid();
			serve(process);
		} else if (is_orphan(process)) {
			break;
		} else {
			db_rest(process->db);
		}
	}
}

/*
 * Memory of a crashed process would hold personal data and secrets of the request in hand. Of
 * finished ones it holds none: arenas are wiped, and so is what libfcgi frees.
 */
static void
forbid_traces(void)
{
	const struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
	umask(S_IRWXG | S_IRWXO);
}

static bool
read_arguments(int argc, char **argv, const char **conf)
{
	*conf = NULL;
	if (argc == 3 && strcmp(argv[1], "--conf") == 0)
		*conf = argv[2];
	return argc == 1 || *conf;
}

static bool
load(struct process *process, const char *conf)
{
	process->settings = settings_load(settings_path(conf), stderr);
	if (!process->settings)
		return false;
	process->secrets = secrets_load(process->settings->secrets_file, stderr);
	return process->secrets != NULL;
}

static void
open_process(struct process *process)
{
	size_t body_max = process->program->body_max;
	process->body_max = body_max ? body_max : CALL_BODY_MAX;
	/* Texts grow by doubling inside the arena, so each may take twice its limit. */
	process->arena = arena_new(2 * ((size_t)CALL_ANSWER_MAX + process->body_max) + REST_BYTES);
	process->db = db_new(process->settings, DB_SERVE);
	process->server = fcgi_server();
	if (!process->server)
		process->server = cgi_server();
}

int
program_run(const struct program *program, int argc, char **argv)
{
	struct process process = {.program = program};
	const char *conf;
	forbid_traces();
	arena_return_large_blocks();
	arena_wipe_what_is_freed();
	log_open(program->name, LOG_INFO_LEVEL);
	if (!read_arguments(argc, argv, &conf)) {
		fprintf(stderr, "usage: %s [--conf FILE]\n", program->name);
		return 2;
	}
	if (!route_check(program->routes, stderr) || !load(&process, conf))
		return 1;
	if (program->start && !program->start(process.settings, process.secrets))
		return 1;
	open_process(&process);
	loop(&process);
	if (program->stop)
		program->stop();
	db_free(process.db);
	arena_free(process.arena);
	return 0;
}
