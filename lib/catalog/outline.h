/*
 * What each read of a record asks of each field, in one piece. The tables of the catalog lie over
 * a hundred cache lines that every process has for itself; this over some thirty.
 */
#ifndef CATALOG_OUTLINE_H
#define CATALOG_OUTLINE_H

#include "catalog/marks.h"
#include "db/db.h"

#define OUTLINE_NAMES_MAX 4096

struct outline {
	const struct resource *resource;
	bool has_sealed;                  /* any field */
	unsigned char types[FIELDS_MAX];  /* enum db_type of its value in a record */
	unsigned char judged[FIELDS_MAX]; /* enum judged */
	uint16_t ends[FIELDS_MAX];        /* of its name below */
	char names[OUTLINE_NAMES_MAX];    /* `"status":`, one behind the other */
};

/* Made at its first use; lives as long as the thread. */
const struct outline *outline_of(const struct resource *resource);

/* The field's name as JSON has it before a value: `"status":`. */
static inline struct slice
outline_name(const struct outline *outline, size_t field)
{
	size_t from = field > 0 ? outline->ends[field - 1] : 0;
	return (struct slice){outline->names + from, outline->ends[field] - from};
}

#endif
