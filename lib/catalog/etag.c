/* Making entity tags, and judging the conditions that name them. */
#include "catalog/etag.h"

#include "base/str.h"
#include "catalog/sealed.h"
#include "codec/http.h"
#include "crypt/crypt.h"

#define TAG_MAX 40

struct slice
etag_write(struct arena *arena, const struct record *record, struct fieldset shown)
{
	struct str tag;
	const struct resource *resource = record->resource;
	uint32_t view = crc32c(fieldset_names(arena, resource, &shown));
	if (record->revealed && sealed_is_among(resource, shown))
		view = ~view;
	str_init(&tag, arena, TAG_MAX);
	str_add_char(&tag, '"');
	str_add_u64(&tag, record_version(record));
	str_add_char(&tag, '-');
	for (int shift = 28; shift >= 0; shift -= 4)
		str_add_char(&tag, "0123456789abcdef"[view >> shift & 15]);
	str_add_char(&tag, '"');
	return str_slice(&tag);
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
