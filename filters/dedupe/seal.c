/* An index in a file, see tables.h. */
#include <string.h>

#include "filters/dedupe/index_inner.h"

static void
save_entries(struct index *index, struct tables_writer *writer)
{
	const struct index_sealed *sealed = &index->sealed;
	uint64_t end = 0;
	size_t n;

	if (sealed->tables && sealed->next > index->oldest)
		tables_touch(sealed->tables, &sealed->words[index->oldest - sealed->first],
		             (sealed->next - index->oldest) * sizeof(uint64_t));
	tables_begin_section(writer, TABLES_WORDS);
	for (uint64_t i = index->oldest; i < index->next; i++)
		tables_put(writer, index_word_of(index, i), sizeof(uint64_t));
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
		index_fold(index);
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
	tables_put(writer, index->slots, index_slot_count(index->homes) * sizeof(struct index_slot));
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

static bool
is_time(int64_t clock)
{
	return clock == INDEX_NO_DATE || (clock > -DATE_BIAS && clock < DATE_BIAS);
}

/* Whether what the tables say of themselves can be. */
static bool
makes_sense(const uint64_t *numbers, uint64_t mark_bytes)
{
	return numbers[TABLES_HOMES] > 0 && numbers[TABLES_HOMES] < (uint64_t)1 << 40 &&
	       numbers[TABLES_USED] <= index_slot_count(numbers[TABLES_HOMES]) &&
	       numbers[TABLES_STEP] >= LEAST_STEP && numbers[TABLES_STEP] < (uint64_t)1 << DATE_BITS &&
	       numbers[TABLES_WINDOW] < (uint64_t)1 << 50 &&
	       numbers[TABLES_OLDEST] <= numbers[TABLES_NEXT] && numbers[TABLES_NEXT] >> 62 == 0 &&
	       numbers[TABLES_NEXT] - numbers[TABLES_OLDEST] <= INDEX_MAX_ENTRIES &&
	       mark_bytes <= MARKS * sizeof(struct index_mark) && mark_bytes % sizeof(struct index_mark) == 0 &&
	       is_time((int64_t)numbers[TABLES_CLOCK]);
}

/* Where all of it lies; false if it is not there as a whole. */
static bool
find_sealed(struct index_sealed *sealed, struct tables *tables)
{
	const uint64_t *numbers = tables->header.numbers;
	uint64_t entries = numbers[TABLES_NEXT] - numbers[TABLES_OLDEST], size = index_slot_count(numbers[TABLES_HOMES]);

	*sealed = (struct index_sealed){
		.homes = numbers[TABLES_HOMES],
		.used = numbers[TABLES_USED],
		.id_bytes = tables->header.sections[TABLES_IDS].bytes,
		.first = numbers[TABLES_OLDEST],
		.next = numbers[TABLES_NEXT],
		.slots = tables_section(tables, TABLES_SLOTS, size, sizeof(struct index_slot)),
		.words = tables_section(tables, TABLES_WORDS, entries, sizeof(uint64_t)),
		.id_ends = tables_section(tables, TABLES_ID_ENDS, entries, sizeof(uint64_t)),
		.ids = tables_section(tables, TABLES_IDS, tables->header.sections[TABLES_IDS].bytes, 1),
	};
	if (sealed->slots == NULL || sealed->words == NULL || (numbers[TABLES_HAS_IDS] && sealed->id_ends == NULL))
		return false;
	/* It ends every search. */
	tables_touch(tables, &sealed->slots[size - 1], sizeof(*sealed->slots));
	return sealed->slots[size - 1].place == 0;
}

/* Takes the marks; false if they are not in order. */
static bool
load_marks(struct index *index, struct tables *tables)
{
	uint64_t bytes = tables->header.sections[TABLES_MARKS].bytes;
	const struct index_mark *marks = tables_section(tables, TABLES_MARKS, bytes, 1);
	size_t count = (size_t)bytes / sizeof(*marks);

	if (count > 0)
		tables_touch(tables, marks, bytes);
	for (size_t i = 0; i < count; i++)
		if (marks[i].clock == INDEX_NO_DATE || !is_time(marks[i].clock) || marks[i].number > tables->header.numbers[TABLES_NEXT] ||
		    (i > 0 && (marks[i].number < marks[i - 1].number || marks[i].clock < marks[i - 1].clock)))
			return false;
	if (count > 0)
		memcpy(index->marks, marks, (size_t)bytes);
	index->mark_count = count;
	return true;
}

bool
index_load(struct index *index, struct tables *tables, uint64_t first)
{
	const uint64_t *numbers = tables->header.numbers;
	struct index_sealed sealed;

	if (!makes_sense(numbers, tables->header.sections[TABLES_MARKS].bytes) || !remembers_enough(index, numbers, first) ||
	    (index->keep_ids && !numbers[TABLES_HAS_IDS]) || !find_sealed(&sealed, tables) || !load_marks(index, tables))
		return false;
	/* Ids once kept are kept, or the next run that needs them could not use these tables. */
	index->keep_ids = numbers[TABLES_HAS_IDS];
	index->sealed = sealed;
	index->sealed.tables = tables;
	index->seed = numbers[TABLES_SEED];
	index_start(index, numbers[TABLES_NEXT]);
	index->oldest = numbers[TABLES_OLDEST];
	index->clock = (int64_t)numbers[TABLES_CLOCK];
	index->step = (int64_t)numbers[TABLES_STEP];
	if (index->next - index->oldest > index->max_entries)
		index_forget_before(index, index->next - index->max_entries);
	if (index->window > 0)
		index_forget_old(index);
	return true;
}
