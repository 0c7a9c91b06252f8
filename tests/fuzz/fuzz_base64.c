/* One text for each value: what is read is written as it was. */
#include "fuzz.h"

#include "codec/base64.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size), bytes;
	struct str out;
	str_init(&out, arena, 2 * size + 8);
	if (base64url_read(arena, text, &bytes)) {
		base64url_write(&out, bytes);
		MUST(slice_eq(str_slice(&out), text));
	}
	str_cut(&out, 0);
	base64url_write(&out, text);
	MUST(!out.full && base64url_read(arena, str_slice(&out), &bytes) && slice_eq(bytes, text));
	return 0;
}
