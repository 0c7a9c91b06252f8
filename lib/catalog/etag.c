/* Making entity tags, and judging the conditions that name them. */
#include "catalog/etag.h"

#include "base/str.h"
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
	return arena_printf(arena, "\"%llu-%08lx\"", (unsigned long long)record_version(record),
	    (unsigned long)crc32c(str_slice(&names)));
}

/* One tag from the front of a list: etagc of RFC 9110, or an error. */
static bool
next_tag(struct slice *rest, bool *weak, struct slice *opaque)
{
	*weak = slice_has_prefix(*rest, "W/");
	struct slice tag = slice_skip(*rest, *weak ? 2 : 0);
	size_t end = 1;
	if (tag.len < 2 || tag.at[0] != '"')
		return false;
	while (end < tag.len && tag.at[end] != '"') {
		if (tag.at[end] < 0x21 && (unsigned char)tag.at[end] < 0x80)
			return false;
		end++;
	}
	if (end == tag.len)
		return false;
	*opaque = (struct slice){tag.at + 1, end - 1};
	*rest = slice_trim(slice_skip(tag, end + 1));
	if (rest->len > 0 && rest->at[0] != ',')
		return false;
	while (rest->len > 0 && rest->at[0] == ',')
		*rest = slice_trim(slice_skip(*rest, 1));
	return true;
}

/* What a compressing server in front of us may have added. */
static struct slice
without_coding(struct slice opaque)
{
	return slice_has_suffix(opaque, "-gzip") ? slice_head(opaque, opaque.len - 5) : opaque;
}

static bool
names_version(struct slice opaque, bool weak, uint64_t version)
{
	struct slice number, view;
	uint64_t named;
	return !weak && slice_cut(without_coding(opaque), '-', &number, &view) &&
	       slice_to_u64(number, UINT64_MAX / 2, &named) && named == version;
}

enum etag_condition
etag_if_match(struct slice header, uint64_t version)
{
	struct slice rest = slice_trim(header), opaque;
	bool weak, met = false;
	if (header.at == NULL)
		return ETAG_ABSENT;
	if (slice_is(rest, "*"))
		return ETAG_MET;
	if (rest.len == 0)
		return ETAG_MALFORMED;
	while (rest.len > 0) {
		if (!next_tag(&rest, &weak, &opaque))
			return ETAG_MALFORMED;
		met = met || names_version(opaque, weak, version);
	}
	return met ? ETAG_MET : ETAG_UNMET;
}

enum etag_condition
etag_if_none_match(struct slice header, struct slice etag)
{
	struct slice rest = slice_trim(header), opaque;
	struct slice own = {etag.at + 1, etag.len - 2};
	bool weak, matched = false;
	if (header.at == NULL)
		return ETAG_ABSENT;
	if (slice_is(rest, "*"))
		return ETAG_UNMET;
	if (rest.len == 0)
		return ETAG_MALFORMED;
	while (rest.len > 0) {
		if (!next_tag(&rest, &weak, &opaque))
			return ETAG_MALFORMED;
		matched = matched || slice_eq(without_coding(opaque), own);
	}
	return matched ? ETAG_UNMET : ETAG_MET;
}
