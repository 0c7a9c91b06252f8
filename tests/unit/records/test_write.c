/* Writes as the API makes them: each rule of each resource, on a real database. */
#define _GNU_SOURCE
#include "fixture.h"

static struct company other;

static struct write *
email(const char *person, const char *more)
{
	return create(&acme, &resource_email_addresses,
	    arena_printf(arena,
		"{\"person_id\":\"%s\",\"type\":\"work\",\"address\":\"a@example.com\"%s}", person,
		more)
		.at);
}

static struct write *
patch(const struct write *made, const char *format, const char *id)
{
	struct slice body = arena_printf(arena, "{\"%s\":\"%s\"}", format, id);
	return update(&acme, made->resource, made->id, body.at);
}

/* Reads the record anew, all fields. */
static struct record
stored(const struct write *write)
{
	struct record record;
	enum found found;
	struct view view = view_of(&acme, write->resource);
	assert_int_equal(
	    store_get(db, arena, &view, write->resource, write->id, &found, &record), DB_OK);
	assert_int_equal(found, FOUND);
	return record;
}

static bool
is_gone(const struct write *write)
{
	struct record record;
	enum found found;
	struct view view = view_of(&acme, write->resource);
	assert_int_equal(
	    store_get(db, arena, &view, write->resource, write->id, &found, &record), DB_OK);
	return found == FOUND_NOTHING;
}

static void
what_is_answered_is_what_is_stored(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = create(&acme, &resource_persons,
	    "{\"legal_first_name\":\" Zo\u00eb \",\"legal_last_name\":\"O'Neil "
	    "<b>\",\"preferred_first_name\":\"\U0001F600\","
	    "\"former_last_names\":[\"A\",\"B\"],\"date_of_birth\":\"1990-02-28\",\"race_"
	    "ethnicity\":[\"white\",\"asian\"],"
	    "\"citizenship_countries\":[\"US\"],\"notes\":\"=1+1\\nsecond "
	    "line\",\"external_id\":\"x-1\"}");
	expect_done(person);
	struct record record = stored(person);
	for (size_t i = 0; i < record.resource->nfields; i++)
		if (!value_eq(&record.values[i], &person->after.values[i]))
			fail_msg("%s differs", record.resource->fields[i].name);
	assert_true(value_is(record_at(&record, "display_name"), "\U0001F600 O'Neil <b>"));
	struct write *worker =
	    make_employee(&acme, ",\"pay_rate\":\"31.5\",\"pay_type\":\"hourly\",\"standard_hours_"
				 "per_week\":\"40\",\"apprentice_level\":3");
	expect_done(worker);
	record = stored(worker);
	for (size_t i = 0; i < record.resource->nfields; i++)
		if (!value_eq(&record.values[i], &worker->after.values[i]))
			fail_msg("%s differs", record.resource->fields[i].name);
}

static void
every_write_leaves_its_change_in_order(void **state)
{
	(void)state;
	fixture_need_server();
	struct company own = make_company();
	struct write *person = make_person(&own);
	expect_done(update(&own, &resource_persons, person->id, "{\"suffix\":\"jr\"}"));
	struct write *same = update(&own, &resource_persons, person->id, "{\"suffix\":\"jr\"}");
	assert_true(same->unchanged);
	assert_int_equal(record_version(&same->before), 2);
	expect_done(destroy(&own, &resource_persons, person->id));
	assert_int_equal(count_in(&own, "SELECT COUNT(*) FROM changes WHERE realm_id = ?"), 3);
	assert_int_equal(
	    count_in(&own, "SELECT MAX(seq) - MIN(seq) FROM changes WHERE realm_id = ?"), 2);
	assert_int_equal(
	    count_in(&own,
		"SELECT COUNT(*) FROM changes WHERE realm_id = ? AND operation = 'update' "
		"AND version = 2 AND fields = '[\"suffix\"]' AND caller_kind = 'key'"),
	    1);
	assert_int_equal(count_in(&own, "SELECT COUNT(*) FROM changes WHERE realm_id = ? AND "
					"operation = 'delete' AND version = 2"),
	    1);
	assert_int_equal(count_in(&own, "SELECT change_seq FROM realms WHERE id = ?"), 3);
}

static void
a_rehearsal_keeps_nothing(void **state)
{
	(void)state;
	fixture_need_server();
	struct company own = make_company();
	struct write *write = write_of(&own, &resource_persons, WRITE_CREATE, uuid_v7(),
	    "{\"legal_first_name\":\"A\",\"legal_last_name\":\"B\"}");
	write->dry_run = true;
	expect_done(run_write(write));
	assert_int_equal(record_version(&write->after), 1);
	assert_int_equal(count_in(&own, "SELECT COUNT(*) FROM persons WHERE realm_id = ?"), 0);
	assert_int_equal(count_in(&own, "SELECT change_seq FROM realms WHERE id = ?"), 0);
}

static void
a_person_needs_a_name_and_an_age(void **state)
{
	(void)state;
	fixture_need_server();
	expect_complaint(create(&acme, &resource_persons, "{\"legal_last_name\":\"B\"}"),
	    "/legal_first_name", "required");
	expect_done(create(
	    &acme, &resource_persons, "{\"legal_last_name\":\"Suharto\",\"single_name\":true}"));
	expect_complaint(create(&acme, &resource_persons,
			     "{\"legal_first_name\":\"A\",\"legal_last_name\":\"B\",\"date_of_"
			     "birth\":\"2020-01-01\"}"),
	    "/date_of_birth", "out_of_range");
	expect_complaint(create(&acme, &resource_persons,
			     "{\"legal_first_name\":\"A\",\"legal_last_name\":\"B\",\"date_of_"
			     "birth\":\"1990-01-01\",\"deceased_on\":\"1989-01-01\"}"),
	    "/deceased_on", "before_start");
	struct write *person = make_person(&acme);
	expect_complaint(
	    update(&acme, &resource_persons, person->id, "{\"legal_first_name\":null}"),
	    "/legal_first_name", "required");
	expect_done(update(&acme, &resource_persons, person->id,
	    "{\"legal_first_name\":null,\"single_name\":true}"));
	struct record record = stored(person);
	assert_true(value_is(record_at(&record, "display_name"), "Byron"));
}

static void
the_fourteenth_birthday_counts(void **state)
{
	(void)state;
	fixture_need_server();
	clock_pretend(INT64_C(1772323200) *
		      CLOCK_SECOND); /* 2026-03-01T00:00:00Z: still 28 February in Chicago */
	expect_done(create(&acme, &resource_persons,
	    "{\"legal_first_name\":\"A\",\"legal_last_name\":\"B\",\"date_of_birth\":\"2012-02-"
	    "28\"}"));
	expect_complaint(create(&acme, &resource_persons,
			     "{\"legal_first_name\":\"A\",\"legal_last_name\":\"B\",\"date_of_"
			     "birth\":\"2012-02-29\"}"),
	    "/date_of_birth", "out_of_range");
	clock_pretend(0);
}

static void
all_complaints_come_at_once(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *write = create(&acme, &resource_employees,
	    "{\"person_id\":\"per_01k9zzzzzzzzzzzzzzzzzzzzzz\",\"employee_number\":\"X "
	    "1\",\"worker_type\":\"boss\","
	    "\"employment_type\":\"full_time\",\"hire_date\":\"2024-03-01\",\"department_id\":"
	    "\"dep_01k9zzzzzzzzzzzzzzzzzzzzzz\"}");
	expect_problem(write, PROBLEM_VALIDATION_FAILED);
	assert_int_equal(write->complaints.count, 5);
}

static void
an_employment_begins_by_its_hire_date(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *active = make_employee(&acme, "");
	expect_done(active);
	assert_true(value_is(record_at(&active->after, "status"), "active"));
	assert_true(value_is(record_at(&active->after, "currency"), "USD"));
	assert_true(value_eq(
	    record_at(&active->after, "seniority_date"), record_at(&active->after, "hire_date")));
	assert_true(value_eq(record_at(&active->after, "original_hire_date"),
	    record_at(&active->after, "hire_date")));
	struct write *person = make_person(&acme);
	struct write *pending = create(&acme, &resource_employees,
	    arena_printf(arena,
		"{\"person_id\":\"%s\",\"employee_number\":\"P1\",\"worker_type\":\"employee\","
		"\"employment_type\":\"full_time\","
		"\"hire_date\":\"2199-01-01\",\"flsa_status\":\"exempt\",\"seniority_date\":\"2020-"
		"01-01\",\"currency\":\"CAD\",\"pay_schedule_id\":\"%s\"}",
		id_of(person), schedule_of(&acme))
		.at);
	expect_done(pending);
	assert_true(value_is(record_at(&pending->after, "status"), "pending"));
	assert_true(value_is(record_at(&pending->after, "currency"), "CAD"));
	struct db_value id[] = {value_u64(acme.realm_id), value_uuid(active->id)};
	static const enum db_type types[] = {DB_DATE, DB_DATE};
	struct db_rows rows;
	assert_int_equal(db_select(db, arena,
			     SLICE_OF("SELECT starts_on, ends_on FROM employment_periods WHERE "
				      "realm_id = ? AND employee_id = ?"),
			     id, 2, types, 2, &rows),
	    DB_OK);
	assert_int_equal(rows.nrows, 1);
	assert_int_equal(rows.cells[0].i64, record_at(&active->after, "hire_date")->i64);
	assert_true(rows.cells[1].null);
}

static void
references_belong_to_the_realm(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *foreign = make_department(&other, "");
	struct write *worker = make_employee(&acme, "");
	expect_complaint(
	    patch(worker, "department_id", id_of(foreign)), "/department_id", "not_found");
	struct company test = acme;
	test.realm_id = acme.other_realm_id;
	struct write *sandboxed = make_department(&test, "");
	expect_done(sandboxed);
	expect_complaint(
	    patch(worker, "department_id", id_of(sandboxed)), "/department_id", "not_found");
	expect_problem(update(&acme, &resource_departments, foreign->id, "{\"name\":\"Mine\"}"),
	    PROBLEM_NOT_FOUND);
	expect_problem(destroy(&other, &resource_employees, worker->id), PROBLEM_NOT_FOUND);
}

static void
an_inactive_reference_stays_but_is_not_newly_set(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = make_department(&acme, ""), *worker = make_employee(&acme, "");
	expect_done(patch(worker, "department_id", id_of(one)));
	expect_done(update(&acme, &resource_departments, one->id, "{\"is_active\":false}"));
	expect_done(update(&acme, &resource_employees, worker->id, "{\"title\":\"Rigger\"}"));
	expect_done(patch(worker, "department_id", id_of(one)));
	expect_complaint(patch(make_employee(&acme, ""), "department_id", id_of(one)),
	    "/department_id", "inactive");
}

static void
a_duplicate_names_its_field(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const codes[] = {"dup-1", "DUP-1", " Dup-1 "};
	struct write *first = create(&acme, &resource_departments,
	    "{\"code\":\"Dup-1\",\"name\":\"x\",\"external_id\":\"E1\"}");
	expect_done(first);
	for (size_t i = 0; i < 3; i++) {
		struct write *again = create(&acme, &resource_departments,
		    arena_printf(arena, "{\"code\":\"%s\",\"name\":\"x\"}", codes[i]).at);
		expect_problem(again, PROBLEM_DUPLICATE);
		assert_true(slice_is(again->members, "\"fields\":[\"code\"]"));
	}
	expect_done(create(&other, &resource_departments, "{\"code\":\"Dup-1\",\"name\":\"x\"}"));
	struct write *marked = create(&acme, &resource_departments,
	    "{\"code\":\"Dup-2\",\"name\":\"x\",\"external_id\":\"E1\"}");
	expect_problem(marked, PROBLEM_DUPLICATE);
	assert_true(slice_is(marked->members, "\"fields\":[\"external_id\"]"));
	struct write *second = make_department(&acme, "");
	expect_problem(patch(second, "code", "dup-1"), PROBLEM_DUPLICATE);
	struct write *worker = make_employee(&acme, "");
	struct slice person = id_text(arena, "per", record_at(&worker->after, "person_id")->uuid);
	struct write *twice = create(&acme, &resource_employees,
	    arena_printf(arena,
		"{\"person_id\":\"%s\",\"employee_number\":\"T1\",\"worker_type\":\"employee\","
		"\"employment_type\":\"full_time\","
		"\"hire_date\":\"2024-01-01\",\"flsa_status\":\"exempt\",\"pay_schedule_id\":\"%"
		"s\"}",
		person.at, schedule_of(&acme))
		.at);
	expect_problem(twice, PROBLEM_DUPLICATE);
	assert_true(slice_is(twice->members, "\"fields\":[\"person_id\"]"));
}

static void
a_person_goes_with_contact_details_but_not_with_an_employee(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *worker = make_employee(&acme, "");
	struct write *person = write_of(&acme, &resource_persons, WRITE_DELETE,
	    record_at(&worker->after, "person_id")->uuid, NULL);
	struct write *mail = email(id_of(person), "");
	expect_done(mail);
	run_write(person);
	expect_problem(person, PROBLEM_RESOURCE_IN_USE);
	assert_true(
	    slice_is(person->members, "\"references\":[{\"resource\":\"employees\",\"count\":1}]"));
	assert_false(is_gone(mail));
	expect_done(destroy(&acme, &resource_employees, worker->id));
	int64_t before = count_in(&acme, "SELECT change_seq FROM realms WHERE id = ?");
	expect_done(destroy(&acme, &resource_persons, person->id));
	assert_true(is_gone(mail) && is_gone(person));
	assert_int_equal(count_in(&acme, "SELECT change_seq FROM realms WHERE id = ?"), before + 2);
	expect_problem(destroy(&acme, &resource_persons, person->id), PROBLEM_NOT_FOUND);
}

static void
an_employee_who_is_pointed_to_stays(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *boss = make_employee(&acme, ""), *worker = make_employee(&acme, "");
	struct write *one = make_department(&acme, "");
	expect_done(patch(worker, "supervisor_employee_id", id_of(boss)));
	expect_done(patch(one, "manager_employee_id", id_of(boss)));
	struct write *refused = destroy(&acme, &resource_employees, boss->id);
	expect_problem(refused, PROBLEM_RESOURCE_IN_USE);
	assert_true(
	    slice_is(refused->members, "\"references\":[{\"resource\":\"employees\",\"count\":1},{"
				       "\"resource\":\"departments\",\"count\":1}]"));
	expect_done(
	    update(&acme, &resource_employees, worker->id, "{\"supervisor_employee_id\":null}"));
	expect_done(
	    update(&acme, &resource_departments, one->id, "{\"manager_employee_id\":null}"));
	expect_done(destroy(&acme, &resource_employees, boss->id));
}

static void
departments_form_no_circle_and_ten_levels(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *levels[11];
	levels[0] = make_department(&acme, "");
	for (int i = 1; i < 10; i++) {
		levels[i] = make_department(&acme,
		    arena_printf(arena, ",\"parent_department_id\":\"%s\"", id_of(levels[i - 1]))
			.at);
		expect_done(levels[i]);
	}
	expect_complaint(
	    make_department(&acme,
		arena_printf(arena, ",\"parent_department_id\":\"%s\"", id_of(levels[9])).at),
	    "/parent_department_id", "too_deep");
	expect_complaint(patch(levels[0], "parent_department_id", id_of(levels[9])),
	    "/parent_department_id", "cycle");
	expect_complaint(patch(levels[3], "parent_department_id", id_of(levels[3])),
	    "/parent_department_id", "cycle");
	struct write *top = make_department(&acme, "");
	expect_complaint(patch(levels[0], "parent_department_id", id_of(top)),
	    "/parent_department_id", "too_deep");
	expect_done(patch(levels[1], "parent_department_id", id_of(top)));
}

static void
nobody_supervises_in_a_circle(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *a = make_employee(&acme, ""), *b = make_employee(&acme, ""),
		     *c = make_employee(&acme, "");
	expect_done(patch(b, "supervisor_employee_id", id_of(a)));
	expect_done(patch(c, "supervisor_employee_id", id_of(b)));
	expect_complaint(
	    patch(a, "supervisor_employee_id", id_of(c)), "/supervisor_employee_id", "cycle");
	expect_complaint(
	    patch(a, "supervisor_employee_id", id_of(a)), "/supervisor_employee_id", "cycle");
}

static void
one_primary_address_a_person(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme), *else_ = make_person(&acme);
	struct write *first = email(id_of(person), ",\"is_primary\":true");
	struct write *stranger = email(id_of(else_), ",\"is_primary\":true");
	int64_t before = count_in(&acme, "SELECT change_seq FROM realms WHERE id = ?");
	struct write *second = email(id_of(person), ",\"is_primary\":true");
	expect_done(second);
	assert_int_equal(count_in(&acme, "SELECT change_seq FROM realms WHERE id = ?"), before + 2);
	struct record unset = stored(first), kept = stored(stranger);
	assert_int_equal(record_at(&unset, "is_primary")->i64, 0);
	assert_int_equal(record_version(&unset), 2);
	assert_true(record_at(&unset, "updated_at")->i64 > record_at(&unset, "created_at")->i64);
	assert_int_equal(record_at(&kept, "is_primary")->i64, 1);
	expect_done(update(&acme, &resource_email_addresses, first->id, "{\"is_primary\":true}"));
	unset = stored(second);
	assert_int_equal(record_at(&unset, "is_primary")->i64, 0);
}

static void
conditions_guard_the_write(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme);
	struct write *stale =
	    write_of(&acme, &resource_persons, WRITE_UPDATE, person->id, "{\"suffix\":\"jr\"}");
	stale->if_match = SLICE_OF("\"9-x\"");
	expect_problem(run_write(stale), PROBLEM_PRECONDITION_FAILED);
	stale->if_match = SLICE_OF("nonsense");
	expect_problem(run_write(stale), PROBLEM_INVALID_HEADER);
	stale->if_match = SLICE_OF("\"1-x\"");
	expect_done(run_write(stale));
	struct write *bad =
	    write_of(&acme, &resource_persons, WRITE_UPDATE, person->id, "{\"suffix\":\"x\"}");
	bad->if_match = SLICE_OF("\"1-x\"");
	expect_problem(run_write(bad), PROBLEM_VALIDATION_FAILED);
	struct write *gone = write_of(&acme, &resource_persons, WRITE_DELETE, person->id, NULL);
	gone->if_match = SLICE_OF("\"1-x\"");
	expect_problem(run_write(gone), PROBLEM_PRECONDITION_FAILED);
	gone->if_match = SLICE_OF("*");
	expect_done(run_write(gone));
}

static void
a_company_may_demand_conditions(void **state)
{
	(void)state;
	fixture_need_server();
	struct company strict = make_company();
	struct db_value id = value_u64(strict.entity_id);
	struct write *person = make_person(&strict);
	assert_int_equal(
	    db_execute(db, SLICE_OF("UPDATE entities SET require_if_match = TRUE WHERE id = ?"),
		&id, 1, NULL),
	    DB_OK);
	expect_problem(update(&strict, &resource_persons, person->id, "{\"suffix\":\"jr\"}"),
	    PROBLEM_PRECONDITION_REQUIRED);
	expect_problem(
	    destroy(&strict, &resource_persons, person->id), PROBLEM_PRECONDITION_REQUIRED);
	struct write *meant =
	    write_of(&strict, &resource_persons, WRITE_UPDATE, person->id, "{\"suffix\":\"jr\"}");
	meant->if_match = SLICE_OF("\"1-x\"");
	expect_done(run_write(meant));
}

static void
a_missing_record_comes_before_a_bad_body(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *bad =
	    write_of(&acme, &resource_persons, WRITE_UPDATE, uuid_v7(), "{\"suffix\":\"x\"}");
	expect_problem(run_write(bad), PROBLEM_NOT_FOUND);
	bad->body = NULL;
	expect_problem(run_write(bad), PROBLEM_NOT_FOUND);
	struct write *person = make_person(&acme);
	bad->id = person->id;
	run_write(bad);
	assert_true(bad->malformed && !bad->refused);
}

static void
set_key(const char *sql)
{
	struct db_value key[] = {value_u64(acme.entity_id), value_uuid(acme.key_id)};
	assert_int_equal(db_execute(db, slice_from(sql), key, 2, NULL), DB_OK);
}

static void
refuses_a_revoked_paused_or_changed_key_on_the_next_write(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const ends[][2] = {
	    {"UPDATE api_keys SET state = 'paused' WHERE entity_id = ? AND id = ?",
		"UPDATE api_keys SET state = 'active' WHERE entity_id = ? AND id = ?"},
	    {"UPDATE api_keys SET stamp = 2 WHERE entity_id = ? AND id = ?",
		"UPDATE api_keys SET stamp = 1 WHERE entity_id = ? AND id = ?"},
	};
	struct write *person = make_person(&acme);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		struct record record;
		enum found found;
		struct view view = view_of(&acme, &resource_persons);
		set_key(ends[i][0]);
		assert_true(update(&acme, &resource_persons, person->id, "{\"suffix\":\"v\"}")
				->no_credential);
		assert_int_equal(
		    store_get(db, arena, &view, &resource_persons, person->id, &found, &record),
		    DB_OK);
		assert_int_equal(found, FOUND_NO_CREDENTIAL);
		set_key(ends[i][1]);
		assert_int_equal(
		    store_get(db, arena, &view, &resource_persons, person->id, &found, &record),
		    DB_OK);
		assert_int_equal(found, FOUND);
		assert_int_equal(record_version(&record), 1);
	}
}

static void
refuses_a_credential_past_its_end(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme);
	struct company late = acme;
	struct view view = view_of(&late, &resource_persons);
	struct record record;
	enum found found;
	late.guard.until_us = clock_now() - 1;
	assert_true(
	    update(&late, &resource_persons, person->id, "{\"suffix\":\"v\"}")->no_credential);
	assert_int_equal(
	    store_get(db, arena, &view, &resource_persons, person->id, &found, &record), DB_OK);
	assert_int_equal(found, FOUND_NO_CREDENTIAL);
	late.guard.until_us = clock_now() + CLOCK_DAY;
	assert_int_equal(
	    store_get(db, arena, &view, &resource_persons, person->id, &found, &record), DB_OK);
	assert_int_equal(found, FOUND);
}

static int
open_all(void **state)
{
	if (fixture_open_acme(state) != 0)
		return -1;
	if (db != NULL)
		other = make_company();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_answered_is_what_is_stored),
	    cmocka_unit_test(every_write_leaves_its_change_in_order),
	    cmocka_unit_test(a_rehearsal_keeps_nothing),
	    cmocka_unit_test(a_person_needs_a_name_and_an_age),
	    cmocka_unit_test(the_fourteenth_birthday_counts),
	    cmocka_unit_test(all_complaints_come_at_once),
	    cmocka_unit_test(an_employment_begins_by_its_hire_date),
	    cmocka_unit_test(references_belong_to_the_realm),
	    cmocka_unit_test(an_inactive_reference_stays_but_is_not_newly_set),
	    cmocka_unit_test(a_duplicate_names_its_field),
	    cmocka_unit_test(a_person_goes_with_contact_details_but_not_with_an_employee),
	    cmocka_unit_test(an_employee_who_is_pointed_to_stays),
	    cmocka_unit_test(departments_form_no_circle_and_ten_levels),
	    cmocka_unit_test(nobody_supervises_in_a_circle),
	    cmocka_unit_test(one_primary_address_a_person),
	    cmocka_unit_test(conditions_guard_the_write),
	    cmocka_unit_test(a_company_may_demand_conditions),
	    cmocka_unit_test(a_missing_record_comes_before_a_bad_body),
	    cmocka_unit_test(refuses_a_revoked_paused_or_changed_key_on_the_next_write),
	    cmocka_unit_test(refuses_a_credential_past_its_end),
	};
	return cmocka_run_group_tests(tests, open_all, fixture_close);
}
