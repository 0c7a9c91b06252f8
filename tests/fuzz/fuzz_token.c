/* A token that is accepted has its tail; one changed character and it is refused. */
#include "fuzz.h"

#include "crypt/token.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice text = fuzz_input(data, size), head;
	if (token_check(text, &head)) {
		MUST(head.len + TOKEN_TAIL_LEN == size);
		char *changed = arena_text(arena, text);
		changed[size - 1] = changed[size - 1] == 'a' ? 'b' : 'a';
		MUST(!token_check((struct slice){changed, size}, &head));
	}
	MUST(token_check(token_new(arena, text), &head) && slice_eq(head, text));
	return 0;
}
