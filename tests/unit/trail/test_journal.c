/* Records and files of the journal, without a database. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "trail/journal.h"
#include "trail/journal_file.h"

static struct arena *arena;
static char dir[] = "/tmp/hub-journal-XXXXXX";

static void
empty_folder(void)
{
	DIR *folder = opendir(dir);
	const struct dirent *entry;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
}

static int
open_all(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 * 1024 * 1024);
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	empty_folder();
	rmdir(dir);
	arena_free(arena);
	return 0;
}

static struct journal_record
some_record(void)
{
	return (struct journal_record){
	    .id = uuid_v7(),
	    .ts_us = clock_now(),
	    .entity_id = 42,
	    .mode = MODE_LIVE,
	    .key_id = uuid_v7(),
	    .credential_id = uuid_v7(),
	    .method = SLICE("GET"),
	    .operation = SLICE("employees.get"),
	    .resource = SLICE("employees"),
	    .path = SLICE("/v1/entities/ent_abc/employees/emp_x"),
	    .query = SLICE(""),
	    .agent = SLICE("curl/8"),
	    .status = 200,
	    .duration_us = 812,
	    .answer_bytes = 460,
	    .address = {[10] = 0xff, 0xff, 127, 0, 0, 1},
	    .answer_body = SLICE("{\"id\":1}"),
	    .shown = SLICE("id,name"),
	};
}

static struct slice
encoded(const struct journal_record *record)
{
	struct str out;

	str_init(&out, arena, JOURNAL_RECORD_MAX);
	journal_encode(&out, record);
	assert_false(out.full);
	return str_slice(&out);
}

static void
a_record_comes_back_as_it_was_written(void **state)
{
	struct journal_record record = some_record(), back;
	struct slice bytes = encoded(&record);
	size_t used;

	(void)state;
	assert_int_equal(journal_decode(bytes, &back, &used), JOURNAL_RECORD);
	assert_int_equal(used, bytes.len);
	assert_true(uuid_eq(back.id, record.id) && uuid_eq(back.key_id, record.key_id));
	assert_int_equal(back.ts_us, record.ts_us);
	assert_int_equal(back.entity_id, 42);
	assert_int_equal(back.mode, MODE_LIVE);
	assert_int_equal(back.duration_us, 812);
	assert_memory_equal(back.address, record.address, 16);
	assert_true(slice_eq(back.answer_body, record.answer_body));
	assert_true(slice_is(back.shown, "id,name"));
	assert_non_null(back.query.at);
	assert_int_equal(back.query.len, 0);
	assert_null(back.code.at);
	assert_null(back.request_body.at);
}

static void
every_shorter_text_is_partial_and_every_changed_byte_is_found(void **state)
{
	struct journal_record record = some_record(), back;
	struct slice bytes = encoded(&record);
	char *copy = arena_text(arena, bytes);
	size_t used;

	(void)state;
	for (size_t len = 0; len < bytes.len; len++)
		assert_int_equal(
		    journal_decode(slice_head(bytes, len), &back, &used), JOURNAL_PARTIAL);
	for (size_t i = 0; i < bytes.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			copy[i] = (char)(copy[i] ^ (1 << bit));
			assert_int_not_equal(
			    journal_decode((struct slice){copy, bytes.len}, &back, &used),
			    JOURNAL_RECORD);
			copy[i] = (char)(copy[i] ^ (1 << bit));
		}
}

static void
zeros_and_noise_are_bad(void **state)
{
	static const char zeros[64];
	struct journal_record back;
	size_t used;

	(void)state;
	assert_int_equal(
	    journal_decode((struct slice){zeros, sizeof zeros}, &back, &used), JOURNAL_BAD);
	assert_int_equal(
	    journal_decode(SLICE_OF("\377\377\377\377abcdefghijkl"), &back, &used), JOURNAL_BAD);
}

static void
names_come_back_and_others_are_refused(void **state)
{
	char name[JOURNAL_NAME_LEN + 1];
	struct uuid host = uuid_v7(), back;
	uint64_t number;

	(void)state;
	journal_name_write(name, host, UINT64_C(0x0123456789abcdef));
	assert_true(journal_name_read(slice_from(name), &back, &number));
	assert_true(uuid_eq(host, back));
	assert_true(number == UINT64_C(0x0123456789abcdef));
	name[JOURNAL_NAME_LEN - 1] = 'x';
	assert_false(journal_name_read(slice_from(name), &back, &number));
	assert_false(journal_name_read(SLICE_OF("host"), &back, &number));
}

static void
the_host_keeps_its_id(void **state)
{
	struct uuid first, again;

	(void)state;
	empty_folder();
	assert_true(journal_host(dir, &first));
	assert_true(journal_host(dir, &again));
	assert_true(uuid_eq(first, again));
	assert_false(journal_host("/nonexistent/folder", &again));
	assert_int_equal(errno, ENOENT);
}

/* The only journal file of the folder, opened for reading. */
static int
open_only_file(void)
{
	DIR *folder = opendir(dir);
	const struct dirent *entry;
	int fd = -1;

	while ((entry = readdir(folder)) != NULL)
		if (slice_has_suffix(slice_from(entry->d_name), ".jnl")) {
			assert_int_equal(fd, -1);
			fd = openat(dirfd(folder), entry->d_name, O_RDWR);
		}
	closedir(folder);
	assert_true(fd >= 0);
	return fd;
}

static size_t
count_records(int fd, struct journal_record *last)
{
	static char bytes[1024 * 1024];
	ssize_t len = pread(fd, bytes, sizeof bytes, 0);
	struct slice rest = {bytes, (size_t)len};
	size_t used, count = 0;

	while (journal_decode(rest, last, &used) == JOURNAL_RECORD) {
		rest = slice_skip(rest, used);
		count++;
	}
	assert_int_equal(rest.len, 0);
	return count;
}

static void
a_file_is_locked_until_its_writer_ends(void **state)
{
	struct journal *journal = journal_new(dir);
	struct journal_record record = some_record(), last;

	(void)state;
	empty_folder();
	assert_true(journal_append(journal, arena, &record));
	assert_true(journal_append(journal, arena, &record));
	int fd = open_only_file();
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(count_records(fd, &last), 2);
	journal_free(journal);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
}

static void
what_cannot_be_written_whole_is_taken_back_counted_and_told(void **state)
{
	struct journal *journal = journal_new(dir);
	struct journal_record record = some_record(), last;
	struct rlimit before, tight;
	size_t len = encoded(&record).len;

	(void)state;
	empty_folder();
	signal(SIGXFSZ, SIG_IGN);
	assert_true(journal_append(journal, arena, &record));
	getrlimit(RLIMIT_FSIZE, &before);
	tight = before;
	tight.rlim_cur = len + len / 2;
	setrlimit(RLIMIT_FSIZE, &tight);
	record.ts_us = 1000;
	assert_false(journal_append(journal, arena, &record));
	record.ts_us = 2000;
	assert_false(journal_append(journal, arena, &record));
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(journal_lost(journal), 2);
	int fd = open_only_file();
	assert_int_equal(count_records(fd, &last), 1);
	record = some_record();
	assert_true(journal_append(journal, arena, &record));
	assert_int_equal(journal_lost(journal), 0);
	assert_int_equal(count_records(fd, &last), 2);
	assert_int_equal(last.lost, 2);
	assert_int_equal(last.lost_from_us, 1000);
	assert_int_equal(last.lost_to_us, 2000);
	close(fd);
	journal_free(journal);
}

static void
a_missing_folder_loses_nothing_once_it_is_there(void **state)
{
	char later[sizeof dir + 8];
	struct journal_record record = some_record();

	(void)state;
	snprintf(later, sizeof later, "%s/later", dir);
	struct journal *journal = journal_new(later);
	assert_false(journal_append(journal, arena, &record));
	assert_int_equal(mkdir(later, 0700), 0);
	assert_true(journal_append(journal, arena, &record));
	assert_int_equal(journal_lost(journal), 0);
	journal_free(journal);
	char command[sizeof later];
	memcpy(command, later, sizeof later);
	DIR *folder = opendir(command);
	const struct dirent *entry;
	while ((entry = readdir(folder)) != NULL)
		unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
	rmdir(later);
}

static void
goes_on_in_a_new_file_when_one_is_full(void **state)
{
	struct journal *journal = journal_new(dir);
	struct journal_record record = some_record();
	char *body = arena_alloc(arena, 300000);
	int files = 0;

	(void)state;
	empty_folder();
	memset(body, 'x', 300000);
	record.answer_body = (struct slice){body, 300000};
	for (unsigned i = 0; i < JOURNAL_FILE_MAX / 300000 + 2; i++) {
		struct arena *own = arena_new((size_t)4 * 1024 * 1024);
		assert_true(journal_append(journal, own, &record));
		arena_free(own);
	}
	DIR *folder = opendir(dir);
	const struct dirent *entry;
	while ((entry = readdir(folder)) != NULL)
		files += slice_has_suffix(slice_from(entry->d_name), ".jnl");
	closedir(folder);
	assert_int_equal(files, 2);
	journal_free(journal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_record_comes_back_as_it_was_written),
	    cmocka_unit_test(every_shorter_text_is_partial_and_every_changed_byte_is_found),
	    cmocka_unit_test(zeros_and_noise_are_bad),
	    cmocka_unit_test(names_come_back_and_others_are_refused),
	    cmocka_unit_test(the_host_keeps_its_id),
	    cmocka_unit_test(a_file_is_locked_until_its_writer_ends),
	    cmocka_unit_test(what_cannot_be_written_whole_is_taken_back_counted_and_told),
	    cmocka_unit_test(a_missing_folder_loses_nothing_once_it_is_there),
	    cmocka_unit_test(goes_on_in_a_new_file_when_one_is_full),
	};

	return cmocka_run_group_tests_name("trail/journal", tests, open_all, close_all);
}
