/* Batches of values whose first bytes name another secret than the newest. */
#include "catalog/reseal.h"

#include "base/str.h"
#include "catalog/column.h"
#include "catalog/sealed.h"
#include "catalog/sql.h"
#include "crypt/secrets.h"
#include "db/txn.h"

#define AT_ONCE 100
#define MEMORY_MAX ((size_t)16 << 20)
#define ID_BYTES 4

struct batch {
	const struct view *view;
	const struct resource *resource;
	const struct field *field;
	struct arena *arena;
	struct uuid after;
	struct db_rows rows;
	uint64_t resealed, unreadable;
};

static struct db_value
value_bytes(struct slice bytes)
{
	return (struct db_value){.type = DB_BYTES, .text = bytes};
}

/* As seal() writes it in front. */
static struct db_value
newest_id(const struct batch *batch)
{
	uint32_t id = 0;
	char *bytes = arena_alloc(batch->arena, ID_BYTES);
	secrets_newest(batch->view->secrets, SECRET_SEAL, &id);
	for (int i = 0; i < ID_BYTES; i++)
		bytes[i] = (char)(id >> (24 - 8 * i));
	return value_bytes((struct slice){bytes, ID_BYTES});
}

static enum db_status
find_stale(struct db *db, struct batch *batch)
{
	static const enum db_type types[] = {DB_UUID, DB_BYTES};
	const char *name = batch->field->name;
	struct str sql;
	str_init(&sql, batch->arena, SQL_TEXT_MAX);
	str_addf(&sql,
	    "SELECT t.id, t.%s" COLUMN_SEALED " FROM %s t WHERE t.realm_id = ? AND t.id > ?"
	    " AND LEFT(t.%s" COLUMN_SEALED ", 4) <> ? ORDER BY t.id LIMIT ?",
	    name, batch->resource->table, name);
	struct db_value arguments[] = {value_u64(batch->view->realm_id), value_uuid(batch->after),
	    newest_id(batch), value_u64(AT_ONCE)};
	return db_select(db, batch->arena, str_slice(&sql), arguments, 4, types, 2, &batch->rows);
}

static enum db_status
reseal_one(struct db *db, struct batch *batch, struct uuid id, struct slice before)
{
	struct str sql;
	uint64_t affected = 0;
	const char *name = batch->field->name;
	struct slice text =
	    sealed_open(batch->arena, batch->view, batch->resource, batch->field, id, before);
	if (text.at == NULL) {
		batch->unreadable++;
		return DB_OK;
	}
	str_init(&sql, batch->arena, SQL_TEXT_MAX);
	str_addf(&sql,
	    "UPDATE %s SET %s" COLUMN_SEALED
	    " = ? WHERE realm_id = ? AND id = ? AND %s" COLUMN_SEALED " = ?",
	    batch->resource->table, name, name);
	struct db_value arguments[] = {value_bytes(sealed_close_text(batch->arena, batch->view,
					   batch->resource, batch->field, id, text)),
	    value_u64(batch->view->realm_id), value_uuid(id), value_bytes(before)};
	enum db_status status = db_execute(db, str_slice(&sql), arguments, 4, &affected);
	batch->resealed += status == DB_OK && affected > 0;
	return status;
}

static enum txn_verdict
closure(struct db *db, void *context, enum db_status *status)
{
	struct batch *batch = context;
	batch->resealed = batch->unreadable = 0;
	for (size_t i = 0; i < batch->rows.nrows; i++) {
		const struct db_value *cells = batch->rows.cells + i * batch->rows.ncolumns;
		*status = reseal_one(db, batch, cells[0].uuid, cells[1].text);
		if (*status != DB_OK)
			return TXN_STATUS;
	}
	return TXN_COMMIT;
}

enum db_status
reseal_field(struct db *db, const struct view *view, const struct resource *resource,
    const struct field *field, uint64_t *resealed, uint64_t *unreadable)
{
	struct batch batch = {.view = view, .resource = resource, .field = field};
	enum db_status status;
	batch.arena = arena_new(MEMORY_MAX);
	do {
		arena_reset(batch.arena);
		status = find_stale(db, &batch);
		if (status != DB_OK || batch.rows.nrows == 0)
			break;
		status = txn_run(db, closure, &batch);
		*resealed += status == DB_OK ? batch.resealed : 0;
		*unreadable += status == DB_OK ? batch.unreadable : 0;
		batch.after = batch.rows.cells[(batch.rows.nrows - 1) * batch.rows.ncolumns].uuid;
	} while (status == DB_OK && batch.rows.nrows == AT_ONCE);
	arena_free(batch.arena);
	return status;
}
