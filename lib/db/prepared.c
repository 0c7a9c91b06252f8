/*
 * The cache is searched from first to last: 48 comparisons of address and length
 * cost far less than the round trip that follows.
 */
#include "db/prepared.h"

#include <string.h>

#define TEXT_BYTES_MAX ((size_t)1 << 20)

static struct prepared *
find(struct db *db, struct slice sql)
{
	for (size_t i = 0; i < PREPARED_MAX; i++) {
		struct prepared *each = &db->prepared[i];
		if (each->handle && each->sql.len == sql.len &&
		    (each->sql.at == sql.at || slice_eq(each->sql, sql)))
			return each;
	}
	return NULL;
}

/* A free place, or that of the statement unused for longest. */
static struct prepared *
make_room(struct db *db)
{
	struct prepared *oldest = &db->prepared[0];
	for (size_t i = 0; i < PREPARED_MAX; i++) {
		struct prepared *each = &db->prepared[i];
		if (!each->handle)
			return each;
		if (each->used < oldest->used)
			oldest = each;
	}
	mysql_stmt_close(oldest->handle);
	oldest->handle = NULL;
	return oldest;
}

static void
keep_text(struct prepared *prepared, struct slice sql, bool lasting)
{
	prepared->sql = sql;
	if (lasting)
		return;
	if (!prepared->text)
		prepared->text = arena_new(TEXT_BYTES_MAX);
	arena_reset(prepared->text);
	prepared->sql = arena_copy(prepared->text, sql);
}

enum db_status
prepared_get(struct db *db, struct slice sql, bool lasting, struct prepared **found)
{
	struct prepared *prepared = find(db, sql);
	if (!prepared) {
		MYSQL_STMT *fresh = mysql_stmt_init(db->mysql);
		db->round_trips++;
		if (mysql_stmt_prepare(fresh, sql.at, sql.len) != 0) {
			enum db_status status =
			    connection_fail(db, mysql_stmt_errno(fresh), mysql_stmt_error(fresh));
			mysql_stmt_close(fresh);
			return status;
		}
		prepared = make_room(db);
		prepared->handle = fresh;
		memset(prepared->bound, 0, sizeof prepared->bound);
		keep_text(prepared, sql, lasting);
	}
	prepared->used = ++db->ticks;
	*found = prepared;
	return DB_OK;
}

void
prepared_forget(struct db *db)
{
	for (size_t i = 0; i < PREPARED_MAX; i++) {
		if (db->prepared[i].handle)
			mysql_stmt_close(db->prepared[i].handle);
		db->prepared[i].handle = NULL;
	}
}

void
prepared_free(struct db *db)
{
	for (size_t i = 0; i < PREPARED_MAX; i++)
		if (db->prepared[i].text)
			arena_free(db->prepared[i].text);
}
