/*
 * What may be kept of a request: bodies, query strings and headers are rebuilt
 * beside their shape and nothing else of them is written anywhere (DESIGN.md
 * section 9). OPEN and BUSINESS values stay, PERSONAL and SENSITIVE ones become
 * "[redacted]", unknown members lose value and name. An allow-list: what is not
 * known is not kept.
 */
#ifndef TRAIL_REDACT_H
#define TRAIL_REDACT_H

#include "codec/form.h"
#include "web/call.h"

#define REDACT_AGENT_MAX 200
#define REDACT_QUERY_MAX 2000
#define REDACT_ELEMENTS_MAX 200 /* of one array; the rest is "[cut]" */

/*
 * Appends the body as far as it may be kept: valid JSON of at most about
 * max_bytes, cut between two values and then marked `"?": "[cut]"` (a member) or
 * "[cut]" (an element). resource is the route's, for shapes that name none.
 * A body without shape, of a media type that is not JSON, or that does not parse
 * leaves `{"?":"[not kept]","bytes":N,"media_type":"…"}`. A NULL body appends nothing. out must
 * have room for max_bytes and 8 KiB more.
 *
 *   {"title": "Foreman", "pay_rate": "31.5", "078-05-1120": 1}
 *   {"title": "Foreman", "pay_rate": "[redacted]", "?1": "[unknown]"}
 *
 * A kept value must also look like its field's type (a choice of the list, a date,
 * an id); else it is "[invalid]".
 */
void redact_body(struct str *out, const struct shape *shape, const struct resource *resource,
    struct slice body, struct slice media_type, size_t max_bytes);

/*
 * The same for a body that we wrote ourselves: without the gate that a stranger's text must pass
 * first. What is not well-formed where it is walked is still not kept. Records that stand in marks
 * (or NULL) are not read again: all but their marked values is kept, which gives the same text.
 */
void redact_answer(struct str *out, const struct shape *shape, const struct resource *resource,
    struct slice body, const struct marks *marks, struct slice media_type, size_t max_bytes);

/* For a body that was drained and not kept: its size and media type alone. */
void redact_absent(struct str *out, uint64_t bytes, struct slice media_type);

/* The shape of application/problem+json: its pointers are kept where they name a field. */
extern const struct shape redact_problem_shape;

/*
 * The query string, decoded pair by pair: values of known parameters and of filterable
 * fields of class OPEN or BUSINESS stay, `cursor=[cursor]`, other fields `[redacted]`, unknown
 * names `?1=[unknown]`. At most REDACT_QUERY_MAX bytes.
 */
void redact_query(struct str *out, const struct resource *resource, const struct form *query);

/* A media type we know, without parameters; "[other]" for any other; NULL slice for none. */
struct slice redact_media_type(struct slice value);

/* The user agent as it came if it is of the usual grammar and length, else "[other]". */
struct slice redact_agent(struct slice value);

/* The few request headers that are kept, as a JSON object; empty text if none came. */
void redact_request_headers(struct str *out, const struct call *call);

/* Those of the answer. */
void redact_answer_headers(struct str *out, const struct call *call);

#endif
