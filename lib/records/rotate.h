/*
 * Everything in the database that is sealed under SECRET_SEAL, sealed anew under the newest one:
 * sealed fields of every resource and contents of documents, of every realm.
 */
#ifndef RECORDS_ROTATE_H
#define RECORDS_ROTATE_H

#include "records/contents.h"

/* Called after each realm with what has been done so far. */
typedef void rotate_progress(
    void *context, size_t done, size_t total, const struct reseal_count *count);

/* Safe to break off and run again. Whatever fails ends it; what was done stays. */
enum db_status rotate_seal(struct db *db, const struct secrets *secrets, rotate_progress *progress,
    void *context, struct reseal_count *count);

#endif
