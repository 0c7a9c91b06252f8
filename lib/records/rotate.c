/* One realm after the other; retired ones too, until they are emptied. */
#include "records/rotate.h"

#include "catalog/reseal.h"
#include "sql/records.h"

#define MEMORY_MAX ((size_t)16 << 20)

static enum db_status
rotate_fields(struct db *db, const struct view *view, const struct resource *resource,
    struct reseal_count *count)
{
	enum db_status status = DB_OK;
	for (size_t i = 0; status == DB_OK && i < resource->nfields; i++)
		if ((resource->fields[i].traits & FIELD_SEALED) != 0)
			status = reseal_field(db, view, resource, &resource->fields[i],
			    &count->resealed, &count->unreadable);
	return status;
}

static enum db_status
rotate_realm(struct db *db, const struct secrets *secrets, const struct sealed_realms_row *realm,
    struct reseal_count *count)
{
	enum db_status status = DB_OK;
	struct view view = {.entity_id = realm->entity_id,
	    .realm_id = realm->realm_id,
	    .secrets = secrets,
	    .caller_kind = "system"};
	for (size_t i = 0; status == DB_OK && catalog[i] != NULL; i++)
		status = rotate_fields(db, &view, catalog[i], count);
	return status == DB_OK ? contents_reseal(db, secrets, realm->realm_id, count) : status;
}

enum db_status
rotate_seal(struct db *db, const struct secrets *secrets, rotate_progress *progress, void *context,
    struct reseal_count *count)
{
	struct sealed_realms_row *realms;
	size_t nrealms;
	struct arena *arena = arena_new(MEMORY_MAX);
	enum db_status status = sealed_realms(db, arena, &realms, &nrealms);
	for (size_t i = 0; status == DB_OK && i < nrealms; i++) {
		status = rotate_realm(db, secrets, &realms[i], count);
		if (status == DB_OK)
			progress(context, i + 1, nrealms, count);
	}
	arena_free(arena);
	return status;
}
