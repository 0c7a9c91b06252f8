/*
 * GET of something that stands at one record's id: existence, the guard of the
 * credential, and one more try where the credential must be judged anew.
 */
#ifndef RECORDS_ONE_H
#define RECORDS_ONE_H

#include "catalog/store.h"
#include "web/call.h"

struct one_reading {
	const char *place; /* of failures, for the log */
	/* Judges what comes before existence; false: refused. Asked again after the credential. */
	bool (*may)(struct call *call);
	void (*answer)(struct call *call, const struct record *record);
};

/* Of notes.resource, by the route's {id}. 406, 404 and failures are answered here. */
void one_get(struct call *call, const struct one_reading *reading);
/* The same where what the client accepts is judged elsewhere. */
void one_read(struct call *call, const struct one_reading *reading);

#endif
