/* Table names come from the schema alone, so the text can be put together here. */
#include "db/empty.h"

#include "base/str.h"
#include "db/schema.h"
#include "db/txn.h"

#define DELETE_BYTES_MAX 256

struct emptying {
	struct slice text;
	struct db_value arguments[2];
	uint64_t gone;
};

static enum txn_verdict
delete_some(struct db *db, void *context, enum db_status *status)
{
	struct emptying *emptying = context;
	*status = db_execute(db, emptying->text, emptying->arguments, 2, &emptying->gone);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

static enum db_status
empty_table(struct db *db, struct arena *arena, const struct schema_table *table, uint64_t realm_id,
    uint64_t most, uint64_t *rows)
{
	struct str text;
	str_init(&text, arena, DELETE_BYTES_MAX);
	/* Off for this statement alone: the session keeps its checks, however it ends. */
	str_addf(&text,
	    "SET STATEMENT foreign_key_checks=0 FOR DELETE FROM %s WHERE %s = ? LIMIT ?",
	    table->name, table->column);
	struct emptying emptying = {
	    .text = str_slice(&text),
	    .arguments = {{.type = DB_U64, .u64 = realm_id}, {.type = DB_U64, .u64 = most}},
	    .gone = most,
	};
	enum db_status status = DB_OK;
	while (status == DB_OK && emptying.gone == most) {
		status = txn_run(db, delete_some, &emptying);
		*rows += status == DB_OK ? emptying.gone : 0;
	}
	return status;
}

enum db_status
empty_realm(struct db *db, struct arena *arena, uint64_t realm_id, uint64_t most, uint64_t *rows)
{
	enum db_status status = DB_OK;
	for (const struct schema_table *each = schema_tables; status == DB_OK && each->name; each++)
		if (each->scope == TABLE_REALM)
			status = empty_table(db, arena, each, realm_id, most, rows);
	return status;
}
