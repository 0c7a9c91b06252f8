/*
 * JSON texts (RFC 8259 without indulgence) and values. json_read() first runs
 * our own one-pass gate over the bytes (grammar, UTF-8, NUL, duplicate names,
 * depth, element count, number shape) and only then lets json-c build the tree,
 * since json-c alone accepts most broken texts. The tree belongs to the arena.
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/str.h"

struct json; /* a value of a tree; never NULL for JSON null */

enum json_type {
	JSON_NULL,
	JSON_BOOL,
	JSON_INTEGER,
	JSON_FRACTION,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

#define JSON_DEPTH_MAX 8
#define JSON_ELEMENTS_MAX 20000 /* values in one text: bounds the tree's memory */

/* Why a text was refused: a fixed word for the problem's detail, and where. */
struct json_fault {
	const char *reason; /* "duplicate member name", "invalid UTF-8", … */
	size_t offset;      /* byte */
};

/* The gate alone. max_depth counts nested arrays and objects: 8 for requests, at most 64. */
bool json_check(struct slice text, int max_depth, struct json_fault *fault);

/* Gate, then tree. NULL on refusal with *fault set. */
const struct json *json_read(struct arena *arena, struct slice text, struct json_fault *fault);

enum json_type json_type(const struct json *value);
bool json_bool(const struct json *value);
/* Only for JSON_INTEGER. */
int64_t json_integer(const struct json *value);
/*
 * Only for JSON_FRACTION, to which integers beyond 64 bits belong: a JSON number as text. Of
 * such an integer it is the nearest that fits; of all others the digits that were sent.
 */
struct slice json_fraction(const struct json *value);
/* Only for JSON_STRING; bytes are valid UTF-8 and may not contain NUL. */
struct slice json_string(const struct json *value);
size_t json_count(const struct json *array_or_object);
const struct json *json_at(const struct json *array, size_t index);
/* NULL if absent; a member that is null is a value of type JSON_NULL. */
const struct json *json_member(const struct json *object, struct slice name);
/* Calls visit for each member in the text's order; stops when it answers false. */
void json_each(const struct json *object,
    bool (*visit)(void *context, struct slice name, const struct json *value), void *context);

/*
 * Writing. A writer appends to a str and sees to commas; names and strings are
 * escaped (RFC 8259 section 7; also U+2028, U+2029 and 0x7f).
 */
struct json_writer {
	struct str *out;
	bool need_comma;
};

struct json_writer json_writer(struct str *out);
void json_begin_object(struct json_writer *w);
void json_end_object(struct json_writer *w);
void json_begin_array(struct json_writer *w);
void json_end_array(struct json_writer *w);
/* One of ours, in which nothing needs escaping. */
void json_name(struct json_writer *w, const char *name);
/* The same with its quotes and colon: `"status":`. */
void json_put_name(struct json_writer *w, struct slice made);
/* Any. */
void json_name_slice(struct json_writer *w, struct slice name);
void json_put_string(struct json_writer *w, struct slice text); /* NULL slice gives null */
void json_put_text(struct json_writer *w, const char *text);    /* NULL gives null */
void json_put_integer(struct json_writer *w, int64_t number);
void json_put_bool(struct json_writer *w, bool truth);
void json_put_null(struct json_writer *w);
void json_put_tree(struct json_writer *w, const struct json *value);
/* Bytes that are JSON already. */
void json_put_raw(struct json_writer *w, struct slice json);

/*
 * RFC 8785 (JCS): names sorted by UTF-16 units. A fraction in the tree is a bug of the caller's;
 * integers are written in full, which is JCS up to 2^53.
 */
void json_canonical(struct str *out, const struct json *value);

#endif
