/* Closing, opening, finding and masking. */
#include "catalog/sealed.h"

#include <assert.h>

#include "base/str.h"
#include "catalog/formats.h"
#include "crypt/secrets.h"

#define PLACE_MAX 256
#define SHOWN_MAX 4

/* The use that a key is derived for: "government-identifications.number". */
static const char *
use_of(struct arena *arena, const struct resource *resource, const struct field *field)
{
	return arena_printf(arena, "%s.%s", resource->name, field->name).at;
}

static struct slice
place_of(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct field *field, struct uuid id)
{
	struct str place;
	str_init(&place, arena, PLACE_MAX);
	str_addf(&place, "%llu|%s|", (unsigned long long)view->realm_id, resource->name);
	id_write(&place, resource->prefix, id);
	str_addf(&place, "|%s", field->name);
	assert(!place.full);
	return str_slice(&place);
}

struct slice
sealed_close_text(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct field *field, struct uuid id, struct slice text)
{
	assert(view->secrets != NULL);
	return seal(arena, view->secrets, SECRET_SEAL, view->realm_id,
	    use_of(arena, resource, field), place_of(arena, view, resource, field, id), text);
}

struct slice
sealed_close(
    struct arena *arena, const struct view *view, const struct record *record, size_t field)
{
	const struct db_value *value = &record->values[field];
	if (value->null)
		return SLICE_NONE;
	return sealed_close_text(arena, view, record->resource, &record->resource->fields[field],
	    record_id(record), value->text);
}

struct slice
sealed_open(struct arena *arena, const struct view *view, const struct resource *resource,
    const struct field *field, struct uuid id, struct slice sealed)
{
	assert(view->secrets != NULL);
	return unseal(arena, view->secrets, SECRET_SEAL, view->realm_id,
	    use_of(arena, resource, field), place_of(arena, view, resource, field, id), sealed);
}

struct digest
sealed_digest(const struct view *view, const struct resource *resource, const struct field *field,
    struct slice text)
{
	char use[PLACE_MAX];
	uint32_t id;
	assert(view->secrets != NULL);
	snprintf(use, sizeof use, "%s.%s", resource->name, field->name);
	secrets_oldest(view->secrets, SECRET_BLIND, &id);
	struct digest key = secrets_derive(view->secrets, SECRET_BLIND, id, view->realm_id, use);
	return hmac_sha256((struct slice){(const char *)key.byte, DIGEST_LEN}, text);
}

struct slice
sealed_mask(struct arena *arena, struct slice text)
{
	size_t shown = text.len / 2 < SHOWN_MAX ? text.len / 2 : SHOWN_MAX;
	struct slice last = slice_skip(text, text.len - shown);
	return arena_printf(arena, SEALED_MASK "%.*s", SLICE_ARG(last));
}

struct field
sealed_shown(const struct field *field)
{
	struct field shown = *field;
	if ((field->traits & FIELD_SEALED) == 0)
		return shown;
	shown.type = FIELD_STRING;
	shown.check = format_is_shown_identifier;
	return shown;
}

bool
sealed_is_among(const struct resource *resource, struct fieldset fields)
{
	for (size_t i = 0; i < resource->nfields; i++)
		if ((resource->fields[i].traits & FIELD_SEALED) != 0 &&
		    fieldset_has(&fields, (int)i))
			return true;
	return false;
}
