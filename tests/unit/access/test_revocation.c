/*
 * At once: whatever has been committed about a key holds for every request that begins
 * afterwards, in whichever process, with whatever that process had cached.
 */
#include "fixture.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "base/clock.h"

#define WORKERS 4
#define WARM_REQUESTS 20
#define AFTER_REQUESTS 40
#define PATIENCE_US (60 * CLOCK_SECOND)

/* One for each worker, in memory that parent and workers share. */
struct tally {
	_Atomic uint64_t admitted_before, admitted_after, refused_after, odd;
};

struct stage {
	_Atomic bool committed;
	struct tally tallies[WORKERS];
};

static struct stage *stage;

/* One request in a fresh arena; the texts of the credential and path are the parent's. */
static int
one_request(const char *path, const char *authorization)
{
	struct arena *mine = arena_new(FIXTURE_MEMORY), *before = arena;
	arena = mine;
	wish = (struct wish){.path = path, .authorization = authorization};
	int status = ask(&api);
	arena = before;
	arena_free(mine);
	return status;
}

static void
work(struct tally *tally, const char *path, const char *authorization)
{
	int64_t end_us = clock_monotonic() + PATIENCE_US;
	db = db_new(settings, DB_SERVE);
	while (tally->refused_after < AFTER_REQUESTS && clock_monotonic() < end_us) {
		bool committed = atomic_load(&stage->committed);
		int status = one_request(path, authorization);
		if (status == 200)
			(committed ? &tally->admitted_after : &tally->admitted_before)[0]++;
		else if (status != 401)
			tally->odd++;
		else if (committed)
			tally->refused_after++;
		if (tally->admitted_after + tally->odd > 0)
			break;
	}
	db_free(db);
}

static bool
all_are_warm(void)
{
	for (int i = 0; i < WORKERS; i++)
		if (stage->tallies[i].admitted_before < WARM_REQUESTS && stage->tallies[i].odd == 0)
			return false;
	return true;
}

static void
start_workers(pid_t *workers, const char *credential)
{
	const char *path = employees(), *authorization = formatted("Bearer %s", credential);
	execute_on_company("UPDATE api_keys SET per_minute = 10000000, burst = 1000000 "
			   "WHERE entity_id = %s");
	memset(stage, 0, sizeof *stage);
	for (int i = 0; i < WORKERS; i++) {
		workers[i] = fork();
		assert_true(workers[i] >= 0);
		if (workers[i] > 0)
			continue;
		work(&stage->tallies[i], path, authorization);
		_exit(0);
	}
	int64_t end_us = clock_monotonic() + PATIENCE_US;
	while (!all_are_warm() && clock_monotonic() < end_us)
		usleep(1000);
	assert_true(all_are_warm());
}

static void
judge_workers(const pid_t *workers)
{
	atomic_store(&stage->committed, true);
	for (int i = 0; i < WORKERS; i++)
		waitpid(workers[i], NULL, 0);
	for (int i = 0; i < WORKERS; i++) {
		const struct tally *tally = &stage->tallies[i];
		assert_int_equal(tally->admitted_after, 0);
		assert_int_equal(tally->odd, 0);
		assert_int_equal(tally->refused_after, AFTER_REQUESTS);
	}
}

static void
refuses_a_revoked_key_on_the_next_request_of_every_process(void **state)
{
	(void)state;
	need_server();
	pid_t workers[WORKERS];
	bool changed;
	struct key_made key = new_key("Everywhere", MODE_LIVE, LEVEL_FULL);
	start_workers(workers, key.secret.at);
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_OK);
	judge_workers(workers);
}

static void
refuses_the_tokens_of_a_revoked_key_in_every_process(void **state)
{
	(void)state;
	need_server();
	pid_t workers[WORKERS];
	bool changed;
	struct json_fault fault;
	struct key_made key = new_key("Everywhere", MODE_LIVE, LEVEL_FULL);
	wish = (struct wish){.method = "POST", .path = "/v1/auth/login"};
	wish.authorization = formatted("Bearer %s", key.secret.at);
	assert_int_equal(ask(&api), 200);
	const struct json *answer = json_read(arena, str_slice(&call->answer.body), &fault);
	struct slice token = json_string(json_member(answer, SLICE_OF("access_token")));
	start_workers(workers, arena_text(arena, token));
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_OK);
	judge_workers(workers);
}

static void
refuses_a_paused_key_in_every_process(void **state)
{
	(void)state;
	need_server();
	pid_t workers[WORKERS];
	bool changed;
	struct key_made key = new_key("Everywhere", MODE_LIVE, LEVEL_FULL);
	start_workers(workers, key.secret.at);
	assert_int_equal(key_pause(&act, key.key_id, &changed), DB_OK);
	judge_workers(workers);
}

static void
refuses_a_rotated_secret_in_every_process(void **state)
{
	(void)state;
	need_server();
	pid_t workers[WORKERS];
	struct slice second;
	struct key_made key = new_key("Everywhere", MODE_LIVE, LEVEL_FULL);
	start_workers(workers, key.secret.at);
	assert_int_equal(key_rotate(&act, key.key_id, 0, &complaints, &second), DB_OK);
	judge_workers(workers);
}

/* The workers' refusals come from one address, which may fail often here. */
static int
share(void **state)
{
	static struct settings patient;
	stage =
	    mmap(NULL, sizeof *stage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (stage == MAP_FAILED || fixture_open(state) != 0)
		return -1;
	if (!settings)
		return 0;
	patient = *settings;
	patient.address_failures_per_minute = 1000000;
	settings = &patient;
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(refuses_a_revoked_key_on_the_next_request_of_every_process),
	    TEST(refuses_the_tokens_of_a_revoked_key_in_every_process),
	    TEST(refuses_a_paused_key_in_every_process),
	    TEST(refuses_a_rotated_secret_in_every_process),
	};
	return cmocka_run_group_tests(tests, share, fixture_close);
}
