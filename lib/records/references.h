/*
 * References between records: those that a write sets must exist in its realm and be
 * active; those that point to a record keep it from being deleted, or go with it.
 */
#ifndef RECORDS_REFERENCES_H
#define RECORDS_REFERENCES_H

#include "records/write.h"

/*
 * Complains `not_found` or `inactive` about each reference that the write newly sets. A row
 * of another realm, or outside of the caller's population, does not exist here.
 */
bool references_check(struct write *write);

/*
 * Deletes what belongs to the record (the resources whose owner is its resource), each
 * with its own change.
 */
bool references_remove_owned(struct write *write);

/* After the database refused to delete: 409 resource_in_use, with who and how many. */
bool references_refuse(struct write *write);

#endif
