/* What clients ask of lists: conditions, order, cursors; and entity tags. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "catalog/population.h"
#include "codec/date.h"
#include "catalog/cursor.h"
#include "catalog/etag.h"
#include "catalog/resources.h"
#include "catalog/sql.h"
#include "codec/text.h"

static struct arena *arena;
static const struct secrets *secrets;
static struct complaints complaints;

static struct filtering
filtering(const struct resource *resource)
{
	complaints = (struct complaints){0};
	return (struct filtering){arena, resource, fieldset_all(resource), &complaints};
}

static struct query
read_url(const struct resource *resource, const char *text)
{
	struct form form;
	struct query query;
	struct filtering eyes = filtering(resource);
	assert_true(form_read(arena, slice_from(text), &form));
	query_read_url(&eyes, &form, &query);
	return query;
}

static struct query
read_body(const struct resource *resource, const char *text)
{
	struct json_fault fault;
	struct query query;
	struct filtering eyes = filtering(resource);
	const struct json *body = json_read(arena, slice_from(text), &fault);
	assert_non_null(body);
	query_read_body(&eyes, body, &query);
	return query;
}

static void
reads_a_url(void **state)
{
	(void)state;
	struct query query = read_url(&resource_employees,
	    "status=active&hire_date[gte]=2024-01-01&department_id[in]=dep_"
	    "01k9zzzzzzzzzzzzzzzzzzzzzz"
	    "&sort=-hire_date&limit=7&fields=id,title&include_count=true"
	    "&updated_since=2026-01-01T00:00:00Z&cursor=abc");
	assert_int_equal(complaints.count, 0);
	assert_int_equal(query.filter.count, 4);
	assert_int_equal(query.filter.list[1].op, FILTER_GTE);
	assert_int_equal(query.limit, 7);
	assert_true(query.sort.descending && query.include_count);
	assert_string_equal(resource_employees.fields[query.sort.field].name, "hire_date");
	assert_true(slice_is(query.cursor, "abc"));
	assert_true(fieldset_has(
	    &query.named, resource_field(&resource_employees, SLICE_OF("department_id"))));
	assert_false(
	    fieldset_has(&query.fields, resource_field(&resource_employees, SLICE_OF("status"))));
}

static void
an_empty_query_shows_everything_by_id(void **state)
{
	(void)state;
	struct query query = read_url(&resource_persons, "");
	struct fieldset all = fieldset_all(&resource_persons);
	assert_int_equal(query.sort.field, 0);
	assert_int_equal(query.limit, QUERY_LIMIT_DEFAULT);
	assert_memory_equal(&query.fields, &all, sizeof all);
	assert_null(query.cursor.at);
}

/* A page then begins where its rows begin, in the index that has their order. */
static void
what_is_ranged_over_gives_the_order_unless_another_is_asked_for(void **state)
{
	(void)state;
	static const struct {
		const char *query, *sort, *index;
		bool flat; /* its conditions are about that index alone */
	} cases[] = {
	    {"", "id", "PRIMARY", true},
	    {"sort=hire_date", "hire_date", "employees_hire_date", true},
	    {"hire_date[gte]=2024-01-01", "hire_date", "employees_hire_date", true},
	    {"hire_date[gte]=2024-01-01&hire_date[lt]=2025-01-01", "hire_date",
		"employees_hire_date", true},
	    {"updated_since=2026-01-01T00:00:00Z", "updated_at", "employees_updated_at", true},
	    {"hire_date[gte]=2024-01-01&sort=-hire_date", "hire_date", "employees_hire_date", true},
	    {"hire_date=2024-01-01", "id", "employees_hire_date", true},
	    {"status=active&sort=-id", "id", "employees_status", true},
	    {"department_id=dep_01k9zzzzzzzzzzzzzzzzzzzzzz", "id", "employees_department_id", true},
	    {"title=Foreman", "id", "employees_title", true},
	    {"id[in]=emp_01k9zzzzzzzzzzzzzzzzzzzzzz", "id", "PRIMARY", true},
	    {"hire_date[gte]=2024-01-01&sort=id", "id", "PRIMARY", false},
	    {"status[in]=active,pending", "id", "PRIMARY", false},
	    {"worker_type=employee", "id", "PRIMARY", false},
	    {"worker_type=employee&status=active", "id", "employees_status", false},
	    {"hire_date[gte]=2024-01-01&status=active", "id", "employees_status", false},
	    {"id[in]=emp_01k9zzzzzzzzzzzzzzzzzzzzzz&status=active", "id", "PRIMARY", false},
	    {"seniority_date[gte]=2024-01-01", "id", "PRIMARY", false},
	    {"status=active&sort=hire_date", "hire_date", "employees_hire_date", false},
	};
	struct view view = {.realm_id = 4};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct query query = read_url(&resource_employees, cases[i].query);
		assert_string_equal(
		    resource_employees.fields[query.sort.field].name, cases[i].sort);
		struct stretch stretch = {.index = query_index(&resource_employees, &query)};
		assert_int_equal(query_is_about(&query.filter, stretch.index), cases[i].flat);
		struct command list = sql_list(arena, &view, &resource_employees,
		    fieldset_all(&resource_employees), &query, &stretch);
		const char *forced = arena_printf(arena, "FORCE INDEX (%s)", cases[i].index).at;
		assert_non_null(strstr(str_text(&list.text), forced));
	}
}

/* The server would sort all rows if the order went on behind a unique index. */
static void
ties_are_broken_by_id_only_where_there_can_be_ties(void **state)
{
	(void)state;
	struct view view = {.realm_id = 4};
	struct position position = {value_text(SLICE_OF("A")), uuid_v7()};
	struct query codes = read_url(&resource_departments, "sort=code");
	struct query names = read_url(&resource_departments, "sort=name");
	struct fieldset all = fieldset_all(&resource_departments);
	struct stretch code = {codes.sort.field, &position, NULL};
	struct stretch name = {names.sort.field, &position, &position};
	struct command list = sql_list(arena, &view, &resource_departments, all, &codes, &code);
	assert_non_null(strstr(str_text(&list.text), "AND t.code > ? ORDER BY t.code LIMIT"));
	list = sql_list(arena, &view, &resource_departments, all, &names, &name);
	assert_non_null(strstr(str_text(&list.text),
	    " AND ((t.name = ? AND t.id > ?) OR t.name > ?)"
	    " AND ((t.name = ? AND t.id <= ?) OR t.name < ?) ORDER BY t.name, t.id LIMIT"));
}

static void
complains_about_each_parameter_by_its_name(void **state)
{
	(void)state;
	static const struct {
		const char *query, *name, *code;
	} cases[] = {
	    {"limit=0", "limit", "out_of_range"},
	    {"limit=201", "limit", "out_of_range"},
	    {"limit=x", "limit", "out_of_range"},
	    {"limit=1&limit=1", "limit", "repeated"},
	    {"sort=nothing", "sort", "not_sortable"},
	    {"sort=name", "sort", "not_sortable"},
	    {"sort=employee_number", "sort", "personal_in_url"},
	    {"fields=a", "fields", "unknown_field"},
	    {"fields=", "fields", "unknown_field"},
	    {"updated_since=x", "updated_since", "invalid_time"},
	    {"include_count=1", "include_count", "invalid_boolean"},
	    {"cursor=", "cursor", "invalid_cursor"},
	    {"status=sleeping", "status", "not_a_choice"},
	    {"status[gt]=active", "status[gt]", "not_comparable"},
	    {"hire_date[prefix]=2", "hire_date[prefix]", "not_comparable"},
	    {"nothing=1", "nothing", "unknown_parameter"},
	    {"status[like]=a", "status[like]", "unknown_parameter"},
	    {"status[in]=", "status[in]", "blank"},
	    {"status[=a", "status[", "unknown_parameter"},
	    {"status[eq]=active", "status[eq]", "unknown_parameter"},
	    {"employee_number=1", "employee_number", "personal_in_url"},
	    {"pay_rate=1", "pay_rate", "not_filterable"},
	    {"id=dep_01k9zzzzzzzzzzzzzzzzzzzzzz", "id", "invalid_id"},
	    {"status=active&status[in]=active&status=active", "status", "repeated"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		read_url(&resource_employees, cases[i].query);
		if (complaints.count != 1)
			fail_msg("%s: %zu complaints", cases[i].query, complaints.count);
		assert_string_equal(complaints.list[0].parameter, cases[i].name);
		assert_string_equal(complaints.list[0].code, cases[i].code);
		assert_null(complaints.list[0].pointer.at);
	}
}

/* Names from outside are cut to a length, but not within a character. */
static void
a_long_name_in_a_complaint_stays_text(void **state)
{
	(void)state;
	static const char *const tails[] = {"=1", "[eq]=1", "=1&limit=1&limit=1"};
	char text[200];
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		struct form form;
		struct query query;
		snprintf(text, sizeof text, "%099d%%C3%%A9%s", 0, tails[i]);
		read_url(&resource_employees, text);
		assert_true(utf8_is_valid(slice_from(complaints.list[0].parameter)));
		struct filtering eyes = filtering(&resource_employees);
		assert_true(form_read(arena, slice_from(text), &form));
		query_read_single(&eyes, &form, &query, NULL);
		assert_true(utf8_is_valid(slice_from(complaints.list[0].parameter)));
	}
}

static void
a_field_that_may_not_be_read_looks_unknown(void **state)
{
	(void)state;
	static const char *const queries[] = {"status=active", "sort=status", "fields=status"};
	struct filtering eyes = filtering(&resource_employees);
	eyes.readable = (struct fieldset){0};
	fieldset_add(&eyes.readable, resource_field(&resource_employees, SLICE_OF("title")));
	for (size_t i = 0; i < 3; i++) {
		struct form form;
		struct query query;
		complaints.count = 0;
		assert_true(form_read(arena, slice_from(queries[i]), &form));
		query_read_url(&eyes, &form, &query);
		assert_int_equal(complaints.count, 1);
	}
}

static void
a_search_may_name_personal_data(void **state)
{
	(void)state;
	struct query query = read_body(&resource_persons,
	    "{\"filter\":{\"legal_last_name\":{\"prefix\":\"O'N\"},\"legal_first_name\":\"Ada\","
	    "\"date_of_birth\":{\"gte\":\"1990-01-01\",\"lt\":\"1991-01-01\"},"
	    "\"id\":{\"in\":[\"per_01k9zzzzzzzzzzzzzzzzzzzzzz\"]}},\"sort\":\"-legal_last_name\","
	    "\"limit\":3,\"fields\":[\"id\",\"display_name\"],\"include_count\":true}");
	assert_int_equal(complaints.count, 0);
	assert_int_equal(query.filter.count, 5);
	assert_int_equal(query.limit, 3);
	assert_true(query.sort.descending);
}

static void
a_search_points_at_what_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *body, *pointer;
	} cases[] = {
	    {"{\"filters\":{}}", "/filters"},
	    {"{\"filter\":[]}", "/filter"},
	    {"{\"filter\":{\"nothing\":1}}", "/filter/nothing"},
	    {"{\"filter\":{\"legal_last_name\":{}}}", "/filter/legal_last_name"},
	    {"{\"filter\":{\"legal_last_name\":{\"like\":\"x\"}}}", "/filter/legal_last_name/like"},
	    {"{\"filter\":{\"legal_last_name\":7}}", "/filter/legal_last_name"},
	    {"{\"filter\":{\"legal_last_name\":null}}", "/filter/legal_last_name"},
	    {"{\"filter\":{\"gender\":\"male\"}}", "/filter/gender"},
	    {"{\"filter\":{\"id\":{\"in\":\"x\"}}}", "/filter/id/in"},
	    {"{\"limit\":\"5\"}", "/limit"},
	    {"{\"limit\":0}", "/limit"},
	    {"{\"sort\":\"notes\"}", "/sort"},
	    {"{\"fields\":[\"x\"]}", "/fields/0"},
	    {"{\"fields\":[]}", "/fields"},
	    {"{\"cursor\":7}", "/cursor"},
	    {"[]", ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		read_body(&resource_persons, cases[i].body);
		if (complaints.count != 1 ||
		    !slice_is(complaints.list[0].pointer, cases[i].pointer))
			fail_msg("%s: %zu complaints, first at %.*s", cases[i].body,
			    complaints.count, SLICE_ARG(complaints.list[0].pointer));
	}
}

static void
too_many_conditions_are_refused(void **state)
{
	(void)state;
	struct str text;
	str_init(&text, arena, 100000);
	str_add_text(&text, "id[in]=per_01k9zzzzzzzzzzzzzzzzzzzzzz");
	for (int i = 0; i < FILTER_VALUES_MAX; i++)
		str_add_text(&text, ",per_01k9zzzzzzzzzzzzzzzzzzzzzz");
	read_url(&resource_persons, str_text(&text));
	assert_int_equal(complaints.count, 1);
	assert_string_equal(complaints.list[0].code, "too_many");
}

static void
a_cursor_opens_only_its_own_list(void **state)
{
	(void)state;
	struct query query = read_url(&resource_departments, "code[prefix]=A&sort=code");
	struct query other = read_url(&resource_departments, "code[prefix]=B&sort=code");
	struct query back = read_url(&resource_departments, "code[prefix]=A&sort=-code");
	struct view view = {.realm_id = 1}, elsewhere = {.realm_id = 2};
	struct position position = {value_text(SLICE_OF("A-7")), uuid_v7()}, read;
	query.cursor =
	    cursor_write(arena, secrets, &view, &resource_departments, &query, &position);
	assert_true(cursor_read(arena, secrets, &view, &resource_departments, &query, &read));
	assert_true(uuid_eq(read.id, position.id) && slice_is(read.sorted.text, "A-7"));
	other.cursor = back.cursor = query.cursor;
	assert_false(cursor_read(arena, secrets, &view, &resource_departments, &other, &read));
	assert_false(cursor_read(arena, secrets, &view, &resource_departments, &back, &read));
	assert_false(cursor_read(arena, secrets, &elsewhere, &resource_departments, &query, &read));
	assert_false(cursor_read(arena, secrets, &view, &resource_persons, &query, &read));
	for (size_t cut = 0; cut < query.cursor.len; cut++) {
		struct query shorter = query;
		shorter.cursor.len = cut;
		assert_false(
		    cursor_read(arena, secrets, &view, &resource_departments, &shorter, &read));
	}
}

static void
positions_of_each_type_survive(void **state)
{
	(void)state;
	static const char *const sorts[] = {"id", "hire_date", "status", "updated_at"};
	struct view view = {.realm_id = 1};
	struct record record = record_new(arena, &resource_employees);
	record_set(&record, "id", value_uuid(uuid_v7()));
	record_set(&record, "hire_date", value_date(-7));
	record_set(&record, "status", value_text(SLICE_OF("active")));
	record_set(&record, "updated_at", value_time(INT64_C(1234567890123456)));
	for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
		struct query query = {
		    .sort = {resource_field(&resource_employees, slice_from(sorts[i])), false}};
		struct position position = position_of(&record, &query.sort), read;
		query.cursor =
		    cursor_write(arena, secrets, &view, &resource_employees, &query, &position);
		assert_true(cursor_read(arena, secrets, &view, &resource_employees, &query, &read));
		assert_true(value_eq(&read.sorted, &position.sorted));
	}
}

static void
every_command_binds_the_realm_and_the_guard(void **state)
{
	(void)state;
	static const char asked[] = "k.entity_id = ? AND k.id = ? AND k.stamp = ? AND "
				    "k.state = 'active' AND ? > UTC_TIMESTAMP(6)";
	struct guard guard = {.key_id = uuid_v7(), .stamp = 1, .until_us = TIME_LAST_US};
	struct view view = {.entity_id = 3, .realm_id = 4, .guard = &guard};
	struct query query = read_url(&resource_departments,
	    "code[prefix]=A&sort=-code&id[in]=dep_01k9zzzzzzzzzzzzzzzzzzzzzz");
	struct position position = {value_text(SLICE_OF("A")), uuid_v7()};
	for (size_t i = 0; catalog[i] != NULL; i++) {
		struct command get =
		    sql_get(arena, &view, catalog[i], fieldset_all(catalog[i]), uuid_v7());
		const char *text = str_text(&get.text);
		assert_non_null(strstr(text, "t.realm_id = ?"));
		assert_non_null(strstr(text, asked));
		assert_int_equal(get.arguments[0].u64, 4);
		assert_int_equal(get.narguments, 6);
		get = sql_get(arena, &view, catalog[i], fieldset_all(catalog[i]), uuid_v7());
		assert_string_equal(str_text(&get.text), text);
		get = sql_get(arena, &view, catalog[i], (struct fieldset){0}, uuid_v7());
		assert_non_null(strstr(str_text(&get.text), "SELECT t.id FROM api_keys"));
	}
	struct stretch stretch = {query.sort.field, &position, NULL};
	struct command list = sql_list(arena, &view, &resource_departments,
	    fieldset_all(&resource_departments), &query, &stretch);
	const char *text = str_text(&list.text);
	assert_non_null(strstr(text, "t.code < ?"));
	assert_non_null(strstr(text, "t.code LIKE ? ESCAPE '!'"));
	size_t places = 0;
	for (const char *at = text; *at != '\0'; at++)
		places += *at == '?';
	assert_int_equal(places, list.narguments);
}

static size_t
places_in(struct command *command)
{
	size_t places = 0;
	for (const char *at = str_text(&command->text); *at != '\0'; at++)
		places += *at == '?';
	return places;
}

/* Each command of a kind, for the view. */
static struct command
command_of(size_t kind, const struct view *view, const struct resource *resource)
{
	struct uuid id = {{0}};
	struct query query = read_url(resource, "");
	struct stretch stretch = {.index = 0};
	switch (kind) {
	case 0:
		return sql_get(arena, view, resource, fieldset_all(resource), id);
	case 1:
		return sql_list(arena, view, resource, fieldset_all(resource), &query, &stretch);
	case 2:
		return sql_count(arena, view, resource, &query.filter, 0, 10);
	case 3:
		return sql_count_near(arena, view, resource, &query.filter, 0, 10);
	case 4:
		return sql_count_children(arena, view, resource, &resource->fields[1], id);
	default:
		return sql_reach(arena, view, resource, &id, 1, true);
	}
}

/* Without a population: nothing at all. With one: records about somebody, reference data never. */
static void
a_population_stands_in_every_command_that_shows_or_counts(void **state)
{
	(void)state;
	struct guard guard = {.stamp = 1};
	struct view free = {.entity_id = 3, .realm_id = 4, .guard = &guard, .caller_kind = "key"};
	struct view limited = free, lost = free;
	limited.population = POPULATION_DEPARTMENTS | POPULATION_UNIONS;
	lost.population = POPULATION_DEPARTMENTS | POPULATION_UNKNOWN;
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t kind = 0; kind < 6; kind++) {
			struct command all = command_of(kind, &free, catalog[i]);
			struct command some = command_of(kind, &limited, catalog[i]);
			struct command none = command_of(kind, &lost, catalog[i]);
			const char *text = str_text(&some.text);
			assert_null(strstr(str_text(&all.text), "key_population"));
			assert_int_equal(places_in(&some), some.narguments);
			assert_int_equal(places_in(&none), none.narguments);
			assert_int_equal(all.ncolumns, some.ncolumns);
			if (!population_limits(catalog[i])) {
				assert_string_equal(text, str_text(&all.text));
				continue;
			}
			assert_non_null(strstr(text, "p0.population = 'departments unions'"));
			assert_non_null(strstr(text, "p0.realm_id = t.realm_id"));
			assert_non_null(
			    strstr(text, "(p0.value IS NOT NULL AND p2.value IS NOT NULL"));
			assert_null(strstr(text, "p1."));
			/* Else the server reads the table once for each department. */
			if (kind != 3)
				assert_non_null(strstr(text, "SELECT STRAIGHT_JOIN "));
			assert_non_null(strstr(str_text(&none.text), " AND FALSE"));
		}
}

static void
a_prefix_means_itself(void **state)
{
	(void)state;
	struct view view = {.realm_id = 4};
	struct query query = read_body(
	    &resource_persons, "{\"filter\":{\"legal_last_name\":{\"prefix\":\"50%_!\"}}}");
	struct stretch stretch = {.index = query.sort.field};
	struct command list = sql_list(
	    arena, &view, &resource_persons, fieldset_all(&resource_persons), &query, &stretch);
	assert_true(slice_is(list.arguments[1].text, "50!%!_!!%"));
}

static struct record
versioned(uint64_t version)
{
	struct record record = record_new(arena, &resource_persons);
	record_set(&record, "version", value_u64(version));
	return record;
}

static void
tags_tell_versions_and_views_apart(void **state)
{
	(void)state;
	struct record record = versioned(7);
	struct fieldset all = fieldset_all(&resource_persons), one = {0};
	fieldset_add(&one, 0);
	struct slice whole = etag_write(arena, &record, all),
		     part = etag_write(arena, &record, one);
	assert_true(slice_has_prefix(whole, "\"7-") && slice_has_suffix(whole, "\""));
	assert_false(slice_eq(whole, part));
	assert_int_equal(etag_if_match(arena, whole, 7), ETAG_MET);
	assert_int_equal(etag_if_match(arena, part, 7), ETAG_MET);
	assert_int_equal(etag_if_match(arena, whole, 8), ETAG_UNMET);
	assert_int_equal(etag_if_none_match(arena, whole, whole), ETAG_UNMET);
	assert_int_equal(etag_if_none_match(arena, part, whole), ETAG_MET);
}

static void
conditions_are_read_by_the_letter(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		enum etag_condition wanted;
	} cases[] = {
	    {NULL, ETAG_ABSENT},
	    {"*", ETAG_MET},
	    {"\"7-x\"", ETAG_MET},
	    {"\"7-x-gzip\"", ETAG_MET},
	    {"W/\"7-x\"", ETAG_UNMET},
	    {"\"6-x\", \"7-y\"", ETAG_MET},
	    {"\"6-x\"", ETAG_UNMET},
	    {"\"7\"", ETAG_UNMET},
	    {"\"07-x\"", ETAG_MET},
	    {"\"-x\"", ETAG_UNMET},
	    {"7-x", ETAG_MALFORMED},
	    {"\"", ETAG_MALFORMED},
	    {"", ETAG_MALFORMED},
	    {"\"7-x\" \"8-x\"", ETAG_MALFORMED},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (etag_if_match(arena, slice_from(cases[i].header), 7) != cases[i].wanted)
			fail_msg("If-Match: %s", cases[i].header);
}

static int
open_arena(void **state)
{
	(void)state;
	char path[] = "/tmp/secrets-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	unlink(path);
	assert_true(secrets_create(path));
	secrets = secrets_load(path, stderr);
	unlink(path);
	arena = arena_new((size_t)64 << 20);
	return secrets != NULL ? 0 : -1;
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
	    cmocka_unit_test(reads_a_url),
	    cmocka_unit_test(an_empty_query_shows_everything_by_id),
	    cmocka_unit_test(complains_about_each_parameter_by_its_name),
	    cmocka_unit_test(a_long_name_in_a_complaint_stays_text),
	    cmocka_unit_test(a_field_that_may_not_be_read_looks_unknown),
	    cmocka_unit_test(a_search_may_name_personal_data),
	    cmocka_unit_test(a_search_points_at_what_is_wrong),
	    cmocka_unit_test(too_many_conditions_are_refused),
	    cmocka_unit_test(a_cursor_opens_only_its_own_list),
	    cmocka_unit_test(positions_of_each_type_survive),
	    cmocka_unit_test(what_is_ranged_over_gives_the_order_unless_another_is_asked_for),
	    cmocka_unit_test(ties_are_broken_by_id_only_where_there_can_be_ties),
	    cmocka_unit_test(every_command_binds_the_realm_and_the_guard),
	    cmocka_unit_test(a_population_stands_in_every_command_that_shows_or_counts),
	    cmocka_unit_test(a_prefix_means_itself),
	    cmocka_unit_test(tags_tell_versions_and_views_apart),
	    cmocka_unit_test(conditions_are_read_by_the_letter),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
