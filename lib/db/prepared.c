/*
 * The cache is searched from first to last: 48 comparisons of address and length
 * cost far less than the round trip that follows.
 */
#include "db/prepared.h"

#include <string.h>

#define TEXT_BYTES_MAX ((size_t)1 << 20)

static bool
is_meant(const struct prepared *prepared, const struct call *call)
{
	if (!prepared->handle || prepared->sql.len != call->sql.len)
		return false;
	if (call->number && prepared->number)
		return prepared->number == call->number;
	return prepared->sql.at == call->sql.at || slice_eq(prepared->sql, call->sql);
}

static struct prepared *
find(struct db *db, const struct call *call)
{
	for (size_t i = 0; i < PREPARED_MAX; i++)
		if (is_meant(&db->prepared[i], call))
			return &db->prepared[i];
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
keep_text(struct prepared *prepared, const struct call *call)
{
	prepared->sql = call->sql;
	prepared->number = call->number;
	if (call->lasting)
		return;
	if (!prepared->text)
		prepared->text = arena_new(TEXT_BYTES_MAX);
	arena_reset(prepared->text);
	prepared->sql = arena_copy(prepared->text, call->sql);
}

static enum db_status
prepare(struct db *db, const struct call *call, struct prepared **prepared)
{
	MYSQL_STMT *fresh = mysql_stmt_init(db->mysql);
	db->round_trips++;
	if (mysql_stmt_prepare(fresh, call->sql.at, call->sql.len) != 0) {
		enum db_status status =
		    connection_fail(db, mysql_stmt_errno(fresh), mysql_stmt_error(fresh));
		mysql_stmt_close(fresh);
		return status;
	}
	*prepared = make_room(db);
	(*prepared)->handle = fresh;
	memset((*prepared)->bound, 0, sizeof(*prepared)->bound);
	keep_text(*prepared, call);
	return DB_OK;
}

enum db_status
prepared_get(struct db *db, const struct call *call, struct prepared **prepared)
{
	enum db_status status = DB_OK;
	*prepared = find(db, call);
	if (!*prepared)
		status = prepare(db, call, prepared);
	if (status == DB_OK)
		(*prepared)->used = ++db->ticks;
	return status;
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
