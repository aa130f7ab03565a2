#include "filters/tag/table.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

/* The slot that holds the key, or the free one where it belongs. */
static struct table_slot *
slot_of(const struct table *table, const char *key, size_t n, uint64_t hash)
{
	for (size_t i = (size_t)hash;; i++) {
		struct table_slot *slot = &table->slots[i & (table->cap - 1)];

		if (slot->key == NULL ||
		    (slot->hash == hash && slot->n == n && memcmp(slot->key, key, n) == 0))
			return slot;
	}
}

size_t *
table_find(const struct table *table, const char *key, size_t n)
{
	struct table_slot *slot;

	if (table->count == 0)
		return NULL;
	slot = slot_of(table, key, n, hash_seeded(key, n));
	return slot->key != NULL ? &slot->value : NULL;
}

static void
grow(struct table *table)
{
	struct table_slot *old = table->slots;
	size_t old_cap = table->cap;

	table->cap = old_cap ? old_cap * 2 : 16;
	table->slots = xcalloc(table->cap, sizeof(*table->slots));
	for (size_t i = 0; i < old_cap; i++)
		if (old[i].key != NULL)
			*slot_of(table, old[i].key, old[i].n, old[i].hash) = old[i];
	free(old);
}

void
table_add(struct table *table, const char *key, size_t n, size_t value)
{
	uint64_t hash = hash_seeded(key, n);

	if (table->count >= table->cap / 2)
		grow(table);
	*slot_of(table, key, n, hash) =
		(struct table_slot){.key = key, .n = n, .hash = hash, .value = value};
	table->count++;
}

void
table_free(struct table *table)
{
	free(table->slots);
	*table = (struct table){0};
}
