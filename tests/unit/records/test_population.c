/*
 * What limited keys reach while the tree of departments changes, and what holds until a write of
 * theirs is done: nobody can take a record out of reach between its judgement and its COMMIT.
 */
#include "race.h"

#include "access/key_population.h"
#include "catalog/population.h"

#define DEPARTMENTS 12
#define MOVES 60
#define ROUNDS 10

static struct act
act_on(const struct company *company, struct arena *of, struct db *connection)
{
	struct act act = act_of_system(of, connection, settings, instance_secrets());
	act.entity_id = company->entity_id;
	return act;
}

/* One key's population, written in a transaction of its own. */
struct choosing {
	struct arena *arena;
	struct uuid key_id;
	const char *text;
	struct complaints complaints;
};

static enum txn_verdict
choose_closure(struct db *connection, void *context, enum db_status *status)
{
	struct choosing *choosing = context;
	choosing->complaints.count = 0;
	struct population_wish wish =
	    population_parse(choosing->arena, slice_from(choosing->text), &choosing->complaints);
	struct act act = act_on(&acme, choosing->arena, connection);
	*status = population_put(
	    connection, &act, choosing->key_id, MODE_LIVE, &wish, &choosing->complaints);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static void
choose(struct uuid key_id, const char *text)
{
	struct choosing choosing = {.arena = arena, .key_id = key_id, .text = text};
	assert_int_equal(txn_run(db, choose_closure, &choosing), DB_OK);
	assert_int_equal(choosing.complaints.count, 0);
}

static struct write *
department(const char *code, const struct write *above)
{
	const char *body = above == NULL
			       ? arena_printf(arena, "{\"code\":\"%s\",\"name\":\"x\"}", code).at
			       : arena_printf(arena,
				     "{\"code\":\"%s\",\"name\":\"x\","
				     "\"parent_department_id\":\"%s\"}",
				     code, id_of(above))
				     .at;
	return write_of(&acme, &resource_departments, WRITE_CREATE, uuid_v7(), body);
}

static struct write *
moving(const struct write *child, const struct write *above)
{
	const char *body =
	    above == NULL
		? "{\"parent_department_id\":null}"
		: arena_printf(arena, "{\"parent_department_id\":\"%s\"}", id_of(above)).at;
	return write_of(&acme, &resource_departments, WRITE_UPDATE, child->id, body);
}

/* How many rows lack or are too many, against the tree as it is. */
static int64_t
wrong_rows(void)
{
	static const char below[] =
	    "WITH RECURSIVE tree (key_id, id) AS (SELECT p.key_id, p.value FROM key_population p "
	    "WHERE p.realm_id = ? AND p.chosen UNION SELECT t.key_id, d.id FROM tree t "
	    "JOIN departments d ON d.realm_id = ? AND d.parent_department_id = t.id) ";
	static const char *const questions[] = {
	    "SELECT COUNT(*) FROM tree t WHERE NOT EXISTS (SELECT 1 FROM key_population p "
	    "WHERE p.realm_id = ? AND p.key_id = t.key_id AND p.value = t.id)",
	    "SELECT COUNT(*) FROM key_population p WHERE p.realm_id = ? AND NOT EXISTS "
	    "(SELECT 1 FROM tree t WHERE t.key_id = p.key_id AND t.id = p.value)"};
	struct db_value realm = number((int64_t)acme.realm_id);
	struct db_value arguments[] = {realm, realm, realm};
	enum db_type types[] = {DB_I64};
	int64_t wrong = 0;
	for (size_t i = 0; i < 2; i++) {
		struct db_rows rows;
		struct slice sql = arena_printf(arena, "%s%s", below, questions[i]);
		assert_int_equal(db_select(db, arena, sql, arguments, 3, types, 1, &rows), DB_OK);
		wrong += rows.cells[0].i64;
	}
	return wrong;
}

/* Always the same moves; those that the tree forbids are refused and change nothing. */
static void
every_move_leaves_what_the_tree_says(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *tree[DEPARTMENTS];
	struct uuid keys[3];
	uint32_t random = 7;
	int moved = 0;
	for (int i = 0; i < DEPARTMENTS; i++) {
		tree[i] = run_write(
		    department(arena_printf(arena, "M%d", i).at, i % 4 == 0 ? NULL : tree[i - 1]));
		expect_done(tree[i]);
	}
	for (int i = 0; i < 3; i++) {
		keys[i] = uuid_v7();
		choose(keys[i], arena_printf(arena, "departments:M%d,M%d", i, i * 4).at);
	}
	assert_int_equal(wrong_rows(), 0);
	for (int i = 0; i < MOVES; i++) {
		random = random * 1664525u + 1013904223u;
		size_t child = (random >> 8) % DEPARTMENTS, above = (random >> 16) % DEPARTMENTS;
		const struct write *to = random >> 29 == 0 ? NULL : tree[above];
		moved += !run_write(moving(tree[child], to))->refused;
		assert_int_equal(wrong_rows(), 0);
	}
	assert_true(moved > MOVES / 3);
}

/* --- two at once --- */

static enum db_status
race_choice(struct db *connection, struct arena *own, void *context)
{
	struct choosing *choosing = context;
	choosing->arena = own;
	return txn_run(connection, choose_closure, choosing);
}

static void
a_key_chosen_while_departments_are_made_lacks_none_of_them(void **state)
{
	(void)state;
	fixture_need_server();
	for (int round = 0; round < ROUNDS; round++) {
		const char *code = arena_printf(arena, "R%d", round).at;
		struct write *top = run_write(department(code, NULL));
		struct choosing choosing = {
		    .key_id = uuid_v7(), .text = arena_printf(arena, "departments:%s", code).at};
		expect_done(top);
		race_both(race_write, department(arena_printf(arena, "%s-below", code).at, top),
		    race_choice, &choosing);
		assert_int_equal(choosing.complaints.count, 0);
		assert_int_equal(wrong_rows(), 0);
	}
}

static struct write *
limited(struct write *write, struct uuid key_id)
{
	write->view.population = POPULATION_DEPARTMENTS;
	write->view.caller_id = key_id;
	return write;
}

static struct uuid
department_of(const struct write *employee)
{
	struct db_rows rows;
	enum db_type types[] = {DB_UUID};
	struct db_value arguments[] = {number((int64_t)acme.realm_id), value_uuid(employee->id)};
	assert_int_equal(
	    db_select(db, arena,
		SLICE_OF("SELECT department_id FROM employees WHERE realm_id = ? AND id = ?"),
		arguments, 2, types, 1, &rows),
	    DB_OK);
	return rows.cells[0].uuid;
}

/*
 * The department leaves while somebody is moved into it by a key that would then not reach him:
 * either he came first, and went with it, or he stays where he was. Never is it both refused and
 * written, or neither.
 */
static void
a_move_and_a_departments_departure_stand_in_line(void **state)
{
	(void)state;
	fixture_need_server();
	struct uuid key_id = uuid_v7();
	struct write *home = run_write(department("HOME", NULL));
	struct write *away = run_write(department("AWAY", NULL));
	struct write *roving = run_write(department("ROVING", home));
	const char *hired = arena_printf(arena, ",\"department_id\":\"%s\"", id_of(home)).at;
	choose(key_id, "departments:HOME");
	for (int round = 0; round < ROUNDS; round++) {
		struct write *who = make_employee(&acme, hired);
		struct write *enters = limited(
		    write_of(&acme, &resource_employees, WRITE_UPDATE, who->id,
			arena_printf(arena, "{\"department_id\":\"%s\"}", id_of(roving)).at),
		    key_id);
		expect_done(run_write(moving(roving, home)));
		race_both(race_write, enters, race_write, moving(roving, away));
		bool there = uuid_eq(department_of(who), roving->id);
		assert_int_equal(there, !enters->refused);
		if (enters->refused)
			assert_int_equal(enters->problem, PROBLEM_OUTSIDE_POPULATION);
		struct write *later =
		    limited(write_of(&acme, &resource_employees, WRITE_UPDATE, who->id,
				arena_printf(arena, "{\"title\":\"x\",\"department_id\":\"%s\"}",
				    id_of(roving))
				    .at),
			key_id);
		run_write(later);
		assert_true(later->refused);
	}
	assert_int_equal(wrong_rows(), 0);
}

/* --- held until COMMIT --- */

struct holding {
	const struct write *employee;
	struct uuid key_id;
	struct db *other;
	enum db_status taken; /* the other's try to take the department away */
	size_t reached;
};

static enum txn_verdict
take_away(struct db *connection, void *context, enum db_status *status)
{
	struct holding *holding = context;
	struct db_value arguments[] = {number((int64_t)acme.realm_id), value_uuid(holding->key_id)};
	holding->taken = db_execute(connection,
	    SLICE_OF("SET STATEMENT innodb_lock_wait_timeout=0 FOR DELETE FROM key_population "
		     "WHERE realm_id = ? AND key_id = ?"),
	    arguments, 2, NULL);
	*status = DB_OK;
	return TXN_ROLLBACK;
}

static enum txn_verdict
hold(struct db *connection, void *context, enum db_status *status)
{
	struct holding *holding = context;
	struct uuid *reached;
	struct view view = view_of(&acme, &resource_persons);
	struct uuid person = record_at(&holding->employee->after, "person_id")->uuid;
	view.population = POPULATION_DEPARTMENTS;
	view.caller_id = holding->key_id;
	*status = store_reach(connection, arena, &view, &resource_persons, &person, 1, true,
	    &reached, &holding->reached);
	if (*status == DB_OK)
		*status = txn_run(holding->other, take_away, holding);
	return *status == DB_OK ? TXN_ROLLBACK : TXN_STATUS;
}

static void
what_makes_a_record_reached_is_held_while_it_is_written(void **state)
{
	(void)state;
	fixture_need_server();
	struct holding holding = {.key_id = uuid_v7(), .other = db_new(settings, DB_OWNER)};
	struct write *own = run_write(department("HELD", NULL));
	holding.employee =
	    make_employee(&acme, arena_printf(arena, ",\"department_id\":\"%s\"", id_of(own)).at);
	choose(holding.key_id, "departments:HELD");
	assert_int_equal(txn_run(db, hold, &holding), DB_OK);
	assert_int_equal(holding.reached, 1);
	assert_int_not_equal(holding.taken, DB_OK);
	assert_int_equal(txn_run(holding.other, take_away, &holding), DB_OK);
	assert_int_equal(holding.taken, DB_OK);
	db_free(holding.other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_move_leaves_what_the_tree_says),
	    cmocka_unit_test(a_key_chosen_while_departments_are_made_lacks_none_of_them),
	    cmocka_unit_test(a_move_and_a_departments_departure_stand_in_line),
	    cmocka_unit_test(what_makes_a_record_reached_is_held_while_it_is_written),
	};
	return cmocka_run_group_tests(tests, fixture_open_acme, fixture_close);
}
