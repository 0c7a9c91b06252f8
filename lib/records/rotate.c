/* One realm after the other; retired ones too, until they are emptied. */
#include "records/rotate.h"

#include "catalog/reseal.h"
#include "sql/records.h"

#define MEMORY_MAX ((size_t)16 << 20)
#define REALMS_AT_ONCE 1000

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

static enum db_status
count_realms(struct db *db, struct arena *arena, size_t *total)
{
	struct sealed_realms_count_row row;
	enum db_status status = sealed_realms_count(db, arena, &row);
	if (status == DB_OK)
		*total = row.realms;
	return status;
}

enum db_status
rotate_seal(struct db *db, const struct secrets *secrets, rotate_progress *progress, void *context,
    struct reseal_count *count)
{
	struct sealed_realms_in in = {0, REALMS_AT_ONCE};
	struct sealed_realms_row *realms;
	size_t nrealms = 0, done = 0, total = 0;
	struct arena *arena = arena_new(MEMORY_MAX);
	enum db_status status = count_realms(db, arena, &total);
	do {
		arena_reset(arena);
		if (status == DB_OK)
			status = sealed_realms(db, arena, &in, &realms, &nrealms);
		for (size_t i = 0; status == DB_OK && i < nrealms; i++) {
			in.after = realms[i].realm_id;
			status = rotate_realm(db, secrets, &realms[i], count);
			if (status == DB_OK)
				progress(context, ++done, total, count);
		}
	} while (status == DB_OK && nrealms == REALMS_AT_ONCE);
	arena_free(arena);
	return status;
}
