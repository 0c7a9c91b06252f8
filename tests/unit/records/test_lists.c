/* What a page looks at in a table that is larger than a page may look at. */
#include "fixture.h"

#define ROWS 12000 /* more than twice LIST_LOOKED_MOST */
#define RARE 2     /* of them without activity, both beyond what one page looks at */

static struct company large;

/* Codes D00001 and so on; a twentieth is named Plain, the others by their number. */
static void
fill(uint64_t realm_id)
{
	struct db_value realm = number((int64_t)realm_id);
	assert_int_equal(db_execute(db,
			     SLICE_OF("INSERT INTO departments (realm_id, id, code, name, "
				      "is_active, cost_center, version, created_at, updated_at) "
				      "SELECT ?, UNHEX(LPAD(HEX(seq), 32, '0')), "
				      "CONCAT('D', LPAD(seq, 5, '0')), "
				      "IF(seq MOD 20 = 0, 'Plain', CONCAT('N', seq)), "
				      "seq NOT IN (10500, 11999), IF(seq MOD 2, 'ODD', 'EVEN'), 1, "
				      "NOW(6), NOW(6) FROM seq_1_to_12000"),
			     &realm, 1, NULL),
	    DB_OK);
}

static int64_t
rows_read(void)
{
	return ask(db,
	    "SELECT CAST(SUM(VARIABLE_VALUE) AS INTEGER) FROM "
	    "information_schema.SESSION_STATUS WHERE VARIABLE_NAME LIKE 'Handler_read%'");
}

static struct page
list(const struct query *query, const struct position *from, int64_t most)
{
	struct page page;
	enum found found;
	struct view view = view_of(&large, &resource_departments);
	int64_t before = rows_read(), own = rows_read() - before;
	before = rows_read();
	assert_int_equal(
	    store_list(db, arena, &view, &resource_departments, query, from, &found, &page), DB_OK);
	int64_t read = rows_read() - before - own;
	assert_int_equal(found, FOUND);
	if (read > most)
		fail_msg("%lld rows were read", (long long)read);
	return page;
}

/* How many records the pages show one after another, each once and in order; *npages. */
static size_t
walk(const char *url, int64_t most, unsigned *npages)
{
	struct query query = query_of_departments(url);
	struct position position;
	const struct position *from = NULL;
	struct page page;
	size_t seen = 0;
	*npages = 0;
	do {
		page = list(&query, from, most);
		++*npages;
		seen += page.count;
		assert_true(page.count <= query.limit);
		position = page.next;
		from = &position;
	} while (page.has_more);
	return seen;
}

static void
a_page_ends_where_enough_was_looked_at(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const sorts[] = {
	    "code", "-code", "name", "-name", "id", "-id", "created_at", "-updated_at"};
	for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
		unsigned npages;
		const char *url = arena_printf(arena, "is_active=false&sort=%s", sorts[i]).at;
		if (walk(url, 4 * LIST_LOOKED_MOST, &npages) != RARE)
			fail_msg("%s", url);
		assert_int_equal(npages, 3);
	}
}

static void
what_meets_much_fills_its_pages(void **state)
{
	(void)state;
	fixture_need_server();
	unsigned npages;
	assert_int_equal(walk("is_active=true&sort=-name&limit=200", 4 * LIST_LOOKED_MOST, &npages),
	    ROWS - RARE);
	assert_int_equal(npages, (ROWS - RARE + 199) / 200);
}

/* 600 bear the name, one of them is inactive: they are read by its index and put in order. */
static void
few_records_are_found_by_the_index_of_their_condition(void **state)
{
	(void)state;
	fixture_need_server();
	unsigned npages;
	assert_int_equal(walk("name=Plain&sort=-code&limit=200", 10000, &npages), 600);
	assert_int_equal(npages, 3);
	assert_int_equal(
	    walk("name=Plain&is_active=true&sort=created_at&limit=200", 10000, &npages), 599);
	assert_int_equal(npages, 3);
}

static void
one_index_costs_what_is_shown(void **state)
{
	(void)state;
	fixture_need_server();
	static const char *const urls[] = {"limit=50", "limit=50&sort=-code", "limit=50&sort=name",
	    "limit=50&name=Plain", "limit=50&name[prefix]=N", "limit=50&code[prefix]=D1",
	    "limit=50&created_at[gte]=2020-01-01T00:00:00Z", "limit=50&code=D11999"};
	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		struct query query = query_of_departments(urls[i]);
		list(&query, NULL, 300);
	}
}

/* All records were made at the same moment: they have one value, and only their ids differ. */
static void
the_last_page_of_equal_values_costs_what_the_first_does(void **state)
{
	(void)state;
	fixture_need_server();
	unsigned npages;
	assert_int_equal(walk("sort=created_at&limit=200", 1000, &npages), ROWS);
	assert_int_equal(npages, ROWS / 200);
	assert_int_equal(walk("sort=-created_at&limit=200", 1000, &npages), ROWS);
}

static void
a_count_says_how_far_it_looked(void **state)
{
	(void)state;
	fixture_need_server();
	static const struct {
		const char *url;
		uint64_t n;
		bool exact;
	} cases[] = {
	    {"", 10000, false},
	    {"name=Plain", 600, true},
	    {"code[prefix]=D11", 1000, true},
	    {"is_active=false", 0, false},
	    {"is_active=true&sort=code", LIST_LOOKED_MOST, false},
	    {"is_active=false&code[prefix]=D11", 1, true},
	    {"is_active=false&created_at[gte]=2020-01-01T00:00:00Z", 0, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct query query = query_of_departments(cases[i].url);
		struct view view = view_of(&large, &resource_departments);
		struct count count;
		assert_int_equal(
		    store_count(db, arena, &view, &resource_departments, &query, 10000, &count),
		    DB_OK);
		if (count.n != cases[i].n || count.exact != cases[i].exact)
			fail_msg("%s: %llu", cases[i].url, (unsigned long long)count.n);
	}
}

static int
open_large(void **state)
{
	if (fixture_open(state) != 0)
		return -1;
	if (db != NULL) {
		large = make_company();
		fill(large.realm_id);
	}
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_page_ends_where_enough_was_looked_at),
	    cmocka_unit_test(what_meets_much_fills_its_pages),
	    cmocka_unit_test(few_records_are_found_by_the_index_of_their_condition),
	    cmocka_unit_test(one_index_costs_what_is_shown),
	    cmocka_unit_test(the_last_page_of_equal_values_costs_what_the_first_does),
	    cmocka_unit_test(a_count_says_how_far_it_looked),
	};
	return cmocka_run_group_tests(tests, open_large, fixture_close);
}
