/* What each role may do, said once more: a row that changes has to change here too. */
#include "fixture.h"

#include "access/rights.h"

#define OWNER "owner "
#define ADMIN "owner admin "
#define MAKER "owner admin developer "
#define DATA "owner admin auditor "
#define ALL "owner admin developer auditor "

static const struct {
	const char *name, *roles;
	bool steps_up;
} expected[] = {
    {"pages.read", ALL, false},
    {"account", ALL, false},
    {"sign_in.change", ALL, true},
    {"live.read", DATA, false},
    {"test_keys.change", MAKER, false},
    {"live_keys.make", ADMIN, true},
    {"live_keys.change", ADMIN, false},
    {"reveal", ADMIN, true},
    {"keys.revoke_all", ADMIN, true},
    {"groups.read", DATA, false},
    {"groups.change", ADMIN, false},
    {"sandbox.change", MAKER, false},
    {"audit.read", DATA, false},
    {"export", DATA, false},
    {"users.read", ADMIN, false},
    {"users.minor", ADMIN, false},
    {"users.major", OWNER, true},
    {"users.change_role", OWNER, true},
    {"settings.read", DATA, false},
    {"settings.change", ADMIN, false},
    {"retention.change", OWNER, false},
};

static void
gives_each_role_what_the_design_says(void **state)
{
	(void)state;
	static const enum role roles[] = {ROLE_OWNER, ROLE_ADMIN, ROLE_DEVELOPER, ROLE_AUDITOR};
	assert_int_equal(sizeof expected / sizeof expected[0], RIGHT_COUNT);
	for (enum right right = 0; right < RIGHT_COUNT; right++) {
		assert_string_equal(right_kinds[right].name, expected[right].name);
		assert_int_equal(right_kinds[right].steps_up, expected[right].steps_up);
		for (size_t i = 0; i < 4; i++)
			assert_int_equal(right_held(right, roles[i]),
			    strstr(expected[right].roles, role_name(roles[i])) != NULL);
		assert_true(right_held(right, 0));
	}
}

static void
asks_for_a_step_up_and_keeps_what_it_refused(void **state)
{
	(void)state;
	need_server();
	complaints.count = 0;
	const struct act_subject subject = {"user", uuid_v7(), SLICE("Dana")};
	struct act admin = act;
	admin.actor_kind = "user";
	admin.role = ROLE_ADMIN;
	assert_int_equal(
	    act_permit(&admin, RIGHT_LIVE_KEYS_MAKE, &subject, "mode", &complaints), DB_OK);
	assert_true(complaints_ask_step_up(&complaints));
	complaints.count = 0;
	admin.stepped_up = true;
	assert_int_equal(
	    act_permit(&admin, RIGHT_LIVE_KEYS_MAKE, &subject, "mode", &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(
	    act_permit(&admin, RIGHT_USERS_CHANGE_ROLE, &subject, "role", &complaints), DB_OK);
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.list[0].code, "role");
	struct audit_filter filter = {
	    .entity_id = company.entity_id, .event = SLICE("act.refused")};
	struct audit_page page;
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	assert_int_equal(page.nrows, 1);
	assert_true(slice_is(page.rows[0].changes[0].after, "users.change_role"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(gives_each_role_what_the_design_says),
	    TEST(asks_for_a_step_up_and_keeps_what_it_refused),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
