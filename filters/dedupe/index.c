#include "filters/dedupe/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* When the clock stood at what: entries from number on came at clock or later. */
struct mark {
	uint64_t number;
	int64_t clock;
};

/* Beside keys from a file so many more than a quarter of them are kept. */
#define LEAST_FOLD 65536

#define MARKS 4096
#define LEAST_STEP 60
#define DAY 86400

/* What came from a file: its keys, and the entries up to next. */
struct sealed {
	struct tables *tables; /* NULL if there is none */
	struct slot *slots;
	uint64_t *words;
	const uint64_t *id_ends;
	const char *ids;
	uint64_t homes, used, first, next, id_bytes;
};

struct index {
	struct sealed sealed;
	uint64_t seed;
	uint64_t window;
	int64_t clock, latest; /* latest: that the clock may stand at */
	struct mark marks[MARKS]; /* at least `step` apart, in order */
	size_t mark_count;
	int64_t step;
	void (*forget)(void *context, uint64_t root);
	void *forget_context;
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
	index->seed = hash_seed();
	index->clock = INDEX_NO_DATE;
	index->latest = (int64_t)time(NULL) + DAY;
	index->step = LEAST_STEP;
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

void
index_set_window(struct index *index, uint64_t seconds)
{
	index->window = seconds;
}

void
index_on_forget(struct index *index, void (*forget)(void *context, uint64_t root), void *context)
{
	index->forget = forget;
	index->forget_context = context;
}

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

static struct chunk *
chunk_of(const struct index *index, uint64_t number)
{
	return index->chunks[number / CHUNK - index->first_chunk];
}

static uint64_t *
word_of(const struct index *index, uint64_t number)
{
	const struct sealed *sealed = &index->sealed;

	if (sealed->tables && number < sealed->next) {
		uint64_t *word = &sealed->words[number - sealed->first];

		tables_touch(sealed->tables, word, sizeof(*word));
		return word;
	}
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
	uint64_t place = hash_with_seed(hash, sizeof(*hash), index->seed);

	place = place ? place : 1;
	__builtin_prefetch(&index->slots[home_of(index, place)]);
	return (struct index_key){place, (uint32_t)hash->high};
}

/* Looks a key up in what came from a file. */
static uint64_t
find_sealed(const struct index *index, struct index_key key)
{
	struct tables *tables = index->sealed.tables;
	const struct slot *slot = &index->sealed.slots[scale(key.place, index->sealed.homes)];

	for (;; slot++) {
		tables_touch(tables, slot, sizeof(*slot));
		if (slot->place == 0 || slot->place > key.place)
			return INDEX_NONE;
		if (slot->place == key.place && slot->check == key.check) {
			uint64_t number = slot_number(index, slot);

			if (index_alive(index, number))
				return number;
		}
	}
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
	return index->sealed.homes > 0 ? find_sealed(index, key) : INDEX_NONE;
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

/* Drops entries before a number. */
static void
forget_before(struct index *index, uint64_t number)
{
	for (; index->forget && index->oldest < number; index->oldest++)
		if (!index_is_alias(index, index->oldest))
			index->forget(index->forget_context, index->oldest);
	index->oldest = number;
	while (index->chunk_count > 1 && index->oldest / CHUNK > index->first_chunk) {
		chunk_free(index->chunks[0]);
		index->chunk_count--;
		index->first_chunk++;
		memmove(index->chunks, index->chunks + 1, index->chunk_count * sizeof(*index->chunks));
	}
}

/* Forgets what came more than the window before the clock's time. What came between a mark and the next came
 * while the clock stood less than a step behind the first. */
static void
forget_old(struct index *index)
{
	int64_t limit = index->clock - (int64_t)index->window - index->step;
	size_t n = 0;

	while (n + 1 < index->mark_count && index->marks[n].clock <= limit)
		n++;
	if (n == 0)
		return;
	if (index->marks[n].number > index->oldest)
		forget_before(index, index->marks[n].number);
	index->mark_count -= n;
	memmove(index->marks, index->marks + n, index->mark_count * sizeof(*index->marks));
}

/* Makes steps twice as long, and takes out the marks that are then not needed, until half are gone. */
static void
thin_marks(struct index *index)
{
	while (index->mark_count > MARKS / 2) {
		size_t n = 1;

		for (size_t i = 1; i < index->mark_count; i++)
			if (index->marks[i].clock - index->marks[n - 1].clock > index->step)
				index->marks[n++] = index->marks[i];
		index->mark_count = n;
		index->step *= 2;
	}
}

/* An entry of that date comes: lets the clock move on. */
static void
move_clock(struct index *index, int64_t date)
{
	const struct mark *last = index->mark_count > 0 ? &index->marks[index->mark_count - 1] : NULL;

	if (date == INDEX_NO_DATE || date <= index->clock || date > index->latest)
		return;
	index->clock = date;
	if (last == NULL || date - last->clock >= index->step) {
		if (index->mark_count == MARKS)
			thin_marks(index);
		index->marks[index->mark_count++] = (struct mark){index->next, date};
	}
	if (index->window > 0)
		forget_old(index);
}

int64_t
index_clock(const struct index *index)
{
	return index->clock;
}

uint64_t
index_window(const struct index *index)
{
	return index->window;
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
		forget_before(index, index->oldest + 1);
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

	/* A date that cannot be kept is none. */
	if (pack_date(date) != 0)
		move_clock(index, date);
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

/* Merges n packed keys with those that came from a file, into the end of a new array. Returns how many. */
static uint64_t
merge_slots(struct index *index, uint64_t n, struct slot *to, uint64_t size)
{
	struct sealed *sealed = &index->sealed;
	uint64_t own = n, from = slot_count(sealed->homes), at = size;

	while ((own > 0 || from > 0) && at > 0) {
		const struct slot *slot = from > 0 ? &sealed->slots[from - 1] : NULL;

		if (slot)
			tables_touch(sealed->tables, slot, sizeof(*slot));
		if (slot && (slot->place == 0 || !index_alive(index, slot_number(index, slot)))) {
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

/* Makes one table of ours and that which came from a file. The entries of that stay where they are. */
static void
fold(struct index *index)
{
	struct sealed *sealed = &index->sealed;
	uint64_t n = pack(index), all = n + sealed->used, size;
	struct slot *slots;

	if (sealed->homes == 0)
		return;
	tables_touch(sealed->tables, sealed->slots, slot_count(sealed->homes) * sizeof(struct slot));
	index->homes = all * 100 / ROOMY + LEAST_HOMES;
	for (;;) {
		size = slot_count(index->homes);
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

	if (index->sealed.homes > 0 && index->used > index->sealed.used / 4 + LEAST_FOLD)
		fold(index);
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

static const char *
sealed_id(const struct sealed *sealed, uint64_t root, size_t *n)
{
	const uint64_t *end = &sealed->id_ends[root - sealed->first];
	uint64_t begin = 0;

	if (root > sealed->first) {
		tables_touch(sealed->tables, end - 1, sizeof(*end));
		begin = end[-1];
	}
	tables_touch(sealed->tables, end, sizeof(*end));
	if (*end <= begin || *end > sealed->id_bytes)
		return NULL;
	*n = (size_t)(*end - begin);
	tables_touch(sealed->tables, sealed->ids + begin, *n);
	return sealed->ids + begin;
}

const char *
index_id(const struct index *index, uint64_t root, size_t *n)
{
	const struct chunk *chunk;
	uint64_t i = root % CHUNK;
	uint32_t begin;

	if (!index->keep_ids)
		return NULL;
	if (index->sealed.tables && root < index->sealed.next)
		return sealed_id(&index->sealed, root, n);
	chunk = chunk_of(index, root);
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
	return index->used + index->sealed.used;
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

static void
save_entries(struct index *index, struct tables_writer *writer)
{
	const struct sealed *sealed = &index->sealed;
	uint64_t end = 0;
	size_t n;

	if (sealed->tables && sealed->next > index->oldest)
		tables_touch(sealed->tables, &sealed->words[index->oldest - sealed->first],
		             (sealed->next - index->oldest) * sizeof(uint64_t));
	tables_begin_section(writer, TABLES_WORDS);
	for (uint64_t i = index->oldest; i < index->next; i++)
		tables_put(writer, word_of(index, i), sizeof(uint64_t));
	if (!index->keep_ids)
		return;
	tables_begin_section(writer, TABLES_ID_ENDS);
	for (uint64_t i = index->oldest; i < index->next; i++) {
		end += index_id(index, i, &n) ? n : 0;
		tables_put(writer, &end, sizeof(end));
	}
	tables_begin_section(writer, TABLES_IDS);
	for (uint64_t i = index->oldest; i < index->next; i++) {
		const char *id = index_id(index, i, &n);

		if (id)
			tables_put(writer, id, n);
	}
}

void
index_save(struct index *index, struct tables_writer *writer)
{
	uint64_t *numbers = writer->header.numbers;

	if (index->sealed.homes > 0)
		fold(index);
	numbers[TABLES_SEED] = index->seed;
	numbers[TABLES_HOMES] = index->homes;
	numbers[TABLES_USED] = index->used;
	numbers[TABLES_OLDEST] = index->oldest;
	numbers[TABLES_NEXT] = index->next;
	numbers[TABLES_HAS_IDS] = index->keep_ids;
	numbers[TABLES_CLOCK] = (uint64_t)index->clock;
	numbers[TABLES_STEP] = (uint64_t)index->step;
	numbers[TABLES_MAX_ENTRIES] = index->max_entries;
	numbers[TABLES_WINDOW] = index->window;
	tables_begin_section(writer, TABLES_SLOTS);
	tables_put(writer, index->slots, slot_count(index->homes) * sizeof(struct slot));
	save_entries(index, writer);
	tables_begin_section(writer, TABLES_MARKS);
	tables_put(writer, index->marks, index->mark_count * sizeof(*index->marks));
}

/* Whether tables that have forgotten something still have all that is to be remembered. */
static bool
remembers_enough(const struct index *index, const uint64_t *numbers, uint64_t first)
{
	uint64_t window = numbers[TABLES_WINDOW];

	return numbers[TABLES_OLDEST] == first ||
	       (index->max_entries <= numbers[TABLES_MAX_ENTRIES] &&
	        (window == 0 || (index->window > 0 && index->window <= window)));
}

/* Whether what the tables say of themselves can be. */
static bool
makes_sense(const uint64_t *numbers, uint64_t mark_bytes)
{
	return numbers[TABLES_HOMES] > 0 && numbers[TABLES_HOMES] < (uint64_t)1 << 40 &&
	       numbers[TABLES_OLDEST] <= numbers[TABLES_NEXT] && numbers[TABLES_NEXT] >> 62 == 0 &&
	       numbers[TABLES_NEXT] - numbers[TABLES_OLDEST] <= INDEX_MAX_ENTRIES &&
	       mark_bytes <= MARKS * sizeof(struct mark);
}

bool
index_load(struct index *index, struct tables *tables, uint64_t first)
{
	const uint64_t *numbers = tables->header.numbers;
	uint64_t mark_bytes = tables->header.sections[TABLES_MARKS].bytes;
	uint64_t entries = numbers[TABLES_NEXT] - numbers[TABLES_OLDEST];
	struct sealed *sealed = &index->sealed;

	if (!makes_sense(numbers, mark_bytes) || !remembers_enough(index, numbers, first) ||
	    (index->keep_ids && !numbers[TABLES_HAS_IDS]))
		return false;
	*sealed = (struct sealed){
		.homes = numbers[TABLES_HOMES],
		.used = numbers[TABLES_USED],
		.id_bytes = tables->header.sections[TABLES_IDS].bytes,
		.first = numbers[TABLES_OLDEST],
		.next = numbers[TABLES_NEXT],
		.slots = tables_section(tables, TABLES_SLOTS, slot_count(numbers[TABLES_HOMES]), sizeof(struct slot)),
		.words = tables_section(tables, TABLES_WORDS, entries, sizeof(uint64_t)),
		.id_ends = tables_section(tables, TABLES_ID_ENDS, entries, sizeof(uint64_t)),
		.ids = tables_section(tables, TABLES_IDS, tables->header.sections[TABLES_IDS].bytes, 1),
	};
	/* Ids once kept are kept, or the next run that needs them could not use these tables. */
	index->keep_ids = numbers[TABLES_HAS_IDS];
	if (sealed->slots == NULL || sealed->words == NULL || (index->keep_ids && sealed->id_ends == NULL)) {
		*sealed = (struct sealed){0};
		return false;
	}
	index->seed = numbers[TABLES_SEED];
	index_start(index, numbers[TABLES_NEXT]);
	index->oldest = numbers[TABLES_OLDEST];
	index->clock = (int64_t)numbers[TABLES_CLOCK];
	index->step = (int64_t)numbers[TABLES_STEP];
	index->mark_count = mark_bytes / sizeof(struct mark);
	if (index->mark_count > 0) {
		const struct mark *marks = tables_section(tables, TABLES_MARKS, index->mark_count, sizeof(*marks));

		tables_touch(tables, marks, mark_bytes);
		memcpy(index->marks, marks, mark_bytes);
	}
	sealed->tables = tables;
	if (index->next - index->oldest > index->max_entries)
		forget_before(index, index->next - index->max_entries);
	if (index->window > 0)
		forget_old(index);
	return true;
}
