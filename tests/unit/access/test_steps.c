/* The API's steps, heading by heading of the order of judgement. */
#include "fixture.h"

#include "base/clock.h"

static void
lets_a_key_read_its_own_company(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_READ_ONLY);
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(call->caller.kind, CALLER_KEY);
	assert_int_equal(call->caller.realm_id, company.test_realm);
	assert_true(call->notes.entity_id == company.entity_id);
	assert_true(uuid_eq(call->notes.key_id, key.key_id));
	assert_false(fieldset_is_empty(&call->readable));
	assert_true(fieldset_is_empty(&call->writable));
	assert_true(slice_is(
	    sent_header("RateLimit-Policy"), "\"burst\";q=25;w=1, \"sustained\";q=300;w=60"));
	assert_true(slice_has_prefix(sent_header("RateLimit"), "\"burst\";r=24;t=1"));
}

static void
asks_the_database_once_for_a_request_whose_key_is_known(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	/* The second prepares what confirms. */
	get(employees(), key.secret.at);
	get(employees(), key.secret.at);
	db_round_trips(db, true);
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(db_round_trips(db, true), 1);
	assert_true(call->caller.confirmed);
}

static void
says_what_is_asked_for_without_a_credential(void **state)
{
	(void)state;
	need_server();
	const char *const nothing[] = {NULL, "", "Basic dXNlcjpwYXNz", "Bearer", "bearer   "};
	for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
		wish = (struct wish){.path = employees(), .authorization = nothing[i]};
		assert_int_equal(ask(&api), 401);
		assert_string_equal(call->notes.code, "authentication_required");
		assert_true(slice_is(sent_header("WWW-Authenticate"), "Bearer realm=\"hub\""));
	}
}

static void
refuses_mistyped_and_unknown_credentials_alike(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	char *mistyped = arena_text(arena, key.secret);
	mistyped[30] = mistyped[30] == 'a' ? 'b' : 'a';
	struct slice unknown = credential_new_secret(arena, settings, MODE_TEST, company.code);
	struct slice token = credential_new_token(arena, settings);
	const char *const texts[] = {mistyped, unknown.at, token.at, "hub_live_x", "x y"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		db_round_trips(db, true);
		assert_int_equal(get(employees(), texts[i]), 401);
		assert_int_equal(db_round_trips(db, true), i == 1 || i == 2 ? 1 : 0);
		assert_string_equal(call->notes.code, "invalid_credential");
		assert_true(slice_is(sent_header("WWW-Authenticate"),
		    "Bearer realm=\"hub\", error=\"invalid_token\""));
		assert_true(call->notes.entity_id == 0);
		assert_true(slice_has_prefix(sent_header("RateLimit"), "\"address\";r="));
	}
}

static void
refuses_a_credential_in_the_url(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	const char *const queries[] = {"access_token=x", "api_key=", "key=1", "token=t",
	    formatted("a=%s", key.secret.at), formatted("%s", key.secret.at),
	    formatted("a=%zz&b=%s", key.secret.at), "a=hub%5Flive%5Fent"};
	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
		wish = (struct wish){.path = employees(), .query = queries[i]};
		wish.authorization = formatted("Bearer %s", key.secret.at);
		assert_int_equal(ask(&api), 400);
		assert_string_equal(call->notes.code, "credential_in_url");
	}
	wish.query = "keys=1&code[prefix]=hub";
	assert_int_equal(ask(&api), 200);
}

static void
refuses_two_authorization_headers(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	wish = (struct wish){.path = employees()};
	wish.authorization = formatted("Bearer %s, Bearer x", key.secret.at);
	assert_int_equal(ask(&api), 400);
	assert_string_equal(call->notes.code, "invalid_header");
}

static void
takes_the_scheme_in_any_case(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	wish = (struct wish){.path = employees()};
	wish.authorization = formatted("bEARER   %s ", key.secret.at);
	assert_int_equal(ask(&api), 200);
}

static void
lets_public_paths_pass_without_a_credential_but_not_with_a_bad_one(void **state)
{
	(void)state;
	need_server();
	assert_int_equal(get("/v1/health", "nonsense"), 200);
	assert_int_equal(get("/v1/openapi.json", NULL), 200);
	assert_int_equal(call->caller.kind, CALLER_NOBODY);
	assert_int_equal(get("/v1/openapi.json", "nonsense"), 401);
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	assert_int_equal(get("/v1/openapi.json", key.secret.at), 200);
	assert_int_equal(call->caller.kind, CALLER_KEY);
}

static void
asks_for_a_credential_before_it_says_that_nothing_is_there(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	assert_int_equal(get("/v1/nothing", NULL), 401);
	assert_int_equal(get("/v1/nothing", key.secret.at), 404);
	wish.path = employees();
	wish.method = "OPTIONS";
	wish.authorization = NULL;
	assert_int_equal(ask(&api), 401);
	wish.authorization = formatted("Bearer %s", key.secret.at);
	assert_int_equal(ask(&api), 204);
}

static void
refuses_another_company_existing_or_not(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	const char *const paths[] = {"/v1/entities/ent_0000000000/employees",
	    "/v1/entities/nonsense/employees", "/v1/entities/ent_0000000000/nothing/at/all",
	    "/v1/entities/ent_0000000000"};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		assert_int_equal(get(paths[i], key.secret.at), 403);
		assert_string_equal(call->notes.code, "entity_not_permitted");
		assert_non_null(sent_header("RateLimit").at);
	}
}

static void
refuses_a_suspended_company_at_once_and_lets_it_in_again_at_once(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	assert_int_equal(get(employees(), key.secret.at), 200);
	execute_on_company("UPDATE entities SET state = 'suspended' WHERE id = %s");
	execute_on_company("UPDATE api_keys SET stamp = stamp + 1 WHERE entity_id = %s");
	assert_int_equal(get(employees(), key.secret.at), 403);
	assert_string_equal(call->notes.code, "entity_suspended");
	execute_on_company("UPDATE entities SET state = 'active' WHERE id = %s");
	execute_on_company("UPDATE api_keys SET stamp = stamp + 1 WHERE entity_id = %s");
	assert_int_equal(get(employees(), key.secret.at), 200);
}

static void
demands_the_login_flow_where_the_company_does(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	execute_on_company("UPDATE entities SET require_login = TRUE WHERE id = %s");
	assert_int_equal(get(employees(), key.secret.at), 401);
	assert_string_equal(call->notes.code, "login_required");
	assert_int_equal(get("/v1/auth/whoami", key.secret.at), 200);
}

static void
names_what_a_read_only_key_lacks(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_READ_ONLY);
	wish = (struct wish){.method = "POST", .path = employees()};
	wish.authorization = formatted("Bearer %s", key.secret.at);
	assert_int_equal(ask(&api), 403);
	assert_string_equal(call->notes.code, "read_only_key");
	assert_true(sent_body_has("\"required\":\"employees:create\""));
	assert_true(slice_is(sent_header("WWW-Authenticate"),
	    "Bearer realm=\"hub\", error=\"insufficient_scope\", scope=\"employees:create\""));
}

static void
applies_a_widened_policy_from_the_next_request_on(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_READ_ONLY);
	wish = (struct wish){.method = "POST", .path = employees()};
	wish.authorization = formatted("Bearer %s", key.secret.at);
	assert_int_equal(ask(&api), 403);
	execute_on_company("UPDATE api_keys SET access_level = 'full', stamp = stamp + 1 "
			   "WHERE entity_id = %s");
	assert_int_equal(ask(&api), 200);
	execute_on_company("UPDATE api_keys SET access_level = 'custom', stamp = stamp + 1 "
			   "WHERE entity_id = %s");
	assert_int_equal(ask(&api), 403);
	assert_string_equal(call->notes.code, "insufficient_scope");
}

static void
refuses_a_policy_that_it_does_not_know(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	execute_on_company("UPDATE api_keys SET access_level = 'later' WHERE entity_id = %s");
	assert_int_equal(get(employees(), key.secret.at), 403);
}

static void
limits_the_rate_of_a_key_and_names_the_policy(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	execute_on_company("UPDATE api_keys SET per_minute = 3, burst = 2 WHERE entity_id = %s");
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(get(employees(), key.secret.at), 429);
	assert_string_equal(call->notes.code, "rate_limited");
	assert_true(slice_is(sent_header("Retry-After"), "1"));
	assert_true(sent_body_has("\"policy\":\"burst\""));
	assert_true(slice_has_prefix(sent_header("RateLimit"), "\"burst\";r=0;t=1"));
	assert_true(
	    slice_is(sent_header("RateLimit-Policy"), "\"burst\";q=2;w=1, \"sustained\";q=3;w=60"));
}

static void
tells_a_revoked_key_so_even_above_its_rate(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	bool changed;
	execute_on_company("UPDATE api_keys SET per_minute = 1, burst = 1 WHERE entity_id = %s");
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(get(employees(), key.secret.at), 429);
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_OK);
	assert_int_equal(get(employees(), key.secret.at), 401);
}

static void
stops_an_address_that_fails_too_often_before_any_query(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	int64_t most = settings->address_failures_per_minute;
	wish = (struct wish){.path = employees(), .address = "198.51.100.9"};
	for (int64_t i = 0; i < most; i++) {
		wish.authorization = "Bearer nonsense";
		assert_int_equal(ask(&api), 401);
		assert_true(slice_is(sent_header("RateLimit-Policy"), "\"address\";q=30;w=60"));
		assert_true(slice_has_prefix(sent_header("RateLimit"), "\"address\";r="));
	}
	wish.authorization = formatted("Bearer %s", key.secret.at);
	db_round_trips(db, true);
	assert_int_equal(ask(&api), 429);
	assert_int_equal(db_round_trips(db, true), 0);
	assert_true(sent_body_has("\"policy\":\"address\""));
	assert_true(slice_has_prefix(sent_header("RateLimit"), "\"address\";r=0;t="));
	assert_non_null(sent_header("Retry-After").at);
	wish.address = "198.51.100.10";
	assert_int_equal(ask(&api), 200);
}

static void
replaces_an_answer_whose_key_was_revoked_while_it_was_composed(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	bool changed;
	get(employees(), key.secret.at);
	begin(&api);
	step *const *next = api_steps;
	while (*next != run_handler)
		assert_true((*next++)(call));
	assert_false(call->caller.confirmed);
	assert_int_equal(key_revoke(&act, key.key_id, &changed), DB_OK);
	run_handler(call);
	assert_int_equal(call->answer.status, 200);
	access_finish(call);
	assert_int_equal(call->answer.status, 401);
	assert_string_equal(call->notes.reason, "revoked");
	assert_false(sent_body_has("{}"));
}

static void
reidentifies_with_fresh_guard_and_policy(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	get(employees(), key.secret.at);
	begin(&api);
	step *const *next = api_steps;
	while (*next != run_handler)
		assert_true((*next++)(call));
	uint64_t stamp = call->caller.guard.stamp;
	execute_on_company("UPDATE api_keys SET access_level = 'read_only', stamp = stamp + 1 "
			   "WHERE entity_id = %s");
	assert_true(access_reidentify(call));
	assert_true(call->caller.confirmed);
	assert_true(call->caller.guard.stamp == stamp + 1);
	assert_true(fieldset_is_empty(&call->writable));
	execute_on_company("UPDATE api_keys SET access_level = 'custom', stamp = stamp + 1 "
			   "WHERE entity_id = %s");
	assert_false(access_reidentify(call));
	assert_int_equal(call->answer.status, 403);
}

static void
opens_what_an_older_pepper_made(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	char *path = arena_text(arena, SLICE_OF("/tmp/hub-secrets-XXXXXX"));
	int file = mkstemp(path);
	FILE *out = fdopen(file, "w"), *in = fopen(settings->secrets_file, "r");
	char line[256];
	assert_non_null(out);
	assert_non_null(in);
	while (fgets(line, sizeof line, in))
		fputs(line, out);
	fputs("pepper 7 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", out);
	fclose(in);
	fclose(out);
	const struct secrets *before = secrets;
	secrets = secrets_load(path, stderr);
	unlink(path);
	assert_non_null(secrets);
	assert_int_equal(get(employees(), key.secret.at), 200);
	assert_int_equal(get(employees(), key.secret.at), 200);
	secrets = before;
}

static void
answers_503_and_not_401_while_the_database_is_away(void **state)
{
	(void)state;
	need_server();
	struct key_made key = new_key("Reader", MODE_TEST, LEVEL_FULL);
	struct settings elsewhere = *settings;
	elsewhere.db_socket = "/nonexistent/socket";
	struct db *here = db;
	get(employees(), key.secret.at);
	db = db_new(&elsewhere, DB_SERVE);
	assert_int_equal(get(employees(), key.secret.at), 503);
	credential_forget_all();
	assert_int_equal(get(employees(), key.secret.at), 503);
	db_free(db);
	db = here;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(lets_a_key_read_its_own_company),
	    TEST(asks_the_database_once_for_a_request_whose_key_is_known),
	    TEST(says_what_is_asked_for_without_a_credential),
	    TEST(refuses_mistyped_and_unknown_credentials_alike),
	    TEST(refuses_a_credential_in_the_url),
	    TEST(refuses_two_authorization_headers),
	    TEST(takes_the_scheme_in_any_case),
	    TEST(lets_public_paths_pass_without_a_credential_but_not_with_a_bad_one),
	    TEST(asks_for_a_credential_before_it_says_that_nothing_is_there),
	    TEST(refuses_another_company_existing_or_not),
	    TEST(refuses_a_suspended_company_at_once_and_lets_it_in_again_at_once),
	    TEST(demands_the_login_flow_where_the_company_does),
	    TEST(names_what_a_read_only_key_lacks),
	    TEST(applies_a_widened_policy_from_the_next_request_on),
	    TEST(refuses_a_policy_that_it_does_not_know),
	    TEST(limits_the_rate_of_a_key_and_names_the_policy),
	    TEST(tells_a_revoked_key_so_even_above_its_rate),
	    TEST(stops_an_address_that_fails_too_often_before_any_query),
	    TEST(replaces_an_answer_whose_key_was_revoked_while_it_was_composed),
	    TEST(reidentifies_with_fresh_guard_and_policy),
	    TEST(opens_what_an_older_pepper_made),
	    TEST(answers_503_and_not_401_while_the_database_is_away),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
