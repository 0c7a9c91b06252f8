/*
 * Rows on their way from the server. Values of fixed size land in the landing;
 * texts are bound with no room, which makes the library tell their length, and
 * are then fetched to where they belong.
 */
#include "db/call.h"

#include <assert.h>
#include <string.h>

/* One column of the row being fetched. */
struct spot {
	enum db_type type;
	union {
		int64_t i64;
		uint64_t u64;
		unsigned char uuid[16];
		MYSQL_TIME calendar;
	};
	unsigned long len;
	my_bool null;
	my_bool error;
	char *text; /* reused by the rows of a stream */
	size_t cap;
};

struct landing {
	struct arena *arena;
	MYSQL_BIND *binds;
	struct spot *spots;
	size_t nspots;
};

static bool
is_text(enum db_type type)
{
	return type == DB_TEXT || type == DB_BYTES || type == DB_DECIMAL;
}

static void
set_spot(MYSQL_BIND *bind, struct spot *spot, enum db_type type)
{
	spot->type = type;
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
landing_new(const struct call *call, struct arena *arena)
{
	struct landing *landing = arena_alloc(arena, sizeof *landing);
	*landing = (struct landing){.arena = arena, .nspots = call->ncolumns};
	landing->binds = arena_array(arena, call->ncolumns, sizeof *landing->binds);
	landing->spots = arena_array(arena, call->ncolumns, sizeof *landing->spots);
	for (size_t i = 0; i < call->ncolumns; i++)
		set_spot(&landing->binds[i], &landing->spots[i], call->types[i]);
	return landing;
}

void
landing_bind(struct landing *landing, MYSQL_STMT *handle)
{
	my_bool failed = mysql_stmt_bind_result(handle, landing->binds);
	assert(!failed); /* fails only for a type that is unknown */
	(void)failed;
}

static char *
room_for(struct landing *landing, struct spot *spot, struct arena *texts)
{
	if (texts)
		return arena_alloc(texts, spot->len + 1);
	if (spot->cap <= spot->len) {
		spot->cap = 2 * spot->len + 64;
		spot->text = arena_alloc(landing->arena, spot->cap);
	}
	return spot->text;
}

static bool
read_text(struct landing *landing, MYSQL_STMT *handle, size_t column, struct arena *texts,
    struct slice *text)
{
	struct spot *spot = &landing->spots[column];
	unsigned long len = spot->len;
	char *bytes = room_for(landing, spot, texts);
	MYSQL_BIND bind = {.buffer_type = landing->binds[column].buffer_type,
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

static bool
read_cell(struct landing *landing, MYSQL_STMT *handle, size_t column, struct arena *texts,
    struct db_value *cell)
{
	const struct spot *spot = &landing->spots[column];
	*cell = (struct db_value){.type = spot->type, .null = spot->null};
	if (cell->null)
		return true;
	switch (spot->type) {
	case DB_TEXT:
	case DB_BYTES:
	case DB_DECIMAL:
		return read_text(landing, handle, column, texts, &cell->text);
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
landing_read(
    struct landing *landing, MYSQL_STMT *handle, struct arena *texts, struct db_value *cells)
{
	for (size_t i = 0; i < landing->nspots; i++)
		if (!read_cell(landing, handle, i, texts, &cells[i]))
			return false;
	return true;
}
