/* Human text: normalising is idempotent, trimming and heads stay valid UTF-8; HTML is inert. */
#include "fuzz.h"

#include "codec/html.h"
#include "codec/text.h"

/* Nothing that runs, and no host but by https or http. */
static bool
is_harmless_url(struct slice url)
{
	if (slice_has_prefix(url, "/"))
		return url.len == 1 || (url.at[1] != '/' && url.at[1] != '\\');
	return url.len == 0 || url.at[0] == '#' || url.at[0] == '?' ||
	       slice_has_prefix(url, "https://") || slice_has_prefix(url, "http://");
}

static void
check_html(struct arena *arena, struct slice text)
{
	struct str out;
	str_init(&out, arena, 20 * text.len + 8);
	html_text(&out, text);
	html_attribute(&out, text);
	MUST(!out.full && slice_find(str_slice(&out), '<') < 0 &&
	     slice_find(str_slice(&out), '>') < 0);
	str_cut(&out, 0);
	html_attribute(&out, text);
	html_url(&out, text);
	html_query_part(&out, text);
	html_data_text(&out, text);
	MUST(!out.full && slice_find(str_slice(&out), '"') < 0 &&
	     slice_find(str_slice(&out), '\'') < 0);
	MUST(slice_find(str_slice(&out), '<') < 0);
	str_cut(&out, 0);
	html_url(&out, text);
	MUST(is_harmless_url(str_slice(&out)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size);
	if (size > 65536)
		return 0;
	check_html(arena, text);
	bool valid = utf8_is_valid(text);
	struct slice normal = text_nfc(arena, text);
	MUST(valid == (normal.at != NULL));
	if (!valid)
		return 0;
	MUST(utf8_is_valid(normal) && slice_eq(text_nfc(arena, normal), normal));
	struct slice trimmed = text_trim(text);
	MUST(utf8_is_valid(trimmed) && slice_eq(text_trim(trimmed), trimmed));
	MUST(text_is_blank(text) == (trimmed.len == 0));
	MUST(!text_has_controls_beyond_lines(text) || text_has_controls(text));
	for (size_t max = 0; max <= size && max < 8; max++)
		MUST(utf8_is_valid(utf8_head(text, max)));
	return 0;
}
