/*
 * A whole body against its resource: every complaint at once. Rules between
 * fields and between rows are not here (lib/records).
 */
#ifndef CATALOG_CHECK_H
#define CATALOG_CHECK_H

#include "catalog/complaint.h"
#include "catalog/marks.h"
#include "catalog/record.h"
#include "codec/json.h"

enum check_purpose {
	CHECK_CREATE, /* the whole record; what is required must be there */
	CHECK_UPDATE  /* a merge patch (RFC 7396): null removes, absent keeps */
};

/*
 * Reads the body into *record (made with record_new): record->has are the members
 * that were good, for CHECK_CREATE also fields with an initial value. Complaints:
 * unknown_member, read_only, fixed, required, not_null, wrong_type, blank, too_long,
 * invalid_…, not_a_choice, out_of_range, too_many, repeated.
 */
void check_record(struct arena *arena, enum check_purpose purpose, const struct json *body,
    struct record *record, struct complaints *complaints);

/* The fields that the body names, good or not; those kept by the system left out. */
struct fieldset check_named(const struct resource *resource, const struct json *body);

/*
 * The record's members: id and object, then the shown fields in the table's order; sealed ones
 * masked unless the record is revealed. Values are marked where marks are wanted (else NULL).
 */
void record_write_members(struct json_writer *writer, const struct record *record,
    struct fieldset shown, struct marks *marks);

#endif
