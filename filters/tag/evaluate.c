#include "filters/tag/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/conditions.h"

/* Matches that do not count: a slice of evaluation.masks, sorted, the `last` of
 * each being the greatest so far in its field. */
struct mask {
	size_t begin, count;
	const struct mask *outer;
};

/* A condition looked at for one rule. */
struct scope {
	const struct hit *hits;
	struct evaluation *e;
	uint64_t fields;
	const struct mask *mask;
};

static bool
inside_mask(const struct scope *scope, const struct mask *mask, const struct hit *hit)
{
	const struct near_span *spans = scope->e->masks + mask->begin;
	size_t low = 0, high = mask->count;

	/* the last one that does not begin after the hit */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct near_span *span = &spans[middle];

		if (span->field < hit->field || (span->field == hit->field && span->first <= hit->first))
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && spans[low - 1].field == hit->field && spans[low - 1].last >= hit->last;
}

static bool
counts(const struct scope *scope, const struct hit *hit)
{
	if (!(scope->fields >> hit->field & 1))
		return false;
	for (const struct mask *mask = scope->mask; mask != NULL; mask = mask->outer)
		if (inside_mask(scope, mask, hit))
			return false;
	return true;
}

/* Adds the hits of a group that count to the evidence; whether there is any. */
static bool
take_group(const struct scope *scope, uint32_t group)
{
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count;

	for (uint32_t i = e->groups[group].head; i != 0; i = e->entries[i - 1].next)
		for (uint32_t j = e->terms[e->entries[i - 1].term].head; j != 0; j = e->next[j - 1]) {
			if (!counts(scope, &scope->hits[j - 1]))
				continue;
			e->evidence = xgrow(e->evidence, &e->evidence_cap, e->evidence_count + 1,
			                    sizeof(*e->evidence));
			e->evidence[e->evidence_count++] = j - 1;
		}
	return e->evidence_count > before;
}

static bool holds(const struct scope *scope, const struct condition *condition);

static bool
holds_any(const struct scope *scope, const struct condition *condition)
{
	bool found = condition->group != NO_GROUP && take_group(scope, condition->group);

	for (size_t i = 0; i < condition->count; i++)
		found |= holds(scope, condition->children[i]);
	return found;
}

static bool
holds_all(const struct scope *scope, const struct condition *condition)
{
	size_t before = scope->e->evidence_count;

	for (size_t i = 0; i < condition->count; i++)
		if (!holds(scope, condition->children[i])) {
			scope->e->evidence_count = before;
			return false;
		}
	return true;
}

/* Adds spans for the evidence from `begin` on. */
static void
add_spans(const struct scope *scope, size_t begin, struct near_span **spans, size_t *count,
          size_t *cap, size_t group)
{
	struct evaluation *e = scope->e;

	*spans = xgrow(*spans, cap, *count + e->evidence_count - begin, sizeof(**spans));
	for (size_t i = begin; i < e->evidence_count; i++) {
		const struct hit *hit = &scope->hits[e->evidence[i]];

		(*spans)[(*count)++] = (struct near_span){
			.field = hit->field, .first = hit->first, .last = hit->last,
			.group = (uint32_t)group, .hit = e->evidence[i],
		};
	}
}

static bool
holds_near(const struct scope *scope, const struct condition *condition)
{
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count, base = e->span_count;
	struct near_span *spans;

	for (size_t i = 0; i < condition->count; i++) {
		size_t begin = e->evidence_count;

		if (!holds(scope, condition->children[i])) {
			e->evidence_count = before;
			e->span_count = base;
			return false;
		}
		add_spans(scope, begin, &e->spans, &e->span_count, &e->span_cap, i);
	}
	e->evidence_count = before;
	spans = e->spans + base;
	near_find(&e->near, spans, e->span_count - base, condition->count, condition->words);
	for (size_t i = 0; i < e->span_count - base; i++)
		if (spans[i].inside)
			e->evidence[e->evidence_count++] = spans[i].hit;
	e->span_count = base;
	return e->evidence_count > before;
}

/* Makes the hits of `except` a mask. */
static struct mask
make_mask(const struct scope *scope, const struct condition *except)
{
	struct evaluation *e = scope->e;
	size_t before = e->evidence_count;
	struct mask mask = {.begin = e->mask_count, .outer = scope->mask};
	struct near_span *spans;

	holds(scope, except);
	add_spans(scope, before, &e->masks, &e->mask_count, &e->mask_cap, 0);
	e->evidence_count = before;
	mask.count = e->mask_count - mask.begin;
	if (mask.count == 0)
		return mask;
	spans = e->masks + mask.begin;
	near_sort(&e->near, spans, mask.count);
	for (size_t i = 1; i < mask.count; i++)
		if (spans[i - 1].field == spans[i].field && spans[i - 1].last > spans[i].last)
			spans[i].last = spans[i - 1].last;
	return mask;
}

static bool
holds_set(const struct scope *scope, const struct condition *condition)
{
	struct evaluation *e = scope->e;
	struct scope inner = *scope;
	struct mask mask = {.begin = e->mask_count};
	size_t before = e->evidence_count;
	bool found;

	if (condition->except != NULL) {
		mask = make_mask(scope, condition->except);
		if (mask.count > 0)
			inner.mask = &mask;
	}
	found = holds_all(&inner, condition);
	if (found && condition->none != NULL) {
		size_t evidence = e->evidence_count;

		found = !holds(&inner, condition->none);
		e->evidence_count = found ? evidence : before;
	}
	e->mask_count = mask.begin;
	return found;
}

static bool
holds(const struct scope *scope, const struct condition *condition)
{
	switch (condition->type) {
	case NODE_ALL:
		return holds_all(scope, condition);
	case NODE_NEAR:
		return holds_near(scope, condition);
	case NODE_SET:
		return holds_set(scope, condition);
	default:
		return holds_any(scope, condition);
	}
}

/* The array with room for `count` items, those new being zero. */
static void *
grow_zeroed(void *array, size_t *cap, size_t count, size_t item)
{
	size_t old = *cap;

	array = xgrow(array, cap, count, item);
	if (*cap > old)
		memset((char *)array + old * item, 0, (*cap - old) * item);
	return array;
}

static void
want_rules(const struct evaluator *evaluator, uint32_t group, struct evaluation *e)
{
	const struct index *index = &evaluator->rules_wanting;

	for (uint32_t i = index->begin[group]; i < index->begin[group + 1]; i++) {
		uint32_t rule = index->items[i];

		if (e->wanted[rule])
			continue;
		e->wanted[rule] = true;
		e->rules[e->rule_count++] = rule;
	}
}

/* Chains a term that was hit to its groups. */
static void
join_groups(const struct evaluator *evaluator, uint32_t term, struct evaluation *e)
{
	const struct index *index = &evaluator->groups;

	for (uint32_t i = index->begin[term]; i < index->begin[term + 1]; i++) {
		struct chain *chain = &e->groups[index->items[i]];

		e->entries = xgrow(e->entries, &e->entry_cap, e->entry_count + 1, sizeof(*e->entries));
		e->entries[e->entry_count++] = (struct group_entry){.term = term};
		if (chain->head == 0) {
			chain->head = (uint32_t)e->entry_count;
			e->groups_hit[e->groups_hit_count++] = index->items[i];
			want_rules(evaluator, index->items[i], e);
		} else {
			e->entries[chain->tail - 1].next = (uint32_t)e->entry_count;
		}
		chain->tail = (uint32_t)e->entry_count;
	}
}

/* Chains the hits to their terms, these to their groups, and notes the rules. */
static void
gather(const struct evaluator *evaluator, const struct hit *hits, size_t count, struct evaluation *e)
{
	e->next = xgrow(e->next, &e->next_cap, count, sizeof(*e->next));
	e->taken = xgrow(e->taken, &e->taken_cap, count, sizeof(*e->taken));
	for (size_t i = 0; i < count; i++) {
		struct chain *chain = &e->terms[hits[i].term];

		e->next[i] = e->taken[i] = 0;
		if (chain->head == 0) {
			chain->head = (uint32_t)i + 1;
			e->terms_hit[e->terms_hit_count++] = hits[i].term;
		} else {
			e->next[chain->tail - 1] = (uint32_t)i + 1;
		}
		chain->tail = (uint32_t)i + 1;
	}
	for (size_t i = 0; i < e->terms_hit_count; i++)
		join_groups(evaluator, e->terms_hit[i], e);
}

static void
prepare(const struct evaluator *evaluator, struct evaluation *e)
{
	size_t terms = evaluator->term_count, groups = evaluator->group_count;
	size_t rules = evaluator->rule_count;

	e->count = e->evidence_count = e->entry_count = 0;
	e->terms = grow_zeroed(e->terms, &e->term_cap, terms, sizeof(*e->terms));
	e->terms_hit = xgrow(e->terms_hit, &e->terms_hit_cap, terms, sizeof(*e->terms_hit));
	e->groups = grow_zeroed(e->groups, &e->group_cap, groups, sizeof(*e->groups));
	e->groups_hit = xgrow(e->groups_hit, &e->groups_hit_cap, groups, sizeof(*e->groups_hit));
	e->wanted = grow_zeroed(e->wanted, &e->wanted_cap, rules, sizeof(*e->wanted));
	e->rules = xgrow(e->rules, &e->rule_cap, rules, sizeof(*e->rules));
}

/* Leaves the tables empty for the next record, touching only what was used. */
static void
clear(struct evaluation *e)
{
	for (size_t i = 0; i < e->terms_hit_count; i++)
		e->terms[e->terms_hit[i]] = (struct chain){0};
	for (size_t i = 0; i < e->groups_hit_count; i++)
		e->groups[e->groups_hit[i]] = (struct chain){0};
	for (size_t i = 0; i < e->rule_count; i++)
		e->wanted[e->rules[i]] = false;
	e->terms_hit_count = e->groups_hit_count = e->rule_count = 0;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether a language is the wanted one, or one within it: en-GB is within en. */
static bool
is_within(const char *wanted, const char *language)
{
	for (; *wanted != '\0'; wanted++, language++)
		if (lower(*wanted) != lower(*language))
			return false;
	return *language == '\0' || *language == '-';
}

/* Whether the rule is for texts in that language, NULL if it is not known. */
static bool
speaks(const struct rule *rule, const char *language)
{
	if (rule->lang_count == 0 || language == NULL)
		return true;
	for (size_t i = 0; i < rule->lang_count; i++)
		if (is_within(rule->langs[i], language))
			return true;
	return false;
}

/* The rule holds by the evidence from `begin` on. */
static void
add_finding(struct evaluation *e, uint32_t rule, size_t begin)
{
	size_t kept = begin;

	e->findings = xgrow(e->findings, &e->cap, e->count + 1, sizeof(*e->findings));
	for (size_t i = begin; i < e->evidence_count; i++) {
		uint32_t hit = e->evidence[i];

		if (e->taken[hit] == e->count + 1)
			continue;
		e->taken[hit] = (uint32_t)e->count + 1;
		e->evidence[kept++] = hit;
	}
	e->evidence_count = kept;
	e->findings[e->count++] = (struct finding){.rule = rule, .begin = begin, .count = kept - begin};
}

void
evaluate(const struct evaluator *evaluator, const struct evaluate_input *input,
         struct evaluation *e)
{
	prepare(evaluator, e);
	gather(evaluator, input->hits, input->count, e);
	for (size_t i = 0; i < e->rule_count; i++) {
		const struct compiled_rule *rule = &evaluator->rules[e->rules[i]];
		struct scope scope = {.hits = input->hits, .e = e, .fields = rule->fields};
		size_t before = e->evidence_count;

		if (speaks(rule->rule, input->language) && holds(&scope, rule->condition))
			add_finding(e, e->rules[i], before);
	}
	clear(e);
}

void
evaluation_free(struct evaluation *e)
{
	free(e->findings);
	free(e->evidence);
	free(e->terms);
	free(e->next);
	free(e->taken);
	free(e->terms_hit);
	free(e->groups);
	free(e->entries);
	free(e->groups_hit);
	free(e->wanted);
	free(e->rules);
	free(e->masks);
	free(e->spans);
	near_free(&e->near);
	*e = (struct evaluation){0};
}
