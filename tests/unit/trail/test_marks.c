/* Records kept by their marks give the very text that reading them again gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/check.h"
#include "catalog/describe.h"
#include "catalog/resources.h"
#include "catalog/value.h"
#include "trail/redact.h"

#define ROOM ((size_t)1024 * 1024)
#define CREDENTIAL "hub_tok_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijk"

static const struct shape list_shape = {.kind = SHAPE_LIST};

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 * 1024 * 1024);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* What the reference pages show as the field's value, in C. */
static struct db_value
example(const struct resource *resource, const struct field *field)
{
	struct str text;
	struct complaints complaints = {0};
	struct json_fault fault;
	struct db_value value;
	str_init(&text, arena, ROOM);
	struct json_writer writer = json_writer(&text);
	describe_write_example(&writer, resource, field);
	const struct json *json = json_read(arena, str_slice(&text), &fault);
	assert_non_null(json);
	if (!value_check_json(arena, field, json, SLICE_OF("/x"), &value, &complaints))
		fail_msg("%s.%s: %s", resource->name, field->name, str_text(&text));
	return value;
}

static struct record
full_record(const struct resource *resource)
{
	struct record record = record_new(arena, resource);
	record_set(&record, "id", value_uuid(uuid_v7()));
	for (size_t i = 1; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if ((field->traits & FIELD_SEALED) == 0)
			record_set(&record, field->name, example(resource, field));
	}
	return record;
}

/* The same with a credential in each text that takes any. */
static struct record
pasted_record(const struct resource *resource)
{
	struct record record = full_record(resource);
	for (size_t i = 1; i < resource->nfields; i++) {
		const struct field *field = &resource->fields[i];
		if (field->type == FIELD_NAME || field->type == FIELD_TEXT ||
		    field->type == FIELD_CODE || field->type == FIELD_STRING)
			record_set(&record, field->name, value_text(SLICE_OF(CREDENTIAL)));
	}
	return record;
}

static struct record
empty_record(const struct resource *resource)
{
	struct record record = record_new(arena, resource);
	record_set(&record, "id", value_uuid(uuid_v7()));
	return record;
}

/* A list as it is answered: a full record, an empty one, one with credentials. */
static struct slice
write_list(const struct resource *resource, struct marks *marks)
{
	struct record records[] = {
	    full_record(resource), empty_record(resource), pasted_record(resource)};
	struct str body;
	str_init(&body, arena, ROOM);
	struct json_writer writer = json_writer(&body);
	json_begin_object(&writer);
	json_name(&writer, "object");
	json_put_text(&writer, "list");
	json_name(&writer, "data");
	json_begin_array(&writer);
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		size_t mark = marks_begin_record(marks, body.len + (i > 0 ? 1 : 0));
		json_begin_object(&writer);
		record_write_members(&writer, &records[i], fieldset_all(resource), marks);
		json_end_object(&writer);
		marks_end_record(marks, mark, body.len);
	}
	json_end_array(&writer);
	json_name(&writer, "next_cursor");
	json_put_text(&writer, "abc");
	json_end_object(&writer);
	return str_slice(&body);
}

static const char *
kept(const struct resource *resource, struct slice body, const struct marks *marks, size_t max)
{
	struct str out;
	str_init(&out, arena, max + 8192);
	redact_answer(&out, &list_shape, resource, body, marks, SLICE_OF("application/json"), max);
	return str_text(&out);
}

static void
gives_what_reading_gives(void **state)
{
	(void)state;
	for (const struct resource *const *each = catalog; *each; each++) {
		const struct resource *resource = *each;
		struct marks marks = {.arena = arena};
		struct slice body = write_list(resource, &marks);
		const char *text = kept(resource, body, &marks, 65536);
		assert_string_equal(text, kept(resource, body, NULL, 65536));
		assert_non_null(strstr(text, "\"[cursor]\""));
		assert_null(strstr(text, "[not kept]"));
		assert_null(strstr(text, CREDENTIAL));
		arena_reset(arena);
	}
}

static void
cuts_between_values_as_well(void **state)
{
	const struct resource *resource = &resource_employees;
	struct marks marks = {.arena = arena};
	struct slice body = write_list(resource, &marks);
	const char *whole = kept(resource, body, &marks, 65536);
	struct json_fault fault;
	(void)state;
	for (size_t max = 0; max < body.len; max += 37) {
		const char *text = kept(resource, body, &marks, max);
		assert_true(json_check(slice_from(text), 16, &fault));
		assert_true(strlen(text) <= max + 1024);
		assert_true(strstr(text, "\"[cut]\"") || strcmp(text, whole) == 0);
		assert_null(strstr(text, CREDENTIAL));
	}
	assert_non_null(strstr(kept(resource, body, &marks, body.len / 2), "\"[cut]\""));
	arena_reset(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_what_reading_gives),
	    cmocka_unit_test(cuts_between_values_as_well),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
