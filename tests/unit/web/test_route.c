/* Which row a method and a path meet, and what is noted of it. */

#include <stdlib.h>
#include <string.h>

#include "web/program.h"

/* After our own headers: it has a macro of the name of our fail(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define ID "01k9z4x8e0f6vt8q4rkd8w2n5a"

static struct arena *arena;

static void
handle(struct call *call)
{
	(void)call;
}

#define BASE "/v1/entities/{entity}"

/* clang-format off */
static const struct route routes[] = {
	{"health", METHOD_GET, "/v1/health", ACCESS_PUBLIC, 0, 0, handle, NULL, NULL, true},
	{"auth.login", METHOD_POST, "/v1/auth/login", ACCESS_CREDENTIAL, 0, 0, handle, NULL, NULL, false},
	{"list", METHOD_GET, BASE "/{resource}", ACCESS_RESOURCE, OPERATION_READ, 0, handle, NULL, NULL, false},
	{"create", METHOD_POST, BASE "/{resource}", ACCESS_RESOURCE, OPERATION_CREATE, 0, handle, NULL, NULL, false},
	{"get", METHOD_GET, BASE "/{resource}/{id}", ACCESS_RESOURCE, OPERATION_READ, 0, handle, NULL, NULL, false},
	{"delete", METHOD_DELETE, BASE "/{resource}/{id}", ACCESS_RESOURCE, OPERATION_DELETE, 0, handle, NULL, NULL, false},
	{"search", METHOD_POST, BASE "/{resource}/search", ACCESS_RESOURCE, OPERATION_READ, 0, handle, NULL, NULL, false},
	{"periods", METHOD_GET, BASE "/pay-schedules/{id}/periods", ACCESS_RESOURCE, OPERATION_READ, 0, handle, NULL, NULL, false},
	{0},
};
/* clang-format on */

static const struct program program = {.name = "routes", .routes = routes};

static struct call *
find(enum method method, const char *path)
{
	struct call *call = arena_alloc(arena, sizeof *call);
	call->arena = arena;
	call->program = &program;
	call->request.method = method;
	call->request.path = slice_from(path);
	route_find(call);
	return call;
}

static void
finds_a_row_and_its_parameters(void **state)
{
	(void)state;
	struct call *call = find(METHOD_GET, "/v1/entities/ent_0123456789/employees/emp_" ID);
	assert_int_equal(call->match, ROUTE_FOUND);
	assert_true(slice_is(call_parameter(call, "entity"), "ent_0123456789"));
	assert_true(slice_is(call_parameter(call, "resource"), "employees"));
	assert_true(slice_is(call_parameter(call, "id"), "emp_" ID));
	assert_string_equal(call->notes.resource->name, "employees");
}

static void
calls_an_operation_by_resource_and_verb_or_by_its_own_name(void **state)
{
	(void)state;
	struct call *list = find(METHOD_GET, "/v1/entities/ent_0123456789/email-addresses");
	struct call *login = find(METHOD_POST, "/v1/auth/login");
	assert_true(slice_is(list->notes.operation, "email-addresses.list"));
	assert_true(slice_is(login->notes.operation, "auth.login"));
	assert_true(slice_is(login->notes.path, "/v1/auth/login"));
}

static void
notes_a_path_of_valid_ids_only(void **state)
{
	(void)state;
	static const struct {
		const char *path, *noted;
	} cases[] = {
	    {"/v1/entities/ent_0123456789/employees/emp_" ID,
		"/v1/entities/ent_0123456789/employees/emp_" ID},
	    {"/v1/entities/ent_0123456789/employees/dep_" ID,
		"/v1/entities/ent_0123456789/employees/dep_" ID},
	    {"/v1/entities/ent_0123456789/employees/zzz_" ID,
		"/v1/entities/ent_0123456789/employees/{id}"},
	    {"/v1/entities/ent_0123456789/employees/078-05-1120",
		"/v1/entities/ent_0123456789/employees/{id}"},
	    {"/v1/entities/ent_012345678/employees", "/v1/entities/{entity}/employees"},
	    {"/v1/entities/jane.doe@example.com/employees", "/v1/entities/{entity}/employees"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct call *call = find(METHOD_GET, cases[i].path);
		assert_int_equal(call->match, ROUTE_FOUND);
		assert_true(slice_is(call->notes.path, cases[i].noted));
	}
}

static void
a_resource_may_stand_in_the_pattern_itself(void **state)
{
	(void)state;
	struct call *call =
	    find(METHOD_GET, "/v1/entities/ent_0123456789/pay-schedules/pay_" ID "/periods");
	assert_int_equal(call->match, ROUTE_FOUND);
	assert_string_equal(call->notes.resource->name, "pay-schedules");
	assert_true(slice_is(call->notes.operation, "pay-schedules.periods"));
	assert_true(slice_is(call_parameter(call, "id"), "pay_" ID));
	assert_int_equal(
	    find(METHOD_GET, "/v1/entities/ent_0123456789/jobs/pay_" ID "/periods")->match,
	    ROUTE_UNKNOWN);
}

static void
knows_only_whole_paths_and_resources_of_the_catalog(void **state)
{
	(void)state;
	static const char *const paths[] = {"", "/", "/v1", "/v1/health/", "/v1/healthy",
	    "/v1/entities/ent_0123456789", "/v1/entities//employees",
	    "/v1/entities/ent_0123456789/employee", "/v1/entities/ent_0123456789/Employees",
	    "/v1/entities/ent_0123456789/employees/", "/v1/entities/ent_0123456789/employees/a/b"};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct call *call = find(METHOD_GET, paths[i]);
		assert_int_equal(call->match, ROUTE_UNKNOWN);
		assert_int_equal(call->allowed, 0);
		assert_null(call->route);
		assert_null(call->notes.path.at);
		assert_null(call->notes.operation.at);
		assert_false(call->open_to_all);
	}
}

static void
tells_a_wrong_method_from_an_unknown_path(void **state)
{
	(void)state;
	struct call *call = find(METHOD_PUT, "/v1/entities/ent_0123456789/employees");
	assert_int_equal(call->match, ROUTE_METHOD_WRONG);
	assert_int_equal(call->allowed, METHOD_GET | METHOD_POST);
	assert_null(call->route);
	assert_null(call->notes.operation.at);
	assert_true(slice_is(call->notes.path, "/v1/entities/ent_0123456789/employees"));
	assert_true(slice_is(route_allow(call, call->allowed), "GET, HEAD, POST, OPTIONS"));
	assert_int_equal(find(METHOD_OPTIONS, "/v1/health")->match, ROUTE_METHOD_WRONG);
}

static void
offers_only_the_operations_that_a_resource_has(void **state)
{
	(void)state;
	struct call *kept = find(METHOD_DELETE, "/v1/entities/ent_0123456789/departments/dep_" ID);
	assert_false(kept->notes.resource->operations & OPERATION_DELETE);
	assert_int_equal(kept->match, ROUTE_METHOD_WRONG);
	assert_int_equal(kept->allowed, METHOD_GET);
	struct call *gone = find(METHOD_DELETE, "/v1/entities/ent_0123456789/employees/emp_" ID);
	assert_int_equal(gone->match, ROUTE_FOUND);
	assert_int_equal(gone->allowed, METHOD_GET | METHOD_DELETE);
}

static void
takes_the_pattern_with_the_fewest_parameters(void **state)
{
	(void)state;
	struct call *call = find(METHOD_POST, "/v1/entities/ent_0123456789/employees/search");
	assert_true(slice_is(call->notes.operation, "employees.search"));
	assert_int_equal(call->allowed, METHOD_POST);
	assert_int_equal(find(METHOD_GET, "/v1/entities/ent_0123456789/employees/search")->match,
	    ROUTE_METHOD_WRONG);
}

static void
tells_public_paths_from_all_others(void **state)
{
	(void)state;
	assert_true(find(METHOD_GET, "/v1/health")->open_to_all);
	assert_true(find(METHOD_DELETE, "/v1/health")->open_to_all);
	assert_true(find(METHOD_OPTIONS, "/v1/health")->open_to_all);
	assert_false(find(METHOD_POST, "/v1/auth/login")->open_to_all);
	assert_false(find(METHOD_OPTIONS, "/v1/entities/ent_0123456789/employees")->open_to_all);
}

static void
starts_no_program_with_an_incomplete_row(void **state)
{
	(void)state;
	static const struct route good = {
	    "x", METHOD_GET, "/x", ACCESS_PUBLIC, 0, 0, handle, NULL, NULL, false};
	struct route rows[9][2] = {0};
	for (size_t i = 0; i < 9; i++)
		rows[i][0] = good;
	rows[1][0].access = 0;
	rows[2][0].access = ACCESS_RESOURCE;
	rows[3][0].access = ACCESS_SESSION;
	rows[4][0].method = METHOD_GET | METHOD_POST;
	rows[5][0].method = METHOD_OPTIONS;
	rows[6][0].pattern = "x";
	rows[7][0].handle = NULL;
	rows[8][0].pattern = "/{a}/{b}/{c}/{d}/{e}/{f}/{g}";
	FILE *complaints = tmpfile();
	assert_true(route_check(rows[0], complaints));
	assert_int_equal(ftell(complaints), 0);
	for (size_t i = 1; i < 9; i++) {
		long before = ftell(complaints);
		assert_false(route_check(rows[i], complaints));
		assert_true(ftell(complaints) > before);
	}
	fclose(complaints);
}

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_a_row_and_its_parameters),
	    cmocka_unit_test(calls_an_operation_by_resource_and_verb_or_by_its_own_name),
	    cmocka_unit_test(notes_a_path_of_valid_ids_only),
	    cmocka_unit_test(a_resource_may_stand_in_the_pattern_itself),
	    cmocka_unit_test(knows_only_whole_paths_and_resources_of_the_catalog),
	    cmocka_unit_test(tells_a_wrong_method_from_an_unknown_path),
	    cmocka_unit_test(offers_only_the_operations_that_a_resource_has),
	    cmocka_unit_test(takes_the_pattern_with_the_fewest_parameters),
	    cmocka_unit_test(tells_public_paths_from_all_others),
	    cmocka_unit_test(starts_no_program_with_an_incomplete_row),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
