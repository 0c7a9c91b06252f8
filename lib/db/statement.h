/*
 * What the code generated from sql/queries calls. A statement is a constant that
 * says its SQL and where each value lies in the struct of its arguments and in
 * that of its rows; nobody but generated code and tests names these functions.
 */
#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

#include "crypt/crypt.h"
#include "db/db.h"

enum statement_type {
	STATEMENT_TYPE_I64,
	STATEMENT_TYPE_U64,
	STATEMENT_TYPE_BOOL,
	STATEMENT_TYPE_TEXT,
	STATEMENT_TYPE_BYTES,
	STATEMENT_TYPE_UUID,
	STATEMENT_TYPE_DIGEST,
	STATEMENT_TYPE_TIME,
	STATEMENT_TYPE_DATE,
	STATEMENT_TYPE_DECIMAL
};

struct statement_column {
	unsigned char type; /* enum statement_type */
	bool maybe;         /* may be NULL; the member is of the type that can say so */
	unsigned short offset;
};

struct statement {
	unsigned number; /* its place in statement_list */
	const char *name;
	const char *file;
	struct slice sql;            /* with `?` */
	const char *crosses_tenants; /* why it may; NULL if it does not */
	const struct statement_column *arguments;
	size_t narguments;
	size_t in_bytes;
	const struct statement_column *results;
	size_t nresults;
	size_t row_bytes;
};

/* Every statement of sql/queries, ended by NULL. */
extern const struct statement *const statement_list[];
extern const size_t statement_count;

/* DB_NO_ROW leaves *row untouched; a second row is a bug of the statement: DB_FAULT. */
enum db_status statement_one(struct db *db, struct arena *arena, const struct statement *statement,
    const void *in, void *row);

/* *rows: an array of the statement's rows in the arena. */
enum db_status statement_many(struct db *db, struct arena *arena, const struct statement *statement,
    const void *in, void **rows, size_t *nrows);

/* Like db_stream. */
enum db_status statement_each(struct db *db, struct arena *arena, const struct statement *statement,
    const void *in, bool (*visit)(void *context, const void *row), void *context);

/* *affected: rows matched; affected may be NULL. */
enum db_status statement_exec(
    struct db *db, const struct statement *statement, const void *in, uint64_t *affected);

/* in: an array of the statement's arguments. No rows: DB_OK and nothing sent. */
enum db_status statement_bulk(struct db *db, const struct statement *statement, const void *in,
    size_t nrows, uint64_t *affected);

/* DB_OK if the server takes the statement with as many arguments and results as it declares. */
enum db_status statement_try(struct db *db, const struct statement *statement);

/*
 * Descriptors of members. The C type is compared with the declared one when the
 * generated file is compiled.
 */
#define STATEMENT_COLUMN(sql_type, null, structure, member, c_type)                                \
	{                                                                                          \
		(sql_type), (null),                                                                \
		    (unsigned short)(offsetof(structure, member) +                                 \
				     0 * sizeof(char[_Generic(                                     \
					     ((structure *)0)->member, c_type : 1)]))              \
	}
#define STATEMENT_I64(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_I64, false, s, m, int64_t)
#define STATEMENT_U64(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_U64, false, s, m, uint64_t)
#define STATEMENT_BOOL(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_BOOL, false, s, m, bool)
#define STATEMENT_TEXT(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_TEXT, false, s, m, struct slice)
#define STATEMENT_BYTES(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_BYTES, false, s, m, struct slice)
#define STATEMENT_UUID(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_UUID, false, s, m, struct uuid)
#define STATEMENT_DIGEST(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_DIGEST, false, s, m, struct digest)
#define STATEMENT_TIME(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_TIME, false, s, m, int64_t)
#define STATEMENT_DATE(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_DATE, false, s, m, int32_t)
#define STATEMENT_DECIMAL(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_DECIMAL, false, s, m, struct slice)
#define STATEMENT_MAYBE_I64(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_I64, true, s, m, struct maybe_i64)
#define STATEMENT_MAYBE_U64(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_U64, true, s, m, struct maybe_u64)
#define STATEMENT_MAYBE_BOOL(s, m)                                                                 \
	STATEMENT_COLUMN(STATEMENT_TYPE_BOOL, true, s, m, struct maybe_i64)
#define STATEMENT_MAYBE_TEXT(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_TEXT, true, s, m, struct slice)
#define STATEMENT_MAYBE_BYTES(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_BYTES, true, s, m, struct slice)
#define STATEMENT_MAYBE_UUID(s, m) STATEMENT_COLUMN(STATEMENT_TYPE_UUID, true, s, m, struct uuid)
#define STATEMENT_MAYBE_TIME(s, m)                                                                 \
	STATEMENT_COLUMN(STATEMENT_TYPE_TIME, true, s, m, struct maybe_i64)
#define STATEMENT_MAYBE_DATE(s, m)                                                                 \
	STATEMENT_COLUMN(STATEMENT_TYPE_DATE, true, s, m, struct maybe_i64)
#define STATEMENT_MAYBE_DECIMAL(s, m)                                                              \
	STATEMENT_COLUMN(STATEMENT_TYPE_DECIMAL, true, s, m, struct slice)

#endif
