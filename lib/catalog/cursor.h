/*
 * Where a page ended: the last record's sort value and id, sealed for this realm,
 * resource, order and filter, so that a cursor opens nowhere else and shows nothing.
 */
#ifndef CATALOG_CURSOR_H
#define CATALOG_CURSOR_H

#include "catalog/query.h"
#include "catalog/record.h"
#include "catalog/view.h"
#include "crypt/secrets.h"

struct position {
	struct db_value sorted; /* of query->sort.field; the id again if sorted by it */
	struct uuid id;
};

/* The position of a record in that order. */
struct position position_of(const struct record *record, const struct sort *sort);

/* base64url (RFC 4648 section 5, without padding). */
struct slice cursor_write(struct arena *arena, const struct secrets *secrets,
    const struct view *view, const struct resource *resource, const struct query *query,
    const struct position *position);

/* False if the cursor is not of this very list. */
bool cursor_read(struct arena *arena, const struct secrets *secrets, const struct view *view,
    const struct resource *resource, const struct query *query, struct position *position);

#endif
