/* Rows that other rows wait for: the change feed, and the rows of rules. */
#include <string.h>

#include "records/reply.h"
#include "records/write.h"
#include "sql/records.h"

#define CHANGES_FIRST 4

static const char *const operations[] = {
    [WRITE_CREATE] = "create",
    [WRITE_UPDATE] = "update",
    [WRITE_DELETE] = "delete",
};

void
write_note_change(struct write *write, const struct change *change)
{
	if (write->nchanges == write->room) {
		size_t room = write->room == 0 ? CHANGES_FIRST : 2 * write->room;
		struct change *more = arena_array(write->arena, room, sizeof *more);
		if (write->nchanges > 0)
			memcpy(more, write->changes, write->nchanges * sizeof *more);
		write->changes = more;
		write->room = room;
	}
	write->changes[write->nchanges++] = *change;
}

/* A JSON array of permanent names, in the table's order. */
static struct slice
field_list(struct write *write, const struct change *change)
{
	struct slice names = reply_field_names(write->arena, change->resource, change->fields);
	return arena_printf(write->arena, "[%.*s]", SLICE_ARG(names));
}

static bool
put_one(struct write *write, const struct change *change)
{
	struct change_insert_last_in in = {
	    .entity_id = write->view.entity_id,
	    .realm_id = write->view.realm_id,
	    .at = write->now_us,
	    .resource = slice_from(change->resource->name),
	    .record_id = change->id,
	    .operation = slice_from(operations[change->kind]),
	    .version = change->version,
	    .fields = field_list(write, change),
	    .caller_kind = slice_from(write->view.caller_kind),
	    .caller_id = write->view.caller_id,
	    .left_department_id = change->left.department_id,
	    .left_location_id = change->left.location_id,
	    .left_union_id = change->left.union_id,
	    .left_creator_key_id = change->left.creator_key_id,
	};
	return write_went(write, change_insert_last(write->db, &in, NULL));
}

static struct change_insert_in
numbered(struct write *write, const struct change *change, uint64_t seq)
{
	return (struct change_insert_in){
	    .realm_id = write->view.realm_id,
	    .seq = seq,
	    .at = write->now_us,
	    .resource = slice_from(change->resource->name),
	    .record_id = change->id,
	    .operation = slice_from(operations[change->kind]),
	    .version = change->version,
	    .fields = field_list(write, change),
	    .caller_kind = slice_from(write->view.caller_kind),
	    .caller_id = write->view.caller_id,
	    .left_department_id = change->left.department_id,
	    .left_location_id = change->left.location_id,
	    .left_union_id = change->left.union_id,
	    .left_creator_key_id = change->left.creator_key_id,
	};
}

static bool
put_many(struct write *write)
{
	struct change_seq_read_in which = {write->view.entity_id, write->view.realm_id};
	struct change_seq_read_row row;
	if (!write_went(write, change_seq_read(write->db, write->arena, &which, &row)))
		return false;
	struct change_insert_in *rows = arena_array(write->arena, write->nchanges, sizeof *rows);
	uint64_t first = row.change_seq - write->nchanges + 1;
	for (size_t i = 0; i < write->nchanges; i++)
		rows[i] = numbered(write, &write->changes[i], first + i);
	return write_went(write, change_insert(write->db, rows, write->nchanges, NULL));
}

bool
write_put_changes(struct write *write)
{
	struct change_seq_raise_in in = {
	    write->view.entity_id, write->view.realm_id, write->nchanges};
	uint64_t raised = 0;
	if (!write_went(write, change_seq_raise(write->db, &in, &raised)))
		return false;
	/* The realm was replaced by a newer one meanwhile: its data are on their way out. */
	if (raised == 0)
		return write_fail(write, DB_AWAY);
	return write->nchanges == 1 ? put_one(write, write->changes) : put_many(write);
}

bool
write_go_alone(struct write *write, const char *rule)
{
	struct realm_rule_raise_in in = {write->view.realm_id, slice_from(rule)};
	uint64_t raised = 0;
	if (!write_went(write, realm_rule_raise(write->db, &in, &raised)))
		return false;
	return raised > 0 || write_fail(write, DB_FAULT);
}
