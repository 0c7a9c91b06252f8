/*
 * A small program of the tests' own, run as CGI through pipes or as FastCGI through
 * a socket, in a child process.
 */
#ifndef TEST_WEB_TRIAL_H
#define TEST_WEB_TRIAL_H

#include <sys/types.h>

#include "web/program.h"

#define TRIAL_ANSWER_MAX ((size_t)4 * 1024 * 1024)

extern const struct program trial;
extern const struct route trial_routes[];

/* Writes settings and secrets into a new folder and names them by HUB_CONF. */
void trial_open(const char *more_settings);
void trial_close(void);

struct trial_answer {
	char *text;        /* head and body, NUL-terminated; free() it */
	size_t len;
	const char *body;  /* inside text, after the head */
	char recorded[256];/* what the record step wrote, a line a request */
	int status;        /* of the process, from waitpid */
};

/* NULL-terminated "NAME=value" parameters; body may be NULL. */
struct trial_answer trial_cgi(const char *const *parameters, const char *body, size_t body_len);
void trial_free(struct trial_answer *answer);
/* True if the head has exactly this line. */
bool trial_has(const struct trial_answer *answer, const char *line);

/* A FastCGI process with a listening socket on descriptor 0. */
struct trial_process {
	pid_t pid;
	char socket[128];
};

struct trial_process trial_start(void);
/* Connects and sends a request; the descriptor to read the answer from. */
int trial_ask(const struct trial_process *process, const char *method, const char *path,
    const char *body, size_t body_len);
/* Reads until the server closes; the output in `text`. False if the end was not announced. */
bool trial_read(int descriptor, char *text, size_t size);
bool trial_is_reachable(const struct trial_process *process);
/* Waits for the process to end; its wait status. */
int trial_await(const struct trial_process *process);

#endif
