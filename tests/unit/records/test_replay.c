/* Idempotency-Key: what is kept, for whom, and who waits for nobody. */
#define _GNU_SOURCE
#include "fixture.h"

#include "records/replay.h"
#include "records/reply.h"
#include "web/program.h"

#define BODY "{\"id\":\"dep_x\",\"name\":\"Zwonimirka\"}"

static const struct secrets *secrets;

static void
reads_a_string_or_a_bare_text(void **state)
{
	(void)state;
	char longest[258];
	memset(longest, 'x', sizeof longest);
	longest[256] = '\0';
	static const struct {
		const char *header, *key;
	} cases[] = {
	    {"\"8e03978e-40d5\"", "8e03978e-40d5"},
	    {"8e03978e-40d5", "8e03978e-40d5"},
	    {" \"a b\" ", "a b"},
	    {"\"a, \\\"b\\\\\"", "a, \"b\\"},
	    {"\"\"", NULL},
	    {"", NULL},
	    {"\"", NULL},
	    {"\"a", NULL},
	    {"a b", NULL},
	    {"a,b", NULL},
	    {"a\"b", NULL},
	    {"\"a\", \"b\"", NULL},
	    {"\"a\";p", NULL},
	    {"\"a\\b\"", NULL},
	    {"\"a\\", NULL},
	    {"\xc3\xa4", NULL},
	    {"\"\xc3\xa4\"", NULL},
	    {"a\tb", NULL},
	    {"\"a\tb\"", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct slice key = SLICE_NONE;
		bool sound = replay_read_key(arena, slice_from(cases[i].header), &key);
		if (sound != (cases[i].key != NULL) || (sound && !slice_is(key, cases[i].key)))
			fail_msg("case %zu", i);
	}
	struct slice key;
	assert_false(replay_read_key(arena, slice_from(longest), &key));
	longest[255] = '\0';
	assert_true(replay_read_key(arena, slice_from(longest), &key));
	assert_int_equal(key.len, 255);
}

static void
compose(struct call *call, const struct write *write, struct kept *kept)
{
	(void)call, (void)write;
	kept->status = 201;
	kept->location = SLICE_OF("/v1/x");
	kept->etag = SLICE_OF("\"1-x\"");
	kept->body = SLICE_OF(BODY);
}

/* A department's creation under the text. */
static struct write *
write_under(const char *key, const char *code)
{
	struct replay *replay = arena_alloc(arena, sizeof *replay);
	struct write *write = write_of(&acme, &resource_departments, WRITE_CREATE, uuid_v7(),
	    arena_printf(arena, "{\"code\":\"%s\",\"name\":\"N\"}", code).at);
	replay->secrets = secrets;
	replay->id = sha256(slice_from(key));
	replay->asked = sha256(slice_from(code));
	replay->compose = compose;
	write->replay = replay;
	return write;
}

static int64_t
kept_rows(void)
{
	return count_in(&acme, "SELECT COUNT(*) FROM idempotency WHERE realm_id = ?");
}

static int64_t
departments(void)
{
	return count_in(&acme, "SELECT COUNT(*) FROM departments WHERE realm_id = ?");
}

static void
the_second_is_answered_as_the_first_was(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *first = write_under("one", "ONE"), *second = write_under("one", "ONE");
	int64_t before = departments();
	expect_done(run_write(first));
	assert_false(first->replayed);
	expect_done(run_write(second));
	assert_true(second->replayed);
	const struct kept *kept = &second->replay->kept;
	assert_int_equal(kept->status, 201);
	assert_true(uuid_eq(kept->record_id, first->id));
	assert_true(slice_is(kept->location, "/v1/x"));
	assert_true(slice_is(kept->etag, "\"1-x\""));
	assert_true(slice_is(kept->body, BODY));
	assert_int_equal(departments(), before + 1);
	assert_int_equal(count_in(&acme, "SELECT COUNT(*) FROM idempotency WHERE realm_id = ? AND "
					 "body LIKE '%Zwonimirka%'"),
	    0);
}

static void
another_request_under_the_text_is_refused(void **state)
{
	(void)state;
	fixture_need_server();
	expect_done(run_write(write_under("two", "TWO")));
	expect_problem(run_write(write_under("two", "THREE")), PROBLEM_IDEMPOTENCY_KEY_REUSED);
	/* Another realm knows nothing of it. */
	struct write *elsewhere = write_under("two", "THREE");
	elsewhere->view.realm_id = acme.other_realm_id;
	expect_done(run_write(elsewhere));
	assert_false(elsewhere->replayed);
}

static void
refusals_and_rehearsals_keep_nothing(void **state)
{
	(void)state;
	fixture_need_server();
	int64_t before = kept_rows();
	struct write *bad = write_under("four", " ");
	expect_problem(run_write(bad), PROBLEM_VALIDATION_FAILED);
	struct write *tried = write_under("four", "FOUR");
	tried->dry_run = true;
	expect_done(run_write(tried));
	assert_int_equal(kept_rows(), before);
	expect_done(run_write(write_under("four", "FOUR")));
	assert_int_equal(kept_rows(), before + 1);
}

static void
a_dead_credential_gets_no_answer_again(void **state)
{
	(void)state;
	fixture_need_server();
	struct guard dead = acme.guard;
	dead.stamp++;
	expect_done(run_write(write_under("five", "FIVE")));
	struct write *write = write_under("five", "FIVE");
	write->view.guard = &dead;
	run_write(write);
	assert_true(write->no_credential);
	assert_false(write->replayed);
}

static enum txn_verdict
ask_while_it_runs(struct db *other, void *context, enum db_status *status)
{
	struct write *first = context;
	(void)status;
	first->db = other;
	first->now_us = clock_now();
	assert_true(replay_reserve(first));
	int64_t asked_us = clock_monotonic();
	expect_problem(run_write(write_under("six", "SIX")), PROBLEM_IDEMPOTENCY_IN_PROGRESS);
	assert_true(clock_monotonic() - asked_us < 2 * CLOCK_SECOND);
	return TXN_ROLLBACK;
}

static void
nobody_waits_for_one_that_is_running(void **state)
{
	(void)state;
	fixture_need_server();
	struct db *other = db_new(settings, DB_OWNER);
	assert_int_equal(txn_run(other, ask_while_it_runs, write_under("six", "SIX")), DB_OK);
	db_free(other);
	struct write *after = write_under("six", "SIX");
	expect_done(run_write(after));
	assert_false(after->replayed);
}

static void
a_day_later_the_text_is_free(void **state)
{
	(void)state;
	fixture_need_server();
	uint64_t swept = 0;
	int64_t now_us = clock_now();
	expect_done(run_write(write_under("seven", "SEVEN")));
	clock_pretend(now_us + REPLAY_KEPT_US - CLOCK_MINUTE);
	struct write *young = write_under("seven", "EIGHT");
	expect_problem(run_write(young), PROBLEM_IDEMPOTENCY_KEY_REUSED);
	clock_pretend(now_us + REPLAY_KEPT_US + CLOCK_MINUTE);
	struct write *late = write_under("seven", "EIGHT");
	expect_done(run_write(late));
	assert_false(late->replayed);
	late = write_under("seven", "EIGHT");
	run_write(late);
	assert_true(late->replayed);
	assert_int_equal(replay_sweep(db, acme.realm_id, clock_now(), &swept), DB_OK);
	assert_true(swept > 0);
	assert_int_equal(kept_rows(), 1);
	clock_pretend(0);
}

static struct call *
answered(const struct write *write, struct fieldset readable)
{
	static const struct program program = {.compose = problem_compose};
	struct call *call = arena_alloc(arena, sizeof *call);
	call->arena = arena;
	call->settings = settings;
	call->program = &program;
	call->notes.resource = &resource_departments;
	call->readable = readable;
	answer_begin(call, 0, NULL);
	replay_answer(call, write);
	return call;
}

static struct slice
header_of(const struct call *call, const char *name)
{
	for (size_t i = 0; i < call->answer.nheaders; i++)
		if (strcmp(call->answer.headers[i].name, name) == 0)
			return call->answer.headers[i].value;
	return SLICE_NONE;
}

static void
who_sees_less_than_then_is_told_which_record_it_was(void **state)
{
	(void)state;
	fixture_need_server();
	struct fieldset all = fieldset_all(&resource_departments), less = {0};
	struct write *write = write_under("nine", "NINE");
	expect_done(run_write(write));
	struct kept *kept = &write->replay->kept;
	compose(NULL, write, kept);
	kept->record_id = write->id;
	kept->shown = sha256(reply_field_names(arena, &resource_departments, all));
	struct call *call = answered(write, all);
	assert_int_equal(call->answer.status, 201);
	assert_string_equal(str_text(&call->answer.body), BODY);
	assert_true(slice_is(header_of(call, "ETag"), "\"1-x\""));
	assert_true(slice_is(header_of(call, "Idempotency-Replayed"), "true"));
	fieldset_add(&less, resource_field(&resource_departments, SLICE_OF("code")));
	call = answered(write, less);
	assert_int_equal(call->answer.status, 201);
	assert_string_equal(str_text(&call->answer.body),
	    arena_printf(arena, "{\"id\":\"%s\",\"object\":\"department\"}", id_of(write)).at);
	assert_null(header_of(call, "ETag").at);
	assert_true(slice_is(header_of(call, "Location"), "/v1/x"));
	assert_true(slice_is(header_of(call, "Idempotency-Replayed"), "true"));
}

static int
open_all(void **state)
{
	if (fixture_open_acme(state) != 0)
		return -1;
	if (db == NULL)
		return 0;
	secrets = secrets_load(settings->secrets_file, stderr);
	return secrets == NULL ? -1 : 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_string_or_a_bare_text),
	    cmocka_unit_test(the_second_is_answered_as_the_first_was),
	    cmocka_unit_test(another_request_under_the_text_is_refused),
	    cmocka_unit_test(refusals_and_rehearsals_keep_nothing),
	    cmocka_unit_test(a_dead_credential_gets_no_answer_again),
	    cmocka_unit_test(nobody_waits_for_one_that_is_running),
	    cmocka_unit_test(a_day_later_the_text_is_free),
	    cmocka_unit_test(who_sees_less_than_then_is_told_which_record_it_was),
	};
	return cmocka_run_group_tests(tests, open_all, fixture_close);
}
