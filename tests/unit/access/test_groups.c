/* Custom keys and security groups: what is chosen, kept, changed, and felt at the next request. */
#include "fixture.h"

#include "access/groups.h"
#include "access/key_change.h"

static struct uuid
new_group(const char *name, const char *grants)
{
	struct uuid id = {{0}};
	struct group_order order = {.name = slice_from(name), .grants = slice_from(grants)};
	assert_int_equal(group_create(&act, &order, &complaints, &id), DB_OK);
	assert_int_equal(complaints.count, 0);
	return id;
}

static bool
change_group(struct uuid id, const char *name, const char *grants)
{
	bool changed = false;
	struct group_order order = {.name = slice_from(name), .grants = slice_from(grants)};
	assert_int_equal(group_change(&act, id, &order, &complaints, &changed), DB_OK);
	assert_int_equal(complaints.count, 0);
	return changed;
}

static enum db_status
order_custom(const char *name, enum access_level level, const char *grants,
    const struct uuid *groups, size_t ngroups, struct key_made *made)
{
	struct key_order order = {.name = slice_from(name),
	    .mode = MODE_TEST,
	    .level = level,
	    .choice = {slice_from(grants), groups, ngroups}};
	return key_create(&act, &order, &complaints, made);
}

static struct key_made
custom_key(const char *name, enum access_level level, const char *grants, const struct uuid *groups,
    size_t ngroups)
{
	struct key_made made = {0};
	assert_int_equal(order_custom(name, level, grants, groups, ngroups, &made), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_non_null(made.secret.at);
	return made;
}

static bool
change_key(struct uuid id, const struct key_change *change)
{
	bool changed = false;
	assert_int_equal(key_change(&act, id, change, &complaints, &changed), DB_OK);
	return changed;
}

static const char *
text_of(struct slice slice)
{
	return arena_text(arena, slice);
}

/* What whoami says it may do. */
static const char *
scope_of(const char *secret)
{
	assert_int_equal(get("/v1/auth/whoami", secret), 200);
	struct json_fault fault;
	const struct json *body = json_read(arena, str_slice(&call->answer.body), &fault);
	return text_of(json_string(json_member(body, SLICE_OF("scope"))));
}

static struct audit_row
last_entry(void)
{
	struct audit_page page;
	struct audit_filter filter = {.entity_id = company.entity_id};
	assert_int_equal(audit_older(db, arena, &filter, 0, &page), DB_OK);
	assert_true(page.nrows > 0);
	return page.rows[0];
}

static const struct audit_change *
change_of(const struct audit_row *row, const char *field)
{
	for (size_t i = 0; i < row->nchanges; i++)
		if (strcmp(row->changes[i].field, field) == 0)
			return &row->changes[i];
	fail_msg("no change of %s", field);
	return NULL;
}

static const char *
path_of(const char *resource)
{
	return arena_printf(arena, "/v1/entities/ent_%s/%s", company.code, resource).at;
}

/* Keys */

static void
a_custom_key_may_do_what_is_granted_and_nothing_else(void **state)
{
	(void)state;
	need_server();
	const char *secret =
	    custom_key("Narrow", LEVEL_CUSTOM, "departments:read(name) jobs:write", NULL, 0)
		.secret.at;
	assert_int_equal(get(path_of("departments"), secret), 200);
	assert_int_equal(get(path_of("employees"), secret), 403);
	assert_true(sent_body_has("\"code\":\"insufficient_scope\""));
	assert_true(sent_body_has("\"required\":\"employees:read\""));
	assert_int_equal(get(path_of("jobs"), secret), 403);
	assert_string_equal(scope_of(secret), "departments:read(name) jobs:write");
	wish.path = path_of("departments");
	wish.method = "POST";
	wish.body = "{}";
	assert_int_equal(ask(&api), 403);
	assert_true(sent_body_has("\"required\":\"departments:create\""));
}

static void
a_custom_key_without_grants_may_do_nothing(void **state)
{
	(void)state;
	need_server();
	const char *none = custom_key("None", LEVEL_CUSTOM, NULL, NULL, 0).secret.at;
	const char *blank = custom_key("Blank", LEVEL_CUSTOM, " ", NULL, 0).secret.at;
	assert_string_equal(scope_of(none), "");
	assert_string_equal(scope_of(blank), "");
	assert_int_equal(get(path_of("departments"), none), 403);
	assert_int_equal(get(path_of("departments"), blank), 403);
}

static void
groups_and_grants_add_up_below_the_level(void **state)
{
	(void)state;
	need_server();
	struct uuid groups[] = {new_group("Field apps", "employees:read(title)"),
	    new_group("Finance", "jobs:write jobs:read")};
	const char *custom =
	    custom_key("Custom", LEVEL_CUSTOM, "employees:read(hire_date)", groups, 2).secret.at;
	const char *reading = custom_key("Reading", LEVEL_READ_ONLY, NULL, groups, 2).secret.at;
	const char *full = custom_key("Full", LEVEL_FULL, NULL, &groups[1], 1).secret.at;
	assert_non_null(strstr(scope_of(custom), "title"));
	assert_non_null(strstr(scope_of(custom), "hire_date"));
	assert_non_null(strstr(scope_of(custom), "jobs:read jobs:write"));
	assert_string_equal(scope_of(reading), "employees:read(title) jobs:read");
	assert_string_equal(scope_of(full), "jobs:read jobs:write");
}

static void
refuses_a_choice_with_everything_that_is_wrong_with_it(void **state)
{
	(void)state;
	need_server();
	struct key_made made;
	struct uuid stranger = uuid_v7();
	assert_int_equal(
	    order_custom("Wrong", LEVEL_CUSTOM, "persson:read jobs:peek", NULL, 0, &made), DB_OK);
	assert_int_equal(complaints.count, 2);
	assert_true(complains("grants", "unknown_resource"));
	assert_true(complains("grants", "unknown_operation"));
	assert_int_equal(order_custom("Wrong", LEVEL_FULL, "", NULL, 0, &made), DB_OK);
	assert_true(complains("grants", "required"));
	assert_int_equal(order_custom("Wrong", LEVEL_CUSTOM, NULL, &stranger, 1, &made), DB_OK);
	assert_true(complains("groups", "unknown"));
	custom_key("Wrong", LEVEL_CUSTOM, "jobs:read", NULL, 0);
}

static void
a_group_of_another_company_is_unknown(void **state)
{
	(void)state;
	need_server();
	struct key_made made;
	struct uuid group = new_group("Ours", "jobs:read");
	struct group_info info;
	bool changed;
	fixture_company(state);
	assert_int_equal(order_custom("Theirs", LEVEL_CUSTOM, NULL, &group, 1, &made), DB_OK);
	assert_true(complains("groups", "unknown"));
	assert_int_equal(group_find(&act, group, &info), DB_NO_ROW);
	assert_int_equal(group_delete(&act, group, &complaints), DB_NO_ROW);
	struct group_order order = {.grants = SLICE("persons:read")};
	assert_int_equal(group_change(&act, group, &order, &complaints, &changed), DB_NO_ROW);
}

static void
keeps_unknown_names_and_grants_nothing_by_them(void **state)
{
	(void)state;
	need_server();
	struct key_made made = custom_key("Old", LEVEL_FULL, "jobs:read", NULL, 0);
	struct key_policy policy;
	execute_on_company("UPDATE api_keys SET grants = 'payslips:read employees:approve "
			   "jobs:read(shoe_size)', stamp = stamp + 1 WHERE entity_id = %s");
	assert_string_equal(scope_of(made.secret.at), "");
	assert_int_equal(get(path_of("jobs"), made.secret.at), 403);
	assert_int_equal(policy_find(&act, made.key_id, &policy), DB_OK);
	assert_true(slice_is(policy.scopes, ""));
	struct key_change renamed = {.name = SLICE("Renamed"), .level = LEVEL_CUSTOM};
	assert_true(change_key(made.key_id, &renamed));
	assert_string_equal(scope_of(made.secret.at), "");
	execute_on_company("UPDATE api_keys SET access_level = 'full', stamp = stamp + 1 "
			   "WHERE entity_id = %s AND grants LIKE 'payslips:read%'");
	assert_string_equal(scope_of(made.secret.at), "");
}

static void
an_unknown_level_grants_nothing(void **state)
{
	(void)state;
	need_server();
	struct key_made made = custom_key("Level", LEVEL_FULL, "jobs:read", NULL, 0);
	execute_on_company("UPDATE api_keys SET access_level = 'later', stamp = stamp + 1 "
			   "WHERE entity_id = %s");
	assert_string_equal(scope_of(made.secret.at), "");
}

/* Changes */

static void
a_changed_key_is_judged_anew_at_its_next_request(void **state)
{
	(void)state;
	need_server();
	struct key_made made = custom_key("Clock", LEVEL_CUSTOM, "jobs:read", NULL, 0);
	assert_int_equal(get(path_of("jobs"), made.secret.at), 200);
	struct key_change narrow = {
	    .sets_grants = true, .choice = {.grants = SLICE("unions:read")}};
	assert_true(change_key(made.key_id, &narrow));
	assert_int_equal(get(path_of("jobs"), made.secret.at), 403);
	assert_int_equal(get(path_of("unions"), made.secret.at), 200);
	struct key_change wide = {.level = LEVEL_READ_ONLY, .sets_grants = true};
	assert_true(change_key(made.key_id, &wide));
	assert_int_equal(get(path_of("jobs"), made.secret.at), 200);
	assert_false(change_key(made.key_id, &wide));
}

static void
audits_a_change_of_a_key_with_before_and_after(void **state)
{
	(void)state;
	need_server();
	struct uuid group = new_group("Finance", "jobs:read");
	struct key_made made = custom_key("Clock", LEVEL_CUSTOM, "persons:read(personal)", NULL, 0);
	struct audit_row row = last_entry();
	assert_string_equal(text_of(row.event), "key.created");
	assert_string_equal(text_of(change_of(&row, "grants")->after), "persons:read(personal)");
	struct key_change change = {.name = SLICE("Time clock"),
	    .level = LEVEL_READ_ONLY,
	    .sets_grants = true,
	    .sets_groups = true,
	    .choice = {.groups = &group, .ngroups = 1}};
	assert_true(change_key(made.key_id, &change));
	row = last_entry();
	assert_string_equal(text_of(row.event), "key.changed");
	assert_string_equal(text_of(row.subject_name), "Time clock");
	assert_string_equal(text_of(change_of(&row, "name")->before), "Clock");
	assert_string_equal(text_of(change_of(&row, "access")->before), "custom");
	assert_string_equal(text_of(change_of(&row, "access")->after), "read_only");
	assert_string_equal(text_of(change_of(&row, "grants")->before), "persons:read(personal)");
	assert_null(change_of(&row, "grants")->after.at);
	assert_string_equal(text_of(change_of(&row, "groups")->after), "Finance");
	assert_null(strstr(text_of(row.record), made.secret.at));
}

static void
refuses_a_change_that_would_lift_every_limit_by_an_empty_text(void **state)
{
	(void)state;
	need_server();
	struct key_made made = custom_key("Clock", LEVEL_CUSTOM, "", NULL, 0);
	struct key_made twin = custom_key("Twin", LEVEL_CUSTOM, "jobs:read", NULL, 0);
	struct key_change full = {.level = LEVEL_FULL};
	assert_false(change_key(made.key_id, &full));
	assert_true(complains("grants", "required"));
	struct key_change name = {.name = SLICE("twin")};
	assert_false(change_key(made.key_id, &name));
	assert_true(complains("name", "duplicate"));
	bool changed;
	assert_int_equal(key_revoke(&act, twin.key_id, &changed), DB_OK);
	assert_int_equal(key_change(&act, twin.key_id, &full, &complaints, &changed), DB_NO_ROW);
	assert_int_equal(key_change(&act, uuid_v7(), &full, &complaints, &changed), DB_NO_ROW);
}

static void
a_changed_group_is_felt_by_every_key_in_it_at_the_next_request(void **state)
{
	(void)state;
	need_server();
	struct uuid group = new_group("Field apps", "jobs:read");
	const char *first = custom_key("First", LEVEL_CUSTOM, NULL, &group, 1).secret.at;
	const char *second = custom_key("Second", LEVEL_FULL, NULL, &group, 1).secret.at;
	const char *other = custom_key("Other", LEVEL_CUSTOM, "jobs:read", NULL, 0).secret.at;
	const char *const all[] = {first, second, other};
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(get(path_of("jobs"), all[i]), 200);
	assert_true(change_group(group, NULL, "unions:read"));
	assert_int_equal(get(path_of("jobs"), first), 403);
	assert_int_equal(get(path_of("jobs"), second), 403);
	assert_int_equal(get(path_of("jobs"), other), 200);
	assert_int_equal(get(path_of("unions"), first), 200);
	assert_true(change_group(group, NULL, " "));
	assert_int_equal(get(path_of("unions"), second), 403);
	assert_string_equal(scope_of(first), "");
	assert_false(change_group(group, "Field apps", ""));
}

/* Groups */

static void
keeps_groups_by_name_and_tells_who_is_in_them(void **state)
{
	(void)state;
	need_server();
	struct uuid beta = new_group("Beta", "changes:read employees:write");
	new_group("Alpha", "");
	struct key_made made = custom_key("Clock", LEVEL_CUSTOM, NULL, &beta, 1);
	struct group_info *groups, found;
	struct group_member *members;
	size_t count;
	struct uuid id;
	assert_int_equal(group_list(&act, &groups, &count), DB_OK);
	assert_int_equal(count, 2);
	assert_string_equal(text_of(groups[0].name), "Alpha");
	assert_int_equal(groups[0].nkeys, 0);
	assert_int_equal(group_find_by_text(&act, SLICE_OF("beta"), &id), DB_OK);
	assert_true(uuid_eq(id, beta));
	assert_int_equal(group_find_by_text(&act, id_text(arena, GROUP_PREFIX, beta), &id), DB_OK);
	assert_int_equal(group_find_by_text(&act, SLICE_OF("Gamma"), &id), DB_NO_ROW);
	assert_int_equal(group_find(&act, beta, &found), DB_OK);
	assert_string_equal(text_of(found.scopes), "employees:write changes:read");
	assert_int_equal(found.nkeys, 1);
	assert_int_equal(group_members(&act, beta, &members, &count), DB_OK);
	assert_int_equal(count, 1);
	assert_true(uuid_eq(members[0].key_id, made.key_id));
}

static void
refuses_a_group_without_name_or_grants_or_with_the_name_of_another(void **state)
{
	(void)state;
	need_server();
	struct uuid id, other;
	bool changed;
	struct group_order empty = {0},
			   twin = {.name = SLICE("beta"), .grants = SLICE("jobs:read")};
	new_group("Beta", "jobs:read");
	other = new_group("Other", "jobs:read");
	assert_int_equal(group_create(&act, &empty, &complaints, &id), DB_OK);
	assert_true(complains("name", "required"));
	assert_true(complains("grants", "required"));
	assert_int_equal(group_create(&act, &twin, &complaints, &id), DB_OK);
	assert_true(complains("name", "duplicate"));
	assert_int_equal(group_change(&act, other, &twin, &complaints, &changed), DB_OK);
	assert_true(complains("name", "duplicate"));
	twin = (struct group_order){.grants = SLICE("unions:read"), .version = 7};
	assert_int_equal(group_change(&act, other, &twin, &complaints, &changed), DB_OK);
	assert_true(complains("version", "changed"));
	twin.grants = SLICE_OF("jobs:delete");
	assert_int_equal(group_change(&act, other, &twin, &complaints, &changed), DB_OK);
	assert_true(complains("grants", "not_offered"));
}

static void
deletes_no_group_while_a_key_is_in_it(void **state)
{
	(void)state;
	need_server();
	struct uuid group = new_group("Field apps", "jobs:read");
	struct key_made made = custom_key("Clock", LEVEL_CUSTOM, NULL, &group, 1);
	struct group_info found;
	bool changed;
	assert_int_equal(group_delete(&act, group, &complaints), DB_OK);
	assert_true(complains("group", "in_use"));
	assert_non_null(strstr(text_of(complaints.list[0].detail), "Clock"));
	assert_int_equal(key_revoke(&act, made.key_id, &changed), DB_OK);
	assert_int_equal(group_delete(&act, group, &complaints), DB_OK);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(group_find(&act, group, &found), DB_NO_ROW);
	assert_int_equal(group_delete(&act, group, &complaints), DB_NO_ROW);
}

static void
audits_groups_with_before_and_after(void **state)
{
	(void)state;
	need_server();
	struct uuid group = new_group("Field apps", "jobs:read");
	struct audit_row row = last_entry();
	assert_string_equal(text_of(row.event), "group.created");
	assert_string_equal(text_of(row.subject_kind), "group");
	assert_string_equal(text_of(change_of(&row, "grants")->after), "jobs:read");
	assert_true(change_group(group, "Apps", "jobs:write"));
	row = last_entry();
	assert_string_equal(text_of(row.event), "group.changed");
	assert_string_equal(text_of(change_of(&row, "name")->before), "Field apps");
	assert_string_equal(text_of(change_of(&row, "grants")->before), "jobs:read");
	assert_string_equal(text_of(change_of(&row, "grants")->after), "jobs:write");
	assert_int_equal(group_delete(&act, group, &complaints), DB_OK);
	row = last_entry();
	assert_string_equal(text_of(row.event), "group.deleted");
	assert_string_equal(text_of(row.subject_name), "Apps");
	assert_true(uuid_eq(row.subject_id, group));
}

/* Roles */

static void
joining_a_group_that_reveals_is_confirmed(void **state)
{
	(void)state;
	need_server();
	struct uuid plain = new_group("Plain", "jobs:read");
	struct uuid open = new_group("Open", "government-identifications:read "
					     "government-identifications:reveal");
	struct key_made made = new_key("Payroll", MODE_LIVE, LEVEL_FULL);
	struct key_change join = {.sets_groups = true, .choice = {.groups = &open, .ngroups = 1}};
	act.role = ROLE_ADMIN;
	act.stepped_up = false;
	assert_false(change_key(made.key_id, &join));
	assert_true(complaints_ask_step_up(&complaints));
	join.choice.groups = &plain;
	assert_true(change_key(made.key_id, &join));
	join.choice.groups = &open;
	act.stepped_up = true;
	assert_true(change_key(made.key_id, &join));
	act.role = 0;
	act.stepped_up = false;
}

static void
nobody_grants_more_than_his_role_holds(void **state)
{
	(void)state;
	need_server();
	struct uuid group = new_group("Field apps", "jobs:read"), id;
	struct key_made live = new_key("Live", MODE_LIVE, LEVEL_FULL);
	struct key_made test = custom_key("Test", LEVEL_CUSTOM, "jobs:read", NULL, 0);
	struct key_change wide = {.level = LEVEL_FULL, .sets_grants = true};
	struct group_order order = {.name = SLICE("Mine"), .grants = SLICE("jobs:read")};
	struct key_policy policy;
	bool changed = false;
	act.role = ROLE_DEVELOPER;
	assert_int_equal(key_change(&act, live.key_id, &wide, &complaints, &changed), DB_NO_ROW);
	assert_int_equal(policy_find(&act, live.key_id, &policy), DB_NO_ROW);
	assert_true(change_key(test.key_id, &wide));
	custom_key("Grouped", LEVEL_CUSTOM, NULL, &group, 1);
	assert_int_equal(group_create(&act, &order, &complaints, &id), DB_OK);
	assert_true(complains("name", "role"));
	struct audit_row row = last_entry();
	assert_string_equal(text_of(row.event), "act.refused");
	assert_string_equal(text_of(row.subject_name), "Mine");
	assert_int_equal(group_change(&act, group, &order, &complaints, &changed), DB_OK);
	assert_true(complains("name", "role"));
	assert_int_equal(group_delete(&act, group, &complaints), DB_OK);
	assert_true(complains("name", "role"));
	act.role = ROLE_AUDITOR;
	assert_int_equal(order_custom("Auditor's", LEVEL_READ_ONLY, NULL, NULL, 0, &test), DB_OK);
	assert_true(complains("mode", "role"));
	act.role = ROLE_ADMIN;
	new_group("Mine", "jobs:read");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_custom_key_may_do_what_is_granted_and_nothing_else),
	    TEST(a_custom_key_without_grants_may_do_nothing),
	    TEST(groups_and_grants_add_up_below_the_level),
	    TEST(refuses_a_choice_with_everything_that_is_wrong_with_it),
	    TEST(a_group_of_another_company_is_unknown),
	    TEST(keeps_unknown_names_and_grants_nothing_by_them),
	    TEST(an_unknown_level_grants_nothing),
	    TEST(a_changed_key_is_judged_anew_at_its_next_request),
	    TEST(audits_a_change_of_a_key_with_before_and_after),
	    TEST(refuses_a_change_that_would_lift_every_limit_by_an_empty_text),
	    TEST(a_changed_group_is_felt_by_every_key_in_it_at_the_next_request),
	    TEST(keeps_groups_by_name_and_tells_who_is_in_them),
	    TEST(refuses_a_group_without_name_or_grants_or_with_the_name_of_another),
	    TEST(deletes_no_group_while_a_key_is_in_it),
	    TEST(audits_groups_with_before_and_after),
	    TEST(joining_a_group_that_reveals_is_confirmed),
	    TEST(nobody_grants_more_than_his_role_holds),
	};
	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
