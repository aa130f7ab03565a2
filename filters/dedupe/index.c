#include "filters/dedupe/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/xalloc.h"

__extension__ typedef unsigned __int128 wide;

/* The keys are a sorted array with gaps: a key's home is its place scaled to
 * the table, keys that want the same slot stand behind it in order, and no
 * empty slot lies between a key and its home. So a look-up ends at the first
 * greater key, the table can be packed and spread where it lies when it grows,
 * and forgotten keys are passed over until then. Homes come from a hash with a
 * seed of this process, so nobody can aim at one. */
struct slot {
	uint64_t place; /* 0 is an empty slot */
	uint32_t check; /* 32 bits more of the key */
	uint32_t entry; /* the low half of the entry's number */
};

/* Behind the last home: room for keys that are pushed on, then one slot always empty. */
#define SPILL 255
#define LEAST_HOMES 1024

/* Filled above `full` the table is packed; what lives may then fill at most `roomy`. In 1/100. */
#define FULL 90
#define ROOMY 78

/* Entries lie in chunks that are freed as they are forgotten. */
#define CHUNK 8192

/* An entry's word: alias or first, titled or not, then the root's low half or
 * date and count. */
#define ALIAS ((uint64_t)1 << 63)
#define UNTITLED ((uint64_t)1 << 62)
#define SEEN_BITS 22
#define DATE_BITS 40
#define DATE_BIAS ((int64_t)1 << (DATE_BITS - 1))

struct chunk {
	uint64_t words[CHUNK];
	uint32_t *id_ends; /* NULL if ids are not kept */
	struct buf ids;
};

struct index {
	struct slot *slots;
	uint64_t homes;
	uint64_t used; /* slots that are not empty */
	uint64_t max_entries;
	uint64_t oldest, next;
	struct chunk **chunks;
	size_t chunk_count, chunk_cap;
	uint64_t first_chunk; /* the number of chunks[0] */
	bool keep_ids;
};

static uint64_t
slot_count(uint64_t homes)
{
	return homes + SPILL + 1;
}

struct index *
index_new(uint64_t max_entries, bool keep_ids)
{
	struct index *index = xcalloc(1, sizeof(*index));

	index->max_entries = max_entries;
	index->keep_ids = keep_ids;
	index->homes = LEAST_HOMES;
	index->slots = xcalloc(slot_count(index->homes), sizeof(struct slot));
	return index;
}

static void
chunk_free(struct chunk *chunk)
{
	free(chunk->id_ends);
	buf_free(&chunk->ids);
	free(chunk);
}

void
index_free(struct index *index)
{
	if (index == NULL)
		return;
	for (size_t i = 0; i < index->chunk_count; i++)
		chunk_free(index->chunks[i]);
	free(index->chunks);
	free(index->slots);
	free(index);
}

static uint64_t
home_of(const struct index *index, uint64_t place)
{
	return (uint64_t)((wide)place * index->homes >> 64);
}

static struct chunk *
chunk_of(const struct index *index, uint64_t number)
{
	return index->chunks[number / CHUNK - index->first_chunk];
}

static uint64_t *
word_of(const struct index *index, uint64_t number)
{
	return &chunk_of(index, number)->words[number % CHUNK];
}

/* The number below or at `near` with that low half. Entries that matter are less than 2^32 apart. */
static uint64_t
number_before(uint64_t near, uint32_t low)
{
	return near - (uint32_t)((uint32_t)near - low);
}

static uint64_t
slot_number(const struct index *index, const struct slot *slot)
{
	return number_before(index->next - 1, slot->entry);
}

/* Cheap and not quite: an alias whose root is forgotten is not noticed. */
static bool
slot_forgotten(const struct index *index, const struct slot *slot)
{
	return slot_number(index, slot) < index->oldest;
}

uint64_t
index_root(const struct index *index, uint64_t number)
{
	uint64_t word = *word_of(index, number);

	return word & ALIAS ? number_before(number, (uint32_t)word) : number;
}

bool
index_alive(const struct index *index, uint64_t number)
{
	return number >= index->oldest && number < index->next &&
	       index_root(index, number) >= index->oldest;
}

bool
index_is_alias(const struct index *index, uint64_t number)
{
	return *word_of(index, number) & ALIAS;
}

bool
index_untitled(const struct index *index, uint64_t number)
{
	return *word_of(index, number) & UNTITLED;
}

struct index_key
index_key(const struct index *index, const struct hash128 *hash)
{
	uint64_t place = hash_seeded(hash, sizeof(*hash));

	place = place ? place : 1;
	__builtin_prefetch(&index->slots[home_of(index, place)]);
	return (struct index_key){place, (uint32_t)hash->high};
}

uint64_t
index_find(const struct index *index, struct index_key key)
{
	const struct slot *slot = &index->slots[home_of(index, key.place)];

	while (slot->place && slot->place < key.place)
		slot++;
	/* The same key may stand here more than once, all but one forgotten. */
	for (; slot->place == key.place; slot++) {
		uint64_t number = slot_number(index, slot);

		if (slot->check == key.check && index_alive(index, number))
			return number;
	}
	return INDEX_NONE;
}

/* Moves what lives to the front, in order, and clears the rest. */
static uint64_t
pack(struct index *index)
{
	uint64_t size = slot_count(index->homes), n = 0;

	for (uint64_t i = 0; i < size; i++) {
		const struct slot slot = index->slots[i];

		if (slot.place && index_alive(index, slot_number(index, &slot)))
			index->slots[n++] = slot;
	}
	memset(index->slots + n, 0, (size_t)(size - n) * sizeof(struct slot));
	return n;
}

/* Whether n packed keys can be spread over the homes without running out of room behind the last. */
static bool
fits(const struct index *index, const struct slot *slots, uint64_t n)
{
	uint64_t at = 0;

	for (uint64_t i = 0; i < n; i++, at++) {
		uint64_t home = home_of(index, slots[i].place);

		if (home > at)
			at = home;
	}
	return at + 1 < slot_count(index->homes);
}

/* Spreads n keys that lie packed at the array's end. A key is never moved behind
 * the place it is read from, or the ones after it would not fit. */
static void
spread(struct index *index, uint64_t n)
{
	uint64_t from = slot_count(index->homes) - n, at = 0;

	for (uint64_t i = 0; i < n; i++, at++) {
		const struct slot slot = index->slots[from + i];
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
	uint64_t n = pack(index), before = slot_count(index->homes);
	uint64_t homes = (wanted > n ? wanted : n) * 100 / ROOMY + 1;

	if (homes > index->homes)
		index->homes = homes;
	while (!fits(index, index->slots, n))
		index->homes += index->homes / 16 + 1;
	if (slot_count(index->homes) > before)
		index->slots = xreallocarray(index->slots, slot_count(index->homes), sizeof(struct slot));
	memmove(index->slots + slot_count(index->homes) - n, index->slots,
	        (size_t)n * sizeof(struct slot));
	memset(index->slots, 0, (size_t)(slot_count(index->homes) - n) * sizeof(struct slot));
	spread(index, n);
	index->used = n;
}

void
index_reserve(struct index *index, uint64_t keys)
{
	if (keys < UINT64_MAX / 100 && keys * 100 / ROOMY > index->homes)
		rebuild(index, keys);
}

void
index_start(struct index *index, uint64_t number)
{
	index->oldest = index->next = number;
	index->first_chunk = number / CHUNK;
}

static void
forget_oldest(struct index *index)
{
	index->oldest++;
	while (index->chunk_count > 1 && index->oldest / CHUNK > index->first_chunk) {
		chunk_free(index->chunks[0]);
		index->chunk_count--;
		index->first_chunk++;
		memmove(index->chunks, index->chunks + 1, index->chunk_count * sizeof(*index->chunks));
	}
}

static uint64_t
add_entry(struct index *index, uint64_t word)
{
	uint64_t number = index->next++;
	struct chunk *chunk;

	if (number / CHUNK - index->first_chunk >= index->chunk_count) {
		index->chunks = xgrow(index->chunks, &index->chunk_cap, index->chunk_count + 1,
		                      sizeof(*index->chunks));
		chunk = xmalloc(sizeof(*chunk));
		chunk->ids = (struct buf){0};
		chunk->id_ends = NULL;
		if (index->keep_ids)
			chunk->id_ends = xcalloc(CHUNK, sizeof(*chunk->id_ends));
		index->chunks[index->chunk_count++] = chunk;
	}
	*word_of(index, number) = word;
	chunk = chunk_of(index, number);
	if (index->keep_ids)
		chunk->id_ends[number % CHUNK] = (uint32_t)chunk->ids.len;
	if (index->next - index->oldest > index->max_entries)
		forget_oldest(index);
	return number;
}

static uint64_t
pack_date(int64_t date)
{
	if (date <= -DATE_BIAS || date >= DATE_BIAS)
		return 0;
	return (uint64_t)(date + DATE_BIAS);
}

uint64_t
index_add_first(struct index *index, int64_t date, uint32_t seen, bool untitled, const char *id,
                size_t id_len)
{
	uint64_t word = pack_date(date) << SEEN_BITS;
	uint64_t number;
	struct chunk *chunk;

	word |= seen < INDEX_MAX_SEEN ? seen : INDEX_MAX_SEEN;
	number = add_entry(index, word | (untitled ? UNTITLED : 0));
	chunk = chunk_of(index, number);
	if (index->keep_ids && id_len < UINT32_MAX - chunk->ids.len) {
		buf_add(&chunk->ids, id, id_len);
		chunk->id_ends[number % CHUNK] = (uint32_t)chunk->ids.len;
	}
	return number;
}

uint64_t
index_add_alias(struct index *index, uint64_t root, bool untitled)
{
	return add_entry(index, ALIAS | (untitled ? UNTITLED : 0) | (uint32_t)root);
}

/* Moves the keys from slot on by one, up to the first that is empty or forgotten. */
static void
push_on(struct index *index, struct slot *slot)
{
	struct slot *end = slot;

	while (end->place && !slot_forgotten(index, end))
		end++;
	index->used += end->place == 0;
	memmove(slot + 1, slot, (size_t)(end - slot) * sizeof(*slot));
}

void
index_add_key(struct index *index, uint64_t number, struct index_key key)
{
	struct slot *slot, *last;

	if (index->used * 100 >= index->homes * FULL)
		rebuild(index, 0);
	slot = &index->slots[home_of(index, key.place)];
	while (slot->place && slot->place < key.place)
		slot++;
	/* The last slot of all stays empty. */
	last = &index->slots[slot_count(index->homes) - 2];
	if (slot >= last || last->place) {
		rebuild(index, index->homes);
		index_add_key(index, number, key);
		return;
	}
	push_on(index, slot);
	*slot = (struct slot){key.place, key.check, (uint32_t)number};
}

uint32_t
index_seen(const struct index *index, uint64_t root)
{
	return (uint32_t)*word_of(index, root) & INDEX_MAX_SEEN;
}

void
index_see(struct index *index, uint64_t root)
{
	if (index_seen(index, root) < INDEX_MAX_SEEN)
		++*word_of(index, root);
}

int64_t
index_date(const struct index *index, uint64_t root)
{
	uint64_t date = (*word_of(index, root) >> SEEN_BITS) & (((uint64_t)1 << DATE_BITS) - 1);

	return date ? (int64_t)date - DATE_BIAS : INDEX_NO_DATE;
}

const char *
index_id(const struct index *index, uint64_t root, size_t *n)
{
	const struct chunk *chunk = chunk_of(index, root);
	uint64_t i = root % CHUNK;
	uint32_t begin;

	if (!index->keep_ids)
		return NULL;
	begin = i > 0 ? chunk->id_ends[i - 1] : 0;
	*n = chunk->id_ends[i] - begin;
	return *n > 0 ? chunk->ids.data + begin : NULL;
}

uint64_t
index_oldest(const struct index *index)
{
	return index->oldest;
}

uint64_t
index_next(const struct index *index)
{
	return index->next;
}

uint64_t
index_keys(const struct index *index)
{
	return index->used;
}

size_t
index_memory(const struct index *index)
{
	size_t size = (size_t)slot_count(index->homes) * sizeof(struct slot);

	for (size_t i = 0; i < index->chunk_count; i++)
		size += sizeof(struct chunk) + index->chunks[i]->ids.cap +
		        (index->keep_ids ? CHUNK * sizeof(uint32_t) : 0);
	return size;
}
