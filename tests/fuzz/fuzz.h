/*
 * What each target includes: libFuzzer's entry point and the arena that a target
 * resets after each input. A broken invariant aborts, so that fuzzer, sanitizer and
 * replay all see it.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/slice.h"

#define FUZZ_ARENA_BYTES ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holds in every build, unlike assert. */
#define MUST(condition)                                                                            \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static inline struct arena *
fuzz_arena(void)
{
	static struct arena *arena;
	if (!arena)
		arena = arena_new(FUZZ_ARENA_BYTES);
	arena_reset(arena);
	return arena;
}

static inline struct slice
fuzz_input(const uint8_t *data, size_t size)
{
	return (struct slice){size ? (const char *)data : "", size};
}

#endif
