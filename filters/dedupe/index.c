#include "filters/dedupe/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/buf.h"
#include "common/xalloc.h"
#include "filters/dedupe/index_inner.h"

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
	index->slots = xcalloc(index_slot_count(index->homes), sizeof(struct index_slot));
	return index;
}

static void
chunk_free(struct index_chunk *chunk)
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

uint64_t
index_root(const struct index *index, uint64_t number)
{
	uint64_t word = *index_word_of(index, number);

	return word & ALIAS ? index_number_before(number, (uint32_t)word) : number;
}

bool
index_alive(const struct index *index, uint64_t number)
{
	return index_lives(index, number);
}

bool
index_is_alias(const struct index *index, uint64_t number)
{
	return *index_word_of(index, number) & ALIAS;
}

bool
index_untitled(const struct index *index, uint64_t number)
{
	return *index_word_of(index, number) & UNTITLED;
}

void
index_start(struct index *index, uint64_t number)
{
	index->oldest = index->next = number;
	index->first_chunk = number / CHUNK;
}

/* Drops entries before a number. */
void
index_forget_before(struct index *index, uint64_t number)
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
void
index_forget_old(struct index *index)
{
	int64_t limit;
	size_t n = 0;

	if (index->clock == INDEX_NO_DATE)
		return;
	limit = index->clock - (int64_t)index->window - index->step;
	while (n + 1 < index->mark_count && index->marks[n].clock <= limit)
		n++;
	if (n == 0)
		return;
	if (index->marks[n].number > index->oldest)
		index_forget_before(index, index->marks[n].number);
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
	const struct index_mark *last = index->mark_count > 0 ? &index->marks[index->mark_count - 1] : NULL;

	if (date == INDEX_NO_DATE || date <= index->clock || date > index->latest)
		return;
	index->clock = date;
	if (last == NULL || date - last->clock >= index->step) {
		if (index->mark_count == MARKS)
			thin_marks(index);
		index->marks[index->mark_count++] = (struct index_mark){index->next, date};
	}
	if (index->window > 0)
		index_forget_old(index);
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
	struct index_chunk *chunk;

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
	*index_word_of(index, number) = word;
	chunk = index_chunk_of(index, number);
	if (index->keep_ids)
		chunk->id_ends[number % CHUNK] = (uint32_t)chunk->ids.len;
	if (index->next - index->oldest > index->max_entries)
		index_forget_before(index, index->oldest + 1);
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
	struct index_chunk *chunk;

	/* A date that cannot be kept is none. */
	if (pack_date(date) != 0)
		move_clock(index, date);
	word |= seen < INDEX_MAX_SEEN ? seen : INDEX_MAX_SEEN;
	number = add_entry(index, word | (untitled ? UNTITLED : 0));
	chunk = index_chunk_of(index, number);
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

uint32_t
index_seen(const struct index *index, uint64_t root)
{
	return (uint32_t)*index_word_of(index, root) & INDEX_MAX_SEEN;
}

void
index_see(struct index *index, uint64_t root)
{
	if (index_seen(index, root) < INDEX_MAX_SEEN)
		++*index_word_of(index, root);
}

int64_t
index_date(const struct index *index, uint64_t root)
{
	uint64_t date = (*index_word_of(index, root) >> SEEN_BITS) & (((uint64_t)1 << DATE_BITS) - 1);

	return date ? (int64_t)date - DATE_BIAS : INDEX_NO_DATE;
}

static const char *
sealed_id(const struct index_sealed *sealed, uint64_t root, size_t *n)
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
	const struct index_chunk *chunk;
	uint64_t i = root % CHUNK;
	uint32_t begin;

	if (!index->keep_ids)
		return NULL;
	if (index->sealed.tables && root < index->sealed.next)
		return sealed_id(&index->sealed, root, n);
	chunk = index_chunk_of(index, root);
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
	size_t size = (size_t)index_slot_count(index->homes) * sizeof(struct index_slot);

	for (size_t i = 0; i < index->chunk_count; i++)
		size += sizeof(struct index_chunk) + index->chunks[i]->ids.cap +
		        (index->keep_ids ? CHUNK * sizeof(uint32_t) : 0);
	return size;
}

