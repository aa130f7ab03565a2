/* What the parts of index.h share: nobody else's business. index.c has the entries, slots.c the keys, seal.c puts
 * all into a file and takes it from there. */
#ifndef INDEX_INNER_H
#define INDEX_INNER_H

#include "common/buf.h"
#include "filters/dedupe/index.h"

/* The keys are a sorted array with gaps: a key's home is its place scaled to
 * the table, keys that want the same slot stand behind it in order, and no
 * empty slot lies between a key and its home. So a look-up ends at the first
 * greater key, the table can be packed and spread where it lies when it grows,
 * and forgotten keys are passed over until then. Homes come from a hash with a
 * seed of this process, so nobody can aim at one. */
struct index_slot {
	uint64_t place; /* 0 is an empty slot */
	uint32_t check; /* 32 bits more of the key */
	uint32_t entry; /* the low half of the entry's number */
};

/* Behind the last home: room for keys that are pushed on, then one slot always empty. */
#define SPILL 255
#define LEAST_HOMES 1024

/* Entries lie in chunks that are freed as they are forgotten. */
#define CHUNK 8192

/* An entry's word: alias or first, titled or not, then the root's low half or
 * date and count. */
#define ALIAS ((uint64_t)1 << 63)
#define UNTITLED ((uint64_t)1 << 62)
#define SEEN_BITS 22
#define DATE_BITS 40
#define DATE_BIAS ((int64_t)1 << (DATE_BITS - 1))

struct index_chunk {
	uint64_t words[CHUNK];
	uint32_t *id_ends; /* NULL if ids are not kept */
	struct buf ids;
};

/* When the clock stood at what: entries from number on came at clock or later. */
struct index_mark {
	uint64_t number;
	int64_t clock;
};

#define MARKS 4096
#define LEAST_STEP 60
#define DAY 86400

/* What came from a file: its keys, and the entries up to next. */
struct index_sealed {
	struct tables *tables; /* NULL if there is none */
	struct index_slot *slots;
	uint64_t *words;
	const uint64_t *id_ends;
	const char *ids;
	uint64_t homes, used, first, next, id_bytes;
};

struct index {
	struct index_sealed sealed;
	uint64_t seed;
	uint64_t window;
	int64_t clock, latest; /* latest: that the clock may stand at */
	struct index_mark marks[MARKS]; /* at least `step` apart, in order */
	size_t mark_count;
	int64_t step;
	void (*forget)(void *context, uint64_t root);
	void *forget_context;
	struct index_slot *slots;
	uint64_t homes;
	uint64_t used; /* slots that are not empty */
	uint64_t max_entries;
	uint64_t oldest, next;
	struct index_chunk **chunks;
	size_t chunk_count, chunk_cap;
	uint64_t first_chunk; /* the number of chunks[0] */
	bool keep_ids;
};

static inline uint64_t
index_slot_count(uint64_t homes)
{
	return homes + SPILL + 1;
}

static inline struct index_chunk *
index_chunk_of(const struct index *index, uint64_t number)
{
	return index->chunks[number / CHUNK - index->first_chunk];
}

static inline uint64_t *
index_word_of(const struct index *index, uint64_t number)
{
	const struct index_sealed *sealed = &index->sealed;

	if (sealed->tables && number < sealed->next) {
		uint64_t *word = &sealed->words[number - sealed->first];

		tables_touch(sealed->tables, word, sizeof(*word));
		return word;
	}
	return &index_chunk_of(index, number)->words[number % CHUNK];
}

/* The number below or at `near` with that low half. Entries that matter are less than 2^32 apart. */
static inline uint64_t
index_number_before(uint64_t near, uint32_t low)
{
	return near - (uint32_t)((uint32_t)near - low);
}

static inline uint64_t
index_slot_number(const struct index *index, const struct index_slot *slot)
{
	return index_number_before(index->next - 1, slot->entry);
}

/* As index_alive(). */
static inline bool
index_lives(const struct index *index, uint64_t number)
{
	uint64_t word;

	if (number < index->oldest || number >= index->next)
		return false;
	word = *index_word_of(index, number);
	return !(word & ALIAS) || index_number_before(number, (uint32_t)word) >= index->oldest;
}

/* slots.c: makes one table of ours and that which came from a file. The entries of that stay where they are. */
void index_fold(struct index *index);

/* index.c: forgets entries before a number; those that came too long ago. */
void index_forget_before(struct index *index, uint64_t number);
void index_forget_old(struct index *index);

#endif
