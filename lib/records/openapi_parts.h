/*
 * The parts of the OpenAPI document, each in a file of its own; only those files include
 * this. Every function appends JSON where the writer stands.
 */
#ifndef RECORDS_OPENAPI_PARTS_H
#define RECORDS_OPENAPI_PARTS_H

#include "codec/json.h"
#include "records/endpoints.h"
#include "records/openapi.h"
#include "web/problem.h"

struct openapi_writer {
	struct json_writer json;
	const struct openapi *of;
	struct arena *arena;
	struct endpoints endpoints;
};

/* Members of an object: JSON in which ' stands for ", so that it can be read in C. */
void openapi_put(struct openapi_writer *w, const char *quoted);
/* A name and such a value. */
void openapi_member(struct openapi_writer *w, const char *name, const char *quoted);
void openapi_text(struct openapi_writer *w, const char *name, struct slice text);
/* {"$ref": "#/components/KIND/NAME"} */
void openapi_refer(struct openapi_writer *w, const char *kind, struct slice name);

/* Fields that the document's reader may see, or write by the operation; all without a policy. */
struct fieldset openapi_readable(const struct openapi *of, const struct resource *resource);
struct fieldset openapi_writable(
    const struct openapi *of, const struct resource *resource, unsigned operation);
/* Fields of a record in answers: who may write is told id and version in any case. */
struct fieldset openapi_shown(const struct openapi *of, const struct resource *resource);
/* Fields of the body that goes in: CREATE, PATCH or TERMS. */
struct fieldset openapi_given(const struct openapi *of, const struct endpoint *endpoint);

/* Schemas (openapi_schema.c). */
/* A field without words, for filters: its limits alone, never null. */
void openapi_put_value(
    struct openapi_writer *w, const struct resource *resource, const struct field *field);
/* "EmailAddress" and the suffix. */
struct slice openapi_schema_name(
    struct arena *arena, const struct resource *resource, const char *suffix);
/* "TerminateTerms", "ChangesListRequest". */
struct slice openapi_body_name(struct arena *arena, const struct endpoint *endpoint);
/* The schema of what comes back; NULL slice if that is nothing or no JSON. */
struct slice openapi_answer_name(struct arena *arena, const struct endpoint *endpoint);
void openapi_put_schemas(struct openapi_writer *w);

/* Filters (openapi_filter.c). */
void openapi_put_filter_parameters(struct openapi_writer *w, const struct endpoint *endpoint);
void openapi_put_search_schema(struct openapi_writer *w, const struct resource *resource);
void openapi_put_sort_enum(struct openapi_writer *w, const struct resource *resource, bool in_url);
void openapi_put_field_names(struct openapi_writer *w, const struct resource *resource);

/* Schemas, headers and parameters that hang on no resource (openapi_fixed.c). */
void openapi_put_fixed_schemas(struct openapi_writer *w);
void openapi_put_headers(struct openapi_writer *w);
void openapi_put_parameters(struct openapi_writer *w);
/* Elements of an operation's list that no other operation has. */
void openapi_put_own_parameters(struct openapi_writer *w, const struct endpoint *endpoint);
/* The name of a fixed answer's schema by operation; NULL if there is none. */
const char *openapi_fixed_answer(struct slice operation);
/* An example of it, quoted; NULL if there is none. */
const char *openapi_fixed_example(struct slice operation);

/* Problems (openapi_problems.c). */
void openapi_put_problem_responses(struct openapi_writer *w, const struct endpoint *endpoint);
void openapi_put_problem_components(struct openapi_writer *w);

/* Paths (openapi_paths.c). */
void openapi_put_paths(struct openapi_writer *w);

/* Examples of bodies (openapi_example.c). */
void openapi_put_example_record(struct openapi_writer *w, const struct resource *resource);
void openapi_put_example_body(struct openapi_writer *w, const struct endpoint *endpoint);
void openapi_put_example_answer(struct openapi_writer *w, const struct endpoint *endpoint);

#endif
