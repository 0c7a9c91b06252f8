/* Rules that span rows, with two writers at once: what each alone may do, both may not. */
#include "race.h"

#define ROUNDS 20

/* The answer is how many were done. */
static int
race(struct write *one, struct write *two)
{
	race_both(race_write, one, race_write, two);
	assert_false(one->no_credential || one->malformed);
	assert_false(two->no_credential || two->malformed);
	return !one->refused + !two->refused;
}

static struct write *
creation(const struct resource *resource, const char *body)
{
	return write_of(&acme, resource, WRITE_CREATE, uuid_v7(), body);
}

static struct write *
made(const struct resource *resource, int round, int which)
{
	struct write *write = create(&acme, resource,
	    arena_printf(arena, "{\"code\":\"C%d-%d\",\"name\":\"x\"}", round, which).at);
	expect_done(write);
	return write;
}

static struct write *
reparenting(const struct write *child, const char *field, const struct write *parent)
{
	return write_of(&acme, child->resource, WRITE_UPDATE, child->id,
	    arena_printf(arena, "{\"%s\":\"%s\"}", field, id_of(parent)).at);
}

/* Of four, so that neither writer touches a row of the other's. */
static void
two_halves_of_a_circle(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const struct resource *resource;
		const char *field;
	} trees[] = {{&resource_jobs, "parent_job_id"},
	    {&resource_cost_codes, "parent_cost_code_id"},
	    {&resource_departments, "parent_department_id"}};
	for (size_t i = 0; i < 3; i++)
		for (int round = 0; round < ROUNDS; round++) {
			struct write *nodes[4];
			for (int j = 0; j < 4; j++)
				nodes[j] = made(trees[i].resource, round, j);
			expect_done(run_write(reparenting(nodes[1], trees[i].field, nodes[2])));
			expect_done(run_write(reparenting(nodes[3], trees[i].field, nodes[0])));
			assert_int_equal(race(reparenting(nodes[0], trees[i].field, nodes[1]),
					     reparenting(nodes[2], trees[i].field, nodes[3])),
			    1);
		}
}

static void
two_supervisors_of_each_other(void **state)
{
	(void)state;
	fixture_need_server();
	for (int round = 0; round < ROUNDS; round++) {
		struct write *a = make_employee(&acme, ""), *b = make_employee(&acme, "");
		assert_int_equal(race(reparenting(a, "supervisor_employee_id", b),
				     reparenting(b, "supervisor_employee_id", a)),
		    1);
	}
}

static struct write *
rate_from(int round, const char *day)
{
	return creation(&resource_rate_codes,
	    arena_printf(
		arena, "{\"code\":\"Q%d\",\"name\":\"x\",\"effective_from\":\"%s\"}", round, day)
		.at);
}

static void
two_overlapping_spells_of_a_rate_code(void **state)
{
	(void)state;
	fixture_need_server();
	for (int round = 0; round < ROUNDS; round++)
		assert_int_equal(
		    race(rate_from(round, "2024-01-01"), rate_from(round, "2024-06-01")), 1);
}

static struct write *
off_from(const struct write *worker, int round, int day)
{
	return creation(&resource_time_off,
	    arena_printf(arena,
		"{\"employee_id\":\"%s\",\"type\":\"sick\",\"status\":\"approved\","
		"\"starts_on\":\"20%02d-01-%02d\",\"ends_on\":\"20%02d-01-20\"}",
		id_of(worker), round, day, round)
		.at);
}

static void
two_overlapping_spells_of_time_off(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *worker = make_employee(&acme, "");
	for (int round = 0; round < ROUNDS; round++)
		assert_int_equal(race(off_from(worker, round, 1), off_from(worker, round, 9)), 1);
}

/* Both may be done, one after the other; one primary is left. */
static void
two_primary_phone_numbers_at_once(void **state)
{
	(void)state;
	fixture_need_server();
	for (int round = 0; round < ROUNDS; round++) {
		struct write *person = make_person(&acme);
		const char *body = arena_printf(arena,
		    "{\"person_id\":\"%s\",\"type\":\"home\",\"number\":\"+13035550100\","
		    "\"is_primary\":true}",
		    id_of(person))
				       .at;
		assert_int_equal(race(creation(&resource_phone_numbers, body),
				     creation(&resource_phone_numbers, body)),
		    2);
		assert_int_equal(count_in(&acme, "SELECT COUNT(*) FROM phone_numbers WHERE "
						 "realm_id = ? AND is_primary"),
		    round + 1);
	}
}

static struct write *
default_schedule(int round, int which)
{
	return creation(&resource_pay_schedules,
	    arena_printf(arena,
		"{\"code\":\"D%d-%d\",\"name\":\"x\",\"frequency\":\"weekly\","
		"\"first_period_start\":\"2024-01-01\",\"is_default\":true}",
		round, which)
		.at);
}

static void
two_default_pay_schedules_at_once(void **state)
{
	(void)state;
	fixture_need_server();
	for (int round = 0; round < ROUNDS; round++) {
		assert_int_equal(race(default_schedule(round, 1), default_schedule(round, 2)), 2);
		assert_int_equal(count_in(&acme, "SELECT COUNT(*) FROM pay_schedules WHERE "
						 "realm_id = ? AND is_default"),
		    1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_halves_of_a_circle),
	    cmocka_unit_test(two_supervisors_of_each_other),
	    cmocka_unit_test(two_overlapping_spells_of_a_rate_code),
	    cmocka_unit_test(two_overlapping_spells_of_time_off),
	    cmocka_unit_test(two_primary_phone_numbers_at_once),
	    cmocka_unit_test(two_default_pay_schedules_at_once),
	};
	return cmocka_run_group_tests(tests, fixture_open_acme, fixture_close);
}
