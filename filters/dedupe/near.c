#include "filters/dedupe/near.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/xalloc.h"

#define CELLS 12
#define CHUNK 4096
#define LEAST_BUCKETS 64
#define GROUP 4 /* buckets that help each other out; bucket counts are multiples of it */

/* Beside a table from a file so many more keys than a quarter of its own are kept. */
#define LEAST_FOLD 1048576

/* Cells are filled with so many keys to a bucket, in 1/10, when the table is made and when it is made anew. */
#define ROOMY 80
#define ROOMIER 54 /* for few sketches: their memory does not matter */
#define FEW 65536
#define FULL 108

#define HUGE_PAGE ((size_t)1 << 21)

struct bucket {
	uint32_t number[CELLS]; /* of the sketch, low half; from 1 */
	uint8_t tag[CELLS];
	uint8_t count, next;    /* cells in use; which is the oldest, if all are */
	uint8_t room[2];
};

_Static_assert(sizeof(struct bucket) == 64, "a bucket is a cache line");

struct chunk {
	struct sketch sketches[CHUNK];
	uint64_t entries[CHUNK];
};

/* What came from a file: its table, and the sketches from first up to next. */
struct sealed {
	struct tables *tables; /* NULL if there is none */
	struct bucket *buckets;
	struct sketch *sketches;
	uint64_t *entries;
	uint64_t bucket_count, filled, first, next;
};

/* Sketches are numbered from 1 as they come. */
struct near_index {
	struct sealed sealed;
	struct bucket *buckets;
	uint64_t bucket_count, filled; /* keys put in since the table was made */
	struct chunk **chunks;
	size_t chunk_count, chunk_cap;
	uint64_t first_chunk; /* the number of chunks[0] */
	uint64_t oldest, next;
};

static struct bucket *
new_buckets(uint64_t count)
{
	size_t n = (size_t)count * sizeof(struct bucket);
	struct bucket *buckets = xaligned(n >= 2 * HUGE_PAGE ? HUGE_PAGE : sizeof(struct bucket), n);

	if (n >= 2 * HUGE_PAGE)
		(void)madvise(buckets, n, MADV_HUGEPAGE); /* 22 places of it are looked at for each post */
	memset(buckets, 0, (size_t)count * sizeof(*buckets));
	return buckets;
}

struct near_index *
near_index_new(void)
{
	struct near_index *near = xcalloc(1, sizeof(*near));

	near->bucket_count = LEAST_BUCKETS;
	near->buckets = new_buckets(near->bucket_count);
	near->oldest = near->next = 1;
	return near;
}

void
near_index_free(struct near_index *near)
{
	if (near == NULL)
		return;
	for (size_t i = 0; i < near->chunk_count; i++)
		free(near->chunks[i]);
	free(near->chunks);
	free(near->buckets);
	free(near);
}

static struct chunk *
chunk_of(const struct near_index *near, uint64_t number)
{
	return near->chunks[number / CHUNK - near->first_chunk];
}

static const struct sketch *
sketch_at(const struct near_index *near, uint64_t number)
{
	const struct sealed *sealed = &near->sealed;

	if (number < sealed->next) {
		const struct sketch *sketch = &sealed->sketches[number - sealed->first];

		tables_touch(sealed->tables, sketch, sizeof(*sketch));
		return sketch;
	}
	return &chunk_of(near, number)->sketches[number % CHUNK];
}

static uint64_t
entry_at(const struct near_index *near, uint64_t number)
{
	const struct sealed *sealed = &near->sealed;

	if (number < sealed->next) {
		const uint64_t *entry = &sealed->entries[number - sealed->first];

		tables_touch(sealed->tables, entry, sizeof(*entry));
		return *entry;
	}
	return chunk_of(near, number)->entries[number % CHUNK];
}

static uint64_t
home_of(uint32_t key, uint64_t bucket_count)
{
	return (uint64_t)key * bucket_count >> 32;
}

/* Of the key's bits those that do not choose the bucket. */
static uint8_t
tag_of(uint32_t key)
{
	return (uint8_t)(key * 0x9e3779b1u >> 24);
}

/* The bucket that takes a key of that home: the first of its group that is not full, from itself on. */
static struct bucket *
bucket_for(struct bucket *buckets, uint64_t home)
{
	for (uint64_t i = 0; i < GROUP; i++)
		if (buckets[home ^ i].count < CELLS)
			return &buckets[home ^ i];
	return &buckets[home];
}

static void
put(struct near_index *near, uint32_t key, uint64_t number)
{
	struct bucket *bucket = bucket_for(near->buckets, home_of(key, near->bucket_count));
	size_t cell = bucket->count;

	if (cell >= CELLS) {
		cell = bucket->next % CELLS;
		bucket->next = (uint8_t)((cell + 1) % CELLS);
	} else {
		bucket->count++;
	}
	bucket->number[cell] = (uint32_t)number;
	bucket->tag[cell] = tag_of(key);
}

static void
put_all(struct near_index *near, const uint32_t *keys, uint64_t number)
{
	for (size_t i = 0; i < SKETCH_KEYS; i++)
		put(near, keys[i], number);
	near->filled += SKETCH_KEYS;
}

/* The first sketch that is not in a table from a file. */
static uint64_t
own_first(const struct near_index *near)
{
	return near->sealed.bucket_count > 0 && near->sealed.next > near->oldest ? near->sealed.next : near->oldest;
}

/* Sketches wait this long for the memory that their keys lead to. */
#define AHEAD 4

static void
put_sketches(struct near_index *near, uint64_t first)
{
	uint32_t keys[AHEAD][SKETCH_KEYS];

	for (uint64_t i = first; i < near->next + AHEAD; i++) {
		uint32_t *ahead = keys[i % AHEAD];

		if (i >= first + AHEAD)
			put_all(near, ahead, i - AHEAD);
		if (i >= near->next)
			continue;
		sketch_keys(sketch_at(near, i), ahead);
		for (size_t j = 0; j < SKETCH_KEYS; j++)
			__builtin_prefetch(&near->buckets[home_of(ahead[j], near->bucket_count)], 1);
	}
}

/* Makes the table anew, for the sketches that there are and some more. */
static void
rebuild(struct near_index *near)
{
	uint64_t own = near->next - own_first(near) + 1;
	uint64_t wanted = own * SKETCH_KEYS * 10 / (own < FEW ? ROOMIER : ROOMY);

	free(near->buckets);
	near->bucket_count = wanted < LEAST_BUCKETS ? LEAST_BUCKETS : (wanted + GROUP - 1) / GROUP * GROUP;
	near->buckets = new_buckets(near->bucket_count);
	near->filled = 0;
	put_sketches(near, own_first(near));
}

/* Makes one table of ours and that which came from a file: from this, if there is room. The sketches stay
 * where they are. */
static void
fold(struct near_index *near)
{
	struct sealed *sealed = &near->sealed;
	uint64_t all = sealed->filled + near->filled, count = sealed->bucket_count;

	sealed->bucket_count = 0;
	if (all * 10 <= count * FULL) {
		tables_touch(sealed->tables, sealed->buckets, count * sizeof(struct bucket));
		free(near->buckets);
		near->buckets = new_buckets(count);
		memcpy(near->buckets, sealed->buckets, count * sizeof(struct bucket));
		near->bucket_count = count;
		near->filled = sealed->filled;
		put_sketches(near, sealed->next > near->oldest ? sealed->next : near->oldest);
	} else {
		rebuild(near);
	}
	tables_drop(sealed->tables, TABLES_BUCKETS);
}

void
near_index_add(struct near_index *near, uint64_t entry, const struct sketch *sketch,
               const uint32_t keys[SKETCH_KEYS])
{
	uint64_t number = near->next;
	struct chunk *chunk;

	if (near->sealed.bucket_count > 0 && near->filled > near->sealed.filled / 4 + LEAST_FOLD)
		fold(near);
	if (near->filled * 10 > near->bucket_count * FULL)
		rebuild(near);
	if (near->chunk_count == 0)
		near->first_chunk = number / CHUNK;
	if (number / CHUNK - near->first_chunk == near->chunk_count) {
		near->chunks = xgrow(near->chunks, &near->chunk_cap, near->chunk_count + 1, sizeof(*near->chunks));
		near->chunks[near->chunk_count++] = xmalloc(sizeof(struct chunk));
	}
	near->next++;
	chunk = chunk_of(near, number);
	chunk->sketches[number % CHUNK] = *sketch;
	chunk->entries[number % CHUNK] = entry;
	put_all(near, keys, number);
}

void
near_index_forget(struct near_index *near, uint64_t oldest)
{
	size_t gone = 0;

	while (near->oldest < near->next && entry_at(near, near->oldest) < oldest)
		near->oldest++;
	while (gone < near->chunk_count && (near->first_chunk + gone + 1) * CHUNK <= near->oldest)
		free(near->chunks[gone++]);
	near->chunk_count -= gone;
	near->first_chunk += gone;
	if (gone > 0)
		memmove(near->chunks, near->chunks + gone, near->chunk_count * sizeof(*near->chunks));
}

/* The sketch that a cell means, 0 if it is forgotten. Those that are remembered are less than 2^32 apart. */
static uint64_t
number_of(const struct near_index *near, uint32_t low)
{
	uint64_t number = near->next - (uint32_t)((uint32_t)near->next - low);

	return number >= near->oldest && number < near->next ? number : 0;
}

/* Adds a number to a sorted list without repetition. */
static size_t
note(uint64_t *list, size_t count, uint64_t number)
{
	size_t i = count;

	while (i > 0 && list[i - 1] > number)
		i--;
	if ((i > 0 && list[i - 1] == number) || count == NEAR_INDEX_LOOKS)
		return count;
	memmove(list + i + 1, list + i, (count - i) * sizeof(*list));
	list[i] = number;
	return count + 1;
}

/* Whether one of the cells may have the tag: eight bytes at a time, where x - 1 & ~x has its high bit set if x is 0
 * (and sometimes above such a byte). */
static bool
may_have_tag(const struct bucket *bucket, uint8_t tag)
{
	const uint64_t ones = 0x0101010101010101u;
	uint64_t first, last;

	memcpy(&first, bucket->tag, sizeof(first));
	memcpy(&last, bucket->tag + CELLS - sizeof(last), sizeof(last));
	first ^= tag * ones;
	last ^= tag * ones;
	return (((first - ones) & ~first) | ((last - ones) & ~last)) & 0x80 * ones;
}

/* Adds the numbers that a group of buckets has under a key of that home: as far as they were full when it came. */
static size_t
note_group(const struct near_index *near, const struct bucket *buckets, uint64_t home, uint8_t tag, uint64_t *list,
           size_t count)
{
	for (uint64_t i = 0; i < GROUP; i++) {
		const struct bucket *bucket = &buckets[home ^ i];

		for (size_t j = may_have_tag(bucket, tag) ? 0 : CELLS; j < bucket->count && j < CELLS; j++) {
			uint64_t number = bucket->tag[j] == tag ? number_of(near, bucket->number[j]) : 0;

			if (number != 0)
				count = note(list, count, number);
		}
		if (bucket->count < CELLS)
			break;
	}
	return count;
}

static size_t
gather_sealed(const struct near_index *near, const uint32_t *keys, uint64_t *list)
{
	const struct sealed *sealed = &near->sealed;
	size_t count = 0;

	for (size_t i = 0; i < SKETCH_KEYS; i++) {
		uint64_t home = home_of(keys[i], sealed->bucket_count);

		tables_touch(sealed->tables, &sealed->buckets[home - home % GROUP], GROUP * sizeof(struct bucket));
		count = note_group(near, sealed->buckets, home, tag_of(keys[i]), list, count);
	}
	return count;
}

/* The numbers of the sketches that share a key; at most NEAR_INDEX_LOOKS. */
static size_t
gather(const struct near_index *near, const uint32_t *keys, uint64_t *list)
{
	size_t count = near->sealed.bucket_count > 0 ? gather_sealed(near, keys, list) : 0;

	for (size_t i = 0; i < SKETCH_KEYS; i++)
		__builtin_prefetch(&near->buckets[home_of(keys[i], near->bucket_count)]);
	for (size_t i = 0; i < SKETCH_KEYS; i++)
		count = note_group(near, near->buckets, home_of(keys[i], near->bucket_count), tag_of(keys[i]), list, count);
	return count;
}

size_t
near_index_find(const struct near_index *near, const struct sketch *sketch,
                const uint32_t keys[SKETCH_KEYS], double least, struct near_found *found, size_t most)
{
	uint64_t list[NEAR_INDEX_LOOKS];
	size_t count = gather(near, keys, list), n = 0;

	for (size_t i = 0; i < count; i++)
		if (list[i] >= near->sealed.next)
			__builtin_prefetch(sketch_at(near, list[i]));
	for (size_t i = 0; i < count && n < most; i++) {
		const struct sketch *other = sketch_at(near, list[i]);

		if (!sketch_alike(sketch, other, least, &found[n].likeness))
			continue;
		found[n].same = memcmp(sketch, other, sizeof(*sketch)) == 0;
		found[n++].entry = entry_at(near, list[i]);
	}
	return n;
}

const struct sketch *
near_index_sketch(const struct near_index *near, uint64_t entry)
{
	uint64_t low = near->oldest, high = near->next;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (entry_at(near, middle) < entry)
			low = middle + 1;
		else
			high = middle;
	}
	return low < near->next && entry_at(near, low) == entry ? sketch_at(near, low) : NULL;
}

uint64_t
near_index_count(const struct near_index *near)
{
	return near->next - near->oldest;
}

size_t
near_index_memory(const struct near_index *near)
{
	return sizeof(*near) + (size_t)near->bucket_count * sizeof(struct bucket)
	       + near->chunk_count * sizeof(struct chunk) + near->chunk_cap * sizeof(*near->chunks);
}

/* Reads all that is remembered of what came from a file, in large pieces. */
static void
touch_sealed(const struct near_index *near)
{
	const struct sealed *sealed = &near->sealed;
	uint64_t count = sealed->next > near->oldest ? sealed->next - near->oldest : 0;

	if (sealed->tables == NULL || count == 0)
		return;
	tables_touch(sealed->tables, &sealed->sketches[near->oldest - sealed->first], count * sizeof(struct sketch));
	tables_touch(sealed->tables, &sealed->entries[near->oldest - sealed->first], count * sizeof(uint64_t));
}

void
near_index_save(struct near_index *near, struct tables_writer *writer)
{
	uint64_t *numbers = writer->header.numbers;

	if (near->sealed.bucket_count > 0)
		fold(near);
	numbers[TABLES_HAS_NEAR] = near->bucket_count;
	numbers[TABLES_FILLED] = near->filled;
	numbers[TABLES_NEAR_OLDEST] = near->oldest;
	numbers[TABLES_NEAR_NEXT] = near->next;
	tables_begin_section(writer, TABLES_BUCKETS);
	tables_put(writer, near->buckets, near->bucket_count * sizeof(struct bucket));
	touch_sealed(near);
	tables_begin_section(writer, TABLES_SKETCHES);
	for (uint64_t i = near->oldest; i < near->next; i++)
		tables_put(writer, sketch_at(near, i), sizeof(struct sketch));
	tables_begin_section(writer, TABLES_ENTRIES);
	for (uint64_t i = near->oldest; i < near->next; i++) {
		uint64_t entry = entry_at(near, i);

		tables_put(writer, &entry, sizeof(entry));
	}
}

static struct sealed
find_sealed(const struct tables *tables)
{
	const uint64_t *numbers = tables->header.numbers;
	uint64_t count = numbers[TABLES_NEAR_NEXT] - numbers[TABLES_NEAR_OLDEST];

	return (struct sealed){
		.bucket_count = numbers[TABLES_HAS_NEAR],
		.filled = numbers[TABLES_FILLED],
		.first = numbers[TABLES_NEAR_OLDEST],
		.next = numbers[TABLES_NEAR_NEXT],
		.buckets = tables_section(tables, TABLES_BUCKETS, numbers[TABLES_HAS_NEAR], sizeof(struct bucket)),
		.sketches = tables_section(tables, TABLES_SKETCHES, count, sizeof(struct sketch)),
		.entries = tables_section(tables, TABLES_ENTRIES, count, sizeof(uint64_t)),
	};
}

bool
near_index_can_load(const struct tables *tables)
{
	struct sealed sealed = find_sealed(tables);

	return sealed.bucket_count > 0 && sealed.bucket_count % GROUP == 0 && sealed.first >= 1 && sealed.first <= sealed.next && sealed.next >> 62 == 0 &&
	       sealed.buckets && sealed.sketches && sealed.entries;
}

void
near_index_load(struct near_index *near, struct tables *tables)
{
	near->sealed = find_sealed(tables);
	near->sealed.tables = tables;
	near->oldest = near->sealed.first;
	near->next = near->sealed.next;
}
