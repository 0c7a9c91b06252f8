/* Bodies in, records out; and back. */
#include "catalog/check.h"

#include <assert.h>

#include "catalog/outline.h"
#include "catalog/sealed.h"
#include "catalog/value.h"

struct check {
	struct arena *arena;
	enum check_purpose purpose;
	struct record *record;
	struct fieldset seen;
	struct complaints *complaints;
};

/* True if the member may be written at all; else it has been complained about. */
static bool
may_be_written(struct check *check, int at, struct slice name, struct slice pointer)
{
	if (at < 0 && slice_is(name, "object")) {
		complain(
		    check->complaints, pointer, "read_only", SLICE_OF("The system sets this."));
		return false;
	}
	if (at < 0) {
		complain(check->complaints, pointer, "unknown_member",
		    SLICE_OF("There is no field of this name."));
		return false;
	}
	unsigned traits = check->record->resource->fields[at].traits;
	if ((traits & FIELD_KEPT) != 0) {
		complain(
		    check->complaints, pointer, "read_only", SLICE_OF("The system sets this."));
		return false;
	}
	if ((traits & FIELD_ONCE) != 0 && check->purpose == CHECK_UPDATE) {
		complain(check->complaints, pointer, "fixed",
		    SLICE_OF("This is fixed once the record is made."));
		return false;
	}
	return true;
}

static void
check_null(struct check *check, int at, struct slice pointer)
{
	const struct field *field = &check->record->resource->fields[at];
	bool required = (field->traits & FIELD_REQUIRED) != 0;
	if (required && check->purpose == CHECK_CREATE)
		complain(check->complaints, pointer, "required", SLICE_OF("A value is needed."));
	else if (required || field->initial != NULL)
		complain(
		    check->complaints, pointer, "not_null", SLICE_OF("null is not possible here."));
	else
		record_clear(check->record, field->name);
}

static bool
check_member(void *context, struct slice name, const struct json *value)
{
	struct check *check = context;
	int at = resource_field(check->record->resource, name);
	struct slice pointer = pointer_join(check->arena, SLICE_OF(""), name);
	if (at >= 0)
		fieldset_add(&check->seen, at);
	if (!may_be_written(check, at, name, pointer))
		return true;
	if (json_type(value) == JSON_NULL) {
		check_null(check, at, pointer);
		return true;
	}
	const struct field *field = &check->record->resource->fields[at];
	struct db_value read;
	if (value_check_json(check->arena, field, value, pointer, &read, check->complaints))
		record_set(check->record, field->name, read);
	return true;
}

/* What the body leaves out of a new record: complained about, or given its initial value. */
static void
check_absent(struct check *check)
{
	const struct resource *resource = check->record->resource;
	for (size_t i = 0; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if (fieldset_has(&check->seen, (int)i) || (field->traits & FIELD_KEPT) != 0)
			continue;
		if ((field->traits & FIELD_REQUIRED) != 0)
			complain(check->complaints,
			    pointer_join(check->arena, SLICE_OF(""), slice_from(field->name)),
			    "required", SLICE_OF("A value is needed."));
		else if (field->initial != NULL)
			record_set(check->record, field->name, value_initial(field));
	}
}

void
check_record(struct arena *arena, enum check_purpose purpose, const struct json *body,
    struct record *record, struct complaints *complaints)
{
	struct check check = {
	    .arena = arena, .purpose = purpose, .record = record, .complaints = complaints};
	if (json_type(body) != JSON_OBJECT) {
		complain(
		    complaints, SLICE_OF(""), "wrong_type", SLICE_OF("An object is wanted here."));
		return;
	}
	json_each(body, check_member, &check);
	if (purpose == CHECK_CREATE)
		check_absent(&check);
}

struct naming {
	const struct resource *resource;
	struct fieldset named;
};

static bool
name_member(void *context, struct slice name, const struct json *value)
{
	struct naming *naming = context;
	int at = resource_field(naming->resource, name);
	(void)value;
	if (at >= 0 && (naming->resource->fields[at].traits & FIELD_KEPT) == 0)
		fieldset_add(&naming->named, at);
	return true;
}

struct fieldset
check_named(const struct resource *resource, const struct json *body)
{
	struct naming naming = {.resource = resource};
	if (json_type(body) == JSON_OBJECT)
		json_each(body, name_member, &naming);
	return naming.named;
}

static void
write_value(struct json_writer *writer, const struct record *record, size_t at)
{
	const struct field *field = &record->resource->fields[at];
	const struct db_value *value = &record->values[at];
	if (value->null)
		json_put_null(writer);
	else if ((field->traits & FIELD_SEALED) != 0 && !record->revealed)
		json_put_string(writer, sealed_mask(writer->out->arena, value->text));
	else
		value_write_json(writer, field, value);
}

void
record_write_members(struct json_writer *writer, const struct record *record, struct fieldset shown,
    struct marks *marks)
{
	const struct resource *resource = record->resource;
	const struct outline *outline = outline_of(resource);
	const struct str *out = writer->out;
	json_name(writer, "id");
	size_t from = out->len;
	json_put_string(writer, id_text(writer->out->arena, resource->prefix, record_id(record)));
	if (marks != NULL)
		marks_value(marks, outline->judged[0], &resource->fields[0], from, out->len - from);
	json_name(writer, "object");
	json_put_text(writer, resource->object);
	for (size_t i = 1; i < resource->nfields; i++) {
		if (!fieldset_has(&shown, (int)i))
			continue;
		json_put_name(writer, outline_name(outline, i));
		from = out->len;
		write_value(writer, record, i);
		if (marks != NULL)
			marks_value(
			    marks, outline->judged[i], &resource->fields[i], from, out->len - from);
	}
}
