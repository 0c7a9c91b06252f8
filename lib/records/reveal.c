/* From the query's wish to the entry that tells of it. */
#include "records/reveal.h"

#include "access/steps.h"
#include "catalog/sealed.h"
#include "db/txn.h"
#include "trail/audit.h"
#include "web/problem.h"

bool
reveal_may(struct call *call, const struct query *query)
{
	call->reveal = false;
	return !query->reveal || access_may_reveal(call);
}

struct noting {
	struct arena *arena;
	const struct audit_entry *entry;
};

static enum txn_verdict
append(struct db *db, void *context, enum db_status *status)
{
	struct noting *noting = context;
	*status = audit_append(db, noting->arena, noting->entry);
	return *status == DB_OK ? TXN_COMMIT : TXN_STATUS;
}

/* Each record is one change, for these are a list that every reader of the trail knows. */
static void
name_records(
    struct call *call, const struct record *records, size_t count, struct audit_entry *entry)
{
	const struct resource *resource = records[0].resource;
	struct audit_change *changes = arena_array(call->arena, count, sizeof *changes);
	for (size_t i = 0; i < count; i++)
		changes[i] = (struct audit_change){.field = "revealed",
		    .after = id_text(call->arena, resource->prefix, record_id(&records[i]))};
	entry->changes = changes;
	entry->nchanges = count;
	entry->subject_kind = resource->prefix;
	if (count == 1)
		entry->subject_id = record_id(&records[0]);
	entry->subject_name = count == 1
				  ? changes[0].after
				  : arena_printf(call->arena, "%zu %s", count, resource->name);
}

bool
reveal_note(struct call *call, const struct record *records, size_t count, struct fieldset shown)
{
	if (!call->reveal || count == 0 || !sealed_is_among(call->notes.resource, shown))
		return true;
	struct audit_entry entry = audit_entry_of(call, AUDIT_NUMBERS_REVEALED);
	struct noting noting = {.arena = call->arena, .entry = &entry};
	name_records(call, records, count, &entry);
	enum db_status status = txn_run(call->db, append, &noting);
	if (status != DB_OK)
		fail_db(call, "records.reveal", status);
	return status == DB_OK;
}
