/* References in both directions, as the catalog has them. */
#include "records/references.h"

#include <string.h>

#include "records/rules.h"

#define MEMBERS_MAX 4096

static bool
is_newly_set(const struct write *write, size_t at)
{
	const struct db_value *value = &write->given.values[at];
	if (!fieldset_has(&write->given.has, (int)at) || value->null)
		return false;
	return write->kind == WRITE_CREATE || !value_eq(value, &write->before.values[at]);
}

static bool
check_reference(struct write *write, const struct field *field, struct uuid id)
{
	bool is_active, reached = true;
	enum db_status status =
	    store_refer(write->db, write->arena, &write->view, field->refers, id, &is_active);
	if (status == DB_OK && !write_reaches(write, field->refers, id, &reached))
		return false;
	if (status == DB_NO_ROW || !reached)
		write_complain(write, field->name, "not_found", "There is no such record.");
	else if (status != DB_OK)
		return write_fail(write, status);
	else if (!is_active)
		write_complain(write, field->name, "inactive",
		    "This record is inactive and cannot be assigned.");
	return true;
}

bool
references_check(struct write *write)
{
	for (size_t i = 0; i < write->resource->nfields; i++) {
		const struct field *field = &write->resource->fields[i];
		if (field->type != FIELD_REFERENCE || !is_newly_set(write, i))
			continue;
		if (!check_reference(write, field, write->given.values[i].uuid))
			return false;
	}
	return true;
}

static bool
remove_child(struct write *write, const struct resource *resource, const struct record *child)
{
	struct change change = {.resource = resource,
	    .id = record_id(child),
	    .kind = WRITE_DELETE,
	    .version = record_version(child),
	    .left = write->place};
	const struct rules *rules = rules_of(resource);
	if (rules->remove != NULL && !rules->remove(write, change.id))
		return false;
	enum db_status status = store_delete(
	    write->db, write->arena, &write->view, resource, change.id, change.version);
	write_note_change(write, &change);
	return write_went(write, status);
}

bool
references_remove_owned(struct write *write)
{
	for (size_t i = 0; catalog[i] != NULL; i++) {
		if (catalog[i]->owner != write->resource)
			continue;
		struct page children;
		int owner = resource_field(catalog[i], slice_from(catalog[i]->owner_column));
		enum db_status status = store_children(write->db, write->arena, &write->view,
		    catalog[i], &catalog[i]->fields[owner], write->id, &children);
		if (!write_went(write, status))
			return false;
		for (size_t j = 0; j < children.count; j++)
			if (!remove_child(write, catalog[i], &children.records[j]))
				return false;
	}
	return true;
}

/* Rows of one resource that point to the record, by whichever field. */
static bool
count_references(struct write *write, const struct resource *resource, uint64_t *total)
{
	*total = 0;
	for (size_t i = 0; i < resource->nfields; i++) {
		uint64_t count;
		if (resource->fields[i].refers != write->resource)
			continue;
		enum db_status status = store_count_children(write->db, write->arena, &write->view,
		    resource, &resource->fields[i], write->id, &count);
		if (!write_went(write, status))
			return false;
		*total += count;
	}
	return true;
}

bool
references_refuse(struct write *write)
{
	struct str members;
	bool first = true;
	str_init(&members, write->arena, MEMBERS_MAX);
	str_add_text(&members, "\"references\":[");
	for (size_t i = 0; catalog[i] != NULL; i++) {
		uint64_t total;
		if (catalog[i]->owner == write->resource)
			continue;
		if (!count_references(write, catalog[i], &total))
			return false;
		if (total == 0)
			continue;
		str_addf(&members, "%s{\"resource\":\"%s\",\"count\":%llu}", first ? "" : ",",
		    catalog[i]->name, (unsigned long long)total);
		first = false;
	}
	str_add_char(&members, ']');
	return write_refuse_with(write, PROBLEM_RESOURCE_IN_USE, str_slice(&members));
}
