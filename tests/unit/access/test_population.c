/* Populations of keys: their text, what is kept of it, what widens one, and how it is carried over.
 */
#include "fixture.h"

#include "access/key_change.h"
#include "access/key_population.h"
#include "catalog/resources.h"

static void
add_department(uint64_t realm_id, const char *code, const char *above)
{
	execute(arena_printf(arena,
	    "INSERT INTO departments (realm_id, id, code, name, parent_department_id, version, "
	    "created_at, updated_at) VALUES (%llu, UNHEX(MD5('%s%llu')), '%s', 'x', %s, 1, "
	    "NOW(6), NOW(6))",
	    (unsigned long long)realm_id, code, (unsigned long long)realm_id, code,
	    above ? arena_printf(arena, "UNHEX(MD5('%s%llu'))", above, (unsigned long long)realm_id)
			.at
		  : "NULL")
		    .at);
}

/* A tree of three under A, and Z beside it. */
static void
add_tree(uint64_t realm_id)
{
	add_department(realm_id, "A", NULL);
	add_department(realm_id, "AB", "A");
	add_department(realm_id, "ABC", "AB");
	add_department(realm_id, "Z", NULL);
}

/* Codes of what the key reaches in the realm, chosen ones marked. */
static const char *
reached(struct uuid key_id, uint64_t realm_id)
{
	struct db_rows rows;
	enum db_type types[] = {DB_TEXT};
	struct db_value arguments[] = {
	    {.type = DB_UUID, .uuid = key_id}, {.type = DB_U64, .u64 = realm_id}};
	assert_int_equal(db_select(db, arena,
			     SLICE_OF("SELECT GROUP_CONCAT(d.code, IF(p.chosen, '!', '') "
				      "ORDER BY d.code SEPARATOR ' ') FROM key_population p "
				      "JOIN departments d ON d.realm_id = p.realm_id "
				      "AND d.id = p.value WHERE p.key_id = ? AND p.realm_id = ?"),
			     arguments, 2, types, 1, &rows),
	    DB_OK);
	return rows.cells[0].null ? "" : arena_text(arena, rows.cells[0].text);
}

static struct key_made
make_key(const char *name, const char *population)
{
	struct key_made made;
	struct key_order order = {.name = slice_from(name),
	    .mode = MODE_LIVE,
	    .level = LEVEL_FULL,
	    .population = slice_from(population)};
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	return made;
}

static bool
change(struct uuid id, const char *population)
{
	bool changed = false;
	struct key_change want = {.sets_population = true, .population = slice_from(population)};
	assert_int_equal(key_change(&act, id, &want, &complaints, &changed), DB_OK);
	assert_int_equal(complaints.count, 0);
	return changed;
}

static void
the_text_is_read_by_the_letter(void **state)
{
	(void)state;
	static const struct {
		const char *text, *items; /* NULL: refused, with `code` */
		const char *code;
	} cases[] = {
	    {"departments:A", "0=A", NULL},
	    {"departments:A,B unions:C", "0=A 0=B 2=C", NULL},
	    {"  unions : C  ", "2=C", NULL},
	    {"departments: Field Ops , B.2/x  locations:Yard 1", "0=Field Ops 0=B.2/x 1=Yard 1",
		NULL},
	    {"departments:", "", NULL},
	    {"departments: unions:C", "2=C", NULL},
	    {"departments:A,unions:C", NULL, "malformed"},
	    {"", NULL, "malformed"},
	    {"departments", NULL, "malformed"},
	    {"departments:A,", NULL, "malformed"},
	    {"departments:,A", NULL, "malformed"},
	    {":A", NULL, "unknown"},
	    {"persons:A", NULL, "unknown"},
	    {"Departments:A", NULL, "unknown"},
	    {"departments:A departments:B", NULL, "repeated"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		complaints.count = 0;
		struct population_wish want =
		    population_parse(arena, slice_from(cases[i].text), &complaints);
		struct str items;
		str_init(&items, arena, 4096);
		for (size_t j = 0; j < want.count; j++)
			str_addf(&items, "%s%zu=%.*s", j > 0 ? " " : "", want.items[j].dimension,
			    SLICE_ARG(want.items[j].text));
		if (cases[i].code != NULL) {
			assert_int_equal(complaints.count, 1);
			assert_string_equal(complaints.list[0].parameter, "population");
			assert_string_equal(complaints.list[0].code, cases[i].code);
			continue;
		}
		if (complaints.count > 0)
			fail_msg("%s: %s", cases[i].text, complaints.list[0].code);
		assert_string_equal(str_text(&items), cases[i].items);
		assert_true(want.population != 0);
	}
	complaints.count = 0;
	assert_int_equal(population_parse(arena, SLICE_NONE, &complaints).population, 0);
	assert_int_equal(complaints.count, 0);
}

static void
no_more_values_than_can_be_kept(void **state)
{
	(void)state;
	struct str text;
	complaints.count = 0;
	str_init(&text, arena, 8192);
	str_add_text(&text, "departments:A");
	for (size_t i = 1; i < KEY_POPULATION_MAX; i++)
		str_add_text(&text, ",A");
	assert_int_equal(
	    population_parse(arena, str_slice(&text), &complaints).count, KEY_POPULATION_MAX);
	assert_int_equal(complaints.count, 0);
	str_add_text(&text, ",A");
	population_parse(arena, str_slice(&text), &complaints);
	assert_string_equal(complaints.list[0].code, "too_many");
}

static void
what_is_shown_is_read_back_as_the_same(void **state)
{
	(void)state;
	complaints.count = 0;
	struct population_value values[] = {{0, uuid_v7()}, {0, uuid_v7()}, {2, uuid_v7()}};
	struct population_choice choice = {POPULATION_DEPARTMENTS | POPULATION_UNIONS, values, 3};
	struct population_wish want =
	    population_parse(arena, population_text(arena, &choice), &complaints);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(want.population, choice.population);
	assert_int_equal(want.count, 3);
	for (size_t i = 0; i < 3; i++) {
		struct uuid id;
		assert_int_equal(want.items[i].dimension, values[i].dimension);
		assert_true(id_read(population_dimensions[values[i].dimension].resource->prefix,
				want.items[i].text, &id) &&
			    uuid_eq(id, values[i].id));
	}
	choice.count = 0;
	assert_true(slice_is(population_text(arena, &choice), "departments: unions:"));
	choice.population = 0;
	assert_null(population_text(arena, &choice).at);
}

static void
a_key_reaches_what_stands_below_and_nothing_of_another_realm(void **state)
{
	(void)state;
	need_server();
	add_tree(company.live_realm);
	struct key_made made = make_key("below", "departments:AB,abc");
	assert_string_equal(reached(made.key_id, company.live_realm), "AB! ABC!");
	assert_true(change(made.key_id, "departments:A"));
	assert_string_equal(reached(made.key_id, company.live_realm), "A! AB ABC");
	assert_false(change(made.key_id, "departments:A"));
	assert_true(change(made.key_id, "departments:Z,AB"));
	assert_string_equal(reached(made.key_id, company.live_realm), "AB! ABC Z!");
	assert_true(change(made.key_id, NULL));
	assert_string_equal(reached(made.key_id, company.live_realm), "");

	bool changed = true;
	struct key_change want = {
	    .sets_population = true, .population = SLICE_OF("departments:A,NOWHERE unions:A")};
	assert_int_equal(key_change(&act, made.key_id, &want, &complaints, &changed), DB_OK);
	assert_int_equal(complaints.count, 2);
	assert_string_equal(complaints.list[0].code, "unknown");
	assert_true(slice_is(
	    complaints.list[0].detail, "There is no department “NOWHERE” among the key's data."));
	assert_string_equal(reached(made.key_id, company.live_realm), "");
}

struct question {
	struct uuid key_id;
	const char *now, *text;
	bool widens;
};

static enum txn_verdict
ask_widens(struct db *of, void *context, enum db_status *status)
{
	struct question *question = context;
	complaints.count = 0;
	struct population_wish want =
	    population_parse(arena, slice_from(question->text), &complaints);
	*status = population_widens(of, &act, question->key_id, MODE_LIVE,
	    population_read(slice_from(question->now)), &want, &question->widens);
	return *status == DB_OK ? TXN_ROLLBACK : TXN_STATUS;
}

static bool
widens(struct uuid key_id, const char *now, const char *text)
{
	struct question question = {key_id, now, text, false};
	assert_int_equal(txn_run(db, ask_widens, &question), DB_OK);
	return question.widens;
}

static void
what_widens_a_population_is_known(void **state)
{
	(void)state;
	need_server();
	add_tree(company.live_realm);
	struct uuid id = make_key("wide", "departments:AB").key_id;
	assert_false(widens(id, "departments", "departments:AB"));
	assert_false(widens(id, "departments", "departments:ABC"));
	assert_false(widens(id, "departments", "departments:"));
	assert_false(widens(id, "departments", "departments:AB unions:"));
	assert_true(widens(id, "departments", "departments:A"));
	assert_true(widens(id, "departments", "departments:AB,Z"));
	assert_true(widens(id, "departments", "unions:"));
	assert_true(widens(id, "departments", NULL));
	assert_false(widens(id, NULL, "departments:Z"));
	assert_false(widens(id, NULL, NULL));
}

/* Where the company asks for it: narrower at once, wider when another admin has approved it. */
static void
a_wider_population_of_a_live_key_waits_for_a_second_admin(void **state)
{
	(void)state;
	need_server();
	add_tree(company.live_realm);
	struct uuid id = make_key("waits", "departments:AB").key_id;
	struct company wanted;
	assert_int_equal(company_load(&act, act.entity_id, &wanted), DB_OK);
	wanted.rules.approval = true;
	assert_int_equal(company_change(&act, &wanted, &complaints), DB_OK);
	struct act dana = user_act("Dana", ROLE_ADMIN), omar = user_act("Omar", ROLE_ADMIN);
	struct key_change wider = {.sets_population = true, .population = SLICE("departments:A")};
	struct key_change free = {.sets_population = true};
	bool changed = true;
	assert_int_equal(key_change(&dana, id, &wider, &complaints, &changed), DB_OK);
	assert_true(complains(KEY_APPROVAL_CONTROL, "needed"));
	assert_int_equal(key_change(&dana, id, &free, &complaints, &changed), DB_OK);
	assert_true(complains(KEY_APPROVAL_CONTROL, "needed"));
	assert_string_equal(reached(id, company.live_realm), "AB! ABC");
	assert_true(change(id, "departments:ABC"));

	const struct key_change *asked[] = {&wider, &free};
	static const char *const then[] = {"A! AB ABC", ""};
	for (size_t i = 0; i < 2; i++) {
		enum key_change_fate fate;
		struct key_waiting_change waiting;
		assert_int_equal(key_change_ask(&dana, id, asked[i], &complaints, &fate), DB_OK);
		assert_int_equal(complaints.count, 0);
		assert_int_equal(fate, KEY_CHANGE_WAITS);
		assert_int_equal(key_change_waiting(&omar, id, &waiting), DB_OK);
		assert_int_equal(waiting.nchanges, 1);
		assert_string_equal(waiting.changes[0].field, "population");
		assert_string_not_equal(reached(id, company.live_realm), then[i]);
		assert_int_equal(key_change_approve(&omar, id, waiting.id, &complaints), DB_OK);
		assert_int_equal(complaints.count, 0);
		assert_string_equal(reached(id, company.live_realm), then[i]);
	}
	struct key_info key;
	assert_int_equal(key_find(&act, id, &key), DB_OK);
	assert_null(key.population.at);
}

static enum txn_verdict
carry(struct db *of, void *context, enum db_status *status)
{
	const uint64_t *other = context;
	*status = population_carry_over(of, arena, company.entity_id, company.live_realm, *other);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static void
another_realm_is_reached_by_code(void **state)
{
	(void)state;
	need_server();
	add_tree(company.live_realm);
	struct uuid id = make_key("carried", "departments:A,Z unions:").key_id;
	uint64_t other = company.live_realm + 1000000;
	add_department(other, "A", NULL);
	add_department(other, "NEW", "A");
	assert_int_equal(txn_run(db, carry, &other), DB_OK);
	assert_string_equal(reached(id, other), "A! NEW");
}

static int
open_all(void **state)
{
	arena = arena_new(FIXTURE_MEMORY);
	return fixture_open(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_text_is_read_by_the_letter),
	    cmocka_unit_test(no_more_values_than_can_be_kept),
	    cmocka_unit_test(what_is_shown_is_read_back_as_the_same),
	    TEST(a_key_reaches_what_stands_below_and_nothing_of_another_realm),
	    TEST(what_widens_a_population_is_known),
	    TEST(a_wider_population_of_a_live_key_waits_for_a_second_admin),
	    TEST(another_realm_is_reached_by_code),
	};
	return cmocka_run_group_tests(tests, open_all, fixture_close);
}
