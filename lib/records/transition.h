/* Which state may follow on which, as a table. */
#ifndef RECORDS_TRANSITION_H
#define RECORDS_TRANSITION_H

#include "records/write.h"

struct transition {
	const char *from, *to;
};

/*
 * Refuses with 409 invalid_transition if the write changes `field` in a way that the table,
 * ended by {0}, does not have. A new record may begin in any state.
 */
bool transition_check(struct write *write, const char *field, const struct transition *transitions);

#endif
