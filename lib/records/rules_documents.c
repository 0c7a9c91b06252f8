/* Documents: names that are no paths, dates, the employment, and what holds of the content. */
#include "catalog/resources.h"
#include "records/contents.h"
#include "records/pieces.h"
#include "records/rules.h"
#include "sql/documents.h"

/* What stands behind the last folder, as browsers and people send paths. */
static void
derive(struct write *write)
{
	const struct db_value *filename = record_at(&write->after, "filename");
	if (filename->null)
		return;
	struct slice name = filename->text;
	for (size_t at = name.len; at > 0; at--)
		if (name.at[at - 1] == '/' || name.at[at - 1] == '\\') {
			name = slice_trim(slice_skip(name, at));
			break;
		}
	record_set(&write->after, "filename", value_text(name));
}

static bool
has_content(const struct write *write)
{
	return write->kind == WRITE_UPDATE && !record_at(&write->before, "size_bytes")->null;
}

static void
check(struct write *write)
{
	const struct db_value *filename = record_at(&write->after, "filename");
	piece_dates(write, "issued_on", "expires_on");
	if (!filename->null && (filename->text.len == 0 || slice_is(filename->text, ".") ||
				   slice_is(filename->text, "..")))
		write_complain(write, "filename", "invalid_format", "Name a file, not a folder.");
	if (has_content(write) && write_changes(write, "media_type"))
		write_complain(write, "media_type", "fixed",
		    "The content is there and has this media type; put another to change it.");
}

static bool
prepare(struct write *write)
{
	const struct db_value *employee = record_at(&write->after, "employee_id");
	struct employee_person_in in = {write->view.realm_id, employee->uuid};
	struct employee_person_row row;
	if (employee->null || !write_changes(write, "employee_id"))
		return true;
	if (!write_went(write, employee_person(write->db, write->arena, &in, &row)))
		return false;
	if (!uuid_eq(row.person_id, record_at(&write->after, "person_id")->uuid))
		write_complain(
		    write, "employee_id", "disagrees", "This is the employment of somebody else.");
	return true;
}

static bool
remove_content(struct write *write, struct uuid id)
{
	return write_went(
	    write, contents_remove(write->db, write->arena, write->view.realm_id, id));
}

const struct rules rules_documents = {
    .resource = &resource_documents,
    .derive = derive,
    .check = check,
    .prepare = prepare,
    .remove = remove_content,
};
