/*
 * A field in words, patterns and examples: for the reference pages, the OpenAPI document
 * and the collections. What is said here follows from the field alone.
 */
#ifndef CATALOG_DESCRIBE_H
#define CATALOG_DESCRIBE_H

#include "base/arena.h"
#include "catalog/catalog.h"
#include "catalog/filter.h"
#include "codec/json.h"

/* Which way a value goes: many ways of writing a phone number are taken, one is answered. */
enum describe_way { DESCRIBE_ANSWERED, DESCRIBE_TAKEN };

/* Regular expression (ECMA-262) of a text that every good value meets; NULL for other types. */
const char *describe_pattern(struct arena *arena, const struct field *field, enum describe_way way);

/* Longest text of the field in characters, 0 for types that are no text. */
size_t describe_longest(const struct field *field, enum describe_way way);

/* True if the field takes null: neither required nor created with an initial value. */
bool describe_is_nullable(const struct field *field);

/* An invented value that value_check_json() takes; of the resource's own where names matter. */
void describe_write_example(
    struct json_writer *writer, const struct resource *resource, const struct field *field);
/* The same as answers show it: sealed fields masked. */
void describe_write_shown_example(
    struct json_writer *writer, const struct resource *resource, const struct field *field);
/* An invented id: the same for a resource always. */
struct slice describe_id(struct arena *arena, const struct resource *resource);

/* True if an example of a new record names the field: required, or sensible at once. */
bool describe_is_given(const struct resource *resource, const struct field *field);

/* "text, at most 100 characters"; choices are not listed. */
struct slice describe_type(struct arena *arena, const struct field *field);

/* "business". */
const char *describe_privacy(enum privacy privacy);

/* True if lists can be filtered by the field in a URL, not in a search body only. */
bool describe_filters_url(const struct field *field);
bool describe_sorts_url(const struct field *field);

#endif
