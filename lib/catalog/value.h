/*
 * Values from outside, read and judged by their field: texts trimmed and in
 * normalisation form C, decimals with all their digits, ids without their prefix.
 */
#ifndef CATALOG_VALUE_H
#define CATALOG_VALUE_H

#include "catalog/catalog.h"
#include "catalog/complaint.h"
#include "codec/json.h"
#include "db/db.h"

/* Characters of a phone number as people write it, separators and all. */
#define PHONE_WRITTEN_MAX 40

/* What is wrong with one value. */
struct fault {
	const char *code;    /* "invalid_date" */
	struct slice detail; /* never echoes the value */
};

/*
 * A scalar written as text, as in a URL or inside a JSON string. Lists have no such
 * form: a bug. False: *fault says why, *value is untouched.
 */
bool value_read(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault);

/* The beginning of a text, for filters by prefix: judged by length and characters. */
bool value_read_prefix(struct arena *arena, const struct field *field, struct slice text,
    struct db_value *value, struct fault *fault);

/* One scalar of a JSON tree, of exactly the field's JSON type; null is wrong here. */
bool value_read_json(struct arena *arena, const struct field *field, const struct json *json,
    struct db_value *value, struct fault *fault);

/*
 * Any field's value of a JSON tree, lists included; complains at `pointer` or at the
 * element's. Null is wrong here.
 */
bool value_check_json(struct arena *arena, const struct field *field, const struct json *json,
    struct slice pointer, struct db_value *value, struct complaints *complaints);

/* Writes the value as JSON: null, true, 7, "27.5000", "emp_01k9…", ["a","b"]. */
void value_write_json(
    struct json_writer *writer, const struct field *field, const struct db_value *value);

/* What a record is created with: the field's `initial`; null if it has none. */
struct db_value value_initial(const struct field *field);

#endif
