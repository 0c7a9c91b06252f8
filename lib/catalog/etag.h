/*
 * Entity tags (RFC 9110 section 8.8.3): "<version>-<view>", strong. The view stands for
 * the fields shown and whether they are masked, so that two callers never share a tag for different bytes.
 */
#ifndef CATALOG_ETAG_H
#define CATALOG_ETAG_H

#include "catalog/record.h"

/* With its quotes. */
struct slice etag_write(struct arena *arena, const struct record *record, struct fieldset shown);

enum etag_condition { ETAG_ABSENT, ETAG_MALFORMED, ETAG_MET, ETAG_UNMET };

/*
 * If-Match (RFC 9110 section 13.1.1) against a version. Lists, `*` and a trailing `-gzip`
 * are understood; weak tags never match. ETAG_ABSENT for the NULL slice.
 */
enum etag_condition etag_if_match(struct arena *arena, struct slice header, uint64_t version);

/* If-None-Match (section 13.1.2) against a whole tag, weakly. MET: none matches. */
enum etag_condition etag_if_none_match(struct arena *arena, struct slice header, struct slice etag);

#endif
