/* Field values: whatever is read lies within the input; a link stays one sound value. */
#include "fuzz.h"

#include "codec/http.h"
#include "codec/media.h"
#include "codec/partial.h"

static void
must_lie_within(struct slice part, struct slice whole)
{
	MUST(part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size);
	struct etags etags;
	struct media_type media;
	if (etags_read(arena, text, &etags))
		for (size_t i = 0; i < etags.count; i++) {
			must_lie_within(etags.at[i].opaque, text);
			MUST(etags_match_weak(&etags, etags.at[i].opaque));
		}
	http_accepts(text, "application/json");
	if (media_type_read(text, &media)) {
		must_lie_within(media.type, text);
		MUST(slice_find(media.type, '/') > 0);
		MUST(http_accepts(media.type, arena_text(arena, media.type)));
		media_type_parameter(arena, &media, "charset");
	}
	struct byte_range range;
	const struct media *text_media = media_find(SLICE_OF("text/plain"));
	text_media->fits(text);
	if (range_read(text, 1000, &range) == RANGE_PART)
		MUST(range.first <= range.last && range.last < 1000);
	struct str link, disposition;
	str_init(&disposition, arena, 4 * size + 64);
	disposition_write(&disposition, text);
	MUST(!disposition.full);
	for (size_t i = 0; i < disposition.len; i++)
		MUST(disposition.at[i] >= ' ' && disposition.at[i] <= '~');
	str_init(&link, arena, 3 * size + 64);
	link_write(&link, text, "next");
	MUST(!link.full && slice_find(str_slice(&link), '\n') < 0);
	MUST(slice_find(str_slice(&link), '>') == (ptrdiff_t)(link.len - sizeof "; rel=\"next\""));
	return 0;
}
