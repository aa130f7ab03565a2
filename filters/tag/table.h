/* From names to numbers: a hash table whose keys are borrowed bytes. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdint.h>

struct table_slot {
	const char *key; /* borrowed; NULL in a free slot */
	size_t n;
	uint64_t hash;
	size_t value;
};

/* Owns its slots; zero-initialised is empty and valid. */
struct table {
	struct table_slot *slots;
	size_t count, cap; /* cap is 0 or a power of two */
};

/* The value of a key, or NULL. Valid until the next table_add(). */
size_t *table_find(const struct table *table, const char *key, size_t n);

/* Adds a key that table_find() did not find. */
void table_add(struct table *table, const char *key, size_t n, size_t value);

/* Frees the slots. */
void table_free(struct table *table);

#endif
