/* The shipper against a real database: every acknowledged record once, whatever dies when. */
#define _GNU_SOURCE
#include "fixture_ship.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "sql/journal.h"
#include "trail/shipper.h"

#define USAGE_TEST_SETS 70

static void
sleep_ms(long ms)
{
	struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&time, NULL);
}

/* --- what arrives --- */

static void
rows_bodies_figures_and_usage_arrive_together(void **state)
{
	struct journal *journal;
	struct journal_record record;

	(void)state;
	fixture_need_server();
	journal = journal_new(settings.journal_dir);
	append(journal, 3);
	record = fixture_record();
	record.status = 404;
	record.code = SLICE_OF("not_found");
	record.duration_us = 50000;
	record.shown = SLICE_NONE;
	record.named = SLICE_OF("hire_date");
	assert_true(journal_append(journal, arena, &record));
	struct ship_count count = ship();
	assert_int_equal(count.records, 4);
	assert_int_equal(count.damaged, 0);
	assert_int_equal(ask(ROWS), 4);
	assert_int_equal(ask("SELECT COUNT(*) FROM request_bodies WHERE entity_id = ? AND "
			     "answer_body LIKE '%redacted%'"),
	    4);
	assert_int_equal(ask("SELECT COUNT(*) FROM request_log WHERE entity_id = ? AND "
			     "status_class = 4 AND code = 'not_found'"),
	    1);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_hour WHERE entity_id = ?"), 4);
	assert_int_equal(ask("SELECT SUM(refused) FROM figures_hour WHERE entity_id = ?"), 1);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_endpoint WHERE entity_id = ?"), 4);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_failure WHERE entity_id = ?"), 1);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_key WHERE entity_id = ?"), 4);
	assert_int_equal(ask("SELECT SUM(requests) FROM key_usage WHERE entity_id = ?"), 4);
	assert_int_equal(ask("SELECT COUNT(*) FROM key_usage WHERE entity_id = ? AND "
			     "fields_shown = 'id,name,status' AND fields_named = 'hire_date'"),
	    1);
	assert_int_equal(ask("SELECT COUNT(*) FROM key_usage_sets WHERE entity_id = ?"), 2);
	journal_free(journal);
}

static void
a_live_file_is_shipped_as_it_grows_and_removed_once_its_writer_ends(void **state)
{
	struct journal *journal;

	(void)state;
	fixture_need_server();
	journal = journal_new(settings.journal_dir);
	append(journal, 2);
	assert_int_equal(ship().records, 2);
	assert_int_equal(ship().records, 0);
	append(journal, 5);
	assert_int_equal(ship().records, 5);
	assert_int_equal(fixture_files(), 1);
	journal_free(journal);
	assert_int_equal(ship().files, 1);
	assert_int_equal(fixture_files(), 0);
	assert_int_equal(ask(ROWS), 7);
	assert_int_equal(ask("SELECT SUM(requests) FROM key_usage_sets WHERE entity_id = ?"), 7);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_hour WHERE entity_id = ?"), 7);
}

static void
many_batches_arrive_whole(void **state)
{
	struct journal *journal;

	(void)state;
	fixture_need_server();
	journal = journal_new(settings.journal_dir);
	append(journal, 3 * SHIP_BATCH_MAX + 7);
	journal_free(journal);
	struct ship_count count = ship();
	assert_int_equal(count.records, 3 * SHIP_BATCH_MAX + 7);
	assert_int_equal(count.files, 1);
	assert_int_equal(ask(ROWS), 3 * SHIP_BATCH_MAX + 7);
}

static void
at_most_so_many_sets_of_fields_are_counted_apart(void **state)
{
	struct journal *journal;

	(void)state;
	fixture_need_server();
	journal = journal_new(settings.journal_dir);
	for (int i = 0; i < USAGE_TEST_SETS; i++) {
		struct journal_record record = fixture_record();
		record.named = arena_printf(arena, "field_%d", i);
		assert_true(journal_append(journal, arena, &record));
	}
	ship();
	append(journal, 1);
	ship();
	journal_free(journal);
	assert_int_equal(ask("SELECT COUNT(*) FROM key_usage_sets WHERE entity_id = ?"), 64);
	assert_int_equal(ask("SELECT nsets FROM key_usage WHERE entity_id = ?"), 64);
	assert_int_equal(
	    ask("SELECT requests FROM key_usage WHERE entity_id = ?"), USAGE_TEST_SETS + 1);
	assert_int_equal(ask("SELECT LENGTH(fields_named) - LENGTH(REPLACE(fields_named, ',', '')) "
			     "FROM key_usage WHERE entity_id = ?"),
	    USAGE_TEST_SETS - 1);
}

static void
losses_are_told_with_their_spell(void **state)
{
	struct journal_record record;
	struct str bytes;

	(void)state;
	fixture_need_server();
	struct journal *journal = journal_new("/nonexistent/folder");
	record = fixture_record();
	assert_false(journal_append(journal, arena, &record));
	assert_int_equal(journal_lost(journal), 1);
	journal_free(journal);
	/* As the process would have said it once the folder was there. */
	record = fixture_record();
	record.lost = 312;
	record.lost_from_us = record.lost_to_us = (int64_t)company * CLOCK_SECOND;
	str_init(&bytes, arena, JOURNAL_RECORD_MAX);
	journal_encode(&bytes, &record);
	struct uuid host;
	assert_true(journal_host(settings.journal_dir, &host));
	int dirfd = open(settings.journal_dir, O_RDONLY | O_DIRECTORY);
	int fd = journal_file_create(dirfd, host);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	ship();
	assert_int_equal(ask("SELECT requests FROM journal_losses WHERE from_at = "
			     "TIMESTAMPADD(SECOND, ?, '1970-01-01')"),
	    312);
	close(fd);
	close(dirfd);
}

/* --- death --- */

/* What writers tell across their death. */
struct tellers {
	struct {
		volatile uint64_t tried, kept;
	} writer[8];
};

static struct tellers *
share_tellers(void)
{
	return mmap(NULL, sizeof(struct tellers), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static _Noreturn void
write_for_ever(struct tellers *tellers, int index)
{
	struct journal *journal = journal_new(settings.journal_dir);
	struct arena *own = arena_new((size_t)16 * 1024 * 1024);

	for (unsigned i = 0;; i++) {
		struct journal_record record = fixture_record();
		tellers->writer[index].tried++;
		if (!journal_append(journal, own, &record))
			_exit(1);
		tellers->writer[index].kept++;
		arena_reset(own);
		if (i % 2 == 0)
			sleep_ms(1);
	}
}

static pid_t
begin_writer(struct tellers *tellers, int index)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		write_for_ever(tellers, index);
	}
	return pid;
}

static void
kill_now(pid_t pid)
{
	int how;

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_true(WIFSIGNALED(how));
}

static void
assert_every_record_once(const struct tellers *tellers, int nwriters)
{
	uint64_t tried = 0, kept = 0;

	for (int i = 0; i < nwriters; i++) {
		tried += tellers->writer[i].tried;
		kept += tellers->writer[i].kept;
		assert_true(tellers->writer[i].tried - tellers->writer[i].kept <= 1);
	}
	uint64_t rows = (uint64_t)ask(ROWS);
	assert_true(kept > 100);
	assert_in_range(rows, kept, tried);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_hour WHERE entity_id = ?"), rows);
	assert_int_equal(
	    ask("SELECT SUM(requests) FROM figures_endpoint WHERE entity_id = ?"), rows);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_key WHERE entity_id = ?"), rows);
	assert_int_equal(ask("SELECT SUM(requests) FROM key_usage WHERE entity_id = ?"), rows);
	assert_int_equal(ask("SELECT SUM(requests) FROM key_usage_sets WHERE entity_id = ?"), rows);
	assert_int_equal(ask("SELECT COUNT(*) FROM request_bodies WHERE entity_id = ?"), rows);
}

static void
loses_and_doubles_nothing_when_writers_are_killed_under_load(void **state)
{
	struct tellers *tellers = share_tellers();
	pid_t writers[4];

	(void)state;
	fixture_need_server();
	for (int i = 0; i < 4; i++)
		writers[i] = begin_writer(tellers, i);
	for (int i = 0; i < 4; i++) {
		ship();
		sleep_ms(40);
		ship();
		kill_now(writers[i]);
	}
	ship();
	assert_int_equal(fixture_files(), 0);
	assert_every_record_once(tellers, 4);
	munmap(tellers, sizeof *tellers);
}

/* A shipper without the lock, as if the lock had failed. */
static _Noreturn void
ship_for_ever(void)
{
	struct db *own = db_new(&settings, DB_OWNER);
	struct ship_count count = {0};
	struct shipper shipper;

	if (!shipper_open(&shipper, settings.journal_dir, own))
		_exit(1);
	shipper.folder.lockfd = open("/dev/null", O_RDONLY);
	for (;;)
		shipper_pass(&shipper, &count);
}

static pid_t
begin_shipper(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		ship_for_ever();
	}
	return pid;
}

static void
two_shippers_at_once_and_killed_again_and_again_neither_lose_nor_double(void **state)
{
	struct tellers *tellers = share_tellers();
	pid_t writers[3], shippers[2];

	(void)state;
	fixture_need_server();
	for (int i = 0; i < 3; i++)
		writers[i] = begin_writer(tellers, i);
	for (int i = 0; i < 2; i++)
		shippers[i] = begin_shipper();
	for (long round = 0; round < 12; round++) {
		sleep_ms(60 + round * 7);
		kill_now(shippers[round % 2]);
		shippers[round % 2] = begin_shipper();
	}
	for (int i = 0; i < 3; i++)
		kill_now(writers[i]);
	for (int i = 0; i < 2; i++)
		kill_now(shippers[i]);
	ship();
	assert_int_equal(fixture_files(), 0);
	assert_every_record_once(tellers, 3);
	munmap(tellers, sizeof *tellers);
}

static void
die(void)
{
	_exit(7);
}

static void
a_shipper_that_dies_between_commit_and_removal_doubles_nothing(void **state)
{
	struct journal *journal;
	int how;

	(void)state;
	fixture_need_server();
	journal = journal_new(settings.journal_dir);
	append(journal, 10);
	journal_free(journal);
	pid_t pid = fork();
	if (pid == 0) {
		struct ship_count count;
		struct db *own = db_new(&settings, DB_OWNER);
		shipper_after_commit = die;
		ship_once(&settings, own, &count);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_int_equal(WEXITSTATUS(how), 7);
	assert_int_equal(ask(ROWS), 10);
	assert_int_equal(fixture_files(), 1);
	assert_int_equal(ship().records, 0);
	assert_int_equal(fixture_files(), 0);
	assert_int_equal(ask(ROWS), 10);
}

/* --- absence --- */

static void
waits_for_a_database_that_is_away_and_keeps_the_records(void **state)
{
	struct settings elsewhere;
	struct ship_count count;
	struct ship_state waiting;

	(void)state;
	fixture_need_server();
	struct journal *journal = journal_new(settings.journal_dir);
	append(journal, 3);
	elsewhere = settings;
	elsewhere.db_socket = "/nonexistent/socket";
	struct db *away = db_new(&elsewhere, DB_OWNER);
	assert_int_equal(ship_once(&elsewhere, away, &count), SHIP_AWAY);
	assert_int_equal(count.records, 0);
	db_free(away);
	assert_int_equal(ship_state(&settings, db, arena, &waiting), DB_OK);
	assert_true(clock_now() - waiting.waiting_since_us < CLOCK_MINUTE);
	assert_true(waiting.waiting_bytes > 0);
	assert_int_equal(ship().records, 3);
	assert_int_equal(ship_state(&settings, db, arena, &waiting), DB_OK);
	assert_int_equal(waiting.waiting_since_us, 0);
	journal_free(journal);
}

static void
only_one_holds_the_lock(void **state)
{
	struct shipper shipper;
	struct ship_count count = {0};

	(void)state;
	fixture_need_server();
	assert_true(shipper_open(&shipper, settings.journal_dir, db));
	assert_int_equal(shipper_pass(&shipper, &count), SHIP_DONE);
	assert_int_equal(ship_once(&settings, db, &count), SHIP_BUSY);
	shipper_close(&shipper);
	assert_int_equal(ship_once(&settings, db, &count), SHIP_DONE);
}

static void
a_lock_that_cannot_be_opened_is_not_taken_for_anothers(void **state)
{
	struct ship_count count = {0};

	(void)state;
	fixture_need_server();
	const char *path = arena_printf(arena, "%s/shipper.lock", settings.journal_dir).at;
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	enum ship_status status = ship_once(&settings, db, &count);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(status, SHIP_FOLDER);
}

static void
the_thread_ships_within_a_second_and_once_more_at_its_end(void **state)
{
	struct journal *journal;

	(void)state;
	fixture_need_server();
	settings.ship = true;
	settings.db_serve_user = settings.db_owner_user;
	settings.db_serve_password_file = settings.db_owner_password_file;
	journal = journal_new(settings.journal_dir);
	assert_true(ship_start(&settings, NULL));
	append(journal, 5);
	int64_t start = clock_monotonic();
	while (ask(ROWS) < 5 && clock_monotonic() - start < 10 * CLOCK_SECOND)
		sleep_ms(20);
	assert_int_equal(ask(ROWS), 5);
	append(journal, 2);
	journal_free(journal);
	ship_stop();
	assert_int_equal(ask(ROWS), 7);
	assert_int_equal(fixture_files(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(rows_bodies_figures_and_usage_arrive_together, fresh),
	    cmocka_unit_test_setup(
		a_live_file_is_shipped_as_it_grows_and_removed_once_its_writer_ends, fresh),
	    cmocka_unit_test_setup(many_batches_arrive_whole, fresh),
	    cmocka_unit_test_setup(at_most_so_many_sets_of_fields_are_counted_apart, fresh),
	    cmocka_unit_test_setup(losses_are_told_with_their_spell, fresh),
	    cmocka_unit_test_setup(
		loses_and_doubles_nothing_when_writers_are_killed_under_load, fresh),
	    cmocka_unit_test_setup(
		two_shippers_at_once_and_killed_again_and_again_neither_lose_nor_double, fresh),
	    cmocka_unit_test_setup(
		a_shipper_that_dies_between_commit_and_removal_doubles_nothing, fresh),
	    cmocka_unit_test_setup(waits_for_a_database_that_is_away_and_keeps_the_records, fresh),
	    cmocka_unit_test_setup(only_one_holds_the_lock, fresh),
	    cmocka_unit_test_setup(a_lock_that_cannot_be_opened_is_not_taken_for_anothers, fresh),
	    cmocka_unit_test_setup(
		the_thread_ships_within_a_second_and_once_more_at_its_end, fresh),
	};

	return cmocka_run_group_tests_name("trail/ship", tests, fixture_open, fixture_close);
}
