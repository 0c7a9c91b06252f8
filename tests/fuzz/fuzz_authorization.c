/*
 * An Authorization header gives a credential that lies inside it and holds no blank around it;
 * what is well formed keeps its form when it is sent again, and is found wherever it stands.
 */
#include "fuzz.h"

#include <string.h>

#include "access/credentials.h"

static const struct settings settings = {.key_prefix = "hub"};

static void
check_found_inside(struct arena *arena, struct slice text)
{
	struct slice query = arena_printf(arena, "note=%.*s&x", SLICE_ARG(text));
	struct slice found = credential_within(&settings, query);
	MUST(credential_is_suspected(&settings, text));
	MUST(found.at && slice_eq(found, text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct slice input = fuzz_input(data, size);
	struct slice text = credential_bearer(input), within;
	if (text.at) {
		MUST(text.at >= input.at && text.at + text.len <= input.at + input.len);
		MUST(slice_eq(slice_trim(text), text));
		struct slice again = arena_printf(arena, "bearer  %.*s ", SLICE_ARG(text));
		bool whole = !memchr(input.at, 0, input.len) && text.len > 0;
		MUST(!whole || slice_eq(credential_bearer(again), text));
		if (credential_is_well_formed(text) && slice_has_prefix(text, "hub_live_"))
			check_found_inside(arena, text);
	}
	within = credential_within(&settings, input);
	MUST(!within.at ||
	     (within.at >= input.at && within.at + within.len <= input.at + input.len));
	struct slice made = credential_new_token(arena, &settings);
	MUST(credential_is_well_formed(made));
	check_found_inside(arena, made);
	return 0;
}
