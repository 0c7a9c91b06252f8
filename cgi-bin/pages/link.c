/* Addresses with filters. */
#include "cgi-bin/pages/link.h"

#include <assert.h>
#include <string.h>

#include "codec/form.h"

#define LINK_MAX 8192

struct link
link_to(const struct call *call, struct slice path)
{
	return (struct link){.arena = call->arena, .path = path};
}

void
link_set(struct link *link, const char *name, struct slice value)
{
	size_t at = 0;
	while (at < link->npairs && strcmp(link->pairs[at].name, name) != 0)
		at++;
	assert(at < LINK_PAIRS_MAX);
	if (at == link->npairs)
		link->npairs++;
	link->pairs[at].name = name;
	link->pairs[at].value = value;
}

struct slice
link_url(const struct link *link)
{
	struct str url;
	const char *joint = "?";
	str_init(&url, link->arena, LINK_MAX);
	str_add(&url, link->path);
	for (size_t i = 0; i < link->npairs; i++) {
		if (link->pairs[i].value.len == 0)
			continue;
		str_add_text(&url, joint);
		str_add_text(&url, link->pairs[i].name);
		str_add_char(&url, '=');
		percent_write(&url, link->pairs[i].value);
		joint = "&";
	}
	return str_slice(&url);
}

struct slice
link_with(const struct link *link, const char *name, struct slice value)
{
	struct link copy = *link;
	link_set(&copy, name, value);
	return link_url(&copy);
}
