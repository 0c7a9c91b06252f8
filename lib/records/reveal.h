/*
 * Readings that show sealed values as they are: who may, and the entry in the audit trail that
 * stands before such an answer leaves (DESIGN.md section 5).
 */
#ifndef RECORDS_REVEAL_H
#define RECORDS_REVEAL_H

#include "catalog/store.h"
#include "web/call.h"

/* True if the query does not ask for it, or the caller may. False: 403. */
bool reveal_may(struct call *call, const struct query *query);

/*
 * One entry with the ids of the records, if the answer will reveal any. False: it could not be
 * written, and the failure is the answer.
 */
bool reveal_note(
    struct call *call, const struct record *records, size_t count, struct fieldset shown);

#endif
