/*
 * One record in C: a typed value for each field of its resource, by position.
 * Records live in an arena; values' texts too.
 */
#ifndef CATALOG_RECORD_H
#define CATALOG_RECORD_H

#include "catalog/catalog.h"
#include "db/db.h"

struct record {
	const struct resource *resource;
	struct fieldset has;     /* the fields that are meant; all others are null */
	struct db_value *values; /* one for each field of the resource */
	bool revealed;           /* sealed fields leave unmasked */
};

/* Nothing in it: all values null, of their fields' types. */
struct record record_new(struct arena *arena, const struct resource *resource);
struct record record_copy(struct arena *arena, const struct record *record);

/* The value of the field of that name; a field that does not exist is a bug. */
struct db_value *record_at(const struct record *record, const char *field);
/* Sets the value (of the field's own type) and adds the field to `has`. */
void record_set(struct record *record, const char *field, struct db_value value);
/* Sets the field to nothing, and adds it to `has`. */
void record_clear(struct record *record, const char *field);
struct uuid record_id(const struct record *record);
uint64_t record_version(const struct record *record);

/* The fields that `patch` has take its values. */
void record_merge(struct record *record, const struct record *patch);
/* The fields whose values differ. */
struct fieldset record_diff(const struct record *a, const struct record *b);

bool value_eq(const struct db_value *a, const struct db_value *b);
struct db_value value_text(struct slice text);
struct db_value value_uuid(struct uuid id);
struct db_value value_u64(uint64_t number);
struct db_value value_date(int64_t day);
struct db_value value_time(int64_t time_us);
struct db_value value_bool(bool truth);

/* True if the value is that very text; false if it is null. */
bool value_is(const struct db_value *value, const char *text);

#endif
