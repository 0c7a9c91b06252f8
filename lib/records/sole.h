/*
 * Flags of which one record bears one at most (the catalog's `sole`): setting it takes it
 * from the other, with a change of its own; a unique index holds it against writers at once.
 */
#ifndef RECORDS_SOLE_H
#define RECORDS_SOLE_H

#include "records/write.h"

/* Before any row is looked at: waits for others who set the same flag. */
bool sole_queue(struct write *write);

/* Before the record is written: takes the flag from the others if the write sets it. */
bool sole_take(struct write *write);

/* Whose duplicate means that another transaction came between: all is to be run again. */
bool sole_is_index(const struct resource *resource, const char *index);

#endif
