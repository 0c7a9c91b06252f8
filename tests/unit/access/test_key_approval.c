/* Changes that widen live keys: a second admin's word, where the company asks for it. */
#include "fixture.h"

#include "access/addresses.h"
#include "access/groups.h"
#include "access/key_change.h"
#include "access/rights.h"

static void
demand_approval(bool demanded)
{
	struct company wanted;
	assert_int_equal(company_load(&act, act.entity_id, &wanted), DB_OK);
	wanted.rules.approval = demanded;
	assert_int_equal(company_change(&act, &wanted, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
}

static struct uuid
new_group(const char *name, const char *grants)
{
	const struct group_order order = {.name = slice_from(name), .grants = slice_from(grants)};
	struct uuid id;
	assert_int_equal(group_create(&act, &order, &complaints, &id), DB_OK);
	assert_int_equal(complaints.count, 0);
	return id;
}

static int64_t
in_days(int days)
{
	return clock_now() + days * CLOCK_DAY;
}

/* A live key that may read jobs' codes from two ranges for thirty days; approval is demanded. */
static struct key_made
narrow_key(const char *name)
{
	struct key_made made = {0};
	const struct key_order order = {.name = slice_from(name),
	    .mode = MODE_LIVE,
	    .level = LEVEL_CUSTOM,
	    .expires_us = in_days(30),
	    .addresses = SLICE("192.0.2.0/24 2001:db8::/32"),
	    .choice = {.grants = SLICE("jobs:read(code,name)")}};
	demand_approval(false);
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	demand_approval(true);
	return made;
}

static bool
needs_approval(const struct act *by, struct uuid id, const struct key_change *change)
{
	bool changed = false;
	assert_int_equal(key_change(by, id, change, &complaints, &changed), DB_OK);
	if (!complains(KEY_APPROVAL_CONTROL, "needed")) {
		assert_int_equal(complaints.count, 0);
		assert_true(changed);
		return false;
	}
	assert_int_equal(complaints.count, 1);
	assert_false(changed);
	return true;
}

static struct key_change
grants_change(const char *scopes)
{
	return (struct key_change){.sets_grants = true, .choice = {.grants = slice_from(scopes)}};
}

static void
asks_for_a_second_word_when_a_key_would_do_more(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN);
	struct key_made made = narrow_key("Narrow");
	struct uuid wide = new_group("Wide", "jobs:read"),
		    same = new_group("Same", "jobs:read(code)");
	static const char *const wider[] = {"jobs:read", "jobs:read(code,name) jobs:update(name)",
	    "jobs:read(code,name,description)", "jobs:read(code,name) changes:read",
	    "jobs:read(open,business)", "persons:read(preferred_language)"};
	for (size_t i = 0; i < sizeof wider / sizeof wider[0]; i++) {
		struct key_change change = grants_change(wider[i]);
		assert_true(needs_approval(&dana, made.key_id, &change));
	}
	const struct key_change others[] = {
	    {.level = LEVEL_FULL, .sets_grants = true},
	    {.level = LEVEL_READ_ONLY, .sets_grants = true},
	    {.sets_groups = true, .choice = {.groups = &wide, .ngroups = 1}},
	    {.sets_expiry = true},
	    {.sets_expiry = true, .expires_us = in_days(31)},
	    {.sets_addresses = true, .addresses = SLICE("")},
	    {.sets_addresses = true, .addresses = SLICE("192.0.2.0/23")},
	    {.sets_addresses = true, .addresses = SLICE("192.0.2.0/24 198.51.100.1")},
	};
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_true(needs_approval(&dana, made.key_id, &others[i]));
	const struct key_change harmless[] = {
	    {.name = SLICE("Narrower")},
	    {.sets_groups = true, .choice = {.groups = &same, .ngroups = 1}},
	    {.sets_expiry = true, .expires_us = in_days(20)},
	    {.sets_addresses = true, .addresses = SLICE("192.0.2.128/25 2001:db8:1::/48")},
	    {.sets_grants = true, .choice = {.grants = SLICE("jobs:read(code)")}},
	    {.sets_per_minute = true, .limits = {.per_minute = 50}},
	};
	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
		assert_false(needs_approval(&dana, made.key_id, &harmless[i]));
}

static void
leaves_test_keys_and_other_companies_to_one_admin(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN);
	struct key_made live = narrow_key("Live"),
			trial = new_key("Trial", MODE_TEST, LEVEL_READ_ONLY);
	const struct key_change full = {.level = LEVEL_FULL, .sets_grants = true};
	assert_false(needs_approval(&dana, trial.key_id, &full));
	demand_approval(false);
	assert_false(needs_approval(&dana, live.key_id, &full));
}

static struct key_waiting_change
ask_for(const struct act *by, struct uuid id, const struct key_change *change)
{
	enum key_change_fate fate = KEY_SAME;
	struct key_waiting_change waiting;
	assert_int_equal(key_change_ask(by, id, change, &complaints, &fate), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(fate, KEY_CHANGE_WAITS);
	assert_int_equal(key_change_waiting(by, id, &waiting), DB_OK);
	return waiting;
}

static void
changes_nothing_until_somebody_else_approves(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN), li = user_act("Li", ROLE_OWNER);
	struct act auditor = user_act("Ada", ROLE_AUDITOR);
	struct key_made made = narrow_key("Careful");
	struct uuid wide = new_group("Wide", "employees:read");
	const struct key_change change = {.name = SLICE("Careless"),
	    .level = LEVEL_READ_ONLY,
	    .sets_grants = true,
	    .sets_groups = true,
	    .choice = {.groups = &wide, .ngroups = 1},
	    .sets_addresses = true,
	    .sets_expiry = true,
	    .sets_burst = true,
	    .limits = {.burst = 7}};
	struct key_waiting_change waiting = ask_for(&dana, made.key_id, &change);
	struct key_info key;
	assert_true(slice_is(waiting.asked_by, "Dana"));
	assert_false(waiting.stale);
	assert_int_equal(waiting.nchanges, 7);
	assert_string_equal(waiting.changes[3].field, "groups");
	assert_true(slice_is(waiting.changes[3].after, "Wide"));
	assert_int_equal(get(employees(), made.secret.at), 403);
	assert_int_equal(key_find(&act, made.key_id, &key), DB_OK);
	assert_true(slice_is(key.name, "Careful"));
	assert_int_equal(audited("key.changed"), 0);
	assert_int_equal(audited("key.change_asked"), 1);

	assert_int_equal(key_change_approve(&dana, made.key_id, waiting.id, &complaints), DB_OK);
	assert_true(complains("key", "own_change"));
	assert_int_equal(key_change_approve(&auditor, made.key_id, waiting.id, &complaints), DB_OK);
	assert_true(complains("key", "role"));
	assert_int_equal(audited("act.refused"), 2);
	li.stepped_up = false;
	assert_int_equal(key_change_approve(&li, made.key_id, waiting.id, &complaints), DB_OK);
	assert_true(complaints_ask_step_up(&complaints));
	li.stepped_up = true;
	assert_int_equal(key_change_approve(&li, made.key_id, made.key_id, &complaints), DB_OK);
	assert_true(complains("key", "not_waiting"));
	assert_int_equal(get(employees(), made.secret.at), 403);

	assert_int_equal(key_change_approve(&li, made.key_id, waiting.id, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_int_equal(key_find(&act, made.key_id, &key), DB_OK);
	assert_true(slice_is(key.name, "Careless"));
	assert_int_equal(key.addresses.len, 0);
	assert_int_equal(key.expires_us, 0);
	assert_int_equal(key.limits.burst, 7);
	assert_int_equal(audited("key.changed"), 1);
	assert_int_equal(key_change_waiting(&act, made.key_id, &waiting), DB_NO_ROW);
	assert_int_equal(key_change_approve(&li, made.key_id, waiting.id, &complaints), DB_OK);
	assert_true(complains("key", "not_waiting"));
}

static void
approves_only_what_was_shown_of_the_key_as_it_was(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN), li = user_act("Li", ROLE_OWNER);
	struct key_made made = narrow_key("Moving");
	struct key_change change = grants_change("jobs:read jobs:update");
	struct key_waiting_change first = ask_for(&dana, made.key_id, &change);
	change = grants_change("jobs:read");
	struct key_waiting_change second = ask_for(&dana, made.key_id, &change);
	assert_int_equal(key_change_approve(&li, made.key_id, first.id, &complaints), DB_OK);
	assert_true(complains("key", "not_waiting"));
	bool changed;
	const struct key_change name = {.name = SLICE("Moved")};
	assert_int_equal(key_change(&li, made.key_id, &name, &complaints, &changed), DB_OK);
	assert_true(changed);
	assert_int_equal(key_change_waiting(&act, made.key_id, &second), DB_OK);
	assert_true(second.stale);
	assert_int_equal(key_change_approve(&li, made.key_id, second.id, &complaints), DB_OK);
	assert_true(complains("version", "changed"));
	assert_int_equal(key_change_withdraw(&dana, made.key_id, &changed), DB_OK);
	assert_true(changed);
	assert_int_equal(key_change_withdraw(&dana, made.key_id, &changed), DB_OK);
	assert_false(changed);
	assert_int_equal(audited("key.change_withdrawn"), 1);
	assert_int_equal(audited("key.changed"), 1);
}

static void
asks_every_rule_again_when_it_is_approved(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN), li = user_act("Li", ROLE_OWNER);
	struct key_made made = narrow_key("Ruled");
	const struct key_change change = {.sets_addresses = true};
	ask_for(&dana, made.key_id, &change);
	struct company wanted;
	assert_int_equal(company_load(&act, act.entity_id, &wanted), DB_OK);
	wanted.rules.addresses = true;
	assert_int_equal(company_change(&act, &wanted, &complaints), DB_OK);
	assert_int_equal(
	    key_change_approve(&li, made.key_id, (struct uuid){{0}}, &complaints), DB_OK);
	assert_true(complains("addresses", "required"));
	assert_int_equal(audited("key.changed"), 0);
}

static void
keeps_the_operators_wish_for_a_user_and_a_waiting_key_for_its_maker(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN), li = user_act("Li", ROLE_OWNER);
	struct key_made made = narrow_key("Operated"), asked = {0};
	const struct key_change full = {.level = LEVEL_FULL, .sets_grants = true};
	const struct uuid whichever = {{0}};
	bool changed;
	ask_for(&act, made.key_id, &full);
	assert_int_equal(key_change_approve(&act, made.key_id, whichever, &complaints), DB_OK);
	assert_true(complains("key", "own_change"));
	assert_int_equal(key_change_approve(&li, made.key_id, whichever, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);

	const struct key_order order = {
	    .name = SLICE("Asked"), .mode = MODE_LIVE, .level = LEVEL_READ_ONLY};
	assert_int_equal(key_create(&dana, &order, &complaints, &asked), DB_OK);
	assert_int_equal(asked.state, KEY_WAITING);
	assert_int_equal(key_change(&li, asked.key_id, &full, &complaints, &changed), DB_OK);
	assert_true(complains("key", "not_maker"));
	struct key_info key;
	assert_int_equal(key_find(&li, asked.key_id, &key), DB_OK);
	const struct key_change wide = {.level = LEVEL_FULL};
	assert_false(needs_approval(&dana, asked.key_id, &wide));
	assert_int_equal(key_approve(&li, asked.key_id, key.version, &complaints), DB_OK);
	assert_true(complains("key", "changed"));
	assert_int_equal(key_find(&li, asked.key_id, &key), DB_OK);
	assert_int_equal(key_approve(&li, asked.key_id, key.version, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
}

static void
widens_no_group_that_approved_keys_are_in(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN), li = user_act("Li", ROLE_OWNER);
	struct key_made made = narrow_key("In a group");
	struct uuid group = new_group("Field apps", "jobs:read");
	const struct key_change join = {
	    .sets_groups = true, .choice = {.groups = &group, .ngroups = 1}};
	struct key_waiting_change waiting = ask_for(&dana, made.key_id, &join);
	assert_int_equal(key_change_approve(&li, made.key_id, waiting.id, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
	bool changed = false;
	const struct group_order wider = {.grants = SLICE("jobs:read jobs:update")};
	const struct group_order narrower = {.grants = SLICE("jobs:read(code)")};
	assert_int_equal(group_change(&dana, group, &wider, &complaints, &changed), DB_OK);
	assert_true(complains("grants", "approval"));
	assert_false(changed);
	assert_int_equal(group_change(&dana, group, &narrower, &complaints, &changed), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_true(changed);
	demand_approval(false);
	assert_int_equal(group_change(&dana, group, &wider, &complaints, &changed), DB_OK);
	assert_int_equal(complaints.count, 0);
}

static void
knows_which_addresses_lie_within_others(void **state)
{
	(void)state;
	static const struct {
		const char *inner, *outer;
		bool within;
	} cases[] = {
	    {"", "", true},
	    {"10.0.0.1", "", true},
	    {"", "10.0.0.0/8", false},
	    {"10.1.0.0/16", "10.0.0.0/8", true},
	    {"10.0.0.0/8", "10.0.0.0/8", true},
	    {"10.0.0.0/7", "10.0.0.0/8", false},
	    {"10.0.0.1 11.0.0.1", "10.0.0.0/8", false},
	    {"2001:db8::1", "2001:db8::/32 10.0.0.1", true},
	    {"10.0.0.1", "::/1", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(
		    addresses_within(slice_from(cases[i].inner), slice_from(cases[i].outer)),
		    cases[i].within);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(asks_for_a_second_word_when_a_key_would_do_more),
	    TEST(leaves_test_keys_and_other_companies_to_one_admin),
	    TEST(changes_nothing_until_somebody_else_approves),
	    TEST(approves_only_what_was_shown_of_the_key_as_it_was),
	    TEST(asks_every_rule_again_when_it_is_approved),
	    TEST(keeps_the_operators_wish_for_a_user_and_a_waiting_key_for_its_maker),
	    TEST(widens_no_group_that_approved_keys_are_in),
	    TEST(knows_which_addresses_lie_within_others),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
