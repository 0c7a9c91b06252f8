/* An address list that is accepted is kept as one text, which reads as itself and lets in. */
#include "fuzz.h"

#include <string.h>

#include "access/addresses.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct complaints *complaints = arena_alloc(arena, sizeof *complaints);
	struct complaints *again = arena_alloc(arena, sizeof *again);
	struct address_list *list = arena_alloc(arena, sizeof *list);
	struct slice kept = addresses_read(arena, fuzz_input(data, size), complaints);
	if (complaints->count > 0)
		return 0;
	MUST(slice_eq(addresses_read(arena, kept, again), kept) && again->count == 0);
	addresses_compile(kept, list);
	MUST(list->limited == (kept.len > 0) && list->count <= ADDRESSES_MAX);
	for (uint32_t i = 0; i < list->count; i++)
		MUST(addresses_admit(list, list->ranges[i].base.byte));
	return 0;
}
