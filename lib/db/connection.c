/*
 * Opening, setting up, resting and losing the connection. Nothing here reopens
 * by itself within a transaction, and the client library's own reconnecting is
 * never switched on: it would go on in autocommit.
 */
#define _GNU_SOURCE
#include "db/connection.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <mysqld_error.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/call.h"
#include "db/prepared.h"

#define MEMORY_MAX ((size_t)64 << 10)
#define SCRATCH_MAX ((size_t)256 << 20)
#define PASSWORD_BYTES_LIMIT 1024
#define HOSTS_BYTES_MAX 4096
#define CONNECT_SECONDS 3
#define WRITE_SECONDS 30
#define READ_SECONDS 60 /* far above every limit that the server keeps by itself */

/* The bodies of the history are compressed at each request: quickly, and small texts not at all. */
#define SESSION                                                                                    \
	"SET NAMES utf8mb4 COLLATE utf8mb4_unicode_520_ci, SESSION time_zone='+00:00', "           \
	"SESSION sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"                      \
	"ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY', "                  \
	"SESSION tx_isolation='READ-COMMITTED', SESSION innodb_lock_wait_timeout=5, "              \
	"SESSION lock_wait_timeout=5, SESSION idle_transaction_timeout=30, "                       \
	"SESSION column_compression_threshold=512, SESSION column_compression_zlib_level=1, "

static const struct slice serve_session = SLICE(SESSION "SESSION max_statement_time=5");
/* Migrations and daily work take the time they need. */
static const struct slice owner_session = SLICE(SESSION "SESSION max_statement_time=0");

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void
library_begin(void)
{
	mysql_server_init(0, NULL, NULL);
}

struct db *
db_new(const struct settings *settings, enum db_account account)
{
	pthread_once(&library_once, library_begin);
	struct arena *memory = arena_new(MEMORY_MAX);
	struct db *db = arena_alloc(memory, sizeof *db);
	*db = (struct db){.settings = settings, .account = account, .memory = memory};
	db->scratch = arena_new(SCRATCH_MAX);
	db->landing = landing_new(memory);
	db->host = (unsigned)getpid();
	return db;
}

void
db_free(struct db *db)
{
	if (!db)
		return;
	connection_close(db);
	prepared_free(db);
	arena_free(db->scratch);
	arena_free(db->memory);
}

void
connection_close(struct db *db)
{
	if (!db->mysql)
		return;
	prepared_forget(db);
	mysql_close(db->mysql);
	db->mysql = NULL;
	db->streaming = false;
}

enum db_status
connection_fail(struct db *db, unsigned number, const char *text)
{
	enum db_status status = error_status(number);
	db->error = number;
	error_constraint(number, text, db->constraint);
	if (status == DB_LOST || number == ER_UNKNOWN_COM_ERROR)
		connection_close(db);
	if (number == ER_UNKNOWN_COM_ERROR)
		db->host++;
	if (db->txn == TXN_OPEN && (status == DB_LOST || status == DB_RERUN)) {
		db->txn = TXN_BROKEN;
		db->broken = status;
	}
	return status;
}

enum db_status
connection_fault(struct db *db)
{
	db->error = 0;
	db->constraint[0] = '\0';
	return DB_FAULT;
}

/* False if there is a file and it cannot be read; the text ends at the first newline. */
static bool
read_password(const char *path, char password[static PASSWORD_BYTES_LIMIT])
{
	password[0] = '\0';
	if (!path)
		return true;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = file < 0 ? -1 : read(file, password, PASSWORD_BYTES_LIMIT - 1);
	if (file >= 0)
		close(file);
	password[len < 0 ? 0 : len] = '\0';
	password[strcspn(password, "\r\n")] = '\0';
	return len > 0;
}

/*
 * The hosts, beginning with another one in each process. The comma at the end
 * makes the client library read the ports even if there is only one.
 */
static const char *
hosts_from(const char *list, unsigned first, struct arena *arena)
{
	struct slice hosts[16], rest = slice_from(list);
	size_t nhosts = 0;
	struct str text;
	while (rest.at && nhosts < sizeof hosts / sizeof *hosts) {
		slice_cut(rest, ',', &hosts[nhosts], &rest);
		hosts[nhosts] = slice_trim(hosts[nhosts]);
		nhosts += hosts[nhosts].len > 0;
	}
	str_init(&text, arena, HOSTS_BYTES_MAX);
	for (size_t i = 0; i < nhosts; i++) {
		str_add(&text, hosts[(first + i) % nhosts]);
		str_add_char(&text, ',');
	}
	return str_text(&text);
}

static MYSQL *
new_handle(void)
{
	MYSQL *mysql = mysql_init(NULL);
	unsigned connect_seconds = CONNECT_SECONDS, write_seconds = WRITE_SECONDS;
	my_bool no = 0;
	assert(mysql);
	mysql_optionsv(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
	mysql_optionsv(mysql, MYSQL_OPT_WRITE_TIMEOUT, &write_seconds);
	mysql_optionsv(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_optionsv(mysql, MYSQL_OPT_LOCAL_INFILE, &no);
	return mysql;
}

static bool
connect_with(struct db *db, MYSQL *mysql, const char *password)
{
	const struct settings *settings = db->settings;
	bool owner = db->account == DB_OWNER;
	const char *user = owner ? settings->db_owner_user : settings->db_serve_user;
	const char *host = "localhost";
	if (!settings->db_socket)
		host = hosts_from(settings->db_host, db->host, db->scratch);
	return mysql_real_connect(mysql, host, user, password, settings->db_name, 3306,
	    settings->db_socket, CLIENT_FOUND_ROWS | CLIENT_REMEMBER_OPTIONS);
}

/* Connected and set up, or noted why not. */
static enum db_status
open_new(struct db *db)
{
	char password[PASSWORD_BYTES_LIMIT];
	bool owner = db->account == DB_OWNER;
	const char *file =
	    owner ? db->settings->db_owner_password_file : db->settings->db_serve_password_file;
	if (!read_password(file, password)) {
		db->error = (unsigned)errno;
		return DB_FAULT;
	}
	MYSQL *mysql = new_handle();
	unsigned read_seconds = READ_SECONDS;
	if (!owner)
		mysql_optionsv(mysql, MYSQL_OPT_READ_TIMEOUT, &read_seconds);
	bool connected = connect_with(db, mysql, password);
	explicit_bzero(password, sizeof password);
	if (!connected) {
		enum db_status status = connection_fail(db, mysql_errno(mysql), "");
		mysql_close(mysql);
		return status;
	}
	db->mysql = mysql;
	return connection_run(db, owner ? owner_session : serve_session);
}

enum db_status
connection_open(struct db *db)
{
	if (db->mysql)
		return DB_OK;
	enum db_status status = open_new(db);
	if (status != DB_OK)
		connection_close(db);
	return status == DB_LOST ? DB_AWAY : status;
}

enum db_status
connection_run(struct db *db, struct slice sql)
{
	assert(db->mysql && !db->streaming);
	db->round_trips++;
	db->used_us = clock_monotonic();
	if (mysql_real_query(db->mysql, sql.at, sql.len) == 0)
		return DB_OK;
	return connection_fail(db, mysql_errno(db->mysql), mysql_error(db->mysql));
}

void
db_rest(struct db *db)
{
	int64_t limit = db->settings->idle_connection_seconds * CLOCK_SECOND;
	if (db->mysql && db->txn == TXN_NONE && clock_monotonic() - db->used_us > limit)
		connection_close(db);
}

bool
connection_takes_part(const char *wsrep_provider, const char *wsrep_ready)
{
	return wsrep_provider[0] == '\0' || strcmp(wsrep_ready, "ON") == 0;
}

/* SHOW is answered by a node that refuses everything else; elsewhere the values are empty. */
static enum db_status
ask_whether_ready(struct db *db)
{
	char provider[8] = "", ready[8] = "";
	enum db_status status =
	    connection_run(db, SLICE_OF("SHOW GLOBAL STATUS WHERE Variable_name IN "
					"('wsrep_provider_name', 'wsrep_ready')"));
	MYSQL_RES *rows = status == DB_OK ? mysql_store_result(db->mysql) : NULL;
	if (!rows)
		return status == DB_OK ? connection_fail(db, mysql_errno(db->mysql), "") : status;
	for (MYSQL_ROW row; (row = mysql_fetch_row(rows));) {
		bool is_ready = row[0] && strcmp(row[0], "wsrep_ready") == 0;
		snprintf(is_ready ? ready : provider, sizeof ready, "%s", row[1] ? row[1] : "");
	}
	mysql_free_result(rows);
	if (connection_takes_part(provider, ready))
		return DB_OK;
	connection_close(db);
	db->host++;
	return DB_AWAY;
}

enum db_status
db_ping(struct db *db)
{
	enum db_status status = DB_LOST;
	for (int tries = 0; tries < 2 && status == DB_LOST; tries++) {
		status = connection_open(db);
		if (status == DB_OK)
			status = ask_whether_ready(db);
	}
	return status == DB_LOST || status == DB_RERUN ? DB_AWAY : status;
}

unsigned
db_errno(const struct db *db)
{
	return db->error;
}

const char *
db_constraint(const struct db *db)
{
	return db->constraint;
}

unsigned
db_round_trips(struct db *db, bool reset)
{
	unsigned count = db->round_trips;
	if (reset)
		db->round_trips = 0;
	return count;
}

bool
db_in_transaction(const struct db *db)
{
	return db->txn != TXN_NONE;
}
