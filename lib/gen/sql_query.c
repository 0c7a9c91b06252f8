/*
 * Reads sql/queries: headings, fields and bodies, and whatever can be checked of
 * one statement without knowing the tables.
 */
#include "gen/sql.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *name;
	enum sql_kind kind;
} kinds[] = {
    {"one", SQL_ONE},
    {"many", SQL_MANY},
    {"each", SQL_EACH},
    {"exec", SQL_EXEC},
    {"bulk", SQL_BULK},
};

static const struct {
	const char *name;
	enum sql_type type;
	bool offers_null;
} types[] = {
    {"i64", SQL_I64, true},
    {"u64", SQL_U64, true},
    {"bool", SQL_BOOL, true},
    {"text", SQL_TEXT, true},
    {"bytes", SQL_BYTES, true},
    {"uuid", SQL_UUID, true},
    {"digest", SQL_DIGEST, false},
    {"time", SQL_TIME, true},
    {"date", SQL_DATE, true},
    {"decimal", SQL_DECIMAL, true},
};

static const char *const c_words[] = {"auto", "break", "case", "char", "const", "continue",
    "default", "do", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline",
    "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static",
    "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "bool", "true",
    "false"};

/* A name that C takes as well: lower case, digits, underscores. */
static bool
is_name(struct slice text)
{
	if (text.len == 0 || !islower((unsigned char)text.at[0]))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!islower((unsigned char)text.at[i]) && !isdigit((unsigned char)text.at[i]) &&
		    text.at[i] != '_')
			return false;
	for (size_t i = 0; i < sizeof c_words / sizeof *c_words; i++)
		if (slice_is(text, c_words[i]))
			return false;
	return true;
}

static struct sql_field *
find_field(struct sql_field *fields, struct slice name)
{
	while (fields && !slice_eq(fields->name, name))
		fields = fields->next;
	return fields;
}

static bool
read_type(struct slice text, struct sql_field *field)
{
	field->maybe = slice_has_suffix(text, "?");
	if (field->maybe)
		text = slice_head(text, text.len - 1);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (slice_is(text, types[i].name) && (types[i].offers_null || !field->maybe)) {
			field->type = types[i].type;
			return true;
		}
	return false;
}

/* `NAME TYPE`; complains and answers false if it is not one. */
static bool
read_field(
    struct sql *sql, const char *path, unsigned line, struct slice text, struct sql_field *field)
{
	struct slice name, type = SLICE_NONE;
	if (!slice_cut(slice_trim(text), ' ', &name, &type))
		type = SLICE_OF("");
	type = slice_trim(type);
	if (!is_name(name)) {
		sql_complain(sql, path, line, "`%.*s` cannot be a field's name", SLICE_ARG(name));
		return false;
	}
	if (!read_type(type, field)) {
		sql_complain(sql, path, line, "field %.*s: there is no type `%.*s`",
		    SLICE_ARG(name), SLICE_ARG(type));
		return false;
	}
	field->name = name;
	return true;
}

/* `NAME TYPE, NAME TYPE…`; a comma at the end means that the next line goes on. */
static void
read_fields(
    struct sql *sql, const char *path, unsigned line, struct slice text, struct sql_field **fields)
{
	struct slice head, tail = text;
	do {
		slice_cut(tail, ',', &head, &tail);
		if (slice_trim(head).len == 0)
			continue;
		struct sql_field field = {0}, **last = fields;
		if (!read_field(sql, path, line, head, &field))
			continue;
		if (find_field(*fields, field.name))
			sql_complain(
			    sql, path, line, "field %.*s is named twice", SLICE_ARG(field.name));
		while (*last)
			last = &(*last)->next;
		*last = arena_alloc(sql->arena, sizeof field);
		**last = field;
	} while (tail.at);
}

/* `-- NAME: KIND` and nothing else. Any single word stands for a kind, so that a slip is seen. */
static bool
is_heading(struct slice line, struct slice *name, struct slice *kind)
{
	if (!slice_has_prefix(line, "-- ") || !slice_cut(slice_skip(line, 3), ':', name, kind))
		return false;
	*kind = slice_trim(*kind);
	return is_name(*name) && !slice_is(*name, "in") && !slice_is(*name, "out") &&
	       kind->len > 0 && slice_find(*kind, ' ') < 0;
}

static void
refuse_taken_name(struct sql *sql, const char *path, unsigned line, struct slice name)
{
	for (struct sql_file *file = sql->files; file; file = file->next)
		for (struct sql_statement *other = file->statements; other; other = other->next)
			if (slice_eq(other->name, name))
				sql_complain(sql, path, line,
				    "statement %.*s stands already at %s:%u", SLICE_ARG(name),
				    other->file, other->line);
}

static struct sql_statement *
begin_statement(
    struct sql *sql, struct sql_file *file, unsigned line, struct slice name, struct slice kind)
{
	const char *path = file->path;
	struct sql_statement **last = &file->statements;
	struct sql_statement *statement = arena_alloc(sql->arena, sizeof *statement);
	size_t i = 0;
	refuse_taken_name(sql, path, line, name);
	while (i < sizeof kinds / sizeof *kinds && !slice_is(kind, kinds[i].name))
		i++;
	if (i == sizeof kinds / sizeof *kinds) {
		sql_complain(sql, path, line, "there is no kind `%.*s`", SLICE_ARG(kind));
		i = 0;
	}
	*statement =
	    (struct sql_statement){.name = name, .kind = kinds[i].kind, .file = path, .line = line};
	statement->number = sql->nstatements++;
	while (*last)
		last = &(*last)->next;
	*last = statement;
	return statement;
}

static void
add_meaning(struct sql *sql, struct sql_statement *statement, struct slice line)
{
	struct sql_text **last = &statement->meaning;
	while (*last)
		last = &(*last)->next;
	*last = arena_alloc(sql->arena, sizeof **last);
	(*last)->text = line;
}

/* What the reader goes on with while a list of fields spans lines. */
struct reading {
	struct sql_statement *statement;
	struct sql_field **fields;
};

static void
read_comment(
    struct sql *sql, const char *path, unsigned line, struct slice text, struct reading *reading)
{
	struct sql_statement *statement = reading->statement;
	struct sql_field **fields = reading->fields;
	text = slice_trim(slice_skip(text, 2));
	if (slice_has_prefix(text, "in:")) {
		fields = &statement->in;
		text = slice_skip(text, 3);
	} else if (slice_has_prefix(text, "out:")) {
		fields = &statement->out;
		text = slice_skip(text, 4);
	} else if (slice_has_prefix(text, "crosses tenants:")) {
		statement->crosses = slice_trim(slice_skip(text, 16));
		if (statement->crosses.len == 0)
			sql_complain(sql, path, line, "`crosses tenants:` says why");
		return;
	} else if (!fields) {
		if (statement->body.len == 0)
			add_meaning(sql, statement, text);
		return;
	}
	read_fields(sql, path, line, text, fields);
	reading->fields = slice_has_suffix(text, ",") ? fields : NULL;
}

static void
read_line(
    struct sql *sql, const char *path, unsigned line, struct slice text, struct reading *reading)
{
	struct sql_statement *statement = reading->statement;
	struct slice trimmed = slice_trim(text);
	if (trimmed.len == 0 && statement && statement->body.len == 0)
		return;
	if (!statement) {
		if (trimmed.len > 0 && !slice_has_prefix(trimmed, "--"))
			sql_complain(sql, path, line, "a statement begins with `-- NAME: KIND`");
	} else if (slice_has_prefix(trimmed, "--")) {
		if (statement->body.len > 0)
			sql_complain(sql, path, line, "comments stand before the statement");
		else
			read_comment(sql, path, line, trimmed, reading);
	} else if (statement->body.len == 0) {
		statement->body = text;
		statement->body_line = line;
	} else {
		statement->body.len = (size_t)(text.at + text.len - statement->body.at);
	}
}

static void
bind_parameters(struct sql *sql, struct sql_statement *statement)
{
	for (struct sql_token *token = statement->tokens; token->sign != SIGN_END; token++) {
		if (token->sign != SIGN_PARAMETER)
			continue;
		struct sql_field *field = find_field(statement->in, token->text);
		if (field)
			field->used = true;
		else
			sql_complain(sql, statement->file, token->line,
			    "parameter :%.*s is not declared in `in:`", SLICE_ARG(token->text));
	}
	for (struct sql_field *field = statement->in; field; field = field->next)
		if (!field->used)
			sql_complain(sql, statement->file, statement->line,
			    "%.*s: parameter :%.*s is declared and not used",
			    SLICE_ARG(statement->name), SLICE_ARG(field->name));
}

/* `*` that stands for columns: after SELECT, a comma or a dot. Products and COUNT(*) stay. */
static void
refuse_star(struct sql *sql, const struct sql_statement *statement)
{
	const struct sql_token *tokens = statement->tokens;
	for (size_t i = 1; tokens[0].sign != SIGN_END && tokens[i].sign != SIGN_END; i++) {
		const struct sql_token *before = &tokens[i - 1];
		if (sql_is_other(&tokens[i], '*') &&
		    (sql_is_word(before, "SELECT") || sql_is_word(before, "DISTINCT") ||
			sql_is_word(before, "RETURNING") || sql_is_other(before, ',') ||
			sql_is_other(before, '.')))
			sql_complain(sql, statement->file, tokens[i].line,
			    "`*` is not a column list: name the columns");
	}
}

/* Columns of the outermost SELECT or RETURNING; 0 if there is neither. */
static size_t
count_columns(const struct sql_token *token)
{
	int depth = 0;
	size_t ncolumns = 0;
	bool inserts = sql_is_word(token, "INSERT") || sql_is_word(token, "REPLACE");
	for (; token->sign != SIGN_END; token++) {
		depth += sql_is_other(token, '(') - sql_is_other(token, ')');
		if (depth != 0)
			continue;
		if ((sql_is_word(token, "SELECT") && !inserts) || sql_is_word(token, "RETURNING"))
			ncolumns = 1;
		else if (ncolumns > 0 && sql_is_other(token, ','))
			ncolumns++;
		else if (ncolumns > 0 &&
			 (sql_is_word(token, "FROM") || sql_is_word(token, "WHERE") ||
			     sql_is_word(token, "UNION") || sql_is_word(token, "LIMIT")))
			return ncolumns;
	}
	return ncolumns;
}

static void
check_shape(struct sql *sql, const struct sql_statement *statement)
{
	size_t nout = 0, ncolumns = count_columns(statement->tokens);
	bool answers = statement->kind != SQL_EXEC && statement->kind != SQL_BULK;
	for (struct sql_field *field = statement->out; field; field = field->next)
		nout++;
	if (answers && nout == 0)
		sql_complain(sql, statement->file, statement->line,
		    "%.*s: this kind answers rows and needs `out:`", SLICE_ARG(statement->name));
	if (!answers && (nout > 0 || ncolumns > 0))
		sql_complain(sql, statement->file, statement->line,
		    "%.*s: this kind answers no rows", SLICE_ARG(statement->name));
	if (answers && nout > 0 && nout != ncolumns)
		sql_complain(sql, statement->file, statement->line,
		    "%.*s: `out:` names %zu columns, the statement has %zu",
		    SLICE_ARG(statement->name), nout, ncolumns);
	if (statement->kind == SQL_BULK && !statement->in)
		sql_complain(sql, statement->file, statement->line, "%.*s: bulk needs `in:`",
		    SLICE_ARG(statement->name));
}

static void
end_statement(struct sql *sql, struct sql_statement *statement)
{
	statement->body = slice_trim(statement->body);
	if (statement->body.len == 0) {
		sql_complain(sql, statement->file, statement->line, "%.*s: there is no statement",
		    SLICE_ARG(statement->name));
		return;
	}
	unsigned complaints = sql->ncomplaints;
	statement->tokens = sql_tokens(sql, statement);
	if (sql->ncomplaints > complaints)
		return;
	bind_parameters(sql, statement);
	refuse_star(sql, statement);
	check_shape(sql, statement);
	sql_check_tenancy(sql, statement);
}

static struct sql_file *
new_file(struct sql *sql, const char *path)
{
	struct sql_file **last = &sql->files;
	while (*last)
		last = &(*last)->next;
	*last = arena_alloc(sql->arena, sizeof **last);
	**last = (struct sql_file){.path = path, .name = sql_base_name(path)};
	if (!is_name((*last)->name) || slice_is((*last)->name, "all") ||
	    slice_is((*last)->name, "schema"))
		sql_complain(sql, path, 1, "this name cannot be used for a file of statements");
	return *last;
}

void
sql_read_queries(struct sql *sql, const char *path)
{
	struct slice rest = sql_read_whole(sql, path), line, name, kind;
	struct sql_file *file = new_file(sql, path);
	struct reading reading = {0};
	for (unsigned number = 1; sql_next_line(&rest, &line); number++) {
		if (!is_heading(line, &name, &kind)) {
			read_line(sql, path, number, line, &reading);
			continue;
		}
		if (reading.statement)
			end_statement(sql, reading.statement);
		reading = (struct reading){begin_statement(sql, file, number, name, kind), NULL};
	}
	if (reading.statement)
		end_statement(sql, reading.statement);
}
