/* The change feed: positions, and what a caller may see of it. */
#define _GNU_SOURCE
#include "fixture.h"

#include "access/policy_text.h"
#include "records/feed.h"

static const struct secrets *secrets;
static struct caller caller = {.entity_id = 7, .mode = MODE_LIVE};

static void
a_position_opens_for_its_company_and_mode_alone(void **state)
{
	(void)state;
	fixture_need_server();
	struct feed_position position = {5, UINT64_C(1) << 40}, read;
	struct slice text = feed_position_write(arena, secrets, &caller, position);
	assert_true(feed_position_read(arena, secrets, &caller, text, &read));
	assert_int_equal(read.realm_id, position.realm_id);
	assert_int_equal(read.seq, position.seq);
	struct caller stranger = caller;
	stranger.entity_id = 8;
	assert_false(feed_position_read(arena, secrets, &stranger, text, &read));
	stranger = caller;
	stranger.mode = MODE_TEST;
	assert_false(feed_position_read(arena, secrets, &stranger, text, &read));
	char *changed = arena_text(arena, text);
	changed[text.len / 2] ^= 1;
	assert_false(
	    feed_position_read(arena, secrets, &caller, (struct slice){changed, text.len}, &read));
	assert_false(feed_position_read(arena, secrets, &caller, SLICE_OF(""), &read));
}

/* Departments alone, and of these the name. */
static struct policy
narrow_policy(void)
{
	struct policy policy;
	struct grants grants;
	struct scope_faults faults;
	assert_true(grants_read(SLICE_OF("departments:read(name)"), &grants, &faults));
	policy_compile(LEVEL_CUSTOM, &grants, &policy);
	return policy;
}

static struct feed_page
collect(const struct company *of, const struct policy *policy, uint64_t after, unsigned limit)
{
	struct feed_page page;
	struct feed_position position = {of->realm_id, after};
	struct view view = {.entity_id = of->entity_id, .realm_id = of->realm_id};
	assert_int_equal(feed_collect(db, arena, policy, &view, position, limit, &page), DB_OK);
	return page;
}

static void
shows_only_resources_and_fields_that_may_be_read(void **state)
{
	(void)state;
	fixture_need_server();
	struct company own = make_company();
	struct policy narrow = narrow_policy(), full;
	policy_compile(LEVEL_FULL, NULL, &full);
	make_person(&own);
	struct write *room = make_department(&own, "");
	expect_done(
	    update(&own, &resource_departments, room->id, "{\"code\":\"NEW\",\"name\":\"New\"}"));
	expect_done(update(&own, &resource_departments, room->id, "{\"code\":\"NEWER\"}"));
	assert_int_equal(collect(&own, &full, 0, 50).count, 4);
	struct feed_page page = collect(&own, &narrow, 0, 50);
	assert_int_equal(page.count, 3);
	assert_int_equal(page.seq, 4);
	assert_false(page.has_more);
	struct fieldset name = {0};
	fieldset_add(&name, resource_field(&resource_departments, SLICE_OF("name")));
	for (size_t i = 0; i < 2; i++) {
		struct fieldset more = fieldset_minus(page.changes[i].fields, name);
		assert_ptr_equal(page.changes[i].resource, &resource_departments);
		assert_true(fieldset_is_empty(&more));
		assert_false(fieldset_is_empty(&page.changes[i].fields));
	}
	assert_true(fieldset_is_empty(&page.changes[2].fields));
	assert_int_equal(page.changes[2].version, 3);
}

static void
a_full_page_ends_at_its_last_row(void **state)
{
	(void)state;
	fixture_need_server();
	struct company own = make_company();
	struct policy narrow = narrow_policy();
	for (int i = 0; i < 3; i++) {
		make_department(&own, "");
		make_person(&own);
	}
	struct feed_page page = collect(&own, &narrow, 0, 2);
	assert_int_equal(page.count, 2);
	assert_true(page.has_more);
	page = collect(&own, &narrow, page.seq, 2);
	assert_int_equal(page.count, 1);
	assert_int_equal(page.seq, 6);
	assert_false(page.has_more);
	page = collect(&own, &narrow, page.seq, 2);
	assert_int_equal(page.count, 0);
	assert_int_equal(page.seq, 6);
}

static void
a_long_stretch_that_may_not_be_read_is_passed_over_page_by_page(void **state)
{
	(void)state;
	fixture_need_server();
	struct company own = make_company();
	struct policy narrow = narrow_policy();
	struct db_value realm[] = {number((int64_t)own.realm_id)};
	assert_int_equal(
	    db_execute(db,
		SLICE_OF("INSERT INTO changes (realm_id, seq, at, resource, record_id, operation, "
			 "version, fields, caller_kind) SELECT ?, seq, NOW(6), 'persons', "
			 "UNHEX(REPEAT('0', 32)), 'create', 1, '[]', 'system' FROM seq_1_to_4500"),
		realm, 1, NULL),
	    DB_OK);
	assert_int_equal(
	    db_execute(
		db, SLICE_OF("UPDATE realms SET change_seq = 4500 WHERE id = ?"), realm, 1, NULL),
	    DB_OK);
	expect_done(make_department(&own, ""));
	uint64_t after = 0;
	size_t pages = 0, found = 0;
	for (bool more = true; more; pages++) {
		struct feed_page page = collect(&own, &narrow, after, 10);
		assert_true(page.seq > after);
		assert_true(page.seq - after < FEED_EXAMINED_MOST + 400);
		after = page.seq;
		found += page.count;
		more = page.has_more;
	}
	assert_int_equal(after, 4501);
	assert_int_equal(found, 1);
	assert_int_equal(pages, 3);
}

static int
open_all(void **state)
{
	if (fixture_open(state) != 0)
		return -1;
	if (db != NULL)
		secrets = secrets_load(settings->secrets_file, stderr);
	return db != NULL && secrets == NULL ? -1 : 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_position_opens_for_its_company_and_mode_alone),
	    cmocka_unit_test(shows_only_resources_and_fields_that_may_be_read),
	    cmocka_unit_test(a_full_page_ends_at_its_last_row),
	    cmocka_unit_test(a_long_stretch_that_may_not_be_read_is_passed_over_page_by_page),
	};
	return cmocka_run_group_tests(tests, open_all, fixture_close);
}
