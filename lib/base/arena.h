/*
 * Memory that lives as long as one request. Allocate or die: running out of
 * memory or over the arena's ceiling is a bug of the caller's limits and ends
 * the process (the server starts another). Nothing is freed singly.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/slice.h"

struct arena;

/* A new arena that may never hold more than ceiling_bytes. Owned by the caller. */
struct arena *arena_new(size_t ceiling_bytes);

/* Zeroed memory, aligned for any object, valid until reset or free. Size 0 is allowed. */
void *arena_alloc(struct arena *arena, size_t bytes);

/*
 * Makes what was last handed out longer where it lies, from `bytes` to `more`, the new
 * bytes zeroed. False if it is not the last or there is no room: then nothing changed.
 */
bool arena_extend(struct arena *arena, const void *last, size_t bytes, size_t more);

/* count × bytes, zeroed; an overflowing product is a bug. */
void *arena_array(struct arena *arena, size_t count, size_t bytes);

/* A copy followed by a NUL that is not counted. A NULL slice gives a NULL slice. */
struct slice arena_copy(struct arena *arena, struct slice bytes);

/* A NUL-terminated copy. */
char *arena_text(struct arena *arena, struct slice bytes);

/* Formatted, NUL-terminated text as a slice. */
struct slice arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Calls release(thing) at the next reset or free, last registered first. */
void arena_on_reset(struct arena *arena, void (*release)(void *thing), void *thing);

/* Bytes handed out since the last reset: for budgets in tests. */
size_t arena_used(const struct arena *arena);

/*
 * To be called once, before threads: large blocks that are given back go back to the system at
 * once. Left alone, glibc learns from the first large block that it gets back to keep such
 * blocks for good, and one large answer would swell a process for its life.
 */
void arena_return_large_blocks(void);

/*
 * To be called once, before threads: whatever anybody frees is overwritten, since libraries free
 * buffers that held credentials and cookies. Never to be changed afterwards: while another thread
 * allocates, glibc (2.36, *tried*) would hand out memory from calloc() that is not zero.
 */
void arena_wipe_what_is_freed(void);

/* Forgets everything, wipes what was used, keeps one block for the next request. */
void arena_reset(struct arena *arena);

void arena_free(struct arena *arena);

#endif
