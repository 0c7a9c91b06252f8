/* Made by lib/gen/statements from good.sql. */
#include "sql/good.h"

#include "db/statement.h"

static const struct statement_column thing_find_arguments[] = {
    STATEMENT_U64(struct thing_find_in, realm_id),
    STATEMENT_UUID(struct thing_find_in, id),
};

static const struct statement_column thing_find_results[] = {
    STATEMENT_TEXT(struct thing_find_row, name),
    STATEMENT_DIGEST(struct thing_find_row, digest),
    STATEMENT_MAYBE_TIME(struct thing_find_row, ended_at),
    STATEMENT_MAYBE_DECIMAL(struct thing_find_row, size),
};

extern const struct statement thing_find_statement;
const struct statement thing_find_statement = {
    .number = 0,
    .name = "thing_find",
    .file = "good.sql",
    .sql = SLICE(
        "SELECT name, digest, ended_at, size FROM things\n"
        "WHERE realm_id = ? AND id = ? AND note <> 'what? \"this\": \\'that\\''"),
    .arguments = thing_find_arguments,
    .narguments = sizeof thing_find_arguments / sizeof *thing_find_arguments,
    .in_bytes = sizeof(struct thing_find_in),
    .results = thing_find_results,
    .nresults = sizeof thing_find_results / sizeof *thing_find_results,
    .row_bytes = sizeof(struct thing_find_row),
};

enum db_status
thing_find(struct db *db, struct arena *arena, const struct thing_find_in *in,
    struct thing_find_row *row)
{
	return statement_one(db, arena, &thing_find_statement, in, row);
}

static const struct statement_column thing_list_arguments[] = {
    STATEMENT_U64(struct thing_list_in, realm_id),
    STATEMENT_DATE(struct thing_list_in, since),
    STATEMENT_DATE(struct thing_list_in, since),
};

static const struct statement_column thing_list_results[] = {
    STATEMENT_UUID(struct thing_list_row, id),
    STATEMENT_BOOL(struct thing_list_row, kept),
    STATEMENT_I64(struct thing_list_row, n),
};

extern const struct statement thing_list_statement;
const struct statement thing_list_statement = {
    .number = 1,
    .name = "thing_list",
    .file = "good.sql",
    .sql = SLICE(
        "SELECT id, kept, n FROM things\n"
        "WHERE realm_id = ? AND (since >= ? OR until >= ?)"),
    .arguments = thing_list_arguments,
    .narguments = sizeof thing_list_arguments / sizeof *thing_list_arguments,
    .in_bytes = sizeof(struct thing_list_in),
    .results = thing_list_results,
    .nresults = sizeof thing_list_results / sizeof *thing_list_results,
    .row_bytes = sizeof(struct thing_list_row),
};

enum db_status
thing_list(struct db *db, struct arena *arena, const struct thing_list_in *in,
    struct thing_list_row **rows, size_t *nrows)
{
	void *found = NULL;
	enum db_status status =
	    statement_many(db, arena, &thing_list_statement, in, &found, nrows);
	if (status == DB_OK)
		*rows = found;
	return status;
}

static const struct statement_column note_each_results[] = {
    STATEMENT_U64(struct note_each_row, id),
};

extern const struct statement note_each_statement;
const struct statement note_each_statement = {
    .number = 2,
    .name = "note_each",
    .file = "good.sql",
    .sql = SLICE(
        "SET STATEMENT max_statement_time=0 FOR\n"
        "SELECT id FROM notes"),
    .results = note_each_results,
    .nresults = sizeof note_each_results / sizeof *note_each_results,
    .row_bytes = sizeof(struct note_each_row),
};

struct note_each_visitor {
	bool (*visit)(void *context, const struct note_each_row *row);
	void *context;
};

static bool
note_each_visit(void *visitor_of_rows, const void *row)
{
	const struct note_each_visitor *visitor = visitor_of_rows;
	return visitor->visit(visitor->context, row);
}

enum db_status
note_each(struct db *db, struct arena *arena,
    bool (*visit)(void *context, const struct note_each_row *row), void *context)
{
	struct note_each_visitor visitor = {visit, context};
	return statement_each(db, arena, &note_each_statement, NULL, note_each_visit, &visitor);
}

static const struct statement_column thing_forget_arguments[] = {
    STATEMENT_TIME(struct thing_forget_in, before),
};

extern const struct statement thing_forget_statement;
const struct statement thing_forget_statement = {
    .number = 3,
    .name = "thing_forget",
    .file = "good.sql",
    .sql = SLICE(
        "DELETE FROM things WHERE ended_at < ?"),
    .crosses_tenants = "the daily work of everyone",
    .arguments = thing_forget_arguments,
    .narguments = sizeof thing_forget_arguments / sizeof *thing_forget_arguments,
    .in_bytes = sizeof(struct thing_forget_in),
};

enum db_status
thing_forget(struct db *db, const struct thing_forget_in *in,
    uint64_t *affected)
{
	return statement_exec(db, &thing_forget_statement, in, affected);
}

static const struct statement_column thing_add_arguments[] = {
    STATEMENT_U64(struct thing_add_in, realm_id),
    STATEMENT_UUID(struct thing_add_in, id),
    STATEMENT_MAYBE_UUID(struct thing_add_in, parent),
    STATEMENT_MAYBE_U64(struct thing_add_in, rank),
    STATEMENT_MAYBE_BYTES(struct thing_add_in, bytes),
};

extern const struct statement thing_add_statement;
const struct statement thing_add_statement = {
    .number = 4,
    .name = "thing_add",
    .file = "good.sql",
    .sql = SLICE(
        "INSERT INTO things (realm_id, id, parent, rank, bytes)\n"
        "VALUES (?, ?, ?, ?, ?)"),
    .arguments = thing_add_arguments,
    .narguments = sizeof thing_add_arguments / sizeof *thing_add_arguments,
    .in_bytes = sizeof(struct thing_add_in),
};

enum db_status
thing_add(struct db *db, const struct thing_add_in *in, size_t nrows,
    uint64_t *affected)
{
	return statement_bulk(db, &thing_add_statement, in, nrows, affected);
}
