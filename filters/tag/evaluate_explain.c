#include "filters/tag/evaluate_explain.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/evaluate_distance.h"
#include "filters/tag/evaluate_inner.h"

static struct explained *explain(struct explainer *x, const struct scope *scope,
                                 const struct condition *condition);

static const char *
written(const struct explainer *x, uint32_t hit)
{
	return rules_term(x->evaluator->set, x->input->hits[hit].term)->written;
}

/* The term that masks a hit: of those that do not begin behind it the last that reaches so far. */
static const char *
masker(const struct explainer *x, const struct scope *scope, const struct hit *hit)
{
	for (const struct mask *mask = scope->mask; mask != NULL; mask = mask->outer) {
		const struct near_span *spans = x->evaluation->masks + mask->begin;

		for (size_t i = evaluate_mask_place(scope, mask, hit); i > 0; i--) {
			if (spans[i - 1].field != hit->field || spans[i - 1].last < hit->last)
				break;
			if (x->input->hits[spans[i - 1].hit].last >= hit->last)
				return written(x, spans[i - 1].hit);
		}
	}
	return NULL;
}

static struct explained_hit
judge(const struct explainer *x, const struct scope *scope, uint32_t number)
{
	const struct hit *hit = &x->input->hits[number];
	struct explained_hit judged = {.hit = number, .why = WHY_HOLDS};

	if (evaluate_counts(scope, hit))
		return judged;
	if (!(scope->fields >> hit->field & 1)) {
		judged.why = WHY_FIELD;
	} else if (evaluate_masked(scope, hit)) {
		judged.why = WHY_MASKED;
		judged.by = masker(x, scope, hit);
	} else if (scope->quoted && !evaluate_quoted(scope, hit)) {
		judged.why = WHY_UNQUOTED;
	} else if (scope->unquoted && evaluate_quoted(scope, hit)) {
		judged.why = WHY_QUOTED;
	} else {
		judged.why = WHY_FAR;
	}
	return judged;
}

/* Judges `count` hits more; room for them all is there. */
static void
add_hit(const struct explainer *x, const struct scope *scope, uint32_t hit, struct explained *to)
{
	to->hits[to->hit_count++] = judge(x, scope, hit);
}

/* The hits of a group of terms. */
static void
add_terms(struct explainer *x, const struct scope *scope, uint32_t group, struct explained *to)
{
	const struct evaluation *e = x->evaluation;
	size_t count = 0;

	for (uint32_t i = e->groups[group].head; i != 0; i = e->entries[i - 1].next)
		for (uint32_t j = e->terms[e->entries[i - 1].term].head; j != 0; j = e->next[j - 1])
			count++;
	to->hits = arena_get(&x->arena, count * sizeof(*to->hits));
	for (uint32_t i = e->groups[group].head; i != 0; i = e->entries[i - 1].next)
		for (uint32_t j = e->terms[e->entries[i - 1].term].head; j != 0; j = e->next[j - 1])
			add_hit(x, scope, j - 1, to);
}

/* A tag that an entry of a group says is there, but nowhere; NULL if it says another thing. */
static const char *
placeless_tag(struct explainer *x, uint32_t entry)
{
	uint32_t place = entry & ENTRY_PLACE;

	if (entry & ENTRY_ROW)
		return x->evaluation->given[place] ? NULL : x->evaluator->row_tags[place];
	if (entry & ENTRY_FOREIGN)
		return arena_copy(&x->arena, x->input->tags[place].text, x->input->tags[place].n);
	return NULL;
}

/* The hits of rules that gave a tag, and tags that have none. */
static void
add_tags(struct explainer *x, const struct scope *scope, uint32_t group, struct explained *to)
{
	const struct evaluation *e = x->evaluation;
	bool *seen = xcalloc(x->input->count, sizeof(*seen)); /* findings may share hits */
	size_t hits = 0, tags = 0;

	for (uint32_t i = e->groups[group].head; i != 0; i = e->entries[i - 1].next) {
		uint32_t entry = e->entries[i - 1].term;

		tags++;
		if (!(entry & (ENTRY_ROW | ENTRY_FOREIGN)))
			hits += e->findings[entry].count;
	}
	to->hits = arena_get(&x->arena, hits * sizeof(*to->hits));
	to->tags = arena_get(&x->arena, tags * sizeof(*to->tags));
	for (uint32_t i = e->groups[group].head; i != 0; i = e->entries[i - 1].next) {
		uint32_t entry = e->entries[i - 1].term;
		const char *tag = placeless_tag(x, entry);

		if (tag != NULL)
			to->tags[to->tag_count++] = tag;
		if (entry & (ENTRY_ROW | ENTRY_FOREIGN))
			continue;
		for (size_t j = 0; j < e->findings[entry].count; j++) {
			uint32_t hit = e->evidence[e->findings[entry].begin + j];

			if (!seen[hit])
				add_hit(x, scope, hit, to);
			seen[hit] = true;
		}
	}
	free(seen);
}

/* Why hits none of which count do not. */
static void
blame_hits(struct explained *explained)
{
	explained->why = explained->hit_count > 0 ? explained->hits[0].why : WHY_NOTHING;
	explained->by = explained->hit_count > 0 ? explained->hits[0].by : NULL;
	for (size_t i = 1; i < explained->hit_count; i++)
		if (explained->hits[i].why != explained->why)
			explained->why = WHY_UNSORTED;
	if (explained->why == WHY_UNSORTED)
		explained->by = NULL;
	if (explained->hit_count == 0 && explained->tag_count > 0)
		explained->why = WHY_PLACELESS;
}

static int
compare_children(const void *left, const void *right)
{
	const struct explained *a = *(struct explained *const *)left, *b = *(struct explained *const *)right;

	return (a->index > b->index) - (a->index < b->index);
}

/* The place of a condition's child among those of the node: of a NODE_ANY those are left
 * out that are terms. */
static size_t
place_of(const struct condition *condition, size_t child)
{
	const struct node *node = condition->node;

	if (condition->type != NODE_ANY)
		return child;
	for (size_t i = 0; i < node->count; i++)
		if (node->children[i]->type != NODE_TERM && child-- == 0)
			return i;
	return 0;
}

/* The children of which something was found. */
static void
add_choice(struct explainer *x, const struct scope *scope, const struct condition *condition,
           struct explained *to)
{
	const struct evaluation *e = x->evaluation;
	uint32_t head = condition->choice != NO_CHOICE ? e->choices[condition->choice].head : 0;
	size_t count = 0;

	for (uint32_t i = head; i != 0; i = e->member_next[i - 1])
		count++;
	to->children = arena_get(&x->arena, count * sizeof(*to->children));
	for (uint32_t i = head; i != 0; i = e->member_next[i - 1]) {
		size_t child = x->evaluator->members[i - 1].child;
		struct explained *explained = explain(x, scope, condition->children[child]);

		explained->index = place_of(condition, child);
		to->children[to->count++] = explained;
	}
	if (count > 1)
		qsort(to->children, count, sizeof(*to->children), compare_children);
}

/* All children. */
static void
add_children(struct explainer *x, const struct scope *scope, const struct condition *condition,
             struct explained *to)
{
	bool nothing = true;

	to->children = arena_get(&x->arena, condition->count * sizeof(*to->children));
	to->needed = condition->count;
	for (; to->count < condition->count; to->count++) {
		struct explained *child = explain(x, scope, condition->children[to->count]);

		child->index = to->count;
		to->children[to->count] = child;
		to->found += child->holds;
		nothing &= child->why == WHY_NOTHING;
	}
	if (to->found < to->needed)
		to->why = nothing ? WHY_NOTHING : WHY_MISSING;
}

static void
explain_any(struct explainer *x, const struct scope *scope, const struct condition *condition,
            struct explained *to)
{
	if (condition->group != NO_GROUP)
		add_terms(x, scope, condition->group, to);
	add_choice(x, scope, condition, to);
	if (to->holds)
		return;
	blame_hits(to);
	to->needed = 1;
	if (to->hit_count == 0 && to->count > 0)
		to->why = WHY_MISSING;
}

static void
explain_at_least(struct explainer *x, const struct scope *scope, const struct condition *condition,
                 struct explained *to)
{
	add_choice(x, scope, condition, to);
	to->needed = condition->node->least;
	for (size_t i = 0; i < to->count; i++)
		to->found += to->children[i]->holds;
	if (!to->holds)
		to->why = to->count > 0 ? WHY_MISSING : WHY_NOTHING;
}

static void
explain_score(struct explainer *x, const struct scope *scope, const struct condition *condition,
              struct explained *to)
{
	struct evaluation *e = x->evaluation;
	const struct node *node = condition->node;
	long plus = 0, minus = 0;

	add_choice(x, scope, condition, to);
	for (size_t i = 0; i < to->count; i++) {
		struct explained *child = to->children[i];
		size_t begin = e->evidence_count;

		child->weight = node->weights[child->index];
		if (!evaluate_holds(scope, condition->children[child->index]))
			continue;
		child->found = evaluate_matches(scope, begin);
		child->score = evaluate_points(node, child->index, child->found);
		child->capped = node->cap > 0 && child->found > (size_t)(node->cap / labs(child->weight));
		e->evidence_count = begin;
		if (child->score > 0)
			plus = evaluate_sum(plus, child->score);
		else
			minus = evaluate_sum(minus, child->score);
	}
	to->score = evaluate_sum(plus, minus);
	to->threshold = node->threshold;
	if (!to->holds)
		to->why = to->count > 0 ? WHY_SCORE : WHY_NOTHING;
}

/* Says of hits that count below a near, but stand in no window, that they are too far. */
static void
drop_outside(struct explained *explained, const bool *inside)
{
	for (size_t i = 0; i < explained->hit_count; i++)
		if (explained->hits[i].why == WHY_HOLDS && !inside[explained->hits[i].hit])
			explained->hits[i].why = WHY_FAR;
	for (size_t i = 0; i < explained->count; i++)
		drop_outside(explained->children[i], inside);
}

static void
explain_near(struct explainer *x, const struct scope *scope, const struct condition *condition,
             struct explained *to)
{
	bool *inside;

	add_children(x, scope, condition, to);
	if (to->holds) {
		inside = xcalloc(x->input->count, sizeof(*inside));
		explain_inside(scope, condition, inside);
		for (size_t i = 0; i < to->count; i++)
			drop_outside(to->children[i], inside);
		free(inside);
	} else if (to->found == to->needed) {
		explain_distance(scope, condition, to);
	}
}

/* The term or tag by which something holds. */
static const char *
holder(const struct explainer *x, const struct explained *explained)
{
	for (size_t i = 0; i < explained->hit_count; i++)
		if (explained->hits[i].why == WHY_HOLDS)
			return written(x, explained->hits[i].hit);
	if (explained->tag_count > 0)
		return explained->tags[0];
	for (size_t i = 0; i < explained->count; i++)
		if (explained->children[i]->holds)
			return holder(x, explained->children[i]);
	return NULL;
}

/* Why the children of a set do not all hold. */
static void
blame_children(struct explainer *x, const struct scope *scope, const struct set_scope *set,
               const struct condition *condition, struct explained *to)
{
	struct evaluation *e = x->evaluation;
	struct scope open = set->inner;
	size_t begin = e->evidence_count, holding = 0;

	open.context = scope->context;
	for (size_t i = 0; condition->beside != NULL && i < condition->count; i++)
		holding += evaluate_holds(&open, condition->children[i]);
	if (condition->beside != NULL && holding == condition->count)
		explain_context(set, begin, to);
	e->evidence_count = begin;
}

/* What is refused, asked for beside: NULL if nothing of it was found. */
static struct explained *
explain_aside(struct explainer *x, const struct scope *scope, const struct condition *condition)
{
	struct explained *explained = condition != NULL ? explain(x, scope, condition) : NULL;

	return explained != NULL && explained->why != WHY_NOTHING ? explained : NULL;
}

static void
explain_set(struct explainer *x, const struct scope *scope, const struct condition *condition,
            struct explained *to)
{
	const struct node *node = condition->node;
	struct set_scope set;

	evaluate_enter(scope, condition, &set);
	add_children(x, &set.inner, condition, to);
	if (to->found < to->needed)
		blame_children(x, scope, &set, condition, to);
	/* the context is not looked at from here on: what follows may make others */
	to->none = explain_aside(x, &set.refusing, condition->none);
	to->beside = explain_aside(x, &set.refusing, condition->beside);
	evaluate_leave(&set);
	to->except = explain_aside(x, scope, condition->except);
	if (to->why == WHY_HOLDS && to->none != NULL && to->none->holds) {
		to->why = WHY_VETOED;
		to->by = holder(x, to->none);
	}
	if (to->why != WHY_NOTHING && !evaluate_speaks(node->langs, node->lang_count, x->input->language))
		to->why = WHY_LANGUAGE;
}

static struct explained *
explain(struct explainer *x, const struct scope *scope, const struct condition *condition)
{
	struct explained *to = arena_get(&x->arena, sizeof(*to));
	size_t begin = x->evaluation->evidence_count;

	to->node = condition->node;
	to->holds = evaluate_holds(scope, condition);
	x->evaluation->evidence_count = begin;
	switch (condition->type) {
	case NODE_TAG:
		add_tags(x, scope, condition->group, to);
		if (!to->holds)
			blame_hits(to);
		break;
	case NODE_ALL:
		add_children(x, scope, condition, to);
		break;
	case NODE_NEAR:
		explain_near(x, scope, condition, to);
		break;
	case NODE_AT_LEAST:
		explain_at_least(x, scope, condition, to);
		break;
	case NODE_SCORE:
		explain_score(x, scope, condition, to);
		break;
	case NODE_SET:
		explain_set(x, scope, condition, to);
		break;
	default:
		explain_any(x, scope, condition, to);
	}
	return to;
}

void
explain_open(struct explainer *x, const struct evaluator *evaluator,
             const struct evaluate_input *input, struct evaluation *evaluation)
{
	x->evaluator = evaluator;
	x->input = input;
	x->evaluation = evaluation;
	evaluate_keep(evaluator, input, evaluation);
	evaluation->watched = NULL;
}

size_t
explain_count(const struct explainer *x)
{
	return x->evaluation->rule_count;
}

uint32_t
explain_get(const struct explainer *x, size_t i)
{
	return x->evaluation->rules[i];
}

const struct explained *
explain_rule(struct explainer *x, uint32_t number)
{
	const struct rule *rule = rules_get(x->evaluator->set, number);
	struct scope scope = evaluate_scope(x->evaluator, x->input, x->evaluation, number);
	struct explained *top;

	if (!x->evaluation->wanted[number]) {
		top = arena_get(&x->arena, sizeof(*top));
		top->node = rule->condition;
		top->why = WHY_NOTHING;
		return top;
	}
	top = explain(x, &scope, x->evaluator->rules[number].condition);
	if (!evaluate_speaks(rule->langs, rule->lang_count, x->input->language)) {
		top->holds = false;
		top->why = WHY_LANGUAGE;
	}
	return top;
}

void
explain_close(struct explainer *x)
{
	if (x->evaluation != NULL)
		evaluate_clear(x->evaluation);
	arena_free(&x->arena);
	*x = (struct explainer){0};
}
