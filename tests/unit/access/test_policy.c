/* Levels and grants against the catalog, and the text form of what they come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "access/policy_text.h"

/* Last: its macro fail() would meet the function of that name. */
#include <cmocka.h>

#define WRITES (OPERATION_CREATE | OPERATION_UPDATE | OPERATION_DELETE)

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct resource *
resource_named(const char *name)
{
	const struct resource *resource = catalog_find(slice_from(name));
	assert_non_null(resource);
	return resource;
}

static struct grants
granted(const char *text)
{
	struct grants grants;
	struct scope_faults faults;
	if (!grants_read(slice_from(text), &grants, &faults))
		fail_msg("%s: at %zu %s", text, faults.list[0].at, faults.list[0].code);
	return grants;
}

static const char *
canonical(const char *text)
{
	struct grants grants = granted(text);
	return arena_text(arena, grants_write(arena, &grants));
}

static const char *
stored(const char *text)
{
	struct grants grants = granted(text);
	return arena_text(arena, grants_store(arena, &grants));
}

static struct policy
compiled(enum access_level level, const char *text)
{
	struct policy policy;
	struct grants grants = granted(text);
	policy_compile(level, &grants, &policy);
	return policy;
}

static bool
reads(const struct policy *policy, const char *resource, const char *field)
{
	struct fieldset fields = policy_readable(policy, resource_named(resource));
	return fieldset_has(&fields, resource_field(resource_named(resource), slice_from(field)));
}

static bool
writes(const struct policy *policy, const char *resource, unsigned operation, const char *field)
{
	struct fieldset fields = policy_writable(policy, resource_named(resource), operation);
	return fieldset_has(&fields, resource_field(resource_named(resource), slice_from(field)));
}

/* Levels alone */

static void
full_is_everything_that_exists_but_reveal(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_FULL, NULL, &policy);
	for (size_t i = 0; catalog[i]; i++) {
		const struct grant *grant = policy_grant(&policy, catalog[i]);
		assert_int_equal(
		    grant->operations, catalog[i]->operations & ~(unsigned)OPERATION_REVEAL);
		assert_false(fieldset_is_empty(&grant->read.fields));
	}
}

static void
read_only_changes_nothing_and_reveals_nothing(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_READ_ONLY, NULL, &policy);
	for (size_t i = 0; catalog[i]; i++) {
		const struct grant *grant = policy_grant(&policy, catalog[i]);
		assert_int_equal(grant->operations & (WRITES | OPERATION_REVEAL), 0);
		assert_true(policy_allows(&policy, catalog[i], OPERATION_READ));
		assert_false(policy_allows(&policy, catalog[i], OPERATION_READ | OPERATION_UPDATE));
		assert_true(fieldset_is_empty(&grant->create.fields));
		assert_true(fieldset_is_empty(&grant->update.fields));
	}
}

static void
custom_without_grants_allows_nothing(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_CUSTOM, NULL, &policy);
	for (size_t i = 0; catalog[i]; i++)
		assert_false(policy_allows(&policy, catalog[i], OPERATION_READ));
	assert_false(policy.granted.feed);
	assert_int_equal(policy_scopes(arena, &policy).len, 0);
}

static void
writes_levels_as_words(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_FULL, NULL, &policy);
	const char *full = policy_scopes(arena, &policy).at;
	assert_non_null(strstr(full, "employees:read employees:write"));
	assert_null(strchr(full, '('));
	assert_true(slice_has_suffix(policy_scopes(arena, &policy), " changes:read"));
	policy_compile(LEVEL_READ_ONLY, NULL, &policy);
	const char *reads_only = policy_scopes(arena, &policy).at;
	assert_non_null(strstr(reads_only, "departments:read"));
	assert_null(strstr(reads_only, ":write"));
	assert_non_null(strstr(reads_only, " changes:read"));
}

static void
reads_the_names_of_levels_and_no_others(void **state)
{
	(void)state;
	enum access_level level = LEVEL_FULL;
	assert_true(level_read(SLICE_OF("read_only"), &level));
	assert_int_equal(level, LEVEL_READ_ONLY);
	assert_false(level_read(SLICE_OF("admin"), &level));
	assert_false(level_read(SLICE_OF(""), &level));
	assert_int_equal(level, LEVEL_READ_ONLY);
}

/* Levels and grants */

static void
grants_narrow_full_and_read_only_alike(void **state)
{
	(void)state;
	const char *text = "persons:read employees:read(title) employees:update changes:read";
	struct policy full = compiled(LEVEL_FULL, text), custom = compiled(LEVEL_CUSTOM, text);
	struct policy read_only = compiled(LEVEL_READ_ONLY, text);
	assert_true(slice_is(policy_scopes(arena, &full), text));
	assert_true(slice_is(policy_scopes(arena, &custom), text));
	assert_true(slice_is(
	    policy_scopes(arena, &read_only), "persons:read employees:read(title) changes:read"));
	assert_false(policy_allows(&full, resource_named("departments"), OPERATION_READ));
	assert_false(writes(&read_only, "employees", OPERATION_UPDATE, "title"));
	assert_true(writes(&custom, "employees", OPERATION_UPDATE, "title"));
}

static void
grants_without_anything_known_narrow_to_nothing(void **state)
{
	(void)state;
	struct policy policy;
	struct grants grants;
	grants_load(SLICE_OF("payslips:read employees:promote employees:read(shoe_size)"), &grants);
	policy_compile(LEVEL_FULL, &grants, &policy);
	assert_int_equal(policy_scopes(arena, &policy).len, 0);
}

static void
keeps_the_fields_of_creating_and_updating_apart(void **state)
{
	(void)state;
	struct policy policy =
	    compiled(LEVEL_CUSTOM, "departments:create(code,name) departments:update(name)");
	assert_true(writes(&policy, "departments", OPERATION_CREATE, "code"));
	assert_false(writes(&policy, "departments", OPERATION_UPDATE, "code"));
	assert_true(writes(&policy, "departments", OPERATION_UPDATE, "name"));
	assert_false(writes(&policy, "departments", OPERATION_READ, "name"));
	assert_false(reads(&policy, "departments", "name"));
	assert_false(writes(&policy, "departments", OPERATION_CREATE | OPERATION_UPDATE, "code"));
}

static void
adds_up_what_groups_and_grants_say(void **state)
{
	(void)state;
	struct grants sum = granted("employees:read(title)");
	struct grants more = granted("employees:read(hire_date) jobs:read changes:read");
	grants_add(&sum, &more);
	assert_true(slice_is(grants_write(arena, &sum),
			"employees:read(title,hire_date) jobs:read changes:read") ||
		    slice_is(grants_write(arena, &sum),
			"employees:read(hire_date,title) jobs:read changes:read"));
	more = granted("employees:read");
	grants_add(&sum, &more);
	assert_true(slice_is(grants_write(arena, &sum), "employees:read jobs:read changes:read"));
}

static void
class_words_reach_the_fields_of_their_class(void **state)
{
	(void)state;
	struct policy policy = compiled(LEVEL_CUSTOM, "persons:read(business,personal)");
	const struct resource *persons = resource_named("persons");
	struct fieldset shown = policy_readable(&policy, persons);
	assert_true(fieldset_has(&shown, 0));
	for (size_t i = 1; i < persons->nfields; i++) {
		enum privacy privacy = persons->fields[i].privacy;
		bool expected = privacy == PRIVACY_BUSINESS || privacy == PRIVACY_PERSONAL;
		if (fieldset_has(&shown, (int)i) != expected)
			fail_msg("%s", persons->fields[i].name);
	}
}

/* Text */

static void
writes_what_it_reads_in_one_canonical_form(void **state)
{
	(void)state;
	static const struct {
		const char *text, *canonical;
	} cases[] = {
	    {"", ""},
	    {" \n\t ", ""},
	    {"changes:read", "changes:read"},
	    {"employees:update persons:read", "persons:read employees:update"},
	    {"employees:create employees:update employees:delete", "employees:write"},
	    {"employees:write", "employees:write"},
	    {"departments:write", "departments:write"},
	    {"departments:create departments:update", "departments:write"},
	    {"employees:write(title)", "employees:write(title)"},
	    {"employees:create(title) employees:update",
		"employees:create(title) employees:update"},
	    {"persons:read( personal ,\n business )", "persons:read(business,personal)"},
	    {"persons:read(personal) persons:read(business)", "persons:read(business,personal)"},
	    {"persons:read(business) persons:read", "persons:read"},
	    {"employees:read(id)", "employees:read(id)"},
	    {"employees:read(id,title)", "employees:read(title)"},
	    {"employees:update(id,title)", "employees:update(id,title)"},
	    {"employees:read(title,title)", "employees:read(title)"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(canonical(cases[i].text), cases[i].canonical);
}

static void
keeps_nothing_that_would_reach_further_one_day(void **state)
{
	(void)state;
	const struct resource *persons = resource_named("persons");
	const char *text = stored("persons:read(business,personal) employees:write");
	assert_non_null(strstr(text, "persons:read(business,"));
	assert_null(strstr(text, "personal"));
	assert_non_null(strstr(text, " employees:create employees:update employees:delete"));
	for (size_t i = 0; i < persons->nfields; i++)
		if (persons->fields[i].privacy == PRIVACY_PERSONAL)
			assert_non_null(strstr(text, persons->fields[i].name));
	struct grants grants;
	grants_load(slice_from(text), &grants);
	assert_string_equal(
	    grants_write(arena, &grants).at, "persons:read(business,personal) employees:write");
}

/* What was kept before the class had its last field: the word would say too much now. */
static void
names_the_fields_of_a_class_that_has_grown(void **state)
{
	(void)state;
	struct grants grants;
	const char *text = stored("persons:read(personal)");
	const char *last = strrchr(text, ',');
	struct slice before = arena_printf(arena, "%.*s)", (int)(last - text), text);
	grants_load(before, &grants);
	struct slice written = grants_write(arena, &grants);
	assert_null(strstr(written.at, "personal)"));
	assert_true(slice_eq(written, before));
}

static void
leaves_out_what_this_release_does_not_know(void **state)
{
	(void)state;
	struct grants grants;
	grants_load(SLICE_OF("payslips:read employees:read(shoe_size,title) jobs:approve "
			     "jobs:read(shoe_size) (( jobs:update(name unions:read"),
	    &grants);
	assert_string_equal(grants_write(arena, &grants).at, "employees:read(title)");
}

static void
tells_every_fault_with_its_place(void **state)
{
	(void)state;
	const char *text = "persson:read persons:peek jobs:delete employees:read(title,pay) "
			   "employees:delete(title) changes:write persons persons:read() "
			   "jobs:read(name jobs";
	static const struct {
		const char *code, *at;
	} expected[] = {
	    {"unknown_resource", "persson"},
	    {"unknown_operation", "peek"},
	    {"not_offered", "delete employees"},
	    {"unknown_field", "pay)"},
	    {"fields_not_allowed", "(title) changes"},
	    {"not_offered", "write persons"},
	    {"malformed", "persons persons"},
	    {"malformed", ") jobs"},
	    {"malformed", "jobs"},
	};
	struct grants grants = granted("jobs:read");
	struct scope_faults faults;
	assert_false(grants_read(slice_from(text), &grants, &faults));
	for (size_t i = 0; i < faults.count && i < 9; i++) {
		assert_string_equal(faults.list[i].code, expected[i].code);
		assert_int_equal(
		    strncmp(text + faults.list[i].at, expected[i].at, strlen(expected[i].at)), 0);
	}
	assert_int_equal(faults.count, sizeof expected / sizeof expected[0]);
	assert_string_equal(grants_write(arena, &grants).at, "jobs:read");
}

static void
says_faults_in_sentences_and_repeats_no_odd_bytes(void **state)
{
	(void)state;
	struct slice text = SLICE_OF("persson:read <b>");
	struct scope_faults faults;
	struct complaints complaints = {0};
	struct grants grants;
	assert_false(grants_read(text, &grants, &faults));
	scope_faults_complain(arena, text, &faults, "grants", &complaints);
	assert_int_equal(complaints.count, 2);
	assert_true(
	    slice_is(complaints.list[0].detail, "At 1, “persson”: there is no such resource."));
	assert_true(slice_has_prefix(complaints.list[1].detail, "At 14: write scopes like "));
	assert_null(strstr(complaints.list[1].detail.at, "<b>"));
}

static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static struct reach
random_reach(const struct resource *resource, uint64_t *seed)
{
	struct reach reach = {0};
	if (next_random(seed) % 4 == 0)
		return reach_all(resource);
	for (int privacy = PRIVACY_OPEN; privacy <= PRIVACY_SENSITIVE; privacy++)
		if (next_random(seed) % 3 == 0)
			reach = reach_or(
			    resource, reach, reach_of_class(resource, (enum privacy)privacy));
	for (size_t i = 0; i < resource->nfields; i++)
		if (next_random(seed) % 5 == 0)
			fieldset_add(&reach.fields, (int)i);
	fieldset_add(&reach.fields, (int)(next_random(seed) % resource->nfields));
	return reach;
}

static struct grants
random_grants(uint64_t *seed)
{
	struct grants grants = {.feed = next_random(seed) % 2};
	for (size_t i = 0; catalog[i]; i++)
		for (unsigned bit = OPERATION_CREATE; bit <= OPERATION_REVEAL; bit <<= 1)
			if (next_random(seed) % 3 == 0)
				grants_allow(
				    &grants, catalog[i], bit, random_reach(catalog[i], seed));
	return grants;
}

static bool
same_reach(const struct reach *a, const struct reach *b)
{
	return a->words == b->words && memcmp(&a->fields, &b->fields, sizeof a->fields) == 0;
}

static bool
same_grants(const struct grants *a, const struct grants *b)
{
	bool same = a->feed == b->feed;
	for (size_t i = 0; catalog[i] && same; i++)
		same = a->of[i].operations == b->of[i].operations &&
		       same_reach(&a->of[i].read, &b->of[i].read) &&
		       same_reach(&a->of[i].create, &b->of[i].create) &&
		       same_reach(&a->of[i].update, &b->of[i].update);
	return same;
}

static void
reads_back_whatever_it_writes(void **state)
{
	(void)state;
	uint64_t seed = 88172645463325252u;
	struct scope_faults faults;
	for (int i = 0; i < 300; i++) {
		struct grants given = random_grants(&seed), again, kept;
		struct slice text = grants_write(arena, &given);
		if (!grants_read(text, &again, &faults) || !same_grants(&given, &again))
			fail_msg("%.*s", SLICE_ARG(text));
		assert_true(slice_eq(text, grants_write(arena, &again)));
		grants_load(grants_store(arena, &given), &kept);
		assert_true(same_grants(&given, &kept));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(full_is_everything_that_exists_but_reveal),
	    cmocka_unit_test(read_only_changes_nothing_and_reveals_nothing),
	    cmocka_unit_test(custom_without_grants_allows_nothing),
	    cmocka_unit_test(writes_levels_as_words),
	    cmocka_unit_test(reads_the_names_of_levels_and_no_others),
	    cmocka_unit_test(grants_narrow_full_and_read_only_alike),
	    cmocka_unit_test(grants_without_anything_known_narrow_to_nothing),
	    cmocka_unit_test(keeps_the_fields_of_creating_and_updating_apart),
	    cmocka_unit_test(adds_up_what_groups_and_grants_say),
	    cmocka_unit_test(class_words_reach_the_fields_of_their_class),
	    cmocka_unit_test(writes_what_it_reads_in_one_canonical_form),
	    cmocka_unit_test(keeps_nothing_that_would_reach_further_one_day),
	    cmocka_unit_test(names_the_fields_of_a_class_that_has_grown),
	    cmocka_unit_test(leaves_out_what_this_release_does_not_know),
	    cmocka_unit_test(tells_every_fault_with_its_place),
	    cmocka_unit_test(says_faults_in_sentences_and_repeats_no_odd_bytes),
	    cmocka_unit_test(reads_back_whatever_it_writes),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
