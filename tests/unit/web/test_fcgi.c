/* The life of a FastCGI process, spoken to through its socket without a web server. */
#define _GNU_SOURCE

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "trial.h"

/* After our own headers: it has a macro of the name of our fail(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static char text[200000];

static void
pause_ms(long ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};
	while (nanosleep(&left, &left) != 0)
		;
}

static void
assert_answers(const struct trial_process *process)
{
	assert_true(
	    trial_read(trial_ask(process, "GET", "/v1/health", NULL, 0), text, sizeof text));
	assert_non_null(strstr(text, "Status: 200 OK\r\n"));
	assert_non_null(strstr(text, "{\"status\":\"alive\"}"));
}

static void
end(const struct trial_process *process)
{
	kill(process->pid, SIGTERM);
	int status = trial_await(process);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
serves_one_request_after_the_other(void **state)
{
	(void)state;
	struct trial_process process = trial_start();
	for (int i = 0; i < 20; i++)
		assert_answers(&process);
	end(&process);
}

static void
ends_at_once_on_sigterm_while_it_waits(void **state)
{
	(void)state;
	struct trial_process process = trial_start();
	assert_answers(&process);
	end(&process);
}

static void
finishes_the_request_in_hand_before_it_ends(void **state)
{
	(void)state;
	struct trial_process process = trial_start();
	int descriptor = trial_ask(&process, "GET", "/v1/slow", NULL, 0);
	pause_ms(100);
	kill(process.pid, SIGTERM);
	assert_true(trial_read(descriptor, text, sizeof text));
	assert_non_null(strstr(text, "\"path\":\"/v1/slow\""));
	assert_false(trial_is_reachable(&process));
	assert_true(WIFEXITED(trial_await(&process)));
}

static void
goes_on_after_it_was_stopped_and_continued(void **state)
{
	(void)state;
	struct trial_process process = trial_start();
	assert_answers(&process);
	kill(process.pid, SIGSTOP);
	assert_int_equal(waitpid(process.pid, NULL, WUNTRACED), process.pid);
	kill(process.pid, SIGCONT);
	assert_answers(&process);
	end(&process);
}

/* Starts the process below one that ends when the pipe that it waits at is closed. */
static struct trial_process
start_below(pid_t *manager, int *held)
{
	struct trial_process process = {0};
	int told[2], hold[2];
	assert_int_equal(pipe(told), 0);
	assert_int_equal(pipe(hold), 0);
	*manager = fork();
	if (*manager == 0) {
		close(hold[1]);
		process = trial_start();
		bool written = write(told[1], &process, sizeof process) == sizeof process;
		_exit(written && read(hold[0], text, 1) == 0 ? 0 : 1);
	}
	close(hold[0]);
	assert_int_equal(read(told[0], &process, sizeof process), sizeof process);
	close(told[0]);
	close(told[1]);
	*held = hold[1];
	return process;
}

/* A stop lets it look around, as twenty seconds without a request do. */
static void
ends_when_its_manager_is_gone(void **state)
{
	(void)state;
	pid_t manager;
	int held;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	struct trial_process process = start_below(&manager, &held);
	assert_answers(&process);
	close(held);
	assert_int_equal(waitpid(manager, NULL, 0), manager);
	assert_answers(&process);
	kill(process.pid, SIGSTOP);
	assert_int_equal(waitpid(process.pid, NULL, WUNTRACED), process.pid);
	kill(process.pid, SIGCONT);
	int status = trial_await(&process);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
reads_a_refused_body_to_its_end(void **state)
{
	(void)state;
	struct trial_process process = trial_start();
	size_t len = 3 * (size_t)CALL_BODY_MAX;
	char *body = calloc(1, len);
	int descriptor = trial_ask(&process, "POST", "/v1/echo", body, len);
	assert_true(trial_read(descriptor, text, sizeof text));
	assert_non_null(strstr(text, "Status: 413 "));
	descriptor = trial_ask(&process, "POST", "/v1/nowhere", body, len);
	assert_true(trial_read(descriptor, text, sizeof text));
	assert_non_null(strstr(text, "Status: 404 "));
	assert_answers(&process);
	free(body);
	end(&process);
}

static void
cuts_the_connection_when_a_stream_breaks_off(void **state)
{
	(void)state;
	struct trial_process process = trial_start();
	int descriptor = trial_ask(&process, "GET", "/v1/broken", NULL, 0);
	assert_false(trial_read(descriptor, text, sizeof text));
	descriptor = trial_ask(&process, "GET", "/v1/stream", NULL, 0);
	assert_true(trial_read(descriptor, text, sizeof text));
	assert_non_null(strstr(text, "\r\n\r\nline\nline\nline\n"));
	end(&process);
}

static void
a_broken_stream_of_declared_length_is_short_and_closes(void **state)
{
	(void)state;
	struct trial_process process = trial_start();
	int descriptor = trial_ask(&process, "GET", "/v1/short", NULL, 0);
	assert_true(trial_read(descriptor, text, sizeof text));
	assert_non_null(strstr(text, "Connection: close\r\n"));
	assert_non_null(strstr(text, "Content-Length: 20\r\n"));
	assert_string_equal(strstr(text, "\r\n\r\n"), "\r\n\r\nline\nline\nline\n");
	end(&process);
}

/* Whoever sees the answer's end may already rely on nobody listening there. */
static void
ends_after_the_set_number_of_requests_and_loses_none(void **state)
{
	(void)state;
	trial_close();
	trial_open("[process]\nmax_requests = 3\n");
	struct trial_process process = trial_start();
	assert_answers(&process);
	assert_answers(&process);
	assert_answers(&process);
	assert_false(trial_is_reachable(&process));
	int status = trial_await(&process);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int
open_trial(void **state)
{
	(void)state;
	trial_open("");
	return 0;
}

static int
close_trial(void **state)
{
	(void)state;
	trial_close();
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_trial, close_trial)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(serves_one_request_after_the_other),
	    TEST(ends_at_once_on_sigterm_while_it_waits),
	    TEST(finishes_the_request_in_hand_before_it_ends),
	    TEST(goes_on_after_it_was_stopped_and_continued),
	    TEST(ends_when_its_manager_is_gone),
	    TEST(reads_a_refused_body_to_its_end),
	    TEST(cuts_the_connection_when_a_stream_breaks_off),
	    TEST(a_broken_stream_of_declared_length_is_short_and_closes),
	    TEST(ends_after_the_set_number_of_requests_and_loses_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
