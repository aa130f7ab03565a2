#include "filters/tag/near.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* No match there: beyond all words. */
#define NONE UINT64_MAX

/* The spans of one field, and what is looked for in them. */
struct field {
	struct near *near;
	struct near_span *spans;
	size_t count, groups;
	uint64_t words;
};

static bool
precedes(const struct near_span *a, const struct near_span *b)
{
	if (a->field != b->field)
		return a->field < b->field;
	if (a->first != b->first)
		return a->first < b->first;
	return a->last < b->last;
}

static void
merge(const struct near_span *from, struct near_span *to, size_t begin, size_t middle, size_t end)
{
	size_t a = begin, b = middle;

	for (size_t i = begin; i < end; i++)
		to[i] = b == end || (a < middle && !precedes(&from[b], &from[a])) ? from[a++] : from[b++];
}

/* Merge sort from runs of one: stable, and without a worst case. */
void
near_sort(struct near *near, struct near_span *spans, size_t count)
{
	struct near_span *from = spans, *to, *swap;
	size_t i;

	for (i = 1; i < count && !precedes(&spans[i], &spans[i - 1]); i++)
		;
	if (i >= count)
		return;
	near->spare = xgrow(near->spare, &near->spare_cap, count, sizeof(*near->spare));
	to = near->spare;
	for (size_t run = 1; run < count; run *= 2) {
		for (i = 0; i < count; i += 2 * run)
			merge(from, to, i, i + run < count ? i + run : count,
			      i + 2 * run < count ? i + 2 * run : count);
		swap = from;
		from = to;
		to = swap;
	}
	if (from != spans)
		memcpy(spans, from, count * sizeof(*spans));
}

/* Fills order, least and begin for the spans of one field. False if a group has none. */
static bool
arrange(struct near *near, const struct field *field)
{
	size_t count = field->count, groups = field->groups;

	near->firsts = xgrow(near->firsts, &near->first_cap, count, sizeof(*near->firsts));
	near->least = xgrow(near->least, &near->least_cap, count, sizeof(*near->least));
	near->begin = xgrow(near->begin, &near->begin_cap, groups + 2, sizeof(*near->begin));
	near->cursor = xgrow(near->cursor, &near->cursor_cap, groups, sizeof(*near->cursor));
	near->taken = xgrow(near->taken, &near->taken_cap, groups, sizeof(*near->taken));
	memset(near->begin, 0, (groups + 2) * sizeof(*near->begin));
	for (size_t i = 0; i < count; i++)
		near->begin[field->spans[i].group + 2]++;
	for (size_t g = 0; g < groups; g++) {
		if (near->begin[g + 2] == 0)
			return false;
		near->begin[g + 2] += near->begin[g + 1];
	}
	/* begin[g + 1] is where group g is filled up to; in the end, where g + 1 begins */
	for (size_t i = 0; i < count; i++) {
		size_t at = near->begin[field->spans[i].group + 1]++;

		near->firsts[at] = field->spans[i].first;
		near->least[at] = field->spans[i].last;
	}
	for (size_t g = 0; g < groups; g++) {
		for (size_t i = near->begin[g + 1] - 1; i-- > near->begin[g];)
			if (near->least[i + 1] < near->least[i])
				near->least[i] = near->least[i + 1];
		near->cursor[g] = near->begin[g];
	}
	return true;
}

/* The first place of a span of the group that begins after word p, which is not before the span
 * looked at. It is mostly near, so the steps grow from small ones. */
static size_t
after(const struct field *field, size_t group, uint64_t p)
{
	const uint32_t *firsts = field->near->firsts;
	size_t low = field->near->cursor[group], end = field->near->begin[group + 1], step = 1;
	size_t high = low;

	while (high < end && firsts[high] <= p) {
		low = high + 1;
		high = end - low > step ? low + step : end;
		step *= 2;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (firsts[middle] > p)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The least end of a match of the group that begins after p. */
static uint64_t
least_end(const struct field *field, size_t group, uint64_t p)
{
	size_t i;

	if (p == NONE)
		return NONE;
	i = after(field, group, p);
	return i < field->near->begin[group + 1] ? field->near->least[i] : NONE;
}

/* Where the last match of the group begins that begins after p and not after
 * the limit; 0 if there is none (as a last match never begins at word 0). */
static uint64_t
furthest(const struct field *field, size_t group, uint64_t p, uint64_t limit)
{
	size_t i;
	uint64_t first;

	if (p == NONE)
		return 0;
	i = after(field, group, limit);
	if (i == field->near->begin[group])
		return 0;
	first = field->near->firsts[i - 1];
	return first > p ? first : 0;
}

/* Where the last matches of windows begin whose first match is given, at most; 0 if there are
 * none. For every set of groups: the least word by which one match of each can
 * have ended, one after the other. The other groups are numbered past the first's. */
static uint64_t
window_exact(const struct field *field, const struct near_span *first, uint64_t limit)
{
	uint64_t ends[1 << (NEAR_EXACT - 1)], best = 0;
	size_t others = field->groups - 1, sets = (size_t)1 << others;

	ends[0] = first->last;
	for (size_t set = 1; set < sets; set++) {
		ends[set] = NONE;
		for (size_t g = 0; g < others; g++) {
			uint64_t end;

			if (!(set >> g & 1))
				continue;
			end = least_end(field, g + (g >= first->group), ends[set ^ (size_t)1 << g]);
			if (end < ends[set])
				ends[set] = end;
		}
	}
	for (size_t g = 0; g < others; g++) {
		uint64_t last = furthest(field, g + (g >= first->group), ends[(sets - 1) ^ (size_t)1 << g],
		                         limit);

		if (last > best)
			best = last;
	}
	return best;
}

/* The same for many groups: always goes on with the match that ends first. */
static uint64_t
window_greedy(const struct field *field, const struct near_span *first, uint64_t limit)
{
	bool *taken = field->near->taken;
	uint64_t p = first->last;

	memset(taken, 0, field->groups * sizeof(*taken));
	taken[first->group] = true;
	for (size_t left = field->groups - 1;; left--) {
		uint64_t best = NONE;
		size_t chosen = 0;

		for (size_t g = 0; g < field->groups; g++) {
			uint64_t end;

			if (taken[g])
				continue;
			if (left == 1)
				return furthest(field, g, p, limit);
			end = least_end(field, g, p);
			if (end < best) {
				best = end;
				chosen = g;
			}
		}
		if (best == NONE)
			return 0;
		taken[chosen] = true;
		p = best;
	}
}

/* Whether every other group has a match that begins in the span's reach. */
static bool
all_in_reach(const struct field *field, const struct near_span *first, uint64_t limit)
{
	for (size_t g = 0; g < field->groups; g++)
		if (g != first->group && furthest(field, g, first->last, limit) == 0)
			return false;
	return true;
}

static bool
find_in_field(const struct field *field)
{
	struct near *near = field->near;
	size_t marked = 0, begun = 0; /* up to where; the first one at the same word */
	bool found = false;

	for (size_t i = 0; i < field->count; i++) {
		const struct near_span *first = &field->spans[i];
		uint64_t limit = first->last + field->words + 1, last;

		if (first->first != field->spans[begun].first)
			begun = i;
		for (size_t g = 0; g < field->groups; g++)
			while (near->cursor[g] < near->begin[g + 1] && near->firsts[near->cursor[g]] <= first->first)
				near->cursor[g]++;
		if (!all_in_reach(field, first, limit))
			continue;
		last = field->groups <= NEAR_EXACT ? window_exact(field, first, limit)
		                                   : window_greedy(field, first, limit);
		if (last == 0)
			continue;
		found = true;
		for (marked = marked > begun ? marked : begun;
		     marked < field->count && field->spans[marked].first <= last; marked++)
			field->spans[marked].inside = true;
	}
	return found;
}

bool
near_find(struct near *near, struct near_span *spans, size_t count, size_t groups, size_t words,
          bool ordered)
{
	/* no text has more words than that, and sums of it fit */
	struct field field = {.near = near, .groups = groups, .words = words < UINT32_MAX ? words : UINT32_MAX};
	bool found = false;

	if (groups < 2)
		return false;
	near_sort(near, spans, count);
	for (size_t i = 0; i < count; i += field.count) {
		field.spans = spans + i;
		for (field.count = 1; i + field.count < count; field.count++)
			if (spans[i + field.count].field != spans[i].field)
				break;
		if (field.count < groups)
			continue;
		if (ordered)
			found |= near_find_ordered(near, field.spans, field.count, groups, field.words);
		else if (arrange(near, &field))
			found |= find_in_field(&field);
	}
	return found;
}

void
near_free(struct near *near)
{
	free(near->spare);
	free(near->firsts);
	free(near->cursor);
	free(near->least);
	free(near->begin);
	free(near->taken);
	free(near->ends);
	free(near->begins);
	free(near->reach);
	*near = (struct near){0};
}
