/*
 * The trait SEALED (DESIGN.md section 5): how the value of such a field lies in the database
 * and how it leaves the API. In a record it is the value itself, in C only.
 */
#ifndef CATALOG_SEALED_H
#define CATALOG_SEALED_H

#include "catalog/record.h"
#include "catalog/view.h"

/*
 * NAME_sealed: AES-256-GCM under the realm's key for the field, bound by its associated data to
 * realm, resource, record and field. A null value: the NULL slice.
 */
struct slice sealed_close(
    struct arena *arena, const struct view *view, const struct record *record, size_t field);
/* The same for whoever has no record: rotation. */
struct slice sealed_close_text(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id, struct slice text);
/* NULL slice if it was not sealed for this place, or under a secret that is not there. */
struct slice sealed_open(struct arena *arena, const struct view *view,
    const struct resource *resource, const struct field *field, struct uuid id,
    struct slice sealed);

/*
 * NAME_digest, the blind index: HMAC-SHA-256 of the normalised value under the realm's key for
 * the field, made of the first secret for `blind`, which is never rotated. With other fields of
 * the record in one unique index it makes values unique, alone it finds them.
 */
struct digest sealed_digest(const struct view *view, const struct resource *resource,
    const struct field *field, struct slice text);

/*
 * What is shown without `reveal`: SEALED_MASK and the last four characters, of shorter values no
 * more than half.
 */
#define SEALED_MASK "****"
struct slice sealed_mask(struct arena *arena, struct slice text);

/* The field as answers show it, for descriptions: masked, or as it is. */
struct field sealed_shown(const struct field *field);

/* True if the resource has such a field among these. */
bool sealed_is_among(const struct resource *resource, struct fieldset fields);

#endif
