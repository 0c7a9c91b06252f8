/* The list of resources, and sets of their fields. */
#include "catalog/catalog.h"

#include <assert.h>
#include <string.h>

#include "catalog/resources.h"

#define NAMES_MAX 8192

const struct resource *const catalog[] = {
    &resource_persons,
    &resource_employees,
    &resource_email_addresses,
    &resource_phone_numbers,
    &resource_street_addresses,
    &resource_government_identifications,
    &resource_documents,
    &resource_time_off,
    &resource_departments,
    &resource_locations,
    &resource_job_codes,
    &resource_jobs,
    &resource_rate_codes,
    &resource_pay_schedules,
    &resource_labor_classes,
    &resource_cost_codes,
    &resource_unions,
    &resource_union_locals,
    &resource_union_classes,
    NULL,
};

const struct resource *
catalog_find(struct slice name)
{
	for (size_t i = 0; catalog[i] != NULL; i++)
		if (slice_is(name, catalog[i]->name))
			return catalog[i];
	return NULL;
}

const struct resource *
catalog_find_prefix(struct slice prefix)
{
	for (size_t i = 0; catalog[i] != NULL; i++)
		if (slice_is(prefix, catalog[i]->prefix))
			return catalog[i];
	return NULL;
}

int
resource_field(const struct resource *resource, struct slice name)
{
	if (name.len == 0)
		return -1;
	for (size_t i = 0; i < resource->nfields; i++)
		if (resource->fields[i].name[0] == name.at[0] &&
		    slice_is(name, resource->fields[i].name))
			return (int)i;
	return -1;
}

int
resource_version(const struct resource *resource)
{
	return (int)resource->nfields - 3;
}

bool
field_is_indexed(const struct field *field)
{
	const unsigned traits = FIELD_SORTABLE | FIELD_UNIQUE | FIELD_SEALED | FIELD_INDEXED;
	return (field->traits & traits) != 0 || field->type == FIELD_REFERENCE;
}

const char *
operation_name(enum operation operation)
{
	switch (operation) {
	case OPERATION_CREATE:
		return "create";
	case OPERATION_READ:
		return "read";
	case OPERATION_UPDATE:
		return "update";
	case OPERATION_DELETE:
		return "delete";
	case OPERATION_DOWNLOAD:
		return "download";
	case OPERATION_REVEAL:
		return "reveal";
	}
	assert(!"one operation");
	return NULL;
}

bool
fieldset_is_empty(const struct fieldset *set)
{
	for (size_t i = 0; i < FIELDS_MAX / 64; i++)
		if (set->bits[i] != 0)
			return false;
	return true;
}

struct fieldset
fieldset_and(struct fieldset a, struct fieldset b)
{
	for (size_t i = 0; i < FIELDS_MAX / 64; i++)
		a.bits[i] &= b.bits[i];
	return a;
}

struct fieldset
fieldset_or(struct fieldset a, struct fieldset b)
{
	for (size_t i = 0; i < FIELDS_MAX / 64; i++)
		a.bits[i] |= b.bits[i];
	return a;
}

struct fieldset
fieldset_minus(struct fieldset a, struct fieldset b)
{
	for (size_t i = 0; i < FIELDS_MAX / 64; i++)
		a.bits[i] &= ~b.bits[i];
	return a;
}

struct fieldset
fieldset_all(const struct resource *resource)
{
	struct fieldset set = {0};
	for (size_t i = 0; i < resource->nfields; i++)
		fieldset_add(&set, (int)i);
	return set;
}

struct fieldset
fieldset_of_class(const struct resource *resource, enum privacy privacy)
{
	struct fieldset set = {0};
	for (size_t i = 0; i < resource->nfields; i++)
		if (resource->fields[i].privacy == privacy)
			fieldset_add(&set, (int)i);
	return set;
}

void
fieldset_put_names(struct str *out, const struct resource *resource, const struct fieldset *set,
    const char *before, const char *between, const char *after)
{
	const char *parted = "";
	for (size_t i = 0; i < resource->nfields; i++) {
		if (!fieldset_has(set, (int)i))
			continue;
		str_add_text(out, parted);
		str_add_text(out, before);
		str_add_text(out, resource->fields[i].name);
		str_add_text(out, after);
		parted = between;
	}
}

/* What was asked for last is kept: most requests show all that their key may read. */
struct slice
fieldset_names(struct arena *arena, const struct resource *resource, const struct fieldset *set)
{
	static _Thread_local struct {
		const struct resource *resource;
		struct fieldset set;
		size_t len;
		char text[NAMES_MAX];
	} last;
	if (last.resource == resource && memcmp(&last.set, set, sizeof *set) == 0)
		return arena_copy(arena, (struct slice){last.text, last.len});
	struct str names;
	str_init(&names, arena, sizeof last.text);
	fieldset_put_names(&names, resource, set, "", ",", "");
	assert(!names.full);
	last.resource = resource;
	last.set = *set;
	last.len = names.len;
	memcpy(last.text, str_slice(&names).at, names.len);
	return str_slice(&names);
}
