/*
 * What a key may do, once everything is added up: for each resource the
 * operations and the fields it may read and write (DESIGN.md section 7).
 *
 * Grants are what an administrator chose, on a key or in a security group; a policy is what
 * the key's level leaves of them. Their text form stands in access/policy_text.h.
 */
#ifndef ACCESS_POLICY_H
#define ACCESS_POLICY_H

#include "base/arena.h"
#include "catalog/catalog.h"

enum access_level { LEVEL_READ_ONLY = 1, LEVEL_FULL, LEVEL_CUSTOM };

#define POLICY_RESOURCES_MAX 32

/* Words that stand for fields, those that the catalog gains later included. */
enum { REACH_ALL = 1u << 0, REACH_OPEN = 1u << 1, REACH_BUSINESS = 1u << 2 };

/* Which fields an operation reaches; positions are those of this process. */
struct reach {
	struct fieldset fields; /* all of them, what the words stand for now included */
	unsigned words;         /* REACH_ALL stands alone */
};

/* About one resource. What an operation that is not granted reaches is empty. */
struct grant {
	unsigned operations; /* enum operation bits */
	struct reach read, create, update;
};

struct grants {
	struct grant of[POLICY_RESOURCES_MAX]; /* in the order of catalog[] */
	bool feed;                             /* changes:read: may follow what it may read */
};

struct policy {
	enum access_level level;
	struct grants granted;
};

/* "full", "read_only", "custom". */
const char *level_name(enum access_level level);
bool level_read(struct slice text, enum access_level *level);

#define POLICY_FEED_SCOPE "changes:read"

/* Every field of the resource. */
struct reach reach_all(const struct resource *resource);
/* Those of one class: by the word if it is OPEN or BUSINESS, else those that exist now. */
struct reach reach_of_class(const struct resource *resource, enum privacy privacy);
/* Both together. */
struct reach reach_or(const struct resource *resource, struct reach a, struct reach b);

/* Adds one scope's worth: the operations, and what those among them that have fields reach. */
void grants_allow(struct grants *grants, const struct resource *resource, unsigned operations,
    struct reach reach);
/* What either allows. */
void grants_add(struct grants *grants, const struct grants *more);

/* True if `outer` allows whatever `inner` does, in this release and in later ones. */
bool grants_within(const struct grants *inner, const struct grants *outer);

/*
 * Level ∩ chosen. chosen NULL: neither groups nor grants are chosen; then full is everything
 * but reveal, read_only is read and download, both with the change feed, and custom nothing.
 * Full takes nothing away from what is chosen; read_only leaves read, download and the feed.
 */
void policy_compile(enum access_level level, const struct grants *chosen, struct policy *policy);

/* What it says about the resource; never NULL. */
const struct grant *policy_grant(const struct policy *policy, const struct resource *resource);

/* True if every operation of the bits is granted on the resource. */
bool policy_allows(
    const struct policy *policy, const struct resource *resource, unsigned operations);

/* The fields of the resource that it shows. */
struct fieldset policy_readable(const struct policy *policy, const struct resource *resource);
/* Those that it lets operations write; create and update together: what both may. */
struct fieldset policy_writable(
    const struct policy *policy, const struct resource *resource, unsigned operations);

#endif
