/* Sample data: they pass the same checks as bodies from outside, and fill a realm. */
#define _GNU_SOURCE
#include "fixture.h"

#include "catalog/official_numbers.h"
#include "codec/date.h"
#include "records/sample.h"

#define TODAY 20779 /* 2026-11-22 */

static const struct secrets *secrets;

/* The record as a client would have to send it: without what the system keeps. */
static void
expect_valid(const struct record *record)
{
	struct str text;
	struct arena *scratch = arena_new(FIXTURE_MEMORY);
	struct json_fault fault;
	struct complaints complaints = {0};
	struct record read = record_new(scratch, record->resource);
	struct fieldset sent = fieldset_all(record->resource);
	for (size_t i = 0; i < record->resource->nfields; i++)
		if ((record->resource->fields[i].traits & FIELD_KEPT) != 0)
			sent =
			    fieldset_minus(sent, (struct fieldset){{i < 64 ? UINT64_C(1) << i : 0,
						     i < 64 ? 0 : UINT64_C(1) << (i - 64)}});
	str_init(&text, scratch, 1 << 20);
	struct json_writer writer = json_writer(&text);
	json_begin_object(&writer);
	record_write_members(&writer, record, sent, NULL);
	json_end_object(&writer);
	const struct json *body = json_read(scratch, str_slice(&text), &fault);
	assert_non_null(body);
	check_record(scratch, CHECK_CREATE, body, &read, &complaints);
	for (size_t i = 0; i < complaints.count; i++)
		if (!slice_is(complaints.list[i].pointer, "/id") &&
		    !slice_is(complaints.list[i].pointer, "/object"))
			fail_msg("%s%.*s: %s", record->resource->name,
			    SLICE_ARG(complaints.list[i].pointer), complaints.list[i].code);
	for (size_t i = 0; i < record->resource->nfields; i++)
		if (fieldset_has(&sent, (int)i))
			assert_true(value_eq(&read.values[i], &record->values[i]));
	arena_free(scratch);
}

/* What the system would keep by itself fits too. */
static void
expect_consistent(const struct sample *sample)
{
	const struct record *employee = &sample->employee;
	int64_t hired = record_at(employee, "hire_date")->i64;
	const struct db_value *ended = record_at(employee, "termination_date");
	const struct db_value *status = record_at(employee, "status");
	assert_true(value_is(status, "pending") == (hired > TODAY));
	assert_true(value_is(status, "terminated") == !ended->null);
	if (!ended->null)
		assert_true(ended->i64 >= hired && ended->i64 <= TODAY);
	assert_true(record_at(&sample->person, "date_of_birth")->i64 < TODAY - 14 * 366);
	assert_false(record_at(&sample->person, "display_name")->null);
	for (size_t i = 0; i < sample->nemails; i++)
		assert_true(slice_has_suffix(
		    record_at(&sample->emails[i], "address")->text, "example.com"));
}

/* A social security number is one that could not be, and no taxpayer's either. */
static void
expect_nobodys(const struct record *identification)
{
	struct slice number = record_at(identification, "number")->text;
	if (!value_is(record_at(identification, "type"), "us_ssn"))
		return;
	assert_int_equal(number.len, 9);
	assert_int_equal(number.at[0], '9');
	assert_non_null(official_number_fault(SLICE_OF("us_ssn"), number));
	assert_non_null(official_number_fault(SLICE_OF("us_itin"), number));
}

static struct sampler *
new_sampler(uint64_t realm_id, uint64_t seed)
{
	return sampler_new(
	    arena, realm_id, seed, INT64_C(1795305600000000), TODAY, SLICE_OF("USD"));
}

static void
every_sample_is_valid(void **state)
{
	(void)state;
	arena_reset(arena);
	struct sampler *sampler = new_sampler(1, 7);
	struct page departments = sampler_departments(sampler, arena);
	for (size_t i = 0; i < departments.count; i++)
		expect_valid(&departments.records[i]);
	for (int i = 0; i < 2000; i++) {
		struct sample sample;
		sampler_next(sampler, arena, &sample);
		expect_valid(&sample.person);
		expect_valid(&sample.employee);
		for (size_t j = 0; j < sample.nemails; j++)
			expect_valid(&sample.emails[j]);
		for (size_t j = 0; j < sample.nphones; j++)
			expect_valid(&sample.phones[j]);
		expect_valid(&sample.address);
		for (size_t j = 0; j < sample.ntime_off; j++)
			expect_valid(&sample.time_off[j]);
		for (size_t j = 0; j < sample.ndocuments; j++) {
			expect_valid(&sample.documents[j]);
			assert_int_equal(record_at(&sample.documents[j], "size_bytes")->i64,
			    sample.contents[j].len);
		}
		for (size_t j = 0; j < sample.nidentifications; j++) {
			sample.identifications[j].revealed = true;
			expect_valid(&sample.identifications[j]);
			expect_nobodys(&sample.identifications[j]);
		}
		expect_consistent(&sample);
	}
	struct page managed = sampler_managed(sampler, arena);
	assert_int_equal(managed.count, departments.count - 1);
	for (size_t i = 0; i < managed.count; i++)
		expect_valid(&managed.records[i]);
}

/* What the rules of writes would refuse is looked for here by hand. */
static void
every_reference_record_is_valid(void **state)
{
	(void)state;
	arena_reset(arena);
	struct sampler *sampler = new_sampler(1, 7);
	struct page pages[SAMPLE_PAGES_MAX];
	size_t npages, total = 0;
	for (int early = 0; early < 2; early++) {
		sampler_reference(sampler, arena, early, pages, &npages);
		for (size_t i = 0; i < npages; i++)
			for (size_t j = 0; j < pages[i].count; j++, total++)
				expect_valid(&pages[i].records[j]);
	}
	assert_true(total > 60);
}

static void
the_same_seed_makes_the_same_company(void **state)
{
	(void)state;
	arena_reset(arena);
	struct sampler *one = new_sampler(1, 7), *same = new_sampler(1, 7),
		       *realm = new_sampler(2, 7), *seed = new_sampler(1, 8);
	unsigned differing = 0;
	for (int i = 0; i < 100; i++) {
		struct sample a, b, c, d;
		sampler_next(one, arena, &a);
		sampler_next(same, arena, &b);
		sampler_next(realm, arena, &c);
		sampler_next(seed, arena, &d);
		for (size_t j = 0; j < a.person.resource->nfields; j++) {
			assert_true(value_eq(&a.person.values[j], &b.person.values[j]));
			if (j > 0)
				assert_true(value_eq(&a.person.values[j], &c.person.values[j]));
		}
		assert_false(uuid_eq(record_id(&a.person), record_id(&c.person)));
		struct fieldset different = record_diff(&a.person, &d.person);
		differing += !fieldset_is_empty(&different);
	}
	assert_true(differing > 90);
}

static void
fills_a_realm_once(void **state)
{
	(void)state;
	arena_reset(arena);
	fixture_need_server();
	secrets = secrets_load(settings->secrets_file, stderr);
	assert_non_null(secrets);
	struct company company = make_company();
	assert_int_equal(
	    sample_fill(db, secrets, company.entity_id, company.realm_id, 7, 250), DB_OK);
	assert_int_equal(
	    count_in(&company, "SELECT COUNT(*) FROM employees WHERE realm_id = ?"), 250);
	assert_int_equal(
	    count_in(&company, "SELECT COUNT(*) FROM persons WHERE realm_id = ?"), 250);
	assert_int_equal(
	    count_in(&company, "SELECT COUNT(*) FROM employment_periods WHERE realm_id = ?"), 250);
	assert_int_equal(count_in(&company, "SELECT COUNT(*) FROM departments WHERE realm_id = ? "
					    "AND manager_employee_id IS NOT NULL AND version = 2"),
	    13);
	int64_t changes = count_in(&company, "SELECT COUNT(*) FROM changes WHERE realm_id = ?");
	assert_int_equal(changes, count_in(&company, "SELECT change_seq FROM realms WHERE id = ?"));
	assert_int_equal(
	    changes, count_in(&company, "SELECT MAX(seq) FROM changes WHERE realm_id = ?"));
	assert_int_equal(
	    count_in(&company, "SELECT COUNT(*) FROM document_contents c JOIN document_chunks p "
			       "ON p.realm_id = c.realm_id AND p.content_id = c.content_id "
			       "AND p.seq = 0 WHERE c.realm_id = ?"),
	    count_in(&company, "SELECT COUNT(*) FROM documents WHERE realm_id = ?"));
	int64_t rows = 13 - 1; /* departments got managers; the trial schedule left no change */
	for (size_t i = 0; catalog[i] != NULL; i++) {
		int64_t count = count_in(
		    &company, arena_printf(arena, "SELECT COUNT(*) FROM %s WHERE realm_id = ?",
				  catalog[i]->table)
				  .at);
		if (count == 0)
			fail_msg("%s: nothing", catalog[i]->name);
		rows += count;
	}
	assert_int_equal(changes, rows);
	assert_int_equal(count_in(&company, "SELECT COUNT(*) FROM employees WHERE realm_id = ? AND "
					    "supervisor_employee_id IS NULL"),
	    1);
	assert_int_equal(
	    count_in(&company, "SELECT COUNT(DISTINCT status) FROM employees WHERE realm_id = ?"),
	    4);
	assert_int_equal(
	    sample_fill(db, secrets, company.entity_id, company.realm_id, 7, 250), DB_DUPLICATE);
	assert_int_equal(
	    sample_fill(db, secrets, company.entity_id, company.other_realm_id, 7, 5), DB_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_sample_is_valid),
	    cmocka_unit_test(every_reference_record_is_valid),
	    cmocka_unit_test(the_same_seed_makes_the_same_company),
	    cmocka_unit_test(fills_a_realm_once),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
