#include "filters/tag/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "common/glob.h"
#include "common/xalloc.h"
#include "filters/tag/evaluate_inner.h"

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
want_rule(const struct evaluator *evaluator, uint32_t rule, struct evaluation *e)
{
	uint32_t level = evaluator->rules[rule].level;
	struct chain *chain = &e->levels[level > e->level ? level : e->level];

	if (e->wanted[rule])
		return;
	e->wanted[rule] = true;
	e->rules[e->rule_count++] = rule;
	e->rule_next[rule] = 0;
	if (chain->head == 0)
		chain->head = rule + 1;
	else
		e->rule_next[chain->tail - 1] = rule + 1;
	chain->tail = rule + 1;
}

/* An owner of something that was hit. The depth is that of conditions. */
static void
want(const struct evaluator *evaluator, uint32_t owner, struct evaluation *e)
{
	const struct index *index = &evaluator->choosing;
	uint32_t member, choice;
	struct chain *chain;

	if (owner < evaluator->rule_count) {
		want_rule(evaluator, owner, e);
		return;
	}
	member = owner - (uint32_t)evaluator->rule_count;
	if (e->members_hit[member])
		return;
	e->members_hit[member] = true;
	e->member_next[member] = 0;
	choice = evaluator->members[member].choice;
	chain = &e->choices[choice];
	if (chain->head != 0) {
		e->member_next[chain->tail - 1] = member + 1;
		chain->tail = member + 1;
		return;
	}
	chain->head = chain->tail = member + 1;
	e->choices_hit[e->choices_hit_count++] = choice;
	for (uint32_t i = index->begin[choice]; i < index->begin[choice + 1]; i++)
		want(evaluator, index->items[i], e);
}

/* Adds to a group what was hit of it. */
static void
join_group(const struct evaluator *evaluator, uint32_t group, uint32_t term, struct evaluation *e)
{
	const struct index *index = &evaluator->wanting;
	struct chain *chain = &e->groups[group];

	e->entries = xgrow(e->entries, &e->entry_cap, e->entry_count + 1, sizeof(*e->entries));
	e->entries[e->entry_count++] = (struct group_entry){.term = term};
	if (chain->head == 0) {
		chain->head = (uint32_t)e->entry_count;
		e->groups_hit[e->groups_hit_count++] = group;
		for (uint32_t i = index->begin[group]; i < index->begin[group + 1]; i++)
			want(evaluator, index->items[i], e);
	} else {
		e->entries[chain->tail - 1].next = (uint32_t)e->entry_count;
	}
	chain->tail = (uint32_t)e->entry_count;
}

/* Chains the hits to their terms, these to their groups, and notes the rules. */
static void
gather(const struct evaluator *evaluator, const struct hit *hits, size_t count, struct evaluation *e)
{
	const struct index *index = &evaluator->groups;

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
	for (size_t i = 0; i < e->terms_hit_count; i++) {
		uint32_t term = e->terms_hit[i];

		for (uint32_t j = index->begin[term]; j < index->begin[term + 1]; j++)
			join_group(evaluator, index->items[j], term, e);
	}
}

/* The row is there, without hits as far as is known. */
static void
join_row(const struct evaluator *evaluator, uint32_t row, struct evaluation *e)
{
	const struct index *given = &evaluator->row_given, *asked = &evaluator->row_asked;

	for (uint32_t i = given->begin[row]; i < given->begin[row + 1]; i++) {
		uint32_t tag = given->items[i];

		for (uint32_t j = asked->begin[tag]; j < asked->begin[tag + 1]; j++)
			join_group(evaluator, evaluator->globs[asked->items[j]].group, ENTRY_ROW | tag, e);
	}
}

/* The tags that the record has. */
static void
join_tags(const struct evaluator *evaluator, const struct evaluate_input *input, struct evaluation *e)
{
	for (size_t i = 0; i < input->tag_count; i++) {
		const struct tag_item *tag = &input->tags[i];
		size_t *row = table_find(&evaluator->tags, tag->text, tag->n);

		if (row != NULL) {
			join_row(evaluator, (uint32_t)*row, e);
			continue;
		}
		for (size_t j = 0; j < evaluator->glob_count; j++)
			if (glob_matches(evaluator->globs[j].glob, tag->text, tag->n))
				join_group(evaluator, evaluator->globs[j].group, ENTRY_FOREIGN | (uint32_t)i, e);
	}
}

/* The tags that a finding gives. */
static void
join_finding(const struct evaluator *evaluator, uint32_t number, struct evaluation *e)
{
	const struct index *given = &evaluator->row_given, *globs = &evaluator->row_globs;
	uint32_t row = e->findings[number].rule;

	if (e->findings[number].count == 0) {
		join_row(evaluator, row, e);
		return;
	}
	for (uint32_t i = given->begin[row]; i < given->begin[row + 1]; i++) {
		if (e->given[given->items[i]])
			continue;
		e->given[given->items[i]] = true;
		e->rows_given[e->rows_given_count++] = given->items[i];
	}
	for (uint32_t i = globs->begin[row]; i < globs->begin[row + 1]; i++)
		join_group(evaluator, evaluator->globs[globs->items[i]].group, number, e);
}

static void
prepare(const struct evaluator *evaluator, struct evaluation *e)
{
	size_t terms = evaluator->term_count, groups = evaluator->group_count;
	size_t rules = evaluator->rule_count, choices = evaluator->choice_count;
	size_t members = evaluator->member_count, rows = evaluator->row_count;

	e->count = e->evidence_count = e->entry_count = 0;
	e->level = 0;
	evaluate_contexts_clear(e);
	evaluate_places_clear(e);
	e->terms = grow_zeroed(e->terms, &e->term_cap, terms, sizeof(*e->terms));
	e->terms_hit = xgrow(e->terms_hit, &e->terms_hit_cap, terms, sizeof(*e->terms_hit));
	e->groups = grow_zeroed(e->groups, &e->group_cap, groups, sizeof(*e->groups));
	e->groups_hit = xgrow(e->groups_hit, &e->groups_hit_cap, groups, sizeof(*e->groups_hit));
	e->choices = grow_zeroed(e->choices, &e->choice_cap, choices, sizeof(*e->choices));
	e->choices_hit = xgrow(e->choices_hit, &e->choices_hit_cap, choices, sizeof(*e->choices_hit));
	e->members_hit = grow_zeroed(e->members_hit, &e->member_cap, members, sizeof(*e->members_hit));
	e->member_next = xgrow(e->member_next, &e->member_next_cap, members, sizeof(*e->member_next));
	e->wanted = grow_zeroed(e->wanted, &e->wanted_cap, rules, sizeof(*e->wanted));
	e->rules = xgrow(e->rules, &e->rule_cap, rules, sizeof(*e->rules));
	e->rule_next = xgrow(e->rule_next, &e->rule_next_cap, rules, sizeof(*e->rule_next));
	e->levels = grow_zeroed(e->levels, &e->level_cap, evaluator->level_count, sizeof(*e->levels));
	e->given = grow_zeroed(e->given, &e->given_cap, rows, sizeof(*e->given));
	e->rows_given = xgrow(e->rows_given, &e->rows_given_cap, rows, sizeof(*e->rows_given));
}

/* Leaves the tables empty for the next record, touching only what was used. */
void
evaluate_clear(struct evaluation *e)
{
	for (size_t i = 0; i < e->terms_hit_count; i++)
		e->terms[e->terms_hit[i]] = (struct chain){0};
	for (size_t i = 0; i < e->groups_hit_count; i++)
		e->groups[e->groups_hit[i]] = (struct chain){0};
	for (size_t i = 0; i < e->choices_hit_count; i++) {
		struct chain *chain = &e->choices[e->choices_hit[i]];

		for (uint32_t j = chain->head; j != 0; j = e->member_next[j - 1])
			e->members_hit[j - 1] = false;
		*chain = (struct chain){0};
	}
	for (size_t i = 0; i < e->rule_count; i++)
		e->wanted[e->rules[i]] = false;
	for (size_t i = 0; i <= e->level; i++)
		e->levels[i] = (struct chain){0};
	for (size_t i = 0; i < e->rows_given_count; i++)
		e->given[e->rows_given[i]] = false;
	e->terms_hit_count = e->groups_hit_count = e->choices_hit_count = 0;
	e->rule_count = e->rows_given_count = 0;
}

/* The rule holds by the evidence from `begin` on. */
static void
add_finding(const struct evaluator *evaluator, struct evaluation *e, uint32_t rule, size_t begin)
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
	e->findings[e->count++] = (struct finding){
		.rule = rule, .begin = begin, .count = kept - begin,
		.scored = e->watched != NULL, .score = e->score,
	};
	if (evaluator->glob_count > 0)
		join_finding(evaluator, (uint32_t)e->count - 1, e);
}

struct scope
evaluate_scope(const struct evaluator *evaluator, const struct evaluate_input *input,
               struct evaluation *e, uint32_t rule)
{
	const struct compiled_rule *compiled = &evaluator->rules[rule];

	return (struct scope){
		.evaluator = evaluator, .input = input, .e = e, .fields = compiled->fields,
		.sees = compiled->sees, .told = rules_get(evaluator->set, rule)->field_count > 0,
	};
}

static void
evaluate_rule(const struct evaluator *evaluator, const struct evaluate_input *input,
              struct evaluation *e, uint32_t number)
{
	const struct compiled_rule *compiled = &evaluator->rules[number];
	const struct rule *rule = rules_get(evaluator->set, number);
	struct scope scope = evaluate_scope(evaluator, input, e, number);
	size_t before = e->evidence_count;

	e->watched = compiled->score;
	e->score = 0;
	if ((rule->lang_count == 0 || evaluate_speaks(rule->langs, rule->lang_count, input->language)) &&
	    evaluate_holds(&scope, compiled->condition))
		add_finding(evaluator, e, number, before);
}

void
evaluate_keep(const struct evaluator *evaluator, const struct evaluate_input *input,
              struct evaluation *e)
{
	prepare(evaluator, e);
	gather(evaluator, input->hits, input->count, e);
	if (evaluator->glob_count > 0)
		join_tags(evaluator, input, e);
	for (;; e->level++) {
		for (uint32_t i = e->levels[e->level].head; i != 0; i = e->rule_next[i - 1])
			evaluate_rule(evaluator, input, e, i - 1);
		if (e->level + 1 == evaluator->level_count)
			break;
	}
}

void
evaluate(const struct evaluator *evaluator, const struct evaluate_input *input,
         struct evaluation *e)
{
	evaluate_keep(evaluator, input, e);
	evaluate_clear(e);
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
	free(e->choices);
	free(e->choices_hit);
	free(e->members_hit);
	free(e->member_next);
	free(e->wanted);
	free(e->rules);
	free(e->rule_next);
	free(e->levels);
	free(e->given);
	free(e->rows_given);
	free(e->masks);
	free(e->spans);
	for (size_t i = 0; i < EVALUATE_CONTEXTS; i++)
		free(e->contexts[i].spans);
	near_free(&e->near);
	evaluate_places_free(e);
	*e = (struct evaluation){0};
}
