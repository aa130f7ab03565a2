#include "filters/emit/intel_seen.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

static const struct uuid none;

static bool
same(const struct uuid *a, const struct uuid *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Where it is, or the empty slot where it would be. */
static size_t
place(const struct intel_seen *seen, const struct uuid *uuid)
{
	size_t at = hash_seeded(uuid, sizeof(*uuid)) & (seen->cap - 1);

	while (!same(&seen->slots[at], &none) && !same(&seen->slots[at], uuid))
		at = (at + 1) & (seen->cap - 1);
	return at;
}

static void
grow(struct intel_seen *seen)
{
	struct intel_seen larger = {.count = seen->count, .cap = seen->cap ? seen->cap * 2 : 64};

	larger.slots = xcalloc(larger.cap, sizeof(*larger.slots));
	for (size_t i = 0; i < seen->cap; i++)
		if (!same(&seen->slots[i], &none))
			larger.slots[place(&larger, &seen->slots[i])] = seen->slots[i];
	free(seen->slots);
	*seen = larger;
}

bool
intel_seen_add(struct intel_seen *seen, const struct uuid *uuid)
{
	size_t at;

	if (seen->count >= seen->cap / 4 * 3)
		grow(seen);
	at = place(seen, uuid);
	if (same(&seen->slots[at], uuid))
		return false;
	seen->slots[at] = *uuid;
	seen->count++;
	return true;
}

bool
intel_seen_has(const struct intel_seen *seen, const struct uuid *uuid)
{
	return seen->cap > 0 && same(&seen->slots[place(seen, uuid)], uuid);
}

void
intel_seen_free(struct intel_seen *seen)
{
	free(seen->slots);
	*seen = (struct intel_seen){0};
}

void
intel_seen_clear(struct intel_seen *seen)
{
	if (seen->count > 0)
		memset(seen->slots, 0, seen->cap * sizeof(*seen->slots));
	seen->count = 0;
}
