/*
 * Arena: a chain of blocks, newest first. Blocks hold zeros wherever they are
 * not handed out, so that handing out needs no clearing: a reset wipes exactly
 * what was used. Under AddressSanitizer unused bytes are poisoned as well.
 */
#define _GNU_SOURCE
#include "base/arena.h"

#include <assert.h>
#include <malloc.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define HIDE(at, len) ASAN_POISON_MEMORY_REGION((at), (len))
#define SHOW(at, len) ASAN_UNPOISON_MEMORY_REGION((at), (len))
#define GAP 16
#else
#define HIDE(at, len) ((void)0)
#define SHOW(at, len) ((void)0)
#define GAP 0
#endif

#define ALIGNMENT alignof(max_align_t)
#define BLOCK_FIRST ((size_t)16 * 1024)
#define PRINTED_MOSTLY 256 /* bytes: what is longer is formatted twice */
#define BLOCK_KEPT_MAX ((size_t)256 * 1024)
#define BLOCK_LARGE ((size_t)128 * 1024)
#define FREED_BYTE 0xa5

struct block {
	struct block *next;
	size_t cap;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct release {
	struct release *next;
	void (*call)(void *thing);
	void *thing;
};

struct arena {
	struct block *blocks;
	struct release *releases;
	size_t ceiling;
	size_t held; /* capacities of all blocks */
	size_t used; /* bytes asked for since the last reset */
};

static _Noreturn void
die(const char *why)
{
	fputs(why, stderr);
	abort();
}

void
arena_return_large_blocks(void)
{
	mallopt(M_MMAP_THRESHOLD, (int)BLOCK_LARGE);
	mallopt(M_TRIM_THRESHOLD, (int)BLOCK_LARGE);
}

void
arena_wipe_what_is_freed(void)
{
#ifdef M_PERTURB
	mallopt(M_PERTURB, FREED_BYTE);
#endif
}

struct arena *
arena_new(size_t ceiling_bytes)
{
	struct arena *arena = calloc(1, sizeof *arena);
	if (!arena)
		die("arena: out of memory\n");
	arena->ceiling = ceiling_bytes;
	return arena;
}

/* Whole pages of zeros from the system, which nobody fills and clears before they are used. */
static bool
is_of_pages(size_t cap)
{
#ifdef ARENA_ASAN
	(void)cap; /* its leak checker looks for pointers in what malloc gave */
	return false;
#else
	return sizeof(struct block) + cap >= BLOCK_LARGE;
#endif
}

static struct block *
block_get(size_t cap)
{
	size_t whole = sizeof(struct block) + cap;
	if (!is_of_pages(cap))
		return calloc(1, whole);
	void *pages = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return pages == MAP_FAILED ? NULL : pages;
}

static struct block *
block_add(struct arena *arena, size_t need)
{
	size_t cap = arena->blocks ? 2 * arena->blocks->cap : BLOCK_FIRST;
	if (cap > BLOCK_KEPT_MAX)
		cap = BLOCK_KEPT_MAX;
	if (cap > arena->ceiling - arena->held)
		cap = arena->ceiling - arena->held;
	if (cap < need)
		cap = need;
	if (cap > arena->ceiling - arena->held)
		die("arena: over its ceiling\n");
	struct block *block = block_get(cap);
	if (!block)
		die("arena: out of memory\n");
	block->cap = cap;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->held += cap;
	HIDE(block->bytes, cap);
	return block;
}

/* What an object takes in a block. */
static size_t
whole_of(size_t bytes)
{
	size_t whole = (bytes + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	return whole ? whole : ALIGNMENT;
}

void *
arena_alloc(struct arena *arena, size_t bytes)
{
	if (bytes > arena->ceiling)
		die("arena: over its ceiling\n");
	size_t whole = whole_of(bytes);
	struct block *block = arena->blocks;
	if (!block || block->cap - block->used < whole)
		block = block_add(arena, whole);
	unsigned char *at = block->bytes + block->used;
	block->used += whole;
	arena->used += bytes;
	SHOW(at, bytes);
	return at;
}

bool
arena_extend(struct arena *arena, const void *last, size_t bytes, size_t more)
{
	struct block *block = arena->blocks;
	size_t whole = whole_of(bytes);
	if (more > arena->ceiling || !block || block->used < whole ||
	    (const unsigned char *)last != block->bytes + block->used - whole ||
	    block->cap - block->used + whole < whole_of(more))
		return false;
	block->used += whole_of(more) - whole;
	arena->used += more - bytes;
	SHOW(last, more);
	return true;
}

void *
arena_array(struct arena *arena, size_t count, size_t bytes)
{
	assert(bytes == 0 || count <= SIZE_MAX / bytes);
	return arena_alloc(arena, count * bytes);
}

struct slice
arena_copy(struct arena *arena, struct slice bytes)
{
	if (!bytes.at)
		return SLICE_NONE;
	return (struct slice){arena_text(arena, bytes), bytes.len};
}

char *
arena_text(struct arena *arena, struct slice bytes)
{
	char *copy = arena_alloc(arena, bytes.len + 1);
	if (bytes.len > 0)
		memcpy(copy, bytes.at, bytes.len);
	return copy;
}

struct slice
arena_printf(struct arena *arena, const char *format, ...)
{
	char room[PRINTED_MOSTLY];
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(room, sizeof room, format, args);
	va_end(args);
	assert(len >= 0);
	char *text = arena_alloc(arena, (size_t)len + 1);
	if ((size_t)len < sizeof room)
		memcpy(text, room, (size_t)len + 1);
	else
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return (struct slice){text, (size_t)len};
}

void
arena_on_reset(struct arena *arena, void (*release)(void *thing), void *thing)
{
	struct release *entry = arena_alloc(arena, sizeof *entry);
	entry->call = release;
	entry->thing = thing;
	entry->next = arena->releases;
	arena->releases = entry;
}

size_t
arena_used(const struct arena *arena)
{
	return arena->used;
}

static void
release_all(struct arena *arena)
{
	while (arena->releases) {
		struct release *entry = arena->releases;
		arena->releases = entry->next;
		entry->call(entry->thing);
	}
}

static void
block_wipe(struct block *block)
{
	SHOW(block->bytes, block->used);
	explicit_bzero(block->bytes, block->used);
	HIDE(block->bytes, block->used);
	block->used = 0;
}

static void
block_free(struct block *block)
{
	if (is_of_pages(block->cap)) {
		munmap(block, sizeof *block + block->cap);
		return;
	}
	block_wipe(block);
	SHOW(block->bytes, block->cap);
	free(block);
}

void
arena_reset(struct arena *arena)
{
	release_all(arena);
	struct block *kept = NULL;
	struct block *block = arena->blocks;
	while (block) {
		struct block *next = block->next;
		block_wipe(block);
		if (block->cap <= BLOCK_KEPT_MAX && (!kept || block->cap > kept->cap)) {
			if (kept)
				block_free(kept);
			kept = block;
		} else {
			block_free(block);
		}
		block = next;
	}
	if (kept)
		kept->next = NULL;
	arena->blocks = kept;
	arena->held = kept ? kept->cap : 0;
	arena->used = 0;
}

void
arena_free(struct arena *arena)
{
	if (!arena)
		return;
	release_all(arena);
	while (arena->blocks) {
		struct block *block = arena->blocks;
		arena->blocks = block->next;
		block_free(block);
	}
	free(arena);
}
