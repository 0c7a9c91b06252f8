/* Each road of a transaction, with a second connection or a relay that makes it happen. */
#define _GNU_SOURCE
#include <pthread.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "db/txn.h"
#include "fixture.h"

static struct db *other;

static int
open_table(void **state)
{
	(void)state;
	if (!db)
		return 0;
	other = db_new(settings, DB_OWNER);
	assert_int_equal(run(db, "DROP TABLE IF EXISTS try_txn"), DB_OK);
	assert_int_equal(
	    run(db, "CREATE TABLE try_txn (id INT PRIMARY KEY, n INT NOT NULL)"), DB_OK);
	assert_int_equal(run(db, "INSERT INTO try_txn VALUES (1, 0), (2, 0)"), DB_OK);
	return 0;
}

static int
drop_table(void **state)
{
	(void)state;
	db_free(other);
	other = NULL;
	return db && run(db, "DROP TABLE try_txn") != DB_OK;
}

/* What a closure was called for and what it saw. */
struct seen {
	int calls;
	enum txn_verdict verdict;
	enum db_status last;
	int64_t connection;
};

static int64_t
value_of(int id)
{
	return ask(db,
	    id == 1 ? "SELECT n FROM try_txn WHERE id = 1" : "SELECT n FROM try_txn WHERE id = 2");
}

static enum txn_verdict
count_up(struct db *on, void *context, enum db_status *status)
{
	struct seen *seen = context;
	seen->calls++;
	assert_true(db_in_transaction(on));
	*status = run(on, "UPDATE try_txn SET n = n + 1 WHERE id = 1");
	return *status == DB_OK ? seen->verdict : TXN_STATUS;
}

static void
commits_what_the_closure_wrote(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {.verdict = TXN_COMMIT};
	assert_int_equal(txn_run(other, count_up, &seen), DB_OK);
	assert_false(db_in_transaction(other));
	assert_int_equal(seen.calls, 1);
	assert_int_equal(value_of(1), 1);
}

static void
keeps_nothing_when_the_closure_rolls_back(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {.verdict = TXN_ROLLBACK};
	assert_int_equal(txn_run(other, count_up, &seen), DB_OK);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(value_of(1), 0);
}

static enum txn_verdict
insert_twice(struct db *on, void *context, enum db_status *status)
{
	struct seen *seen = context;
	seen->calls++;
	*status = run(on, "INSERT INTO try_txn VALUES (3, 0)");
	if (*status == DB_OK)
		*status = run(on, "INSERT INTO try_txn VALUES (3, 0)");
	return TXN_STATUS;
}

static void
passes_on_the_status_of_a_statement_and_keeps_nothing(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {0};
	assert_int_equal(txn_run(other, insert_twice, &seen), DB_DUPLICATE);
	assert_string_equal(db_constraint(other), "PRIMARY");
	assert_int_equal(seen.calls, 1);
	assert_int_equal(ask(db, "SELECT COUNT(*) FROM try_txn"), 2);
}

/* Deadlock: this closure locks 1 then 2, the thread locks 2 then 1 and weighs more. */
struct rival {
	pthread_t thread;
	pthread_barrier_t both_hold_one;
	struct db *db;
	enum db_status status;
};

static void *
lock_two_then_one(void *context)
{
	struct rival *rival = context;
	run(rival->db, "START TRANSACTION");
	run(rival->db, "UPDATE try_txn SET n = n + 10 WHERE id = 2");
	run(rival->db, "INSERT INTO try_txn (id, n) SELECT seq + 100, 0 FROM seq_1_to_500");
	pthread_barrier_wait(&rival->both_hold_one);
	rival->status = run(rival->db, "UPDATE try_txn SET n = n + 10 WHERE id = 1");
	run(rival->db, "COMMIT");
	return NULL;
}

struct lock_both {
	struct seen seen;
	struct rival *rival;
};

static enum txn_verdict
lock_one_then_two(struct db *on, void *context, enum db_status *status)
{
	struct lock_both *both = context;
	both->seen.calls++;
	*status = run(on, "UPDATE try_txn SET n = n + 1 WHERE id = 1");
	if (both->seen.calls == 1)
		pthread_barrier_wait(&both->rival->both_hold_one);
	if (*status == DB_OK)
		*status = run(on, "UPDATE try_txn SET n = n + 1 WHERE id = 2");
	both->seen.last = *status;
	/* Nothing may reach the server after a conflict: it would be committed by itself. */
	if (*status == DB_RERUN)
		assert_int_equal(run(on, "UPDATE try_txn SET n = 999"), DB_RERUN);
	return TXN_COMMIT;
}

static void
reruns_the_closure_after_a_deadlock(void **state)
{
	(void)state;
	fixture_need_server();
	struct rival rival = {.db = db};
	struct lock_both both = {.rival = &rival};
	pthread_barrier_init(&rival.both_hold_one, NULL, 2);
	assert_int_equal(pthread_create(&rival.thread, NULL, lock_two_then_one, &rival), 0);
	assert_int_equal(txn_run(other, lock_one_then_two, &both), DB_OK);
	pthread_join(rival.thread, NULL);
	pthread_barrier_destroy(&rival.both_hold_one);
	assert_int_equal(rival.status, DB_OK);
	assert_int_equal(both.seen.calls, 2);
	assert_int_equal(value_of(1), 11);
	assert_int_equal(value_of(2), 11);
}

/* Lock wait: `db` holds row 1 and lets go when the closure runs for the n-th time. */
struct waiting {
	struct seen seen;
	int release_at;
};

static enum txn_verdict
wait_for_row(struct db *on, void *context, enum db_status *status)
{
	struct waiting *waiting = context;
	if (++waiting->seen.calls == waiting->release_at)
		assert_int_equal(run(db, "ROLLBACK"), DB_OK);
	*status = run(on, "UPDATE try_txn SET n = n + 5 WHERE id = 2");
	if (*status == DB_OK)
		*status = run(on, "UPDATE try_txn SET n = n + 5 WHERE id = 1");
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static void
hold_row_one(void)
{
	assert_int_equal(run(other, "SET SESSION innodb_lock_wait_timeout = 1"), DB_OK);
	assert_int_equal(run(db, "START TRANSACTION"), DB_OK);
	assert_int_equal(run(db, "UPDATE try_txn SET n = 100 WHERE id = 1"), DB_OK);
}

static void
reruns_the_closure_after_a_lock_wait(void **state)
{
	(void)state;
	fixture_need_server();
	struct waiting waiting = {.release_at = 2};
	hold_row_one();
	assert_int_equal(txn_run(other, wait_for_row, &waiting), DB_OK);
	assert_int_equal(waiting.seen.calls, 2);
	assert_int_equal(value_of(1), 5);
	assert_int_equal(value_of(2), 5);
}

static void
gives_up_after_three_conflicts(void **state)
{
	(void)state;
	fixture_need_server();
	struct waiting waiting = {.release_at = 4};
	hold_row_one();
	assert_int_equal(txn_run(other, wait_for_row, &waiting), DB_RERUN);
	assert_int_equal(db_errno(other), 1205);
	assert_int_equal(waiting.seen.calls, 3);
	assert_int_equal(run(db, "ROLLBACK"), DB_OK);
	assert_int_equal(value_of(2), 0);
	assert_int_equal(txn_run(other, count_up, &(struct seen){.verdict = TXN_COMMIT}), DB_OK);
}

static enum txn_verdict
ask_for_a_free_row(struct db *on, void *context, enum db_status *status)
{
	struct seen *seen = context;
	seen->calls++;
	seen->last = run(on, "SET STATEMENT innodb_lock_wait_timeout=0 FOR "
			     "UPDATE try_txn SET n = n + 1 WHERE id = 1");
	*status = run(on, "UPDATE try_txn SET n = n + 1 WHERE id = 2");
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static void
goes_on_when_a_row_is_locked_and_it_asked_not_to_wait(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {0};
	hold_row_one();
	assert_int_equal(txn_run(other, ask_for_a_free_row, &seen), DB_OK);
	assert_int_equal(run(db, "ROLLBACK"), DB_OK);
	assert_int_equal(seen.last, DB_LOCKED);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(value_of(2), 1);
}

static void
opens_a_connection_lost_before_begin(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {.verdict = TXN_COMMIT};
	fixture_kill(db, ask(other, "SELECT CONNECTION_ID()"));
	assert_int_equal(txn_run(other, count_up, &seen), DB_OK);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(value_of(1), 1);
}

static enum txn_verdict
be_killed(struct db *on, void *context, enum db_status *status)
{
	struct seen *seen = context;
	seen->calls++;
	assert_int_equal(run(on, "UPDATE try_txn SET n = n + 1 WHERE id = 1"), DB_OK);
	fixture_kill(db, ask(on, "SELECT CONNECTION_ID()"));
	*status = run(on, "UPDATE try_txn SET n = n + 1 WHERE id = 2");
	assert_int_equal(*status, DB_LOST);
	assert_int_equal(run(on, "UPDATE try_txn SET n = 999"), DB_LOST);
	return seen->verdict;
}

static void
says_lost_and_does_not_rerun_when_killed_inside(void **state)
{
	(void)state;
	fixture_need_server();
	static const enum txn_verdict verdicts[] = {TXN_STATUS, TXN_COMMIT, TXN_ROLLBACK};
	for (size_t i = 0; i < 3; i++) {
		struct seen seen = {.verdict = verdicts[i]};
		assert_int_equal(txn_run(other, be_killed, &seen), DB_LOST);
		assert_int_equal(seen.calls, 1);
		assert_int_equal(value_of(1), 0);
		assert_int_equal(value_of(2), 0);
	}
}

/*
 * A relay between one client and the server. When COMMIT passes by (a packet whose
 * first byte says "query"), it either
 * hands it on and waits for the answer, or drops it; then it hangs up.
 */
struct relay {
	char path[108];
	int listener;
	bool deliver;
	pthread_t thread;
};

static int
connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int end = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	assert_int_equal(connect(end, (struct sockaddr *)&address, sizeof address), 0);
	return end;
}

static ssize_t
pass(int from, int to, const char *mark, bool *met, bool deliver)
{
	char bytes[65536];
	ssize_t len = read(from, bytes, sizeof bytes);
	*met = len > 0 && mark && memmem(bytes, (size_t)len, mark, strlen(mark));
	if (len > 0 && (!*met || deliver))
		assert_int_equal(write(to, bytes, (size_t)len), len);
	return len;
}

static void *
relay_run(void *context)
{
	struct relay *relay = context;
	int client = accept(relay->listener, NULL, NULL), server = connect_to(settings->db_socket);
	struct pollfd ends[] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
	bool met = false, answered = false;
	while (!met && poll(ends, 2, -1) > 0) {
		if (ends[1].revents && pass(server, client, NULL, &answered, true) <= 0)
			break;
		if (ends[0].revents &&
		    pass(client, server, "\003COMMIT", &met, relay->deliver) <= 0)
			break;
	}
	char answer[64];
	if (met && relay->deliver)
		answered = read(server, answer, sizeof answer) > 0;
	close(client);
	close(server);
	return answered ? relay : NULL;
}

static void
relay_start(struct relay *relay)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(relay->path, sizeof relay->path, "/tmp/hub-relay-%ld", (long)getpid());
	memcpy(address.sun_path, relay->path, sizeof relay->path);
	unlink(relay->path);
	relay->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(relay->listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(relay->listener, 1), 0);
	assert_int_equal(pthread_create(&relay->thread, NULL, relay_run, relay), 0);
}

static void *
relay_end(struct relay *relay)
{
	void *answered;
	pthread_join(relay->thread, &answered);
	close(relay->listener);
	unlink(relay->path);
	return answered;
}

static void
says_unknown_when_lost_at_commit(bool deliver)
{
	struct relay relay = {.deliver = deliver};
	struct seen seen = {.verdict = TXN_COMMIT};
	struct settings through = *settings;
	relay_start(&relay);
	through.db_socket = relay.path;
	struct db *relayed = db_new(&through, DB_OWNER);
	assert_int_equal(txn_run(relayed, count_up, &seen), DB_UNKNOWN);
	assert_false(db_in_transaction(relayed));
	assert_int_equal(seen.calls, 1);
	assert_int_equal(relay_end(&relay) != NULL, deliver);
	assert_int_equal(value_of(1), deliver);
	db_free(relayed);
}

static void
says_unknown_when_the_answer_to_commit_is_lost(void **state)
{
	(void)state;
	fixture_need_server();
	says_unknown_when_lost_at_commit(true);
}

static void
says_unknown_when_commit_does_not_arrive(void **state)
{
	(void)state;
	fixture_need_server();
	says_unknown_when_lost_at_commit(false);
}

static void
says_away_when_nobody_listens(void **state)
{
	(void)state;
	struct settings nowhere = {
	    .db_socket = "/nonexistent/socket", .db_name = "hub", .db_owner_user = "nobody"};
	struct db *lonely = db_new(&nowhere, DB_OWNER);
	struct seen seen = {.verdict = TXN_COMMIT};
	assert_int_equal(txn_run(lonely, count_up, &seen), DB_AWAY);
	assert_int_equal(seen.calls, 0);
	db_free(lonely);
}

static void
takes_three_round_trips_for_one_write(void **state)
{
	(void)state;
	fixture_need_server();
	struct seen seen = {.verdict = TXN_COMMIT};
	assert_int_equal(txn_run(other, count_up, &seen), DB_OK);
	db_round_trips(other, true);
	assert_int_equal(txn_run(other, count_up, &seen), DB_OK);
	assert_int_equal(db_round_trips(other, true), 3);
}

#define ROAD(test) cmocka_unit_test_setup_teardown(test, open_table, drop_table)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROAD(commits_what_the_closure_wrote),
	    ROAD(keeps_nothing_when_the_closure_rolls_back),
	    ROAD(passes_on_the_status_of_a_statement_and_keeps_nothing),
	    ROAD(reruns_the_closure_after_a_deadlock),
	    ROAD(reruns_the_closure_after_a_lock_wait),
	    ROAD(gives_up_after_three_conflicts),
	    ROAD(goes_on_when_a_row_is_locked_and_it_asked_not_to_wait),
	    ROAD(opens_a_connection_lost_before_begin),
	    ROAD(says_lost_and_does_not_rerun_when_killed_inside),
	    ROAD(says_unknown_when_the_answer_to_commit_is_lost),
	    ROAD(says_unknown_when_commit_does_not_arrive),
	    ROAD(says_away_when_nobody_listens),
	    ROAD(takes_three_round_trips_for_one_write),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
