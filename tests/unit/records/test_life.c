/* The life of an employment: transitions, dates, and what daily work turns. */
#define _GNU_SOURCE
#include "fixture.h"

#include <pthread.h>

#include "codec/date.h"
#include "records/actions.h"
#include "records/daily.h"

#define NOON "2026-03-10T12:00:00Z" /* in the company's zone: the same day */

static void
pretend(const char *time)
{
	int64_t now_us;
	assert_true(time_read(slice_from(time), &now_us));
	clock_pretend(now_us);
}

static struct write *
deed_of(const struct write *of, const char *name, const char *body)
{
	struct json_fault fault;
	const struct action *action = action_find(slice_from(name));
	struct write *write = write_of(&acme, &resource_employees, WRITE_UPDATE, of->id, NULL);
	write->deed = &action->deed;
	write->body = json_read(arena, slice_from(body), &fault);
	write->terms = record_new(arena, action->body);
	check_record(arena, CHECK_CREATE, write->body, &write->terms, &write->given_complaints);
	return write;
}

static struct write *
act(const struct write *of, const char *name, const char *body)
{
	return run_write(deed_of(of, name, body));
}

static struct write *
terminate(const struct write *of, const char *day)
{
	return act(of, "terminate",
	    arena_printf(arena, "{\"termination_date\":\"%s\",\"type\":\"layoff\"}", day).at);
}

static struct record
stored(const struct write *of)
{
	struct record record;
	enum found found;
	struct view view = view_of(&acme, &resource_employees);
	assert_int_equal(
	    store_get(db, arena, &view, &resource_employees, of->id, &found, &record), DB_OK);
	assert_int_equal(found, FOUND);
	return record;
}

static void
expect_status(const struct write *of, const char *status)
{
	struct record record = stored(of);
	if (!value_is(record_at(&record, "status"), status))
		fail_msg("not %s", status);
}

static void
expect_day(const struct write *of, const char *field, const char *day)
{
	int32_t expected = 0;
	struct record record = stored(of);
	const struct db_value *value = record_at(&record, field);
	assert_int_equal(value->null, day == NULL);
	assert_true(day == NULL || date_read(slice_from(day), &expected));
	assert_int_equal(day == NULL ? 0 : value->i64, expected);
}

static struct write *
made(const char *status)
{
	static int numbers;
	struct write *one = make_employee(&acme, "");
	if (strcmp(status, "pending") == 0 || strcmp(status, "cancelled") == 0)
		one = create(&acme, &resource_employees,
		    arena_printf(arena,
			"{\"person_id\":\"%s\",\"employee_number\":\"P%d\",\"worker_type\":"
			"\"employee\",\"employment_type\":\"full_time\",\"hire_date\":"
			"\"2026-04-01\",\"flsa_status\":\"exempt\",\"pay_schedule_id\":\"%s\"}",
			id_of(make_person(&acme)), ++numbers, schedule_of(&acme))
			.at);
	expect_done(one);
	if (strcmp(status, "cancelled") == 0)
		expect_done(act(one, "cancel-hire", "{}"));
	if (strcmp(status, "on_leave") == 0)
		expect_done(
		    act(one, "start-leave", "{\"leave_type\":\"other\",\"from\":\"2026-03-01\"}"));
	if (strcmp(status, "terminated") == 0)
		expect_done(terminate(one, "2026-03-05"));
	expect_status(one, status);
	return one;
}

static void
each_action_leads_only_from_its_statuses(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	static const char *const statuses[] = {
	    "pending", "active", "on_leave", "terminated", "cancelled"};
	static const struct {
		const char *name, *body, *from[2];
	} cases[] = {
	    {"terminate", "{\"termination_date\":\"2026-03-09\",\"type\":\"layoff\"}",
		{"active", "on_leave"}},
	    {"rehire", "{\"start_date\":\"2026-03-09\"}", {"terminated"}},
	    {"start-leave", "{\"leave_type\":\"fmla\",\"from\":\"2026-03-09\"}", {"active"}},
	    {"return", "{\"date\":\"2026-03-09\"}", {"on_leave"}},
	    {"cancel-hire", "{}", {"pending"}},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (size_t j = 0; j < sizeof statuses / sizeof statuses[0]; j++) {
			bool fine = false;
			for (size_t k = 0; k < 2 && cases[i].from[k] != NULL; k++)
				fine = fine || strcmp(cases[i].from[k], statuses[j]) == 0;
			struct write *one = made(statuses[j]);
			struct write *done = act(one, cases[i].name, cases[i].body);
			if (fine)
				expect_done(done);
			else
				expect_problem(done, PROBLEM_INVALID_TRANSITION);
		}
}

static void
a_termination_lies_between_the_first_day_and_a_year_ahead(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const char *now, *body, *pointer, *code;
	} cases[] = {
	    {NOON, "\"2024-03-01\"", NULL, NULL},
	    {NOON, "\"2024-02-29\"", "/termination_date", "before_start"},
	    {NOON, "\"2027-03-10\"", NULL, NULL},
	    {NOON, "\"2027-03-11\"", "/termination_date", "out_of_range"},
	    {"2028-02-29T12:00:00Z", "\"2029-02-28\"", NULL, NULL},
	    {"2028-02-29T12:00:00Z", "\"2029-03-01\"", "/termination_date", "out_of_range"},
	    {NOON, "\"2026-03-01\",\"last_day_worked\":\"2026-03-01\"", NULL, NULL},
	    {NOON, "\"2026-03-01\",\"last_day_worked\":\"2026-03-02\"", "/last_day_worked",
		"after_end"},
	    {NOON, "\"2026-03-01\",\"last_day_worked\":\"2024-02-01\"", "/last_day_worked",
		"before_start"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		pretend(cases[i].now);
		struct write *done = act(make_employee(&acme, ""), "terminate",
		    arena_printf(
			arena, "{\"type\":\"other\",\"termination_date\":%s}", cases[i].body)
			.at);
		if (cases[i].pointer != NULL)
			expect_complaint(done, cases[i].pointer, cases[i].code);
		else
			expect_done(done);
	}
}

static int64_t
spells_of(const struct write *of, const char *sql)
{
	static const enum db_type types[] = {DB_I64};
	struct db_value arguments[] = {value_u64(acme.realm_id), value_uuid(of->id)};
	struct db_rows rows;
	assert_int_equal(
	    db_select(db, arena, slice_from(sql), arguments, 2, types, 1, &rows), DB_OK);
	return rows.cells[0].i64;
}

static void
a_rehire_begins_a_spell_that_overlaps_none(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	struct write *one = made("terminated");
	expect_complaint(
	    act(one, "rehire", "{\"start_date\":\"2026-03-05\"}"), "/start_date", "before_start");
	expect_done(act(one, "rehire", "{\"start_date\":\"2026-03-06\"}"));
	expect_status(one, "active");
	expect_day(one, "hire_date", "2026-03-06");
	expect_day(one, "original_hire_date", "2024-03-01");
	expect_day(one, "seniority_date", "2026-03-06");
	expect_day(one, "termination_date", NULL);
	expect_done(terminate(one, "2026-03-06"));
	expect_done(
	    act(one, "rehire", "{\"start_date\":\"2026-05-01\",\"retain_seniority\":true}"));
	expect_status(one, "pending");
	expect_day(one, "seniority_date", "2026-03-06");
	assert_int_equal(
	    spells_of(one, "SELECT COUNT(*) FROM employment_periods WHERE realm_id = ? "
			   "AND employee_id = ?"),
	    3);
	assert_int_equal(
	    spells_of(one,
		"SELECT COUNT(*) FROM employment_periods a JOIN employment_periods b ON "
		"b.realm_id = a.realm_id AND b.employee_id = a.employee_id AND b.id <> "
		"a.id AND b.starts_on <= IFNULL(a.ends_on, '9999-12-31') AND a.starts_on "
		"<= IFNULL(b.ends_on, '9999-12-31') WHERE a.realm_id = ? AND "
		"a.employee_id = ?"),
	    0);
}

static void
who_may_not_be_rehired_is_not(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	struct write *one = make_employee(&acme, "");
	expect_done(act(one, "terminate",
	    "{\"termination_date\":\"2026-03-01\",\"type\":\"involuntary\",\"rehire_eligibility\":"
	    "\"no\"}"));
	expect_problem(
	    act(one, "rehire", "{\"start_date\":\"2026-03-06\"}"), PROBLEM_INVALID_TRANSITION);
}

static void
terms_come_before_conditions_and_these_before_the_transition(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	struct write *one = made("terminated");
	struct write *again = deed_of(one, "terminate", "{\"termination_date\":7}");
	again->if_match = SLICE_OF("\"9-x\"");
	run_write(again);
	expect_problem(again, PROBLEM_VALIDATION_FAILED);
	assert_int_equal(again->complaints.count, 2);
	again =
	    deed_of(one, "terminate", "{\"termination_date\":\"2026-03-09\",\"type\":\"death\"}");
	again->if_match = SLICE_OF("\"9-x\"");
	expect_problem(run_write(again), PROBLEM_PRECONDITION_FAILED);
	again->if_match = SLICE_OF("\"2-x\"");
	expect_problem(run_write(again), PROBLEM_INVALID_TRANSITION);
}

static void
a_rehearsed_action_keeps_nothing(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	struct write *one = make_employee(&acme, "");
	int64_t changes = count_in(&acme, "SELECT COUNT(*) FROM changes WHERE realm_id = ?");
	struct write *tried =
	    deed_of(one, "start-leave", "{\"leave_type\":\"fmla\",\"from\":\"2026-03-09\"}");
	tried->dry_run = true;
	expect_done(run_write(tried));
	assert_true(value_is(record_at(&tried->after, "status"), "on_leave"));
	expect_status(one, "active");
	assert_int_equal(
	    count_in(&acme, "SELECT COUNT(*) FROM changes WHERE realm_id = ?"), changes);
}

static void
an_employee_goes_with_spells_and_leaves(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	struct write *one = made("on_leave");
	expect_done(destroy(&acme, &resource_employees, one->id));
}

/* --- at once --- */

struct rival {
	pthread_t thread;
	struct db *db;
	struct write *write;
	struct daily_count count;
	enum db_status status;
};

static void *
run_rival(void *context)
{
	struct rival *rival = context;
	rival->status = write_run(rival->write, rival->db);
	return NULL;
}

static void *
run_daily(void *context)
{
	struct rival *rival = context;
	rival->status = records_daily_realm(rival->db, instance_secrets(), acme.entity_id,
	    acme.realm_id, "America/Chicago", &rival->count);
	return NULL;
}

static void
run_both(struct rival rivals[2], void *(*body)(void *context))
{
	for (int i = 0; i < 2; i++) {
		rivals[i].db = db_new(settings, DB_OWNER);
		assert_int_equal(pthread_create(&rivals[i].thread, NULL, body, &rivals[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(rivals[i].thread, NULL);
		assert_int_equal(rivals[i].status, DB_OK);
		db_free(rivals[i].db);
	}
}

static void
of_two_terminations_at_once_one_succeeds(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	static const char *const days[] = {"2026-03-01", "2026-09-01"};
	for (size_t i = 0; i < 10; i++) {
		struct rival rivals[2] = {{0}};
		struct write *one = make_employee(&acme, "");
		for (int j = 0; j < 2; j++) {
			rivals[j].write = deed_of(one, "terminate",
			    arena_printf(arena, "{\"termination_date\":\"%s\",\"type\":\"layoff\"}",
				days[i % 2])
				.at);
			rivals[j].write->arena = arena_new(FIXTURE_MEMORY);
		}
		run_both(rivals, run_rival);
		assert_int_equal(rivals[0].write->refused + rivals[1].write->refused, 1);
		struct record record = stored(one);
		assert_int_equal(record_version(&record), 2);
		for (int j = 0; j < 2; j++)
			arena_free(rivals[j].write->arena);
	}
}

/* --- daily work --- */

static struct daily_count
daily(void)
{
	struct daily_count count = {0};
	assert_int_equal(records_daily_realm(db, instance_secrets(), acme.entity_id, acme.realm_id,
			     "America/Chicago", &count),
	    DB_OK);
	return count;
}

static void
days_begin_at_midnight_of_the_company(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	daily();
	struct write *starter = made("pending"), *leaver = make_employee(&acme, "");
	expect_done(terminate(leaver, "2026-04-01"));
	expect_status(leaver, "active");
	expect_day(leaver, "scheduled_termination_date", "2026-04-01");
	expect_day(leaver, "termination_date", NULL);
	pretend("2026-04-01T04:59:59Z");
	assert_int_equal(daily().begun, 0);
	expect_status(starter, "pending");
	expect_status(leaver, "active");
	pretend("2026-04-01T05:00:00Z");
	struct daily_count count = daily();
	assert_int_equal(count.ended, 1);
	assert_true(count.begun >= 1);
	expect_status(starter, "active");
	expect_status(leaver, "terminated");
	expect_day(leaver, "scheduled_termination_date", NULL);
	expect_day(leaver, "termination_date", "2026-04-01");
	count = daily();
	assert_int_equal(count.begun + count.ended, 0);
	struct db_value id = value_uuid(leaver->id);
	static const enum db_type types[] = {DB_TEXT, DB_I64};
	struct db_rows rows;
	assert_int_equal(db_select(db, arena,
			     SLICE_OF("SELECT caller_kind, caller_id IS NULL FROM changes WHERE "
				      "record_id = ? ORDER BY seq DESC LIMIT 1"),
			     &id, 1, types, 2, &rows),
	    DB_OK);
	assert_true(value_is(&rows.cells[0], "system"));
	assert_int_equal(rows.cells[1].i64, 1);
}

static void
two_daily_runs_at_once_turn_each_record_once(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	struct write *leavers[12];
	struct rival rivals[2] = {{0}};
	for (size_t i = 0; i < 12; i++) {
		leavers[i] = make_employee(&acme, "");
		expect_done(terminate(leavers[i], "2026-03-20"));
	}
	pretend("2026-03-20T12:00:00Z");
	run_both(rivals, run_daily);
	assert_int_equal(rivals[0].count.ended + rivals[1].count.ended, 12);
	for (size_t i = 0; i < 12; i++) {
		struct record record = stored(leavers[i]);
		assert_int_equal(record_version(&record), 3);
	}
}

static int
close_all(void **state)
{
	clock_pretend(0);
	return fixture_close(state);
}

/* One record of each status, with the last day on 31 March. */
static struct write *
paper(struct write *person, const char *number, const char *status)
{
	struct write *made = create(&acme, &resource_government_identifications,
	    arena_printf(arena,
		"{\"person_id\":\"%s\",\"type\":\"foreign_passport\",\"number\":\"%s\","
		"\"issuing_country\":\"FR\",\"expires_on\":\"2026-03-31\",\"status\":\"%s\"}",
		id_of(person), number, status)
		.at);
	expect_done(made);
	return made;
}

static void
expect_state(const struct write *write, const char *status, uint64_t version)
{
	struct record record;
	enum found found;
	struct view view = view_of(&acme, write->resource);
	assert_int_equal(
	    store_get(db, arena, &view, write->resource, write->id, &found, &record), DB_OK);
	assert_int_equal(found, FOUND);
	if (!value_is(record_at(&record, "status"), status))
		fail_msg("%.*s", SLICE_ARG(record_at(&record, "status")->text));
	assert_int_equal(record_version(&record), version);
}

static void
last_days_turn_time_off_and_identifications(void **state)
{
	(void)state;
	fixture_need_server();
	pretend(NOON);
	daily();
	struct write *person = make_person(&acme), *worker = make_employee(&acme, "");
	struct write *verified = paper(person, "DAY00001", "verified");
	struct write *unverified = paper(person, "DAY00002", "unverified");
	struct write *rejected = paper(person, "DAY00003", "rejected");
	struct write *away = create(&acme, &resource_time_off,
	    arena_printf(arena,
		"{\"employee_id\":\"%s\",\"type\":\"vacation\",\"starts_on\":\"2026-03-30\","
		"\"ends_on\":\"2026-03-31\",\"status\":\"approved\"}",
		id_of(worker))
		.at);
	expect_done(away);
	pretend("2026-04-01T04:59:59Z");
	struct daily_count count = daily();
	assert_int_equal(count.taken + count.expired, 0);
	expect_state(away, "approved", 1);
	expect_state(verified, "verified", 1);
	int64_t before = count_in(&acme, "SELECT change_seq FROM realms WHERE id = ?");
	pretend("2026-04-01T05:00:00Z");
	count = daily();
	assert_int_equal(count.taken, 1);
	assert_int_equal(count.expired, 2);
	expect_state(away, "taken", 2);
	expect_state(verified, "expired", 2);
	expect_state(unverified, "expired", 2);
	expect_state(rejected, "rejected", 1);
	assert_int_equal(
	    count_in(&acme,
		"SELECT COUNT(*) FROM changes c JOIN realms r ON r.id = c.realm_id WHERE "
		"c.realm_id = ? AND c.caller_kind = 'system' AND c.resource IN "
		"('time-off', 'government-identifications')"),
	    3);
	assert_true(count_in(&acme, "SELECT change_seq FROM realms WHERE id = ?") >= before + 3);
	count = daily();
	assert_int_equal(count.taken + count.expired, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_action_leads_only_from_its_statuses),
	    cmocka_unit_test(a_termination_lies_between_the_first_day_and_a_year_ahead),
	    cmocka_unit_test(a_rehire_begins_a_spell_that_overlaps_none),
	    cmocka_unit_test(who_may_not_be_rehired_is_not),
	    cmocka_unit_test(terms_come_before_conditions_and_these_before_the_transition),
	    cmocka_unit_test(a_rehearsed_action_keeps_nothing),
	    cmocka_unit_test(an_employee_goes_with_spells_and_leaves),
	    cmocka_unit_test(of_two_terminations_at_once_one_succeeds),
	    cmocka_unit_test(days_begin_at_midnight_of_the_company),
	    cmocka_unit_test(last_days_turn_time_off_and_identifications),
	    cmocka_unit_test(two_daily_runs_at_once_turn_each_record_once),
	};
	return cmocka_run_group_tests(tests, fixture_open_acme, close_all);
}
