/*
 * hubctl catalog: what is stored, as data. The generated tests walk it, and whoever
 * writes a client by hand can look up here what the document has no words for.
 */
#include "hubctl.h"

#include "catalog/describe.h"
#include "catalog/value.h"
#include "records/api.h"
#include "records/endpoints.h"

#define CATALOG_TEXT_MAX ((size_t)4 << 20)

/* clang-format off */
static const char *const types[] = {
	[FIELD_ID] = "id", [FIELD_REFERENCE] = "reference", [FIELD_NAME] = "name", [FIELD_TEXT] = "text",
	[FIELD_CODE] = "code", [FIELD_STRING] = "string", [FIELD_CHOICE] = "choice",
	[FIELD_CHOICES] = "choices", [FIELD_NAMES] = "names", [FIELD_COUNTRIES] = "countries",
	[FIELD_INTEGERS] = "integers", [FIELD_OBJECTS] = "objects", [FIELD_PHONE] = "phone",
	[FIELD_EMAIL] = "email", [FIELD_DATE] = "date", [FIELD_TIME] = "time", [FIELD_BOOL] = "bool",
	[FIELD_INTEGER] = "integer", [FIELD_MONEY] = "money", [FIELD_DECIMAL] = "decimal",
	[FIELD_VERSION] = "version", [FIELD_IDENTIFIER] = "identifier",
};

static const struct {
	unsigned trait;
	const char *name;
} traits[] = {
	{FIELD_REQUIRED, "required"}, {FIELD_UNIQUE, "unique"}, {FIELD_FILTERABLE, "filterable"},
	{FIELD_SORTABLE, "sortable"}, {FIELD_ONCE, "once"}, {FIELD_KEPT, "kept"},
	{FIELD_SEALED, "sealed"}, {FIELD_INDEXED, "indexed"},
};
/* clang-format on */

static void
put_text(struct json_writer *w, const char *name, const char *text)
{
	json_name(w, name);
	json_put_text(w, text);
}

static void
put_number(struct json_writer *w, const char *name, int64_t number)
{
	json_name(w, name);
	json_put_integer(w, number);
}

static void
put_traits(struct json_writer *w, unsigned of)
{
	json_name(w, "traits");
	json_begin_array(w);
	for (size_t i = 0; i < sizeof traits / sizeof traits[0]; i++)
		if ((of & traits[i].trait) != 0)
			json_put_text(w, traits[i].name);
	json_end_array(w);
}

static void
put_choices(struct json_writer *w, const struct choice *choices)
{
	json_name(w, "choices");
	json_begin_array(w);
	for (; choices->value != NULL; choices++)
		json_put_text(w, choices->value);
	json_end_array(w);
}

/* True if not every decimal of the field's digits is taken: a percent, a latitude. */
static bool
is_bounded(struct arena *arena, const struct field *field)
{
	struct db_value value;
	struct fault fault;
	struct str nines;
	if (field->type != FIELD_DECIMAL && field->type != FIELD_MONEY)
		return false;
	str_init(&nines, arena, (size_t)field->min + 1);
	for (int64_t i = 0; i < field->min - field->max; i++)
		str_add_char(&nines, '9');
	return !value_read(arena, field, str_slice(&nines), &value, &fault);
}

static void put_fields(struct json_writer *w, const struct resource *resource, const char *name,
    const struct field *fields, size_t nfields);

static void
put_field(struct json_writer *w, const struct resource *resource, const struct field *field)
{
	bool known = (size_t)field->type < sizeof types / sizeof types[0];
	json_begin_object(w);
	put_text(w, "name", field->name);
	put_text(w, "type", known ? types[field->type] : NULL);
	put_text(w, "privacy", describe_privacy(field->privacy));
	put_traits(w, field->traits);
	put_number(w, "min", field->min);
	put_number(w, "max", field->max);
	put_text(w, "pattern", describe_pattern(w->out->arena, field, DESCRIBE_TAKEN));
	put_text(w, "initial", field->initial);
	if (field->choices != NULL)
		put_choices(w, field->choices);
	if (field->refers != NULL)
		put_text(w, "refers", field->refers->name);
	if (field->nmembers > 0)
		put_fields(w, resource, "members", field->members, field->nmembers);
	json_name(w, "bounded");
	json_put_bool(w, is_bounded(w->out->arena, field));
	json_name(w, "example");
	describe_write_example(w, resource, field);
	json_end_object(w);
}

static void
put_fields(struct json_writer *w, const struct resource *resource, const char *name,
    const struct field *fields, size_t nfields)
{
	json_name(w, name);
	json_begin_array(w);
	for (size_t i = 0; i < nfields; i++)
		put_field(w, resource, &fields[i]);
	json_end_array(w);
}

static void
put_resource(struct json_writer *w, const struct resource *resource)
{
	json_begin_object(w);
	put_text(w, "name", resource->name);
	put_text(w, "object", resource->object);
	put_text(w, "prefix", resource->prefix);
	put_text(w, "table", resource->table);
	json_name(w, "operations");
	json_begin_array(w);
	for (unsigned bit = OPERATION_CREATE; bit <= OPERATION_REVEAL; bit <<= 1)
		if ((resource->operations & bit) != 0)
			json_put_text(w, operation_name((enum operation)bit));
	json_end_array(w);
	put_fields(w, resource, "fields", resource->fields, resource->nfields);
	json_end_object(w);
}

/* What actions are told: bodies that are no resource's, under the name of the operation. */
static void
put_actions(struct json_writer *w)
{
	struct endpoints endpoints = endpoints_of(w->out->arena, api_routes, NULL);
	json_begin_array(w);
	for (size_t i = 0; i < endpoints.count; i++) {
		const struct endpoint *endpoint = &endpoints.list[i];
		if (endpoint_body(endpoint) != ENDPOINT_TERMS)
			continue;
		const struct resource *terms = endpoint_terms(endpoint);
		json_begin_object(w);
		json_name(w, "operation");
		json_put_string(w, endpoint->name);
		put_fields(w, terms, "fields", terms->fields, terms->nfields);
		json_end_object(w);
	}
	json_end_array(w);
}

int
hubctl_catalog(struct hubctl *hub, int argc, char **argv)
{
	const struct hubctl_option none[] = {{0}};
	struct str text;
	if (!hubctl_options(none, argc, argv))
		return HUBCTL_USED_WRONGLY;
	str_init(&text, hub->arena, CATALOG_TEXT_MAX);
	struct json_writer w = json_writer(&text);
	json_begin_object(&w);
	json_name(&w, "resources");
	json_begin_array(&w);
	for (size_t i = 0; catalog[i] != NULL; i++)
		put_resource(&w, catalog[i]);
	json_end_array(&w);
	json_name(&w, "actions");
	put_actions(&w);
	json_end_object(&w);
	hubctl_print(&text);
	return 0;
}
