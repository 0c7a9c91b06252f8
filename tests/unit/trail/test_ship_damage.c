/* The shipper and what cannot be read or kept: counted, and in nobody's way. */
#define _GNU_SOURCE
#include "fixture_ship.h"

#include "trail/shipper.h"

/* A file of the journal with these bytes; its lock is held while the descriptor is open. */
static int
file_of(struct slice bytes)
{
	struct uuid host;
	int dirfd = open(settings.journal_dir, O_RDONLY | O_DIRECTORY);

	assert_true(journal_host(settings.journal_dir, &host));
	int fd = journal_file_create(dirfd, host);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	close(dirfd);
	return fd;
}

static struct slice
two_records(void)
{
	struct str bytes;

	str_init(&bytes, arena, 2 * JOURNAL_RECORD_MAX);
	for (int i = 0; i < 2; i++) {
		struct journal_record record = fixture_record();
		journal_encode(&bytes, &record);
	}
	return str_slice(&bytes);
}

static void
a_torn_record_is_awaited_while_its_writer_lives_and_damage_once_it_is_dead(void **state)
{
	(void)state;
	fixture_need_server();
	struct slice both = two_records();
	struct slice torn = slice_head(both, both.len - 20);
	int fd = file_of(torn);
	assert_int_equal(ship().records, 1);
	assert_int_equal(ship().damaged, 0);
	assert_int_equal(fixture_files(), 1);
	assert_int_equal(write(fd, both.at + torn.len, 20), 20);
	assert_int_equal(ship().records, 1);
	assert_int_equal(write(fd, both.at, 30), 30);
	close(fd);
	struct ship_count count = ship();
	assert_int_equal(count.records, 0);
	assert_int_equal(count.damaged, 1);
	assert_int_equal(count.files, 1);
	assert_int_equal(ask(ROWS), 2);
}

static void
a_bad_record_ends_a_dead_file(void **state)
{
	(void)state;
	fixture_need_server();
	struct slice both = two_records();
	char *bytes = arena_text(arena, both);
	bytes[both.len - 5] ^= 1;
	int fd = file_of((struct slice){bytes, both.len});
	assert_int_equal(ship().records, 1);
	assert_int_equal(fixture_files(), 1);
	close(fd);
	assert_int_equal(ship().damaged, 1);
	assert_int_equal(fixture_files(), 0);
	assert_int_equal(ask(ROWS), 1);
}

static void
a_record_that_the_database_refuses_does_not_stop_the_others(void **state)
{
	struct journal *journal;

	(void)state;
	fixture_need_server();
	journal = journal_new(settings.journal_dir);
	append(journal, 20);
	struct journal_record record = fixture_record();
	record.path = SLICE_OF("/v1/\xff");
	assert_true(journal_append(journal, arena, &record));
	append(journal, 20);
	journal_free(journal);
	struct ship_count count = ship();
	assert_int_equal(count.records, 40);
	assert_int_equal(count.damaged, 1);
	assert_int_equal(ask(ROWS), 40);
	assert_int_equal(ask("SELECT SUM(requests) FROM figures_hour WHERE entity_id = ?"), 40);
	assert_int_equal(fixture_files(), 0);
}

static void
an_error_of_the_disk_ends_no_file(void **state)
{
	struct ship_count count = {0};
	struct shipper shipper;
	char path[64];

	(void)state;
	fixture_need_server();
	struct journal *journal = journal_new(settings.journal_dir);
	append(journal, 1);
	assert_true(shipper_open(&shipper, settings.journal_dir, db));
	assert_int_equal(shipper_pass(&shipper, &count), SHIP_DONE);
	append(journal, 2);
	journal_free(journal);
	int fd = shipper.folder.files[0].fd, kept = dup(fd);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int unreadable = open(path, O_WRONLY);
	assert_int_equal(dup2(unreadable, fd), fd);
	close(unreadable);
	assert_int_equal(shipper_pass(&shipper, &count), SHIP_FOLDER);
	assert_int_equal(count.records, 1);
	assert_int_equal(count.damaged, 0);
	assert_int_equal(fixture_files(), 1);
	assert_int_equal(dup2(kept, fd), fd);
	close(kept);
	assert_int_equal(shipper_pass(&shipper, &count), SHIP_DONE);
	shipper_close(&shipper);
	assert_int_equal(count.records, 3);
	assert_int_equal(count.files, 1);
	assert_int_equal(ask(ROWS), 3);
}

#define TAIL_BYTES ((size_t)1 << 20)
#define TAILS 70 /* together more than a batch may take of memory */

static void
long_unreadable_tails_of_many_files_stop_nothing(void **state)
{
	(void)state;
	fixture_need_server();
	char *bytes = arena_alloc(arena, 2 * JOURNAL_RECORD_MAX + TAIL_BYTES);
	for (int i = 0; i < TAILS; i++) {
		struct slice fresh = two_records();
		memcpy(bytes, fresh.at, fresh.len);
		memset(bytes + fresh.len, 0xff, TAIL_BYTES);
		close(file_of((struct slice){bytes, fresh.len + TAIL_BYTES}));
	}
	struct ship_count count = ship();
	assert_int_equal(count.records, 2 * TAILS);
	assert_int_equal(count.damaged, TAILS);
	assert_int_equal(count.files, TAILS);
	assert_int_equal(fixture_files(), 0);
	assert_int_equal(ask(ROWS), 2 * TAILS);
}

/* A sum that does not fit its column (1690): the company's rows are set aside, not the others'. */
static void
sums_that_do_not_fit_do_not_stop_the_others(void **state)
{
	(void)state;
	fixture_need_server();
	struct journal *journal = journal_new(settings.journal_dir);
	append(journal, 3);
	ship();
	struct db_value argument = number(company);
	assert_int_equal(
	    db_execute(db,
		SLICE_OF("UPDATE figures_endpoint SET requests = ~0 WHERE entity_id = ?"),
		&argument, 1, NULL),
	    DB_OK);
	append(journal, 1);
	company = fixture_number();
	append(journal, 3);
	journal_free(journal);
	struct ship_count count = ship();
	assert_int_equal(count.records, 3);
	assert_int_equal(count.damaged, 1);
	assert_int_equal(ask(ROWS), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(
		a_torn_record_is_awaited_while_its_writer_lives_and_damage_once_it_is_dead, fresh),
	    cmocka_unit_test_setup(a_bad_record_ends_a_dead_file, fresh),
	    cmocka_unit_test_setup(
		a_record_that_the_database_refuses_does_not_stop_the_others, fresh),
	    cmocka_unit_test_setup(an_error_of_the_disk_ends_no_file, fresh),
	    cmocka_unit_test_setup(long_unreadable_tails_of_many_files_stop_nothing, fresh),
	    cmocka_unit_test_setup(sums_that_do_not_fit_do_not_stop_the_others, fresh),
	};

	return cmocka_run_group_tests_name("trail/ship_damage", tests, fixture_open, fixture_close);
}
