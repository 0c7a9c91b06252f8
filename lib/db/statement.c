/*
 * Between structs and values: the descriptors say where each member lies.
 */
#include "db/statement.h"

#include <assert.h>
#include <string.h>

#include "db/call.h"

static const enum db_type value_types[] = {
    [STATEMENT_TYPE_I64] = DB_I64,
    [STATEMENT_TYPE_U64] = DB_U64,
    [STATEMENT_TYPE_BOOL] = DB_BOOL,
    [STATEMENT_TYPE_TEXT] = DB_TEXT,
    [STATEMENT_TYPE_BYTES] = DB_BYTES,
    [STATEMENT_TYPE_UUID] = DB_UUID,
    [STATEMENT_TYPE_DIGEST] = DB_BYTES,
    [STATEMENT_TYPE_TIME] = DB_TIME,
    [STATEMENT_TYPE_DATE] = DB_DATE,
    [STATEMENT_TYPE_DECIMAL] = DB_DECIMAL,
};

/* Numbers that may be NULL lie in a struct maybe_i64, whatever they count. */
static void
load_maybe(
    const unsigned char *member, const struct statement_column *column, struct db_value *value)
{
	struct maybe_i64 number;
	struct maybe_u64 natural;
	if (column->type == STATEMENT_TYPE_U64) {
		memcpy(&natural, member, sizeof natural);
		value->null = !natural.has;
		value->u64 = natural.value;
	} else {
		memcpy(&number, member, sizeof number);
		value->null = !number.has;
		value->i64 = number.value;
	}
}

static void
load_text(
    const unsigned char *member, const struct statement_column *column, struct db_value *value)
{
	memcpy(&value->text, member, sizeof value->text);
	value->null = !value->text.at;
	assert(column->maybe || !value->null);
}

static void
load_fixed(
    const unsigned char *member, const struct statement_column *column, struct db_value *value)
{
	int32_t day;
	switch ((enum statement_type)column->type) {
	case STATEMENT_TYPE_DIGEST:
		value->text = (struct slice){(const char *)member, DIGEST_LEN};
		break;
	case STATEMENT_TYPE_BOOL:
		value->i64 = *(const bool *)member;
		break;
	case STATEMENT_TYPE_DATE:
		memcpy(&day, member, sizeof day);
		value->i64 = day;
		break;
	default:
		memcpy(&value->u64, member, sizeof value->u64);
		break;
	}
}

static struct db_value
load(const unsigned char *in, const struct statement_column *column)
{
	const unsigned char *member = in + column->offset;
	struct db_value value = {.type = value_types[column->type]};
	switch ((enum statement_type)column->type) {
	case STATEMENT_TYPE_TEXT:
	case STATEMENT_TYPE_BYTES:
	case STATEMENT_TYPE_DECIMAL:
		load_text(member, column, &value);
		break;
	case STATEMENT_TYPE_UUID:
		memcpy(&value.uuid, member, sizeof value.uuid);
		value.null = column->maybe && uuid_is_nil(value.uuid);
		break;
	default:
		if (column->maybe)
			load_maybe(member, column, &value);
		else
			load_fixed(member, column, &value);
		break;
	}
	return value;
}

static void
store_maybe(
    unsigned char *member, const struct statement_column *column, const struct db_value *value)
{
	if (column->type == STATEMENT_TYPE_U64) {
		struct maybe_u64 natural = {!value->null, value->null ? 0 : value->u64};
		memcpy(member, &natural, sizeof natural);
	} else {
		struct maybe_i64 number = {!value->null, value->null ? 0 : value->i64};
		memcpy(member, &number, sizeof number);
	}
}

/* False if a digest is not as long as one. */
static bool
store_fixed(
    unsigned char *member, const struct statement_column *column, const struct db_value *value)
{
	int32_t day;
	switch ((enum statement_type)column->type) {
	case STATEMENT_TYPE_DIGEST:
		if (value->text.len != DIGEST_LEN)
			return false;
		memcpy(member, value->text.at, DIGEST_LEN);
		break;
	case STATEMENT_TYPE_BOOL:
		*(bool *)member = value->i64 != 0;
		break;
	case STATEMENT_TYPE_DATE:
		day = (int32_t)value->i64;
		memcpy(member, &day, sizeof day);
		break;
	default:
		memcpy(member, &value->u64, sizeof value->u64);
		break;
	}
	return true;
}

/* False if the value is NULL where the statement says that none can be. */
static bool
store(unsigned char *row, const struct statement_column *column, const struct db_value *value)
{
	unsigned char *member = row + column->offset;
	if (value->null && !column->maybe)
		return false;
	switch ((enum statement_type)column->type) {
	case STATEMENT_TYPE_TEXT:
	case STATEMENT_TYPE_BYTES:
	case STATEMENT_TYPE_DECIMAL:
		memcpy(member, value->null ? &SLICE_NONE : &value->text, sizeof value->text);
		return true;
	case STATEMENT_TYPE_UUID:
		memcpy(member, value->uuid.byte, sizeof value->uuid.byte);
		return true;
	default:
		if (!column->maybe)
			return store_fixed(member, column, value);
		store_maybe(member, column, value);
		return true;
	}
}

static bool
store_row(const struct statement *statement, const struct db_value *cells, void *row)
{
	for (size_t i = 0; i < statement->nresults; i++)
		if (!store(row, &statement->results[i], &cells[i]))
			return false;
	return true;
}

/* Values of nrows structs in a row; 0 for a single one. Memory from db->scratch. */
static struct call
new_call(struct db *db, const struct statement *statement, const void *in, size_t nrows)
{
	size_t count = nrows > 0 ? nrows : 1;
	struct db_value *arguments =
	    arena_array(db->scratch, count * statement->narguments, sizeof *arguments);
	enum db_type *types = arena_array(db->scratch, statement->nresults, sizeof *types);
	const unsigned char *from = in;
	for (size_t row = 0; row < count; row++, from = from ? from + statement->in_bytes : NULL)
		for (size_t i = 0; i < statement->narguments; i++)
			arguments[row * statement->narguments + i] =
			    load(from, &statement->arguments[i]);
	for (size_t i = 0; i < statement->nresults; i++)
		types[i] = value_types[statement->results[i].type];
	return (struct call){.sql = statement->sql,
	    .lasting = true,
	    .arguments = arguments,
	    .narguments = statement->narguments,
	    .nrows = nrows,
	    .types = types,
	    .ncolumns = statement->nresults};
}

static enum db_status
keep_rows(struct db *db, struct arena *arena, const struct statement *statement,
    const struct db_rows *found, void **rows)
{
	unsigned char *kept = arena_array(arena, found->nrows, statement->row_bytes);
	for (size_t i = 0; i < found->nrows; i++)
		if (!store_row(statement, &found->cells[i * found->ncolumns],
			kept + i * statement->row_bytes))
			return connection_fault(db);
	*rows = kept;
	return DB_OK;
}

enum db_status
statement_many(struct db *db, struct arena *arena, const struct statement *statement,
    const void *in, void **rows, size_t *nrows)
{
	struct call call = new_call(db, statement, in, 0);
	call.consume = call_keep;
	call.arena = arena;
	call.cells = db->scratch;
	enum db_status status = call_run(db, &call);
	if (status == DB_OK)
		status = keep_rows(db, arena, statement, &call.rows, rows);
	if (status == DB_OK)
		*nrows = call.rows.nrows;
	return call_end(db, status);
}

enum db_status
statement_one(struct db *db, struct arena *arena, const struct statement *statement, const void *in,
    void *row)
{
	void *rows = NULL;
	size_t nrows = 0;
	enum db_status status = statement_many(db, arena, statement, in, &rows, &nrows);
	if (status != DB_OK)
		return status;
	if (nrows > 1)
		return connection_fault(db);
	if (nrows == 0 || !rows)
		return DB_NO_ROW;
	memcpy(row, rows, statement->row_bytes);
	return DB_OK;
}

struct visitor {
	const struct statement *statement;
	void *row;
	bool (*visit)(void *context, const void *row);
	void *context;
	bool misfit;
};

static bool
visit_cells(void *context, const struct db_value *cells)
{
	struct visitor *visitor = context;
	visitor->misfit = !store_row(visitor->statement, cells, visitor->row);
	return !visitor->misfit && visitor->visit(visitor->context, visitor->row);
}

enum db_status
statement_each(struct db *db, struct arena *arena, const struct statement *statement,
    const void *in, bool (*visit)(void *context, const void *row), void *context)
{
	struct visitor visitor = {.statement = statement,
	    .row = arena_alloc(arena, statement->row_bytes),
	    .visit = visit,
	    .context = context};
	struct call call = new_call(db, statement, in, 0);
	call.consume = call_visit;
	call.arena = arena;
	call.visit = visit_cells;
	call.context = &visitor;
	enum db_status status = call_end(db, call_run(db, &call));
	return visitor.misfit ? connection_fault(db) : status;
}

static enum db_status
run_counted(struct db *db, const struct statement *statement, const void *in, size_t nrows,
    uint64_t *affected)
{
	struct call call = new_call(db, statement, in, nrows);
	call.consume = call_count;
	enum db_status status = call_run(db, &call);
	if (status == DB_OK && affected)
		*affected = call.affected;
	return call_end(db, status);
}

enum db_status
statement_exec(struct db *db, const struct statement *statement, const void *in, uint64_t *affected)
{
	return run_counted(db, statement, in, 0, affected);
}

enum db_status
statement_bulk(struct db *db, const struct statement *statement, const void *in, size_t nrows,
    uint64_t *affected)
{
	if (nrows > 0)
		return run_counted(db, statement, in, nrows, affected);
	if (affected)
		*affected = 0;
	return DB_OK;
}

enum db_status
statement_try(struct db *db, const struct statement *statement)
{
	struct call call = {.sql = statement->sql,
	    .lasting = true,
	    .narguments = statement->narguments,
	    .ncolumns = statement->nresults};
	return call_try(db, &call);
}
