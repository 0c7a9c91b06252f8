/* Levels as bitmaps over the catalog, and their text form. */
#include "access/policy.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"

#define SCOPES_MAX 16384
#define WRITES (OPERATION_CREATE | OPERATION_UPDATE | OPERATION_DELETE)
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

void
policy_compile(enum access_level level, struct policy *policy)
{
	memset(policy, 0, sizeof *policy);
	policy->level = level;
	policy->feed = level != LEVEL_CUSTOM;
	for (size_t i = 0; catalog[i]; i++) {
		assert(i < POLICY_RESOURCES_MAX);
		struct grant *grant = &policy->grants[i];
		grant->operations = catalog[i]->operations & operations_of_level(level);
		if (grant->operations & READS)
			grant->readable = fieldset_all(catalog[i]);
		if (grant->operations & WRITES)
			grant->writable = fieldset_all(catalog[i]);
	}
}

const struct grant *
policy_grant(const struct policy *policy, const struct resource *resource)
{
	size_t i = 0;
	while (catalog[i] != resource) {
		assert(catalog[i]);
		i++;
	}
	return &policy->grants[i];
}

bool
policy_allows(const struct policy *policy, const struct resource *resource, unsigned operations)
{
	return (operations & ~policy_grant(policy, resource)->operations) == 0;
}

struct slice
policy_scope(struct arena *arena, const struct resource *resource, unsigned operation)
{
	return arena_printf(
	    arena, "%s:%s", resource->name, operation_name((enum operation)operation));
}

/* Nothing where all fields are granted, for then later ones are too. */
static void
put_fields(struct str *out, const struct resource *resource, struct fieldset fields)
{
	struct fieldset missing = fieldset_minus(fieldset_all(resource), fields);
	const char *separator = "(";
	if (fieldset_is_empty(&missing))
		return;
	for (size_t i = 0; i < resource->nfields; i++) {
		if (!fieldset_has(&fields, (int)i))
			continue;
		str_add_text(out, separator);
		str_add_text(out, resource->fields[i].name);
		separator = ",";
	}
	str_add_text(out, ")");
}

static void
put_scope(
    struct str *out, const struct resource *resource, const char *verb, struct fieldset fields)
{
	if (out->len > 0)
		str_add_char(out, ' ');
	str_add_text(out, resource->name);
	str_add_char(out, ':');
	str_add_text(out, verb);
	put_fields(out, resource, fields);
}

static void
put_grant(struct str *out, const struct resource *resource, const struct grant *grant)
{
	unsigned rest = grant->operations;
	unsigned writes = resource->operations & WRITES;
	if (rest & OPERATION_READ)
		put_scope(out, resource, operation_name(OPERATION_READ), grant->readable);
	rest &= ~(unsigned)OPERATION_READ;
	if (writes && (rest & writes) == writes) {
		put_scope(out, resource, "write", grant->writable);
		rest &= ~(unsigned)WRITES;
	}
	for (unsigned bit = OPERATION_CREATE; bit <= OPERATION_REVEAL; bit <<= 1)
		if (rest & bit)
			put_scope(out, resource, operation_name((enum operation)bit),
			    bit & WRITES ? grant->writable : fieldset_all(resource));
}

struct slice
policy_scopes(struct arena *arena, const struct policy *policy)
{
	struct str scopes;
	str_init(&scopes, arena, SCOPES_MAX);
	for (size_t i = 0; catalog[i]; i++)
		put_grant(&scopes, catalog[i], &policy->grants[i]);
	if (policy->feed)
		str_addf(&scopes, "%s%s", scopes.len > 0 ? " " : "", POLICY_FEED_SCOPE);
	assert(!scopes.full);
	return str_slice(&scopes);
}
