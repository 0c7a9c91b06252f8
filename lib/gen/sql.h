/*
 * What the statement compiler knows: the tables declared in sql/migrations and
 * the statements of sql/queries. The format of both is told in sql/queries/FORMAT.
 *
 * Every mistake is one line `FILE:LINE: what, and what to do instead`; reading
 * goes on after it, so that one run shows them all.
 */
#ifndef GEN_SQL_H
#define GEN_SQL_H

#include <stdio.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

enum sql_scope { SQL_REALM, SQL_ENTITY, SQL_GLOBAL };

struct sql_table {
	struct sql_table *next;
	struct slice name;
	enum sql_scope scope;
	struct slice column; /* what binds it to its tenant; none if global */
	bool created;        /* its CREATE TABLE was seen too */
	const char *file;
	unsigned line;
};

/* One file of sql/migrations; each statement ends where a line ends in `;`. */
struct sql_migration {
	struct sql_migration *next;
	struct slice number; /* 0001 */
	struct slice name;   /* 0001_tenancy */
	struct sql_text *statements;
};

struct sql_text {
	struct sql_text *next;
	struct slice text; /* without comments and without the `;` */
};

enum sql_kind { SQL_ONE, SQL_MANY, SQL_EACH, SQL_EXEC, SQL_BULK };

enum sql_type {
	SQL_I64,
	SQL_U64,
	SQL_BOOL,
	SQL_TEXT,
	SQL_BYTES,
	SQL_UUID,
	SQL_DIGEST,
	SQL_TIME,
	SQL_DATE,
	SQL_DECIMAL
};

/* A value that goes in or comes out: a member of the generated struct. */
struct sql_field {
	struct sql_field *next;
	struct slice name;
	enum sql_type type;
	bool maybe; /* may be NULL */
	bool used;
};

enum sql_sign { SIGN_END, SIGN_WORD, SIGN_TEXT, SIGN_NUMBER, SIGN_PARAMETER, SIGN_OTHER };

/* One token of SQL. */
struct sql_token {
	enum sql_sign sign;
	struct slice text; /* a word without its backquotes, a parameter without its colon */
	bool quoted;       /* a word in backquotes is never a keyword */
	unsigned line;
};

struct sql_statement {
	struct sql_statement *next;
	struct slice name;
	enum sql_kind kind;
	struct sql_text *meaning; /* the lines of comment that say what it is for */
	struct slice crosses;     /* why it may cross tenants; NULL slice if it may not */
	struct sql_field *in;
	struct sql_field *out;
	struct slice body;
	unsigned line;      /* of its heading */
	unsigned body_line; /* of the first line of SQL */
	const char *file;
	struct sql_token *tokens; /* ends with SIGN_END */
	unsigned number;          /* counted over all files */
};

struct sql_file {
	struct sql_file *next;
	const char *path;
	struct slice name; /* `keys` of sql/queries/keys.sql */
	struct sql_statement *statements;
};

struct sql {
	struct arena *arena;
	FILE *complaints;
	unsigned ncomplaints;
	struct sql_table *tables;
	struct sql_migration *migrations;
	struct sql_file *files;
	unsigned nstatements;
};

/* Says `file:line: …` and counts it: with one complaint nothing is written. */
void sql_complain(struct sql *sql, const char *file, unsigned line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The whole file, NUL-terminated; complains and answers the NULL slice if it cannot be read. */
struct slice sql_read_whole(struct sql *sql, const char *path);

/* The file's name without folders and without `.sql`. */
struct slice sql_base_name(const char *path);

/* Cuts the first line off *text; false at its end. The line has no newline. */
bool sql_next_line(struct slice *text, struct slice *line);

/* Reads table declarations and the statements to run (sql_schema.c). */
void sql_read_migration(struct sql *sql, const char *path);
/* After the last migration: complains of tables that are declared and never created. */
void sql_check_tables(struct sql *sql);
const struct sql_table *sql_find_table(const struct sql *sql, struct slice name);

/* Splits a statement into tokens; refuses comments, `?`, `@` and text that does not end
 * (sql_token.c). */
struct sql_token *sql_tokens(struct sql *sql, const struct sql_statement *statement);
bool sql_is_word(const struct sql_token *token, const char *keyword);
bool sql_is_other(const struct sql_token *token, char byte);

/* Reads one file of statements and checks each by itself (sql_query.c). */
void sql_read_queries(struct sql *sql, const char *path);

/* Complains of each table that is not declared or not bound to its tenant (sql_tenancy.c). */
void sql_check_tenancy(struct sql *sql, const struct sql_statement *statement);

/*
 * Writes FILE.h and FILE.c for each file, all.c and schema.c below `folder`. A
 * file whose text has not changed is left alone. False after a complaint.
 */
bool sql_write(struct sql *sql, const char *folder);

#endif
