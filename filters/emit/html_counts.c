#include "filters/emit/html_counts.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/xalloc.h"
#include "filters/emit/html_parts.h"

#define CHUNK ((size_t)65536)
#define HOUR 3600
#define DAY 86400

/* How a record is noted: this, then so many of struct noted_tag. */
struct note {
	int64_t date;
	uint16_t rank, tags;
};

int64_t
counts_day(int64_t seconds)
{
	return (seconds - (seconds % DAY + DAY) % DAY) / DAY;
}

void
counts_init(struct counts *counts)
{
	*counts = (struct counts){0};
	spool_init(&counts->notes);
}

static void
flush_chunk(struct counts *counts)
{
	struct note_chunk *chunk;

	if (counts->chunk.len == 0)
		return;
	counts->chunks = xgrow(counts->chunks, &counts->chunk_cap, counts->chunk_count + 1,
	                       sizeof(*counts->chunks));
	chunk = &counts->chunks[counts->chunk_count++];
	chunk->len = counts->chunk.len;
	chunk->offset = spool_add(&counts->notes, counts->chunk.data, counts->chunk.len);
	buf_clear(&counts->chunk);
}

/* Counts tag i of the record and returns its place, TALLY_MAX if it has none. */
static size_t
count_tag(struct counts *counts, const struct view *view, const struct facts *facts, size_t i)
{
	const char *name = view_slice(view, view->tags[i]);
	size_t known = counts->tags.count;
	uint64_t before = 0;
	struct tag_counts *tag;
	size_t place = tally_add(&counts->tags, name, view->tags[i].len, counts->records);

	if (place == TALLY_MAX)
		return place;
	counts->tag = xgrow(counts->tag, &counts->tag_cap, place + 1, sizeof(*counts->tag));
	tag = &counts->tag[place];
	if (place == known)
		*tag = (struct tag_counts){.topic = html_topic_of(name, view->tags[i].len)};
	before = tag->records;
	tag->records = counts->tags.entries[place].count;
	if (tag->records == before)
		return TALLY_MAX; /* the same tag again */
	tag->mentions += i < facts->tag_count ? facts->tags[i].mentions : 1;
	tag->implied += i < facts->tag_count && facts->tags[i].implied;
	if (i < facts->tag_count && facts->tags[i].severity > tag->severity)
		tag->severity = facts->tags[i].severity;
	return place;
}

void
counts_add(struct counts *counts, const struct view *view, const struct facts *facts)
{
	struct note note = {view->dated ? view->date : COUNTS_UNDATED, (uint16_t)facts->rank, 0};
	size_t at = counts->chunk.len;

	counts->records++;
	counts->tagged += view->tag_count > 0;
	counts->copies += facts->copy;
	counts->undated += !view->dated;
	counts->ranks[facts->rank]++;
	if (view->source.len > 0)
		tally_add(&counts->sources, view->source.data, view->source.len, counts->records);
	buf_add(&counts->chunk, &note, sizeof(note));
	for (size_t i = 0; i < view->tag_count && note.tags < UINT16_MAX; i++) {
		size_t place = count_tag(counts, view, facts, i);
		uint16_t noted = (uint16_t)place;

		if (place == TALLY_MAX)
			continue;
		buf_add(&counts->chunk, &noted, sizeof(noted));
		note.tags++;
	}
	memcpy(counts->chunk.data + at, &note, sizeof(note));
	if (counts->chunk.len >= CHUNK)
		flush_chunk(counts);
	if (view->dated) {
		counts->dates = xgrow(counts->dates, &counts->date_cap, counts->date_count + 1,
		                      sizeof(*counts->dates));
		counts->dates[counts->date_count++] = view->date;
	}
}

static int
compare_dates(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* The time covered. A date or two that a source got wrong by years would stretch it
 * until nothing could be seen; what lies further outside the middle nine tenths than
 * four times the length of these, or a month, is left out. */
static void
find_period(struct counts *counts)
{
	int64_t *dates = counts->dates, low, high, reach;
	size_t n = counts->date_count, first = 0, last = n;
	size_t outside = n < 5 ? 0 : n < 20 ? 1 : n / 20; /* on each side */

	if (n == 0)
		return;
	qsort(dates, n, sizeof(*dates), compare_dates);
	low = dates[outside];
	high = dates[n - 1 - outside];
	reach = high - low < 8 * DAY ? 30 * DAY : 4 * (high - low);
	while (dates[first] < low - reach)
		first++;
	while (dates[last - 1] > high + reach)
		last--;
	counts->stray = n - (last - first);
	counts->from = dates[first];
	counts->to = dates[last - 1] + 1;
}

/* The start of the hour or day a time lies in. */
static int64_t
floor_to(int64_t time, int64_t unit)
{
	return time - ((time % unit) + unit) % unit;
}

/* Two spans of equal length, of whole days if there are two of them, else of whole
 * hours. Of an odd number the first is left out. */
static void
find_halves(struct counts *counts)
{
	int64_t unit = counts_day(counts->to - 1) > counts_day(counts->from) ? DAY : HOUR;
	int64_t half;

	if (counts->from == counts->to)
		return;
	counts->start = floor_to(counts->from, unit);
	counts->end = floor_to(counts->to - 1, unit) + unit;
	half = (counts->end - counts->start) / unit / 2 * unit;
	counts->compared = half > 0;
	counts->middle = counts->end - half;
	counts->start = counts->middle - half;
}

/* The beginning of the step a time lies in; step in months if by_months. */
static int64_t
step_start(int64_t time, int64_t step, bool by_months)
{
	int year, month, day;
	int64_t months;

	if (!by_months) {
		/* Weeks begin on Mondays; the epoch was a Thursday. */
		int64_t shift = step == 7 * DAY ? 4 * DAY : 0;

		return floor_to(time - shift, step) + shift;
	}
	date_civil(counts_day(time), &year, &month, &day);
	months = (int64_t)year * 12 + month - 1;
	months -= months % step;
	return date_days((int)(months / 12), (int)(months % 12) + 1, 1) * DAY;
}

static int64_t
step_next(int64_t start, int64_t step, bool by_months)
{
	return by_months ? step_start(start + step * 31 * DAY, step, true) : start + step;
}

/* The bars' beginnings, of the shortest step that makes few enough of them. */
static void
find_bars(struct counts *counts)
{
	static const struct {
		int64_t step;
		bool by_months;
		const char *unit;
	} steps[] = {
		{600, false, "ten minutes"}, {HOUR, false, "hour"}, {6 * HOUR, false, "six hours"},
		{DAY, false, "day"}, {7 * DAY, false, "week"}, {1, true, "month"},
		{3, true, "quarter"}, {12, true, "year"}, {120, true, "ten years"},
		{1200, true, "century"}, {12000, true, "thousand years"},
	};
	size_t i = 0;

	if (counts->from == counts->to)
		return;
	for (;; i++) {
		int64_t step = steps[i].step;
		int64_t start = step_start(counts->from, step, steps[i].by_months);
		size_t n = 0;

		for (; n <= COUNTS_BARS && start < counts->to; n++) {
			counts->bars[n].start = start;
			start = step_next(start, step, steps[i].by_months);
		}
		if (n <= COUNTS_BARS && start >= counts->to) {
			counts->bars[n].start = start;
			counts->bar_count = n;
			counts->bar_unit = steps[i].unit;
			return;
		}
	}
}

static const struct counts *sorted_counts; /* for compare_tags(), which gets no context */

static int
compare_tags(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const struct tally_entry *m = &sorted_counts->tags.entries[x], *n = &sorted_counts->tags.entries[y];
	int order;

	if (m->count != n->count)
		return m->count > n->count ? -1 : 1;
	order = memcmp(m->name, n->name, m->len < n->len ? m->len : n->len);
	return order ? order : m->len < n->len ? -1 : m->len > n->len;
}

static void
find_order(struct counts *counts)
{
	size_t n = counts->tags.count;

	counts->order = xcalloc(n + 1, sizeof(*counts->order));
	for (size_t i = 0; i < n; i++)
		counts->order[i] = (uint32_t)i;
	sorted_counts = counts;
	qsort(counts->order, n, sizeof(*counts->order), compare_tags);
}

/* Regions that the records name, before those that only follow from them. */
static void
find_columns(struct counts *counts, bool implied)
{
	for (size_t i = 0; i < counts->tags.count; i++) {
		struct tag_counts *tag = &counts->tag[counts->order[i]];

		if (tag->topic != TOPIC_REGION || (tag->implied == tag->records) != implied
		    || counts->column_count == COUNTS_COLUMNS)
			continue;
		counts->columns[counts->column_count++] = counts->order[i];
		tag->column = (uint32_t)counts->column_count;
	}
}

/* Rows are threats first, then what others there are; columns are regions. */
static void
find_rows(struct counts *counts)
{
	static const size_t row_topics[] = {TOPIC_THREAT, TOPIC_OTHER, TOPIC_ORGANIZATION};
	size_t n = counts->tags.count;

	for (size_t t = 0; t < sizeof(row_topics) / sizeof(*row_topics); t++)
		for (size_t i = 0; i < n && counts->row_count < COUNTS_ROWS; i++)
			if (counts->tag[counts->order[i]].topic == row_topics[t]) {
				counts->rows[counts->row_count++] = counts->order[i];
				counts->tag[counts->order[i]].row = (uint32_t)counts->row_count;
			}
	find_columns(counts, false);
	find_columns(counts, true);
}

static const struct tag_counts *compared_tags;

static int
compare_figures(const void *a, const void *b)
{
	const struct tag_counts *x = &compared_tags[*(const uint32_t *)a];
	const struct tag_counts *y = &compared_tags[*(const uint32_t *)b];

	if (x->mentions != y->mentions)
		return x->mentions > y->mentions ? -1 : 1;
	return compare_tags(a, b);
}

static void
find_figures(struct counts *counts)
{
	uint32_t *figures = xcalloc(counts->tags.count + 1, sizeof(*figures));
	size_t n = 0;

	for (size_t i = 0; i < counts->tags.count; i++)
		if (counts->tag[i].topic == TOPIC_FIGURE)
			figures[n++] = (uint32_t)i;
	compared_tags = counts->tag;
	qsort(figures, n, sizeof(*figures), compare_figures);
	for (size_t i = 0; i < n && i < COUNTS_FIGURES; i++) {
		counts->figures[counts->figure_count++] = figures[i];
		counts->tag[figures[i]].figure = (uint32_t)counts->figure_count;
	}
	free(figures);
}

static bool
is_better(enum rank rank, int64_t date, enum rank best_rank, int64_t best_date, uint64_t best)
{
	return best == 0 || rank > best_rank || (rank == best_rank && date > best_date);
}

static void
count_cell(struct cell *cell, const struct note *note, uint64_t number)
{
	cell->count++;
	if (is_better((enum rank)note->rank, note->date, cell->best_rank, cell->best_date, cell->best))
		*cell = (struct cell){cell->count, number, (enum rank)note->rank, note->date};
}

static void
count_bar(struct counts *counts, const struct note *note)
{
	size_t low = 0, high = counts->bar_count;

	if (note->date < counts->from || note->date >= counts->to)
		return;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (counts->bars[middle].start <= note->date)
			low = middle;
		else
			high = middle;
	}
	counts->bars[low].ranks[note->rank]++;
}

/* Which tags stand together in a record. */
static void
count_pairs(struct counts *counts, const struct note *note, const uint16_t *tags, uint64_t number)
{
	uint32_t rows[COUNTS_ROWS], columns[COUNTS_COLUMNS], figures[COUNTS_FIGURES];
	size_t row_count = 0, column_count = 0, figure_count = 0;

	for (size_t i = 0; i < note->tags; i++) {
		const struct tag_counts *tag = &counts->tag[tags[i]];

		if (tag->row)
			rows[row_count++] = tag->row - 1;
		if (tag->column)
			columns[column_count++] = tag->column - 1;
		if (tag->figure)
			figures[figure_count++] = tag->figure - 1;
	}
	for (size_t i = 0; i < row_count; i++) {
		for (size_t j = 0; j < column_count; j++)
			count_cell(&counts->cells[rows[i]][columns[j]], note, number);
		for (size_t j = 0; j < figure_count; j++)
			count_cell(&counts->company[figures[j]][rows[i]], note, number);
	}
}

static void
count_note(struct counts *counts, const struct note *note, const uint16_t *tags, uint64_t number)
{
	bool inside = counts->compared && note->date >= counts->start && note->date < counts->end;
	bool late = inside && note->date >= counts->middle, early = inside && !late;
	bool topics[TOPIC_COUNT] = {false};

	counts->before += early;
	counts->latest += late;
	counts->earlier += counts->compared && note->date >= counts->from && note->date < counts->start;
	counts->ranks_before[note->rank] += early;
	counts->ranks_latest[note->rank] += late;
	for (size_t i = 0; i < note->tags; i++) {
		struct tag_counts *tag = &counts->tag[tags[i]];

		tag->before += early;
		tag->latest += late;
		topics[tag->topic] = true;
		if (is_better((enum rank)note->rank, note->date, tag->best_rank, tag->best_date, tag->best)) {
			tag->best = number;
			tag->best_rank = (enum rank)note->rank;
			tag->best_date = note->date;
		}
	}
	for (size_t i = 0; i < TOPIC_COUNT; i++) {
		counts->topics[i] += topics[i];
		counts->topics_before[i] += topics[i] && early;
		counts->topics_latest[i] += topics[i] && late;
	}
	if (counts->bar_count > 0)
		count_bar(counts, note);
	count_pairs(counts, note, tags, number);
}

void
counts_finish(struct counts *counts)
{
	struct buf chunk = {0};
	uint16_t *tags = xcalloc(UINT16_MAX, sizeof(*tags));
	uint64_t number = 0;

	flush_chunk(counts);
	find_period(counts);
	free(counts->dates);
	counts->dates = NULL;
	find_halves(counts);
	find_bars(counts);
	find_order(counts);
	find_rows(counts);
	find_figures(counts);
	for (size_t i = 0; i < counts->chunk_count; i++) {
		buf_clear(&chunk);
		spool_read(&counts->notes, counts->chunks[i].offset, counts->chunks[i].len, &chunk);
		for (size_t at = 0; at < chunk.len;) {
			struct note note;

			memcpy(&note, chunk.data + at, sizeof(note));
			at += sizeof(note);
			memcpy(tags, chunk.data + at, note.tags * sizeof(*tags));
			at += note.tags * sizeof(*tags);
			count_note(counts, &note, tags, ++number);
		}
	}
	buf_free(&chunk);
	free(tags);
}

void
counts_free(struct counts *counts)
{
	tally_free(&counts->tags);
	tally_free(&counts->sources);
	spool_free(&counts->notes);
	buf_free(&counts->chunk);
	free(counts->chunks);
	free(counts->dates);
	free(counts->tag);
	free(counts->order);
}
