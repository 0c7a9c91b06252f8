/*
 * One connection to MariaDB and its prepared statements. A connection is used by
 * one thread at a time. Sessions: READ COMMITTED, strict, UTC, utf8mb4,
 * innodb_lock_wait_timeout=5, max_statement_time=5 (streams and the owner: none).
 *
 * Outside a transaction a lost connection is opened again and the statement sent
 * once more, if it only reads or cannot have arrived; a conflict likewise. In a
 * transaction nothing is repeated but by txn_run(): after a conflict or a loss
 * every further statement answers the same status and is not sent.
 *
 * Failures come back as a status and a number (db_errno); the server's error
 * text never leaves this layer, since it quotes values. Only the name of a
 * violated constraint does.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"
#include "base/id.h"
#include "base/settings.h"
#include "base/slice.h"

struct db;

enum db_status {
	DB_OK = 0,
	DB_NO_ROW,     /* a statement of kind `one` found nothing */
	DB_DUPLICATE,  /* 1062; db_constraint() names the index */
	DB_REFERENCED, /* 1451: a row points here; db_constraint() */
	DB_DANGLING,   /* 1452: the row pointed to does not exist; db_constraint() */
	DB_RERUN,      /* 1205, 1213, 1020, 1047: the transaction must run again */
	DB_LOCKED,     /* 1205 under a lock wait of 0: asked for, not to be run again */
	DB_AWAY,       /* no connection, or too many (1040, 1203, 1226); lost, or a conflict */
	/* that did not end, outside a transaction */
	DB_SLOW,    /* 1969: it took longer than the session allows a statement */
	DB_LOST,    /* lost inside a transaction: rolled back by the server */
	DB_UNKNOWN, /* lost at COMMIT: the outcome is not known */
	DB_FAULT    /* everything else: a bug or a broken server; db_errno(), or 0 if */
		    /* a result was not what the statement declares */
};

enum db_account { DB_SERVE, DB_OWNER };

/* Never fails: the first statement connects. Texts of settings must outlive it. */
struct db *db_new(const struct settings *settings, enum db_account account);
void db_free(struct db *db);

/* Closes the connection if it has been idle for longer than the setting. Called between requests.
 */
void db_rest(struct db *db);

/*
 * DB_OK if the server answers a statement now (connects if needed). A Galera node that does not
 * take part in its cluster is away, and the next try asks another host.
 */
enum db_status db_ping(struct db *db);

/* The server's number of the last failure, 0 if none. */
unsigned db_errno(const struct db *db);

/* Name of the index or foreign key that refused the last statement; valid until the next. */
const char *db_constraint(const struct db *db);

/* Statements sent since the last call with reset: budgets are counted in tests. */
unsigned db_round_trips(struct db *db, bool reset);

/* True within the closure of txn_run(): catalog writes assert it. */
bool db_in_transaction(const struct db *db);

/*
 * Values. Texts and bytes point to memory of the caller that must live until the
 * call returns; results point into the arena.
 */
enum db_type { DB_I64, DB_U64, DB_TEXT, DB_BYTES, DB_UUID, DB_TIME, DB_DATE, DB_BOOL, DB_DECIMAL };

/* Numbers of columns that may be NULL, in generated structs. */
struct maybe_i64 {
	bool has;
	int64_t value;
};

struct maybe_u64 {
	bool has;
	uint64_t value;
};

struct db_value {
	enum db_type type;
	bool null;
	union {
		int64_t i64; /* DB_I64; DB_TIME in µs; DB_DATE in days; DB_BOOL 0 or 1 */
		uint64_t u64;
		struct slice text; /* DB_TEXT, DB_BYTES; DB_DECIMAL as the server writes it */
		struct uuid uuid;
	};
};

struct db_rows {
	struct db_value *cells; /* row-major */
	size_t nrows;
	size_t ncolumns;
};

#define DB_ROWS_MAX 20000 /* a result that is kept whole never holds more; more is a bug */

/*
 * Statements made at run time, by the catalog's generator only (values always
 * bound with `?`). Prepared at first use and kept by text, least recently used
 * first to go; text must outlive the connection or be equal at each call.
 * types: what each result column is to be read as.
 */
enum db_status db_select(struct db *db, struct arena *arena, struct slice sql,
    const struct db_value *arguments, size_t narguments, const enum db_type *types, size_t ncolumns,
    struct db_rows *rows);

/*
 * The same for a text that its maker keeps: a number of its own, given once in this process and
 * to one text alone, spares the comparison. 0: it has none.
 */
enum db_status db_select_kept(struct db *db, struct arena *arena, struct slice sql, uint64_t number,
    const struct db_value *arguments, size_t narguments, const enum db_type *types, size_t ncolumns,
    struct db_rows *rows);

/* INSERT, UPDATE, DELETE. *affected may be NULL; rows matched, not rows changed. */
enum db_status db_execute(struct db *db, struct slice sql, const struct db_value *arguments,
    size_t narguments, uint64_t *affected);

/* The same row shape many times in one round trip (bulk); arguments are row-major. */
enum db_status db_execute_bulk(struct db *db, struct slice sql, const struct db_value *arguments,
    size_t nrows, size_t narguments);

/*
 * Unbuffered: visit is called for each row with cells valid during the call; false
 * stops early, which outside a transaction closes the connection rather than
 * fetch the rest. No other statement may run on this connection meanwhile. No
 * time limit. Takes from the arena what the longest row needs, however many come.
 */
enum db_status db_stream(struct db *db, struct arena *arena, struct slice sql,
    const struct db_value *arguments, size_t narguments, const enum db_type *types, size_t ncolumns,
    bool (*visit)(void *context, const struct db_value *cells), void *context);

#endif
