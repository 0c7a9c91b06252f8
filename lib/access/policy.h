/*
 * What a key may do, once everything is added up: for each resource the
 * operations and the fields it may read and write (DESIGN.md section 7).
 */
#ifndef ACCESS_POLICY_H
#define ACCESS_POLICY_H

#include "base/arena.h"
#include "catalog/catalog.h"

enum access_level { LEVEL_READ_ONLY = 1, LEVEL_FULL, LEVEL_CUSTOM };

#define POLICY_RESOURCES_MAX 32

/* About one resource; positions of fields are those of this process. */
struct grant {
	unsigned operations; /* enum operation bits */
	struct fieldset readable, writable;
};

struct policy {
	enum access_level level;
	struct grant grants[POLICY_RESOURCES_MAX]; /* in the order of catalog[] */
	bool feed; /* changes:read: may follow what it may read */
};

/* "full", "read_only", "custom". */
const char *level_name(enum access_level level);
bool level_read(struct slice text, enum access_level *level);

#define POLICY_FEED_SCOPE "changes:read"

/*
 * The policy of a level without groups or grants: full is everything but reveal,
 * read_only is read and download, both with the change feed; custom nothing.
 */
void policy_compile(enum access_level level, struct policy *policy);

/* What it says about the resource; never NULL. */
const struct grant *policy_grant(const struct policy *policy, const struct resource *resource);

/* True if every operation of the bits is granted on the resource. */
bool policy_allows(
    const struct policy *policy, const struct resource *resource, unsigned operations);

/* The text form of one need: "employees:update". */
struct slice policy_scope(struct arena *arena, const struct resource *resource, unsigned operation);

/*
 * The whole policy in its text form, scopes parted by blanks: `employees:read
 * employees:write changes:read`, where write stands for create, update and delete together. A field
 * list follows in parentheses where not all fields are granted.
 */
struct slice policy_scopes(struct arena *arena, const struct policy *policy);

#endif
