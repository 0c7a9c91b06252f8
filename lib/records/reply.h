/*
 * Composing the answers of resource routes, and noting for the history what they show.
 */
#ifndef RECORDS_REPLY_H
#define RECORDS_REPLY_H

#include "catalog/store.h"
#include "web/call.h"
#include "web/problem.h"

/* The view of the call's caller on notes.resource. */
struct view reply_view(const struct call *call);

/*
 * One record with ETag and X-Withheld-Fields. The id is always shown. dry_run marks the
 * body instead of giving a tag.
 */
void reply_record(struct call *call, int status, const struct record *record, struct fieldset shown,
    bool dry_run);
/* 200 with the whole tag that was made for it; shown has the id. */
void reply_record_tagged(
    struct call *call, const struct record *record, struct fieldset shown, struct slice etag);
/* Its body alone. */
struct slice reply_record_body(
    struct arena *arena, const struct record *record, struct fieldset shown, bool dry_run);
/* X-Withheld-Fields: what may not be read and was not shown (notes.shown) either. */
void reply_withheld(struct call *call);
/* What a writer is shown of the record: what it may read; without read, id and version alone. */
struct fieldset reply_shown_to_writer(const struct call *call);
/* The list envelope, Link and X-Withheld-Fields; next NULL slice on the last page. */
void reply_list(struct call *call, const struct query *query, const struct page *page,
    struct slice next, const struct count *total);
/* 304 with the tag (RFC 9110 section 15.4.5). */
void reply_not_modified(struct call *call, struct slice etag);
/* 204. */
void reply_nothing(struct call *call);

/* Path of this request as clients see it, below the path of the public URL. */
struct slice reply_path(const struct call *call);
/* Link rel=next (RFC 8288): what was asked, from that position on. */
void reply_link_next(struct call *call, const char *parameter, struct slice position);
/* The Location of a new record. */
struct slice reply_location(
    const struct call *call, const struct resource *resource, struct uuid id);

/* 403 field_not_permitted, with the names in `fields`. */
void reply_fields_not_permitted(struct call *call, struct fieldset fields);
/* The names as JSON strings, parted by commas, without brackets. */
struct slice reply_field_names(
    struct arena *arena, const struct resource *resource, struct fieldset fields);

#endif
