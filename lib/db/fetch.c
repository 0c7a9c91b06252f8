/*
 * Rows on their way from the server. Values of fixed size land in the landing;
 * texts are bound with no room, which makes the library tell their length, and
 * are then fetched to where they belong. A connection reads one row after the
 * other, so all its statements are bound to the same landing, each of them once.
 */
#define _GNU_SOURCE
#include "db/call.h"

#include <assert.h>
#include <string.h>

#include "db/prepared.h"

/* Zero stands for a column that is not bound. */
#define BOUND_AS(type) (unsigned char)((type) + 1)

/* One column of the row being fetched. */
struct spot {
	union {
		int64_t i64;
		uint64_t u64;
		unsigned char uuid[16];
		MYSQL_TIME calendar;
	};
	unsigned long len;
	my_bool null;
	my_bool error;
};

struct landing {
	struct spot spots[COLUMNS_MAX];
};

static bool
is_text(enum db_type type)
{
	return type == DB_TEXT || type == DB_BYTES || type == DB_DECIMAL;
}

static void
bind_spot(MYSQL_BIND *bind, struct spot *spot, enum db_type type)
{
	bind->length = &spot->len;
	bind->is_null = &spot->null;
	bind->error = &spot->error;
	bind->buffer = &spot->i64;
	bind->buffer_type = MYSQL_TYPE_LONGLONG;
	bind->is_unsigned = type == DB_U64;
	if (is_text(type)) {
		bind->buffer_type = type == DB_BYTES ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
		bind->buffer_length = 0;
	} else if (type == DB_UUID) {
		bind->buffer_type = MYSQL_TYPE_BLOB;
		bind->buffer_length = sizeof spot->uuid;
	} else if (type == DB_TIME || type == DB_DATE) {
		bind->buffer_type = type == DB_TIME ? MYSQL_TYPE_DATETIME : MYSQL_TYPE_DATE;
		bind->buffer_length = sizeof spot->calendar;
	}
}

struct landing *
landing_new(struct arena *arena)
{
	return arena_alloc(arena, sizeof(struct landing));
}

static bool
is_bound(const struct prepared *prepared, const struct call *call)
{
	for (size_t i = 0; i < call->ncolumns; i++)
		if (prepared->bound[i] != BOUND_AS(call->types[i]))
			return false;
	return true;
}

void
landing_bind(struct db *db, struct prepared *prepared, const struct call *call)
{
	if (is_bound(prepared, call))
		return;
	MYSQL_BIND *binds = arena_array(db->scratch, call->ncolumns, sizeof *binds);
	for (size_t i = 0; i < call->ncolumns; i++) {
		bind_spot(&binds[i], &db->landing->spots[i], call->types[i]);
		prepared->bound[i] = BOUND_AS(call->types[i]);
	}
	my_bool failed = mysql_stmt_bind_result(prepared->handle, binds);
	assert(!failed); /* fails only for a type that is unknown */
	(void)failed;
}

static bool
read_text(struct spot *spot, MYSQL_STMT *handle, size_t column, char *bytes, enum db_type type,
    struct slice *text)
{
	unsigned long len = spot->len;
	MYSQL_BIND bind = {.buffer_type = type == DB_BYTES ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING,
	    .buffer = bytes,
	    .buffer_length = len,
	    .length = &spot->len,
	    .is_null = &spot->null,
	    .error = &spot->error};
	if (len > 0 && mysql_stmt_fetch_column(handle, &bind, (unsigned)column, 0) != 0)
		return false;
	bytes[len] = '\0';
	*text = (struct slice){bytes, len};
	return true;
}

static char *
room_for(struct stream_room *room, struct arena *arena, size_t len)
{
	if (!room)
		return arena_alloc(arena, len + 1);
	if (room->cap <= len) {
		room->cap = 2 * len + 64;
		room->text = arena_alloc(arena, room->cap);
	}
	return room->text;
}

/* Everything but texts. */
static bool
read_fixed(const struct spot *spot, struct db_value *cell)
{
	switch (cell->type) {
	case DB_TEXT:
	case DB_BYTES:
	case DB_DECIMAL:
		break;
	case DB_UUID:
		memcpy(cell->uuid.byte, spot->uuid, sizeof cell->uuid.byte);
		return spot->len == sizeof spot->uuid;
	case DB_TIME:
		return calendar_read_time(&spot->calendar, &cell->i64);
	case DB_DATE:
		return calendar_read_date(&spot->calendar, &cell->i64);
	case DB_I64:
	case DB_BOOL:
		cell->i64 = spot->i64;
		return !spot->error;
	case DB_U64:
		cell->u64 = spot->u64;
		return !spot->error;
	}
	return false;
}

bool
landing_read(struct db *db, MYSQL_STMT *handle, const struct call *call, struct stream_room *rooms,
    struct db_value *cells)
{
	for (size_t i = 0; i < call->ncolumns; i++) {
		struct spot *spot = &db->landing->spots[i];
		struct db_value *cell = &cells[i];
		*cell = (struct db_value){.type = call->types[i], .null = spot->null};
		if (cell->null)
			continue;
		if (!is_text(cell->type)) {
			if (!read_fixed(spot, cell))
				return false;
			continue;
		}
		char *bytes = room_for(rooms ? &rooms[i] : NULL, call->arena, spot->len);
		if (!read_text(spot, handle, i, bytes, cell->type, &cell->text))
			return false;
	}
	return true;
}

void
landing_forget(struct db *db, size_t ncolumns)
{
	explicit_bzero(db->landing->spots, ncolumns * sizeof *db->landing->spots);
}
