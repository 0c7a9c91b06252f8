/* Names of operations are permanent; what they look like in a URL is derived here. */
#include "cgi-bin/pages/operations.h"

#include "base/id.h"
#include "catalog/catalog.h"

static const struct {
	const char *verb;
	const char *method;
	const char *below; /* the collection */
	unsigned needs;
} verbs[] = {
    {"list", "GET", "", OPERATION_READ},
    {"create", "POST", "", OPERATION_CREATE},
    {"search", "POST", "/search", OPERATION_READ},
    {"get", "GET", "/{id}", OPERATION_READ},
    {"update", "PATCH", "/{id}", OPERATION_UPDATE},
    {"delete", "DELETE", "/{id}", OPERATION_DELETE},
};

static const struct {
	const char *operation;
	const char *words;
} others[] = {
    {"auth.login", "POST /auth/login"},
    {"auth.logout", "POST /auth/logout"},
    {"auth.whoami", "GET /auth/whoami"},
    {"entities.read", "GET /"},
    {"changes.list", "GET /changes"},
    {"employees.terminate", "POST /employees/{id}/terminate"},
    {"employees.rehire", "POST /employees/{id}/rehire"},
    {"employees.start-leave", "POST /employees/{id}/start-leave"},
    {"employees.return", "POST /employees/{id}/return"},
    {"documents.download", "GET /documents/{id}/content"},
    {"documents.upload", "PUT /documents/{id}/content"},
    {"employees.cancel-hire", "POST /employees/{id}/cancel-hire"},
};

#define VERBS (sizeof verbs / sizeof *verbs)
#define OTHERS (sizeof others / sizeof *others)

struct slice
operation_words(struct arena *arena, struct slice operation)
{
	struct slice resource, verb;
	for (size_t i = 0; i < OTHERS; i++)
		if (slice_is(operation, others[i].operation))
			return slice_from(others[i].words);
	if (operation.len == 0)
		return SLICE_OF("No such address");
	if (!slice_cut(operation, '.', &resource, &verb))
		return operation;
	for (size_t i = 0; i < VERBS; i++)
		if (slice_is(verb, verbs[i].verb))
			return arena_printf(arena, "%s /%.*s%s", verbs[i].method,
			    SLICE_ARG(resource), verbs[i].below);
	return operation;
}

static struct option
option_of(struct arena *arena, struct slice operation, struct slice chosen)
{
	return (struct option){.value = operation,
	    .text = operation_words(arena, operation),
	    .chosen = slice_eq(operation, chosen)};
}

void
operation_options(
    struct arena *arena, struct slice chosen, const struct option **options, size_t *noptions)
{
	size_t nresources = 0, count = 0;
	while (catalog[nresources])
		nresources++;
	struct option *list = arena_array(arena, 1 + OTHERS + nresources * VERBS, sizeof *list);
	list[count++] = (struct option){.value = SLICE_OF(""), .text = SLICE_OF("Any")};
	for (size_t i = 0; i < OTHERS; i++)
		list[count++] = option_of(arena, slice_from(others[i].operation), chosen);
	for (size_t i = 0; i < nresources * VERBS; i++) {
		const struct resource *resource = catalog[i / VERBS];
		if ((resource->operations & verbs[i % VERBS].needs) == 0)
			continue;
		list[count++] = option_of(arena,
		    arena_printf(arena, "%s.%s", resource->name, verbs[i % VERBS].verb), chosen);
	}
	*options = list;
	*noptions = count;
}

#define WORDS_MAX 300

/* "GET /v1/entities/ent_…/employees/emp_…?x=y" → "/employees/{id}", method apart. */
static struct slice
plain_path(struct arena *arena, struct slice path)
{
	struct str plain;
	struct slice segment, rest = path, prefix;
	struct uuid id;
	slice_cut(rest, '?', &rest, &segment);
	if (slice_has_prefix(rest, "/v1/"))
		rest = slice_skip(rest, 3);
	if (slice_has_prefix(rest, "/entities/")) {
		slice_cut(slice_skip(rest, 10), '/', &segment, &rest);
		rest = rest.at ? (struct slice){rest.at - 1, rest.len + 1} : SLICE_OF("/");
	}
	str_init(&plain, arena, WORDS_MAX);
	while (slice_has_prefix(rest, "/")) {
		slice_cut(slice_skip(rest, 1), '/', &segment, &rest);
		rest = rest.at ? (struct slice){rest.at - 1, rest.len + 1} : SLICE_NONE;
		str_add_char(&plain, '/');
		str_add(&plain, id_split(segment, &prefix, &id) ? SLICE_OF("{id}") : segment);
	}
	return str_slice(&plain);
}

static bool
is_named(struct arena *arena, struct slice operation, struct slice method, struct slice path)
{
	struct slice own_method, own_path;
	slice_cut(operation_words(arena, operation), ' ', &own_method, &own_path);
	return slice_eq_nocase(path, own_path) &&
	       (method.len == 0 || slice_eq_nocase(method, own_method));
}

struct slice
operation_find(struct arena *arena, struct slice text)
{
	const struct option *options;
	size_t noptions;
	struct slice method, path;
	if (text.len == 0 || text.len > WORDS_MAX)
		return SLICE_NONE;
	if (!slice_cut(text, ' ', &method, &path)) {
		path = text;
		method = SLICE_NONE;
	}
	path = plain_path(arena, slice_trim(path));
	operation_options(arena, SLICE_NONE, &options, &noptions);
	for (size_t i = 1; i < noptions; i++)
		if (slice_eq_nocase(text, options[i].value) ||
		    (path.len > 0 && is_named(arena, options[i].value, method, path)))
			return options[i].value;
	return SLICE_NONE;
}
