/* Pairs that are read are written percent-encoded as a text that reads the same. */
#include "fuzz.h"

#include "codec/form.h"
#include "codec/text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size);
	struct form form, again;
	struct str out;
	str_init(&out, arena, 3 * size + 2 * FORM_PAIRS_MAX);
	cookie_value(text, "__Host-hub");
	if (!form_read(arena, text, &form))
		return 0;
	for (size_t i = 0; i < form.npairs; i++) {
		MUST(utf8_is_valid(form.pairs[i].name) && utf8_is_valid(form.pairs[i].value));
		percent_write(&out, form.pairs[i].name);
		str_add_char(&out, '=');
		percent_write(&out, form.pairs[i].value);
		if (i + 1 < form.npairs)
			str_add_char(&out, '&');
	}
	MUST(!out.full && form_read(arena, str_slice(&out), &again));
	MUST(again.npairs == form.npairs);
	for (size_t i = 0; i < form.npairs; i++)
		MUST(slice_eq(form.pairs[i].name, again.pairs[i].name) &&
		     slice_eq(form.pairs[i].value, again.pairs[i].value));
	return 0;
}
