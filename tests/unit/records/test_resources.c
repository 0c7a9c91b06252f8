/* Contact details, time off and reference data: the rules of each, on a real database. */
#define _GNU_SOURCE
#include "fixture.h"

static struct company other;

/* A new record from its own members, commas between; the rest is filled in. */
static struct write *
make(const struct resource *resource, const char *members)
{
	static int codes;
	bool dated = resource == &resource_rate_codes;
	return create(&acme, resource,
	    arena_printf(arena, "{\"code\":\"R%d\",\"name\":\"x\"%s%s%s}", ++codes,
		dated ? ",\"effective_from\":\"2024-01-01\"" : "", *members != '\0' ? "," : "",
		members)
		.at);
}

/* The same, which must go well. */
static struct write *
made(const struct resource *resource, const char *members)
{
	struct write *write = make(resource, members);
	expect_done(write);
	return write;
}

static const char *
member(const char *name, const struct write *write)
{
	return arena_printf(arena, "\"%s\":\"%s\"", name, id_of(write)).at;
}

static const char *
both(const char *a, const char *b)
{
	return arena_printf(arena, "%s,%s", a, b).at;
}

static struct write *
patched(const struct write *write, const char *members)
{
	return update(&acme, write->resource, write->id, arena_printf(arena, "{%s}", members).at);
}

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
bears(const struct write *write, const char *flag)
{
	struct record record = stored(write);
	return record_at(&record, flag)->i64 != 0;
}

static int64_t
changes(void)
{
	return count_in(&acme, "SELECT change_seq FROM realms WHERE id = ?");
}

static struct write *
phone(const struct write *person, const char *more)
{
	return create(&acme, &resource_phone_numbers,
	    arena_printf(arena, "{%s,\"type\":\"mobile\",\"number\":\"+1 303 555 0100\"%s}",
		member("person_id", person), more)
		.at);
}

static struct write *
address(const struct write *person, const char *type, const char *more)
{
	return create(&acme, &resource_street_addresses,
	    arena_printf(arena, "{%s,\"type\":\"%s\",\"line1\":\"1 Road\",\"city\":\"Denver\"%s}",
		member("person_id", person), type, more)
		.at);
}

static struct write *
time_off(const struct write *employee, const char *from, const char *to, const char *more)
{
	return create(&acme, &resource_time_off,
	    arena_printf(arena,
		"{%s,\"type\":\"vacation\",\"starts_on\":\"%s\",\"ends_on\":\"%s\"%s}",
		member("employee_id", employee), from, to, more)
		.at);
}

static void
one_primary_phone_a_person_and_one_primary_address_a_type(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme);
	struct write *one = phone(person, ",\"is_primary\":true");
	struct write *two = phone(person, ",\"is_primary\":true");
	expect_done(one), expect_done(two);
	assert_true(slice_is(record_at(&two->after, "number")->text, "+13035550100"));
	assert_false(bears(one, "is_primary"));
	assert_true(bears(two, "is_primary"));
	struct write *home = address(person, "home", ",\"country\":\"US\",\"is_primary\":true");
	struct write *mail = address(person, "mailing", ",\"country\":\"US\",\"is_primary\":true");
	expect_done(home), expect_done(mail);
	assert_true(bears(home, "is_primary") && bears(mail, "is_primary"));
	expect_done(patched(mail, "\"type\":\"home\""));
	assert_false(bears(home, "is_primary"));
	assert_true(bears(mail, "is_primary"));
}

static void
one_pay_schedule_is_the_default(void **state)
{
	(void)state;
	fixture_need_server();
	const char *body = "\"frequency\":\"weekly\",\"first_period_start\":\"2024-01-01\","
			   "\"is_default\":true";
	struct write *one = made(&resource_pay_schedules, body);
	int64_t before = changes();
	struct write *two = made(&resource_pay_schedules, body);
	assert_int_equal(changes(), before + 2);
	assert_false(bears(one, "is_default"));
	assert_true(bears(two, "is_default"));
}

static void
the_parts_of_an_address_are_its_countrys(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme);
	struct write *one = address(
	    person, "home", ",\"country\":\"US\",\"subdivision\":\"CO\",\"postal_code\":\"80202\"");
	expect_done(one);
	expect_complaint(
	    patched(one, "\"postal_code\":\"K1A 0B1\""), "/postal_code", "invalid_format");
	expect_complaint(
	    patched(one, "\"subdivision\":\"US-CO\""), "/subdivision", "invalid_format");
	expect_done(patched(
	    one, "\"country\":\"CA\",\"subdivision\":\"CA-ON\",\"postal_code\":\"K1A 0B1\""));
	struct write *bad = patched(one, "\"country\":\"MX\"");
	expect_problem(bad, PROBLEM_VALIDATION_FAILED);
	assert_int_equal(bad->complaints.count, 2);
	expect_complaint(patched(one, "\"valid_from\":\"2024-02-01\",\"valid_to\":\"2024-01-31\""),
	    "/valid_to", "before_start");
	expect_complaint(make(&resource_locations,
			     "\"timezone\":\"America/Denver\",\"address_city\":\"Denver\""),
	    "/address_country", "required");
}

static void
a_person_goes_with_phones_and_addresses_and_an_employee_with_time_off(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme);
	expect_done(phone(person, ""));
	expect_done(address(person, "home", ",\"country\":\"US\""));
	int64_t before = changes();
	expect_done(destroy(&acme, &resource_persons, person->id));
	assert_int_equal(changes(), before + 3);
	struct write *worker = make_employee(&acme, "");
	expect_done(time_off(worker, "2026-01-05", "2026-01-09", ""));
	expect_done(time_off(worker, "2026-02-02", "2026-02-03", ""));
	before = changes();
	expect_done(destroy(&acme, &resource_employees, worker->id));
	assert_int_equal(changes(), before + 3);
}

static void
time_off_goes_from_state_to_state(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const states[] = {
	    "requested", "approved", "declined", "cancelled", "taken"};
	/* From the row to the column. */
	static const char allowed[5][6] = {"=+++-", "-=-++", "--=--", "---=-", "----="};
	struct write *worker = make_employee(&acme, "");
	for (int from = 0; from < 5; from++)
		for (int to = 0; to < 5; to++) {
			struct write *one = time_off(worker, "2024-01-08", "2024-01-09",
			    arena_printf(arena, ",\"status\":\"%s\"", states[from]).at);
			expect_done(one);
			struct write *step =
			    patched(one, arena_printf(arena, "\"status\":\"%s\"", states[to]).at);
			if (allowed[from][to] == '-')
				expect_problem(step, PROBLEM_INVALID_TRANSITION);
			else
				expect_done(step);
			expect_done(destroy(&acme, &resource_time_off, one->id));
		}
	struct write *plain = time_off(worker, "2024-01-08", "2024-01-09", "");
	assert_true(value_is(record_at(&plain->after, "status"), "requested"));
	expect_complaint(time_off(worker, "2190-01-08", "2190-01-09", ",\"status\":\"taken\""),
	    "/status", "out_of_range");
	expect_complaint(
	    time_off(worker, "2024-01-09", "2024-01-08", ""), "/ends_on", "before_start");
	expect_complaint(
	    time_off(worker, "2024-01-09", "2024-01-09", ",\"start_half\":true,\"end_half\":true"),
	    "/end_half", "out_of_range");
}

static void
granted_time_off_never_overlaps(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *worker = make_employee(&acme, ""), *colleague = make_employee(&acme, "");
	const char *granted = ",\"status\":\"approved\"";
	expect_done(time_off(worker, "2024-03-04", "2024-03-08", granted));
	expect_done(time_off(colleague, "2024-03-04", "2024-03-08", granted));
	expect_complaint(
	    time_off(worker, "2024-03-08", "2024-03-12", granted), "/starts_on", "overlaps");
	expect_complaint(
	    time_off(worker, "2024-03-05", "2024-03-05", granted), "/starts_on", "overlaps");
	struct write *asked = time_off(worker, "2024-03-01", "2024-03-20", "");
	expect_done(asked);
	expect_complaint(patched(asked, "\"status\":\"approved\""), "/starts_on", "overlaps");
	expect_done(patched(asked, "\"ends_on\":\"2024-03-03\",\"status\":\"approved\""));
	expect_complaint(patched(asked, "\"ends_on\":\"2024-03-04\""), "/starts_on", "overlaps");
	expect_done(time_off(
	    worker, "2024-04-01", "2024-04-02", ",\"status\":\"approved\",\"end_half\":true"));
	expect_done(time_off(
	    worker, "2024-04-02", "2024-04-03", ",\"status\":\"approved\",\"start_half\":true"));
	expect_complaint(time_off(worker, "2024-04-02", "2024-04-02",
			     ",\"status\":\"approved\",\"end_half\":true"),
	    "/starts_on", "overlaps");
}

static void
codes_are_unique_together_with_what_they_belong_to(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *job = made(&resource_jobs, ""), *job2 = made(&resource_jobs, "");
	struct write *of = made(&resource_unions, ""), *of2 = made(&resource_unions, "");
	const struct {
		const struct resource *resource;
		const char *members;
		const char *fields; /* that a second one names; NULL: it is another */
	} cases[] = {
	    {&resource_cost_codes, "", NULL},
	    {&resource_cost_codes, "", "\"fields\":[\"code\",\"job_id\"]"},
	    {&resource_cost_codes, member("job_id", job), NULL},
	    {&resource_cost_codes, member("job_id", job), "\"fields\":[\"code\",\"job_id\"]"},
	    {&resource_cost_codes, member("job_id", job2), NULL},
	    {&resource_union_classes, member("union_id", of), NULL},
	    {&resource_union_classes, member("union_id", of),
		"\"fields\":[\"code\",\"union_id\",\"union_local_id\"]"},
	    {&resource_union_classes, member("union_id", of2), NULL},
	    {&resource_rate_codes, "\"effective_from\":\"2024-01-01\"", NULL},
	    {&resource_unions, "", NULL},
	    {&resource_unions, "", "\"fields\":[\"code\"]"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *comma = *cases[i].members != '\0' ? "," : "";
		struct write *write = create(&acme, cases[i].resource,
		    arena_printf(arena, "{\"code\":\"%s\",\"name\":\"x\"%s%s}",
			i % 2 == 0 ? "twice" : " TWICE", comma, cases[i].members)
			.at);
		if (cases[i].fields == NULL) {
			expect_done(write);
		} else {
			expect_problem(write, PROBLEM_DUPLICATE);
			assert_true(slice_is(write->members, cases[i].fields));
		}
	}
}

static void
a_local_number_is_unique_in_its_union(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *of = made(&resource_unions, ""), *of2 = made(&resource_unions, "");
	const char *number = "\"local_number\":\"12a\"";
	made(&resource_union_locals, both(member("union_id", of), number));
	made(&resource_union_locals, both(member("union_id", of2), number));
	struct write *again =
	    make(&resource_union_locals, both(member("union_id", of), "\"local_number\":\"12A\""));
	expect_problem(again, PROBLEM_DUPLICATE);
	assert_true(slice_is(again->members, "\"fields\":[\"union_id\",\"local_number\"]"));
}

static struct write *
rate(const char *code, const char *from, const char *to)
{
	return create(&acme, &resource_rate_codes,
	    arena_printf(arena,
		"{\"code\":\"%s\",\"name\":\"x\",\"effective_from\":\"%s\",\"effective_to\":%s}",
		code, from, to)
		.at);
}

static void
spells_of_a_rate_code_never_overlap(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *first = rate("OT", "2024-01-01", "\"2024-12-31\"");
	expect_done(first);
	assert_true(value_is(record_at(&first->after, "currency"), "USD"));
	struct write *open = rate("ot", "2025-01-01", "null");
	expect_done(open);
	expect_done(rate("DT", "2024-06-01", "null"));
	expect_complaint(rate("OT", "2023-01-01", "null"), "/effective_from", "overlaps");
	expect_complaint(rate("Ot", "2024-12-31", "\"2024-12-31\""), "/effective_from", "overlaps");
	expect_complaint(rate("OT", "2030-01-01", "null"), "/effective_from", "overlaps");
	expect_done(rate("OT", "2023-01-01", "\"2023-12-31\""));
	expect_complaint(
	    patched(first, "\"effective_to\":\"2025-01-01\""), "/effective_from", "overlaps");
	expect_complaint(patched(first, "\"effective_to\":null"), "/effective_from", "overlaps");
	expect_done(patched(first, "\"name\":\"y\""));
	expect_complaint(
	    rate("X", "2024-01-02", "\"2024-01-01\""), "/effective_to", "before_start");
}

static void
jobs_go_from_state_to_state(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const states[] = {
	    "bid", "planned", "active", "on_hold", "substantially_complete", "closed"};
	static const char allowed[6][7] = {
	    "=+---+", "-=+--+", "--=++-", "--+=-+", "--+-=+", "--+--="};
	for (int from = 0; from < 6; from++)
		for (int to = 0; to < 6; to++) {
			struct write *job = made(&resource_jobs,
			    arena_printf(arena, "\"status\":\"%s\"", states[from]).at);
			struct write *step =
			    patched(job, arena_printf(arena, "\"status\":\"%s\"", states[to]).at);
			if (allowed[from][to] == '-')
				expect_problem(step, PROBLEM_INVALID_TRANSITION);
			else
				expect_done(step);
		}
}

static void
certified_payroll_needs_contract_and_wage_determination(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *bare = make(&resource_jobs, "\"is_certified_payroll\":true");
	expect_problem(bare, PROBLEM_VALIDATION_FAILED);
	assert_int_equal(bare->complaints.count, 2);
	struct write *job =
	    made(&resource_jobs, "\"is_certified_payroll\":true,\"contract_number\":\"C-1\","
				 "\"wage_determination\":\"CO20260012\"");
	expect_complaint(
	    patched(job, "\"wage_determination\":null"), "/wage_determination", "required");
	expect_done(patched(job, "\"wage_determination\":null,\"is_certified_payroll\":false"));
	expect_complaint(
	    make(&resource_jobs, "\"start_date\":\"2024-01-02\",\"end_date\":\"2024-01-01\""),
	    "/end_date", "before_start");
}

static void
jobs_and_cost_codes_form_no_circle(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const struct resource *resource;
		const char *field;
	} trees[] = {
	    {&resource_jobs, "parent_job_id"}, {&resource_cost_codes, "parent_cost_code_id"}};
	for (size_t i = 0; i < 2; i++) {
		const char *pointer = arena_printf(arena, "/%s", trees[i].field).at;
		struct write *a = made(trees[i].resource, "");
		struct write *b = made(trees[i].resource, member(trees[i].field, a));
		struct write *last = made(trees[i].resource, member(trees[i].field, b));
		expect_complaint(patched(a, member(trees[i].field, last)), pointer, "cycle");
		expect_complaint(patched(a, member(trees[i].field, a)), pointer, "cycle");
		for (int level = 4; level <= 20; level++)
			last = made(trees[i].resource, member(trees[i].field, last));
		expect_complaint(
		    make(trees[i].resource, member(trees[i].field, last)), pointer, "too_deep");
	}
}

static void
a_cost_code_stands_below_one_of_its_job_or_of_the_company(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *job = made(&resource_jobs, ""), *job2 = made(&resource_jobs, "");
	struct write *company = made(&resource_cost_codes, "");
	struct write *own = made(&resource_cost_codes,
	    both(member("job_id", job), member("parent_cost_code_id", company)));
	made(&resource_cost_codes, both(member("job_id", job), member("parent_cost_code_id", own)));
	expect_complaint(make(&resource_cost_codes,
			     both(member("job_id", job2), member("parent_cost_code_id", own))),
	    "/parent_cost_code_id", "disagrees");
	expect_complaint(make(&resource_cost_codes, member("parent_cost_code_id", own)),
	    "/parent_cost_code_id", "disagrees");
	expect_complaint(patched(own, member("job_id", job2)), "/job_id", "fixed");
}

static void
classes_pay_and_days_agree_within_their_record(void **state)
{
	(void)state;
	fixture_need_server();
	expect_complaint(make(&resource_labor_classes, "\"is_apprentice\":true"),
	    "/apprentice_percent", "required");
	made(&resource_labor_classes, "\"is_apprentice\":true,\"apprentice_percent\":\"60\"");
	expect_complaint(make(&resource_job_codes, "\"min_pay\":\"100\",\"max_pay\":\"99.99\""),
	    "/max_pay", "out_of_range");
	made(&resource_job_codes, "\"min_pay\":\"99.99\",\"max_pay\":\"100\"");
	struct write *twice = made(&resource_pay_schedules,
	    "\"frequency\":\"semimonthly\",\"first_period_start\":\"2024-01-01\"");
	assert_true(value_is(record_at(&twice->after, "semimonthly_days"), "[1,16]"));
	expect_complaint(
	    patched(twice, "\"semimonthly_days\":[16,1]"), "/semimonthly_days", "out_of_range");
	expect_complaint(
	    patched(twice, "\"semimonthly_days\":[15]"), "/semimonthly_days", "out_of_range");
	expect_complaint(
	    patched(twice, "\"frequency\":\"weekly\""), "/semimonthly_days", "not_applicable");
	expect_done(patched(twice, "\"frequency\":\"weekly\",\"semimonthly_days\":null"));
}

/* Two unions with a local each; classes of one local and of all locals of the first. */
struct agreement {
	struct write *of, *of2, *local, *local2, *sister, *all, *own;
};

static struct agreement
make_agreement(void)
{
	struct agreement it = {.of = made(&resource_unions, ""), .of2 = made(&resource_unions, "")};
	it.local =
	    made(&resource_union_locals, both(member("union_id", it.of), "\"local_number\":\"1\""));
	it.sister =
	    made(&resource_union_locals, both(member("union_id", it.of), "\"local_number\":\"2\""));
	it.local2 = made(
	    &resource_union_locals, both(member("union_id", it.of2), "\"local_number\":\"1\""));
	it.all = made(&resource_union_classes, member("union_id", it.of));
	it.own = made(&resource_union_classes,
	    both(member("union_id", it.of), member("union_local_id", it.local)));
	return it;
}

static void
union_local_and_class_agree_on_the_merged_record(void **state)
{
	(void)state;
	fixture_need_server();
	struct agreement it = make_agreement();
	expect_complaint(make(&resource_union_classes,
			     both(member("union_id", it.of), member("union_local_id", it.local2))),
	    "/union_local_id", "disagrees");
	struct write *worker = make_employee(&acme, "");
	expect_complaint(
	    patched(worker, member("union_local_id", it.local)), "/union_local_id", "disagrees");
	expect_complaint(
	    patched(worker, member("union_class_id", it.all)), "/union_class_id", "disagrees");
	expect_done(patched(worker, member("union_id", it.of)));
	expect_done(patched(worker, member("union_class_id", it.all)));
	expect_complaint(
	    patched(worker, member("union_class_id", it.own)), "/union_class_id", "disagrees");
	expect_complaint(
	    patched(worker, member("union_local_id", it.local2)), "/union_local_id", "disagrees");
	expect_done(patched(
	    worker, both(member("union_local_id", it.local), member("union_class_id", it.own))));
	expect_complaint(
	    patched(worker, member("union_local_id", it.sister)), "/union_class_id", "disagrees");
	struct write *away = patched(worker, member("union_id", it.of2));
	expect_problem(away, PROBLEM_VALIDATION_FAILED);
	assert_int_equal(away->complaints.count, 2);
	expect_done(patched(worker, "\"title\":\"Foreman\""));
	expect_done(
	    patched(worker, "\"union_id\":null,\"union_local_id\":null,\"union_class_id\":null"));
}

static void
an_employees_cost_code_is_the_companys_or_the_jobs(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *job = made(&resource_jobs, ""), *job2 = made(&resource_jobs, "");
	struct write *company = made(&resource_cost_codes, "");
	struct write *own = made(&resource_cost_codes, member("job_id", job));
	struct write *worker = make_employee(&acme, "");
	expect_done(patched(worker, member("cost_code_id", company)));
	expect_complaint(
	    patched(worker, member("cost_code_id", own)), "/cost_code_id", "disagrees");
	expect_done(patched(worker, both(member("cost_code_id", own), member("job_id", job))));
	expect_complaint(patched(worker, member("job_id", job2)), "/cost_code_id", "disagrees");
}

/* Every reference to reference data, of whatever resource, by the catalog. */
static void
inactive_reference_data_is_not_newly_assigned_to_employees(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const struct resource *resource;
		const char *field, *members;
	} cases[] = {
	    {&resource_locations, "location_id", "\"timezone\":\"America/Denver\""},
	    {&resource_job_codes, "job_code_id", ""},
	    {&resource_jobs, "job_id", ""},
	    {&resource_labor_classes, "labor_class_id", ""},
	    {&resource_cost_codes, "cost_code_id", ""},
	    {&resource_rate_codes, "rate_code_id", ""},
	    {&resource_pay_schedules, "pay_schedule_id",
		"\"frequency\":\"weekly\",\"first_period_start\":\"2024-01-01\""},
	    {&resource_unions, "union_id", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *pointer = arena_printf(arena, "/%s", cases[i].field).at;
		struct write *one = made(cases[i].resource, cases[i].members);
		struct write *worker = make_employee(&acme, "");
		expect_done(patched(worker, member(cases[i].field, one)));
		expect_done(patched(one, "\"is_active\":false"));
		expect_done(patched(worker, "\"title\":\"Rigger\""));
		expect_complaint(patched(make_employee(&acme, ""), member(cases[i].field, one)),
		    pointer, "inactive");
		expect_complaint(
		    patched(worker, arena_printf(arena, "\"%s\":\"%s_01k9zzzzzzzzzzzzzzzzzzzzzz\"",
					cases[i].field, cases[i].resource->prefix)
					.at),
		    pointer, "not_found");
	}
}

static void
a_required_reference_cannot_be_taken_away(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *worker = make_employee(&acme, "");
	expect_complaint(
	    patched(worker, "\"pay_schedule_id\":null"), "/pay_schedule_id", "not_null");
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
	    cmocka_unit_test(one_primary_phone_a_person_and_one_primary_address_a_type),
	    cmocka_unit_test(one_pay_schedule_is_the_default),
	    cmocka_unit_test(the_parts_of_an_address_are_its_countrys),
	    cmocka_unit_test(a_person_goes_with_phones_and_addresses_and_an_employee_with_time_off),
	    cmocka_unit_test(time_off_goes_from_state_to_state),
	    cmocka_unit_test(granted_time_off_never_overlaps),
	    cmocka_unit_test(codes_are_unique_together_with_what_they_belong_to),
	    cmocka_unit_test(a_local_number_is_unique_in_its_union),
	    cmocka_unit_test(spells_of_a_rate_code_never_overlap),
	    cmocka_unit_test(jobs_go_from_state_to_state),
	    cmocka_unit_test(certified_payroll_needs_contract_and_wage_determination),
	    cmocka_unit_test(jobs_and_cost_codes_form_no_circle),
	    cmocka_unit_test(a_cost_code_stands_below_one_of_its_job_or_of_the_company),
	    cmocka_unit_test(classes_pay_and_days_agree_within_their_record),
	    cmocka_unit_test(union_local_and_class_agree_on_the_merged_record),
	    cmocka_unit_test(an_employees_cost_code_is_the_companys_or_the_jobs),
	    cmocka_unit_test(inactive_reference_data_is_not_newly_assigned_to_employees),
	    cmocka_unit_test(a_required_reference_cannot_be_taken_away),
	};
	return cmocka_run_group_tests(tests, open_all, fixture_close);
}
