/* People, sessions, and the portal's steps. */
#include "fixture.h"

#include "base/clock.h"

#define PASSWORD "seven grey herons over Vail"

static struct slice email;

static struct uuid
new_user(enum role role)
{
	char code[ENTITY_CODE_LEN + 1];
	struct uuid id = {{0}};
	entity_code_new(code);
	email = slice_from(formatted("dana.%s@example.com", code));
	struct user_order order = {email, SLICE("Dana Okafor"), role, SLICE(PASSWORD)};
	assert_int_equal(user_create(&act, &order, &complaints, &id), DB_OK);
	assert_int_equal(complaints.count, 0);
	return id;
}

static struct sign_in_result
try_sign_in(struct slice as, const char *password)
{
	struct sign_in_result result;
	wish.method = "POST";
	wish.path = "/hub/sign-in";
	if (!wish.origin)
		wish.origin = "http://localhost:8080";
	begin(&portal);
	assert_int_equal(user_sign_in(call, as, slice_from(password), &result), DB_OK);
	return result;
}

/* The Cookie header that a browser would send back. */
static const char *
sign_in(void)
{
	struct slice pair, rest;
	wish = (struct wish){0};
	struct sign_in_result result = try_sign_in(email, PASSWORD);
	assert_int_equal(result.outcome, SIGN_IN_DONE);
	slice_cut(result.cookie, ';', &pair, &rest);
	return arena_text(arena, pair);
}

static int
visit(const char *path, const char *cookie)
{
	wish = (struct wish){.path = path, .cookie = cookie};
	return ask(&portal);
}

static void
checks_everything_about_a_new_user(void **state)
{
	(void)state;
	need_server();
	struct uuid id;
	struct user_order order = {SLICE("nobody"), SLICE(""), 0, SLICE("short")};
	assert_int_equal(user_create(&act, &order, &complaints, &id), DB_OK);
	assert_true(complains("email", "invalid") && complains("name", "required"));
	assert_true(complains("role", "required") && complains("password", "too_short"));
	order.password = SLICE_OF("aaaaaaaaaaaaaaaaaaaaaaa");
	assert_int_equal(user_create(&act, &order, &complaints, &id), DB_OK);
	assert_true(complains("password", "guessable"));
	new_user(ROLE_OWNER);
	order = (struct user_order){email, SLICE("Dana"), ROLE_ADMIN, SLICE(PASSWORD)};
	assert_int_equal(user_create(&act, &order, &complaints, &id), DB_OK);
	assert_true(complains("email", "duplicate"));
}

static void
signs_in_with_a_cookie_that_only_our_pages_get(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	wish = (struct wish){0};
	struct sign_in_result result = try_sign_in(email, PASSWORD);
	assert_int_equal(result.outcome, SIGN_IN_DONE);
	assert_true(slice_has_prefix(result.cookie, "__Host-hub="));
	assert_true(slice_has_suffix(result.cookie, "; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

static void
answers_alike_to_a_wrong_password_and_an_unknown_user(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	wish = (struct wish){0};
	assert_int_equal(try_sign_in(email, "wrong").outcome, SIGN_IN_WRONG);
	assert_int_equal(
	    try_sign_in(SLICE_OF("unknown@example.com"), PASSWORD).outcome, SIGN_IN_WRONG);
	assert_int_equal(try_sign_in(SLICE_OF(""), "").outcome, SIGN_IN_WRONG);
	execute_on_company("UPDATE users SET state = 'inactive' WHERE entity_id = %s");
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_WRONG);
}

static void
slows_an_account_at_an_address_after_ten_failures_however_it_is_written(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	wish = (struct wish){.address = "198.51.100.77"};
	for (int i = 0; i < 9; i++)
		assert_int_equal(try_sign_in(email, "wrong").outcome, SIGN_IN_WRONG);
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_DONE);
	char *upper = arena_text(arena, email);
	upper[0] = 'D';
	assert_int_equal(try_sign_in(slice_from(upper), "wrong").outcome, SIGN_IN_WRONG);
	struct sign_in_result result = try_sign_in(email, PASSWORD);
	assert_int_equal(result.outcome, SIGN_IN_SLOWED);
	assert_in_range(result.retry_seconds, 1, 61);
	/* Its owner is somewhere else. */
	wish.address = "198.51.100.78";
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_DONE);
}

static void
slows_an_account_from_everywhere_after_a_hundred_failures(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	/* Hashing a hundred passwords would take too long: they are counted as failures are. */
	static const struct limit_pair everywhere = {{{"account", 100, 600}}};
	uint64_t number = limits_number_of_text(slice_from(formatted("account %s", email.at)));
	for (int i = 0; i < 100; i++)
		assert_true(limits_spend(LIMIT_SIGN_IN_ACCOUNT, number, &everywhere).admitted);
	wish = (struct wish){.address = "198.51.100.79"};
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_SLOWED);
}

static void
says_when_the_browser_cannot_keep_the_cookie(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	wish = (struct wish){.origin = "http://hub.example"};
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_NO_COOKIE);
	wish.origin = "https://hub.example";
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_DONE);
	wish.origin = "http://localhost.example";
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_NO_COOKIE);
}

static void
makes_the_hash_anew_when_the_settings_ask_for_more(void **state)
{
	(void)state;
	need_server();
	const struct settings *usual = settings;
	struct settings stronger = *settings;
	new_user(ROLE_OWNER);
	stronger.password_passes++;
	settings = &stronger;
	sign_in();
	settings = usual;
	struct db_rows rows;
	const enum db_type text = DB_TEXT;
	struct db_value of = {.type = DB_TEXT, .text = email};
	assert_int_equal(
	    db_select(db, arena, SLICE_OF("SELECT password_hash FROM users WHERE email = ?"), &of,
		1, &text, 1, &rows),
	    DB_OK);
	assert_non_null(strstr(arena_text(arena, rows.cells[0].text), "t=3"));
	sign_in();
}

static void
opens_pages_with_a_session_only(void **state)
{
	(void)state;
	need_server();
	struct uuid id = new_user(ROLE_ADMIN);
	const char *cookie = sign_in();
	assert_int_equal(visit("/hub/keys", cookie), 200);
	assert_int_equal(call->caller.kind, CALLER_USER);
	assert_true(uuid_eq(call->caller.user_id, id));
	assert_int_equal(call->caller.role, ROLE_ADMIN);
	assert_true(slice_is(call->caller.user_name, "Dana Okafor"));
	assert_true(slice_is(call->caller.entity_name, "Northgate Builders"));
	assert_true(slice_is(call->caller.time_zone, "America/Denver"));
	assert_int_equal(visit("/hub/sign-in", cookie), 200);
	assert_int_equal(call->caller.kind, CALLER_USER);
	assert_int_equal(visit("/hub/sign-in", "__Host-hub=nonsense"), 200);
	assert_int_equal(call->caller.kind, CALLER_NOBODY);
}

static void
sends_strangers_to_sign_in_and_remembers_the_path(void **state)
{
	(void)state;
	need_server();
	wish = (struct wish){.path = "/hub/keys", .query = "mode=test&state=all"};
	assert_int_equal(ask(&portal), 303);
	assert_true(slice_is(sent_header("Location"),
	    "/hub/sign-in?next=%2Fhub%2Fkeys%3Fmode%3Dtest%26state%3Dall"));
	wish = (struct wish){.method = "POST", .path = "/hub/only-post"};
	wish.origin = "http://localhost:8080";
	assert_int_equal(ask(&portal), 303);
	assert_true(slice_is(sent_header("Location"), "/hub/sign-in"));
}

static void
comes_back_only_to_paths_of_its_own(void **state)
{
	(void)state;
	need_server();
	const char *const bad[] = {"//evil.example/hub", "https://evil.example/hub", "/hubs",
	    "/hub/\\evil", "/hub/a\r\nSet-Cookie: x", "/hub/<b>", "", "hub/keys", "/other",
	    "/hub/../other", "/hub/keys/..", "/hub/%2e%2E/other", "/hub/a/.%2e/../../other?x",
	    "/hub/./keys"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_true(
		    slice_is(session_safe_path(arena, settings, slice_from(bad[i])), "/hub/"));
	const char *const good[] = {
	    "/hub", "/hub/", "/hub/keys?mode=test&x=%20", "/hub?x=1", "/hub/a..b/...x?from=/../"};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(
		    slice_is(session_safe_path(arena, settings, slice_from(good[i])), good[i]));
}

static void
keeps_below_its_prefix(void **state)
{
	(void)state;
	need_server();
	struct settings below = {.public_urls = {"https://example.org/~acme/hr"}};
	assert_string_equal(session_cookie_name(&below), "__Secure-hub");
	assert_true(slice_is(session_prefix(&below), "/~acme/hr"));
	assert_true(
	    slice_is(session_safe_path(arena, &below, SLICE_OF("/hub/keys")), "/~acme/hr/hub/"));
	assert_true(slice_is(session_safe_path(arena, &below, SLICE_OF("/~acme/hr/hub/keys")),
	    "/~acme/hr/hub/keys"));
}

static void
lets_only_the_roles_of_the_route_in(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_AUDITOR);
	assert_int_equal(visit("/hub/keys", sign_in()), 403);
	new_user(ROLE_ADMIN);
	const char *cookie = sign_in();
	assert_int_equal(visit("/hub/keys", cookie), 200);
	wish = (struct wish){.method = "POST", .path = "/hub/keys", .cookie = cookie};
	wish.origin = "http://localhost:8080";
	assert_int_equal(ask(&portal), 403);
}

static void
lets_a_suspended_company_only_read(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *cookie = sign_in();
	execute_on_company("UPDATE entities SET state = 'suspended' WHERE id = %s");
	assert_int_equal(visit("/hub/keys", cookie), 200);
	wish.method = "POST";
	wish.origin = "http://localhost:8080";
	assert_int_equal(ask(&portal), 403);
	assert_string_equal(call->notes.code, "entity_suspended");
	execute_on_company("UPDATE entities SET state = 'closed' WHERE id = %s");
	assert_int_equal(visit("/hub/keys", cookie), 303);
}

static void
refuses_forms_from_elsewhere(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *cookie = sign_in();
	const struct {
		const char *origin, *fetch_site;
		int status;
	} cases[] = {
	    {"http://localhost:8080", NULL, 200},
	    {"HTTP://LOCALHOST:8080", "cross-site", 200},
	    {NULL, "same-origin", 200},
	    {"null", "same-origin", 403},
	    {NULL, NULL, 403},
	    {"null", NULL, 403},
	    {"null", "cross-site", 403},
	    {NULL, "same-site", 403},
	    {NULL, "none", 403},
	    {"http://localhost", "same-origin", 403},
	    {"http://localhost:8080.evil.example", "same-origin", 403},
	    {"http://localhost:80801", NULL, 403},
	    {"https://evil.example", "same-origin", 403},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		wish = (struct wish){.method = "POST", .path = "/hub/keys", .cookie = cookie};
		wish.origin = cases[i].origin;
		wish.fetch_site = cases[i].fetch_site;
		if (ask(&portal) != cases[i].status)
			fail_msg("case %zu: %d", i, call->answer.status);
	}
}

static void
ends_sessions_by_idling_and_by_age(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *cookie = sign_in();
	int64_t start_us = clock_now();
	for (int64_t minutes = 20; minutes < settings->session_max_hours * 60; minutes += 20) {
		clock_pretend(start_us + minutes * CLOCK_MINUTE);
		assert_int_equal(visit("/hub/keys", cookie), 200);
	}
	clock_pretend(start_us + settings->session_max_hours * CLOCK_HOUR);
	assert_int_equal(visit("/hub/keys", cookie), 303);
	clock_pretend(0);
	cookie = sign_in();
	clock_pretend(clock_now() + settings->session_idle_minutes * CLOCK_MINUTE);
	assert_int_equal(visit("/hub/keys", cookie), 303);
	clock_pretend(0);
}

static void
ends_a_session_by_idling_whatever_the_script_of_a_page_asks(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *cookie = sign_in();
	int64_t start_us = clock_now();
	for (int64_t minutes = 2; minutes < settings->session_idle_minutes; minutes += 9) {
		clock_pretend(start_us + minutes * CLOCK_MINUTE);
		wish = (struct wish){.path = "/hub/keys", .cookie = cookie, .fetch_mode = "cors"};
		assert_int_equal(ask(&portal), 200);
	}
	clock_pretend(start_us + (settings->session_idle_minutes + 1) * CLOCK_MINUTE);
	assert_int_equal(ask(&portal), 303);
	clock_pretend(0);
}

static void
writes_that_it_was_seen_once_a_minute(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *cookie = sign_in();
	visit("/hub/keys", cookie);
	db_round_trips(db, true);
	visit("/hub/keys", cookie);
	assert_int_equal(db_round_trips(db, true), 1);
}

static void
signs_out(void **state)
{
	(void)state;
	need_server();
	struct slice taken_back;
	new_user(ROLE_OWNER);
	const char *cookie = sign_in();
	visit("/hub/keys", cookie);
	assert_int_equal(user_sign_out(call, &taken_back), DB_OK);
	assert_true(slice_has_prefix(taken_back, "__Host-hub=; Path=/;"));
	assert_true(slice_has_suffix(taken_back, "; Max-Age=0"));
	assert_int_equal(visit("/hub/keys", cookie), 303);
}

static void
ends_other_sessions_when_the_password_changes(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *here = sign_in(), *elsewhere = sign_in();
	struct slice fresh = SLICE("another long password, not guessable");
	visit("/hub/keys", here);
	assert_int_equal(
	    user_change_password(call, SLICE_OF("wrong"), SLICE_OF("short"), &complaints), DB_OK);
	assert_true(complains("current_password", "wrong") && complains("password", "too_short"));
	assert_int_equal(user_change_password(call, SLICE_OF(PASSWORD), fresh, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(visit("/hub/keys", here), 200);
	assert_int_equal(visit("/hub/keys", elsewhere), 303);
	wish = (struct wish){0};
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_WRONG);
	assert_int_equal(try_sign_in(email, fresh.at).outcome, SIGN_IN_DONE);
}

static enum confirm
confirms(const char *cookie, const char *password)
{
	struct confirm_result result;
	wish = (struct wish){.path = "/hub/keys", .cookie = cookie, .address = "198.51.100.80"};
	begin(&portal);
	assert_int_equal(session_resume(call), DB_OK);
	assert_int_equal(user_confirm(call, slice_from(password), &result), DB_OK);
	return result.outcome;
}

static void
slows_whoever_fails_to_confirm_and_nobody_else(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *guessing = sign_in();
	new_user(ROLE_ADMIN);
	const char *another = sign_in();
	for (int i = 0; i < 10; i++)
		assert_int_equal(confirms(guessing, "wrong"), CONFIRM_WRONG);
	assert_int_equal(confirms(guessing, PASSWORD), CONFIRM_SLOWED);
	assert_int_equal(confirms(another, PASSWORD), CONFIRM_DONE);
}

static void
slows_whoever_guesses_the_password_that_is_to_be_changed(void **state)
{
	(void)state;
	need_server();
	struct slice fresh = SLICE("another long password, not guessable");
	new_user(ROLE_OWNER);
	visit("/hub/keys", sign_in());
	for (int i = 0; i < 10; i++) {
		user_change_password(call, SLICE_OF("wrong"), fresh, &complaints);
		assert_true(complains("current_password", "wrong"));
	}
	assert_int_equal(user_change_password(call, SLICE_OF(PASSWORD), fresh, &complaints), DB_OK);
	assert_true(complains("current_password", "slowed"));
}

/* The database takes them for one; what counts the tries does not. */
static void
takes_no_letter_of_an_address_for_another(void **state)
{
	(void)state;
	need_server();
	new_user(ROLE_OWNER);
	const char *accented = formatted("d\u00e1%s", slice_skip(email, 2).at);
	wish = (struct wish){.address = "198.51.100.81"};
	assert_int_equal(try_sign_in(slice_from(accented), PASSWORD).outcome, SIGN_IN_WRONG);
	assert_int_equal(try_sign_in(email, PASSWORD).outcome, SIGN_IN_DONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(checks_everything_about_a_new_user),
	    TEST(signs_in_with_a_cookie_that_only_our_pages_get),
	    TEST(answers_alike_to_a_wrong_password_and_an_unknown_user),
	    TEST(slows_an_account_at_an_address_after_ten_failures_however_it_is_written),
	    TEST(slows_an_account_from_everywhere_after_a_hundred_failures),
	    TEST(says_when_the_browser_cannot_keep_the_cookie),
	    TEST(makes_the_hash_anew_when_the_settings_ask_for_more),
	    TEST(opens_pages_with_a_session_only),
	    TEST(sends_strangers_to_sign_in_and_remembers_the_path),
	    TEST(comes_back_only_to_paths_of_its_own),
	    TEST(keeps_below_its_prefix),
	    TEST(lets_only_the_roles_of_the_route_in),
	    TEST(lets_a_suspended_company_only_read),
	    TEST(refuses_forms_from_elsewhere),
	    TEST(ends_sessions_by_idling_and_by_age),
	    TEST(ends_a_session_by_idling_whatever_the_script_of_a_page_asks),
	    TEST(writes_that_it_was_seen_once_a_minute),
	    TEST(signs_out),
	    TEST(ends_other_sessions_when_the_password_changes),
	    TEST(slows_whoever_fails_to_confirm_and_nobody_else),
	    TEST(slows_whoever_guesses_the_password_that_is_to_be_changed),
	    TEST(takes_no_letter_of_an_address_for_another),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
