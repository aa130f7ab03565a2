#include "filters/tag/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define BLOCK ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	alignas(max_align_t) char bytes[];
};

static void *
get_aligned(struct arena *arena, size_t n, size_t alignment)
{
	size_t at = (arena->used + alignment - 1) & ~(alignment - 1);
	struct arena_block *block;

	if (arena->blocks != NULL && at <= arena->size && n <= arena->size - at) {
		arena->used = at + n;
		return arena->blocks->bytes + at;
	}
	arena->size = n > BLOCK / 4 ? n : BLOCK;
	block = xcalloc(1, sizeof(*block) + arena->size);
	block->next = arena->blocks;
	arena->blocks = block;
	arena->used = n;
	return block->bytes;
}

void *
arena_get(struct arena *arena, size_t n)
{
	return get_aligned(arena, n, alignof(max_align_t));
}

char *
arena_copy(struct arena *arena, const void *data, size_t n)
{
	char *copy = get_aligned(arena, n + 1, 1);

	if (n > 0)
		memcpy(copy, data, n);
	copy[n] = '\0';
	return copy;
}

void
arena_free(struct arena *arena)
{
	struct arena_block *next;

	for (struct arena_block *block = arena->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct arena){0};
}
