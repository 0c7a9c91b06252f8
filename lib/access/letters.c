/* Letters by the host's own mail program. */
#define _GNU_SOURCE
#include "access/letters.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

#define LETTER_MAX 16384
#define LOOK_EVERY_NS 20000000

static struct slice
letter_of(struct arena *arena, const struct settings *settings, struct slice to,
    const char *subject, struct slice text)
{
	struct str letter;
	str_init(&letter, arena, LETTER_MAX);
	if (settings->mail_from)
		str_addf(&letter, "From: %s\n", settings->mail_from);
	str_addf(&letter, "To: %.*s\nSubject: %s\n", SLICE_ARG(to), subject);
	str_add_text(&letter, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
			      "Content-Transfer-Encoding: 8bit\n"
			      "Auto-Submitted: auto-generated\n\n");
	str_add(&letter, text);
	return str_slice(&letter);
}

/* The child gets the socket and nothing else of ours: no socket, no database, no environment. */
static bool
start(const char *program, const char *to, int input, pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, usual;
	char *const arguments[] = {
	    (char *)(uintptr_t)program, "-i", "--", (char *)(uintptr_t)to, NULL};
	char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL};
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGTERM);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	bool ready = posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO) == 0 &&
		     posix_spawn_file_actions_addopen(
			 &files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
		     posix_spawn_file_actions_addopen(
			 &files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
		     posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1) == 0;
	bool started =
	    ready && posix_spawn(child, program, &files, &attributes, arguments, environment) == 0;
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return started;
}

/* A letter is shorter than a socket holds, so writing it waits for nobody; a socket rather than
 * a pipe, since a program that ends early must not end us by SIGPIPE. */
static bool
write_all(int to, struct slice text)
{
	while (text.len > 0) {
		ssize_t written = send(to, text.at, text.len, MSG_NOSIGNAL);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		text = slice_skip(text, (size_t)written);
	}
	return true;
}

static bool
ended_well(pid_t child, int64_t seconds)
{
	const struct timespec pause = {0, LOOK_EVERY_NS};
	int64_t until_us = clock_monotonic() + seconds * CLOCK_SECOND;
	int status = 0;
	pid_t done;
	while ((done = waitpid(child, &status, WNOHANG)) == 0 && clock_monotonic() < until_us)
		nanosleep(&pause, NULL);
	if (done == 0) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		return false;
	}
	return done == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

enum letter_fate
letter_send(struct arena *arena, const struct settings *settings, struct slice to,
    const char *subject, struct slice text)
{
	int ends[2];
	pid_t child;
	if (!settings->sendmail)
		return LETTER_NOT_SENT;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return LETTER_FAILED;
	bool started = start(settings->sendmail, arena_text(arena, to), ends[0], &child);
	bool written = started && write_all(ends[1], letter_of(arena, settings, to, subject, text));
	close(ends[1]);
	close(ends[0]);
	if (!started)
		return LETTER_FAILED;
	return ended_well(child, settings->sendmail_seconds) && written ? LETTER_SENT
									: LETTER_FAILED;
}
