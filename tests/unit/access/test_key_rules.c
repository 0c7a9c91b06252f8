/* Limits of keys, the company's rules about them, keys that wait, and their secrets. */
#include "fixture.h"

#include "access/addresses.h"
#include "access/key_change.h"
#include "access/key_links.h"
#include "access/rights.h"

/* The company as somebody means to change it. */
static struct company
wanted_company(void)
{
	struct company wanted;
	assert_int_equal(company_load(&act, act.entity_id, &wanted), DB_OK);
	return wanted;
}

static void
change_company(const struct company *wanted)
{
	assert_int_equal(company_change(&act, wanted, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
}

static struct key_info
find(struct uuid id)
{
	struct key_info key = {0};
	assert_int_equal(key_find(&act, id, &key), DB_OK);
	return key;
}

static int
get_from(const char *address, struct slice secret)
{
	wish = (struct wish){.path = employees(), .address = address};
	wish.authorization = formatted("Bearer %s", arena_text(arena, secret));
	return ask(&api);
}

/* Address lists */

static void
keeps_addresses_in_one_form(void **state)
{
	(void)state;
	static const struct {
		const char *written, *kept;
	} cases[] = {
	    {"", ""},
	    {" \r\n,", ""},
	    {"10.1.2.3/8", "10.0.0.0/8"},
	    {"192.0.2.1, 192.0.2.1/32\n::ffff:192.0.2.1", "192.0.2.1"},
	    {"2001:DB8:0::/32 198.51.100.0/28", "2001:db8::/32 198.51.100.0/28"},
	};
	struct arena *own = arena_new(FIXTURE_MEMORY);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		complaints.count = 0;
		struct slice kept = addresses_read(own, slice_from(cases[i].written), &complaints);
		assert_int_equal(complaints.count, 0);
		assert_string_equal(arena_text(own, kept), cases[i].kept);
	}
	arena_free(own);
}

static void
complains_of_every_range_that_is_none_or_holds_everybody(void **state)
{
	(void)state;
	struct arena *own = arena_new(FIXTURE_MEMORY);
	struct str many;
	complaints.count = 0;
	addresses_read(
	    own, SLICE_OF("300.1.1.1 0.0.0.0/0 ::/0 ::ffff:0:0/96 10.0.0.1 x"), &complaints);
	assert_int_equal(complaints.count, 5);
	assert_true(complains("addresses", "invalid"));
	assert_true(complains("addresses", "everybody"));
	str_init(&many, own, 4096);
	for (int i = 0; i <= ADDRESSES_MAX; i++)
		str_addf(&many, "10.0.0.%d ", i);
	complaints.count = 0;
	addresses_read(own, str_slice(&many), &complaints);
	assert_true(complains("addresses", "too_many"));
	arena_free(own);
}

static void
lets_nobody_in_by_a_list_that_it_cannot_read(void **state)
{
	(void)state;
	static const unsigned char somebody[16] = {[10] = 0xff, [11] = 0xff, [12] = 10};
	struct address_list list;
	addresses_compile(SLICE_OF("10.0.0.0/8 nonsense"), &list);
	assert_false(addresses_admit(&list, somebody));
	addresses_compile(SLICE_OF(""), &list);
	assert_true(addresses_admit(&list, somebody));
}

static void
admits_a_key_from_its_addresses_only(void **state)
{
	(void)state;
	need_server();
	struct key_made made = {0};
	const struct key_order order = {.name = SLICE("Fenced"),
	    .mode = MODE_LIVE,
	    .level = LEVEL_FULL,
	    .addresses = SLICE("198.51.100.0/28, 2001:db8:1::/48")};
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(get_from("198.51.100.15", made.secret), 200);
	assert_int_equal(get_from("::ffff:198.51.100.15", made.secret), 200);
	assert_int_equal(get_from("2001:db8:1:2::3", made.secret), 200);
	assert_int_equal(get_from("198.51.100.16", made.secret), 403);
	assert_true(sent_body_has("\"ip_not_allowlisted\""));
	assert_int_equal(get_from("2001:db8:2::1", made.secret), 403);
	const struct key_change open = {.sets_addresses = true, .addresses = SLICE("")};
	bool changed;
	assert_int_equal(key_change(&act, made.key_id, &open, &complaints, &changed), DB_OK);
	assert_int_equal(get_from("198.51.100.16", made.secret), 200);
}

/* The company's rules */

static void
ends_new_keys_as_the_company_says(void **state)
{
	(void)state;
	need_server();
	struct key_made made = {0};
	struct company wanted = wanted_company();
	struct key_order order = {.name = SLICE("Short"), .mode = MODE_LIVE, .level = LEVEL_FULL};
	wanted.rules.days_max = 90;
	change_company(&wanted);
	int64_t now_us = clock_now();
	order.expires_us = now_us + 91 * CLOCK_DAY;
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_true(complains("expires_at", "too_far"));
	order.expires_us = 0;
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	struct key_info key = find(made.key_id);
	assert_in_range(
	    key.expires_us, now_us + 90 * CLOCK_DAY, now_us + 90 * CLOCK_DAY + CLOCK_MINUTE);
	const struct key_change later = {
	    .sets_expiry = true, .expires_us = key.expires_us + CLOCK_DAY};
	bool changed;
	assert_int_equal(key_change(&act, made.key_id, &later, &complaints, &changed), DB_OK);
	assert_true(complains("expires_at", "too_far"));
	wanted = wanted_company();
	wanted.rules.days_max = 367;
	assert_int_equal(company_change(&act, &wanted, &complaints), DB_OK);
	assert_true(complains("key_days_max", "too_large"));
}

static void
demands_an_address_list_of_live_keys_alone(void **state)
{
	(void)state;
	need_server();
	struct key_made made = {0};
	struct company wanted = wanted_company();
	struct key_order order = {
	    .name = SLICE("Anywhere"), .mode = MODE_LIVE, .level = LEVEL_FULL};
	wanted.rules.addresses = true;
	change_company(&wanted);
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_true(complains("addresses", "required"));
	order.mode = MODE_TEST;
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
}

static void
refuses_settings_that_changed_meanwhile(void **state)
{
	(void)state;
	need_server();
	struct company first = wanted_company(), second = first;
	first.require_login = true;
	change_company(&first);
	second.rules.unused_days = 30;
	assert_int_equal(company_change(&act, &second, &complaints), DB_OK);
	assert_true(complains("version", "changed"));
	assert_int_equal(wanted_company().rules.unused_days, 0);
	assert_int_equal(audited("entity.changed"), 1);
}

static void
takes_settings_from_owners_and_admins_and_a_state_from_the_operator(void **state)
{
	(void)state;
	need_server();
	const enum role others[] = {ROLE_DEVELOPER, ROLE_AUDITOR};
	struct act admin = user_act("Dana", ROLE_ADMIN);
	struct company wanted = wanted_company();
	wanted.rules.days_max = 30;
	for (size_t i = 0; i < 2; i++) {
		struct act other = user_act(role_name(others[i]), others[i]);
		assert_int_equal(company_change(&other, &wanted, &complaints), DB_OK);
		assert_true(complains("settings", "role"));
	}
	assert_int_equal(audited("act.refused"), 2);
	wanted.state = SLICE_OF("suspended");
	assert_int_equal(company_change(&admin, &wanted, &complaints), DB_OK);
	assert_true(complains("state", "role"));
	assert_int_equal(wanted_company().rules.days_max, 0);
	wanted.state = SLICE_OF("active");
	assert_int_equal(company_change(&admin, &wanted, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(wanted_company().rules.days_max, 30);
}

static void
takes_limits_from_the_key_then_its_company_then_the_settings(void **state)
{
	(void)state;
	need_server();
	struct key_made made = new_key("Limited", MODE_LIVE, LEVEL_FULL);
	assert_int_equal(get(employees(), made.secret.at), 200);
	struct slice usual = arena_copy(arena, sent_header("RateLimit-Policy"));
	struct company wanted = wanted_company();
	wanted.live_limits = (struct key_limits){77, 7};
	change_company(&wanted);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_string_equal(arena_text(arena, sent_header("RateLimit-Policy")),
	    "\"burst\";q=7;w=1, \"sustained\";q=77;w=60");
	const struct key_change own = {.sets_burst = true, .limits = {.burst = 3}};
	bool changed;
	assert_int_equal(key_change(&act, made.key_id, &own, &complaints, &changed), DB_OK);
	assert_true(changed);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_string_equal(arena_text(arena, sent_header("RateLimit-Policy")),
	    "\"burst\";q=3;w=1, \"sustained\";q=77;w=60");
	assert_false(slice_eq(usual, sent_header("RateLimit-Policy")));
}

static void
ends_keys_that_nobody_has_used_for_long(void **state)
{
	(void)state;
	need_server();
	struct key_made idle = new_key("Idle", MODE_LIVE, LEVEL_FULL);
	struct key_made busy = new_key("Busy", MODE_LIVE, LEVEL_FULL);
	struct key_made fresh = {0};
	struct company wanted = wanted_company();
	uint64_t ended = 0;
	wanted.rules.unused_days = 30;
	change_company(&wanted);
	execute_on_company("UPDATE api_keys SET created_at = UTC_TIMESTAMP(6) - INTERVAL 31 DAY "
			   "WHERE entity_id = %s");
	execute_on_company(
	    "UPDATE credentials SET created_at = UTC_TIMESTAMP(6) - INTERVAL 31 DAY, "
	    "used_at = UTC_TIMESTAMP(6) - INTERVAL 31 DAY WHERE entity_id = %s");
	execute_on_company(
	    "UPDATE credentials SET used_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE entity_id = "
	    "%s "
	    "AND key_id = (SELECT id FROM api_keys WHERE name = 'Busy' AND entity_id = "
	    "credentials.entity_id)");
	fresh = new_key("Fresh", MODE_LIVE, LEVEL_FULL);
	struct act system = act_of_system(arena, db, settings, NULL);
	assert_int_equal(keys_end_unused(&system, &ended), DB_OK);
	assert_true(ended >= 1);
	assert_int_equal(find(idle.key_id).state, KEY_REVOKED);
	assert_int_equal(find(busy.key_id).state, KEY_ACTIVE);
	assert_int_equal(find(fresh.key_id).state, KEY_ACTIVE);
	assert_int_equal(audited("key.ended_unused"), 1);
}

/* Keys that wait */

static struct key_made
asked_key(const struct act *by, const char *name)
{
	struct key_made made = {0};
	const struct key_order order = {
	    .name = slice_from(name), .mode = MODE_LIVE, .level = LEVEL_FULL};
	struct company wanted = wanted_company();
	wanted.rules.approval = true;
	change_company(&wanted);
	assert_int_equal(key_create(by, &order, &complaints, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_null(made.secret.at);
	assert_int_equal(made.state, KEY_WAITING);
	return made;
}

static void
makes_no_secret_before_a_second_admin_has_approved(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN), li = user_act("Li", ROLE_OWNER);
	struct key_made made = asked_key(&dana, "Careful");
	struct secret_info *list;
	struct slice secret = SLICE_NONE;
	struct key_link link;
	size_t nsecrets;
	assert_int_equal(key_secrets(&act, made.key_id, &list, &nsecrets), DB_OK);
	assert_int_equal(nsecrets, 0);
	assert_int_equal(key_collect(&dana, made.key_id, &complaints, &secret), DB_OK);
	assert_true(complains("key", "awaits_approval"));
	assert_int_equal(key_approve(&dana, made.key_id, 0, &complaints), DB_OK);
	assert_true(complains("key", "own_key"));
	assert_int_equal(audited("act.refused"), 1);
	assert_int_equal(key_approve(&li, made.key_id, 0, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(find(made.key_id).state, KEY_UNCOLLECTED);
	assert_int_equal(key_collect(&li, made.key_id, &complaints, &secret), DB_OK);
	assert_true(complains("key", "not_maker"));
	assert_int_equal(key_hand_over(&li, made.key_id, 0, &complaints, &link), DB_OK);
	assert_true(complains("key", "not_maker"));
	assert_int_equal(audited("act.refused"), 3);
	assert_null(secret.at);
	assert_int_equal(key_collect(&dana, made.key_id, &complaints, &secret), DB_OK);
	assert_int_equal(get(employees(), arena_text(arena, secret)), 200);
	assert_int_equal(key_collect(&dana, made.key_id, &complaints, &secret), DB_OK);
	assert_true(complains("key", "not_waiting"));
	assert_int_equal(audited("key.approved"), 1);
	assert_int_equal(audited("key.collected"), 1);
}

static void
rotates_pauses_and_resumes_nothing_that_waits(void **state)
{
	(void)state;
	need_server();
	struct act dana = user_act("Dana", ROLE_ADMIN);
	struct key_made made = asked_key(&dana, "Careful");
	struct slice secret = SLICE_NONE;
	bool changed = true;
	assert_int_equal(key_rotate(&dana, made.key_id, 0, &complaints, &secret), DB_NO_ROW);
	assert_int_equal(key_pause(&dana, made.key_id, &changed), DB_OK);
	assert_false(changed);
	assert_int_equal(key_resume(&dana, made.key_id, &changed), DB_OK);
	assert_false(changed);
	assert_int_equal(key_revoke(&dana, made.key_id, &changed), DB_OK);
	assert_true(changed);
	assert_int_equal(key_approve(&act, made.key_id, 0, &complaints), DB_OK);
	assert_true(complains("key", "not_waiting"));
}

/* Handing over */

static struct key_link_holder
holder_of(const struct key_link *link)
{
	static const unsigned char address[16] = {[10] = 0xff, [11] = 0xff, [12] = 198, [15] = 7};
	struct slice token = link->url;
	while (slice_find(token, '/') >= 0)
		token = slice_skip(token, (size_t)slice_find(token, '/') + 1);
	return (struct key_link_holder){
	    .arena = arena,
	    .db = db,
	    .settings = settings,
	    .secrets = secrets,
	    .token = token,
	    .address = address,
	};
}

static void
hands_a_key_over_once(void **state)
{
	(void)state;
	need_server();
	struct key_made made = {0};
	const struct key_order order = {
	    .name = SLICE("Vendor"), .mode = MODE_LIVE, .level = LEVEL_FULL, .hand_over = true};
	struct key_link link;
	struct key_link_info info;
	struct slice secret = SLICE_NONE, again = SLICE_NONE;
	assert_int_equal(key_create(&act, &order, &complaints, &made), DB_OK);
	assert_null(made.secret.at);
	assert_int_equal(key_hand_over(&act, made.key_id, 0, &complaints, &link), DB_OK);
	struct key_link_holder holder = holder_of(&link);
	assert_int_equal(key_link_look(&holder, &info), DB_OK);
	assert_int_equal(info.link.state, LINK_OPEN);
	assert_int_equal(find(made.key_id).state, KEY_UNCOLLECTED);
	assert_int_equal(key_link_collect(&holder, &info, &secret), DB_OK);
	assert_int_equal(get(employees(), arena_text(arena, secret)), 200);
	assert_int_equal(key_link_collect(&holder, &info, &again), DB_OK);
	assert_int_equal(info.link.state, LINK_USED);
	assert_null(again.at);
	assert_int_equal(audited("key.handed_over"), 1);
	assert_int_equal(audited("key.collected"), 1);
}

static void
hands_a_new_secret_over_and_ends_the_old_one_in_time(void **state)
{
	(void)state;
	need_server();
	struct key_made made = new_key("Vendor", MODE_LIVE, LEVEL_FULL);
	struct key_link first, second;
	struct key_link_info info;
	struct slice secret = SLICE_NONE;
	assert_int_equal(key_hand_over(&act, made.key_id, 0, &complaints, &first), DB_OK);
	assert_int_equal(key_hand_over(&act, made.key_id, 0, &complaints, &second), DB_OK);
	struct key_link_holder early = holder_of(&first), holder = holder_of(&second);
	assert_int_equal(key_link_collect(&early, &info, &secret), DB_OK);
	assert_int_equal(info.link.state, LINK_WITHDRAWN);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_int_equal(key_link_collect(&holder, &info, &secret), DB_OK);
	assert_non_null(secret.at);
	assert_int_equal(get(employees(), made.secret.at), 401);
	assert_int_equal(get(employees(), arena_text(arena, secret)), 200);
}

static void
opens_nothing_by_a_link_of_a_revoked_key(void **state)
{
	(void)state;
	need_server();
	struct key_made made = new_key("Vendor", MODE_LIVE, LEVEL_FULL);
	struct key_link link;
	struct key_link_info info;
	struct slice secret = SLICE_NONE;
	bool changed;
	assert_int_equal(key_hand_over(&act, made.key_id, 0, &complaints, &link), DB_OK);
	struct key_link_holder holder = holder_of(&link);
	assert_int_equal(key_revoke(&act, made.key_id, &changed), DB_OK);
	assert_int_equal(key_link_collect(&holder, &info, &secret), DB_OK);
	assert_int_equal(info.link.state, LINK_WITHDRAWN);
	assert_null(secret.at);
}

/* Secrets */

static void
rotates_a_live_key_for_who_may_make_one_and_has_confirmed(void **state)
{
	(void)state;
	need_server();
	struct act admin = user_act("Dana", ROLE_ADMIN), auditor = user_act("Ada", ROLE_AUDITOR);
	struct key_made live = new_key("Live", MODE_LIVE, LEVEL_FULL);
	struct key_made trial = new_key("Trial", MODE_TEST, LEVEL_FULL);
	struct slice fresh = SLICE_NONE;
	admin.stepped_up = false;
	assert_int_equal(key_rotate(&admin, live.key_id, 0, &complaints, &fresh), DB_OK);
	assert_true(complaints_ask_step_up(&complaints));
	assert_int_equal(key_rotate(&auditor, live.key_id, 0, &complaints, &fresh), DB_OK);
	assert_true(complains("key", "role"));
	assert_int_equal(audited("act.refused"), 1);
	assert_null(fresh.at);
	assert_int_equal(audited("key.rotated"), 0);
	assert_int_equal(get(employees(), live.secret.at), 200);
	assert_int_equal(key_rotate(&admin, trial.key_id, 0, &complaints, &fresh), DB_OK);
	assert_int_equal(complaints.count, 0);
	admin.stepped_up = true;
	assert_int_equal(key_rotate(&admin, live.key_id, 0, &complaints, &fresh), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(get(employees(), live.secret.at), 401);
	assert_int_equal(get(employees(), arena_text(arena, fresh)), 200);
}

static void
shows_each_secrets_own_last_use_and_ends_the_old_one_by_hand(void **state)
{
	(void)state;
	need_server();
	struct key_made made = new_key("Two", MODE_LIVE, LEVEL_FULL);
	struct secret_info *list;
	struct slice fresh;
	size_t count;
	bool changed;
	assert_int_equal(key_rotate(&act, made.key_id, CLOCK_DAY, &complaints, &fresh), DB_OK);
	execute_on_company("UPDATE credentials SET used_at = UTC_TIMESTAMP(6) WHERE entity_id = %s "
			   "AND expires_at IS NOT NULL");
	assert_int_equal(key_secrets(&act, made.key_id, &list, &count), DB_OK);
	assert_int_equal(count, 2);
	assert_true(list[0].alive && list[1].alive);
	assert_int_equal(list[0].used_us, 0);
	assert_int_not_equal(list[1].used_us, 0);
	int64_t end_us = list[1].expires_us;
	assert_int_equal(
	    key_extend_secret(&act, made.key_id, list[1].id, CLOCK_DAY, &changed), DB_OK);
	assert_true(changed);
	assert_int_equal(key_secrets(&act, made.key_id, &list, &count), DB_OK);
	assert_int_equal(list[1].expires_us, end_us + CLOCK_DAY);
	assert_int_equal(key_end_secret(&act, made.key_id, list[0].id, &changed), DB_OK);
	assert_false(changed);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_int_equal(key_end_secret(&act, made.key_id, list[1].id, &changed), DB_OK);
	assert_true(changed);
	assert_int_equal(get(employees(), made.secret.at), 401);
	assert_int_equal(get(employees(), arena_text(arena, fresh)), 200);
	assert_int_equal(audited("key.secret_extended"), 1);
	assert_int_equal(audited("key.secret_ended"), 1);
}

static void
reads_the_overlaps_that_the_portal_offers(void **state)
{
	(void)state;
	int64_t us = -1;
	assert_true(key_overlap_read(SLICE_OF("0"), &us) && us == 0);
	assert_true(key_overlap_read(SLICE_OF("7d"), &us) && us == 7 * CLOCK_DAY);
	assert_false(key_overlap_read(SLICE_OF("2h"), &us));
}

static void
warns_of_its_end_in_the_last_thirty_days(void **state)
{
	(void)state;
	need_server();
	struct key_made made = new_key("Ending", MODE_LIVE, LEVEL_FULL);
	struct key_info *keys;
	size_t nkeys;
	bool changed;
	struct slice fresh;
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_null(sent_header("X-Key-Expires-At").at);
	struct key_change end = {.sets_expiry = true, .expires_us = clock_now() + 31 * CLOCK_DAY};
	assert_int_equal(key_change(&act, made.key_id, &end, &complaints, &changed), DB_OK);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_null(sent_header("X-Key-Expires-At").at);
	end.expires_us = clock_now() + 29 * CLOCK_DAY;
	assert_int_equal(key_change(&act, made.key_id, &end, &complaints, &changed), DB_OK);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_non_null(sent_header("X-Key-Expires-At").at);
	const struct key_filter ending = {.ends_before_us = clock_now() + 30 * CLOCK_DAY};
	assert_int_equal(key_list(&act, &ending, &keys, &nkeys), DB_OK);
	assert_int_equal(nkeys, 1);
	end.expires_us = 0;
	assert_int_equal(key_change(&act, made.key_id, &end, &complaints, &changed), DB_OK);
	assert_int_equal(key_rotate(&act, made.key_id, CLOCK_DAY, &complaints, &fresh), DB_OK);
	assert_int_equal(get(employees(), made.secret.at), 200);
	assert_non_null(sent_header("X-Key-Expires-At").at);
	assert_int_equal(get(employees(), arena_text(arena, fresh)), 200);
	assert_null(sent_header("X-Key-Expires-At").at);
}

static void
revokes_every_key_of_a_mode_and_no_other(void **state)
{
	(void)state;
	need_server();
	struct key_made a = new_key("A", MODE_LIVE, LEVEL_FULL);
	struct key_made b = new_key("B", MODE_LIVE, LEVEL_READ_ONLY);
	struct key_made c = new_key("C", MODE_TEST, LEVEL_FULL);
	uint64_t count = 0;
	struct act developer = act;
	assert_int_equal(get(employees(), a.secret.at), 200);
	developer.role = ROLE_DEVELOPER;
	assert_int_equal(keys_revoke_all(&developer, MODE_LIVE, &complaints, &count), DB_OK);
	assert_true(complaints.count > 0);
	assert_int_equal(keys_revoke_all(&act, MODE_LIVE, &complaints, &count), DB_OK);
	assert_int_equal(count, 2);
	assert_int_equal(get(employees(), a.secret.at), 401);
	assert_int_equal(get(employees(), b.secret.at), 401);
	assert_int_equal(get(employees(), c.secret.at), 200);
	assert_int_equal(audited("keys.revoked_all"), 1);
	assert_int_equal(audited("key.revoked"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_addresses_in_one_form),
	    cmocka_unit_test(complains_of_every_range_that_is_none_or_holds_everybody),
	    cmocka_unit_test(lets_nobody_in_by_a_list_that_it_cannot_read),
	    cmocka_unit_test(reads_the_overlaps_that_the_portal_offers),
	    TEST(admits_a_key_from_its_addresses_only),
	    TEST(ends_new_keys_as_the_company_says),
	    TEST(demands_an_address_list_of_live_keys_alone),
	    TEST(refuses_settings_that_changed_meanwhile),
	    TEST(takes_settings_from_owners_and_admins_and_a_state_from_the_operator),
	    TEST(takes_limits_from_the_key_then_its_company_then_the_settings),
	    TEST(ends_keys_that_nobody_has_used_for_long),
	    TEST(makes_no_secret_before_a_second_admin_has_approved),
	    TEST(rotates_pauses_and_resumes_nothing_that_waits),
	    TEST(hands_a_key_over_once),
	    TEST(hands_a_new_secret_over_and_ends_the_old_one_in_time),
	    TEST(opens_nothing_by_a_link_of_a_revoked_key),
	    TEST(rotates_a_live_key_for_who_may_make_one_and_has_confirmed),
	    TEST(shows_each_secrets_own_last_use_and_ends_the_old_one_by_hand),
	    TEST(warns_of_its_end_in_the_last_thirty_days),
	    TEST(revokes_every_key_of_a_mode_and_no_other),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
