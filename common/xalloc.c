#include "common/xalloc.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/diag.h"

static void *
need(void *memory)
{
	if (memory == NULL)
		die(STATUS_FAILED, NULL, "out of memory");
	return memory;
}

void *
xmalloc(size_t size)
{
	return need(malloc(size ? size : 1));
}

void *
xcalloc(size_t count, size_t size)
{
	return need(calloc(count ? count : 1, size ? size : 1));
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		need(NULL);
	size *= count;
	return need(realloc(old, size ? size : 1));
}

char *
xstrdup(const char *string)
{
	return xmemdup(string, strlen(string));
}

char *
xmemdup(const void *data, size_t n)
{
	char *copy = xmalloc(n + 1);

	if (n > 0)
		memcpy(copy, data, n);
	copy[n] = '\0';
	return copy;
}

void *
xaligned(size_t alignment, size_t size)
{
	void *memory = NULL;

	if (posix_memalign(&memory, alignment, size ? size : 1) != 0)
		memory = NULL;
	return need(memory);
}

void *
xgrow(void *array, size_t *capacity, size_t count, size_t item)
{
	size_t grown = *capacity ? *capacity : 8;

	if (count <= *capacity)
		return array;
	while (grown < count) {
		if (grown > SIZE_MAX / 2)
			need(NULL);
		grown *= 2;
	}
	*capacity = grown;
	return xreallocarray(array, grown, item);
}

void
xalloc_jansson(void)
{
	/* jansson 2.14 reads out of bounds when its allocations fail; ours do not. */
	json_set_alloc_funcs(xmalloc, free);
	json_object_seed(0);
}
