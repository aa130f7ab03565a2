#include "filters/tag/evaluate_distance.h"

#include <stdlib.h>

#include "common/xalloc.h"

/* No text has so many words. */
#define WORDS_MOST ((size_t)1 << 28)

/* The spans of a near's groups, for trying out. */
struct windows {
	const struct scope *scope;
	const struct condition *near;
};

/* Whether there are windows so wide. With `inside` (by hit) marks what stands in them. */
static bool
find_windows(const struct windows *w, size_t words, enum same same, bool ordered, bool *inside)
{
	struct evaluation *e = w->scope->e;
	size_t before = e->evidence_count, base = e->span_count;
	bool found;

	for (size_t i = 0; i < w->near->count; i++) {
		size_t begin = e->evidence_count;

		evaluate_holds(w->scope, w->near->children[i]);
		evaluate_add_spans(w->scope, begin, same, &e->spans, &e->span_count, &e->span_cap, i);
	}
	found = near_find(&e->near, e->spans + base, e->span_count - base, w->near->count, words, ordered);
	for (size_t i = base; inside != NULL && i < e->span_count; i++)
		inside[e->spans[i].hit] |= e->spans[i].inside;
	e->evidence_count = before;
	e->span_count = base;
	return found;
}

/* The least width of a window that there is. */
static size_t
least_words(const struct windows *w, enum same same, bool ordered)
{
	size_t low = 0, high = WORDS_MOST;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (find_windows(w, middle, same, ordered, NULL))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Whether all groups have a match in one unit. */
static bool
share_unit(const struct windows *w, enum same same)
{
	struct evaluation *e = w->scope->e;
	size_t before = e->evidence_count, base = e->span_count, groups = w->near->count, left = 0;
	size_t *stamps = xcalloc(groups, sizeof(*stamps)), run = 0;
	bool all = false;

	for (size_t i = 0; i < groups; i++) {
		size_t begin = e->evidence_count;

		evaluate_holds(w->scope, w->near->children[i]);
		evaluate_add_spans(w->scope, begin, same, &e->spans, &e->span_count, &e->span_cap, i);
	}
	near_sort(&e->near, e->spans + base, e->span_count - base);
	for (size_t i = base; i < e->span_count; i++) {
		if (i == base || e->spans[i].field != e->spans[i - 1].field) {
			run++;
			left = groups;
		}
		left -= stamps[e->spans[i].group] != run;
		stamps[e->spans[i].group] = run;
		all |= left == 0;
	}
	e->evidence_count = before;
	e->span_count = base;
	free(stamps);
	return all;
}

void
explain_inside(const struct scope *scope, const struct condition *near, bool *inside)
{
	struct windows windows = {scope, near};

	find_windows(&windows, near->node->words, near->node->same, near->node->ordered, inside);
}

/* Whether a group holds without a match. */
static bool
is_placeless(const struct windows *w)
{
	struct evaluation *e = w->scope->e;
	size_t before = e->evidence_count;
	bool placeless = false;

	for (size_t i = 0; i < w->near->count && !placeless; i++) {
		evaluate_holds(w->scope, w->near->children[i]);
		placeless = e->evidence_count == before;
		e->evidence_count = before;
	}
	return placeless;
}

void
explain_distance(const struct scope *scope, const struct condition *near, struct explained *to)
{
	const struct node *node = near->node;
	struct windows windows = {scope, near}, *w = &windows;

	if (is_placeless(w)) {
		to->why = WHY_PLACELESS;
	} else if (find_windows(w, NEAR_ANY, node->same, node->ordered, NULL)) {
		to->why = WHY_FAR;
		to->found = least_words(w, node->same, node->ordered);
		to->needed = node->words;
	} else if (node->ordered && find_windows(w, NEAR_ANY, node->same, false, NULL)) {
		to->why = WHY_ORDER;
	} else {
		to->why = share_unit(w, node->same) ? WHY_OVERLAP : WHY_APART;
	}
}

/* How far a hit is from the context: whether one stands in its unit and does not overlap, and then
 * the words between. */
static bool
measure(const struct set_scope *set, const struct hit *hit, size_t *words)
{
	struct context context = set->context;
	size_t low = 0, high = WORDS_MOST;

	context.words = NEAR_ANY;
	if (!evaluate_beside(&set->inner, &context, hit))
		return false;
	while (low < high) {
		context.words = low + (high - low) / 2;
		if (evaluate_beside(&set->inner, &context, hit))
			high = (size_t)context.words;
		else
			low = (size_t)context.words + 1;
	}
	*words = low;
	return true;
}

/* Whether the context has a match in the hit's unit. If none stands there beside it, it
 * overlaps. */
static bool
shares_unit(const struct set_scope *set, const struct hit *hit)
{
	const struct near_span *spans = *set->context.spans + set->context.begin;
	uint32_t unit = evaluate_unit(&set->inner, hit->field, hit->first, set->context.same);
	size_t low = 0, high = set->context.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (spans[middle].field < unit)
			low = middle + 1;
		else
			high = middle;
	}
	return low < set->context.count && spans[low].field == unit;
}

void
explain_context(const struct set_scope *set, size_t begin, struct explained *to)
{
	const struct evaluation *e = set->inner.e;
	size_t words;
	bool on_it = false;

	to->why = set->context.count > 0 ? WHY_APART : WHY_NO_CONTEXT;
	if (set->context.count == 0)
		return;
	for (size_t i = begin; i < e->evidence_count; i++) {
		const struct hit *hit = &set->inner.input->hits[e->evidence[i]];

		if (!measure(set, hit, &words)) {
			on_it |= shares_unit(set, hit);
			continue;
		}
		if (to->why != WHY_FAR || words < to->found)
			to->found = words;
		to->why = WHY_FAR;
		to->needed = to->node->words;
	}
	if (to->why == WHY_APART && on_it)
		to->why = WHY_OVERLAP;
	if (to->why == WHY_FAR && to->found <= to->needed)
		to->why = WHY_MISSING; /* near enough for one hit, but not for all that it takes */
}
