/* Forms that came too late: what is kept of them, for whom, and how long. */
#include "fixture.h"

#include "access/kept_form.h"
#include "base/clock.h"

#define NOW ((int64_t)1700000000 * CLOCK_SECOND)
#define OPERATION "hub.key.new.post"

static struct uuid sender;

static struct kept_form
form_of(const char *fields)
{
	struct kept_form kept = {
	    .operation = OPERATION, .path = SLICE_OF("/hub/keys/new"), .kept_us = NOW};
	struct slice who = id_text(arena, USER_PREFIX, sender);
	struct slice text = arena_printf(arena, "%s&sender=%.*s", fields, SLICE_ARG(who));
	assert_true(form_read(arena, text, &kept.form));
	return kept;
}

static struct slice
sealed(const char *fields)
{
	struct kept_form kept = form_of(fields);
	return kept_form_seal(arena, settings, secrets, &kept);
}

static bool
opens_as(struct slice text, const char *operation, const char *path, int64_t now_us,
    struct kept_form *kept)
{
	*kept = (struct kept_form){.operation = operation, .path = slice_from(path)};
	return kept_form_open(arena, secrets, text, now_us, kept);
}

static void
brings_a_form_back_as_it_was(void **state)
{
	(void)state;
	need_server();
	struct kept_form kept;
	sender = uuid_v7();
	struct slice text = sealed("name=Zeit+%26+Lohn+%C3%A9&mode=test&empty=&name=second");
	assert_true(opens_as(text, OPERATION, "/hub/keys/new", NOW, &kept));
	assert_true(uuid_eq(kept.user_id, sender));
	assert_true(slice_is(form_value(&kept.form, "name"), "Zeit & Lohn é"));
	assert_int_equal(form_count(&kept.form, "name"), 2);
	assert_true(slice_is(form_value(&kept.form, "empty"), ""));
	assert_null(strstr(arena_text(arena, text), "Zeit"));
}

static void
leaves_passwords_and_keys_behind(void **state)
{
	(void)state;
	need_server();
	struct kept_form kept;
	sender = uuid_v7();
	struct slice text = sealed("name=x&password=p&current_password=q&totp_code=1&note=key+"
				   "hub_live_ent_k3v9&client_secret=s&form_id=form_1");
	assert_true(opens_as(text, OPERATION, "/hub/keys/new", NOW, &kept));
	assert_int_equal(kept.form.npairs, 3);
	assert_true(slice_is(form_value(&kept.form, "name"), "x"));
	assert_true(slice_is(form_value(&kept.form, "form_id"), "form_1"));
}

static void
opens_within_the_hour_and_for_its_page_only(void **state)
{
	(void)state;
	need_server();
	struct kept_form kept;
	sender = uuid_v7();
	struct slice text = sealed("name=x");
	assert_true(
	    opens_as(text, OPERATION, "/hub/keys/new", NOW + CLOCK_HOUR - CLOCK_SECOND, &kept));
	assert_false(opens_as(text, OPERATION, "/hub/keys/new", NOW + CLOCK_HOUR, &kept));
	assert_false(opens_as(text, "hub.key.revoke.post", "/hub/keys/new", NOW, &kept));
	assert_false(opens_as(text, OPERATION, "/hub/keys", NOW, &kept));
	assert_false(opens_as(SLICE_OF(""), OPERATION, "/hub/keys/new", NOW, &kept));
	assert_false(opens_as(SLICE_OF("AAAA"), OPERATION, "/hub/keys/new", NOW, &kept));
	assert_null(kept.form.pairs);
}

static void
refuses_a_changed_text_at_every_character(void **state)
{
	(void)state;
	need_server();
	struct kept_form kept;
	sender = uuid_v7();
	char *text = arena_text(arena, sealed("name=x"));
	for (char *at = text; *at; at++) {
		char before = *at;
		*at = before == 'A' ? 'B' : 'A';
		assert_false(opens_as(slice_from(text), OPERATION, "/hub/keys/new", NOW, &kept));
		*at = before;
	}
	assert_true(opens_as(slice_from(text), OPERATION, "/hub/keys/new", NOW, &kept));
}

static void
keeps_no_form_that_is_too_long_or_nobodys(void **state)
{
	(void)state;
	need_server();
	struct kept_form kept = {
	    .operation = OPERATION, .path = SLICE_OF("/hub/keys/new"), .kept_us = NOW};
	assert_true(form_read(arena, SLICE_OF("name=x&sender=me"), &kept.form));
	assert_null(kept_form_seal(arena, settings, secrets, &kept).at);
	char *fields = arena_alloc(arena, KEPT_FORM_BYTES_MAX + 8);
	memcpy(fields, "name=", 5);
	memset(fields + 5, 'x', KEPT_FORM_BYTES_MAX);
	assert_null(sealed(fields).at);
	fields[KEPT_FORM_BYTES_MAX / 2] = '\0';
	assert_non_null(sealed(fields).at);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(brings_a_form_back_as_it_was),
	    TEST(leaves_passwords_and_keys_behind),
	    TEST(opens_within_the_hour_and_for_its_page_only),
	    TEST(refuses_a_changed_text_at_every_character),
	    TEST(keeps_no_form_that_is_too_long_or_nobodys),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
