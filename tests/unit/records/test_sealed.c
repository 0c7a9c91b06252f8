/* Sealed values: at rest, found, masked, unique; government identifications as a resource. */
#define _GNU_SOURCE
#include "fixture.h"

#include "catalog/sealed.h"
#include "crypt/secrets.h"

#define NUMBER "219098999"

static const struct resource *const gid = &resource_government_identifications;

static struct write *
identification(const struct company *company, const struct write *person, const char *type,
    const char *number, const char *more)
{
	return create(company, gid,
	    arena_printf(arena, "{\"person_id\":\"%s\",\"type\":\"%s\",\"number\":\"%s\"%s}",
		id_of(person), type, number, more)
		.at);
}

static struct write *
ssn(const struct write *person, const char *number)
{
	return identification(&acme, person, "us_ssn", number, ",\"issuing_country\":\"US\"");
}

/* Areas below 900, so that each is another one that may be written. */
static const char *
fresh_ssn(void)
{
	static unsigned serial = 1000;
	return arena_printf(arena, "772-31-%04u", serial++).at;
}

static const struct field *
number_field(void)
{
	return &gid->fields[resource_field(gid, SLICE_OF("number"))];
}

/* The bytes of one column of the record's row. */
static struct slice
stored(const struct write *write, const char *column)
{
	static const enum db_type types[] = {DB_BYTES};
	struct db_rows rows;
	struct db_value arguments[] = {value_u64(write->view.realm_id), value_uuid(write->id)};
	struct slice sql = arena_printf(arena,
	    "SELECT %s FROM government_identifications WHERE realm_id = ? AND id = ?", column);
	assert_int_equal(db_select(db, arena, sql, arguments, 2, types, 1, &rows), DB_OK);
	assert_int_equal(rows.nrows, 1);
	return rows.cells[0].text;
}

static struct slice
shown(const struct view *view, struct uuid id)
{
	struct record record;
	enum found found;
	struct str text;
	assert_int_equal(store_get(db, arena, view, gid, id, &found, &record), DB_OK);
	assert_int_equal(found, FOUND);
	str_init(&text, arena, 4096);
	struct json_writer writer = json_writer(&text);
	json_begin_object(&writer);
	record_write_members(&writer, &record, view->readable, NULL);
	json_end_object(&writer);
	return slice_from(str_text(&text));
}

static bool
contains(struct slice text, const char *part)
{
	return memmem(text.at, text.len, part, strlen(part)) != NULL;
}

static void
a_value_comes_back_masked_or_revealed_and_lies_sealed(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = ssn(make_person(&acme), "219-09-8999");
	expect_done(one);
	struct view view = view_of(&acme, gid);
	assert_true(contains(shown(&view, one->id), "\"number\":\"****8999\""));
	assert_false(contains(shown(&view, one->id), NUMBER));
	view.reveal = true;
	assert_true(contains(shown(&view, one->id), "\"number\":\"" NUMBER "\""));
	struct slice sealed = stored(one, "number_sealed");
	assert_int_equal(sealed.len, strlen(NUMBER) + SEAL_OVERHEAD);
	assert_false(contains(sealed, "8999"));
	assert_int_equal(stored(one, "number_digest").len, DIGEST_LEN);
	expect_done(update(&acme, gid, one->id, "{\"status\":\"verified\"}"));
	assert_true(contains(shown(&view, one->id), "\"number\":\"" NUMBER "\""));
	assert_false(slice_eq(sealed, stored(one, "number_sealed")));
	expect_done(destroy(&acme, gid, one->id));
}

static void
the_same_number_in_other_signs_is_no_change(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = ssn(make_person(&acme), "772-31-0001");
	expect_done(one);
	struct write *same = update(&acme, gid, one->id, "{\"number\":\"772 31.0001\"}");
	expect_done(same);
	assert_true(same->unchanged);
	assert_false(update(&acme, gid, one->id, "{\"number\":\"772-31-0002\"}")->unchanged);
}

static void
a_value_opens_in_its_own_place_alone(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = ssn(make_person(&acme), fresh_ssn());
	struct write *other = ssn(make_person(&acme), fresh_ssn());
	expect_done(one);
	expect_done(other);
	struct slice sealed = stored(one, "number_sealed");
	struct view view = view_of(&acme, gid), elsewhere = view;
	struct field field = *number_field();
	elsewhere.realm_id = acme.other_realm_id;
	assert_non_null(sealed_open(arena, &view, gid, &field, one->id, sealed).at);
	assert_null(sealed_open(arena, &view, gid, &field, other->id, sealed).at);
	assert_null(sealed_open(arena, &elsewhere, gid, &field, one->id, sealed).at);
	assert_null(sealed_open(arena, &view, &resource_persons, &field, one->id, sealed).at);
	field.name = "name";
	assert_null(sealed_open(arena, &view, gid, &field, one->id, sealed).at);
	/* Carried from row to row in the database it is a failure, and no value. */
	struct db_value arguments[] = {
	    {.type = DB_BYTES, .text = sealed}, value_u64(acme.realm_id), value_uuid(other->id)};
	assert_int_equal(
	    db_execute(db,
		SLICE_OF("UPDATE government_identifications SET number_sealed = ? WHERE "
			 "realm_id = ? AND id = ?"),
		arguments, 3, NULL),
	    DB_OK);
	struct record record;
	enum found found;
	assert_int_equal(store_get(db, arena, &view, gid, other->id, &found, &record), DB_FAULT);
	assert_int_equal(db_execute(db,
			     SLICE_OF("DELETE FROM government_identifications WHERE realm_id = ? "
				      "AND id = ?"),
			     arguments + 1, 2, NULL),
	    DB_OK);
}

static void
expect_duplicate(const struct write *write, const char *fields)
{
	expect_problem(write, PROBLEM_DUPLICATE);
	if (!slice_is(write->members, fields))
		fail_msg("%.*s", SLICE_ARG(write->members));
}

static void
a_number_is_one_persons_in_the_realm(void **state)
{
	(void)state;
	fixture_need_server();
	static const char country[] = ",\"issuing_country\":\"FR\"";
	static const char both[] = "\"fields\":[\"type\",\"number\",\"issuing_country\"]";
	struct write *ada = make_person(&acme), *bea = make_person(&acme);
	expect_done(ssn(ada, NUMBER));
	expect_duplicate(ssn(bea, "219 09 8999"), both);
	expect_done(identification(&acme, ada, "foreign_passport", "19ab12345", country));
	expect_duplicate(
	    identification(&acme, bea, "foreign_passport", "19-AB 12345", country), both);
	expect_done(identification(
	    &acme, bea, "foreign_passport", "19AB12345", ",\"issuing_country\":\"BE\""));
	expect_done(identification(&acme, bea, "foreign_national_id", "19AB12345", country));
	expect_duplicate(ssn(ada, fresh_ssn()), "\"fields\":[\"person_id\",\"type\"]");
	/* The other realm's numbers are its own, under its own key. */
	struct company sandbox = acme;
	sandbox.realm_id = acme.other_realm_id;
	sandbox.schedule_id = make_pay_schedule(sandbox.realm_id);
	struct write *own = identification(
	    &sandbox, make_person(&sandbox), "us_ssn", NUMBER, ",\"issuing_country\":\"US\"");
	expect_done(own);
	struct view here = view_of(&acme, gid), there = view_of(&sandbox, gid);
	struct digest a = sealed_digest(&here, gid, number_field(), SLICE_OF(NUMBER));
	struct digest b = sealed_digest(&there, gid, number_field(), SLICE_OF(NUMBER));
	assert_false(digest_eq(&a, &b));
	assert_memory_equal(stored(own, "number_digest").at, b.byte, DIGEST_LEN);
}

static struct page
search(const char *body)
{
	struct query query;
	struct complaints complaints = {0};
	struct json_fault fault;
	struct page page;
	enum found found;
	struct view view = view_of(&acme, gid);
	struct filtering eyes = {arena, gid, view.readable, &complaints};
	query_read_body(&eyes, json_read(arena, slice_from(body), &fault), &query);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(store_list(db, arena, &view, gid, &query, NULL, &found, &page), DB_OK);
	assert_int_equal(found, FOUND);
	return page;
}

static void
a_number_is_found_by_equality(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = ssn(make_person(&acme), "772-32-0001");
	expect_done(one);
	struct page page = search("{\"filter\":{\"number\":\"772 32 0001\"}}");
	assert_int_equal(page.count, 1);
	assert_true(uuid_eq(record_id(&page.records[0]), one->id));
	assert_false(page.records[0].revealed);
	assert_int_equal(search("{\"filter\":{\"number\":\"772-32-0002\"}}").count, 0);
	assert_int_equal(
	    search("{\"filter\":{\"number\":\"772320001\",\"type\":\"us_itin\"}}").count, 0);
}

static void
only_equality_in_a_body_is_asked_of_a_number(void **state)
{
	(void)state;
	static const struct {
		const char *body, *code;
	} bodies[] = {
	    {"{\"filter\":{\"number\":{\"in\":[\"772320001\"]}}}", "not_comparable"},
	    {"{\"filter\":{\"number\":{\"prefix\":\"7723\"}}}", "not_comparable"},
	    {"{\"filter\":{\"number\":{\"gt\":\"7723\"}}}", "not_comparable"},
	    {"{\"filter\":{\"number\":\"****0001\"}}", "invalid_format"},
	    {"{\"sort\":\"number\"}", "not_sortable"},
	};
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		struct query query;
		struct json_fault fault;
		struct complaints complaints = {0};
		struct filtering eyes = {arena, gid, fieldset_all(gid), &complaints};
		query_read_body(
		    &eyes, json_read(arena, slice_from(bodies[i].body), &fault), &query);
		assert_int_equal(complaints.count, 1);
		assert_string_equal(complaints.list[0].code, bodies[i].code);
	}
}

static void
the_mask_never_shows_more_than_half(void **state)
{
	(void)state;
	static const char *const masks[][2] = {{"219098999", "****8999"}, {"12345678", "****5678"},
	    {"1234567", "****567"}, {"1234", "****34"}, {"1", "****"}, {"", "****"}};
	for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++)
		assert_true(slice_is(sealed_mask(arena, slice_from(masks[i][0])), masks[i][1]));
}

static void
a_masked_number_is_not_taken_back(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *one = ssn(make_person(&acme), fresh_ssn());
	expect_done(one);
	expect_complaint(
	    update(&acme, gid, one->id, "{\"number\":\"****1000\"}"), "/number", "invalid_format");
	expect_complaint(update(&acme, gid, one->id, "{\"number\":null}"), "/number", "not_null");
}

static void
a_number_is_judged_by_its_type_and_issuer(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme);
	expect_complaint(ssn(person, "900-70-1234"), "/number", "invalid_number");
	expect_complaint(
	    identification(&acme, person, "us_ssn", "772-31-5000", ",\"issuing_country\":\"CA\""),
	    "/issuing_country", "disagrees");
	expect_complaint(identification(&acme, person, "us_drivers_license", "D1",
			     ",\"issuing_country\":\"US\""),
	    "/issuing_subdivision", "required");
	expect_complaint(identification(&acme, person, "us_drivers_license", "D1",
			     ",\"issuing_country\":\"US\",\"issuing_subdivision\":\"CA-ON\""),
	    "/issuing_subdivision", "invalid_format");
	expect_done(identification(&acme, person, "us_drivers_license", "D1",
	    ",\"issuing_country\":\"US\",\"issuing_subdivision\":\"CO\""));
	expect_complaint(identification(&acme, person, "us_passport", "X00000009",
			     ",\"issuing_country\":\"US\",\"issued_on\":\"2024-02-01\","
			     "\"expires_on\":\"2024-01-31\""),
	    "/expires_on", "before_start");
	expect_complaint(identification(&acme, person, "us_passport", "X00000009",
			     ",\"issuing_country\":\"US\",\"status\":\"expired\","
			     "\"expires_on\":\"2199-01-31\""),
	    "/status", "out_of_range");
	struct write *passport = identification(&acme, person, "us_passport", "X00000009",
	    ",\"issuing_country\":\"US\",\"status\":\"expired\",\"expires_on\":\"2024-01-31\"");
	expect_done(passport);
	expect_complaint(
	    update(&acme, gid, passport->id, "{\"type\":\"us_ssn\"}"), "/type", "fixed");
}

static void
identifications_go_with_their_person(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *person = make_person(&acme);
	struct write *one = ssn(person, fresh_ssn());
	expect_done(one);
	expect_done(destroy(&acme, &resource_persons, person->id));
	struct record record;
	enum found found;
	struct view view = view_of(&acme, gid);
	assert_int_equal(store_get(db, arena, &view, gid, one->id, &found, &record), DB_OK);
	assert_int_equal(found, FOUND_NOTHING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_value_comes_back_masked_or_revealed_and_lies_sealed),
	    cmocka_unit_test(the_same_number_in_other_signs_is_no_change),
	    cmocka_unit_test(a_value_opens_in_its_own_place_alone),
	    cmocka_unit_test(a_number_is_one_persons_in_the_realm),
	    cmocka_unit_test(a_number_is_found_by_equality),
	    cmocka_unit_test(only_equality_in_a_body_is_asked_of_a_number),
	    cmocka_unit_test(the_mask_never_shows_more_than_half),
	    cmocka_unit_test(a_masked_number_is_not_taken_back),
	    cmocka_unit_test(a_number_is_judged_by_its_type_and_issuer),
	    cmocka_unit_test(identifications_go_with_their_person),
	};
	return cmocka_run_group_tests(tests, fixture_open_acme, fixture_close);
}
