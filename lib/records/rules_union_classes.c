/* Union classes: a local that is one of the union's. */
#include "catalog/resources.h"
#include "records/pieces.h"
#include "records/rules.h"
#include "sql/records.h"

static void
check(struct write *write)
{
	piece_dates(write, "effective_from", "effective_to");
}

/* Both are fixed once the class is made, and so is the local's union. */
static bool
prepare(struct write *write)
{
	const struct db_value *local = record_at(&write->after, "union_local_id");
	struct union_local_scope_in in = {write->view.realm_id, local->uuid};
	struct union_local_scope_row row;
	if (write->kind != WRITE_CREATE || local->null)
		return true;
	if (!write_went(write, union_local_scope(write->db, write->arena, &in, &row)))
		return false;
	if (!uuid_eq(row.union_id, record_at(&write->after, "union_id")->uuid))
		write_complain(
		    write, "union_local_id", "disagrees", "The local is not one of the union.");
	return true;
}

const struct rules rules_union_classes = {
    .resource = &resource_union_classes,
    .check = check,
    .prepare = prepare,
};
