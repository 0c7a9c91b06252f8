/* Records and their values: copying, merging, comparing. */
#include "catalog/record.h"

#include <assert.h>
#include <string.h>

#include "catalog/outline.h"

struct record
record_new(struct arena *arena, const struct resource *resource)
{
	struct record record = {
	    .resource = resource,
	    .values = arena_array(arena, resource->nfields, sizeof(struct db_value)),
	};
	const struct outline *outline = outline_of(resource);
	for (size_t i = 0; i < resource->nfields; i++)
		record.values[i] = (struct db_value){.type = outline->types[i], .null = true};
	return record;
}

struct record
record_copy(struct arena *arena, const struct record *record)
{
	struct record copy = record_new(arena, record->resource);
	copy.has = record->has;
	memcpy(copy.values, record->values, record->resource->nfields * sizeof(struct db_value));
	return copy;
}

static int
position(const struct record *record, const char *field)
{
	int at = resource_field(record->resource, slice_from(field));
	assert(at >= 0);
	return at;
}

struct db_value *
record_at(const struct record *record, const char *field)
{
	return &record->values[position(record, field)];
}

void
record_set(struct record *record, const char *field, struct db_value value)
{
	int at = position(record, field);
	assert(value.type == record->values[at].type);
	record->values[at] = value;
	fieldset_add(&record->has, at);
}

void
record_clear(struct record *record, const char *field)
{
	int at = position(record, field);
	record->values[at] = (struct db_value){.type = record->values[at].type, .null = true};
	fieldset_add(&record->has, at);
}

struct uuid
record_id(const struct record *record)
{
	return record->values[0].uuid;
}

uint64_t
record_version(const struct record *record)
{
	return record->values[resource_version(record->resource)].u64;
}

void
record_merge(struct record *record, const struct record *patch)
{
	assert(record->resource == patch->resource);
	for (size_t i = 0; i < record->resource->nfields; i++)
		if (fieldset_has(&patch->has, (int)i))
			record->values[i] = patch->values[i];
	record->has = fieldset_or(record->has, patch->has);
}

struct fieldset
record_diff(const struct record *a, const struct record *b)
{
	struct fieldset differing = {0};
	assert(a->resource == b->resource);
	for (size_t i = 0; i < a->resource->nfields; i++)
		if (!value_eq(&a->values[i], &b->values[i]))
			fieldset_add(&differing, (int)i);
	return differing;
}

bool
value_eq(const struct db_value *a, const struct db_value *b)
{
	if (a->type != b->type || a->null != b->null)
		return false;
	if (a->null)
		return true;
	switch (a->type) {
	case DB_TEXT:
	case DB_BYTES:
	case DB_DECIMAL:
		return slice_eq(a->text, b->text);
	case DB_UUID:
		return uuid_eq(a->uuid, b->uuid);
	case DB_U64:
		return a->u64 == b->u64;
	case DB_I64:
	case DB_TIME:
	case DB_DATE:
	case DB_BOOL:
		return a->i64 == b->i64;
	}
	assert(!"a type of db_value");
	return false;
}

struct db_value
value_text(struct slice text)
{
	return (struct db_value){.type = DB_TEXT, .null = text.at == NULL, .text = text};
}

struct db_value
value_uuid(struct uuid id)
{
	return (struct db_value){.type = DB_UUID, .uuid = id};
}

struct db_value
value_u64(uint64_t number)
{
	return (struct db_value){.type = DB_U64, .u64 = number};
}

struct db_value
value_date(int64_t day)
{
	return (struct db_value){.type = DB_DATE, .i64 = day};
}

struct db_value
value_time(int64_t time_us)
{
	return (struct db_value){.type = DB_TIME, .i64 = time_us};
}

struct db_value
value_bool(bool truth)
{
	return (struct db_value){.type = DB_BOOL, .i64 = truth};
}

bool
value_is(const struct db_value *value, const char *text)
{
	return !value->null && slice_is(value->text, text);
}
