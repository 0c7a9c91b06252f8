/*
 * Through which eyes a statement looks: every catalog statement takes a view, so
 * that realm, credential, fields and population cannot be forgotten.
 */
#ifndef CATALOG_VIEW_H
#define CATALOG_VIEW_H

#include "catalog/catalog.h"
#include "crypt/crypt.h"

struct secrets;

/*
 * The credential on which a read or write hangs: statements are joined to it, so
 * that one revoked, expired, paused or narrowed since it was identified finds
 * nothing (DESIGN.md section 7, "At once").
 */
struct guard {
	struct uuid key_id;
	uint64_t stamp; /* of the key; whatever narrows it or ends a credential of it raises this */
	int64_t until_us; /* the credential's end; TIME_LAST_US (codec/date.h): none */
	struct digest digest;
};

struct view {
	uint64_t entity_id;
	uint64_t realm_id;
	struct fieldset readable;
	struct fieldset writable;
	const struct guard *guard;     /* NULL only for `system` (daily work, samples) */
	const struct secrets *secrets; /* for fields that are sealed */
	bool reveal;                   /* records that are read show these as they are */
	unsigned population;           /* dimensions that limit key caller_id (population.h) */
	/* Who is named in the change row. */
	const char *caller_kind; /* "key", "user", "system" */
	struct uuid caller_id;
};

#endif
