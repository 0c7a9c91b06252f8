/*
 * Values in HTML, one function for each place where a template may put one. Only
 * compiled templates call these (lib/gen/templates.c): the place decides, never
 * a handler. A NULL slice writes nothing.
 */
#ifndef CODEC_HTML_H
#define CODEC_HTML_H

#include "base/slice.h"
#include "base/str.h"

/*
 * Between tags: & < > become references; NUL and other C0 controls but tab and line feed
 * become U+FFFD.
 */
void html_text(struct str *out, struct slice text);
/* Inside a double-quoted attribute: as html_text, and both quotes. */
void html_attribute(struct str *out, struct slice text);
/*
 * A whole URL at the start of a quoted URL attribute. Path-absolute ("/x", not
 * "//x"), "?…", "#…", "https://…", "http://…" and the empty text pass, escaped like an
 * attribute; every other (javascript:, data:, a host of its own) becomes "#".
 */
void html_url(struct str *out, struct slice url);
/*
 * A path segment or query part inside a quoted URL attribute: all but unreserved (RFC 3986)
 * percent-encoded.
 */
void html_query_part(struct str *out, struct slice text);
/* After a literal `data:text/plain;charset=utf-8,` (RFC 2397): the same encoding. */
void html_data_text(struct str *out, struct slice text);
/* A number in text or in an SVG attribute. */
void html_i64(struct str *out, int64_t number);
void html_u64(struct str *out, uint64_t number);
/* A number for people: 18,204. */
void html_count(struct str *out, uint64_t number);

#endif
