/* Keys as administrators handle them, and the login flow that starts from them. */
#include "fixture.h"

#include "access/sweep.h"
#include "base/clock.h"

static enum db_status
order_key(const struct key_order *order, struct key_made *made)
{
	return key_create(&act, order, &complaints, made);
}

static void
makes_a_secret_of_the_agreed_form(void **state)
{
	(void)state;
	need_server();
	struct slice secret = new_key("Time clock", MODE_LIVE, LEVEL_FULL).secret;
	assert_true(slice_has_prefix(secret, formatted("hub_live_ent_%s_", company.code)));
	assert_int_equal(secret.len, strlen("hub_live_ent_") + 10 + 1 + 43 + 6);
	assert_true(credential_is_well_formed(secret));
	assert_true(credential_is_suspected(settings, secret));
	assert_true(
	    slice_has_prefix(new_key("Sandbox", MODE_TEST, LEVEL_FULL).secret, "hub_test_ent_"));
}

static void
tells_every_complaint_about_an_order_at_once(void **state)
{
	(void)state;
	need_server();
	struct key_made made;
	struct key_order order = {.name = SLICE("  "), .expires_us = 1};
	assert_int_equal(order_key(&order, &made), DB_OK);
	assert_int_equal(complaints.count, 4);
	assert_true(complains("name", "required"));
	assert_true(complains("mode", "required"));
	assert_true(complains("access", "required"));
	assert_true(complains("expires_at", "past"));
}

static void
refuses_a_name_twice_until_the_first_is_revoked(void **state)
{
	(void)state;
	need_server();
	struct key_made made, first = new_key("Time clock", MODE_TEST, LEVEL_FULL);
	struct key_order order = {
	    .name = SLICE("time CLOCK"), .mode = MODE_LIVE, .level = LEVEL_FULL};
	bool changed;
	assert_int_equal(order_key(&order, &made), DB_OK);
	assert_true(complains("name", "duplicate"));
	assert_int_equal(key_revoke(&act, first.key_id, &changed), DB_OK);
	assert_int_equal(order_key(&order, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
}

static void
makes_one_key_of_a_form_sent_twice(void **state)
{
	(void)state;
	need_server();
	struct key_made once, again;
	struct key_order order = {
	    .name = SLICE("Form"), .mode = MODE_TEST, .level = LEVEL_FULL, .form_id = uuid_v7()};
	struct key_filter all = {0};
	struct key_info *keys;
	size_t nkeys;
	assert_int_equal(order_key(&order, &once), DB_OK);
	assert_int_equal(order_key(&order, &again), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_non_null(once.secret.at);
	assert_null(again.secret.at);
	assert_true(uuid_eq(once.key_id, again.key_id));
	assert_int_equal(key_list(&act, &all, &keys, &nkeys), DB_OK);
	assert_int_equal(nkeys, 1);
}

static void
leaves_the_form_unused_when_it_refuses(void **state)
{
	(void)state;
	need_server();
	struct key_made made;
	new_key("Taken", MODE_TEST, LEVEL_FULL);
	struct key_order order = {
	    .name = SLICE("Taken"), .mode = MODE_TEST, .level = LEVEL_FULL, .form_id = uuid_v7()};
	assert_int_equal(order_key(&order, &made), DB_OK);
	assert_true(complains("name", "duplicate"));
	order.name = SLICE_OF("Free");
	assert_int_equal(order_key(&order, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_non_null(made.secret.at);
}

static void
keeps_developers_to_test_data(void **state)
{
	(void)state;
	need_server();
	struct key_made live = new_key("Live", MODE_LIVE, LEVEL_FULL), made;
	struct key_order order = {.name = SLICE("Mine"), .mode = MODE_LIVE, .level = LEVEL_FULL};
	struct key_filter all = {0};
	struct key_info *keys, key;
	size_t nkeys;
	bool changed;
	act.role = ROLE_DEVELOPER;
	assert_int_equal(order_key(&order, &made), DB_OK);
	assert_true(complains("mode", "role"));
	assert_int_equal(key_find(&act, live.key_id, &key), DB_NO_ROW);
	assert_int_equal(key_revoke(&act, live.key_id, &changed), DB_NO_ROW);
	assert_int_equal(key_list(&act, &all, &keys, &nkeys), DB_OK);
	assert_int_equal(nkeys, 0);
}

static void
lists_and_finds_by_name_last_four_id_and_text(void **state)
{
	(void)state;
	need_server();
	struct key_made a = new_key("Payroll sync", MODE_LIVE, LEVEL_READ_ONLY);
	struct key_made b = new_key("Clock", MODE_TEST, LEVEL_FULL);
	struct key_info *keys, key;
	size_t nkeys;
	const struct slice texts[] = {
	    SLICE("ROLL"), slice_skip(a.secret, a.secret.len - 4), id_text(arena, "key", a.key_id)};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct key_filter filter = {.text = texts[i]};
		assert_int_equal(key_list(&act, &filter, &keys, &nkeys), DB_OK);
		assert_int_equal(nkeys, 1);
		assert_true(uuid_eq(keys[0].id, a.key_id));
	}
	struct key_filter none = {.text = SLICE("\xc3\xa9\xf0\x9f\x98\x80")};
	assert_int_equal(key_list(&act, &none, &keys, &nkeys), DB_OK);
	assert_int_equal(nkeys, 0);
	struct key_filter live = {.mode = MODE_LIVE}, all = {0};
	assert_int_equal(key_list(&act, &live, &keys, &nkeys), DB_OK);
	assert_int_equal(nkeys, 1);
	assert_int_equal(key_list(&act, &all, &keys, &nkeys), DB_OK);
	assert_int_equal(nkeys, 2);
	assert_true(uuid_eq(keys[0].id, b.key_id));
	assert_int_equal(key_find_by_text(&act, a.secret, &key), DB_OK);
	assert_true(uuid_eq(key.id, a.key_id));
	assert_true(slice_is(key.name, "Payroll sync"));
	assert_int_equal(key.level, LEVEL_READ_ONLY);
	assert_int_equal(key.state, KEY_ACTIVE);
	assert_true(slice_eq(key.last_four, slice_skip(a.secret, a.secret.len - 4)));
	assert_int_equal(key.used_us, 0);
	assert_int_equal(key.secrets, 1);
}

static void
hides_keys_of_other_companies(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Mine", MODE_LIVE, LEVEL_FULL);
	struct key_info found;
	struct slice secret;
	bool changed;
	fixture_company(NULL);
	assert_int_equal(key_find(&act, key.key_id, &found), DB_NO_ROW);
	assert_int_equal(key_find_by_text(&act, key.secret, &found), DB_NO_ROW);
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_NO_ROW);
	assert_int_equal(key_pause(&act, key.key_id, &changed), DB_NO_ROW);
	assert_int_equal(key_rotate(&act, key.key_id, 0, &complaints, &secret), DB_NO_ROW);
}

static void
revokes_once_and_for_ever(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Gone", MODE_LIVE, LEVEL_FULL);
	struct key_info info;
	bool changed;
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_OK);
	assert_true(changed);
	assert_int_equal(get(employees(), key.secret.at), 401);
	assert_string_equal(call->notes.reason, "revoked");
	assert_true(call->notes.entity_id == company.entity_id);
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_OK);
	assert_false(changed);
	assert_int_equal(key_resume(&act, key.key_id, &changed), DB_OK);
	assert_false(changed);
	assert_int_equal(key_find(&act, key.key_id, &info), DB_OK);
	assert_int_equal(info.state, KEY_REVOKED);
	assert_true(info.revoked_us > 0);
}

static void
pauses_and_resumes_at_once(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Nap", MODE_LIVE, LEVEL_FULL);
	bool changed;
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(key_pause(&act, key.key_id, &changed), DB_OK);
	assert_int_equal(get(employees(), key.secret.at), 401);
	assert_string_equal(call->notes.reason, "paused");
	assert_int_equal(key_resume(&act, key.key_id, &changed), DB_OK);
	assert_int_equal(get(employees(), key.secret.at), 200);
}

static void
expires_by_the_databases_clock(void **state)
{
	(void)state;
	need_server();
	struct key_made made, key = new_key("Never", MODE_LIVE, LEVEL_FULL);
	struct key_order order = {.name = SLICE("Short"), .mode = MODE_LIVE, .level = LEVEL_FULL};
	order.expires_us = clock_now() + CLOCK_HOUR;
	assert_int_equal(order_key(&order, &made), DB_OK);
	assert_int_equal(get(employees(), made.secret.at), 200);
	execute_on_company("UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND, "
			   "stamp = stamp + 1 WHERE entity_id = %s AND name = 'Short'");
	assert_int_equal(get(employees(), made.secret.at), 401);
	assert_string_equal(call->notes.reason, "expired");
	assert_int_equal(get(employees(), key.secret.at), 200);
}

static void
rotates_with_an_overlap_and_without(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Turning", MODE_LIVE, LEVEL_FULL);
	struct slice second, third;
	struct key_info info;
	assert_int_equal(key_rotate(&act, key.key_id, CLOCK_HOUR, &complaints, &second), DB_OK);
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(get(employees(), second.at), 200);
	assert_int_equal(key_find(&act, key.key_id, &info), DB_OK);
	assert_int_equal(info.secrets, 2);
	assert_true(slice_eq(info.last_four, slice_skip(second, second.len - 4)));
	assert_int_equal(key_rotate(&act, key.key_id, 0, &complaints, &third), DB_OK);
	assert_int_equal(get(employees(), key.secret.at), 401);
	assert_string_equal(call->notes.reason, "ended");
	assert_int_equal(get(employees(), second.at), 401);
	assert_int_equal(get(employees(), third.at), 200);
}

/* Login */

static int
post(const char *path, const char *credential, const char *body)
{
	wish = (struct wish){.method = "POST", .path = path, .body = body};
	wish.authorization = formatted("Bearer %s", credential);
	return ask(&api);
}

static const char *
sent_member(const char *name)
{
	struct json_fault fault;
	const struct json *answer = json_read(arena, str_slice(&call->answer.body), &fault);
	assert_non_null(answer);
	const struct json *member = json_member(answer, slice_from(name));
	assert_non_null(member);
	return arena_text(arena, json_string(member));
}

static const char *
log_in(const char *key)
{
	assert_int_equal(post("/v1/auth/login", key, NULL), 200);
	return sent_member("access_token");
}

static void
gives_a_token_that_opens_what_its_key_opens(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Login", MODE_LIVE, LEVEL_READ_ONLY);
	const char *token = log_in(key.secret.at);
	assert_true(strncmp(token, "hub_tok_", 8) == 0);
	assert_string_equal(sent_member("object"), "access_token");
	assert_string_equal(sent_member("token_type"), "Bearer");
	assert_string_equal(sent_member("mode"), "live");
	assert_string_equal(sent_member("entity_id"), formatted("ent_%s", company.code));
	assert_true(sent_body_has("\"expires_in\":3600,"));
	assert_non_null(strstr(sent_member("scope"), "employees:read"));
	assert_null(strstr(sent_member("scope"), "write"));
	assert_int_equal(get(employees(), token), 200);
	assert_true(call->caller.by_token);
	assert_true(uuid_eq(call->notes.key_id, key.key_id));
	execute_on_company("UPDATE entities SET require_login = TRUE WHERE id = %s");
	assert_int_equal(get(employees(), token), 200);
}

static void
refuses_a_token_at_login_and_a_body(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Login", MODE_LIVE, LEVEL_FULL);
	const char *token = log_in(key.secret.at);
	assert_int_equal(post("/v1/auth/login", token, NULL), 401);
	assert_int_equal(post("/v1/auth/login", key.secret.at, "{}"), 200);
	assert_int_equal(post("/v1/auth/login", key.secret.at, "{\"ttl\":1}"), 422);
	assert_int_equal(post("/v1/auth/login", key.secret.at, "nonsense"), 422);
}

static void
ends_a_token_with_its_key_and_with_its_secret(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Login", MODE_LIVE, LEVEL_FULL);
	struct slice second;
	bool changed;
	const char *of_first = log_in(key.secret.at);
	assert_int_equal(get(employees(), of_first), 200);
	assert_int_equal(key_rotate(&act, key.key_id, 0, &complaints, &second), DB_OK);
	assert_int_equal(get(employees(), of_first), 401);
	const char *of_second = log_in(second.at);
	assert_int_equal(get(employees(), of_second), 200);
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_OK);
	assert_int_equal(get(employees(), of_second), 401);
}

static void
keeps_a_token_within_the_life_of_its_key(void **state)
{
	(void)state;
	need_server();
	struct key_made made;
	struct key_order order = {.name = SLICE("Short"), .mode = MODE_LIVE, .level = LEVEL_FULL};
	order.expires_us = clock_now() + CLOCK_MINUTE;
	assert_int_equal(order_key(&order, &made), DB_OK);
	log_in(made.secret.at);
	assert_true(sent_body_has("\"expires_in\":59") || sent_body_has("\"expires_in\":60"));
}

static void
ends_the_oldest_token_above_a_hundred(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Many", MODE_LIVE, LEVEL_FULL);
	execute_on_company("UPDATE api_keys SET burst = 100000, per_minute = 100000 "
			   "WHERE entity_id = %s");
	const char *first = log_in(key.secret.at), *second = log_in(key.secret.at);
	for (int i = 2; i < KEY_TOKENS_MAX; i++)
		log_in(key.secret.at);
	assert_int_equal(get(employees(), first), 200);
	log_in(key.secret.at);
	assert_int_equal(get(employees(), first), 401);
	assert_string_equal(call->notes.reason, "ended");
	assert_int_equal(get(employees(), second), 200);
}

static void
logs_out_the_token_that_calls(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Login", MODE_LIVE, LEVEL_FULL);
	const char *one = log_in(key.secret.at), *other = log_in(key.secret.at);
	assert_int_equal(post("/v1/auth/logout", one, NULL), 204);
	assert_int_equal(get(employees(), one), 401);
	assert_int_equal(get(employees(), other), 200);
	assert_int_equal(post("/v1/auth/logout", key.secret.at, NULL), 409);
	assert_int_equal(get(employees(), key.secret.at), 200);
}

static int64_t
count_tokens(void)
{
	struct db_rows rows;
	const enum db_type number = DB_I64;
	struct db_value of = {.type = DB_U64, .u64 = company.entity_id};
	assert_int_equal(db_select(db, arena,
			     SLICE_OF("SELECT COUNT(*) FROM credentials "
				      "WHERE entity_id = ? AND kind = 'token'"),
			     &of, 1, &number, 1, &rows),
	    DB_OK);
	return rows.cells[0].i64;
}

static void
sweeps_dead_tokens_but_the_one_used_last(void **state)
{
	(void)state;
	need_server();
	struct swept swept;
	struct key_info info;
	struct key_made key = new_key("Login", MODE_LIVE, LEVEL_FULL);
	log_in(key.secret.at);
	log_in(key.secret.at);
	const char *alive = log_in(key.secret.at);
	execute_on_company("UPDATE credentials SET expires_at = '2020-01-01 00:00:00', "
			   "used_at = '2019-12-31 23:00:00' WHERE entity_id = %s "
			   "AND kind = 'token' ORDER BY created_at, id LIMIT 2");
	execute_on_company("UPDATE credentials SET used_at = '2019-12-31 23:30:00' "
			   "WHERE entity_id = %s AND kind = 'token' "
			   "AND used_at IS NOT NULL ORDER BY created_at, id LIMIT 1");
	assert_int_equal(access_sweep(db, settings, &swept), DB_OK);
	assert_true(swept.tokens >= 1);
	assert_int_equal(count_tokens(), 2);
	assert_int_equal(get(employees(), alive), 200);
	assert_int_equal(key_find(&act, key.key_id, &info), DB_OK);
	assert_int_equal(info.used_us, INT64_C(1577835000) * CLOCK_SECOND);
}

static void
writes_each_act_into_the_audit_trail(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Audited", MODE_LIVE, LEVEL_FULL);
	struct slice secret;
	bool changed;
	key_pause(&act, key.key_id, &changed);
	key_pause(&act, key.key_id, &changed);
	key_resume(&act, key.key_id, &changed);
	key_rotate(&act, key.key_id, 0, &complaints, &secret);
	key_revoke(&act, key.key_id, &changed);
	struct db_rows rows;
	const enum db_type types[] = {DB_TEXT, DB_TEXT};
	struct db_value of = {.type = DB_U64, .u64 = company.entity_id};
	assert_int_equal(db_select(db, arena,
			     SLICE_OF("SELECT event, record FROM audit_events "
				      "WHERE entity_id = ? ORDER BY seq"),
			     &of, 1, types, 2, &rows),
	    DB_OK);
	const enum audit_event events[] = {AUDIT_ENTITY_CREATED, AUDIT_KEY_CREATED,
	    AUDIT_KEY_PAUSED, AUDIT_KEY_RESUMED, AUDIT_KEY_ROTATED, AUDIT_KEY_REVOKED};
	assert_int_equal(rows.nrows, sizeof events / sizeof events[0]);
	for (size_t i = 0; i < rows.nrows; i++) {
		const char *record = arena_text(arena, rows.cells[2 * i + 1].text);
		assert_true(slice_is(rows.cells[2 * i].text, audit_event_kinds[events[i]].name));
		assert_null(strstr(record, key.secret.at));
		assert_null(strstr(record, secret.at));
	}
}

static void
tells_who_asks(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Tell me", MODE_TEST, LEVEL_FULL);
	assert_int_equal(get("/v1/auth/whoami", key.secret.at), 200);
	assert_string_equal(sent_member("name"), "Tell me");
	assert_string_equal(sent_member("credential"), "key");
	assert_string_equal(sent_member("access"), "full");
	assert_string_equal(sent_member("mode"), "test");
	assert_true(
	    slice_eq(slice_from(sent_member("key_id")), id_text(arena, KEY_PREFIX, key.key_id)));
	assert_non_null(strstr(sent_member("scope"), "departments:read departments:write"));
	assert_true(sent_body_has("\"largest_body_bytes\":1048576"));
	assert_true(sent_body_has("\"limits\":[{\"name\":\"burst\",\"quantity\":25,"));
	assert_true(sent_body_has("\"population\":null"));
	assert_true(sent_body_has("\"expires_at\":null"));
	db_round_trips(db, true);
	assert_int_equal(get("/v1/auth/whoami", key.secret.at), 200);
	assert_int_equal(db_round_trips(db, true), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(makes_a_secret_of_the_agreed_form),
	    TEST(tells_every_complaint_about_an_order_at_once),
	    TEST(refuses_a_name_twice_until_the_first_is_revoked),
	    TEST(makes_one_key_of_a_form_sent_twice),
	    TEST(leaves_the_form_unused_when_it_refuses),
	    TEST(keeps_developers_to_test_data),
	    TEST(lists_and_finds_by_name_last_four_id_and_text),
	    TEST(hides_keys_of_other_companies),
	    TEST(revokes_once_and_for_ever),
	    TEST(pauses_and_resumes_at_once),
	    TEST(expires_by_the_databases_clock),
	    TEST(rotates_with_an_overlap_and_without),
	    TEST(gives_a_token_that_opens_what_its_key_opens),
	    TEST(refuses_a_token_at_login_and_a_body),
	    TEST(ends_a_token_with_its_key_and_with_its_secret),
	    TEST(keeps_a_token_within_the_life_of_its_key),
	    TEST(ends_the_oldest_token_above_a_hundred),
	    TEST(logs_out_the_token_that_calls),
	    TEST(sweeps_dead_tokens_but_the_one_used_last),
	    TEST(writes_each_act_into_the_audit_trail),
	    TEST(tells_who_asks),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
