/*
 * The one text form of grants and policies, both ways: scopes parted by blanks.
 *
 *     persons:read(business,personal) employees:update time-off:write documents:download
 *
 *     scope      = resource ":" operation [ "(" item *( "," item ) ")" ] / "changes:read"
 *     operation  = "create" / "read" / "update" / "delete" / "download" / "reveal" / "write"
 *     item       = name of a field / "open" / "business" / "personal" / "sensitive"
 *
 * `write` is those of create, update and delete that exist on the resource. Read, create,
 * update and write take a list of fields; without one they reach all fields, later ones too.
 * A class word is the resource's fields of that class; `open` and `business` also those of
 * later releases. Blanks may stand around what is in parentheses. Scopes add up.
 *
 * What is kept of it (grants_store) says the same, but nothing in it would reach further in
 * a later release than what was chosen: the fields that `personal` and `sensitive` stand for
 * and the operations that `write` stands for are written out.
 */
#ifndef ACCESS_POLICY_TEXT_H
#define ACCESS_POLICY_TEXT_H

#include "access/act.h"
#include "access/policy.h"

#define SCOPES_READ_MAX 65536   /* bytes of what people write */
#define SCOPES_STORED_MAX 60000 /* bytes of what is kept */

#define SCOPE_FAULTS_MAX 20

/* One thing wrong with a text. */
struct scope_fault {
	const char *code;   /* "unknown_field"; the table in policy_text.c lists them */
	const char *saying; /* what is wrong, without a full stop */
	size_t at, len;     /* bytes of the text that it is about */
};

struct scope_faults {
	struct scope_fault list[SCOPE_FAULTS_MAX]; /* in the order of the text */
	size_t count;                              /* those beyond the maximum are dropped */
};

/* False with all that is wrong; *grants is untouched then. Blank text: no grants. */
bool grants_read(struct slice text, struct grants *grants, struct scope_faults *faults);

/*
 * What was kept: what it names that this release does not know grants nothing, nor does
 * what is no scope.
 */
void grants_load(struct slice stored, struct grants *grants);

/* Adds what was kept to a sum; nothing if it is the NULL slice, which chooses nothing. */
void grants_gather(struct slice stored, struct grants *sum, bool *chosen);

/* Canonical: read back it gives the same grants, and equal grants give equal texts. */
struct slice grants_write(struct arena *arena, const struct grants *grants);
/* To be kept; NULL slice if that would be longer than SCOPES_STORED_MAX. */
struct slice grants_store(struct arena *arena, const struct grants *grants);

/* The whole policy: what whoami and login tell. */
struct slice policy_scopes(struct arena *arena, const struct policy *policy);
/* One need: "employees:update". */
struct slice policy_scope(struct arena *arena, const struct resource *resource, unsigned operation);

/* Each fault as a sentence about the control: "At 12, “persson”: there is no such resource." */
void scope_faults_complain(struct arena *arena, struct slice text,
    const struct scope_faults *faults, const char *control, struct complaints *complaints);

#endif
