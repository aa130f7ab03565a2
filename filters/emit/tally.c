#include "filters/emit/tally.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

/* At most half full, so that a search ends soon. */
#define SLOTS ((size_t)32768)

_Static_assert(SLOTS >= 2 * TALLY_MAX && (SLOTS & (SLOTS - 1)) == 0, "slots");

static struct tally_entry *
find(struct tally *tally, const char *name, size_t n, uint32_t **slot)
{
	size_t i = hash_seeded(name, n) & (SLOTS - 1);

	for (; tally->slots[i] != 0; i = (i + 1) & (SLOTS - 1)) {
		struct tally_entry *entry = &tally->entries[tally->slots[i] - 1];

		if (entry->len == n && memcmp(entry->name, name, n) == 0)
			return entry;
	}
	*slot = &tally->slots[i];
	return NULL;
}

size_t
tally_add(struct tally *tally, const char *name, size_t n, uint64_t record)
{
	struct tally_entry *entry;
	uint32_t *slot;

	if (!tally->slots)
		tally->slots = xcalloc(SLOTS, sizeof(*tally->slots));
	if (n > TALLY_MAX_NAME) {
		tally->others++;
		return TALLY_MAX;
	}
	entry = find(tally, name, n, &slot);
	if (!entry) {
		if (tally->count == TALLY_MAX) {
			tally->others++;
			return TALLY_MAX;
		}
		tally->entries = xgrow(tally->entries, &tally->cap, tally->count + 1, sizeof(*entry));
		entry = &tally->entries[tally->count++];
		*entry = (struct tally_entry){.name = xmemdup(name, n), .len = n};
		*slot = (uint32_t)tally->count;
	}
	if (entry->record != record) {
		entry->record = record;
		entry->count++;
	}
	return (size_t)(entry - tally->entries);
}

static int
compare(const void *a, const void *b)
{
	const struct tally_entry *x = a, *y = b;

	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->name, y->name, n);

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (order == 0)
		return x->len < y->len ? -1 : x->len > y->len;
	return order;
}

void
tally_sort(struct tally *tally)
{
	free(tally->slots);
	tally->slots = NULL;
	if (tally->count > 1)
		qsort(tally->entries, tally->count, sizeof(*tally->entries), compare);
}

void
tally_free(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		free(tally->entries[i].name);
	free(tally->entries);
	free(tally->slots);
	*tally = (struct tally){0};
}
