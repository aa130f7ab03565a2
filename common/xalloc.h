/* Allocation that cannot fail: it ends the program with STATUS_FAILED and one
 * message instead. Sizes that overflow count as failures. All memory is freed
 * with free(). */
#ifndef XALLOC_H
#define XALLOC_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *string);

/* A copy of n bytes, with a NUL after them. */
char *xmemdup(const void *data, size_t n);

/* As xmalloc(), but aligned to `alignment` bytes, a power of two. */
void *xaligned(size_t alignment, size_t size);

/* Makes an array hold at least `need` items, doubling; returns the (moved)
 * array and sets *capacity. */
void *xgrow(void *array, size_t *capacity, size_t need, size_t item);

/* Routes jansson's allocations through ours and seeds its hashes. */
void xalloc_jansson(void);

#endif
