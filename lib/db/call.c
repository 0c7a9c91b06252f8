/*
 * One prepared statement: prepare, bind, execute, read. Errors can come late
 * (with any row, after the last one), so each step is asked.
 */
#include "db/call.h"

#include <assert.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <string.h>

#include "base/clock.h"
#include "db/prepared.h"

static bool
asked_not_to_wait(struct slice sql)
{
	return slice_has_prefix(sql, "SET STATEMENT innodb_lock_wait_timeout=0 FOR");
}

/* What comes while rows are read the library notes at the connection alone (*tried*, 3.3). */
static enum db_status
handle_failed(struct db *db, MYSQL_STMT *handle, const struct call *call)
{
	bool at_handle = mysql_stmt_errno(handle) != 0;
	unsigned number = at_handle ? mysql_stmt_errno(handle) : mysql_errno(db->mysql);
	const char *words = at_handle ? mysql_stmt_error(handle) : mysql_error(db->mysql);
	if (number == ER_LOCK_WAIT_TIMEOUT && asked_not_to_wait(call->sql)) {
		db->error = number;
		return DB_LOCKED;
	}
	return connection_fail(db, number, words);
}

enum db_status
call_count(struct db *db, MYSQL_STMT *handle, struct call *call)
{
	(void)db;
	call->affected = mysql_stmt_affected_rows(handle);
	return DB_OK;
}

/* Twice the rows, from one: most statements find one. Answers how many now fit. */
static size_t
more_room(const struct call *call, struct db_rows *rows)
{
	size_t room = rows->nrows ? 2 * rows->nrows : 1;
	struct db_value *cells =
	    arena_array(call->cells, room * rows->ncolumns, sizeof *rows->cells);
	if (rows->nrows > 0)
		memcpy(cells, rows->cells, rows->nrows * rows->ncolumns * sizeof *cells);
	rows->cells = cells;
	return room;
}

/* As they come, without the client library's own copy of all of them. */
static enum db_status
keep_rows(struct db *db, MYSQL_STMT *handle, struct call *call)
{
	struct db_rows rows = {.ncolumns = call->ncolumns};
	size_t room = 0;
	int fetched;
	while ((fetched = mysql_stmt_fetch(handle)) != MYSQL_NO_DATA) {
		if (fetched == 1)
			return handle_failed(db, handle, call);
		if (rows.nrows == DB_ROWS_MAX)
			return connection_fault(db);
		if (rows.nrows == room)
			room = more_room(call, &rows);
		struct db_value *cells = &rows.cells[rows.nrows++ * rows.ncolumns];
		if (!landing_read(db, handle, call, NULL, cells))
			return connection_fault(db);
	}
	call->rows = rows;
	return DB_OK;
}

enum db_status
call_keep(struct db *db, MYSQL_STMT *handle, struct call *call)
{
	enum db_status status = keep_rows(db, handle, call);
	if (db->mysql)
		mysql_stmt_free_result(handle);
	return status;
}

/* What is left of a stream that nobody wants: drained in a transaction, else cut off. */
static void
abandon(struct db *db, MYSQL_STMT *handle)
{
	if (db->txn == TXN_NONE)
		connection_close(db);
	else
		mysql_stmt_free_result(handle);
}

static enum db_status
visit_rows(struct db *db, MYSQL_STMT *handle, struct call *call)
{
	struct stream_room *rooms = arena_array(call->arena, call->ncolumns, sizeof *rooms);
	struct db_value *cells = arena_array(call->arena, call->ncolumns, sizeof *cells);
	for (;;) {
		int fetched = mysql_stmt_fetch(handle);
		if (fetched == 1)
			return handle_failed(db, handle, call);
		if (fetched == MYSQL_NO_DATA)
			return DB_OK;
		call->visited = true;
		bool fits = landing_read(db, handle, call, rooms, cells);
		if (fits && call->visit(call->context, cells))
			continue;
		abandon(db, handle);
		return fits ? DB_OK : connection_fault(db);
	}
}

enum db_status
call_visit(struct db *db, MYSQL_STMT *handle, struct call *call)
{
	db->streaming = true;
	enum db_status status = visit_rows(db, handle, call);
	db->streaming = false;
	return status;
}

static enum db_status
prepare(struct db *db, struct call *call, struct prepared **prepared)
{
	assert(call->ncolumns <= COLUMNS_MAX);
	enum db_status status = connection_open(db);
	if (status == DB_OK)
		status = prepared_get(db, call, prepared);
	if (status == DB_OK && (mysql_stmt_param_count((*prepared)->handle) != call->narguments ||
				   mysql_stmt_field_count((*prepared)->handle) != call->ncolumns))
		return connection_fault(db);
	return status;
}

static enum db_status
attempt(struct db *db, struct call *call)
{
	struct prepared *prepared;
	call->sent = false;
	enum db_status status = prepare(db, call, &prepared);
	if (status != DB_OK)
		return status;
	MYSQL_STMT *handle = prepared->handle;
	landing_bind(db, prepared, call);
	if (!bind_arguments(db, handle, call))
		return handle_failed(db, handle, call);
	db->round_trips++;
	db->used_us = clock_monotonic();
	if (mysql_stmt_execute(handle) != 0) {
		call->sent = mysql_stmt_errno(handle) != CR_SERVER_GONE_ERROR;
		return handle_failed(db, handle, call);
	}
	call->sent = true;
	status = call->consume(db, handle, call);
	landing_forget(db, call->ncolumns);
	return status;
}

/* Nothing is lost by running it twice. Every statement that streams is a SELECT. */
static bool
only_reads(struct slice sql)
{
	return slice_has_prefix(sql, "SELECT ") || slice_has_prefix(sql, "WITH ") ||
	       slice_has_prefix(sql, "SELECT\n") ||
	       slice_has_prefix(sql, "SET STATEMENT max_statement_time");
}

/* Outside a transaction: whether to try a second time, and what the failure is called. */
static enum db_status
run_alone(struct db *db, struct call *call)
{
	enum db_status status = attempt(db, call);
	bool harmless = !call->sent || (only_reads(call->sql) && !call->visited);
	if (status == DB_RERUN || (status == DB_LOST && harmless))
		status = attempt(db, call);
	return status == DB_LOST || status == DB_RERUN ? DB_AWAY : status;
}

enum db_status
call_run(struct db *db, struct call *call)
{
	assert(!db->streaming);
	if (db->txn == TXN_BROKEN)
		return db->broken;
	return db->txn == TXN_NONE ? run_alone(db, call) : attempt(db, call);
}

enum db_status
call_end(struct db *db, enum db_status status)
{
	arena_reset(db->scratch);
	return status;
}

enum db_status
call_try(struct db *db, struct call *call)
{
	struct prepared *prepared;
	return prepare(db, call, &prepared);
}
