/* Who does the daily work, and how often: the lease, the days, the thread of the shipper. */
#define _GNU_SOURCE
#include "fixture.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "records/daily.h"
#include "records/daily_lease.h"
#include "trail/ship.h"

#define WAIT_US (20 * CLOCK_SECOND)

static void
make_due(void)
{
	assert_int_equal(
	    run(db, "UPDATE daily_lease SET held_until = NOW(6), due_at = NOW(6)"), DB_OK);
	assert_int_equal(run(db, "DELETE FROM daily_days"), DB_OK);
}

static void
pause_a_moment(void)
{
	static const struct timespec moment = {.tv_nsec = 20000000};
	nanosleep(&moment, NULL);
}

/* Somebody whose first day has come, though nobody has noted it yet. */
static struct write *
starter(void)
{
	struct write *write = make_employee(&acme, "");
	expect_done(write);
	struct db_value id = value_uuid(write->id);
	assert_int_equal(
	    db_execute(
		db, SLICE_OF("UPDATE employees SET status = 'pending' WHERE id = ?"), &id, 1, NULL),
	    DB_OK);
	return write;
}

static bool
has_begun(const struct write *of)
{
	struct record record;
	enum found found;
	struct view view = view_of(&acme, &resource_employees);
	assert_int_equal(
	    store_get(db, arena, &view, &resource_employees, of->id, &found, &record), DB_OK);
	return value_is(record_at(&record, "status"), "active");
}

static enum daily_outcome
daily_on(struct db *on, bool again, const atomic_bool *stop, struct daily_count *count)
{
	struct daily_run run = {
	    .db = on, .secrets = instance_secrets(), .again = again, .stop = stop};
	enum daily_outcome outcome;
	*count = (struct daily_count){0};
	assert_int_equal(records_daily(&run, &outcome, count), DB_OK);
	return outcome;
}

static enum daily_outcome
daily(bool again)
{
	struct daily_count count;
	return daily_on(db, again, NULL, &count);
}

static int
run_child(void)
{
	struct db *own = db_new(settings, DB_OWNER);
	struct daily_count count;
	enum daily_outcome outcome = daily_on(own, false, NULL, &count);
	db_free(own);
	return (int)outcome;
}

static void
of_several_processes_one_does_it(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = starter();
	make_due();
	pid_t children[4];
	int done = 0;
	for (size_t i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(run_child());
	}
	for (size_t i = 0; i < 4; i++) {
		int status;
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status));
		done += WEXITSTATUS(status) == DAILY_DONE;
	}
	assert_int_equal(done, 1);
	assert_true(has_begun(one));
	struct db_value id = value_uuid(one->id);
	static const enum db_type types[] = {DB_I64};
	struct db_rows rows;
	assert_int_equal(db_select(db, arena,
			     SLICE_OF("SELECT COUNT(*) FROM changes WHERE record_id = ? AND "
				      "caller_kind = 'system'"),
			     &id, 1, types, 1, &rows),
	    DB_OK);
	assert_int_equal(rows.cells[0].i64, 1);
}

/* Takes the lease and is killed with it. */
static void
let_a_holder_die(void)
{
	int ready[2];
	char byte;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		struct daily_lease lease;
		bool taken = false;
		daily_lease_begin(&lease, db_new(settings, DB_OWNER), NULL, false, &taken);
		byte = taken ? 'y' : 'n';
		if (write(ready[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(ready[0]);
	close(ready[1]);
}

static void
a_dead_holder_is_followed_once_its_time_is_over(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = starter();
	make_due();
	let_a_holder_die();
	assert_false(daily_is_due(db));
	assert_int_equal(daily(false), DAILY_ELSEWHERE);
	assert_int_equal(daily(true), DAILY_ELSEWHERE);
	assert_false(has_begun(one));
	int64_t left = ask(db, "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), held_until) FROM "
			       "daily_lease");
	assert_true(left > 0 && left <= DAILY_LEASE_SECONDS);
	assert_int_equal(run(db, "UPDATE daily_lease SET held_until = UTC_TIMESTAMP(6)"), DB_OK);
	assert_true(daily_is_due(db));
	assert_int_equal(daily(false), DAILY_DONE);
	assert_true(has_begun(one));
}

static void
who_has_lost_the_lease_learns_it_and_takes_nothing_from_the_next(void **state)
{
	(void)state;
	fixture_need_server();
	struct daily_lease late, next;
	bool taken;
	make_due();
	assert_int_equal(daily_lease_begin(&late, db, NULL, false, &taken), DB_OK);
	assert_true(taken && daily_lease_holds(&late));
	late.kept_us = 0;
	assert_true(daily_lease_holds(&late));
	assert_int_equal(run(db, "UPDATE daily_lease SET held_until = UTC_TIMESTAMP(6)"), DB_OK);
	assert_int_equal(daily_lease_begin(&next, db, NULL, false, &taken), DB_OK);
	assert_true(taken);
	late.kept_us = 0;
	assert_false(daily_lease_holds(&late));
	assert_int_equal(daily_lease_give(&late, 0), DB_OK);
	next.kept_us = 0;
	assert_true(daily_lease_holds(&next));
	assert_int_equal(daily_lease_give(&next, 0), DB_OK);
	assert_true(daily_is_due(db));
}

static void
a_day_that_was_done_is_done_again_only_when_asked_for(void **state)
{
	(void)state;
	fixture_need_server();
	make_due();
	assert_int_equal(daily(false), DAILY_DONE);
	assert_false(daily_is_due(db));
	assert_int_equal(daily(false), DAILY_ELSEWHERE);
	struct write *one = starter();
	assert_int_equal(run(db, "UPDATE daily_lease SET due_at = UTC_TIMESTAMP(6)"), DB_OK);
	assert_int_equal(daily(false), DAILY_DONE);
	assert_false(has_begun(one));
	assert_int_equal(daily(true), DAILY_DONE);
	assert_true(has_begun(one));
	struct write *other = starter();
	assert_int_equal(run(db, "UPDATE daily_lease SET due_at = UTC_TIMESTAMP(6)"), DB_OK);
	clock_pretend(clock_now() + CLOCK_DAY);
	assert_int_equal(daily(false), DAILY_DONE);
	clock_pretend(0);
	assert_true(has_begun(other));
}

static void
who_is_to_stop_leaves_the_rest_to_others(void **state)
{
	(void)state;
	fixture_need_server();
	atomic_bool stop = true;
	struct daily_count count;
	struct write *one = starter();
	make_due();
	assert_int_equal(daily_on(db, false, &stop, &count), DAILY_BROKEN_OFF);
	assert_false(has_begun(one));
	assert_true(daily_is_due(db));
	assert_int_equal(daily(false), DAILY_DONE);
	assert_true(has_begun(one));
}

static void
the_thread_that_ships_has_it_done_beside_itself(void **state)
{
	(void)state;
	fixture_need_server();
	struct settings own = *settings;
	own.ship = true;
	own.db_serve_user = own.db_owner_user;
	own.db_serve_password_file = own.db_owner_password_file;
	struct write *one = starter();
	make_due();
	int64_t start = clock_monotonic();
	assert_true(records_ship_start(&own, instance_secrets()));
	while (!has_begun(one) && clock_monotonic() - start < WAIT_US)
		pause_a_moment();
	ship_stop();
	assert_true(has_begun(one));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(of_several_processes_one_does_it),
	    cmocka_unit_test(a_dead_holder_is_followed_once_its_time_is_over),
	    cmocka_unit_test(who_has_lost_the_lease_learns_it_and_takes_nothing_from_the_next),
	    cmocka_unit_test(a_day_that_was_done_is_done_again_only_when_asked_for),
	    cmocka_unit_test(who_is_to_stop_leaves_the_rest_to_others),
	    cmocka_unit_test(the_thread_that_ships_has_it_done_beside_itself),
	};
	return cmocka_run_group_tests(tests, fixture_open_acme, fixture_close);
}
