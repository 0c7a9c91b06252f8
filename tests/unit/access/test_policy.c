/* Levels against the catalog, and the text form of what they come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "access/policy.h"

#define WRITES (OPERATION_CREATE | OPERATION_UPDATE | OPERATION_DELETE)

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)16 << 20);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void
full_is_everything_that_exists_but_reveal(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_FULL, &policy);
	for (size_t i = 0; catalog[i]; i++) {
		const struct grant *grant = policy_grant(&policy, catalog[i]);
		assert_int_equal(
		    grant->operations, catalog[i]->operations & ~(unsigned)OPERATION_REVEAL);
		assert_false(fieldset_is_empty(&grant->readable));
	}
}

static void
read_only_changes_nothing_and_reveals_nothing(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_READ_ONLY, &policy);
	for (size_t i = 0; catalog[i]; i++) {
		const struct grant *grant = policy_grant(&policy, catalog[i]);
		assert_int_equal(grant->operations & (WRITES | OPERATION_REVEAL), 0);
		assert_true(policy_allows(&policy, catalog[i], OPERATION_READ));
		assert_false(policy_allows(&policy, catalog[i], OPERATION_READ | OPERATION_UPDATE));
		assert_true(fieldset_is_empty(&grant->writable));
	}
}

static void
custom_without_grants_allows_nothing(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_CUSTOM, &policy);
	for (size_t i = 0; catalog[i]; i++)
		assert_false(policy_allows(&policy, catalog[i], OPERATION_READ));
	assert_false(policy.feed);
	assert_int_equal(policy_scopes(arena, &policy).len, 0);
}

static void
writes_scopes_as_words(void **state)
{
	(void)state;
	struct policy policy;
	policy_compile(LEVEL_FULL, &policy);
	const char *full = policy_scopes(arena, &policy).at;
	assert_non_null(strstr(full, "employees:read employees:write"));
	assert_null(strchr(full, '('));
	assert_true(slice_has_suffix(policy_scopes(arena, &policy), " changes:read"));
	policy_compile(LEVEL_READ_ONLY, &policy);
	const char *reads = policy_scopes(arena, &policy).at;
	assert_non_null(strstr(reads, "departments:read"));
	assert_null(strstr(reads, ":write"));
	assert_non_null(strstr(reads, " changes:read"));
}

static void
writes_single_operations_and_lists_of_fields(void **state)
{
	(void)state;
	struct policy policy;
	const struct resource *departments = catalog_find(SLICE_OF("departments"));
	policy_compile(LEVEL_CUSTOM, &policy);
	struct grant *grant = (struct grant *)policy_grant(&policy, departments);
	grant->operations = OPERATION_READ | OPERATION_UPDATE;
	fieldset_add(&grant->readable, resource_field(departments, SLICE_OF("code")));
	fieldset_add(&grant->readable, resource_field(departments, SLICE_OF("name")));
	grant->writable = fieldset_all(departments);
	struct slice scopes = policy_scopes(arena, &policy);
	assert_true(slice_is(scopes, "departments:read(code,name) departments:update"));
	assert_true(
	    slice_is(policy_scope(arena, departments, OPERATION_DELETE), "departments:delete"));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(full_is_everything_that_exists_but_reveal),
	    cmocka_unit_test(read_only_changes_nothing_and_reveals_nothing),
	    cmocka_unit_test(custom_without_grants_allows_nothing),
	    cmocka_unit_test(writes_scopes_as_words),
	    cmocka_unit_test(writes_single_operations_and_lists_of_fields),
	    cmocka_unit_test(reads_the_names_of_levels_and_no_others),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
