/*
 * Statements made at run time: values in, cells out.
 */
#include "base/str.h"
#include "db/call.h"

#define STREAM_TEXT_MAX ((size_t)1 << 20)

enum db_status
db_select(struct db *db, struct arena *arena, struct slice sql, const struct db_value *arguments,
    size_t narguments, const enum db_type *types, size_t ncolumns, struct db_rows *rows)
{
	return db_select_kept(db, arena, sql, 0, arguments, narguments, types, ncolumns, rows);
}

enum db_status
db_select_kept(struct db *db, struct arena *arena, struct slice sql, uint64_t number,
    const struct db_value *arguments, size_t narguments, const enum db_type *types, size_t ncolumns,
    struct db_rows *rows)
{
	struct call call = {.sql = sql,
	    .number = number,
	    .arguments = arguments,
	    .narguments = narguments,
	    .types = types,
	    .ncolumns = ncolumns,
	    .consume = call_keep,
	    .arena = arena,
	    .cells = arena};
	enum db_status status = call_run(db, &call);
	if (status == DB_OK)
		*rows = call.rows;
	return call_end(db, status);
}

enum db_status
db_execute(struct db *db, struct slice sql, const struct db_value *arguments, size_t narguments,
    uint64_t *affected)
{
	struct call call = {
	    .sql = sql, .arguments = arguments, .narguments = narguments, .consume = call_count};
	enum db_status status = call_run(db, &call);
	if (status == DB_OK && affected)
		*affected = call.affected;
	return call_end(db, status);
}

enum db_status
db_execute_bulk(struct db *db, struct slice sql, const struct db_value *arguments, size_t nrows,
    size_t narguments)
{
	struct call call = {.sql = sql,
	    .arguments = arguments,
	    .narguments = narguments,
	    .nrows = nrows,
	    .consume = call_count};
	return nrows == 0 ? DB_OK : call_end(db, call_run(db, &call));
}

enum db_status
db_stream(struct db *db, struct arena *arena, struct slice sql, const struct db_value *arguments,
    size_t narguments, const enum db_type *types, size_t ncolumns,
    bool (*visit)(void *context, const struct db_value *cells), void *context)
{
	struct str unlimited;
	str_init(&unlimited, arena, STREAM_TEXT_MAX);
	str_add_text(&unlimited, "SET STATEMENT max_statement_time=0 FOR ");
	str_add(&unlimited, sql);
	struct call call = {.sql = str_slice(&unlimited),
	    .arguments = arguments,
	    .narguments = narguments,
	    .types = types,
	    .ncolumns = ncolumns,
	    .consume = call_visit,
	    .arena = arena,
	    .visit = visit,
	    .context = context};
	return unlimited.full ? DB_FAULT : call_end(db, call_run(db, &call));
}
