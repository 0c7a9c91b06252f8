/* Grants and levels as bitmaps over the catalog. */
#include "access/policy.h"

#include <assert.h>
#include <string.h>

#define READS (OPERATION_READ | OPERATION_DOWNLOAD)

static const char *const level_names[] = {
    [LEVEL_READ_ONLY] = "read_only",
    [LEVEL_FULL] = "full",
    [LEVEL_CUSTOM] = "custom",
};

const char *
level_name(enum access_level level)
{
	return level_names[level];
}

bool
level_read(struct slice text, enum access_level *level)
{
	for (int i = LEVEL_READ_ONLY; i <= LEVEL_CUSTOM; i++) {
		if (!slice_is(text, level_names[i]))
			continue;
		*level = (enum access_level)i;
		return true;
	}
	return false;
}

struct reach
reach_all(const struct resource *resource)
{
	return (struct reach){fieldset_all(resource), REACH_ALL};
}

struct reach
reach_of_class(const struct resource *resource, enum privacy privacy)
{
	unsigned word = 0;
	if (privacy == PRIVACY_OPEN)
		word = REACH_OPEN;
	else if (privacy == PRIVACY_BUSINESS)
		word = REACH_BUSINESS;
	return (struct reach){fieldset_of_class(resource, privacy), word};
}

struct reach
reach_or(const struct resource *resource, struct reach a, struct reach b)
{
	if ((a.words | b.words) & REACH_ALL)
		return reach_all(resource);
	return (struct reach){fieldset_or(a.fields, b.fields), a.words | b.words};
}

static size_t
index_of(const struct resource *resource)
{
	size_t i = 0;
	while (catalog[i] != resource) {
		assert(catalog[i]);
		i++;
	}
	assert(i < POLICY_RESOURCES_MAX);
	return i;
}

/* Records are never shown without their id, so whoever reads reaches it. */
static void
allow_reading(struct grant *grant, const struct resource *resource, struct reach reach)
{
	fieldset_add(&reach.fields, 0);
	grant->read = reach_or(resource, grant->read, reach);
}

void
grants_allow(
    struct grants *grants, const struct resource *resource, unsigned operations, struct reach reach)
{
	struct grant *grant = &grants->of[index_of(resource)];
	operations &= resource->operations;
	grant->operations |= operations;
	if (operations & OPERATION_READ)
		allow_reading(grant, resource, reach);
	if (operations & OPERATION_CREATE)
		grant->create = reach_or(resource, grant->create, reach);
	if (operations & OPERATION_UPDATE)
		grant->update = reach_or(resource, grant->update, reach);
}

void
grants_add(struct grants *grants, const struct grants *more)
{
	grants->feed = grants->feed || more->feed;
	for (size_t i = 0; catalog[i]; i++) {
		struct grant *sum = &grants->of[i];
		const struct grant *each = &more->of[i];
		sum->operations |= each->operations;
		sum->read = reach_or(catalog[i], sum->read, each->read);
		sum->create = reach_or(catalog[i], sum->create, each->create);
		sum->update = reach_or(catalog[i], sum->update, each->update);
	}
}

static bool
reach_within(const struct reach *inner, const struct reach *outer)
{
	struct fieldset more = fieldset_minus(inner->fields, outer->fields);
	return (outer->words & REACH_ALL) ||
	       (fieldset_is_empty(&more) && (inner->words & ~outer->words) == 0);
}

bool
grants_within(const struct grants *inner, const struct grants *outer)
{
	bool within = outer->feed || !inner->feed;
	for (size_t i = 0; catalog[i] && within; i++) {
		const struct grant *a = &inner->of[i], *b = &outer->of[i];
		within = (a->operations & ~b->operations) == 0 &&
			 reach_within(&a->read, &b->read) && reach_within(&a->create, &b->create) &&
			 reach_within(&a->update, &b->update);
	}
	return within;
}

/* What a level is by itself. */
static unsigned
operations_of_level(enum access_level level)
{
	switch (level) {
	case LEVEL_FULL:
		return ~(unsigned)OPERATION_REVEAL;
	case LEVEL_READ_ONLY:
		return READS;
	case LEVEL_CUSTOM:
		break;
	}
	return 0;
}

static void
keep_operations(struct grant *grant, unsigned operations)
{
	grant->operations &= operations;
	if (!(grant->operations & OPERATION_READ))
		grant->read = (struct reach){0};
	if (!(grant->operations & OPERATION_CREATE))
		grant->create = (struct reach){0};
	if (!(grant->operations & OPERATION_UPDATE))
		grant->update = (struct reach){0};
}

void
policy_compile(enum access_level level, const struct grants *chosen, struct policy *policy)
{
	memset(policy, 0, sizeof *policy);
	policy->level = level;
	if (!chosen) {
		policy->granted.feed = level != LEVEL_CUSTOM;
		for (size_t i = 0; catalog[i]; i++)
			grants_allow(&policy->granted, catalog[i], operations_of_level(level),
			    reach_all(catalog[i]));
		return;
	}
	policy->granted = *chosen;
	for (size_t i = 0; catalog[i] && level == LEVEL_READ_ONLY; i++)
		keep_operations(&policy->granted.of[i], READS);
}

const struct grant *
policy_grant(const struct policy *policy, const struct resource *resource)
{
	return &policy->granted.of[index_of(resource)];
}

bool
policy_allows(const struct policy *policy, const struct resource *resource, unsigned operations)
{
	return (operations & ~policy_grant(policy, resource)->operations) == 0;
}

struct fieldset
policy_readable(const struct policy *policy, const struct resource *resource)
{
	return policy_grant(policy, resource)->read.fields;
}

struct fieldset
policy_writable(const struct policy *policy, const struct resource *resource, unsigned operations)
{
	const struct grant *grant = policy_grant(policy, resource);
	unsigned both = OPERATION_CREATE | OPERATION_UPDATE;
	if ((operations & both) == both)
		return fieldset_and(grant->create.fields, grant->update.fields);
	if (operations & OPERATION_CREATE)
		return grant->create.fields;
	return operations & OPERATION_UPDATE ? grant->update.fields : (struct fieldset){0};
}
