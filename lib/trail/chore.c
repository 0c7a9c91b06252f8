/* One thread, begun when there is something to do and gone afterwards. */
#define _GNU_SOURCE
#include "trail/chore.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"

#define LOOK_AFTER (60 * CLOCK_SECOND)
#define STACK_BYTES ((size_t)2 * 1024 * 1024)

static struct {
	const struct settings *settings;
	struct ship_chore chore;
	pthread_t thread;
	bool runs; /* there is a thread to be joined */
	atomic_bool done, stop;
	int64_t looked_us;
} self;

void
chore_give(const struct settings *settings, const struct ship_chore *chore)
{
	self.settings = settings;
	self.chore = chore != NULL ? *chore : (struct ship_chore){0};
	self.looked_us = 0;
	atomic_store(&self.stop, false);
}

static void *
run(void *unused)
{
	struct db *db = db_new(self.settings, DB_SERVE);
	long number = self.chore.run(db, self.chore.context, &self.stop);
	(void)unused;
	if (number != 0)
		log_line(LOG_WARNING_LEVEL, "trail.chore", number, NULL,
		    "the daily work could not be done; it is tried again");
	db_free(db);
	atomic_store(&self.done, true);
	return NULL;
}

/* Signals stay blocked as they are for the thread that ships. */
static void
begin(void)
{
	pthread_attr_t attributes;
	atomic_store(&self.done, false);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	self.runs = pthread_create(&self.thread, &attributes, run, NULL) == 0;
	pthread_attr_destroy(&attributes);
}

void
chore_look(struct db *db)
{
	int64_t now_us = clock_monotonic();
	if (self.chore.run == NULL || (self.looked_us != 0 && now_us - self.looked_us < LOOK_AFTER))
		return;
	self.looked_us = now_us;
	if (self.runs && !atomic_load(&self.done))
		return;
	if (self.runs)
		pthread_join(self.thread, NULL);
	self.runs = false;
	if (self.chore.is_due(db))
		begin();
}

void
chore_stop(const struct timespec *until)
{
	atomic_store(&self.stop, true);
	if (self.runs)
		pthread_clockjoin_np(self.thread, NULL, CLOCK_MONOTONIC, until);
	self.runs = false;
}
