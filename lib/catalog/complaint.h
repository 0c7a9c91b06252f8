/*
 * What is wrong with a body, a parameter or a header: a list that grows until all
 * of it has been looked at, so that a client hears everything at once.
 */
#ifndef CATALOG_COMPLAINT_H
#define CATALOG_COMPLAINT_H

#include "base/arena.h"
#include "base/slice.h"

/* One complaint about a body (pointer) or about a parameter or header. */
struct complaint {
	struct slice pointer;  /* RFC 6901: "/hire_date"; NULL slice if about a parameter */
	const char *parameter; /* a query parameter's name as the client wrote it, or NULL */
	const char *code;      /* "invalid_date" */
	struct slice detail;   /* never echoes a value */
};

#define COMPLAINTS_MAX 50

struct complaints {
	struct complaint list[COMPLAINTS_MAX];
	size_t count; /* those beyond the maximum are dropped */
};

/* code is static; pointer and detail must live as long as the list. */
void complain(
    struct complaints *complaints, struct slice pointer, const char *code, struct slice detail);
/* About the query parameter of that name; the name must live as long as the list. */
void complain_parameter(
    struct complaints *complaints, const char *parameter, const char *code, struct slice detail);
/* RFC 6901: parent "/filter" and "a/b" give "/filter/a~1b". */
struct slice pointer_join(struct arena *arena, struct slice parent, struct slice member);
struct slice pointer_index(struct arena *arena, struct slice parent, size_t index);

#endif
