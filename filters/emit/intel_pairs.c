#include "filters/emit/intel_pairs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

static bool
is_empty(const struct intel_pair *slot)
{
	static const struct uuid none;

	return memcmp(&slot->key, &none, sizeof(none)) == 0;
}

/* Where the key is, or the empty slot where it would be. */
static size_t
place(const struct intel_pairs *pairs, const struct uuid *key)
{
	size_t at = hash_seeded(key, sizeof(*key)) & (pairs->cap - 1);

	while (!is_empty(&pairs->slots[at]) && memcmp(&pairs->slots[at].key, key, sizeof(*key)) != 0)
		at = (at + 1) & (pairs->cap - 1);
	return at;
}

static void
grow(struct intel_pairs *pairs)
{
	struct intel_pairs larger = {.count = pairs->count, .cap = pairs->cap ? pairs->cap * 2 : 64};

	larger.slots = xcalloc(larger.cap, sizeof(*larger.slots));
	for (size_t i = 0; i < pairs->cap; i++)
		if (!is_empty(&pairs->slots[i]))
			larger.slots[place(&larger, &pairs->slots[i].key)] = pairs->slots[i];
	free(pairs->slots);
	*pairs = larger;
}

void
intel_pairs_add(struct intel_pairs *pairs, const struct uuid *key, const struct uuid *value)
{
	size_t at;

	if (pairs->count >= INTEL_PAIRS_MAX)
		return;
	if (pairs->count >= pairs->cap / 4 * 3)
		grow(pairs);
	at = place(pairs, key);
	if (!is_empty(&pairs->slots[at]))
		return;
	pairs->slots[at] = (struct intel_pair){*key, *value};
	pairs->count++;
}

const struct uuid *
intel_pairs_get(const struct intel_pairs *pairs, const struct uuid *key)
{
	size_t at = pairs->cap > 0 ? place(pairs, key) : 0;

	return pairs->cap > 0 && !is_empty(&pairs->slots[at]) ? &pairs->slots[at].value : NULL;
}

void
intel_pairs_free(struct intel_pairs *pairs)
{
	free(pairs->slots);
	*pairs = (struct intel_pairs){0};
}
