/*
 * Inside lib/db only: running one prepared statement, from its values to its
 * rows. db.h (values) and statement.h (structs) are two faces of this.
 */
#ifndef DB_CALL_H
#define DB_CALL_H

#include "db/connection.h"

struct call {
	struct slice sql;
	bool lasting;                     /* the text outlives the connection */
	uint64_t number;                  /* of the text, and of no other; 0: none */
	const struct db_value *arguments; /* row-major if nrows > 1 */
	size_t narguments;
	size_t nrows; /* of arguments: 0 runs once, else as one bulk */
	const enum db_type *types;
	size_t ncolumns;

	/* What becomes of the answer; db->scratch may be used. */
	enum db_status (*consume)(struct db *db, MYSQL_STMT *handle, struct call *call);
	struct arena *arena; /* texts of rows go here */
	struct arena *cells; /* call_keep: the cells go here */
	struct db_rows rows; /* call_keep */
	uint64_t affected;   /* call_count */
	bool (*visit)(void *context, const struct db_value *cells); /* call_visit */
	void *context;
	bool sent;    /* the server may have run it */
	bool visited; /* a row was handed on */
};

/*
 * Runs it, connecting first if need be. A connection lost outside a transaction
 * is opened again once, if nothing was sent or the statement only reads. The
 * statuses are those of db.h.
 */
enum db_status call_run(struct db *db, struct call *call);

/* Forgets what the call left in db->scratch; answers the status. */
enum db_status call_end(struct db *db, enum db_status status);

/* Consumers. */
enum db_status call_keep(struct db *db, MYSQL_STMT *handle, struct call *call);
enum db_status call_count(struct db *db, MYSQL_STMT *handle, struct call *call);
enum db_status call_visit(struct db *db, MYSQL_STMT *handle, struct call *call);

/* Only prepares it and compares the numbers of arguments and columns. */
enum db_status call_try(struct db *db, struct call *call);

/* Hands the arguments to the statement (bind.c); memory from db->scratch. */
bool bind_arguments(struct db *db, MYSQL_STMT *handle, const struct call *call);

/* Where a row's values land before they are cells (fetch.c): one for each connection. */
struct landing;

struct landing *landing_new(struct arena *arena);
/* Before the statement is executed: its columns come as the call wants them. */
void landing_bind(struct db *db, struct prepared *prepared, const struct call *call);

/* Memory for a text of each row of a stream, one after the other. */
struct stream_room {
	char *text;
	size_t cap;
};

/*
 * The row just fetched as cells. Texts go to call->arena; those of a stream to the rooms (else
 * NULL), which the next row uses again. False if a value does not fit the type asked for.
 */
bool landing_read(struct db *db, MYSQL_STMT *handle, const struct call *call,
    struct stream_room *rooms, struct db_value *cells);
/* Nothing of the rows stays behind. */
void landing_forget(struct db *db, size_t ncolumns);

/* Values <-> the client library's calendar. */
MYSQL_TIME calendar_time(int64_t time_us);
MYSQL_TIME calendar_date(int64_t day);
bool calendar_read_time(const MYSQL_TIME *calendar, int64_t *time_us);
bool calendar_read_date(const MYSQL_TIME *calendar, int64_t *day);

#endif
