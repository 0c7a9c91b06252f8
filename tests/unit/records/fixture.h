/*
 * What the tests of lib/records share: a company with a live and a test realm and a
 * key, on the instance of HUB_CONF; and writes as the API makes them, without HTTP.
 */
#ifndef TESTS_UNIT_RECORDS_FIXTURE_H
#define TESTS_UNIT_RECORDS_FIXTURE_H

/* Before cmocka, whose macro `fail` is the name of a function of web/problem.h. */
#include "records/write.h"

#include "../db/fixture.h"

#include "base/clock.h"
#include "catalog/check.h"
#include "catalog/query.h"
#include "catalog/resources.h"
#include "codec/date.h"

struct company {
	uint64_t entity_id, realm_id, other_realm_id;
	struct guard guard;
	struct uuid key_id, schedule_id;
};

static inline uint64_t
insert_row(const char *sql, const struct db_value *arguments, size_t count)
{
	assert_int_equal(db_execute(db, slice_from(sql), arguments, count, NULL), DB_OK);
	return (uint64_t)ask(db, "SELECT LAST_INSERT_ID()");
}

static inline uint64_t
make_realm(uint64_t entity_id, const char *mode)
{
	struct db_value realm[] = {number((int64_t)entity_id), text(mode)};
	return insert_row("INSERT INTO realms (entity_id, mode, state, created_at) VALUES "
			  "(?, ?, 'current', NOW(6))",
	    realm, 2);
}

/* Every employee needs one; made without leaving a change. */
static inline struct uuid
make_pay_schedule(uint64_t realm_id)
{
	struct uuid id = uuid_v7();
	struct db_value schedule[] = {number((int64_t)realm_id), value_uuid(id)};
	insert_row("INSERT INTO pay_schedules (realm_id, id, code, name, frequency, "
		   "first_period_start, version, created_at, updated_at) VALUES "
		   "(?, ?, 'TRIAL', 'Trial', 'weekly', '2024-01-01', 1, NOW(6), NOW(6))",
	    schedule, 2);
	return id;
}

static inline struct company
make_company(void)
{
	struct company company = {.key_id = uuid_v7()};
	company.guard = (struct guard){company.key_id, 1, TIME_LAST_US, {{0}}};
	char code[ENTITY_CODE_LEN + 1];
	entity_code_new(code);
	random_bytes(company.guard.digest.byte, DIGEST_LEN);
	struct db_value entity[] = {text(code)};
	company.entity_id = insert_row("INSERT INTO entities (code, name, time_zone, currency, "
				       "created_at, updated_at) VALUES (?, 'Trial', "
				       "'America/Chicago', 'USD', NOW(6), NOW(6))",
	    entity, 1);
	company.realm_id = make_realm(company.entity_id, "live");
	company.other_realm_id = make_realm(company.entity_id, "test");
	company.schedule_id = make_pay_schedule(company.realm_id);
	struct db_value key[] = {number((int64_t)company.entity_id), value_uuid(company.key_id)};
	insert_row("INSERT INTO api_keys (entity_id, id, mode, name, access_level, created_at, "
		   "updated_at) VALUES (?, ?, 'live', 'trial', 'full', NOW(6), NOW(6))",
	    key, 2);
	struct db_value credential[] = {
	    {.type = DB_BYTES, .text = {(const char *)company.guard.digest.byte, DIGEST_LEN}},
	    value_uuid(uuid_v7()), number((int64_t)company.entity_id), value_uuid(company.key_id)};
	insert_row("INSERT INTO credentials (digest, id, entity_id, key_id, kind, pepper_id, "
		   "last_four, created_at) VALUES (?, ?, ?, ?, 'secret', 1, 'abcd', NOW(6))",
	    credential, 4);
	return company;
}

/* Those of the instance. */
static inline const struct secrets *
instance_secrets(void)
{
	static const struct secrets *secrets;
	if (secrets == NULL)
		secrets = secrets_load(settings->secrets_file, stderr);
	assert_non_null(secrets);
	return secrets;
}

static inline struct view
view_of(const struct company *company, const struct resource *resource)
{
	return (struct view){
	    .entity_id = company->entity_id,
	    .realm_id = company->realm_id,
	    .readable = fieldset_all(resource),
	    .writable = fieldset_all(resource),
	    .guard = &company->guard,
	    .secrets = instance_secrets(),
	    .caller_kind = "key",
	    .caller_id = company->key_id,
	};
}

/* The company of the tests of a file; none without a server. */
static struct company acme __attribute__((unused));

static inline int
fixture_open_acme(void **state)
{
	if (fixture_open(state) != 0)
		return -1;
	if (db != NULL)
		acme = make_company();
	return 0;
}

/* What a list of departments is asked for. */
static inline struct query
query_of_departments(const char *url)
{
	struct form form;
	struct query query;
	struct complaints complaints = {0};
	struct filtering eyes = {
	    arena, &resource_departments, fieldset_all(&resource_departments), &complaints};
	assert_true(form_read(arena, slice_from(url), &form));
	query_read_url(&eyes, &form, &query);
	assert_int_equal(complaints.count, 0);
	return query;
}

static inline void
give_body(struct write *write, const char *body)
{
	struct json_fault fault;
	write->body = json_read(arena, slice_from(body), &fault);
	assert_non_null(write->body);
	write->given = record_new(arena, write->resource);
	check_record(arena, write->kind == WRITE_CREATE ? CHECK_CREATE : CHECK_UPDATE, write->body,
	    &write->given, &write->given_complaints);
}

static inline struct write *
write_of(const struct company *company, const struct resource *resource, enum write_kind kind,
    struct uuid id, const char *body)
{
	struct write *write = arena_alloc(arena, sizeof *write);
	write->arena = arena;
	write->resource = resource;
	write->kind = kind;
	write->id = id;
	write->view = view_of(company, resource);
	if (body != NULL)
		give_body(write, body);
	return write;
}

/* Runs it on `db`; the statement road must have been without failure. */
static inline struct write *
run_write(struct write *write)
{
	assert_int_equal(write_run(write, db), DB_OK);
	return write;
}

static inline struct write *
create(const struct company *company, const struct resource *resource, const char *body)
{
	return run_write(write_of(company, resource, WRITE_CREATE, uuid_v7(), body));
}

static inline struct write *
update(const struct company *company, const struct resource *resource, struct uuid id,
    const char *body)
{
	return run_write(write_of(company, resource, WRITE_UPDATE, id, body));
}

static inline struct write *
destroy(const struct company *company, const struct resource *resource, struct uuid id)
{
	return run_write(write_of(company, resource, WRITE_DELETE, id, NULL));
}

static inline void
expect_done(const struct write *write)
{
	struct slice first =
	    write->complaints.count > 0 ? write->complaints.list[0].pointer : SLICE_OF("");
	if (write->refused)
		fail_msg("refused: %s %.*s", problem_kinds[write->problem].code, (int)first.len,
		    first.at);
	assert_false(write->no_credential || write->malformed);
}

/* 422 with exactly this complaint. */
static inline void
expect_complaint(const struct write *write, const char *pointer, const char *code)
{
	assert_true(write->refused);
	assert_int_equal(write->problem, PROBLEM_VALIDATION_FAILED);
	assert_int_equal(write->complaints.count, 1);
	assert_true(slice_is(write->complaints.list[0].pointer, pointer));
	assert_string_equal(write->complaints.list[0].code, code);
}

static inline void
expect_problem(const struct write *write, enum problem problem)
{
	assert_true(write->refused);
	assert_string_equal(problem_kinds[write->problem].code, problem_kinds[problem].code);
}

/* JSON with ids filled in for each %s, in order. */
static inline const char *
id_of(const struct write *write)
{
	return id_text(arena, write->resource->prefix, write->id).at;
}

static inline const char *
schedule_of(const struct company *company)
{
	return id_text(arena, resource_pay_schedules.prefix, company->schedule_id).at;
}

static inline struct write *
make_person(const struct company *company)
{
	struct write *write = create(company, &resource_persons,
	    "{\"legal_first_name\":\"Ada\",\"legal_last_name\":\"Byron\"}");
	expect_done(write);
	return write;
}

static inline struct write *
make_employee(const struct company *company, const char *more)
{
	static int numbers;
	struct write *person = make_person(company);
	struct write *write = create(company, &resource_employees,
	    arena_printf(arena,
		"{\"person_id\":\"%s\",\"employee_number\":\"N%d\",\"worker_type\":\"employee\","
		"\"employment_type\":\"full_time\",\"hire_date\":\"2024-03-01\","
		"\"flsa_status\":\"nonexempt\",\"pay_schedule_id\":\"%s\"%s}",
		id_of(person), ++numbers, schedule_of(company), more)
		.at);
	return write;
}

static inline struct write *
make_department(const struct company *company, const char *more)
{
	static int numbers;
	return create(company, &resource_departments,
	    arena_printf(arena, "{\"code\":\"D%d\",\"name\":\"Department\"%s}", ++numbers, more)
		.at);
}

static inline int64_t
count_in(const struct company *company, const char *sql)
{
	static const enum db_type types[] = {DB_I64};
	struct db_rows rows;
	struct db_value realm = value_u64(company->realm_id);
	assert_int_equal(db_select(db, arena, slice_from(sql), &realm, 1, types, 1, &rows), DB_OK);
	return rows.cells[0].i64;
}

#endif
