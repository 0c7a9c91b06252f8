/* Problems as they leave, and which failure becomes which. */

#include <stdlib.h>
#include <string.h>

#include "codec/json.h"
#include "web/program.h"

/* After our own headers: it has a macro of the name of our fail(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct arena *arena;
static const struct settings settings = {
    .public_urls = {"https://hub.example.com/people", NULL}, .db_socket = "/nonexistent/socket"};
static const struct program program = {.name = "problems", .compose = problem_compose};

static struct call *
new_call(void)
{
	struct call *call = arena_alloc(arena, sizeof *call);
	call->arena = arena;
	call->program = &program;
	call->settings = &settings;
	call->request.id = uuid_v7();
	answer_begin(call, 0, NULL);
	return call;
}

static const struct json *
body_of(const struct call *call)
{
	struct json_fault fault;
	const struct json *body = json_read(arena, str_slice(&call->answer.body), &fault);
	assert_non_null(body);
	return body;
}

static struct slice
text_at(const struct json *object, const char *name)
{
	const struct json *member = json_member(object, slice_from(name));
	assert_non_null(member);
	return json_string(member);
}

static bool
has_header(const struct call *call, const char *name, const char *value)
{
	for (size_t i = 0; i < call->answer.nheaders; i++)
		if (strcmp(call->answer.headers[i].name, name) == 0)
			return slice_is(call->answer.headers[i].value, value);
	return false;
}

static void
every_problem_has_a_code_of_its_own_a_status_and_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < PROBLEMS; i++) {
		const struct problem_kind *kind = &problem_kinds[i];
		assert_non_null(kind->code);
		assert_int_equal(
		    strspn(kind->code, "abcdefghijklmnopqrstuvwxyz_"), strlen(kind->code));
		assert_true(kind->status >= 400 && kind->status < 600);
		assert_true(strlen(kind->title) > 0);
		assert_int_equal(kind->advice[strlen(kind->advice) - 1], '.');
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(kind->code, problem_kinds[j].code);
	}
}

static void
composes_every_problem_with_the_members_of_rfc_9457(void **state)
{
	(void)state;
	for (size_t i = 0; i < PROBLEMS; i++) {
		struct call *call = new_call();
		const struct problem_kind *kind = &problem_kinds[i];
		char id[UUID_TEXT_LEN + 1];
		uuid_text(call->request.id, id);
		refuse(call, (enum problem)i, NULL);
		const struct json *body = body_of(call);
		assert_int_equal(call->answer.status, kind->status);
		assert_string_equal(call->answer.media_type, "application/problem+json");
		assert_ptr_equal(call->notes.code, kind->code);
		assert_ptr_equal(call->notes.answer_shape, &problem_shape);
		struct slice type = text_at(body, "type");
		assert_true(
		    slice_has_prefix(type, "https://hub.example.com/people/hub/docs/problems/"));
		assert_true(slice_has_suffix(type, kind->code));
		assert_true(slice_is(text_at(body, "title"), kind->title));
		assert_true(slice_is(text_at(body, "detail"), kind->advice));
		assert_true(slice_is(text_at(body, "code"), kind->code));
		assert_true(slice_is(text_at(body, "request_id"), id));
		assert_true(slice_has_prefix(text_at(body, "instance"), "urn:uuid:"));
		assert_true(slice_has_suffix(text_at(body, "instance"), id));
		assert_int_equal(json_integer(json_member(body, SLICE_OF("status"))), kind->status);
		assert_null(json_member(body, SLICE_OF("errors")));
	}
}

static void
lists_all_complaints_at_once(void **state)
{
	(void)state;
	struct call *call = new_call();
	struct complaints complaints = {.count = 2};
	complaints.list[0] = (struct complaint){
	    SLICE("/hire_date"), NULL, "invalid_date", SLICE("Expected a calendar date.")};
	complaints.list[1] =
	    (struct complaint){SLICE_NONE, "limit", "out_of_range", SLICE("Expected 1 to 200.")};
	refuse_with(call, PROBLEM_VALIDATION_FAILED, &complaints);
	const struct json *errors = json_member(body_of(call), SLICE_OF("errors"));
	assert_int_equal(json_count(errors), 2);
	assert_true(slice_is(text_at(json_at(errors, 0), "pointer"), "/hire_date"));
	assert_true(slice_is(text_at(json_at(errors, 0), "code"), "invalid_date"));
	assert_null(json_member(json_at(errors, 0), SLICE_OF("parameter")));
	assert_true(slice_is(text_at(json_at(errors, 1), "parameter"), "limit"));
	assert_null(json_member(json_at(errors, 1), SLICE_OF("pointer")));
}

static void
carries_members_of_its_own(void **state)
{
	(void)state;
	struct call *call = new_call();
	refuse_extra(call, PROBLEM_INSUFFICIENT_SCOPE, "The scope is missing.",
	    SLICE_OF("\"required\":\"employees:read\""));
	const struct json *body = body_of(call);
	assert_true(slice_is(text_at(body, "required"), "employees:read"));
	assert_true(slice_is(text_at(body, "detail"), "The scope is missing."));
}

static bool
never_runs(struct call *call, void *context)
{
	(void)call;
	(void)context;
	return false;
}

static void
replaces_whatever_was_begun_but_lasting_headers(void **state)
{
	(void)state;
	struct call *call = new_call();
	answer_header_lasting(call, "RateLimit", SLICE_OF("\"burst\";r=1;t=1"));
	answer_begin(call, 200, "application/json");
	str_add_text(&call->answer.body, "{\"half\":");
	answer_header(call, "ETag", SLICE_OF("\"1-a\""));
	call->answer.stream = never_runs;
	refuse(call, PROBLEM_NOT_FOUND, NULL);
	assert_int_equal(call->answer.status, 404);
	assert_null(call->answer.stream);
	assert_int_equal(call->answer.nheaders, 1);
	assert_true(has_header(call, "RateLimit", "\"burst\";r=1;t=1"));
	assert_true(slice_is(text_at(body_of(call), "code"), "not_found"));
}

static void
turns_each_failure_of_the_database_into_its_answer(void **state)
{
	(void)state;
	static const struct {
		enum db_status status;
		int answer;
		const char *retry_after;
	} cases[] = {
	    {DB_AWAY, 503, "2"},
	    {DB_SLOW, 503, "5"},
	    {DB_LOST, 503, "2"},
	    {DB_RERUN, 503, "1"},
	    {DB_LOCKED, 503, "1"},
	    {DB_UNKNOWN, 503, "2"},
	    {DB_FAULT, 500, NULL},
	    {DB_DUPLICATE, 500, NULL},
	    {DB_NO_ROW, 500, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct call *call = new_call();
		call->db = db_new(&settings, DB_SERVE);
		fail_db(call, "test", cases[i].status);
		assert_int_equal(call->answer.status, cases[i].answer);
		assert_int_equal(call->answer.nheaders, cases[i].retry_after ? 1 : 0);
		if (cases[i].retry_after)
			assert_true(has_header(call, "Retry-After", cases[i].retry_after));
		bool unknown = strstr(str_text(&call->answer.body), "Outcome unknown") != NULL;
		assert_int_equal(unknown, cases[i].status == DB_UNKNOWN);
		db_free(call->db);
	}
}

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new(1 << 24);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_problem_has_a_code_of_its_own_a_status_and_words),
	    cmocka_unit_test(composes_every_problem_with_the_members_of_rfc_9457),
	    cmocka_unit_test(lists_all_complaints_at_once),
	    cmocka_unit_test(carries_members_of_its_own),
	    cmocka_unit_test(replaces_whatever_was_begun_but_lasting_headers),
	    cmocka_unit_test(turns_each_failure_of_the_database_into_its_answer),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
