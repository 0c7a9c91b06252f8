/* The catalog against the real database: migrations, lists, what a read costs. */
#define _GNU_SOURCE
#include "fixture.h"

#include "catalog/column.h"

static struct db_rows
about(const char *sql, const char *table, const char *column, size_t ncolumns)
{
	static const enum db_type types[] = {DB_TEXT, DB_TEXT, DB_TEXT, DB_TEXT};
	struct db_value arguments[] = {text(table), text(column)};
	struct db_rows rows;
	assert_int_equal(
	    db_select(db, arena, slice_from(sql), arguments, 2, types, ncolumns, &rows), DB_OK);
	return rows;
}

static void
expect_text(const struct resource *resource, const struct field *field, const char *what,
    const struct db_value *found, struct slice wanted)
{
	if (found->null ? wanted.at != NULL : !slice_eq(found->text, wanted))
		fail_msg("%s.%s: %s is %.*s, the catalog says %.*s", resource->table, field->name,
		    what, SLICE_ARG(found->text), SLICE_ARG(wanted));
}

/* Of one column: type, nullable, charset and collation. */
static struct db_rows
about_column(const struct resource *resource, const char *column)
{
	struct db_rows rows = about("SELECT CAST(column_type AS CHAR), is_nullable, "
				    "character_set_name, collation_name "
				    "FROM information_schema.columns "
				    "WHERE table_schema = DATABASE() "
				    "AND table_name = ? AND column_name = ?",
	    resource->table, column, 4);
	if (rows.nrows != 1)
		fail_msg("%s.%s is no column", resource->table, column);
	return rows;
}

static const char *
column_name(const struct field *field, const char *suffix)
{
	return arena_printf(arena, "%s%s", field->name, suffix).at;
}

static void
each_column_is_as_the_catalog_says(void **state)
{
	(void)state;
	fixture_need_server();
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			struct column column = column_of(arena, field);
			struct db_rows rows =
			    about_column(catalog[i], column_name(field, column_suffix(field)));
			expect_text(catalog[i], field, "type", &rows.cells[0], column.reported);
			expect_text(catalog[i], field, "nullable", &rows.cells[1],
			    column.nullable ? SLICE_OF("YES") : SLICE_OF("NO"));
			expect_text(catalog[i], field, "charset", &rows.cells[2],
			    slice_from(column.charset));
			expect_text(catalog[i], field, "collation", &rows.cells[3],
			    slice_from(column.collation));
		}
}

static void
beside_each_sealed_value_lies_its_digest(void **state)
{
	(void)state;
	size_t count = 0;
	fixture_need_server();
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			if ((field->traits & FIELD_SEALED) == 0)
				continue;
			struct db_rows rows =
			    about_column(catalog[i], column_name(field, COLUMN_DIGEST));
			expect_text(
			    catalog[i], field, "digest", &rows.cells[0], SLICE_OF("binary(32)"));
			count++;
		}
	assert_true(count > 0);
}

/* A field's own columns; those of others are generated ones, and the realm. */
static size_t
count_columns(const struct resource *resource)
{
	size_t count = resource->nfields;
	for (size_t i = 0; i < resource->nfields; i++)
		count += (resource->fields[i].traits & FIELD_SEALED) != 0;
	return count;
}

static bool
is_sealed_part(const struct resource *resource, struct slice column)
{
	static const char *const parts[] = {COLUMN_SEALED, COLUMN_DIGEST};
	for (size_t i = 0; i < 2; i++) {
		if (!slice_has_suffix(column, parts[i]))
			continue;
		int at =
		    resource_field(resource, slice_head(column, column.len - strlen(parts[i])));
		return at >= 0 && (resource->fields[at].traits & FIELD_SEALED) != 0;
	}
	return false;
}

static void
no_column_is_unknown_to_the_catalog(void **state)
{
	(void)state;
	fixture_need_server();
	for (size_t i = 0; catalog[i] != NULL; i++) {
		struct db_rows rows = about("SELECT column_name FROM information_schema.columns "
					    "WHERE table_schema = DATABASE() AND table_name = ? "
					    "AND column_name <> ? AND is_generated = 'NEVER'",
		    catalog[i]->table, "realm_id", 1);
		size_t kept = catalog[i]->creator_column != NULL;
		assert_int_equal(rows.nrows, count_columns(catalog[i]) + kept);
		for (size_t j = 0; j < rows.nrows; j++)
			assert_true(resource_field(catalog[i], rows.cells[j].text) >= 0 ||
				    is_sealed_part(catalog[i], rows.cells[j].text) ||
				    slice_is(rows.cells[j].text, catalog[i]->creator_column));
	}
}

/* Of that name, by which statements ask for it. */
static bool
has_index(
    const struct resource *resource, const struct field *field, const char *columns, bool unique)
{
	struct db_rows rows = about(
	    "SELECT index_name, GROUP_CONCAT(column_name ORDER BY seq_in_index), "
	    "CAST(MIN(non_unique) AS CHAR) FROM information_schema.statistics "
	    "WHERE table_schema = DATABASE() AND table_name = ? AND ? <> '' GROUP BY index_name",
	    resource->table, field->name, 3);
	for (size_t i = 0; i < rows.nrows; i++)
		if (slice_eq(rows.cells[i * 3].text, column_index_name(arena, resource, field)) &&
		    slice_is(rows.cells[i * 3 + 1].text, columns) &&
		    (!unique || slice_is(rows.cells[i * 3 + 2].text, "0")))
			return true;
	return false;
}

static void
what_is_found_by_index_has_one(void **state)
{
	(void)state;
	fixture_need_server();
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 1; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			const char *alone = arena_printf(arena, "realm_id,%s", field->name).at;
			const char *with_id = arena_printf(arena, "realm_id,%s,id", field->name).at;
			bool unique = has_index(catalog[i], field, alone, true);
			if ((field->traits & FIELD_UNIQUE) != 0)
				assert_true(unique);
			else if ((field->traits & FIELD_SEALED) == 0 && field_is_indexed(field))
				assert_true(has_index(catalog[i], field, with_id, false));
		}
}

static void
each_reference_carries_its_realm(void **state)
{
	(void)state;
	fixture_need_server();
	for (size_t i = 0; catalog[i] != NULL; i++)
		for (size_t j = 0; j < catalog[i]->nfields; j++) {
			const struct field *field = &catalog[i]->fields[j];
			if (field->type != FIELD_REFERENCE)
				continue;
			const char *name =
			    arena_printf(arena, "%s_%s_fk", catalog[i]->table, field->name).at;
			struct db_rows rows = about("SELECT GROUP_CONCAT(CONCAT(column_name, '>', "
						    "referenced_table_name, '.', "
						    "referenced_column_name) ORDER BY "
						    "ordinal_position), MIN(constraint_name) "
						    "FROM information_schema.key_column_usage "
						    "WHERE table_schema = DATABASE() "
						    "AND table_name = ? AND constraint_name = ?",
			    catalog[i]->table, name, 2);
			struct slice wanted = arena_printf(arena, "realm_id>%s.realm_id,%s>%s.id",
			    field->refers->table, field->name, field->refers->table);
			expect_text(catalog[i], field, "foreign key", &rows.cells[0], wanted);
		}
}

static struct page
list(const struct company *company, const struct query *query, const struct position *position)
{
	struct page page;
	enum found found;
	struct view view = view_of(company, &resource_departments);
	assert_int_equal(
	    store_list(db, arena, &view, &resource_departments, query, position, &found, &page),
	    DB_OK);
	assert_int_equal(found, FOUND);
	return page;
}

static void
pages_meet_every_record_once(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const sorts[] = {
	    "code", "-code", "name", "-name", "id", "-id", "created_at", "-updated_at"};
	struct company own = make_company();
	for (int i = 0; i < 23; i++)
		expect_done(create(&own, &resource_departments,
		    arena_printf(arena, "{\"code\":\"P-%02d\",\"name\":\"Name %d\"}", i, i / 5)
			.at));
	for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++)
		for (unsigned limit = 1; limit <= 24; limit += 6) {
			struct query query = query_of_departments(
			    arena_printf(arena, "sort=%s&limit=%u", sorts[i], limit).at);
			struct position position, *from = NULL;
			struct page page;
			unsigned seen = 0;
			struct uuid last = {{0}};
			do {
				page = list(&own, &query, from);
				for (size_t j = 0; j < page.count; j++, seen++) {
					assert_false(uuid_eq(last, record_id(&page.records[j])));
					last = record_id(&page.records[j]);
				}
				position = page.next;
				from = &position;
			} while (page.has_more);
			assert_int_equal(seen, 23);
		}
}

static void
filters_find_what_they_say(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const char *query;
		size_t count;
	} cases[] = {
	    {"code=a%2F1", 1},
	    {"code=A%2F1", 1},
	    {"code[prefix]=A", 2},
	    {"code[prefix]=a%2F", 2},
	    {"code[in]=A/1,B_1,zzz", 2},
	    {"is_active=false", 1},
	    {"name=50%25+off_", 1},
	    {"name[prefix]=50%25", 1},
	    {"name[prefix]=50%25+offx", 0},
	    {"code[prefix]=B_", 1},
	    {"code[prefix]=B%25", 0},
	    {"created_at[gte]=2020-01-01T00:00:00Z", 4},
	    {"created_at[lt]=2020-01-01T00:00:00Z", 0},
	    {"updated_since=2100-01-01T00:00:00Z", 0},
	    {"external_id=x", 1},
	    {"external_id=X", 0},
	    {"code[in]=A/1,A/2,B_1&is_active=true", 2},
	};
	static const char *const made[] = {"{\"code\":\"A/1\",\"name\":\"50% off_\"}",
	    "{\"code\":\"A/2\",\"name\":\"x\",\"is_active\":false}",
	    "{\"code\":\"B_1\",\"name\":\"x\",\"external_id\":\"x\"}",
	    "{\"code\":\"BX1\",\"name\":\"x\"}"};
	struct company own = make_company();
	for (size_t i = 0; i < 4; i++)
		expect_done(create(&own, &resource_departments, made[i]));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct query query = query_of_departments(cases[i].query);
		struct page page = list(&own, &query, NULL);
		if (page.count != cases[i].count)
			fail_msg("%s found %zu", cases[i].query, page.count);
		struct count count;
		struct view view = view_of(&own, &resource_departments);
		assert_int_equal(
		    store_count(db, arena, &view, &resource_departments, &query, 3, &count), DB_OK);
		assert_int_equal(count.n, cases[i].count > 3 ? 3 : cases[i].count);
		assert_int_equal(count.exact, cases[i].count <= 3);
	}
}

static size_t
search_persons(const struct company *company, const char *body)
{
	struct json_fault fault;
	struct query query;
	struct page page;
	enum found found;
	struct complaints complaints = {0};
	struct filtering eyes = {
	    arena, &resource_persons, fieldset_all(&resource_persons), &complaints};
	struct view view = view_of(company, &resource_persons);
	query_read_body(&eyes, json_read(arena, slice_from(body), &fault), &query);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(
	    store_list(db, arena, &view, &resource_persons, &query, NULL, &found, &page), DB_OK);
	return page.count;
}

static void
names_are_found_without_regard_to_case(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const char *body;
		size_t count;
	} cases[] = {
	    {"{\"filter\":{\"legal_last_name\":\"BYRON\"}}", 2},
	    {"{\"filter\":{\"legal_last_name\":{\"prefix\":\"bYr\"}}}", 2},
	    {"{\"filter\":{\"legal_last_name\":\"Byro\"}}", 0},
	    {"{\"filter\":{\"legal_last_name\":\"byron\",\"legal_first_name\":\"zoe\"}}", 1},
	    {"{\"filter\":{\"display_name\":{\"prefix\":\"ada b\"}},\"sort\":\"-display_name\"}",
		1},
	    {"{\"filter\":{\"legal_last_name\":{\"in\":[\"byron\",\"x\"]}},\"sort\":\"legal_last_"
	     "name\"}",
		2},
	};
	struct company own = make_company();
	make_person(&own);
	expect_done(create(&own, &resource_persons,
	    "{\"legal_first_name\":\"Zo\u00eb\",\"legal_last_name\":\"Byron\"}"));
	expect_done(create(&own, &resource_persons,
	    "{\"legal_first_name\":\"Zo\u00eb\",\"legal_last_name\":\"Smith\"}"));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (search_persons(&own, cases[i].body) != cases[i].count)
			fail_msg("%s", cases[i].body);
}

static void
expect_trips(unsigned trips, bool measured)
{
	unsigned made = db_round_trips(db, true);
	if (measured)
		assert_int_equal(made, trips);
}

/* The first time a statement is also prepared. */
static void
reading_costs_one_round_trip(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *made = make_department(&acme, "");
	struct view view = view_of(&acme, &resource_departments);
	struct query query = query_of_departments("code[prefix]=D&limit=2");
	struct record record;
	struct page page;
	enum found found;
	db_round_trips(db, true);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    store_get(db, arena, &view, &resource_departments, made->id, &found, &record),
		    DB_OK);
		assert_int_equal(found, FOUND);
		expect_trips(1, i > 0);
		assert_int_equal(
		    store_get(db, arena, &view, &resource_departments, uuid_v7(), &found, &record),
		    DB_OK);
		assert_int_equal(found, FOUND_NOTHING);
		expect_trips(1, i > 0);
		assert_int_equal(store_list(db, arena, &view, &resource_departments, &query, NULL,
				     &found, &page),
		    DB_OK);
		expect_trips(1, i > 0);
	}
}

static void
a_reader_gets_what_may_be_read(void **state)
{
	(void)state;
	fixture_need_server();
	struct write *made = make_department(&acme, "");
	struct view view = view_of(&acme, &resource_departments);
	struct record record;
	enum found found;
	view.readable = (struct fieldset){0};
	fieldset_add(&view.readable, resource_field(&resource_departments, SLICE_OF("name")));
	assert_int_equal(
	    store_get(db, arena, &view, &resource_departments, made->id, &found, &record), DB_OK);
	assert_false(record_at(&record, "name")->null);
	assert_true(record_at(&record, "code")->null);
	assert_int_equal(record_version(&record), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_column_is_as_the_catalog_says),
	    cmocka_unit_test(beside_each_sealed_value_lies_its_digest),
	    cmocka_unit_test(no_column_is_unknown_to_the_catalog),
	    cmocka_unit_test(what_is_found_by_index_has_one),
	    cmocka_unit_test(each_reference_carries_its_realm),
	    cmocka_unit_test(pages_meet_every_record_once),
	    cmocka_unit_test(filters_find_what_they_say),
	    cmocka_unit_test(names_are_found_without_regard_to_case),
	    cmocka_unit_test(reading_costs_one_round_trip),
	    cmocka_unit_test(a_reader_gets_what_may_be_read),
	};
	return cmocka_run_group_tests(tests, fixture_open_acme, fixture_close);
}
