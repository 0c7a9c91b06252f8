/* What a request leaves in the journal, read back from the file it was appended to. */
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
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "trail/journal.h"
#include "trail/record.h"
#include "web/call.h"
#include "web/server.h"

#define TEXT_MAX ((size_t)1024 * 1024)

static char dir[] = "/tmp/hub-record-XXXXXX";
static struct settings settings = {.body_bytes_max = 65536};
static struct arena *arena;
static const char *const (*given)[2]; /* parameters of the request at hand */

static const char *
parameter(const char *name)
{
	for (const char *const(*pair)[2] = given; pair && (*pair)[0]; pair++)
		if (strcmp((*pair)[0], name) == 0)
			return (*pair)[1];
	return NULL;
}

static const struct server server = {.parameter = parameter};
static const struct shape record_shape = {.kind = SHAPE_RECORD};
static const struct shape login_shape = {.kind = SHAPE_NOTHING};

static void
empty_folder(void)
{
	DIR *folder = opendir(dir);
	const struct dirent *entry;

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
	settings.journal_dir = mkdtemp(dir);
	return settings.journal_dir ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	trail_record_stop();
	empty_folder();
	rmdir(dir);
	arena_free(arena);
	return 0;
}

static int
fresh(void **state)
{
	(void)state;
	trail_record_stop();
	empty_folder();
	arena_reset(arena);
	given = NULL;
	return 0;
}

static struct call *
some_call(void)
{
	struct call *call = arena_alloc(arena, sizeof *call);

	call->arena = arena;
	call->settings = &settings;
	call->server = &server;
	call->request.method = METHOD_GET;
	call->request.id = uuid_v7();
	call->request.started_us = clock_now();
	call->request.started_monotonic_us = clock_monotonic();
	call->request.address[15] = 7;
	call->notes.resource = catalog_find(SLICE_OF("employees"));
	call->notes.operation = SLICE_OF("employees.get");
	call->notes.path = SLICE_OF("/v1/entities/ent_abc/employees/emp_x");
	call->notes.entity_id = 42;
	call->notes.mode = MODE_TEST;
	call->notes.answer_shape = &record_shape;
	return call;
}

static void
answer(struct call *call, int status, const char *media_type, const char *body)
{
	answer_begin(call, status, media_type);
	str_add_text(&call->answer.body, body);
}

/* The only record of the only file. */
static struct journal_record
recorded(struct call *call)
{
	DIR *folder;
	const struct dirent *entry;
	struct journal_record record;
	size_t used;

	trail_record(call);
	folder = opendir(dir);
	char *bytes = arena_alloc(arena, TEXT_MAX);
	ssize_t len = -1;
	while ((entry = readdir(folder)) != NULL)
		if (slice_has_suffix(slice_from(entry->d_name), ".jnl")) {
			int fd = openat(dirfd(folder), entry->d_name, O_RDONLY);
			len = read(fd, bytes, TEXT_MAX);
			close(fd);
		}
	closedir(folder);
	assert_true(len > 0);
	assert_int_equal(
	    journal_decode((struct slice){bytes, (size_t)len}, &record, &used), JOURNAL_RECORD);
	assert_int_equal(used, len);
	return record;
}

static void
a_read_is_written_down_redacted(void **state)
{
	static const char *const parameters[][2] = {{"HTTP_USER_AGENT", "curl/8.1"},
	    {"HTTP_ACCEPT", "application/json;q=0.9, text/Ann"},
	    {"HTTP_AUTHORIZATION", "Bearer hub_live_secret"}, {"HTTP_COOKIE", "a=secret"},
	    {"HTTP_IDEMPOTENCY_KEY", "secret"}, {"HTTP_IF_MATCH", "\"7-3fa9\", \"078-05-1120\""},
	    {0}};
	struct call *call = some_call();

	(void)state;
	given = parameters;
	fieldset_add(&call->notes.shown, resource_field(call->notes.resource, SLICE_OF("title")));
	fieldset_add(&call->notes.shown, resource_field(call->notes.resource, SLICE_OF("id")));
	assert_true(form_read(arena, SLICE_OF("fields=id,title&Ann=1"), &call->request.query));
	answer(call, 200, "application/json",
	    "{\"object\":\"employee\",\"title\":\"Foreman\",\"pay_rate\":\"31.5000\"}");
	answer_header(call, "ETag", SLICE_OF("\"7-3fa9\""));
	answer_header(call, "Link", SLICE_OF("</v1?cursor=secret>; rel=\"next\""));
	struct journal_record record = recorded(call);
	assert_true(uuid_eq(record.id, call->request.id));
	assert_int_equal(record.ts_us / 1000, uuid_ms(call->request.id));
	assert_int_equal(record.entity_id, 42);
	assert_int_equal(record.mode, MODE_TEST);
	assert_int_equal(record.status, 200);
	assert_int_equal(record.address[15], 7);
	assert_true(slice_is(record.method, "GET"));
	assert_true(slice_is(record.operation, "employees.get"));
	assert_true(slice_is(record.resource, "employees"));
	assert_true(slice_is(record.query, "fields=id%2Ctitle&?1=[unknown]"));
	assert_true(slice_is(record.agent, "curl/8.1"));
	assert_true(slice_is(record.shown, "id,title"));
	assert_null(record.written.at);
	assert_true(slice_is(record.answer_body,
	    "{\"object\":\"employee\",\"title\":\"Foreman\",\"pay_rate\":\"[redacted]\"}"));
	assert_true(slice_is(record.request_headers,
	    "{\"Accept\":\"application/json, [other]\",\"If-Match\":\"[other]\","
	    "\"Idempotency-Key\":\"[present]\"}"));
	assert_true(slice_is(record.answer_headers, "{\"ETag\":\"\\\"7-3fa9\\\"\"}"));
	assert_null(record.request_body.at);
}

static void
a_write_keeps_both_bodies_and_what_was_written(void **state)
{
	static const char *const parameters[][2] = {
	    {"CONTENT_TYPE", "application/merge-patch+json"}, {0}};
	struct call *call = some_call();

	(void)state;
	given = parameters;
	call->request.method = METHOD_PATCH;
	call->notes.request_shape = &record_shape;
	call->request.body = SLICE_OF("{\"pay_rate\":\"1\",\"078-05-1120\":2}");
	call->request.body_bytes = call->request.body.len;
	answer(call, 200, "application/json", "{}");
	struct journal_record record = recorded(call);
	assert_true(slice_is(record.method, "PATCH"));
	assert_int_equal(record.request_bytes, call->request.body.len);
	assert_true(
	    slice_is(record.request_body, "{\"pay_rate\":\"[redacted]\",\"?1\":\"[unknown]\"}"));
	assert_true(slice_is(record.answer_body, "{}"));
}

static void
a_problem_keeps_its_code_and_the_places_of_its_complaints(void **state)
{
	struct call *call = some_call();

	(void)state;
	call->notes.code = "validation_failed";
	call->notes.reason = "revoked";
	answer(call, 422, "application/problem+json",
	    "{\"code\":\"validation_failed\",\"errors\":[{\"pointer\":\"/"
	    "hire_date\",\"code\":\"x\"},"
	    "{\"pointer\":\"/078-05-1120\",\"code\":\"unknown_member\"}]}");
	struct journal_record record = recorded(call);
	assert_true(slice_is(record.code, "validation_failed"));
	assert_true(slice_is(record.reason, "revoked"));
	assert_true(slice_is(record.answer_body,
	    "{\"code\":\"validation_failed\",\"errors\":[{\"pointer\":\"/"
	    "hire_date\",\"code\":\"x\"},"
	    "{\"pointer\":\"[unknown]\",\"code\":\"unknown_member\"}]}"));
}

static void
of_a_login_only_the_sizes_are_kept(void **state)
{
	struct call *call = some_call();

	(void)state;
	call->request.method = METHOD_POST;
	call->notes.request_shape = call->notes.answer_shape = &login_shape;
	answer(call, 200, "application/json", "{\"access_token\":\"hub_tok_secret\"}");
	assert_true(slice_is(recorded(call).answer_body,
	    "{\"?\":\"[not kept]\",\"bytes\":33,\"media_type\":\"application/json\"}"));
}

static void
a_body_that_was_drained_is_told_by_its_size(void **state)
{
	struct call *call = some_call();

	(void)state;
	call->request.method = METHOD_POST;
	call->request.body_too_large = true;
	call->request.body_bytes = 10485760;
	answer(call, 413, NULL, "");
	struct journal_record record = recorded(call);
	assert_true(slice_is(record.request_body, "{\"?\":\"[not kept]\",\"bytes\":10485760}"));
	assert_null(record.answer_body.at);
}

static void
a_path_that_met_no_route_is_not_kept(void **state)
{
	struct call *call = some_call();

	(void)state;
	call->request.path = SLICE_OF("/v1/078-05-1120");
	call->request.head_only = true;
	call->notes = (struct notes){.code = "not_found"};
	call->request.query_malformed = true;
	answer(call, 404, NULL, "");
	struct journal_record record = recorded(call);
	assert_null(record.path.at);
	assert_null(record.operation.at);
	assert_true(slice_is(record.method, "HEAD"));
	assert_true(slice_is(record.query, "[malformed]"));
	assert_int_equal(record.entity_id, 0);
}

static void
a_journal_that_cannot_be_written_does_not_fail_the_request(void **state)
{
	struct settings nowhere = settings;
	struct call *call = some_call();

	(void)state;
	nowhere.journal_dir = "/nonexistent/folder";
	call->settings = &nowhere;
	answer(call, 200, "application/json", "{}");
	trail_record(call);
	trail_record(call);
	assert_int_equal(call->answer.status, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_read_is_written_down_redacted, fresh),
	    cmocka_unit_test_setup(a_write_keeps_both_bodies_and_what_was_written, fresh),
	    cmocka_unit_test_setup(
		a_problem_keeps_its_code_and_the_places_of_its_complaints, fresh),
	    cmocka_unit_test_setup(of_a_login_only_the_sizes_are_kept, fresh),
	    cmocka_unit_test_setup(a_body_that_was_drained_is_told_by_its_size, fresh),
	    cmocka_unit_test_setup(a_path_that_met_no_route_is_not_kept, fresh),
	    cmocka_unit_test_setup(
		a_journal_that_cannot_be_written_does_not_fail_the_request, fresh),
	};

	return cmocka_run_group_tests_name("trail/record", tests, open_all, close_all);
}
