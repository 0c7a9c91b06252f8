/*
 * A page's address with its filters: copied, changed in one of them, written out. So
 * chips, tabs and pagers keep all that they do not change.
 */
#ifndef PAGES_LINK_H
#define PAGES_LINK_H

#include "web/call.h"

#define LINK_PAIRS_MAX 24

struct link {
	struct arena *arena;
	struct slice path;
	struct {
		const char *name;
		struct slice value;
	} pairs[LINK_PAIRS_MAX];
	size_t npairs;
};

struct link link_to(const struct call *call, struct slice path);
/* Sets, replaces or, if the value is empty, removes. name is static. */
void link_set(struct link *link, const char *name, struct slice value);
/* The address, values percent-encoded, in the arena. */
struct slice link_url(const struct link *link);
/* The address of a copy with this one value changed. */
struct slice link_with(const struct link *link, const char *name, struct slice value);

#endif
