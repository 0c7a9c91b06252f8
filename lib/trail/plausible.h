/*
 * Does a text look like what its place is for? Redaction keeps names and values
 * only then, so that a value put into the wrong place is not kept there.
 */
#ifndef TRAIL_PLAUSIBLE_H
#define TRAIL_PLAUSIBLE_H

#include "catalog/catalog.h"

/* A string value of the field: of its choices, its grammar, its length; never a credential. */
bool plausible_text(const struct field *field, struct slice text);
/* A bare JSON number, true or false as the field's value. */
bool plausible_bare(const struct field *field, struct slice text);
/* A credential of ours, of any prefix, whole or nearly so, stands somewhere in the text. */
bool plausible_credential(struct slice text);
/* Digits of a number of rows: too few for any number of a person. */
bool plausible_limit(struct slice text);

/* gte, in, prefix, …: what may stand in brackets after a field or as member of a filter. */
bool plausible_operator(struct slice name);
/* A parameter of lists and writes that is no field: limit, cursor, … */
bool plausible_parameter(struct slice name);
/* RFC 6901 pointer of fields, list positions, parameters and operators only. */
bool plausible_pointer(const struct resource *resource, struct slice pointer);
/* `field`, `field[gte]` or a parameter. */
bool plausible_filter_name(const struct resource *resource, struct slice name);
/* A comma-separated list of fields, each perhaps with a minus before it. */
bool plausible_fields(const struct resource *resource, struct slice names);
/* The field of that name, or NULL; resource may be NULL. */
const struct field *plausible_field(const struct resource *resource, struct slice name);
/* The member of that name of the elements of a list; NULL if there is none. */
const struct field *plausible_member(const struct field *field, struct slice name);

#endif
