/* Cursors: position -> bytes -> sealed -> base64url, and back. */
#include "catalog/cursor.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "catalog/column.h"
#include "codec/base64.h"

#define PLAIN_MAX 4096
#define NAME "cursor"

struct position
position_of(const struct record *record, const struct sort *sort)
{
	return (struct position){record->values[sort->field], record_id(record)};
}

/* What the cursor is bound to beside its realm. */
static struct slice
associated(struct arena *arena, const struct resource *resource, const struct query *query)
{
	struct digest filter = filter_digest(resource, &query->filter);
	char hex[2 * DIGEST_LEN + 1];
	digest_hex(&filter, hex);
	return arena_printf(arena, "%s|%s%s|%s", resource->name, query->sort.descending ? "-" : "",
	    resource->fields[query->sort.field].name, hex);
}

static struct slice
value_pack(const struct db_value *value)
{
	if (value->type == DB_TEXT || value->type == DB_DECIMAL)
		return value->text;
	if (value->type == DB_UUID)
		return (struct slice){(const char *)value->uuid.byte, sizeof value->uuid.byte};
	return (struct slice){(const char *)&value->i64, sizeof value->i64};
}

static bool
value_unpack(enum db_type type, struct slice bytes, struct db_value *value)
{
	*value = (struct db_value){.type = type};
	if (type == DB_TEXT || type == DB_DECIMAL) {
		value->text = bytes;
		return true;
	}
	size_t wanted = type == DB_UUID ? sizeof value->uuid.byte : sizeof value->i64;
	if (bytes.len != wanted)
		return false;
	memcpy(type == DB_UUID ? (void *)value->uuid.byte : (void *)&value->i64, bytes.at, wanted);
	return true;
}

struct slice
cursor_write(struct arena *arena, const struct secrets *secrets, const struct view *view,
    const struct resource *resource, const struct query *query, const struct position *position)
{
	struct str plain;
	str_init(&plain, arena, PLAIN_MAX);
	str_add(&plain, (struct slice){(const char *)position->id.byte, sizeof position->id.byte});
	str_add(&plain, value_pack(&position->sorted));
	assert(!plain.full && !position->sorted.null);
	struct str text;
	str_init(&text, arena, 2 * PLAIN_MAX);
	base64url_write(&text, seal(arena, secrets, SECRET_CURSOR, view->realm_id, NAME,
				   associated(arena, resource, query), str_slice(&plain)));
	return str_slice(&text);
}

bool
cursor_read(struct arena *arena, const struct secrets *secrets, const struct view *view,
    const struct resource *resource, const struct query *query, struct position *position)
{
	struct slice sealed;
	if (!base64url_read(arena, query->cursor, &sealed))
		return false;
	struct slice plain = unseal(arena, secrets, SECRET_CURSOR, view->realm_id, NAME,
	    associated(arena, resource, query), sealed);
	if (plain.at == NULL || plain.len < sizeof position->id.byte)
		return false;
	memcpy(position->id.byte, plain.at, sizeof position->id.byte);
	return value_unpack(column_db_type(&resource->fields[query->sort.field]),
	    slice_skip(plain, sizeof position->id.byte), &position->sorted);
}
