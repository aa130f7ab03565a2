/* Whether a condition holds. */
#include <limits.h>

#include "common/xalloc.h"
#include "filters/tag/evaluate_inner.h"

size_t
evaluate_mask_place(const struct scope *scope, const struct mask *mask, const struct hit *hit)
{
	const struct near_span *spans = scope->e->masks + mask->begin;
	size_t low = 0, high = mask->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct near_span *span = &spans[middle];

		if (span->field < hit->field || (span->field == hit->field && span->first <= hit->first))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
evaluate_masked(const struct scope *scope, const struct hit *hit)
{
	for (const struct mask *mask = scope->mask; mask != NULL; mask = mask->outer) {
		size_t place = evaluate_mask_place(scope, mask, hit);
		const struct near_span *span = scope->e->masks + mask->begin + place - 1;

		if (place > 0 && span->field == hit->field && span->last >= hit->last)
			return true;
	}
	return false;
}

bool
evaluate_quoted(const struct scope *scope, const struct hit *hit)
{
	return quotes_cover(evaluation_quotes(scope->e, scope->input, hit->field), hit->start, hit->end);
}

/* How many of the spans begin before the word. */
static size_t
count_before(const struct near_span *spans, size_t count, uint32_t field, uint64_t word)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (spans[middle].field < field || (spans[middle].field == field && spans[middle].first < word))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
evaluate_beside(const struct scope *scope, const struct context *context, const struct hit *hit)
{
	const struct near_span *firsts = *context->spans + context->begin, *lasts = firsts + context->count;
	uint32_t unit = evaluate_unit(scope, hit->field, hit->first, context->same);
	size_t i;

	if (unit != evaluate_unit(scope, hit->field, hit->last, context->same))
		return false;
	i = count_before(lasts, context->count, unit, hit->first);
	if (i > 0 && lasts[i - 1].field == unit && hit->first - lasts[i - 1].first - 1 <= context->words)
		return true;
	i = count_before(firsts, context->count, unit, (uint64_t)hit->last + 1);
	return i < context->count && firsts[i].field == unit &&
	       firsts[i].first - hit->last - 1 <= context->words;
}

/* What most scopes do not ask. */
static bool
counts_here(const struct scope *scope, const struct hit *hit)
{
	if (scope->mask != NULL && evaluate_masked(scope, hit))
		return false;
	if ((scope->quoted || scope->unquoted) &&
	    (evaluate_quoted(scope, hit) ? scope->unquoted : scope->quoted))
		return false;
	for (const struct context *context = scope->context; context != NULL; context = context->outer)
		if (!evaluate_beside(scope, context, hit))
			return false;
	return true;
}

bool
evaluate_counts(const struct scope *scope, const struct hit *hit)
{
	return (scope->fields >> hit->field & 1) && (!scope->narrow || counts_here(scope, hit));
}

static void
take_hit(struct evaluation *e, uint32_t hit)
{
	e->evidence = xgrow(e->evidence, &e->evidence_cap, e->evidence_count + 1, sizeof(*e->evidence));
	e->evidence[e->evidence_count++] = hit;
}

/* Adds the hits of a group of terms that count to the evidence; whether there is any. */
static bool
take_group(const struct scope *scope, uint32_t group)
{
	struct evaluation *e = scope->e;
	const struct hit *hits = scope->input->hits;
	size_t before = e->evidence_count;

	for (uint32_t i = e->groups[group].head; i != 0; i = e->entries[i - 1].next)
		for (uint32_t j = e->terms[e->entries[i - 1].term].head; j != 0; j = e->next[j - 1])
			if (evaluate_counts(scope, &hits[j - 1]))
				take_hit(e, j - 1);
	return e->evidence_count > before;
}

/* The same for a tag's. */
static bool
holds_tag(const struct scope *scope, const struct condition *condition)
{
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count;
	bool placeless = false;

	for (uint32_t i = e->groups[condition->group].head; i != 0; i = e->entries[i - 1].next) {
		uint32_t term = e->entries[i - 1].term;

		if (term & ENTRY_ROW) {
			placeless |= !e->given[term & ENTRY_PLACE];
		} else if (term & ENTRY_FOREIGN) {
			placeless = true;
		} else {
			struct finding finding = e->findings[term];

			for (size_t j = finding.begin; j < finding.begin + finding.count; j++)
				if (evaluate_counts(scope, &scope->input->hits[e->evidence[j]]))
					take_hit(e, e->evidence[j]);
		}
	}
	return e->evidence_count > before || (placeless && !scope->placed);
}

static bool
holds_any(const struct scope *scope, const struct condition *condition)
{
	const struct evaluator *evaluator = scope->evaluator;
	bool found = condition->group != NO_GROUP && take_group(scope, condition->group);

	if (condition->choice == NO_CHOICE)
		return found;
	for (uint32_t i = scope->e->choices[condition->choice].head; i != 0;
	     i = scope->e->member_next[i - 1])
		found |= evaluate_holds(scope, condition->children[evaluator->members[i - 1].child]);
	return found;
}

static bool
holds_at_least(const struct scope *scope, const struct condition *condition)
{
	const struct evaluator *evaluator = scope->evaluator;
	size_t before = scope->e->evidence_count, found = 0;

	for (uint32_t i = scope->e->choices[condition->choice].head; i != 0;
	     i = scope->e->member_next[i - 1])
		found += evaluate_holds(scope, condition->children[evaluator->members[i - 1].child]);
	if (found >= condition->node->least)
		return true;
	scope->e->evidence_count = before;
	return false;
}

static bool
holds_all(const struct scope *scope, const struct condition *condition)
{
	size_t before = scope->e->evidence_count;

	for (size_t i = 0; i < condition->count; i++)
		if (!evaluate_holds(scope, condition->children[i])) {
			scope->e->evidence_count = before;
			return false;
		}
	return true;
}

void
evaluate_add_spans(const struct scope *scope, size_t begin, enum same same, struct near_span **spans,
                   size_t *count, size_t *cap, size_t group)
{
	struct evaluation *e = scope->e;

	/* room for one at least, so that there are spans to point at */
	*spans = xgrow(*spans, cap, *count + e->evidence_count - begin + 1, sizeof(**spans));
	for (size_t i = begin; i < e->evidence_count; i++) {
		const struct hit *hit = &scope->input->hits[e->evidence[i]];
		uint32_t unit = evaluate_unit(scope, hit->field, hit->first, same);

		if (same != SAME_FIELD && unit != evaluate_unit(scope, hit->field, hit->last, same))
			continue;
		(*spans)[(*count)++] = (struct near_span){
			.field = unit, .first = hit->first, .last = hit->last,
			.group = (uint32_t)group, .hit = e->evidence[i],
		};
	}
}

static bool
holds_near(const struct scope *scope, const struct condition *condition)
{
	const struct node *node = condition->node;
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count, base = e->span_count;
	struct near_span *spans;

	for (size_t i = 0; i < condition->count; i++) {
		size_t begin = e->evidence_count;

		if (!evaluate_holds(scope, condition->children[i])) {
			e->evidence_count = before;
			e->span_count = base;
			return false;
		}
		evaluate_add_spans(scope, begin, node->same, &e->spans, &e->span_count, &e->span_cap, i);
	}
	e->evidence_count = before;
	spans = e->spans + base;
	near_find(&e->near, spans, e->span_count - base, condition->count, node->words, node->ordered);
	for (size_t i = 0; i < e->span_count - base; i++)
		if (spans[i].inside)
			e->evidence[e->evidence_count++] = spans[i].hit;
	e->span_count = base;
	return e->evidence_count > before;
}

size_t
evaluate_matches(const struct scope *scope, size_t begin)
{
	struct evaluation *e = scope->e;
	size_t base = e->span_count, count = 0;
	struct near_span *spans;

	evaluate_add_spans(scope, begin, SAME_FIELD, &e->spans, &e->span_count, &e->span_cap, 0);
	spans = e->spans + base;
	near_sort(&e->near, spans, e->span_count - base);
	for (size_t i = 0; i < e->span_count - base; i++)
		count += i == 0 || spans[i].field != spans[i - 1].field ||
		         spans[i].first != spans[i - 1].first || spans[i].last != spans[i - 1].last;
	e->span_count = base;
	return count > 0 ? count : 1;
}

long
evaluate_points(const struct node *node, size_t child, size_t matches)
{
	long weight = node->weights[child], points;

	if (__builtin_mul_overflow(weight, (long)matches, &points))
		points = weight < 0 ? LONG_MIN : LONG_MAX;
	if (node->cap > 0 && points > node->cap)
		points = node->cap;
	if (node->cap > 0 && points < -node->cap)
		points = -node->cap;
	return points;
}

long
evaluate_sum(long a, long b)
{
	long sum;

	return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? LONG_MIN : LONG_MAX) : sum;
}

static bool
holds_score(const struct scope *scope, const struct condition *condition)
{
	const struct evaluator *evaluator = scope->evaluator;
	const struct node *node = condition->node;
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count;
	long plus = 0, minus = 0, total;

	for (uint32_t i = e->choices[condition->choice].head; i != 0; i = e->member_next[i - 1]) {
		size_t child = evaluator->members[i - 1].child, begin = e->evidence_count;
		long points;

		if (!evaluate_holds(scope, condition->children[child]))
			continue;
		points = evaluate_points(node, child, evaluate_matches(scope, begin));
		if (points > 0) {
			plus = evaluate_sum(plus, points);
		} else {
			minus = evaluate_sum(minus, points);
			e->evidence_count = begin;
		}
	}
	total = evaluate_sum(plus, minus);
	if (condition == e->watched)
		e->score = total;
	if (total >= node->threshold)
		return true;
	e->evidence_count = before;
	return false;
}

/* Makes the hits of `except` a mask. */
static void
make_mask(const struct scope *scope, const struct condition *except, struct mask *mask)
{
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count;
	struct near_span *spans;

	evaluate_holds(scope, except);
	*mask = (struct mask){.begin = e->mask_count, .outer = scope->mask};
	evaluate_add_spans(scope, before, SAME_FIELD, &e->masks, &e->mask_count, &e->mask_cap, 0);
	e->evidence_count = before;
	mask->count = e->mask_count - mask->begin;
	if (mask->count == 0)
		return;
	spans = e->masks + mask->begin;
	near_sort(&e->near, spans, mask->count);
	for (size_t i = 1; i < mask->count; i++)
		if (spans[i - 1].field == spans[i].field && spans[i - 1].last > spans[i].last)
			spans[i].last = spans[i - 1].last;
}

/* Makes the evidence from `begin` on the spans of a context, behind those there; takes it away. */
static size_t
fill_context(const struct scope *scope, size_t begin, enum same same, struct near_span **spans,
             size_t *count, size_t *cap)
{
	struct evaluation *e = scope->e;
	size_t from = *count, n;

	evaluate_add_spans(scope, begin, same, spans, count, cap, 0);
	n = *count - from;
	evaluate_add_spans(scope, begin, same, spans, count, cap, 0);
	e->evidence_count = begin;
	if (n == 0)
		return 0;
	for (size_t i = from + n; i < *count; i++)
		(*spans)[i].first = (*spans)[i].last;
	near_sort(&e->near, *spans + from, n);
	near_sort(&e->near, *spans + from + n, n);
	return n;
}

void
evaluate_contexts_clear(struct evaluation *e)
{
	for (size_t i = 0; e->context_known && i < EVALUATE_CONTEXTS; i++)
		e->contexts[i].condition = 0;
	e->context_known = false;
}

/* A number for what the condition finds: the same groups find the same. */
static uint64_t
context_key(const struct condition *beside)
{
	if (beside->type == NODE_ANY && beside->choice == NO_CHOICE)
		return (uint64_t)beside->group << 1 | 1;
	return (uint64_t)(uintptr_t)beside;
}

/* A context made before, or now. While one is in use scopes have it: none is exchanged then. */
static void
reuse_context(const struct scope *scope, const struct condition *beside, struct context *context)
{
	struct evaluation *e = scope->e;
	uint64_t key = context_key(beside);
	struct evaluate_context *known = &e->contexts[key * 0x9e3779b97f4a7c15u >> 60];
	size_t before = e->evidence_count, count = 0;

	if (known->condition != key || known->fields != scope->fields || known->same != context->same) {
		evaluate_holds(scope, beside);
		known->count = fill_context(scope, before, context->same, &known->spans, &count, &known->cap);
		known->condition = key;
		known->fields = scope->fields;
		known->same = context->same;
		e->context_known = true;
	}
	context->spans = &known->spans;
	context->begin = 0;
	context->count = known->count;
}

static void
make_context(const struct scope *scope, const struct condition *condition, struct context *context)
{
	struct evaluation *e = scope->e;
	const struct node *node = condition->node;
	size_t before = e->evidence_count;

	*context = (struct context){.words = node->words, .same = node->same, .outer = scope->context};
	/* a scope that asks for no place has no context of its own, and quotations are no matter */
	if (scope->mask == NULL && !scope->placed) {
		reuse_context(scope, condition->beside, context);
		return;
	}
	evaluate_holds(scope, condition->beside);
	context->spans = &e->masks;
	context->begin = e->mask_count;
	context->count = fill_context(scope, before, node->same, &e->masks, &e->mask_count, &e->mask_cap);
}

bool
evaluate_enter(const struct scope *scope, const struct condition *condition, struct set_scope *set)
{
	const struct node *node = condition->node;

	set->masks = scope->e->mask_count;
	set->refusing = *scope;
	set->refusing.fields = scope->sees;
	if (condition->except != NULL) {
		make_mask(&set->refusing, condition->except, &set->mask);
		if (set->mask.count > 0)
			set->refusing.mask = &set->mask;
	}
	set->refusing.narrow = scope->narrow || set->refusing.mask != NULL;
	set->inner = set->refusing;
	set->inner.fields = scope->fields;
	if (node->field_count > 0)
		set->inner.fields = set->inner.sees = condition->fields & (scope->told ? scope->fields : UINT64_MAX);
	set->inner.told |= node->field_count > 0;
	set->inner.quoted |= node->quoted == QUOTED_ONLY;
	set->inner.unquoted |= node->quoted == QUOTED_NEVER;
	set->inner.placed |= node->field_count > 0 || node->quoted != QUOTED_EITHER || node->beside != NULL;
	set->inner.narrow |= set->inner.quoted || set->inner.unquoted || condition->beside != NULL;
	if (condition->beside == NULL)
		return true;
	make_context(&set->refusing, condition, &set->context);
	set->inner.context = &set->context;
	return set->context.count > 0;
}

void
evaluate_leave(struct set_scope *set)
{
	set->inner.e->mask_count = set->masks;
}

bool
evaluate_speaks(const char *const *langs, size_t count, const char *language)
{
	if (count == 0 || language == NULL)
		return true;
	for (size_t i = 0; i < count; i++) {
		const char *a = langs[i], *b = language;

		/* en-GB is within en */
		for (; *a != '\0'; a++, b++)
			if ((*a >= 'A' && *a <= 'Z' ? *a + 32 : *a) != (*b >= 'A' && *b <= 'Z' ? *b + 32 : *b))
				break;
		if (*a == '\0' && (*b == '\0' || *b == '-'))
			return true;
	}
	return false;
}

/* The children come before the veto: a context is no longer in use then. */
static bool
holds_full_set(const struct scope *scope, const struct condition *condition)
{
	const struct node *node = condition->node;
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count;
	struct set_scope set;
	bool found;

	if (node->lang_count > 0 && !evaluate_speaks(node->langs, node->lang_count, scope->input->language))
		return false;
	found = evaluate_enter(scope, condition, &set) && holds_all(&set.inner, condition);
	if (found && condition->none != NULL) {
		size_t evidence = e->evidence_count;

		found = !evaluate_holds(&set.refusing, condition->none);
		e->evidence_count = found ? evidence : before;
	}
	evaluate_leave(&set);
	return found;
}

bool
evaluate_holds(const struct scope *scope, const struct condition *condition)
{
	switch (condition->type) {
	case NODE_ALL:
		return holds_all(scope, condition);
	case NODE_NEAR:
		return holds_near(scope, condition);
	case NODE_AT_LEAST:
		return holds_at_least(scope, condition);
	case NODE_SCORE:
		return holds_score(scope, condition);
	case NODE_SET:
		return condition->plain ? holds_all(scope, condition) : holds_full_set(scope, condition);
	case NODE_TAG:
		return holds_tag(scope, condition);
	default:
		return holds_any(scope, condition);
	}
}
