/* Two at once, each on a connection and in an arena of its own, that they keep. */
#ifndef TESTS_UNIT_RECORDS_RACE_H
#define TESTS_UNIT_RECORDS_RACE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>

#include "fixture.h"

typedef enum db_status racer(struct db *connection, struct arena *own, void *context);

struct runner {
	struct db *db;
	struct arena *arena;
	racer *run;
	void *context;
	pthread_barrier_t *start;
	enum db_status status;
};

static inline void *
runner_run(void *context)
{
	struct runner *runner = context;
	pthread_barrier_wait(runner->start);
	runner->status = runner->run(runner->db, runner->arena, runner->context);
	return NULL;
}

/* Both must have gone down the statement road without failure. */
static inline void
race_both(racer *first, void *one, racer *second, void *two)
{
	static struct runner runners[2];
	pthread_barrier_t start;
	pthread_t threads[2];
	pthread_barrier_init(&start, NULL, 2);
	for (int i = 0; i < 2; i++) {
		struct runner *runner = &runners[i];
		if (runner->db == NULL) {
			runner->db = db_new(settings, DB_OWNER);
			runner->arena = arena_new(FIXTURE_MEMORY);
		}
		arena_reset(runner->arena);
		runner->run = i == 0 ? first : second;
		runner->context = i == 0 ? one : two;
		runner->start = &start;
		assert_int_equal(pthread_create(&threads[i], NULL, runner_run, runner), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(runners[i].status, DB_OK);
	}
	pthread_barrier_destroy(&start);
}

/* The racer of a struct write. */
static inline enum db_status
race_write(struct db *connection, struct arena *own, void *context)
{
	struct write *write = context;
	write->arena = own;
	return write_run(write, connection);
}

#endif
