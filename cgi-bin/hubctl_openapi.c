/* hubctl openapi: the published document, set out in lines so that changes can be read. */
#include "hubctl.h"

#include "records/api.h"
#include "records/openapi.h"

#define SERVER "https://hub.example.com"

static void
new_line(struct str *out, size_t depth)
{
	str_add_char(out, '\n');
	for (size_t i = 0; i < depth; i++)
		str_add_char(out, ' ');
}

static bool
is_empty(struct slice json, size_t at)
{
	return at + 1 < json.len && (json.at[at + 1] == '}' || json.at[at + 1] == ']');
}

/* The text is our own writer's: without blanks between its parts. */
static void
set_out(struct str *out, struct slice json)
{
	size_t depth = 0;
	bool inside = false;
	for (size_t i = 0; i < json.len; i++) {
		char c = json.at[i];
		bool opens = !inside && (c == '{' || c == '['),
		     closes = !inside && (c == '}' || c == ']');
		if (closes && json.at[i - 1] != '{' && json.at[i - 1] != '[')
			new_line(out, depth - 1);
		depth -= closes;
		depth += opens;
		str_add_char(out, c);
		if (inside && c == '\\')
			str_add_char(out, json.at[++i]);
		else if (c == '"')
			inside = !inside;
		else if ((opens && !is_empty(json, i)) || (!inside && c == ','))
			new_line(out, depth);
		else if (!inside && c == ':')
			str_add_char(out, ' ');
	}
}

int
hubctl_openapi(struct hubctl *hub, int argc, char **argv)
{
	struct slice server = SLICE(SERVER);
	struct str json, text;
	const struct hubctl_option options[] = {{"server", &server, NULL, false}, {0}};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	struct openapi openapi = {
	    .arena = hub->arena, .routes = api_routes, .base = arena_text(hub->arena, server)};
	str_init(&json, hub->arena, OPENAPI_MAX);
	str_init(&text, hub->arena, 4 * OPENAPI_MAX);
	if (!openapi_write(&json, &openapi)) {
		fprintf(stderr, "hubctl: openapi: the document is too large\n");
		return 1;
	}
	set_out(&text, str_slice(&json));
	hubctl_print(&text);
	return 0;
}
