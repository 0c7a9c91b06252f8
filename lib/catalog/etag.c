/* Making entity tags, and judging the conditions that name them. */
#include "catalog/etag.h"

#include "base/str.h"
#include "catalog/sealed.h"
#include "codec/http.h"
#include "crypt/crypt.h"

struct slice
etag_write(struct arena *arena, const struct record *record, struct fieldset shown)
{
	struct str names;
	const struct resource *resource = record->resource;
	str_init(&names, arena, FIELDS_MAX * 64);
	for (size_t i = 0; i < resource->nfields; i++)
		if (fieldset_has(&shown, (int)i)) {
			str_add_text(&names, resource->fields[i].name);
			str_add_char(&names, ',');
		}
	if (record->revealed && sealed_is_among(resource, shown))
		str_add_text(&names, "revealed");
	return arena_printf(arena, "\"%llu-%08lx\"", (unsigned long long)record_version(record),
	    (unsigned long)crc32c(str_slice(&names)));
}

static bool
names_version(const struct etag *tag, uint64_t version)
{
	struct slice number, view;
	uint64_t named;
	return !tag->weak && slice_cut(tag->opaque, '-', &number, &view) &&
	       slice_to_u64(number, UINT64_MAX / 2, &named) && named == version;
}

enum etag_condition
etag_if_match(struct arena *arena, struct slice header, uint64_t version)
{
	struct etags tags;
	if (header.at == NULL)
		return ETAG_ABSENT;
	if (!etags_read(arena, header, &tags))
		return ETAG_MALFORMED;
	for (size_t i = 0; i < tags.count; i++)
		if (names_version(&tags.at[i], version))
			return ETAG_MET;
	return tags.any ? ETAG_MET : ETAG_UNMET;
}

enum etag_condition
etag_if_none_match(struct arena *arena, struct slice header, struct slice etag)
{
	struct etags tags;
	struct slice opaque = {etag.at + 1, etag.len - 2};
	if (header.at == NULL)
		return ETAG_ABSENT;
	if (!etags_read(arena, header, &tags))
		return ETAG_MALFORMED;
	return etags_match_weak(&tags, opaque) ? ETAG_UNMET : ETAG_MET;
}
