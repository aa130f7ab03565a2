/* The keys of an index. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/dedupe/index_inner.h"

__extension__ typedef unsigned __int128 wide;

/* Filled above `full` the table is packed; what lives may then fill at most `roomy`. In 1/100. */
#define FULL 90
#define ROOMY 84

/* Beside keys from a file so many more than a quarter of them are kept. */
#define LEAST_FOLD 65536

static uint64_t
scale(uint64_t place, uint64_t homes)
{
	return (uint64_t)((wide)place * homes >> 64);
}

static uint64_t
home_of(const struct index *index, uint64_t place)
{
	return scale(place, index->homes);
}

/* Cheap and not quite: an alias whose root is forgotten is not noticed. */
static bool
slot_forgotten(const struct index *index, const struct index_slot *slot)
{
	return index_slot_number(index, slot) < index->oldest;
}

/* Looks a key up in what came from a file. */
static uint64_t
find_sealed(const struct index *index, struct index_key key)
{
	struct tables *tables = index->sealed.tables;
	const struct index_slot *slot = &index->sealed.slots[scale(key.place, index->sealed.homes)];

	for (;; slot++) {
		tables_touch(tables, slot, sizeof(*slot));
		if (slot->place == 0 || slot->place > key.place)
			return INDEX_NONE;
		if (slot->place == key.place && slot->check == key.check) {
			uint64_t number = index_slot_number(index, slot);

			if (index_lives(index, number))
				return number;
		}
	}
}

struct index_key
index_key(const struct index *index, const struct hash128 *hash)
{
	uint64_t place = hash_with_seed(hash, sizeof(*hash), index->seed);

	place = place ? place : 1;
	__builtin_prefetch(&index->slots[home_of(index, place)]);
	return (struct index_key){place, (uint32_t)hash->high};
}

uint64_t
index_find(const struct index *index, struct index_key key)
{
	const struct index_slot *slot = &index->slots[home_of(index, key.place)];

	while (slot->place && slot->place < key.place)
		slot++;
	/* The same key may stand here more than once, all but one forgotten. */
	for (; slot->place == key.place; slot++) {
		uint64_t number = index_slot_number(index, slot);

		if (slot->check == key.check && index_lives(index, number))
			return number;
	}
	return index->sealed.homes > 0 ? find_sealed(index, key) : INDEX_NONE;
}

/* Moves what lives to the front, in order, and clears the rest. */
static uint64_t
pack(struct index *index)
{
	uint64_t size = index_slot_count(index->homes), n = 0;

	for (uint64_t i = 0; i < size; i++) {
		const struct index_slot slot = index->slots[i];

		if (slot.place && index_lives(index, index_slot_number(index, &slot)))
			index->slots[n++] = slot;
	}
	memset(index->slots + n, 0, (size_t)(size - n) * sizeof(struct index_slot));
	return n;
}

/* Whether n packed keys can be spread over the homes without running out of room behind the last. */
static bool
fits(const struct index *index, const struct index_slot *slots, uint64_t n)
{
	uint64_t at = 0;

	for (uint64_t i = 0; i < n; i++, at++) {
		uint64_t home = home_of(index, slots[i].place);

		if (home > at)
			at = home;
	}
	return at + 1 < index_slot_count(index->homes);
}

/* Spreads n keys that lie packed at the array's end. A key is never moved behind
 * the place it is read from, or the ones after it would not fit. */
static void
spread(struct index *index, uint64_t n)
{
	uint64_t from = index_slot_count(index->homes) - n, at = 0;

	for (uint64_t i = 0; i < n; i++, at++) {
		const struct index_slot slot = index->slots[from + i];
		uint64_t home = home_of(index, slot.place);

		if (home > at)
			at = home;
		index->slots[from + i].place = 0;
		index->slots[at] = slot;
	}
}

/* Packs the table, enlarges it if what lives needs it, and spreads it again. */
static void
rebuild(struct index *index, uint64_t wanted)
{
	uint64_t n = pack(index), before = index_slot_count(index->homes);
	uint64_t homes = (wanted > n ? wanted : n) * 100 / ROOMY + 1;

	if (homes > index->homes)
		index->homes = homes;
	while (!fits(index, index->slots, n))
		index->homes += index->homes / 16 + 1;
	if (index_slot_count(index->homes) > before)
		index->slots = xreallocarray(index->slots, index_slot_count(index->homes), sizeof(struct index_slot));
	memmove(index->slots + index_slot_count(index->homes) - n, index->slots,
	        (size_t)n * sizeof(struct index_slot));
	memset(index->slots, 0, (size_t)(index_slot_count(index->homes) - n) * sizeof(struct index_slot));
	spread(index, n);
	index->used = n;
}

void
index_reserve(struct index *index, uint64_t keys)
{
	if (keys < UINT64_MAX / 100 && keys * 100 / ROOMY > index->homes)
		rebuild(index, keys);
}

/* Merges n packed keys with those that came from a file, into the end of a new array. Returns how many. */
static uint64_t
merge_slots(struct index *index, uint64_t n, struct index_slot *to, uint64_t size)
{
	struct index_sealed *sealed = &index->sealed;
	uint64_t own = n, from = index_slot_count(sealed->homes), at = size;

	while ((own > 0 || from > 0) && at > 0) {
		const struct index_slot *slot = from > 0 ? &sealed->slots[from - 1] : NULL;

		if (slot)
			tables_touch(sealed->tables, slot, sizeof(*slot));
		if (slot && (slot->place == 0 || !index_lives(index, index_slot_number(index, slot)))) {
			from--;
		} else if (slot && (own == 0 || slot->place > index->slots[own - 1].place)) {
			to[--at] = *slot;
			from--;
		} else {
			to[--at] = index->slots[--own];
		}
	}
	return size - at;
}

void
index_fold(struct index *index)
{
	struct index_sealed *sealed = &index->sealed;
	uint64_t n = pack(index), all = n + sealed->used, size;
	struct index_slot *slots;

	if (sealed->homes == 0)
		return;
	tables_touch(sealed->tables, sealed->slots, index_slot_count(sealed->homes) * sizeof(struct index_slot));
	index->homes = all * 100 / ROOMY + LEAST_HOMES;
	for (;;) {
		size = index_slot_count(index->homes);
		slots = xcalloc(size, sizeof(*slots));
		all = merge_slots(index, n, slots, size);
		if (fits(index, slots + size - all, all))
			break;
		free(slots);
		index->homes += index->homes / 16 + 1;
	}
	free(index->slots);
	index->slots = slots;
	spread(index, all);
	index->used = all;
	sealed->homes = sealed->used = 0;
	tables_drop(sealed->tables, TABLES_SLOTS);
}

/* Moves the keys from slot on by one, up to the first that is empty or forgotten. */
static void
push_on(struct index *index, struct index_slot *slot)
{
	struct index_slot *end = slot;

	while (end->place && !slot_forgotten(index, end))
		end++;
	index->used += end->place == 0;
	memmove(slot + 1, slot, (size_t)(end - slot) * sizeof(*slot));
}

void
index_add_key(struct index *index, uint64_t number, struct index_key key)
{
	struct index_slot *slot, *last;

	if (index->sealed.homes > 0 && index->used > index->sealed.used / 4 + LEAST_FOLD)
		index_fold(index);
	if (index->used * 100 >= index->homes * FULL)
		rebuild(index, 0);
	slot = &index->slots[home_of(index, key.place)];
	while (slot->place && slot->place < key.place)
		slot++;
	/* The last slot of all stays empty. */
	last = &index->slots[index_slot_count(index->homes) - 2];
	if (slot >= last || last->place) {
		rebuild(index, index->homes);
		index_add_key(index, number, key);
		return;
	}
	push_on(index, slot);
	*slot = (struct index_slot){key.place, key.check, (uint32_t)number};
}
