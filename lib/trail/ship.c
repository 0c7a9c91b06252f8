/*
 * When the shipper runs: a thread of each program, of which the holder of the
 * folder's lock works and the others look now and then whether it is free.
 */
#define _GNU_SOURCE
#include "trail/ship.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "trail/chore.h"
#include "trail/shipper.h"

#define MILLISECOND (CLOCK_SECOND / 1000)
#define WAIT_FIRST (200 * MILLISECOND)
#define WAIT_BUSY (200 * MILLISECOND)   /* after a pass that shipped something */
#define WAIT_IDLE (250 * MILLISECOND)   /* the longest a new record lies unseen */
#define WAIT_OTHERS (700 * MILLISECOND) /* somebody else holds the lock */
#define WAIT_AWAY CLOCK_SECOND
#define STOP_SECONDS 5
#define STACK_BYTES ((size_t)512 * 1024)

/* The one thread of this process. */
static struct {
	const struct settings *settings;
	pthread_t thread;
	bool runs;
	atomic_bool stop;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
} self = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

/* --- the thread --- */

static struct timespec
time_from_now(int64_t us)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	int64_t ns = time.tv_nsec + us % CLOCK_SECOND * 1000;
	time.tv_sec += (time_t)(us / CLOCK_SECOND + ns / 1000000000);
	time.tv_nsec = (long)(ns % 1000000000);
	return time;
}

/* False once the process ends. */
static bool
wait_for(int64_t us)
{
	struct timespec until = time_from_now(us);

	pthread_mutex_lock(&self.mutex);
	while (!atomic_load(&self.stop) && pthread_cond_clockwait(&self.wake, &self.mutex,
					       CLOCK_MONOTONIC, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&self.mutex);
	return !atomic_load(&self.stop);
}

/* What was last said, so that each change is said once. */
struct voice {
	enum ship_status said;
	uint64_t damaged;
};

static void
say(struct voice *voice, enum ship_status status, const struct ship_count *count, long number)
{
	if (count->damaged > voice->damaged)
		log_line(LOG_ERROR_LEVEL, "trail.ship", (long)(count->damaged - voice->damaged),
		    NULL, "journal records could not be read or kept");
	voice->damaged = count->damaged;
	if (status == SHIP_BUSY || status == voice->said)
		return;
	if (status == SHIP_AWAY)
		log_line(LOG_WARNING_LEVEL, "trail.ship", number, NULL,
		    "the database does not take the journal; requests wait in it");
	else if (status == SHIP_FOLDER)
		log_line(LOG_ERROR_LEVEL, "trail.ship", number, NULL,
		    "the journal's folder or a file in it cannot be read");
	else
		log_line(LOG_INFO_LEVEL, "trail.ship", 0, NULL, "the journal is shipped again");
	voice->said = status;
}

static int64_t
wait_after(enum ship_status status, bool shipped)
{
	if (status == SHIP_BUSY)
		return WAIT_OTHERS;
	if (status != SHIP_DONE)
		return WAIT_AWAY;
	return shipped ? WAIT_BUSY : WAIT_IDLE;
}

/* Passes until the process ends, and one more then. */
static void
work(struct shipper *shipper)
{
	struct ship_count count = {0};
	struct voice voice = {.said = SHIP_DONE};
	int64_t wait = WAIT_FIRST, synced_us = 0;
	bool goes_on;

	do {
		goes_on = wait_for(wait);
		uint64_t before = count.records;
		enum ship_status status = shipper_pass(shipper, &count);
		long number = status == SHIP_FOLDER ? errno : (long)db_errno(shipper->db);
		say(&voice, status, &count, number);
		if (status != SHIP_BUSY && clock_monotonic() - synced_us >= CLOCK_SECOND) {
			shipper_sync(shipper);
			synced_us = clock_monotonic();
		}
		if (status == SHIP_BUSY)
			db_rest(shipper->db);
		else if (goes_on)
			chore_look(shipper->db);
		wait = wait_after(status, count.records > before);
	} while (goes_on);
}

static void *
run(void *unused)
{
	struct db *db = db_new(self.settings, DB_SERVE);
	struct shipper shipper;
	bool open;

	(void)unused;
	while (!(open = shipper_open(&shipper, self.settings->journal_dir, db)))
		if (!wait_for(WAIT_AWAY))
			break;
	if (open) {
		shipper.stop = &self.stop;
		work(&shipper);
		shipper_close(&shipper);
	}
	db_free(db);
	return NULL;
}

/* Signals are the main thread's: it waits for requests and for SIGTERM. */
static int
begin_thread(void)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	int why;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	why = pthread_create(&self.thread, &attributes, run, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return why;
}

bool
ship_start(const struct settings *settings, const struct ship_chore *chore)
{
	if (self.runs || !settings->ship)
		return true;
	chore_give(settings, chore);
	self.settings = settings;
	atomic_store(&self.stop, false);
	errno = begin_thread();
	self.runs = errno == 0;
	return self.runs;
}

void
ship_stop(void)
{
	struct timespec until = time_from_now(STOP_SECONDS * CLOCK_SECOND);

	if (!self.runs)
		return;
	pthread_mutex_lock(&self.mutex);
	atomic_store(&self.stop, true);
	pthread_cond_signal(&self.wake);
	pthread_mutex_unlock(&self.mutex);
	if (pthread_clockjoin_np(self.thread, NULL, CLOCK_MONOTONIC, &until) == 0)
		chore_stop(&until);
	self.runs = false;
}

/* --- once --- */

enum ship_status
ship_once(const struct settings *settings, struct db *db, struct ship_count *count)
{
	struct shipper shipper;

	*count = (struct ship_count){0};
	if (!shipper_open(&shipper, settings->journal_dir, db))
		return SHIP_FOLDER;
	enum ship_status status = shipper_pass(&shipper, count);
	int why = errno;
	shipper_close(&shipper);
	errno = why;
	return status;
}
