/*
 * Reads sql/migrations: which tables there are, what binds each to its tenant,
 * and the statements that `hubctl migrate` runs.
 */
#include "gen/sql.h"

#include <ctype.h>

static struct slice
next_word(struct slice *text)
{
	*text = slice_trim(*text);
	size_t len = 0;
	while (len < text->len && !isspace((unsigned char)text->at[len]) && text->at[len] != '(')
		len++;
	struct slice word = slice_head(*text, len);
	*text = slice_skip(*text, len);
	return word;
}

static struct sql_table *
find_table(const struct sql *sql, struct slice name)
{
	for (struct sql_table *table = sql->tables; table; table = table->next)
		if (slice_eq(table->name, name))
			return table;
	return NULL;
}

const struct sql_table *
sql_find_table(const struct sql *sql, struct slice name)
{
	return find_table(sql, name);
}

static bool
read_scope(struct slice text, struct sql_table *table)
{
	struct slice word = next_word(&text);
	if (slice_is(word, "realm")) {
		table->scope = SQL_REALM;
		table->column = SLICE_OF("realm_id");
	} else if (slice_is(word, "entity")) {
		table->scope = SQL_ENTITY;
		table->column = SLICE_OF("entity_id");
	} else if (slice_is(word, "global")) {
		table->scope = SQL_GLOBAL;
	} else {
		return false;
	}
	word = next_word(&text);
	if (slice_is(word, "by") && table->scope == SQL_ENTITY) {
		table->column = next_word(&text);
		word = next_word(&text);
		return table->column.len > 0 && word.len == 0;
	}
	return word.len == 0;
}

/* `-- table NAME: SCOPE` */
static void
read_declaration(struct sql *sql, const char *path, unsigned line, struct slice text)
{
	struct sql_table *table = arena_alloc(sql->arena, sizeof *table);
	struct slice name, scope;
	*table = (struct sql_table){.file = path, .line = line};
	if (!slice_cut(text, ':', &name, &scope) || !read_scope(scope, table)) {
		sql_complain(sql, path, line,
		    "a table is declared as `-- table NAME: realm | entity | entity by COLUMN | "
		    "global`");
		return;
	}
	table->name = slice_trim(name);
	if (find_table(sql, table->name)) {
		sql_complain(
		    sql, path, line, "table %.*s is declared twice", SLICE_ARG(table->name));
		return;
	}
	table->next = sql->tables;
	sql->tables = table;
}

/* Whichever of the three the statement is: creating, renaming and dropping are seen by a name. */
static void
note_created(struct sql *sql, const char *path, unsigned line, struct slice statement)
{
	static const char *const skipped[] = {"TABLE", "IF", "NOT", "EXISTS"};
	if (!slice_eq_nocase(next_word(&statement), SLICE_OF("CREATE")))
		return;
	struct slice word = next_word(&statement);
	if (!slice_eq_nocase(word, SLICE_OF("TABLE")))
		return;
	for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
		if (slice_eq_nocase(word, slice_from(skipped[i])))
			word = next_word(&statement);
	struct sql_table *table = find_table(sql, word);
	if (table)
		table->created = true;
	else
		sql_complain(sql, path, line,
		    "table %.*s is not declared: write `-- table %.*s: …` before it",
		    SLICE_ARG(word), SLICE_ARG(word));
}

static struct sql_migration *
new_migration(struct sql *sql, const char *path)
{
	struct sql_migration *migration = arena_alloc(sql->arena, sizeof *migration);
	struct sql_migration **last = &sql->migrations;
	struct slice name = sql_base_name(path), tail;
	uint64_t number;
	*migration = (struct sql_migration){.name = name};
	if (!slice_cut(name, '_', &migration->number, &tail) || migration->number.len != 4 ||
	    !slice_to_u64(migration->number, 9999, &number))
		sql_complain(sql, path, 1, "a migration is called NNNN_name.sql");
	for (; *last; last = &(*last)->next)
		if (slice_cmp((*last)->number, migration->number) >= 0)
			sql_complain(sql, path, 1, "its number does not follow that of %.*s",
			    SLICE_ARG((*last)->name));
	*last = migration;
	return migration;
}

static struct sql_text **
add_statement(struct sql *sql, struct sql_text **last, struct slice text)
{
	*last = arena_alloc(sql->arena, sizeof **last);
	**last = (struct sql_text){.text = arena_copy(sql->arena, slice_trim(text))};
	return &(*last)->next;
}

void
sql_read_migration(struct sql *sql, const char *path)
{
	struct sql_migration *migration = new_migration(sql, path);
	struct sql_text **last = &migration->statements;
	struct slice rest = sql_read_whole(sql, path), line;
	struct str statement;
	str_init(&statement, sql->arena, rest.len + 1);
	unsigned begun = 1;
	for (unsigned number = 1; sql_next_line(&rest, &line); number++) {
		struct slice trimmed = slice_trim(line);
		if (slice_has_prefix(trimmed, "-- table "))
			read_declaration(sql, path, number, slice_skip(trimmed, 9));
		if (trimmed.len == 0 || slice_has_prefix(trimmed, "--"))
			continue;
		if (statement.len == 0)
			begun = number;
		bool ends = slice_has_suffix(trimmed, ";");
		str_add(&statement, ends ? slice_head(trimmed, trimmed.len - 1) : trimmed);
		str_add_char(&statement, '\n');
		if (!ends)
			continue;
		note_created(sql, path, begun, str_slice(&statement));
		last = add_statement(sql, last, str_slice(&statement));
		str_cut(&statement, 0);
	}
	if (statement.len > 0)
		sql_complain(sql, path, begun, "the last statement does not end with `;`");
	if (!migration->statements)
		sql_complain(sql, path, 1, "there is no statement in it");
}

void
sql_check_tables(struct sql *sql)
{
	for (const struct sql_table *table = sql->tables; table; table = table->next)
		if (!table->created)
			sql_complain(sql, table->file, table->line,
			    "table %.*s is declared and not created", SLICE_ARG(table->name));
}
