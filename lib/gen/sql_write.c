/*
 * Writes what was read as C: structs and prototypes for people, descriptors for
 * lib/db/statement.c, one list of all statements, and the schema.
 */
#include "gen/sql.h"

#include <errno.h>
#include <string.h>

#define FILE_BYTES_MAX ((size_t)16 << 20)

static const struct {
	const char *member; /* of the struct, and if it may be NULL */
	const char *maybe;
	const char *macro; /* of lib/db/statement.h */
} types[] = {
    [SQL_I64] = {"int64_t", "struct maybe_i64", "I64"},
    [SQL_U64] = {"uint64_t", "struct maybe_u64", "U64"},
    [SQL_BOOL] = {"bool", "struct maybe_i64", "BOOL"},
    [SQL_TEXT] = {"struct slice", "struct slice", "TEXT"},
    [SQL_BYTES] = {"struct slice", "struct slice", "BYTES"},
    [SQL_UUID] = {"struct uuid", "struct uuid", "UUID"},
    [SQL_DIGEST] = {"struct digest", NULL, "DIGEST"},
    [SQL_TIME] = {"int64_t", "struct maybe_i64", "TIME"},
    [SQL_DATE] = {"int32_t", "struct maybe_i64", "DATE"},
    [SQL_DECIMAL] = {"struct slice", "struct slice", "DECIMAL"},
};

static void
add_fields(struct str *out, const struct sql_statement *statement, const struct sql_field *field,
    const char *tail)
{
	if (!field)
		return;
	str_addf(out, "struct %.*s_%s {\n", SLICE_ARG(statement->name), tail);
	for (; field; field = field->next)
		str_addf(out, "\t%s %.*s;\n",
		    field->maybe ? types[field->type].maybe : types[field->type].member,
		    SLICE_ARG(field->name));
	str_add_text(out, "};\n\n");
}

static void
add_inputs(struct str *out, const struct sql_statement *statement)
{
	bool answers = statement->kind != SQL_EXEC && statement->kind != SQL_BULK;
	str_add_text(out, answers ? "struct db *db, struct arena *arena" : "struct db *db");
	if (statement->in)
		str_addf(out, ", const struct %.*s_in *in%s", SLICE_ARG(statement->name),
		    statement->kind == SQL_BULK ? ", size_t nrows" : "");
}

static void
add_outputs(struct str *out, const struct sql_statement *statement)
{
	switch (statement->kind) {
	case SQL_ONE:
		str_addf(out, "struct %.*s_row *row", SLICE_ARG(statement->name));
		break;
	case SQL_MANY:
		str_addf(out, "struct %.*s_row **rows, size_t *nrows", SLICE_ARG(statement->name));
		break;
	case SQL_EACH:
		str_addf(out,
		    "bool (*visit)(void *context, const struct %.*s_row *row), void *context",
		    SLICE_ARG(statement->name));
		break;
	case SQL_EXEC:
	case SQL_BULK:
		str_add_text(out, "uint64_t *affected");
		break;
	}
}

static void
add_signature(struct str *out, const struct sql_statement *statement, const char *separator)
{
	str_addf(out, "enum db_status%s%.*s(", separator, SLICE_ARG(statement->name));
	add_inputs(out, statement);
	str_add_text(out, ",\n    ");
	add_outputs(out, statement);
	str_add_text(out, ")");
}

static void
add_meaning(struct str *out, const struct sql_statement *statement)
{
	const struct sql_text *line = statement->meaning;
	if (!line)
		return;
	str_add_text(out, "/*\n");
	for (; line; line = line->next)
		str_addf(out, " * %.*s\n", SLICE_ARG(line->text));
	str_add_text(out, " */\n");
}

static bool
uses_digest(const struct sql_file *file)
{
	for (const struct sql_statement *each = file->statements; each; each = each->next) {
		for (const struct sql_field *field = each->in; field; field = field->next)
			if (field->type == SQL_DIGEST)
				return true;
		for (const struct sql_field *field = each->out; field; field = field->next)
			if (field->type == SQL_DIGEST)
				return true;
	}
	return false;
}

static void
add_upper(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];
		str_add_char(out, byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte);
	}
}

static void
write_header(struct str *out, const struct sql_file *file)
{
	str_addf(out, "/* Made by lib/gen/statements from %s. */\n#ifndef SQL_", file->path);
	add_upper(out, file->name);
	str_add_text(out, "_H\n#define SQL_");
	add_upper(out, file->name);
	str_addf(out, "_H\n\n%s#include \"db/db.h\"\n\n",
	    uses_digest(file) ? "#include \"crypt/crypt.h\"\n" : "");
	for (const struct sql_statement *each = file->statements; each; each = each->next) {
		add_fields(out, each, each->in, "in");
		add_fields(out, each, each->out, "row");
		add_meaning(out, each);
		add_signature(out, each, " ");
		str_add_text(out, ";\n\n");
	}
	str_add_text(out, "#endif\n");
}

static void
add_escaped(struct str *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\')
			str_add_char(out, '\\');
		if (text.at[i] == '\t')
			str_add_text(out, "\\t");
		else
			str_add_char(out, text.at[i]);
	}
}

static void
add_quoted(struct str *out, struct slice text)
{
	str_add_char(out, '"');
	add_escaped(out, text);
	str_add_char(out, '"');
}

/* Line by line; newlines are kept, as a text in quotes may span lines. */
static void
add_literal(struct str *out, struct slice text, const char *indent)
{
	struct slice line;
	while (sql_next_line(&text, &line)) {
		str_addf(out, "\n%s\"", indent);
		add_escaped(out, line);
		str_add_text(out, text.len > 0 ? "\\n\"" : "\"");
	}
}

/* The statement with `?` for each parameter. */
static struct slice
placeholders(struct sql *sql, const struct sql_statement *statement)
{
	struct str out;
	const char *done = statement->body.at;
	str_init(&out, sql->arena, statement->body.len + 64);
	if (statement->kind == SQL_EACH)
		str_add_text(&out, "SET STATEMENT max_statement_time=0 FOR\n");
	for (const struct sql_token *token = statement->tokens; token->sign != SIGN_END; token++) {
		if (token->sign != SIGN_PARAMETER)
			continue;
		str_add(&out, (struct slice){done, (size_t)(token->text.at - 1 - done)});
		str_add_char(&out, '?');
		done = token->text.at + token->text.len;
	}
	str_add(
	    &out, (struct slice){done, (size_t)(statement->body.at + statement->body.len - done)});
	return str_slice(&out);
}

static const struct sql_field *
find_field(const struct sql_field *field, struct slice name)
{
	while (!slice_eq(field->name, name))
		field = field->next;
	return field;
}

static void
add_column(struct str *out, const struct sql_statement *statement, const char *tail,
    const struct sql_field *field)
{
	str_addf(out, "    STATEMENT_%s%s(struct %.*s_%s, %.*s),\n", field->maybe ? "MAYBE_" : "",
	    types[field->type].macro, SLICE_ARG(statement->name), tail, SLICE_ARG(field->name));
}

static void
add_columns(struct str *out, const struct sql_statement *statement)
{
	if (statement->in) {
		str_addf(out, "static const struct statement_column %.*s_arguments[] = {\n",
		    SLICE_ARG(statement->name));
		for (const struct sql_token *token = statement->tokens; token->sign != SIGN_END;
		     token++)
			if (token->sign == SIGN_PARAMETER)
				add_column(
				    out, statement, "in", find_field(statement->in, token->text));
		str_add_text(out, "};\n\n");
	}
	if (statement->out) {
		str_addf(out, "static const struct statement_column %.*s_results[] = {\n",
		    SLICE_ARG(statement->name));
		for (const struct sql_field *field = statement->out; field; field = field->next)
			add_column(out, statement, "row", field);
		str_add_text(out, "};\n\n");
	}
}

static void
add_descriptor(struct str *out, struct sql *sql, const struct sql_statement *statement)
{
	struct slice name = statement->name;
	str_addf(out, "extern const struct statement %.*s_statement;\n", SLICE_ARG(name));
	str_addf(out,
	    "const struct statement %.*s_statement = {\n    .number = %u,\n    .name = \"%.*s\",\n",
	    SLICE_ARG(name), statement->number, SLICE_ARG(name));
	str_addf(out, "    .file = \"%s\",\n    .sql = SLICE(", statement->file);
	add_literal(out, placeholders(sql, statement), "        ");
	str_add_text(out, "),\n");
	if (statement->crosses.at) {
		str_add_text(out, "    .crosses_tenants = ");
		add_quoted(out, statement->crosses);
		str_add_text(out, ",\n");
	}
	if (statement->in)
		str_addf(out,
		    "    .arguments = %.*s_arguments,\n"
		    "    .narguments = sizeof %.*s_arguments / sizeof *%.*s_arguments,\n"
		    "    .in_bytes = sizeof(struct %.*s_in),\n",
		    SLICE_ARG(name), SLICE_ARG(name), SLICE_ARG(name), SLICE_ARG(name));
	if (statement->out)
		str_addf(out,
		    "    .results = %.*s_results,\n"
		    "    .nresults = sizeof %.*s_results / sizeof *%.*s_results,\n"
		    "    .row_bytes = sizeof(struct %.*s_row),\n",
		    SLICE_ARG(name), SLICE_ARG(name), SLICE_ARG(name), SLICE_ARG(name));
	str_add_text(out, "};\n\n");
}

/* A visitor of typed rows behind the untyped one of the run time. */
static void
add_visitor(struct str *out, struct slice name)
{
	str_addf(out,
	    "struct %.*s_visitor {\n"
	    "\tbool (*visit)(void *context, const struct %.*s_row *row);\n"
	    "\tvoid *context;\n"
	    "};\n\n"
	    "static bool\n"
	    "%.*s_visit(void *visitor_of_rows, const void *row)\n"
	    "{\n"
	    "\tconst struct %.*s_visitor *visitor = visitor_of_rows;\n"
	    "\treturn visitor->visit(visitor->context, row);\n"
	    "}\n\n",
	    SLICE_ARG(name), SLICE_ARG(name), SLICE_ARG(name), SLICE_ARG(name));
}

static void
add_function(struct str *out, const struct sql_statement *statement)
{
	struct slice name = statement->name;
	const char *in = statement->in ? "in" : "NULL";
	add_signature(out, statement, "\n");
	str_add_text(out, "\n{\n\t");
	switch (statement->kind) {
	case SQL_ONE:
		str_addf(out, "return statement_one(db, arena, &%.*s_statement, %s, row);",
		    SLICE_ARG(name), in);
		break;
	case SQL_MANY:
		str_addf(out,
		    "void *found = NULL;\n"
		    "\tenum db_status status =\n"
		    "\t    statement_many(db, arena, &%.*s_statement, %s, &found, nrows);\n"
		    "\tif (status == DB_OK)\n"
		    "\t\t*rows = found;\n"
		    "\treturn status;",
		    SLICE_ARG(name), in);
		break;
	case SQL_EACH:
		str_addf(out,
		    "struct %.*s_visitor visitor = {visit, context};\n"
		    "\treturn statement_each(db, arena, &%.*s_statement, %s, %.*s_visit, "
		    "&visitor);",
		    SLICE_ARG(name), SLICE_ARG(name), in, SLICE_ARG(name));
		break;
	case SQL_EXEC:
		str_addf(out, "return statement_exec(db, &%.*s_statement, %s, affected);",
		    SLICE_ARG(name), in);
		break;
	case SQL_BULK:
		str_addf(out, "return statement_bulk(db, &%.*s_statement, in, nrows, affected);",
		    SLICE_ARG(name));
		break;
	}
	str_add_text(out, "\n}\n\n");
}

static void
write_source(struct str *out, struct sql *sql, const struct sql_file *file)
{
	str_addf(out,
	    "/* Made by lib/gen/statements from %s. */\n#include \"sql/%.*s.h\"\n\n"
	    "#include \"db/statement.h\"\n\n",
	    file->path, SLICE_ARG(file->name));
	for (const struct sql_statement *each = file->statements; each; each = each->next) {
		add_columns(out, each);
		add_descriptor(out, sql, each);
		if (each->kind == SQL_EACH)
			add_visitor(out, each->name);
		add_function(out, each);
	}
	str_cut(out, out->len - 1);
}

static void
write_all(struct str *out, const struct sql *sql)
{
	str_add_text(out, "/* Made by lib/gen/statements: every statement of sql/queries. */\n"
			  "#include \"db/statement.h\"\n\n");
	for (const struct sql_file *file = sql->files; file; file = file->next)
		for (const struct sql_statement *each = file->statements; each; each = each->next)
			str_addf(out, "extern const struct statement %.*s_statement;\n",
			    SLICE_ARG(each->name));
	str_add_text(out, "\nconst struct statement *const statement_list[] = {\n");
	for (const struct sql_file *file = sql->files; file; file = file->next)
		for (const struct sql_statement *each = file->statements; each; each = each->next)
			str_addf(out, "    &%.*s_statement,\n", SLICE_ARG(each->name));
	str_addf(out, "    NULL,\n};\n\nconst size_t statement_count = %u;\n", sql->nstatements);
}

static void
add_tables(struct str *out, const struct sql *sql)
{
	static const char *const scopes[] = {[SQL_REALM] = "TABLE_REALM",
	    [SQL_ENTITY] = "TABLE_ENTITY",
	    [SQL_GLOBAL] = "TABLE_GLOBAL"};
	size_t ntables = 0;
	str_add_text(out, "const struct schema_table schema_tables[] = {\n");
	for (const struct sql_table *table = sql->tables; table; table = table->next, ntables++) {
		str_addf(out, "    {\"%.*s\", %s, ", SLICE_ARG(table->name), scopes[table->scope]);
		if (table->column.at)
			add_quoted(out, table->column);
		str_add_text(out, table->column.at ? "},\n" : "NULL},\n");
	}
	str_addf(out, "    {NULL, TABLE_GLOBAL, NULL},\n};\n\nconst size_t schema_ntables = %zu;\n",
	    ntables);
}

static void
write_schema(struct str *out, const struct sql *sql)
{
	size_t nmigrations = 0;
	str_add_text(out, "/* Made by lib/gen/statements from sql/migrations. */\n"
			  "#include \"db/schema.h\"\n\n");
	for (const struct sql_migration *each = sql->migrations; each; each = each->next) {
		str_addf(
		    out, "static const char *const migration_%.*s[] = {", SLICE_ARG(each->number));
		for (const struct sql_text *text = each->statements; text; text = text->next) {
			add_literal(out, text->text, "    ");
			str_add_text(out, ",");
		}
		str_add_text(out, "\n    NULL,\n};\n\n");
	}
	str_add_text(out, "const struct schema_migration schema_migrations[] = {\n");
	for (const struct sql_migration *each = sql->migrations; each; each = each->next) {
		str_addf(out, "    {\"%.*s\", migration_%.*s},\n", SLICE_ARG(each->name),
		    SLICE_ARG(each->number));
		nmigrations++;
	}
	str_addf(out, "    {NULL, NULL},\n};\n\nconst size_t schema_nmigrations = %zu;\n\n",
	    nmigrations);
	add_tables(out, sql);
}

/* A file that says the same already keeps its time, so that nothing is compiled anew. */
static bool
is_same(struct sql *sql, const char *path, struct slice text)
{
	FILE *old = fopen(path, "rb");
	if (!old)
		return false;
	char *bytes = arena_alloc(sql->arena, text.len + 1);
	size_t len = fread(bytes, 1, text.len + 1, old);
	fclose(old);
	return slice_eq((struct slice){bytes, len}, text);
}

static void
put(struct sql *sql, const char *folder, struct slice name, const char *suffix, struct str *text)
{
	const char *path =
	    arena_printf(sql->arena, "%s/%.*s%s", folder, SLICE_ARG(name), suffix).at;
	if (is_same(sql, path, str_slice(text)))
		return;
	FILE *file = fopen(path, "wb");
	bool written = file && fwrite(text->at, 1, text->len, file) == text->len;
	if (!file || fclose(file) != 0 || !written || text->full)
		sql_complain(sql, path, 1, "cannot be written: %s", strerror(errno));
}

bool
sql_write(struct sql *sql, const char *folder)
{
	struct str text;
	for (const struct sql_file *file = sql->files; file; file = file->next) {
		str_init(&text, sql->arena, FILE_BYTES_MAX);
		write_header(&text, file);
		put(sql, folder, file->name, ".h", &text);
		str_init(&text, sql->arena, FILE_BYTES_MAX);
		write_source(&text, sql, file);
		put(sql, folder, file->name, ".c", &text);
	}
	str_init(&text, sql->arena, FILE_BYTES_MAX);
	write_all(&text, sql);
	put(sql, folder, SLICE_OF("all"), ".c", &text);
	str_init(&text, sql->arena, FILE_BYTES_MAX);
	write_schema(&text, sql);
	put(sql, folder, SLICE_OF("schema"), ".c", &text);
	return sql->ncomplaints == 0;
}
