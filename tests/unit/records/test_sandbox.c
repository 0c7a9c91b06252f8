/* Who may ask for a sandbox, who answers, and what each act leaves behind. */
#define _GNU_SOURCE
#include "fixture.h"

#include "records/sandbox.h"

static struct settings setting;
static struct act act;

static struct act
by(enum role role)
{
	struct act one = act;
	one.role = role;
	one.actor_kind = role == 0 ? "system" : "user";
	one.actor_id = role == 0 ? (struct uuid){{0}} : uuid_v7();
	return one;
}

/* A company without a test realm, and settings that let companies wait. */
static int
set_up(void **state)
{
	(void)state;
	fixture_need_server();
	struct company company = make_company();
	struct db_value realm[] = {number((int64_t)company.other_realm_id)};
	setting.sandbox = "approval";
	act = act_of_system(arena, db, &setting, instance_secrets());
	act.entity_id = company.entity_id;
	assert_int_equal(
	    db_execute(db, SLICE_OF("DELETE FROM realms WHERE id = ?"), realm, 1, NULL), DB_OK);
	return audit_begin_chain(db, company.entity_id) == DB_OK ? 0 : -1;
}

static int64_t
ask_entity(const char *select)
{
	return ask(
	    db, arena_printf(arena, "%s = %llu", select, (unsigned long long)act.entity_id).at);
}

static int64_t
events(const char *event)
{
	return ask_entity(arena_printf(
	    arena, "SELECT COUNT(*) FROM audit_events WHERE event = '%s' AND entity_id", event)
			      .at);
}

static enum sandbox_outcome
outcome_of(
    enum db_status (*perform)(const struct act *act, enum sandbox_outcome *outcome), enum role role)
{
	enum sandbox_outcome outcome;
	struct act one = by(role);
	assert_int_equal(perform(&one, &outcome), DB_OK);
	return outcome;
}

static struct sandbox_info
look(void)
{
	struct sandbox_info info;
	assert_int_equal(sandbox_look(&act, &info), DB_OK);
	return info;
}

static void
waits_for_the_operator_where_the_setting_says_so(void **state)
{
	(void)state;
	assert_int_equal(look().state, SANDBOX_NONE);
	assert_int_equal(outcome_of(sandbox_ask, ROLE_AUDITOR), SANDBOX_NOT_ALLOWED);
	assert_int_equal(outcome_of(sandbox_approve, 0), SANDBOX_NOT_ASKED);
	assert_int_equal(outcome_of(sandbox_ask, ROLE_DEVELOPER), SANDBOX_WAITS);
	assert_int_equal(outcome_of(sandbox_ask, ROLE_OWNER), SANDBOX_WAITS);
	assert_int_equal(events("sandbox.asked"), 1);
	assert_int_equal(look().state, SANDBOX_WAITING);
	assert_true(look().asked_us > 0);
	assert_int_equal(outcome_of(sandbox_approve, ROLE_OWNER), SANDBOX_NOT_ALLOWED);
	assert_int_equal(outcome_of(sandbox_refuse, ROLE_OWNER), SANDBOX_NOT_ALLOWED);
	assert_int_equal(outcome_of(sandbox_reset, ROLE_OWNER), SANDBOX_NOT_THERE);
	assert_int_equal(outcome_of(sandbox_refuse, 0), SANDBOX_DONE);
	assert_int_equal(events("sandbox.refused"), 1);
	assert_int_equal(look().state, SANDBOX_NONE);
	assert_int_equal(
	    ask_entity("SELECT COUNT(*) FROM realms WHERE mode = 'test' AND entity_id"), 0);
}

static void
is_built_once_approved_and_raises_every_key(void **state)
{
	(void)state;
	assert_int_equal(outcome_of(sandbox_ask, ROLE_ADMIN), SANDBOX_WAITS);
	int64_t stamps = ask_entity("SELECT SUM(stamp) FROM api_keys WHERE entity_id");
	assert_int_equal(outcome_of(sandbox_approve, 0), SANDBOX_DONE);
	assert_true(ask_entity("SELECT SUM(stamp) FROM api_keys WHERE entity_id") > stamps);
	assert_int_equal(look().state, SANDBOX_READY);
	assert_int_equal(events("sandbox.created"), 1);
	assert_int_equal(outcome_of(sandbox_ask, ROLE_ADMIN), SANDBOX_THERE);
	assert_int_equal(
	    ask_entity("SELECT COUNT(*) FROM employees e JOIN realms r ON r.id = e.realm_id "
		       "WHERE r.state = 'current' AND r.entity_id"),
	    SANDBOX_EMPLOYEES);
}

static void
is_granted_at_once_where_the_setting_says_so(void **state)
{
	(void)state;
	setting.sandbox = "granted";
	assert_int_equal(outcome_of(sandbox_ask, ROLE_AUDITOR), SANDBOX_NOT_ALLOWED);
	assert_int_equal(outcome_of(sandbox_ask, ROLE_DEVELOPER), SANDBOX_DONE);
	assert_int_equal(outcome_of(sandbox_reset, ROLE_AUDITOR), SANDBOX_NOT_ALLOWED);
	assert_int_equal(events("sandbox.created"), 1);
}

static void
set_building(const char *since)
{
	struct db_value entity[] = {number((int64_t)act.entity_id)};
	insert_row("INSERT INTO realms (entity_id, mode, state, created_at) VALUES "
		   "(?, 'test', 'building', NOW(6))",
	    entity, 1);
	assert_int_equal(
	    db_execute(db,
		arena_printf(arena,
		    "INSERT INTO sandboxes (entity_id, state, realm_id, began_at) SELECT "
		    "?, 'building', MAX(id), %s FROM realms WHERE state = 'building'",
		    since),
		entity, 1, NULL),
	    DB_OK);
}

static void
is_not_built_by_two_at_once(void **state)
{
	(void)state;
	set_building("UTC_TIMESTAMP(6)");
	assert_int_equal(look().state, SANDBOX_BUILDING);
	assert_int_equal(outcome_of(sandbox_ask, 0), SANDBOX_BUSY);
	assert_int_equal(outcome_of(sandbox_ask, ROLE_OWNER), SANDBOX_BUSY);
}

static void
takes_over_a_build_that_was_left(void **state)
{
	(void)state;
	set_building("UTC_TIMESTAMP(6) - INTERVAL 1 HOUR");
	assert_int_equal(outcome_of(sandbox_ask, 0), SANDBOX_DONE);
	assert_int_equal(
	    ask_entity("SELECT COUNT(*) FROM realms WHERE state = 'retired' AND entity_id"), 1);
	assert_int_equal(look().state, SANDBOX_READY);
}

static void
empties_retired_realms_alone(void **state)
{
	(void)state;
	uint64_t rows = 0, again = 0;
	assert_int_equal(outcome_of(sandbox_ask, 0), SANDBOX_DONE);
	assert_int_equal(outcome_of(sandbox_reset, ROLE_DEVELOPER), SANDBOX_DONE);
	assert_int_equal(events("sandbox.reset"), 1);
	assert_int_equal(sandbox_sweep(db, &rows), DB_OK);
	assert_true(rows > 4 * SANDBOX_EMPLOYEES);
	assert_int_equal(
	    ask_entity("SELECT COUNT(*) FROM realms WHERE mode = 'test' AND entity_id"), 1);
	assert_int_equal(sandbox_sweep(db, &again), DB_OK);
	assert_int_equal(again, 0);
	assert_int_equal(
	    ask_entity("SELECT COUNT(*) FROM employees e JOIN realms r ON r.id = e.realm_id "
		       "WHERE r.entity_id"),
	    SANDBOX_EMPLOYEES);
	assert_int_equal(ask(db, "SELECT @@foreign_key_checks"), 1);
}

static void
checks_foreign_keys_again_where_somebody_was_in_the_way(void **state)
{
	(void)state;
	uint64_t rows = 0;
	struct db *other = db_new(settings, DB_OWNER);
	assert_int_equal(outcome_of(sandbox_ask, 0), SANDBOX_DONE);
	assert_int_equal(outcome_of(sandbox_reset, ROLE_DEVELOPER), SANDBOX_DONE);
	assert_int_equal(db_execute(other, SLICE_OF("START TRANSACTION"), NULL, 0, NULL), DB_OK);
	assert_int_equal(
	    db_execute(other,
		SLICE_OF("UPDATE employees SET version = version + 1 WHERE realm_id IN "
			 "(SELECT id FROM realms WHERE state = 'retired')"),
		NULL, 0, NULL),
	    DB_OK);
	db_execute(db, SLICE_OF("SET SESSION innodb_lock_wait_timeout = 0"), NULL, 0, NULL);
	assert_int_equal(sandbox_sweep(db, &rows), DB_RERUN);
	db_execute(db, SLICE_OF("SET SESSION innodb_lock_wait_timeout = 5"), NULL, 0, NULL);
	db_free(other);
	assert_int_equal(ask(db, "SELECT @@foreign_key_checks"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(waits_for_the_operator_where_the_setting_says_so, set_up),
	    cmocka_unit_test_setup(is_built_once_approved_and_raises_every_key, set_up),
	    cmocka_unit_test_setup(is_granted_at_once_where_the_setting_says_so, set_up),
	    cmocka_unit_test_setup(is_not_built_by_two_at_once, set_up),
	    cmocka_unit_test_setup(takes_over_a_build_that_was_left, set_up),
	    cmocka_unit_test_setup(empties_retired_realms_alone, set_up),
	    cmocka_unit_test_setup(checks_foreign_keys_again_where_somebody_was_in_the_way, set_up),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
