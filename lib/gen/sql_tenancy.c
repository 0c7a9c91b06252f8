/*
 * The tenancy rule: every realm or entity table that a statement names is bound
 * to a tenant. Bound means: its tenant column is equal to a parameter, or to the
 * tenant column of a table that is bound, in a condition that must hold (joined
 * by AND at the top of a WHERE or ON, no OR beside it), or it stands in the
 * column list of an INSERT. What this reader does not understand it does not
 * count, so that an unusual statement is refused rather than waved through.
 *
 * A statement is a tree of queries. First all table references and equations are
 * gathered, then the bound ones are spread along the equations until no more
 * changes.
 */
#include "gen/sql.h"

/* A query that stands in for a table: a derived table or one of a WITH list. */
struct block {
	struct block *next;
	struct block *outer;
	struct slice name;
	bool has_tenant;
};

/* Where names are looked up: one SELECT, UPDATE, DELETE or INSERT. */
struct scope {
	struct scope *outer;
	struct block *block;
	struct block *with;
	struct reference *references;
	size_t nreferences;
};

/* A table named in FROM, JOIN, UPDATE or INTO. */
struct reference {
	struct reference *in_scope;
	struct reference *in_statement;
	const struct sql_table *table; /* NULL for a block */
	const struct block *block;
	struct slice alias;
	bool bound;
	unsigned line;
};

/* One side: `alias.column`, `column`, or a parameter. */
struct side {
	struct slice alias;
	struct slice column;
	bool parameter;
};

struct equation {
	struct equation *next;
	struct scope *scope;
	struct side sides[2];
	const struct reference *only; /* the table of a LEFT JOIN: its ON binds no other */
};

struct reader {
	struct sql *sql;
	const struct sql_statement *statement;
	const struct sql_token *at;
	struct reference *references;
	struct equation *equations;
};

static void read_query(struct reader *reader, struct scope *outer, struct block *block);

static bool
is(const struct reader *reader, const char *keyword)
{
	return sql_is_word(reader->at, keyword);
}

/* Forward, but never past the end. */
static void
skip(struct reader *reader, unsigned ntokens)
{
	while (ntokens-- > 0 && reader->at->sign != SIGN_END)
		reader->at++;
}

static bool
is_one_of(const struct sql_token *token, const char *const *words)
{
	while (*words && !sql_is_word(token, *words))
		words++;
	return *words;
}

static void
complain(struct reader *reader, const char *what)
{
	sql_complain(reader->sql, reader->statement->file, reader->at->line, "%.*s: %s",
	    SLICE_ARG(reader->statement->name), what);
}

static struct scope *
new_scope(struct reader *reader, struct scope *outer, struct block *block)
{
	struct scope *scope = arena_alloc(reader->sql->arena, sizeof *scope);
	*scope = (struct scope){.outer = outer, .block = block};
	return scope;
}

static struct block *
new_block(struct reader *reader, struct block *outer, struct slice name)
{
	struct block *block = arena_alloc(reader->sql->arena, sizeof *block);
	*block = (struct block){.outer = outer, .name = name};
	return block;
}

static const struct block *
find_with(const struct scope *scope, struct slice name)
{
	for (; scope; scope = scope->outer)
		for (const struct block *block = scope->with; block; block = block->next)
			if (slice_eq(block->name, name))
				return block;
	return NULL;
}

static struct reference *
add_reference(struct reader *reader, struct scope *scope)
{
	struct reference *reference = arena_alloc(reader->sql->arena, sizeof *reference);
	*reference = (struct reference){.in_scope = scope->references,
	    .in_statement = reader->references,
	    .line = reader->at->line};
	scope->references = reference;
	scope->nreferences++;
	reader->references = reference;
	return reference;
}

static void
name_table(
    struct reader *reader, struct scope *scope, struct reference *reference, struct slice name)
{
	reference->alias = name;
	reference->block = find_with(scope, name);
	if (reference->block)
		return;
	reference->table = sql_find_table(reader->sql, name);
	if (!reference->table) {
		sql_complain(reader->sql, reader->statement->file, reference->line,
		    "%.*s: table %.*s is not declared in sql/migrations",
		    SLICE_ARG(reader->statement->name), SLICE_ARG(name));
	} else if (reference->table->scope != SQL_GLOBAL) {
		for (struct block *block = scope->block; block; block = block->outer)
			block->has_tenant = true;
	}
}

static void
read_alias(struct reader *reader, struct reference *reference)
{
	static const char *const not_aliases[] = {"ON", "WHERE", "JOIN", "LEFT", "RIGHT", "INNER",
	    "CROSS", "NATURAL", "STRAIGHT_JOIN", "SET", "ORDER", "GROUP", "HAVING", "LIMIT",
	    "UNION", "EXCEPT", "INTERSECT", "FOR", "LOCK", "FORCE", "USE", "IGNORE", "USING",
	    "VALUES", "VALUE", "SELECT", "PARTITION", "RETURNING", "WINDOW", "OFFSET", "FETCH",
	    NULL};
	bool said = is(reader, "AS");
	if (said)
		skip(reader, 1);
	if (reader->at->sign != SIGN_WORD || (!said && is_one_of(reader->at, not_aliases)))
		return;
	reference->alias = reader->at->text;
	skip(reader, 1);
}

/* After FROM, JOIN, UPDATE, INTO or a comma between tables. */
static struct reference *
read_reference(struct reader *reader, struct scope *scope)
{
	struct reference *reference = add_reference(reader, scope);
	if (sql_is_other(reader->at, '(')) {
		struct block *block = new_block(reader, scope->block, SLICE_NONE);
		skip(reader, 1);
		if (!is(reader, "SELECT") && !is(reader, "WITH") && !sql_is_other(reader->at, '('))
			complain(reader, "joins in parentheses are not read: write them flat");
		read_query(reader, scope->outer, block);
		skip(reader, sql_is_other(reader->at, ')'));
		reference->block = block;
	} else if (reader->at->sign == SIGN_WORD) {
		name_table(reader, scope, reference, reader->at->text);
		skip(reader, 1);
		if (sql_is_other(reader->at, '.'))
			complain(reader, "tables of other databases are not used");
	} else {
		complain(reader, "a table was expected here");
	}
	read_alias(reader, reference);
	return reference;
}

/* Past a bracket and what it holds; queries in it are read, equations in it are not counted. */
static void
read_brackets(struct reader *reader, struct scope *scope)
{
	skip(reader, 1);
	if (is(reader, "SELECT") || is(reader, "WITH")) {
		read_query(reader, scope, new_block(reader, scope->block, SLICE_NONE));
	} else {
		while (reader->at->sign != SIGN_END && !sql_is_other(reader->at, ')')) {
			if (sql_is_other(reader->at, '('))
				read_brackets(reader, scope);
			else
				skip(reader, 1);
		}
	}
	skip(reader, sql_is_other(reader->at, ')'));
}

/* `alias.column`, `column` or `:parameter`; how many tokens, 0 if it is something else. */
static size_t
read_side(const struct sql_token *token, struct side *side)
{
	if (token->sign == SIGN_PARAMETER) {
		*side = (struct side){.parameter = true};
		return 1;
	}
	if (token->sign != SIGN_WORD)
		return 0;
	if (!sql_is_other(&token[1], '.')) {
		*side = (struct side){.column = token->text};
		return sql_is_other(&token[1], '(') ? 0 : 1;
	}
	*side = (struct side){.alias = token->text, .column = token[2].text};
	return token[2].sign == SIGN_WORD ? 3 : 0;
}

static bool
ends_condition(const struct sql_token *token)
{
	static const char *const words[] = {"WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", "JOIN",
	    "LEFT", "RIGHT", "INNER", "CROSS", "STRAIGHT_JOIN", "NATURAL", "SET", "RETURNING",
	    "UNION", "EXCEPT", "INTERSECT", "FOR", "LOCK", "WINDOW", "ON", NULL};
	if (token->sign == SIGN_END || sql_is_other(token, ')') || sql_is_other(token, ','))
		return true;
	return is_one_of(token, words) && !sql_is_other(&token[1], '(');
}

/* An equation that is a whole member of a list joined by AND begins at the token. */
static struct equation *
read_equation(struct reader *reader, struct scope *scope)
{
	struct equation equation = {.scope = scope}, *kept;
	const struct sql_token *token = reader->at;
	size_t len = read_side(token, &equation.sides[0]);
	if (len == 0 || !sql_is_other(&token[len], '='))
		return NULL;
	token += len + 1;
	len = read_side(token, &equation.sides[1]);
	if (len == 0 || (!sql_is_word(&token[len], "AND") && !ends_condition(&token[len])))
		return NULL;
	kept = arena_alloc(reader->sql->arena, sizeof *kept);
	*kept = equation;
	return kept;
}

/* Where in a condition the reader stands. */
struct place {
	bool at_member; /* right after WHERE, ON or an AND that joins members */
	bool between;   /* the next AND belongs to BETWEEN */
	int cases;      /* open CASEs */
	bool loose;     /* an OR was seen: nothing here must hold */
};

static void
note_word(struct place *place, const struct sql_token *token)
{
	place->at_member = false;
	if (sql_is_word(token, "OR") || sql_is_word(token, "XOR") || sql_is_other(token, '|')) {
		place->loose = true;
	} else if (sql_is_word(token, "CASE")) {
		place->cases++;
	} else if (sql_is_word(token, "END")) {
		place->cases--;
	} else if (sql_is_word(token, "BETWEEN")) {
		place->between = true;
	} else if (sql_is_word(token, "AND")) {
		place->at_member = !place->between && place->cases == 0;
		place->between = false;
	}
}

/* After WHERE or ON. */
static void
read_condition(struct reader *reader, struct scope *scope, const struct reference *only)
{
	struct place place = {.at_member = true};
	struct equation *found = NULL, *next;
	while (!ends_condition(reader->at)) {
		struct equation *equation = place.at_member ? read_equation(reader, scope) : NULL;
		if (equation) {
			equation->only = only;
			equation->next = found;
			found = equation;
		}
		note_word(&place, reader->at);
		if (sql_is_other(reader->at, '('))
			read_brackets(reader, scope);
		else
			skip(reader, 1);
	}
	for (; found && !place.loose; found = next) {
		next = found->next;
		found->next = reader->equations;
		reader->equations = found;
	}
}

/* `WITH name (columns) AS (query), …` */
static void
read_with(struct reader *reader, struct scope *scope)
{
	do {
		skip(reader, 1);
		if (is(reader, "RECURSIVE"))
			skip(reader, 1);
		struct block *block = new_block(reader, scope->block, reader->at->text);
		block->next = scope->with;
		scope->with = block;
		skip(reader, 1);
		if (sql_is_other(reader->at, '('))
			read_brackets(reader, scope);
		if (!is(reader, "AS") || !sql_is_other(&reader->at[1], '(')) {
			complain(reader, "WITH is written `WITH name AS (SELECT …)`");
			return;
		}
		skip(reader, 2);
		read_query(reader, scope, block);
		skip(reader, sql_is_other(reader->at, ')'));
	} while (sql_is_other(reader->at, ','));
}

/* `INTO table (columns)`: naming the tenant column binds the table. */
static void
read_into(struct reader *reader, struct scope *scope)
{
	skip(reader, 1);
	struct reference *reference = read_reference(reader, scope);
	if (!sql_is_other(reader->at, '(')) {
		complain(reader, "INSERT needs a list of columns");
		return;
	}
	for (; reader->at->sign != SIGN_END && !sql_is_other(reader->at, ')'); skip(reader, 1))
		if (reference->table && reader->at->sign == SIGN_WORD &&
		    slice_eq(reader->at->text, reference->table->column))
			reference->bound = true;
	skip(reader, 1);
}

struct query {
	struct scope *scope;
	struct block *block;
	struct reference *last; /* the table joined last */
	bool in_from;
	bool joined; /* a table came, its ON may follow */
	bool left;   /* the join in hand is a LEFT JOIN */
};

/* SELECT after INSERT or UNION opens names of its own. */
static void
begin_select(struct reader *reader, struct query *query)
{
	if (query->scope->nreferences > 0) {
		struct scope *fresh = new_scope(reader, query->scope->outer, query->block);
		fresh->with = query->scope->with;
		query->scope = fresh;
	}
	query->in_from = false;
	skip(reader, 1);
}

static void
read_table(struct reader *reader, struct query *query)
{
	skip(reader, 1);
	while (is(reader, "IGNORE") || is(reader, "LOW_PRIORITY"))
		skip(reader, 1);
	query->last = read_reference(reader, query->scope);
	query->in_from = true;
	query->joined = true;
}

static void
read_on(struct reader *reader, struct query *query)
{
	skip(reader, 1);
	if (!is(reader, "DUPLICATE")) {
		if (!query->joined)
			complain(reader, "each ON follows its own JOIN");
		read_condition(reader, query->scope, query->left ? query->last : NULL);
	} else {
		skip(reader, 3); /* DUPLICATE KEY UPDATE */
		query->in_from = false;
	}
	query->joined = false;
	query->left = false;
}

static bool
is_join(const struct reader *reader)
{
	return is(reader, "JOIN") || is(reader, "STRAIGHT_JOIN");
}

/* A comma after one of these parts no tables. */
static bool
ends_from(const struct reader *reader)
{
	return is(reader, "SET") || is(reader, "GROUP") || is(reader, "ORDER") ||
	       is(reader, "HAVING") || is(reader, "LIMIT") || is(reader, "RETURNING");
}

static void
read_word(struct reader *reader, struct query *query)
{
	if (is(reader, "WITH")) {
		read_with(reader, query->scope);
	} else if (is(reader, "SELECT")) {
		begin_select(reader, query);
	} else if (is(reader, "INTO")) {
		read_into(reader, query->scope);
	} else if (is(reader, "FROM") || is(reader, "UPDATE") || is_join(reader)) {
		read_table(reader, query);
	} else if (is(reader, "ON")) {
		read_on(reader, query);
	} else if (is(reader, "WHERE")) {
		skip(reader, 1);
		query->in_from = false;
		read_condition(reader, query->scope, NULL);
	} else if (is(reader, "FOR") && sql_is_word(&reader->at[1], "UPDATE")) {
		skip(reader, 2);
	} else {
		query->left = is(reader, "LEFT") || (query->left && is(reader, "OUTER"));
		if (is(reader, "RIGHT") && !sql_is_other(&reader->at[1], '('))
			complain(reader, "RIGHT JOIN is not read: turn it round");
		query->in_from = query->in_from && !ends_from(reader);
		skip(reader, 1);
	}
}

/* Until the bracket that closes it, or the end. */
static void
read_query(struct reader *reader, struct scope *outer, struct block *block)
{
	struct query query = {.scope = new_scope(reader, outer, block), .block = block};
	while (reader->at->sign != SIGN_END && !sql_is_other(reader->at, ')')) {
		if (sql_is_other(reader->at, '('))
			read_brackets(reader, query.scope);
		else if (query.in_from && sql_is_other(reader->at, ','))
			read_table(reader, &query);
		else
			read_word(reader, &query);
	}
}

static struct reference *
find_own(const struct scope *scope, struct slice alias)
{
	if (!alias.at)
		return scope->nreferences == 1 ? scope->references : NULL;
	for (struct reference *found = scope->references; found; found = found->in_scope)
		if (slice_eq(found->alias, alias))
			return found;
	return NULL;
}

static const struct reference *
find_reference(const struct scope *scope, struct slice alias)
{
	const struct reference *found = find_own(scope, alias);
	while (!found && alias.at && scope->outer) {
		scope = scope->outer;
		found = find_own(scope, alias);
	}
	return found;
}

/*
 * Which tenant the column says: SQL_REALM, SQL_ENTITY, or SQL_GLOBAL for none. The
 * id of `realms` is what realm_id holds everywhere else.
 */
static enum sql_scope
column_scope(const struct reference *reference, struct slice column)
{
	if (reference->block) {
		if (slice_is(column, "realm_id"))
			return SQL_REALM;
		return slice_is(column, "entity_id") ? SQL_ENTITY : SQL_GLOBAL;
	}
	if (!reference->table || reference->table->scope == SQL_GLOBAL)
		return SQL_GLOBAL;
	if (slice_eq(column, reference->table->column))
		return reference->table->scope;
	return slice_is(reference->table->name, "realms") && slice_is(column, "id") ? SQL_REALM
										    : SQL_GLOBAL;
}

/*
 * True if `to` became bound by being equal to `from`. A subquery binds only its
 * own tables: around it may stand NOT or OR.
 */
static bool
spread(const struct equation *equation, const struct side *to, const struct side *from)
{
	if (to->parameter)
		return false;
	struct reference *bound = find_own(equation->scope, to->alias);
	if (!bound || bound->bound || (equation->only && equation->only != bound))
		return false;
	enum sql_scope scope = column_scope(bound, to->column);
	if (scope == SQL_GLOBAL)
		return false;
	if (!from->parameter) {
		const struct reference *source = find_reference(equation->scope, from->alias);
		if (!source || !source->bound || column_scope(source, from->column) != scope)
			return false;
	}
	bound->bound = true;
	return true;
}

/* Blocks are checked inside: if a tenant's table is in one, its tenant columns are bound. */
static void
bind_blocks(struct reader *reader)
{
	for (struct reference *each = reader->references; each; each = each->in_statement)
		if (each->block)
			each->bound = each->block->has_tenant;
}

static void
spread_all(struct reader *reader)
{
	bool changed = true;
	while (changed) {
		changed = false;
		for (struct equation *each = reader->equations; each; each = each->next)
			changed |= spread(each, &each->sides[0], &each->sides[1]) |
				   spread(each, &each->sides[1], &each->sides[0]);
	}
}

static void
judge(struct reader *reader)
{
	const struct sql_statement *statement = reader->statement;
	bool needless = true;
	for (struct reference *each = reader->references; each; each = each->in_statement) {
		if (!each->table || each->table->scope == SQL_GLOBAL || each->bound)
			continue;
		needless = false;
		if (!statement->crosses.at)
			sql_complain(reader->sql, statement->file, each->line,
			    "%.*s: table %.*s is not bound to its tenant: add `%.*s.%.*s = :…`",
			    SLICE_ARG(statement->name), SLICE_ARG(each->table->name),
			    SLICE_ARG(each->alias), SLICE_ARG(each->table->column));
	}
	if (statement->crosses.at && needless)
		sql_complain(reader->sql, statement->file, statement->line,
		    "%.*s: every table is bound, so it does not cross tenants",
		    SLICE_ARG(statement->name));
}

void
sql_check_tenancy(struct sql *sql, const struct sql_statement *statement)
{
	struct reader reader = {.sql = sql, .statement = statement, .at = statement->tokens};
	struct block *whole = new_block(&reader, NULL, SLICE_NONE);
	if (is(&reader, "SET") && sql_is_word(&reader.at[1], "STATEMENT"))
		while (reader.at->sign != SIGN_END && !is(&reader, "FOR"))
			skip(&reader, 1);
	unsigned complaints = sql->ncomplaints;
	read_query(&reader, NULL, whole);
	if (reader.at->sign != SIGN_END)
		complain(&reader, "a bracket is closed that was not opened");
	if (sql->ncomplaints > complaints)
		return;
	bind_blocks(&reader);
	spread_all(&reader);
	judge(&reader);
}
