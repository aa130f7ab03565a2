/* An evaluator that is plainly right: straight over the tree, every hit tried with every other. */
#ifndef EVALUATE_PLAIN_H
#define EVALUATE_PLAIN_H

#include <strings.h>

#include "common/glob.h"
#include "common/xalloc.h"
#include "tests/unit/evaluate_case.h"


struct found {
	bool holds, hits[HITS];
};

/* What keeps hits from counting. */
struct filter {
	const struct filter *outer;
	enum { BY_FIELDS, BY_RULE, BY_SEEN, BY_QUOTES, BY_MASK, BY_CONTEXT } kind;
	const char **fields; size_t field_count;
	bool quoted;
	struct found of; /* mask or context */
	const struct node *node;
};

static struct found findings[RULES];
static bool looked_at[RULES];

static bool
inside(const struct hit *a, const struct hit *b)
{
	return a->field == b->field && a->first >= b->first && a->last <= b->last;
}

static bool
overlap(const struct hit *a, const struct hit *b)
{
	return a->field == b->field && a->first <= b->last && b->first <= a->last;
}

static bool
whole(const struct hit *hit, enum same same)
{
	if (same == SAME_SENTENCE)
		return sentence_of[hit->field][hit->first] == sentence_of[hit->field][hit->last];
	return same == SAME_FIELD || paragraph_of[hit->field][hit->first] == paragraph_of[hit->field][hit->last];
}

/* Whether both stand in one field, sentence or paragraph. */
static bool
together(const struct hit *a, const struct hit *b, enum same same)
{
	if (a->field != b->field || !whole(a, same) || !whole(b, same))
		return false;
	if (same == SAME_SENTENCE)
		return sentence_of[a->field][a->first] == sentence_of[a->field][b->first];
	return same == SAME_FIELD || paragraph_of[a->field][a->first] == paragraph_of[a->field][b->first];
}

static bool
close_by(const struct hit *a, const struct hit *b, size_t words)
{
	const struct hit *first = a->first < b->first ? a : b, *last = first == a ? b : a;

	return !overlap(a, b) && last->first - first->last - 1 <= words;
}

static const struct node *looking; /* the condition of the rule at hand */

static bool
names(const char **fields, size_t count, const struct hit *hit)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(fields[i], field_names[hit->field]) == 0)
			return true;
	return false;
}

/* Whether some condition in it names the field of the hit. */
static bool
names_inside(const struct node *node, const struct hit *hit)
{
	if (node == NULL || node->type == NODE_TERM || node->type == NODE_TAG)
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (names_inside(node->children[i], hit))
			return true;
	return names(node->fields, node->field_count, hit) || names_inside(node->none, hit) ||
	       names_inside(node->except, hit) || names_inside(node->beside, hit);
}

static bool
passes(const struct filter *filter, const struct hit *hit)
{
	switch (filter->kind) {
	case BY_FIELDS:
		return names(filter->fields, filter->field_count, hit);
	case BY_RULE:
	case BY_SEEN:
		return true;
	case BY_QUOTES:
		for (uint32_t i = hit->first; i <= hit->last; i++)
			if (quote_of[hit->field][i] == 0 || quote_of[hit->field][i] != quote_of[hit->field][hit->first])
				return !filter->quoted;
		return filter->quoted;
	case BY_MASK:
		for (size_t i = 0; i < hit_count; i++)
			if (filter->of.hits[i] && inside(hit, &hits[i]))
				return false;
		return true;
	default:
		for (size_t i = 0; i < hit_count; i++)
			if (filter->of.hits[i] && together(hit, &hits[i], filter->node->same) &&
			    close_by(hit, &hits[i], filter->node->words))
				return true;
		return false;
	}
}

static bool
counts(const struct filter *filter, const struct hit *hit)
{
	bool told = false, seen = false;

	for (; filter != NULL; filter = filter->outer) {
		if (!passes(filter, hit))
			return false;
		told |= filter->kind == BY_FIELDS;
		seen |= filter->kind == BY_SEEN;
		if (filter->kind == BY_RULE && !told && !names(filter->fields, filter->field_count, hit) &&
		    !(seen && names_inside(looking, hit)))
			return false;
	}
	return true;
}

static void
unite(struct found *found, const struct found *other)
{
	for (size_t i = 0; i < hit_count; i++)
		found->hits[i] |= other->hits[i];
}

/* Whether the one tag brings the other with it. */
static bool
brings(const char *tag, const char *other, size_t depth)
{
	if (strcmp(tag, other) == 0)
		return true;
	for (size_t i = 0; depth > 0 && i < rule_count; i++) {
		if (strcmp(rules[i]->tag, tag) != 0)
			continue;
		for (size_t j = 0; j < rules[i]->implies_count; j++)
			if (brings(rules[i]->implies[j], other, depth - 1))
				return true;
	}
	return false;
}

/* A certain tag. */
static void
find_tag(const char *tag, const struct filter *filter, bool placed, struct found *found)
{
	bool there = false, has_hits = false;

	for (size_t i = 0; i < record_tag_count; i++)
		there |= brings(record_tags[i].text, tag, RULES);
	for (size_t i = 0; i < rule_count; i++) {
		if (!findings[i].holds || !brings(rules[i]->tag, tag, RULES))
			continue;
		there = true;
		for (size_t j = 0; j < hit_count; j++) {
			if (!findings[i].hits[j])
				continue;
			has_hits = true;
			if (counts(filter, &hits[j]))
				found->holds = found->hits[j] = true;
		}
	}
	if (there && !has_hits && !placed)
		found->holds = true;
}

static struct found
find_leaf(const struct node *node, const struct filter *filter, bool placed)
{
	struct found found = {0};

	if (node->type == NODE_TERM) {
		for (size_t i = 0; i < hit_count; i++)
			if (hits[i].term == node->term->id && counts(filter, &hits[i]))
				found.holds = found.hits[i] = true;
		return found;
	}
	for (size_t i = 0; i < COUNT(all_tags); i++)
		if (glob_matches(node->tag, all_tags[i], strlen(all_tags[i])))
			find_tag(all_tags[i], filter, placed, &found);
	if (glob_matches(node->tag, "x/y", 3))
		find_tag("x/y", filter, placed, &found);
	return found;
}

/* Whether the hits chosen, one of each group, are a window. */
static bool
is_window(const struct node *node, const size_t *chosen, const struct hit **first, const struct hit **last)
{
	*first = *last = &hits[chosen[0]];
	for (size_t i = 0; i < node->count; i++) {
		const struct hit *hit = &hits[chosen[i]];

		for (size_t j = 0; j < i; j++)
			if (overlap(hit, &hits[chosen[j]]) || !together(hit, &hits[chosen[j]], node->same))
				return false;
		if (node->ordered && i > 0 && hit->first < hits[chosen[i - 1]].first)
			return false;
		*first = hit->first < (*first)->first ? hit : *first;
		*last = hit->first > (*last)->first ? hit : *last;
	}
	return (*last)->first - (*first)->last - 1 <= node->words;
}

static void
try_windows(const struct node *node, const struct found *groups, const struct found *all, size_t *chosen,
            size_t n, struct found *found)
{
	const struct hit *first, *last;

	if (n < node->count) {
		for (chosen[n] = 0; chosen[n] < hit_count; chosen[n]++)
			if (groups[n].hits[chosen[n]])
				try_windows(node, groups, all, chosen, n + 1, found);
		return;
	}
	if (!is_window(node, chosen, &first, &last))
		return;
	found->holds = true;
	for (size_t i = 0; i < node->count; i++)
		found->hits[chosen[i]] = true;
	for (size_t i = 0; !node->ordered && i < hit_count; i++)
		if (all->hits[i] && together(&hits[i], first, node->same) && hits[i].first >= first->first &&
		    hits[i].first <= last->first)
			found->hits[i] = true;
}

static struct found find(const struct node *node, const struct filter *filter, bool placed);

static struct found
find_near(const struct node *node, const struct filter *filter, bool placed)
{
	struct found groups[4], all = {0}, found = {0};
	size_t chosen[4];

	for (size_t i = 0; i < node->count; i++) {
		groups[i] = find(node->children[i], filter, placed);
		unite(&all, &groups[i]);
	}
	try_windows(node, groups, &all, chosen, 0, &found);
	return found;
}

static long
points(const struct node *node, size_t i, const struct found *child)
{
	__int128 sum = 0;

	for (size_t j = 0; j < hit_count; j++) {
		bool again = false;

		for (size_t k = 0; k < j; k++)
			again |= child->hits[k] && inside(&hits[j], &hits[k]) && inside(&hits[k], &hits[j]);
		sum += child->hits[j] && !again;
	}
	sum = (sum > 0 ? sum : 1) * node->weights[i];
	if (node->cap > 0 && sum > node->cap)
		sum = node->cap;
	if (node->cap > 0 && sum < -node->cap)
		sum = -node->cap;
	return sum > LONG_MAX ? LONG_MAX : (long)sum;
}

static long
score(const struct node *node, const struct filter *filter, bool placed, struct found *found)
{
	__int128 plus = 0;
	long minus = 0;

	for (size_t i = 0; i < node->count; i++) {
		struct found child = find(node->children[i], filter, placed);

		if (child.holds && node->weights[i] > 0) {
			plus += points(node, i, &child);
			unite(found, &child);
		} else if (child.holds) {
			minus += points(node, i, &child);
		}
	}
	plus = plus > LONG_MAX ? LONG_MAX : plus;
	return (long)(plus + minus);
}

static struct found
find_group(const struct node *node, const struct filter *filter, bool placed)
{
	struct found found = {0};
	size_t holding = 0, needed = node->type == NODE_ANY ? 1 : node->count;

	if (node->type == NODE_AT_LEAST)
		needed = node->least;
	for (size_t i = 0; i < node->count; i++) {
		struct found child = find(node->children[i], filter, placed);

		holding += child.holds;
		if (child.holds)
			unite(&found, &child);
	}
	found.holds = holding >= needed;
	return found.holds ? found : (struct found){0};
}

static bool
speaks(const char **langs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(langs[i]);

		if (language == NULL || (strncasecmp(langs[i], language, n) == 0 &&
		                         (language[n] == '\0' || language[n] == '-')))
			return true;
	}
	return count == 0;
}

static struct found
find_set(const struct node *set, const struct filter *outer, bool placed)
{
	struct filter mask = {.kind = BY_MASK, .outer = outer};
	struct filter around = {.kind = BY_SEEN, .outer = outer}, seen = {.kind = BY_SEEN, .outer = &mask};
	struct filter context = {.kind = BY_CONTEXT, .node = set};
	struct filter fields = {.kind = BY_FIELDS, .fields = set->fields, .field_count = set->field_count};
	struct filter quotes = {.kind = BY_QUOTES, .quoted = set->quoted == QUOTED_ONLY};
	const struct filter *inner;
	struct found found;
	bool placed_here = placed || set->beside != NULL || set->fields != NULL || set->quoted != QUOTED_EITHER;

	if (!speaks(set->langs, set->lang_count))
		return (struct found){0};
	if (set->except != NULL)
		mask.of = find(set->except, &around, placed);
	inner = &mask;
	if (set->beside != NULL) {
		context.of = find(set->beside, &seen, placed);
		context.outer = inner;
		inner = &context;
	}
	if (set->fields != NULL) {
		fields.outer = inner;
		inner = &fields;
	}
	if (set->quoted != QUOTED_EITHER) {
		quotes.outer = inner;
		inner = &quotes;
	}
	found = find_group(set, inner, placed_here);
	if (found.holds && set->none != NULL && find(set->none, &seen, placed).holds)
		return (struct found){0};
	return found;
}

static struct found
find(const struct node *node, const struct filter *filter, bool placed)
{
	struct found found = {0};

	switch (node->type) {
	case NODE_TERM:
	case NODE_TAG:
		return find_leaf(node, filter, placed);
	case NODE_NEAR:
		return find_near(node, filter, placed);
	case NODE_SCORE:
		found.holds = score(node, filter, placed, &found) >= node->threshold;
		return found.holds ? found : (struct found){0};
	case NODE_SET:
		return find_set(node, filter, placed);
	default:
		return find_group(node, filter, placed);
	}
}

/* Whether the condition asks for a tag that the rule gives. */
static bool
asks(const struct node *node, const struct rule *rule)
{
	if (node == NULL)
		return false;
	for (size_t i = 0; node->type == NODE_TAG && i < COUNT(all_tags); i++)
		if (glob_matches(node->tag, all_tags[i], strlen(all_tags[i])) && brings(rule->tag, all_tags[i], RULES))
			return true;
	for (size_t i = 0; i < node->count; i++)
		if (asks(node->children[i], rule))
			return true;
	return asks(node->none, rule) || asks(node->except, rule) || asks(node->beside, rule);
}

static struct filter
rule_filter(const struct rule *rule)
{
	static const char *usual[] = {"title", "content_text"};

	return (struct filter){
		.kind = rule->field_count > 0 ? BY_FIELDS : BY_RULE,
		.fields = rule->field_count > 0 ? rule->fields : usual,
		.field_count = rule->field_count > 0 ? rule->field_count : 2,
	};
}

static bool
is_ready(size_t rule)
{
	for (size_t i = 0; i < rule_count; i++)
		if (!looked_at[i] && asks(rules[rule]->condition, rules[i]))
			return false;
	return !looked_at[rule];
}

/* Fills the findings; false if rules wait for each other. */
static bool
find_rules(void)
{
	size_t left = rule_count;

	memset(looked_at, 0, sizeof(looked_at));
	memset(findings, 0, sizeof(findings));
	while (left > 0) {
		size_t before = left;

		for (size_t i = 0; i < rule_count; i++) {
			struct filter filter = rule_filter(rules[i]);

			if (!is_ready(i))
				continue;
			looking = rules[i]->condition;
			if (speaks(rules[i]->langs, rules[i]->lang_count))
				findings[i] = find(rules[i]->condition, &filter, false);
			looked_at[i] = true;
			left--;
		}
		if (left == before)
			return false;
	}
	return true;
}

/* ---- Comparing: evaluate() with what find_rules() found ---- */

static bool
same_finding(const struct evaluation *e, const struct finding *finding, const struct found *found)
{
	bool taken[HITS] = {0};

	if (!found->holds)
		return false;
	for (size_t i = 0; i < finding->count; i++) {
		uint32_t hit = e->evidence[finding->begin + i];

		if (taken[hit])
			return false;
		taken[hit] = true;
	}
	return memcmp(taken, found->hits, sizeof(taken)) == 0;
}

/* The score that stands at a rule's top. */
static bool
same_score(const struct finding *finding)
{
	const struct rule *rule = rules[finding->rule];

	for (size_t i = 0; i < rule->condition->count; i++)
		if (rule->condition->children[i]->type == NODE_SCORE)
			return finding->scored && finding->score >= rule->condition->children[i]->threshold;
	return !finding->scored && finding->score == 0;
}

static bool
same_findings(const struct evaluation *e)
{
	size_t count = 0;

	for (size_t i = 0; i < rule_count; i++)
		count += findings[i].holds;
	if (count != e->count)
		return false;
	for (size_t i = 0; i < e->count; i++)
		if (!same_finding(e, &e->findings[i], &findings[e->findings[i].rule]) || !same_score(&e->findings[i]))
			return false;
	return true;
}

static struct rule_set *
as_set(void)
{
	static struct term *pointers[TERMS];
	struct rule_set *set = xcalloc(1, sizeof(*set));

	for (size_t i = 0; i < TERMS; i++)
		pointers[i] = &terms[i];
	set->terms = pointers;
	set->rules = rules;
	set->rule_count = rule_count;
	set->term_count = TERMS;
	return set;
}

#endif
