/* Memory that is given out in pieces and freed all at once. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_block;

/* Owns its blocks; zero-initialised is empty and valid. */
struct arena {
	struct arena_block *blocks; /* the newest first */
	size_t used, size;          /* of the newest */
};

/* n bytes, all zero, aligned for any type. */
void *arena_get(struct arena *arena, size_t n);

/* A copy of n bytes with a NUL after them. */
char *arena_copy(struct arena *arena, const void *data, size_t n);

/* Frees everything that was given out. */
void arena_free(struct arena *arena);

#endif
