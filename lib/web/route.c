/*
 * Matching a path against the rows of a program, segment by segment, in the table's order. Most
 * rows are passed over by two bytes that are kept of each, so that a request need not look at a
 * hundred rows all over the memory.
 */
#include "web/route.h"

#include <assert.h>
#include <string.h>

#include "web/call.h"
#include "web/program.h"

struct match {
	struct slice parameters[ROUTE_PARAMETERS_MAX];
	size_t nparameters;
	const struct resource *resource;
};

/* The next segment of a path that begins with '/'; false at its end. */
static bool
next_segment(struct slice *rest, struct slice *segment)
{
	if (rest->len == 0)
		return false;
	const char *at = rest->at + 1, *end = rest->at + rest->len;
	*segment = (struct slice){at, 0};
	while (at < end && *at != '/')
		at++;
	segment->len = (size_t)(at - segment->at);
	*rest = (struct slice){at, (size_t)(end - at)};
	return true;
}

static bool
is_parameter(struct slice part)
{
	return part.len > 2 && part.at[0] == '{' && part.at[part.len - 1] == '}';
}

/* "{resource}", or "{resource=NAME}" for that one alone. */
static bool
is_resource(struct slice part)
{
	return slice_is(part, "{resource}") || slice_has_prefix(part, "{resource=");
}

static bool
resource_is_meant(struct slice part, struct slice name)
{
	size_t before = strlen("{resource=");
	return slice_is(part, "{resource}") ||
	       slice_eq(slice_head(slice_skip(part, before), part.len - before - 1), name);
}

static bool
segment_fits(const struct route *row, struct slice part, struct slice segment, struct match *match)
{
	if (!is_parameter(part))
		return slice_eq(part, segment);
	if (segment.len == 0)
		return false;
	if (is_resource(part)) {
		match->resource = resource_is_meant(part, segment) ? catalog_find(segment) : NULL;
		if (!match->resource || (match->resource->operations & row->needs) != row->needs)
			return false;
	}
	match->parameters[match->nparameters++] = segment;
	return true;
}

/* What a path must have to fit a row. */
struct sieve {
	unsigned char segments;
	char last; /* byte; NUL: a parameter stands there, so any */
};

/* Of one table of rows, which is the only one of a program. */
static struct {
	const struct route *rows;
	size_t count;
	struct sieve sieves[ROUTES_MAX];
} known;

static unsigned char
count_segments(struct slice path)
{
	unsigned char count = 0;
	for (size_t i = 0; i < path.len; i++)
		count = (unsigned char)(count + (path.at[i] == '/'));
	return count;
}

static void
get_to_know(const struct route *rows)
{
	known.rows = rows;
	known.count = 0;
	for (const struct route *row = rows; row->operation; row++) {
		struct slice pattern = slice_from(row->pattern);
		char last = pattern.at[pattern.len - 1];
		assert(known.count < ROUTES_MAX);
		known.sieves[known.count++] =
		    (struct sieve){count_segments(pattern), last == '}' ? '\0' : last};
	}
}

static bool
may_fit(struct sieve row, struct sieve path)
{
	return row.segments == path.segments && (!row.last || row.last == path.last);
}

static bool
row_fits(const struct route *row, struct slice path, struct match *match)
{
	struct slice pattern = slice_from(row->pattern), part, segment;
	*match = (struct match){0};
	while (next_segment(&pattern, &part))
		if (!next_segment(&path, &segment) || !segment_fits(row, part, segment, match))
			return false;
	return path.len == 0;
}

/* Only what is certainly no personal data goes into notes: ids, codes and our own words. */
static bool
may_be_noted(struct slice part, struct slice value)
{
	struct slice prefix;
	struct uuid id;
	if (is_resource(part))
		return true;
	if (slice_has_prefix(value, "ent_"))
		return entity_code_is_valid(slice_skip(value, 4));
	return id_split(value, &prefix, &id) && catalog_find_prefix(prefix) != NULL;
}

static struct slice
rebuild_path(struct call *call, const struct route *row)
{
	struct slice pattern = slice_from(row->pattern), part;
	struct str path;
	size_t parameter = 0;
	str_init(&path, call->arena, ROUTE_PATH_MAX);
	while (next_segment(&pattern, &part)) {
		str_add_char(&path, '/');
		if (!is_parameter(part)) {
			str_add(&path, part);
			continue;
		}
		struct slice value = call->parameters[parameter++];
		str_add(&path, may_be_noted(part, value) ? value : part);
	}
	return str_slice(&path);
}

/* A row below {resource} is called by resource and verb. */
static struct slice
full_operation(struct call *call, const struct route *row)
{
	const struct resource *resource = call->notes.resource;
	if (!resource)
		return slice_from(row->operation);
	struct str operation;
	str_init(&operation, call->arena, ROUTE_PATH_MAX);
	str_add_text(&operation, resource->name);
	str_add_char(&operation, '.');
	str_add_text(&operation, row->operation);
	return str_slice(&operation);
}

static void
take_path(struct call *call, const struct route *row, const struct match *match)
{
	memcpy(call->parameters, match->parameters, sizeof call->parameters);
	call->match = ROUTE_METHOD_WRONG;
	call->allowed = 0;
	call->open_to_all = true;
	call->route = NULL;
	call->notes.resource = match->resource;
	call->notes.path = rebuild_path(call, row);
}

static void
take_route(struct call *call, const struct route *row)
{
	call->match = ROUTE_FOUND;
	call->route = row;
	call->notes.operation = full_operation(call, row);
	call->notes.request_shape = row->request;
	call->notes.answer_shape = row->answer;
}

void
route_find(struct call *call)
{
	struct match match;
	size_t fewest = SIZE_MAX;
	struct slice path = call->request.path;
	call->match = ROUTE_UNKNOWN;
	if (path.len == 0)
		return;
	if (known.rows != call->program->routes)
		get_to_know(call->program->routes);
	struct sieve wanted = {count_segments(path), path.at[path.len - 1]};
	for (size_t i = 0; i < known.count; i++) {
		const struct route *row = &known.rows[i];
		if (!may_fit(known.sieves[i], wanted) || !row_fits(row, path, &match) ||
		    match.nparameters > fewest)
			continue;
		if (match.nparameters < fewest)
			take_path(call, row, &match);
		fewest = match.nparameters;
		call->allowed |= row->method;
		call->open_to_all &= row->access == ACCESS_PUBLIC;
		if (row->method == call->request.method)
			take_route(call, row);
	}
}

struct slice
route_allow(struct call *call, unsigned methods)
{
	static const struct {
		enum method method;
		const char *names;
	} words[] = {
	    {METHOD_GET, "GET, HEAD, "},
	    {METHOD_POST, "POST, "},
	    {METHOD_PUT, "PUT, "},
	    {METHOD_PATCH, "PATCH, "},
	    {METHOD_DELETE, "DELETE, "},
	};
	struct str allow;
	str_init(&allow, call->arena, 100);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (methods & words[i].method)
			str_add_text(&allow, words[i].names);
	str_add_text(&allow, "OPTIONS");
	return str_slice(&allow);
}

struct slice
call_parameter(const struct call *call, const char *name)
{
	struct slice pattern = slice_from(call->route->pattern), part;
	size_t parameter = 0;
	while (next_segment(&pattern, &part)) {
		if (!is_parameter(part))
			continue;
		if (slice_is((struct slice){part.at + 1, part.len - 2}, name))
			return call->parameters[parameter];
		parameter++;
	}
	assert(!"the route has a parameter of that name");
	return SLICE_NONE;
}

static size_t
count_parameters(const char *pattern)
{
	struct slice rest = slice_from(pattern), part;
	size_t count = 0;
	while (next_segment(&rest, &part))
		count += is_parameter(part);
	return count;
}

static const char *
what_lacks(const struct route *row)
{
	if (!row->access)
		return "says nobody who may come";
	if (row->access == ACCESS_RESOURCE && !row->needs)
		return "names no operation of the resource";
	if (row->access == ACCESS_SESSION && !row->roles)
		return "names no role";
	if (!row->method || (row->method & (row->method - 1)) || row->method >= METHOD_OPTIONS)
		return "does not name exactly one method";
	if (!row->pattern || row->pattern[0] != '/')
		return "has no pattern";
	if (count_parameters(row->pattern) > ROUTE_PARAMETERS_MAX)
		return "has too many parameters";
	if (!row->handle)
		return "has no handler";
	return NULL;
}

bool
route_check(const struct route *routes, FILE *complaints)
{
	for (const struct route *row = routes; row->operation; row++) {
		const char *lacks = what_lacks(row);
		if (lacks) {
			fprintf(complaints, "route %s %s\n", row->operation, lacks);
			return false;
		}
	}
	return true;
}
