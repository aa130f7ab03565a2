#include "filters/tag/shadows.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* So many matches that reach over one place are looked at: a text of nothing but overlapping matches
 * costs no more than this for each. */
#define OPEN_MAX 32

void
shadows_init(struct shadows *shadows, size_t terms)
{
	*shadows = (struct shadows){.terms = xcalloc(terms + 1, sizeof(*shadows->terms)), .count = terms};
}

static int
compare(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return (a->term > b->term) - (a->term < b->term);
}

static bool
same_span(const struct hit *a, const struct hit *b)
{
	return a->field == b->field && a->start == b->start && a->end == b->end;
}

/* What of the shadows there were is one still; of the first match, all that cover it. */
static void
narrow(struct shadowed *shadowed, const struct shadow *covers, size_t count)
{
	size_t kept = 0;

	if (!shadowed->seen) {
		shadowed->seen = true;
		shadowed->count = (uint8_t)(count < SHADOWS_MAX ? count : SHADOWS_MAX);
		memcpy(shadowed->items, covers, shadowed->count * sizeof(*covers));
		return;
	}
	for (size_t i = 0; i < shadowed->count; i++)
		for (size_t j = 0; j < count; j++)
			if (shadowed->items[i].term == covers[j].term) {
				shadowed->items[kept] = shadowed->items[i];
				shadowed->items[kept++].equal &= covers[j].equal;
				break;
			}
	shadowed->count = (uint8_t)kept;
}

/* Looks at the matches of one span, hits[begin .. end), and at those that reach over it. */
static void
look(struct shadows *shadows, size_t begin, size_t end, size_t open)
{
	const struct hit *span = &shadows->hits[begin];
	struct shadow covers[2 * OPEN_MAX];

	for (size_t i = begin; i < end; i++) {
		uint32_t term = shadows->hits[i].term;
		size_t count = 0;

		if (shadows->terms[term].seen && shadows->terms[term].count == 0)
			continue;
		for (size_t j = begin; j < end && count < OPEN_MAX; j++)
			if (shadows->hits[j].term != term)
				covers[count++] = (struct shadow){.term = shadows->hits[j].term, .equal = true};
		for (size_t j = 0; j < open; j++)
			if (shadows->open[j].end >= span->end && shadows->open[j].term != term)
				covers[count++] = (struct shadow){.term = shadows->open[j].term};
		narrow(&shadows->terms[term], covers, count);
	}
}

void
shadows_add(struct shadows *shadows, const struct matches *matches)
{
	size_t open = 0;

	shadows->hits = xgrow(shadows->hits, &shadows->cap, matches->count + 1, sizeof(*shadows->hits));
	shadows->open = xgrow(shadows->open, &shadows->open_cap, OPEN_MAX, sizeof(*shadows->open));
	if (matches->count == 0)
		return;
	memcpy(shadows->hits, matches->hits, matches->count * sizeof(*shadows->hits));
	qsort(shadows->hits, matches->count, sizeof(*shadows->hits), compare);
	for (size_t i = 0, end; i < matches->count; i = end) {
		const struct hit *hit = &shadows->hits[i];
		size_t kept = 0;

		for (size_t j = 0; j < open; j++)
			if (shadows->open[j].field == hit->field && shadows->open[j].end > hit->start)
				shadows->open[kept++] = shadows->open[j];
		open = kept;
		for (end = i + 1; end < matches->count && same_span(hit, &shadows->hits[end]);)
			end++;
		look(shadows, i, end, open);
		for (size_t j = i; j < end && open < OPEN_MAX; j++)
			shadows->open[open++] = shadows->hits[j];
	}
}

bool
shadows_covers(const struct shadows *shadows, uint32_t a, uint32_t b, bool *equal)
{
	const struct shadowed *shadowed = &shadows->terms[a];

	for (size_t i = 0; i < shadowed->count; i++)
		if (shadowed->items[i].term == b) {
			*equal = shadowed->items[i].equal;
			return true;
		}
	return false;
}

void
shadows_free(struct shadows *shadows)
{
	free(shadows->terms);
	free(shadows->hits);
	free(shadows->open);
	*shadows = (struct shadows){0};
}
