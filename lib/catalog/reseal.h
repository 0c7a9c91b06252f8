/*
 * Sealing the values of sealed fields anew under the newest secret, while others read and
 * write. No version and no change follows, for no value does.
 */
#ifndef CATALOG_RESEAL_H
#define CATALOG_RESEAL_H

#include "catalog/view.h"
#include "db/db.h"

/*
 * The field in the view's realm, in batches with a transaction each; rows that somebody writes
 * meanwhile are that writer's. Both counts are added to: an unreadable value opens under none of
 * the secrets and stays as it is. Safe to break off and run again.
 */
enum db_status reseal_field(struct db *db, const struct view *view, const struct resource *resource,
    const struct field *field, uint64_t *resealed, uint64_t *unreadable);

#endif
