/* Email addresses: one primary a person, the newest that was made so. */
#include "catalog/resources.h"
#include "records/rules.h"
#include "sql/records.h"

static bool
unset(struct write *write, const struct email_primary_lock_row *row)
{
	struct change change = {.resource = &resource_email_addresses,
	    .id = row->id,
	    .kind = WRITE_UPDATE,
	    .version = row->version + 1};
	struct email_primary_unset_in in = {write->view.realm_id, row->id, write->now_us};
	fieldset_add(
	    &change.fields, resource_field(&resource_email_addresses, SLICE_OF("is_primary")));
	write_note_change(write, &change);
	return write_went(write, email_primary_unset(write->db, &in, NULL));
}

static bool
prepare(struct write *write)
{
	struct email_primary_lock_row *rows;
	size_t count;
	if (record_at(&write->after, "is_primary")->i64 == 0 || !write_changes(write, "is_primary"))
		return true;
	struct email_primary_lock_in in = {
	    write->view.realm_id, record_at(&write->after, "person_id")->uuid, write->id};
	if (!write_went(write, email_primary_lock(write->db, write->arena, &in, &rows, &count)))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!unset(write, &rows[i]))
			return false;
	return true;
}

const struct rules rules_email_addresses = {
    .resource = &resource_email_addresses,
    .prepare = prepare,
    .rerun_index = "email_addresses_primary",
};
