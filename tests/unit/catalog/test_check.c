/* Bodies against the catalog: every complaint at once, every value in its form. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/check.h"
#include "catalog/formats.h"
#include "catalog/resources.h"
#include "catalog/value.h"

static struct arena *arena;
static struct complaints complaints;

static struct record
check(const struct resource *resource, enum check_purpose purpose, const char *text)
{
	struct json_fault fault;
	const struct json *body = json_read(arena, slice_from(text), &fault);
	assert_non_null(body);
	struct record record = record_new(arena, resource);
	complaints = (struct complaints){0};
	check_record(arena, purpose, body, &record, &complaints);
	return record;
}

/* The code of the complaint at that pointer; "" if there is none. */
static const char *
code_at(const char *pointer)
{
	for (size_t i = 0; i < complaints.count; i++)
		if (slice_is(complaints.list[i].pointer, pointer)) {
			assert_true(complaints.list[i].detail.len > 0);
			return complaints.list[i].code;
		}
	return "";
}

static void
says_everything_at_once(void **state)
{
	(void)state;
	check(&resource_employees, CHECK_CREATE,
	    "{\"person_id\":\"dep_01k9zzzzzzzzzzzzzzzzzzzzzz\",\"employee_number\":\" \","
	    "\"hire_date\":\"2026-02-30\",\"worker_type\":\"boss\",\"employment_type\":null,"
	    "\"pay_rate\":12,\"apprentice_level\":11,\"nonsense\":1,\"id\":\"x\",\"status\":"
	    "\"active\","
	    "\"object\":\"employee\",\"title\":7,\"standard_hours_per_week\":\"168.01\"}");
	assert_string_equal(code_at("/person_id"), "invalid_id");
	assert_string_equal(code_at("/employee_number"), "blank");
	assert_string_equal(code_at("/hire_date"), "invalid_date");
	assert_string_equal(code_at("/worker_type"), "not_a_choice");
	assert_string_equal(code_at("/employment_type"), "required");
	assert_string_equal(code_at("/flsa_status"), "required");
	assert_string_equal(code_at("/pay_schedule_id"), "required");
	assert_string_equal(code_at("/pay_rate"), "wrong_type");
	assert_string_equal(code_at("/apprentice_level"), "out_of_range");
	assert_string_equal(code_at("/nonsense"), "unknown_member");
	assert_string_equal(code_at("/id"), "read_only");
	assert_string_equal(code_at("/status"), "read_only");
	assert_string_equal(code_at("/object"), "read_only");
	assert_string_equal(code_at("/title"), "wrong_type");
	assert_string_equal(code_at("/standard_hours_per_week"), "out_of_range");
	assert_int_equal(complaints.count, 15);
}

static void
a_patch_knows_what_is_fixed_and_what_may_be_removed(void **state)
{
	(void)state;
	struct record record = check(&resource_employees, CHECK_UPDATE,
	    "{\"person_id\":null,\"hire_date\":\"2026-01-01\",\"flsa_status\":null,\"title\":"
	    "null}");
	assert_string_equal(code_at("/person_id"), "fixed");
	assert_string_equal(code_at("/hire_date"), "fixed");
	assert_string_equal(code_at("/flsa_status"), "not_null");
	assert_int_equal(complaints.count, 3);
	assert_true(
	    fieldset_has(&record.has, resource_field(&resource_employees, SLICE_OF("title"))));
	assert_true(record_at(&record, "title")->null);
	check(&resource_departments, CHECK_UPDATE, "{\"is_active\":null}");
	assert_string_equal(code_at("/is_active"), "not_null");
	check(&resource_departments, CHECK_UPDATE, "{}");
	assert_int_equal(complaints.count, 0);
}

static void
only_an_object_is_a_record(void **state)
{
	(void)state;
	static const char *const texts[] = {"[]", "null", "1", "\"x\"", "true"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		check(&resource_persons, CHECK_CREATE, texts[i]);
		assert_int_equal(complaints.count, 1);
		assert_string_equal(code_at(""), "wrong_type");
	}
}

static void
values_take_their_form(void **state)
{
	(void)state;
	struct record person = check(&resource_persons, CHECK_CREATE,
	    "{\"legal_first_name\":\"  Zoe\\u0308 \",\"legal_last_name\":\"O'Neil\","
	    "\"former_last_names\":[\"A\",\" B \"],\"citizenship_countries\":[],"
	    "\"date_of_birth\":\"2000-02-29\"}");
	assert_int_equal(complaints.count, 0);
	assert_true(slice_is(record_at(&person, "legal_first_name")->text, "Zo\xc3\xab"));
	assert_true(slice_is(record_at(&person, "former_last_names")->text, "[\"A\",\"B\"]"));
	assert_true(slice_is(record_at(&person, "citizenship_countries")->text, "[]"));
	assert_int_equal(record_at(&person, "single_name")->i64, 0);
	assert_false(record_at(&person, "single_name")->null);

	struct record mail = check(&resource_email_addresses, CHECK_CREATE,
	    "{\"person_id\":\"per_01k9zzzzzzzzzzzzzzzzzzzzzz\",\"type\":\"work\","
	    "\"address\":\"Ada.Byron+x@Example.COM\"}");
	assert_int_equal(complaints.count, 0);
	assert_true(slice_is(record_at(&mail, "address")->text, "Ada.Byron+x@example.com"));
	assert_int_equal(record_at(&mail, "is_active")->i64, 1);
}

static void
decimals_are_exact_and_canonical(void **state)
{
	(void)state;
	static const struct {
		const char *given, *kept;
	} cases[] = {
	    {"27.5", "27.5000"},
	    {"0", "0.0000"},
	    {"00012.3400", "12.3400"},
	    {"99999999.9999", "99999999.9999"},
	    {"-0.0", "0.0000"},
	    {"-1", NULL},
	    {"123456789", NULL},
	    {"1.23456", NULL},
	    {"1.", NULL},
	    {".5", NULL},
	    {"", NULL},
	    {"1e3", NULL},
	    {"+1", NULL},
	    {" 1", NULL},
	    {"1,5", NULL},
	    {"NaN", NULL},
	};
	int at = resource_field(&resource_employees, SLICE_OF("pay_rate"));
	const struct field *field = &resource_employees.fields[at];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct db_value value;
		struct fault fault;
		bool good = value_read(arena, field, slice_from(cases[i].given), &value, &fault);
		assert_int_equal(good, cases[i].kept != NULL);
		if (good)
			assert_true(slice_is(value.text, cases[i].kept));
	}
}

static const struct {
	const struct resource *resource;
	const char *field, *text, *code; /* NULL: good */
} formats[] = {
    {&resource_persons, "legal_last_name", "x\u202ey", "invalid_characters"},
    {&resource_persons, "legal_last_name", "two\nlines", "invalid_characters"},
    {&resource_persons, "notes", "two\nlines", NULL},
    {&resource_persons, "legal_last_name", "<script>alert(1)</script>", NULL},
    {&resource_persons, "legal_last_name", "=cmd|' /C calc'!A0", NULL},
    {&resource_persons, "legal_last_name", "\U0001F477\U0001F3FD", NULL},
    {&resource_persons, "legal_last_name", "\u3000 \u00a0", "blank"},
    {&resource_persons, "preferred_language", "es-MX", NULL},
    {&resource_persons, "preferred_language", "zh-Hant-TW", NULL},
    {&resource_persons, "preferred_language", "english", "invalid_format"},
    {&resource_persons, "preferred_language", "en-", "invalid_format"},
    {&resource_persons, "external_id", "a b/c", NULL},
    {&resource_persons, "external_id", "\u00fc", "invalid_format"},
    {&resource_departments, "code", "EL-1/2 .x_", NULL},
    {&resource_departments, "code", "a;b", "invalid_characters"},
    {&resource_departments, "code", "1234567890123456789012345678901", "too_long"},
    {&resource_employees, "currency", "USD", NULL},
    {&resource_employees, "currency", "QQQ", "invalid_format"},
    {&resource_employees, "currency", "usd", "invalid_format"},
    {&resource_employees, "work_state", "TX", NULL},
    {&resource_employees, "work_state", "CA-ON", NULL},
    {&resource_employees, "work_state", "XX", "invalid_format"},
    {&resource_employees, "work_state", "QQ-ON", "invalid_format"},
    {&resource_employees, "workers_comp_code", "5183", NULL},
    {&resource_employees, "workers_comp_code", "5183A1", NULL},
    {&resource_employees, "workers_comp_code", "518", "invalid_format"},
    {&resource_employees, "hire_date", "1899-12-31", "out_of_range"},
    {&resource_employees, "hire_date", "2200-01-01", "out_of_range"},
    {&resource_employees, "hire_date", "2026-1-1", "invalid_date"},
    {&resource_email_addresses, "address", "a@b", "invalid_email"},
    {&resource_email_addresses, "address", "a b@example.com", "invalid_email"},
    {&resource_locations, "timezone", "America/Denver", NULL},
    {&resource_locations, "timezone", "America/Gotham", "invalid_format"},
    {&resource_locations, "timezone", "../etc/passwd", "invalid_format"},
    {&resource_locations, "timezone", "posix/UTC", "invalid_format"},
    {&resource_locations, "latitude", "-90.000000", NULL},
    {&resource_locations, "latitude", "90.000001", "out_of_range"},
    {&resource_locations, "longitude", "-180.000001", "out_of_range"},
    {&resource_locations, "address_country", "XX", "invalid_format"},
    {&resource_job_codes, "soc_code", "47-2111", NULL},
    {&resource_job_codes, "soc_code", "472111", "invalid_format"},
    {&resource_cost_codes, "csi_masterformat", "26 05 19", NULL},
    {&resource_cost_codes, "csi_masterformat", "26 05 19.10", NULL},
    {&resource_cost_codes, "csi_masterformat", "260519", "invalid_format"},
    {&resource_cost_codes, "unit_of_measure", "HUR", NULL},
    {&resource_cost_codes, "unit_of_measure", "hour", "invalid_format"},
    {&resource_jobs, "wage_determination", "CO20260012", NULL},
    {&resource_jobs, "wage_determination", "CO2026001", "invalid_format"},
    {&resource_unions, "website", "https://union.example.com/a?b#c", NULL},
    {&resource_unions, "website", "javascript:alert(1)", "invalid_format"},
    {&resource_unions, "website", "https:///x", "invalid_format"},
    {&resource_phone_numbers, "extension", "00123", NULL},
    {&resource_phone_numbers, "extension", "12a", "invalid_format"},
    {&resource_time_off, "hours", "0", "out_of_range"},
    {&resource_email_addresses, "address", ".a@example.com", "invalid_email"},
    {&resource_email_addresses, "address", "a..b@example.com", "invalid_email"},
    {&resource_email_addresses, "address", "a@-x.com", "invalid_email"},
    {&resource_email_addresses, "address", "a@1.2.3.4", "invalid_email"},
    {&resource_email_addresses, "address", "@example.com", "invalid_email"},
    {&resource_email_addresses, "address", "a@b@example.com", "invalid_email"},
    {&resource_email_addresses, "address", "j\u00fcrgen@example.com", NULL},
    {&resource_email_addresses, "address", "o'neil@xn--bcher-kva.example", NULL},
};

static void
texts_are_judged_by_their_format(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		struct db_value value;
		struct fault fault = {NULL, SLICE_NONE};
		int at = resource_field(formats[i].resource, slice_from(formats[i].field));
		bool good = value_read(arena, &formats[i].resource->fields[at],
		    slice_from(formats[i].text), &value, &fault);
		if (good != (formats[i].code == NULL) ||
		    (!good && strcmp(fault.code, formats[i].code) != 0))
			fail_msg("%s '%s': %s instead of %s", formats[i].field, formats[i].text,
			    good ? "taken" : fault.code,
			    formats[i].code ? formats[i].code : "taken");
	}
}

static void
lists_are_judged_by_element(void **state)
{
	(void)state;
	check(&resource_persons, CHECK_UPDATE,
	    "{\"citizenship_countries\":[\"US\",\"XX\",\"US\"],\"race_ethnicity\":\"white\","
	    "\"former_last_names\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"],\"veteran_status\":[1]}");
	assert_string_equal(code_at("/citizenship_countries/1"), "invalid_format");
	assert_string_equal(code_at("/citizenship_countries/2"), "repeated");
	assert_string_equal(code_at("/race_ethnicity"), "wrong_type");
	assert_string_equal(code_at("/former_last_names"), "too_many");
	assert_string_equal(code_at("/veteran_status/0"), "wrong_type");
}

static void
objects_in_lists_are_judged_by_member(void **state)
{
	(void)state;
	check(&resource_union_classes, CHECK_UPDATE,
	    "{\"fringes\":[7,{\"code\":\"HW\",\"name\":\"Health\",\"method\":\"flat\","
	    "\"amount\":\"9.25\",\"paid_to\":\"fund\"},{\"code\":\"HW\",\"name\":\"Again\","
	    "\"method\":\"flat\",\"amount\":\"1\",\"paid_to\":\"cash\"},{\"code\":\"P\","
	    "\"method\":\"never\",\"amount\":1,\"paid_to\":null,\"more\":1}]}");
	assert_string_equal(code_at("/fringes/0"), "wrong_type");
	assert_string_equal(code_at("/fringes/2/code"), "repeated");
	assert_string_equal(code_at("/fringes/3/name"), "required");
	assert_string_equal(code_at("/fringes/3/method"), "not_a_choice");
	assert_string_equal(code_at("/fringes/3/amount"), "wrong_type");
	assert_string_equal(code_at("/fringes/3/paid_to"), "required");
	assert_string_equal(code_at("/fringes/3/more"), "unknown_member");
	assert_int_equal(complaints.count, 7);
}

static void
objects_in_lists_are_kept_in_their_tables_order(void **state)
{
	(void)state;
	struct json_fault fault;
	struct db_value value;
	int at = resource_field(&resource_union_classes, SLICE_OF("fringes"));
	const struct field *field = &resource_union_classes.fields[at];
	const struct json *list = json_read(arena,
	    SLICE_OF("[{\"paid_to\":\"fund\",\"amount\":\"9.25\",\"method\":\"flat\","
		     "\"name\":\" Health \",\"code\":\"HW\"}]"),
	    &fault);
	assert_true(
	    value_check_json(arena, field, list, SLICE_OF("/fringes"), &value, &complaints));
	assert_true(
	    slice_is(value.text, "[{\"code\":\"HW\",\"name\":\"Health\",\"method\":\"flat\","
				 "\"amount\":\"9.2500\",\"paid_to\":\"fund\"}]"));
}

static void
numbers_in_lists_are_numbers(void **state)
{
	(void)state;
	check(&resource_pay_schedules, CHECK_UPDATE, "{\"semimonthly_days\":[0,\"16\"]}");
	assert_string_equal(code_at("/semimonthly_days/0"), "out_of_range");
	assert_string_equal(code_at("/semimonthly_days/1"), "wrong_type");
	check(&resource_pay_schedules, CHECK_UPDATE, "{\"semimonthly_days\":[1,2,3]}");
	assert_string_equal(code_at("/semimonthly_days"), "too_many");
	check(&resource_pay_schedules, CHECK_UPDATE, "{\"semimonthly_days\":[15,15]}");
	assert_string_equal(code_at("/semimonthly_days/1"), "repeated");
}

static void
phone_numbers_lose_their_separators(void **state)
{
	(void)state;
	static const struct {
		const char *written, *kept; /* NULL: refused */
	} cases[] = {
	    {"+1 (303) 555-0100", "+13035550100"},
	    {"+1.303.555.0100", "+13035550100"},
	    {"+44 20 7946 0000", "+442079460000"},
	    {"+499", NULL},
	    {"303 555 0100", NULL},
	    {"+1 303 055 0100", NULL},
	    {"+1 103 555 0100", NULL},
	    {"+1 911 555 0100", NULL},
	    {"+1 303 555 01000", NULL},
	    {"+0123456789", NULL},
	    {"+1234567890123456", NULL},
	    {"+1 303 555 01OO", NULL},
	    {"+", NULL},
	};
	const struct field *field =
	    &resource_phone_numbers
		 .fields[resource_field(&resource_phone_numbers, SLICE_OF("number"))];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct db_value value;
		struct fault fault;
		bool good = value_read(arena, field, slice_from(cases[i].written), &value, &fault);
		if (good != (cases[i].kept != NULL) ||
		    (good && !slice_is(value.text, cases[i].kept)))
			fail_msg("%s", cases[i].written);
		if (!good)
			assert_string_equal(fault.code, "invalid_phone");
	}
}

static void
postal_codes_and_subdivisions_are_their_countrys(void **state)
{
	(void)state;
	static const struct {
		const char *country, *text;
		bool good;
	} codes[] = {{"US", "80202", true}, {"US", "80202-1234", true}, {"US", "8020", false},
	    {"US", "K1A 0B1", false}, {"CA", "K1A 0B1", true}, {"CA", "K1A0B1", true},
	    {"CA", "D1A 0B1", false}, {"CA", "W1A 0B1", false}, {"CA", "K1O 0B1", false},
	    {"MX", "06600", true}, {"MX", "0660", false}, {"GB", "SW1A 2AA", true},
	    {"GB", "sw1a 2aa", false}, {"IE", "", false}};
	static const struct {
		const char *country, *text;
		bool good;
	} subdivisions[] = {{"US", "TX", true}, {"US", "PR", true}, {"US", "ZZ", false},
	    {"US", "US-TX", false}, {"CA", "CA-ON", true}, {"CA", "ON", false},
	    {"CA", "MX-CMX", false}, {"MX", "MX-CMX", true}};
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (format_is_postal_code_of(
			slice_from(codes[i].country), slice_from(codes[i].text)) != codes[i].good)
			fail_msg("%s %s", codes[i].country, codes[i].text);
	for (size_t i = 0; i < sizeof subdivisions / sizeof subdivisions[0]; i++)
		if (format_is_subdivision_of(slice_from(subdivisions[i].country),
			slice_from(subdivisions[i].text)) != subdivisions[i].good)
			fail_msg("%s %s", subdivisions[i].country, subdivisions[i].text);
}

/* Each text field takes each of these or says why not; what it takes comes back as it is kept. */
static void
hostile_texts_come_back_as_they_were(void **state)
{
	(void)state;
	static const char *const texts[] = {"\"><img src=x>", "'; DROP TABLE persons; --", "=1+1",
	    "@SUM(A1)", "\\u0041", "%00", "\U0001F600", "\u0645\u0631\u062d\u0628\u0627", "a\\b"};
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			if (field->type != FIELD_NAME && field->type != FIELD_TEXT)
				continue;
			for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
				struct db_value value;
				struct fault fault;
				struct str out;
				assert_true(
				    value_read(arena, field, slice_from(texts[k]), &value, &fault));
				assert_true(slice_is(value.text, texts[k]));
				str_init(&out, arena, 1000);
				struct json_writer writer = json_writer(&out);
				value_write_json(&writer, field, &value);
				struct json_fault broken;
				const struct json *back =
				    json_read(arena, str_slice(&out), &broken);
				assert_non_null(back);
				assert_true(slice_is(json_string(back), texts[k]));
			}
		}
}

static void
a_record_becomes_json_in_the_tables_order(void **state)
{
	(void)state;
	struct record record = record_new(arena, &resource_departments);
	struct uuid id;
	assert_true(id_read("dep", SLICE_OF("dep_01k9zzzzzzzzzzzzzzzzzzzzzz"), &id));
	record_set(&record, "id", value_uuid(id));
	record_set(&record, "code", value_text(SLICE_OF("A\"1")));
	record_set(&record, "is_active", value_bool(true));
	record_set(&record, "version", value_u64(7));
	record_set(&record, "created_at", value_time(1500000));
	struct str out;
	str_init(&out, arena, 10000);
	struct json_writer writer = json_writer(&out);
	struct fieldset shown = record.has;
	fieldset_add(
	    &shown, resource_field(&resource_departments, SLICE_OF("manager_employee_id")));
	json_begin_object(&writer);
	record_write_members(&writer, &record, shown, NULL);
	json_end_object(&writer);
	assert_string_equal(str_text(&out),
	    "{\"id\":\"dep_01k9zzzzzzzzzzzzzzzzzzzzzz\",\"object\":\"department\",\"code\":"
	    "\"A\\\"1\","
	    "\"is_active\":true,\"manager_employee_id\":null,\"version\":7,"
	    "\"created_at\":\"1970-01-01T00:00:01.500Z\"}");
}

static void
names_what_the_body_names(void **state)
{
	(void)state;
	struct json_fault fault;
	const struct json *body = json_read(
	    arena, SLICE_OF("{\"code\":5,\"id\":\"x\",\"zzz\":1,\"name\":\"n\"}"), &fault);
	struct fieldset named = check_named(&resource_departments, body), wanted = {0};
	fieldset_add(&wanted, resource_field(&resource_departments, SLICE_OF("code")));
	fieldset_add(&wanted, resource_field(&resource_departments, SLICE_OF("name")));
	assert_memory_equal(&named, &wanted, sizeof named);
}

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)16 << 20);
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
	    cmocka_unit_test(says_everything_at_once),
	    cmocka_unit_test(a_patch_knows_what_is_fixed_and_what_may_be_removed),
	    cmocka_unit_test(only_an_object_is_a_record),
	    cmocka_unit_test(values_take_their_form),
	    cmocka_unit_test(decimals_are_exact_and_canonical),
	    cmocka_unit_test(texts_are_judged_by_their_format),
	    cmocka_unit_test(lists_are_judged_by_element),
	    cmocka_unit_test(objects_in_lists_are_judged_by_member),
	    cmocka_unit_test(objects_in_lists_are_kept_in_their_tables_order),
	    cmocka_unit_test(numbers_in_lists_are_numbers),
	    cmocka_unit_test(phone_numbers_lose_their_separators),
	    cmocka_unit_test(postal_codes_and_subdivisions_are_their_countrys),
	    cmocka_unit_test(hostile_texts_come_back_as_they_were),
	    cmocka_unit_test(a_record_becomes_json_in_the_tables_order),
	    cmocka_unit_test(names_what_the_body_names),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
