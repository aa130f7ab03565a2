/* Compiling conditions. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/conditions.h"
#include "filters/tag/evaluate.h"
#include "filters/tag/table.h"

struct pair {
	uint32_t from, to;
};

struct pairs {
	struct pair *items;
	size_t count, cap;
};

struct compiler {
	struct evaluator *evaluator;
	struct pairs members; /* term, group */
	struct pairs wants;   /* group, rule */
	struct table lists;   /* address of a list's node -> its group */
	uint32_t rule;
};

static void
add_pair(struct pairs *pairs, uint32_t from, uint32_t to)
{
	if (pairs->count > 0 && pairs->items[pairs->count - 1].from == from &&
	    pairs->items[pairs->count - 1].to == to)
		return;
	pairs->items = xgrow(pairs->items, &pairs->cap, pairs->count + 1, sizeof(*pairs->items));
	pairs->items[pairs->count++] = (struct pair){from, to};
}

/* Sorts the pairs into an index, by counting. */
static void
make_index(struct index *index, const struct pairs *pairs, size_t count)
{
	index->count = count;
	index->begin = xcalloc(count + 2, sizeof(*index->begin));
	index->items = xcalloc(pairs->count, sizeof(*index->items));
	for (size_t i = 0; i < pairs->count; i++)
		index->begin[pairs->items[i].from + 2]++;
	for (size_t i = 0; i < count; i++)
		index->begin[i + 2] += index->begin[i + 1];
	for (size_t i = 0; i < pairs->count; i++)
		index->items[index->begin[pairs->items[i].from + 1]++] = pairs->items[i].to;
}

/* A group of the terms that are children of the node; a list's only once. */
static uint32_t
make_group(struct compiler *c, const struct node *node)
{
	struct evaluator *e = c->evaluator;
	uint32_t group = (uint32_t)e->group_count;
	uintptr_t key = (uintptr_t)node;
	size_t *known = node->list != NULL ? table_find(&c->lists, (char *)&key, sizeof(key)) : NULL;

	if (known != NULL)
		return (uint32_t)*known;
	for (size_t i = 0; i < node->count; i++) {
		if (node->children[i]->type != NODE_TERM)
			continue;
		add_pair(&c->members, (uint32_t)node->children[i]->term->id, group);
		e->group_count = (size_t)group + 1;
	}
	if (e->group_count == group)
		return NO_GROUP;
	if (node->list != NULL)
		table_add(&c->lists, arena_copy(&e->arena, &key, sizeof(key)), sizeof(key), group);
	return group;
}

static struct condition *compile(struct compiler *c, const struct node *node, bool wanted);

/* Compiles the children; with `terms`, those that are terms as well. */
static void
compile_children(struct compiler *c, struct condition *condition, const struct node *node,
                 bool terms, bool wanted)
{
	condition->children = arena_get(&c->evaluator->arena, node->count * sizeof(void *));
	for (size_t i = 0; i < node->count; i++)
		if (terms || node->children[i]->type != NODE_TERM)
			condition->children[condition->count++] = compile(c, node->children[i], wanted);
}

/* The group of a condition is wanted by the rule. */
static void
want(struct compiler *c, const struct condition *condition)
{
	if (condition->group != NO_GROUP)
		add_pair(&c->wants, condition->group, c->rule);
}

static struct condition *
compile(struct compiler *c, const struct node *node, bool wanted)
{
	struct condition *condition = arena_get(&c->evaluator->arena, sizeof(*condition));
	struct node *only = (struct node *)node;
	struct node single = {.type = NODE_ANY, .children = &only, .count = 1};

	condition->type = node->type;
	condition->group = NO_GROUP;
	condition->words = node->words;
	if (node->type == NODE_TERM || node->type == NODE_ANY) {
		condition->type = NODE_ANY;
		condition->group = make_group(c, node->type == NODE_TERM ? &single : node);
	}
	if (wanted)
		want(c, condition);
	if (node->type != NODE_TERM)
		compile_children(c, condition, node, node->type != NODE_ANY, wanted);
	if (node->none != NULL)
		condition->none = compile(c, node->none, false);
	if (node->except != NULL)
		condition->except = compile(c, node->except, false);
	return condition;
}

/* The fields that a rule sees. */
static uint64_t
field_bits(const struct rule *rule, const char *const *fields, size_t count, size_t usual)
{
	uint64_t bits = 0;

	if (rule->field_count == 0)
		return usual < EVALUATE_FIELDS ? ((uint64_t)1 << usual) - 1 : UINT64_MAX;
	for (size_t i = 0; i < rule->field_count; i++)
		for (size_t j = 0; j < count; j++)
			if (strcmp(rule->fields[i], fields[j]) == 0)
				bits |= (uint64_t)1 << j;
	return bits;
}

struct evaluator *
evaluator_new(const struct rule_set *set, const char *const *fields, size_t count, size_t usual)
{
	struct evaluator *e = xcalloc(1, sizeof(*e));
	struct compiler c = {.evaluator = e};

	e->rule_count = rules_count(set);
	e->term_count = rules_term_count(set);
	e->rules = xcalloc(e->rule_count, sizeof(*e->rules));
	for (size_t i = 0; i < e->rule_count; i++) {
		const struct rule *rule = rules_get(set, i);

		c.rule = (uint32_t)i;
		e->rules[i].condition = compile(&c, rule->condition, true);
		e->rules[i].fields = field_bits(rule, fields, count, usual);
		e->rules[i].rule = rule;
		e->wants_language |= rule->lang_count > 0;
	}
	make_index(&e->groups, &c.members, e->term_count);
	make_index(&e->rules_wanting, &c.wants, e->group_count);
	free(c.members.items);
	free(c.wants.items);
	table_free(&c.lists);
	return e;
}

bool
evaluator_wants_language(const struct evaluator *evaluator)
{
	return evaluator->wants_language;
}

void
evaluator_free(struct evaluator *e)
{
	if (e == NULL)
		return;
	arena_free(&e->arena);
	free(e->rules);
	free(e->groups.begin);
	free(e->groups.items);
	free(e->rules_wanting.begin);
	free(e->rules_wanting.items);
	free(e);
}
