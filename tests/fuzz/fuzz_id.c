/* An id has one text: what is read is written as it was. */
#include "fuzz.h"

#include "base/id.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size), prefix;
	struct uuid id, again;
	if (id_split(text, &prefix, &id)) {
		const char *known = arena_text(arena, prefix);
		MUST(slice_eq(id_text(arena, known, id), text));
		MUST(id_read(known, text, &again) && uuid_eq(id, again));
	}
	if (uuid_read(text, &id)) {
		char written[UUID_TEXT_LEN + 1];
		uuid_text(id, written);
		MUST(slice_eq_nocase(slice_from(written), text));
	}
	if (entity_code_is_valid(text))
		MUST(size == ENTITY_CODE_LEN);
	return 0;
}
