/*
 * Inside lib/db only: the connection with its state, and the errors of the
 * server. Together with prepared.h and call.h this is all that knows mysql.h.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <mysql.h>

#include "db/db.h"

#define PREPARED_MAX 48
#define COLUMNS_MAX 128          /* of a result */
#define CONSTRAINT_BYTES_MAX 256 /* a name is at most 64 characters of at most 4 bytes */

/* One prepared statement, found by its text. */
struct prepared {
	MYSQL_STMT *handle; /* NULL: free */
	struct slice sql;
	uint64_t number;    /* of the text, by which it is found without comparing; 0: none */
	struct arena *text; /* holds sql if the text does not outlive the connection */
	uint64_t used;      /* when, in statements */
	unsigned char bound[COLUMNS_MAX]; /* how the columns were bound last (fetch.c) */
};

enum txn_state {
	TXN_NONE,
	TXN_OPEN,
	TXN_BROKEN /* ended by the server or about to be rolled back: nothing more is sent */
};

struct db {
	const struct settings *settings;
	enum db_account account;
	struct arena *memory;  /* of this struct */
	struct arena *scratch; /* of the statement in hand */
	struct landing *landing;
	MYSQL *mysql;    /* NULL: not connected */
	int64_t used_us; /* monotonic time of the last statement */
	enum txn_state txn;
	enum db_status broken; /* why, while TXN_BROKEN */
	bool streaming;        /* rows of a stream are still coming */
	unsigned error;
	char constraint[CONSTRAINT_BYTES_MAX];
	unsigned round_trips;
	unsigned host; /* which of the hosts comes first */
	uint64_t ticks;
	struct prepared prepared[PREPARED_MAX];
};

/*
 * Connects if there is no connection. DB_AWAY if the server cannot be had now,
 * DB_FAULT if it refuses us.
 */
enum db_status connection_open(struct db *db);
void connection_close(struct db *db);

/*
 * One statement as text, without arguments and rows: BEGIN, COMMIT, DDL. No
 * second try; DB_LOST if the connection is lost, in a transaction or not.
 */
enum db_status connection_run(struct db *db, struct slice sql);

/*
 * Notes a failure of server or client by its number; text is searched for the
 * name of a constraint and forgotten. Closes what is lost, marks a transaction
 * that is broken. DB_LOST stands for every lost connection.
 */
enum db_status connection_fail(struct db *db, unsigned number, const char *text);

/* A failure that is ours: a result that is not what the statement declares. */
enum db_status connection_fault(struct db *db);

/* True unless the server is a Galera node (has a provider) that says it is not ready. */
bool connection_takes_part(const char *wsrep_provider, const char *wsrep_ready);

/* What a number means (errors.c); DB_LOST for each way of losing the connection. */
enum db_status error_status(unsigned number);

/* The constraint's name in a text of the server; the empty text if there is none. */
void error_constraint(unsigned number, const char *text, char name[static CONSTRAINT_BYTES_MAX]);

#endif
