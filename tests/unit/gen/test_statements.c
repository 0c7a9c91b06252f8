/*
 * The statement compiler: what it refuses, with file and line, what it lets
 * through, and the text that it makes of a small good file.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gen/sql.h"

#define MEMORY ((size_t)64 << 20)

static char *source; /* the tree of sources; NULL: what needs it is skipped */
static char folder[] = "/tmp/hub-statements-XXXXXX";

static const char schema[] = "-- table things: realm\n"
			     "CREATE TABLE things (\n\trealm_id INT, id INT\n);\n"
			     "-- table parts: realm\n"
			     "CREATE TABLE IF NOT EXISTS parts (realm_id INT, id INT);\n"
			     "-- table people: entity\n"
			     "CREATE TABLE people (entity_id INT, id INT);\n"
			     "-- table realms: entity\n"
			     "CREATE TABLE realms (id INT, entity_id INT);\n"
			     "-- table entities: entity by id\n"
			     "CREATE TABLE entities (id INT);\n"
			     "-- table notes: global\n"
			     "CREATE TABLE notes (id INT);\n";

static void
put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static char *
whole(const char *path)
{
	char *text = NULL;
	size_t cap = 0;
	FILE *file = fopen(path, "r");
	if (!file)
		fail_msg("%s cannot be opened", path);
	ssize_t len = getdelim(&text, &cap, '\0', file);
	assert_true(len > 0);
	fclose(file);
	return text;
}

/* What is said of these texts; written: whether files were made of them. */
static char *
compile(const char *migration, const char *queries, bool write)
{
	char *said = NULL;
	size_t said_bytes;
	struct sql sql = {
	    .arena = arena_new(MEMORY), .complaints = open_memstream(&said, &said_bytes)};
	put("0001_all.sql", migration);
	put("good.sql", queries);
	sql_read_migration(&sql, "0001_all.sql");
	sql_check_tables(&sql);
	sql_read_queries(&sql, "good.sql");
	if (write)
		assert_true(sql_write(&sql, "."));
	fclose(sql.complaints);
	assert_int_equal(said_bytes > 0, sql.ncomplaints > 0);
	arena_free(sql.arena);
	return said;
}

static void
assert_said(const char *rule, const char *migration, const char *queries, const char *expected)
{
	char *said = compile(migration, queries, false);
	if (strcmp(said, expected) != 0)
		fail_msg("%s:\n%s\nexpected: %s\nsaid:     %s", rule, queries, expected, said);
	free(said);
}

#define ONE "-- s: one\n-- in: realm_id u64, id u64\n-- out: id u64\n"

static const struct {
	const char *rule;
	const char *queries;
	const char *complaint;
} written_wrong[] = {
    {"an unknown type", "-- s: one\n-- in: id float\n-- out: n i64\nSELECT :id",
	"good.sql:2: field id: there is no type `float`\n"
	"good.sql:4: parameter :id is not declared in `in:`\n"},
    {"a digest that may be NULL", "-- s: one\n-- out: d digest?\nSELECT 1",
	"good.sql:2: field d: there is no type `digest?`\n"
	"good.sql:1: s: this kind answers rows and needs `out:`\n"},
    {"a field without a type", "-- s: one\n-- out: d\nSELECT 1",
	"good.sql:2: field d: there is no type ``\n"
	"good.sql:1: s: this kind answers rows and needs `out:`\n"},
    {"a field that C cannot name", "-- s: exec\n-- in: default u64\nDO 1",
	"good.sql:2: `default` cannot be a field's name\n"},
    {"a field named twice", "-- s: exec\n-- in: a u64, a u64\nDO :a",
	"good.sql:2: field a is named twice\n"
	"good.sql:1: s: parameter :a is declared and not used\n"},
    {"a result named twice", "-- s: one\n-- out: a u64, a u64\nSELECT 1, 2",
	"good.sql:2: field a is named twice\n"},
    {"a parameter that is not declared", "-- s: exec\nDO :a",
	"good.sql:2: parameter :a is not declared in `in:`\n"},
    {"a parameter that is not used", "-- s: exec\n-- in: a u64, b u64\nDO :a",
	"good.sql:1: s: parameter :b is declared and not used\n"},
    {"a star", "-- s: one\n-- out: a u64\nSELECT *\nFROM notes",
	"good.sql:3: `*` is not a column list: name the columns\n"},
    {"a star of one table", "-- s: one\n-- out: a u64, b u64\nSELECT 1, n.* FROM notes n",
	"good.sql:3: `*` is not a column list: name the columns\n"},
    {"a bare placeholder", "-- s: exec\nDO ?",
	"good.sql:2: `?` is not written here: name the parameter, `:name`\n"},
    {"a variable", "-- s: exec\nDO @a", "good.sql:2: variables (`@`) are not used\n"},
    {"two statements", "-- s: exec\nDO 1;\nDO 2", "good.sql:2: one statement, without `;`\n"},
    {"a comment inside", "-- s: exec\nDO /* it */ 1",
	"good.sql:2: comments stand on lines of their own and begin with `-- `\n"},
    {"a comment after the first line", "-- s: exec\nDO\n-- it\n1",
	"good.sql:3: comments stand before the statement\n"},
    {"an open quote", "-- s: exec\nDO 'a\n", "good.sql:2: a quote is not closed\n"},
    {"an unknown kind", "-- s: all\n-- out: a u64\nSELECT 1",
	"good.sql:1: there is no kind `all`\n"},
    {"a name used twice", "-- s: exec\nDO 1\n\n-- s: exec\nDO 2",
	"good.sql:4: statement s stands already at good.sql:1\n"},
    {"text before the first heading", "DO 1\n",
	"good.sql:1: a statement begins with `-- NAME: KIND`\n"},
    {"no statement", "-- s: exec\n", "good.sql:1: s: there is no statement\n"},
    {"rows without out", "-- s: many\nSELECT 1",
	"good.sql:1: s: this kind answers rows and needs `out:`\n"},
    {"exec with out", "-- s: exec\n-- out: a u64\nDO 1",
	"good.sql:1: s: this kind answers no rows\n"},
    {"exec of a SELECT", "-- s: exec\nSELECT 1", "good.sql:1: s: this kind answers no rows\n"},
    {"fewer columns than declared", "-- s: one\n-- out: a u64, b u64\nSELECT 1",
	"good.sql:1: s: `out:` names 2 columns, the statement has 1\n"},
    {"bulk without arguments", "-- s: bulk\nDO 1", "good.sql:1: s: bulk needs `in:`\n"},
    {"an exception without a reason", "-- s: exec\n-- crosses tenants:\nDELETE FROM things",
	"good.sql:2: `crosses tenants:` says why\n"},
};

#define UNBOUND(line, table, alias, column)                                                        \
	"good.sql:" #line ": s: table " table " is not bound to its tenant: add `" alias           \
	"." column " = :…`\n"

static const struct {
	const char *rule;
	const char *queries;
	const char *complaint; /* "" if it is let through */
} tenancy[] = {
    {"a table that nobody declared", "-- s: exec\nDELETE FROM strangers",
	"good.sql:2: s: table strangers is not declared in sql/migrations\n"},
    {"a table of another database", "-- s: exec\nDELETE FROM mysql.user",
	"good.sql:2: s: table mysql is not declared in sql/migrations\n"
	"good.sql:2: s: tables of other databases are not used\n"},
    {"bound by a parameter", ONE "SELECT id FROM things WHERE realm_id = :realm_id AND id = :id",
	""},
    {"bound from the right", ONE "SELECT id FROM things WHERE :realm_id = realm_id AND id = :id",
	""},
    {"bound with an alias",
	ONE "SELECT t.id FROM things AS t WHERE t.realm_id = :realm_id AND t.id = :id", ""},
    {"another column bound", ONE "SELECT id FROM things\nWHERE id = :realm_id AND id = :id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"bound to a constant", "-- s: exec\nDELETE FROM things WHERE realm_id = 1",
	UNBOUND(2, "things", "things", "realm_id")},
    {"no condition", "-- s: exec\nDELETE FROM things", UNBOUND(2, "things", "things", "realm_id")},
    {"OR beside it", ONE "SELECT id FROM things WHERE realm_id = :realm_id OR id = :id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"OR before it", ONE "SELECT id FROM things WHERE id = :id OR 1 = 1 AND realm_id = :realm_id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"OR in brackets beside it",
	ONE "SELECT id FROM things WHERE realm_id = :realm_id AND (id = :id OR id = 0)", ""},
    {"NOT before it", ONE "SELECT id FROM things WHERE NOT realm_id = :realm_id AND id = :id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"in brackets", ONE "SELECT id FROM things WHERE (realm_id = :realm_id OR 1) AND id = :id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"part of a sum", ONE "SELECT id FROM things WHERE realm_id = :realm_id + 1 AND id = :id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"end of a range", ONE "SELECT id FROM things WHERE id BETWEEN :id AND realm_id = :realm_id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"in a CASE",
	ONE "SELECT id FROM things WHERE CASE WHEN 1 AND realm_id = :realm_id AND id = :id "
	    "THEN 1 ELSE 1 END",
	UNBOUND(4, "things", "things", "realm_id")},
    {"not equal", ONE "SELECT id FROM things WHERE realm_id <> :realm_id AND id = :id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"set but not bound", "-- s: exec\n-- in: r u64\nUPDATE things SET realm_id = :r",
	UNBOUND(3, "things", "things", "realm_id")},
    {"UPDATE that is bound",
	"-- s: exec\n-- in: r u64\nUPDATE things SET id = id + 1, id = 2 WHERE realm_id = :r", ""},
    {"DELETE that is bound", "-- s: exec\n-- in: r u64\nDELETE FROM things WHERE realm_id = :r",
	""},
    {"joined by the tenant's column",
	ONE "SELECT p.id FROM things t JOIN parts p ON p.realm_id = t.realm_id AND p.id = t.id "
	    "WHERE t.realm_id = :realm_id AND t.id = :id",
	""},
    {"joined by another column",
	ONE "SELECT p.id FROM things t JOIN parts p ON p.id = t.id "
	    "WHERE t.realm_id = :realm_id AND t.id = :id",
	UNBOUND(4, "parts", "p", "realm_id")},
    {"two tables parted by a comma",
	ONE "SELECT p.id FROM things t, parts p WHERE t.realm_id = :realm_id AND t.id = :id",
	UNBOUND(4, "parts", "p", "realm_id")},
    {"a column without alias beside two tables",
	ONE "SELECT id FROM things t JOIN notes n WHERE realm_id = :realm_id AND id = :id",
	UNBOUND(4, "things", "t", "realm_id")},
    {"LEFT JOIN binds the joined table",
	ONE "SELECT t.id FROM things t LEFT JOIN parts p ON p.realm_id = t.realm_id "
	    "WHERE t.realm_id = :realm_id AND t.id = :id",
	""},
    {"LEFT JOIN does not bind the other",
	ONE "SELECT t.id FROM things t LEFT JOIN parts p ON p.realm_id = t.realm_id AND "
	    "t.realm_id = :realm_id WHERE t.id = :id",
	UNBOUND(4, "parts", "p", "realm_id") UNBOUND(4, "things", "t", "realm_id")},
    {"two ONs in a row",
	ONE "SELECT t.id FROM things t LEFT JOIN parts p JOIN notes n ON n.id = p.id "
	    "ON p.realm_id = t.realm_id WHERE t.realm_id = :realm_id AND t.id = :id",
	"good.sql:4: s: each ON follows its own JOIN\n"},
    {"RIGHT JOIN",
	ONE "SELECT t.id FROM things t RIGHT JOIN parts p ON p.realm_id = :realm_id "
	    "WHERE t.realm_id = :realm_id AND t.id = :id",
	"good.sql:4: s: RIGHT JOIN is not read: turn it round\n"},
    {"a join in brackets",
	ONE "SELECT t.id FROM (things t JOIN parts p) WHERE t.realm_id = :realm_id AND t.id = :id",
	"good.sql:4: s: joins in parentheses are not read: write them flat\n"},
    {"a subquery that is not bound",
	ONE "SELECT id FROM things WHERE realm_id = :realm_id AND id = :id AND EXISTS "
	    "(SELECT 1 FROM parts WHERE id = 1)",
	UNBOUND(4, "parts", "parts", "realm_id")},
    {"a subquery bound to the outer table",
	ONE "SELECT t.id FROM things t WHERE t.realm_id = :realm_id AND t.id = :id AND EXISTS "
	    "(SELECT 1 FROM parts p WHERE p.realm_id = t.realm_id)",
	""},
    {"an outer table bound in a subquery",
	ONE "SELECT t.id FROM things t WHERE t.id = :id AND EXISTS "
	    "(SELECT 1 FROM parts p WHERE p.realm_id = :realm_id AND t.realm_id = p.realm_id)",
	UNBOUND(4, "things", "t", "realm_id")},
    {"a subquery among the columns",
	ONE "SELECT (SELECT MAX(p.id) FROM parts p WHERE p.realm_id = t.realm_id) FROM things t "
	    "WHERE t.realm_id = :realm_id AND t.id = :id",
	""},
    {"a derived table that is bound",
	ONE "SELECT d.id FROM (SELECT id, realm_id FROM things WHERE realm_id = :realm_id) d "
	    "JOIN parts p ON p.realm_id = d.realm_id WHERE d.id = :id",
	""},
    {"a derived table that is not bound",
	ONE "SELECT d.id FROM (SELECT id FROM things) d WHERE d.id = :id OR :realm_id",
	UNBOUND(4, "things", "things", "realm_id")},
    {"a derived table without a tenant binds nothing",
	ONE "SELECT p.id FROM (SELECT :realm_id AS realm_id FROM notes) d "
	    "JOIN parts p ON p.realm_id = d.realm_id WHERE p.id = :id",
	UNBOUND(4, "parts", "p", "realm_id")},
    {"WITH",
	ONE "WITH d AS (SELECT id FROM things WHERE realm_id = :realm_id) "
	    "SELECT d.id FROM d WHERE d.id = :id",
	""},
    {"a recursive WITH",
	ONE "WITH RECURSIVE d (id, realm_id) AS (SELECT id, realm_id FROM things WHERE "
	    "realm_id = :realm_id AND id = :id UNION SELECT t.id, t.realm_id FROM things t JOIN d "
	    "ON t.realm_id = d.realm_id) SELECT id FROM d",
	""},
    {"the second half of a UNION",
	ONE "SELECT id FROM things WHERE realm_id = :realm_id AND id = :id UNION "
	    "SELECT id FROM parts",
	UNBOUND(4, "parts", "parts", "realm_id")},
    {"INSERT that lists the column",
	"-- s: exec\n-- in: r u64\nINSERT INTO things (realm_id, id) VALUES (:r, 1) "
	"ON DUPLICATE KEY UPDATE id = VALUES(id), id = 2",
	""},
    {"INSERT that does not list it", "-- s: exec\nINSERT INTO things (id) VALUES (1)",
	UNBOUND(2, "things", "things", "realm_id")},
    {"INSERT without a list", "-- s: exec\nINSERT INTO things VALUES (1, 2)",
	"good.sql:2: s: INSERT needs a list of columns\n"},
    {"INSERT from a table that is not bound",
	"-- s: exec\nINSERT INTO things (realm_id, id) SELECT realm_id, id FROM parts",
	UNBOUND(2, "parts", "parts", "realm_id")},
    {"INSERT from a table that is bound",
	"-- s: exec\n-- in: r u64\nINSERT INTO things (realm_id, id) SELECT realm_id, id FROM "
	"parts "
	"WHERE realm_id = :r",
	""},
    {"a realm by its company",
	"-- s: one\n-- in: e u64\n-- out: id u64\nSELECT t.id FROM things t "
	"JOIN realms r ON r.id = t.realm_id WHERE r.entity_id = :e",
	""},
    {"a realm by its id",
	"-- s: exec\n-- in: r u64\nUPDATE realms SET entity_id = entity_id WHERE id = :r", ""},
    {"a company's number is no realm's",
	"-- s: one\n-- in: e u64\n-- out: id u64\nSELECT t.id FROM things t "
	"JOIN people p ON p.entity_id = t.realm_id WHERE p.entity_id = :e",
	UNBOUND(4, "things", "t", "realm_id")},
    {"the companies themselves",
	"-- s: one\n-- in: e u64\n-- out: id u64\nSELECT p.id FROM people p "
	"JOIN entities e ON e.id = p.entity_id WHERE e.id = :e",
	""},
    {"global tables need nothing", "-- s: many\n-- out: n u64\nSELECT COUNT(*) FROM notes", ""},
    {"FOR UPDATE names no table",
	ONE "SELECT id FROM things WHERE realm_id = :realm_id AND id = :id FOR UPDATE", ""},
    {"SET STATEMENT before it",
	ONE "SET STATEMENT innodb_lock_wait_timeout=0 FOR SELECT id FROM things "
	    "WHERE realm_id = :realm_id AND id = :id FOR UPDATE",
	""},
    {"FROM in a function names no table",
	ONE "SELECT EXTRACT(DAY FROM id) FROM things WHERE realm_id = :realm_id AND id = :id", ""},
    {"commas in ORDER BY part no tables",
	ONE "SELECT id FROM things FORCE INDEX (a, b) WHERE realm_id = :realm_id AND id = :id "
	    "ORDER BY realm_id, id",
	""},
    {"a word in backquotes is a name", "-- s: one\n-- out: n u64\nSELECT `from` FROM notes", ""},
    {"an exception with its reason",
	"-- s: exec\n-- crosses tenants: it is the daily work\nDELETE FROM things", ""},
    {"an exception that is not needed",
	"-- s: exec\n-- in: r u64\n-- crosses tenants: just so\nDELETE FROM things WHERE realm_id "
	"= :r",
	"good.sql:1: s: every table is bound, so it does not cross tenants\n"},
    {"a bracket too many", "-- s: exec\nDO 1)",
	"good.sql:2: s: a bracket is closed that was not opened\n"},
};

static const struct {
	const char *rule;
	const char *migration;
	const char *complaint;
} migrations[] = {
    {"a table that is not declared", "CREATE TABLE a (id INT);\n",
	"0001_all.sql:1: table a is not declared: write `-- table a: …` before it\n"},
    {"a table declared twice", "-- table a: global\n-- table a: realm\nCREATE TABLE a (id INT);\n",
	"0001_all.sql:2: table a is declared twice\n"},
    {"a table that is never created",
	"-- table a: global\n-- table b: global\nCREATE TABLE a (id INT);\n",
	"0001_all.sql:2: table b is declared and not created\n"},
    {"an unknown scope", "-- table a: tenant\nALTER TABLE a;\n",
	"0001_all.sql:1: a table is declared as `-- table NAME: realm | entity | entity by COLUMN "
	"| "
	"global`\n"},
    {"a statement without end", "-- table a: global\nCREATE TABLE a (id INT);\nALTER TABLE a\n",
	"0001_all.sql:3: the last statement does not end with `;`\n"},
    {"nothing in it", "-- Later.\n", "0001_all.sql:1: there is no statement in it\n"},
};

static void
refuses_what_is_written_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof written_wrong / sizeof *written_wrong; i++)
		assert_said(written_wrong[i].rule, schema, written_wrong[i].queries,
		    written_wrong[i].complaint);
}

static void
refuses_tables_that_are_not_bound_to_their_tenant(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof tenancy / sizeof *tenancy; i++)
		assert_said(tenancy[i].rule, schema, tenancy[i].queries, tenancy[i].complaint);
}

static void
refuses_migrations_that_say_too_little(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof migrations / sizeof *migrations; i++)
		assert_said(
		    migrations[i].rule, migrations[i].migration, "", migrations[i].complaint);
}

static void
refuses_names_and_orders_of_migrations(void **state)
{
	(void)state;
	char *said = NULL;
	size_t said_bytes;
	struct sql sql = {
	    .arena = arena_new(MEMORY), .complaints = open_memstream(&said, &said_bytes)};
	put("0002_b.sql", "ALTER TABLE a;\n");
	put("first.sql", "ALTER TABLE a;\n");
	sql_read_migration(&sql, "0002_b.sql");
	sql_read_migration(&sql, "0002_b.sql");
	sql_read_migration(&sql, "first.sql");
	sql_read_migration(&sql, "absent.sql");
	fclose(sql.complaints);
	assert_non_null(strstr(said, "0002_b.sql:1: its number does not follow that of 0002_b\n"));
	assert_non_null(strstr(said, "first.sql:1: a migration is called NNNN_name.sql\n"));
	assert_non_null(strstr(said, "absent.sql:1: cannot be read: "));
	free(said);
	arena_free(sql.arena);
}

static void
assert_golden(const char *made, const char *golden)
{
	char *path = NULL;
	if (asprintf(&path, "%s/tests/unit/gen/golden/%s", source, golden) < 0)
		fail();
	char *found = whole(made), *expected = whole(path);
	if (strcmp(found, expected) != 0)
		fail_msg("%s/%s differs from %s", folder, made, path);
	free(found);
	free(expected);
	free(path);
}

static void
writes_the_golden_files(void **state)
{
	(void)state;
	if (!source)
		skip();
	char *path = NULL;
	if (asprintf(&path, "%s/tests/unit/gen/golden/good.sql", source) < 0)
		fail();
	char *queries = whole(path);
	char *said = compile(schema, queries, true);
	assert_string_equal(said, "");
	assert_golden("good.h", "good.h");
	assert_golden("good.c", "good.c");
	assert_golden("schema.c", "good.schema.c");
	assert_golden("all.c", "good.all.c");
	free(said);
	free(queries);
	free(path);
}

static int
enter(void **state)
{
	(void)state;
	source = getenv("HUB_SOURCE") ? realpath(getenv("HUB_SOURCE"), NULL) : NULL;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int
leave(void **state)
{
	(void)state;
	static const char *const files[] = {"0001_all.sql", "0002_b.sql", "first.sql", "good.sql",
	    "good.h", "good.c", "all.c", "schema.c"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(files[i]);
	free(source);
	return chdir("/") != 0 || rmdir(folder) != 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(refuses_what_is_written_wrong),
	    cmocka_unit_test(refuses_tables_that_are_not_bound_to_their_tenant),
	    cmocka_unit_test(refuses_migrations_that_say_too_little),
	    cmocka_unit_test(refuses_names_and_orders_of_migrations),
	    cmocka_unit_test(writes_the_golden_files),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
