/* Compiling conditions. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/conditions.h"
#include "filters/tag/evaluate.h"

/* Groups of at most so many terms are known again. */
#define KNOWN_MOST 16

struct compiler {
	struct evaluator *evaluator;
	const char *const *fields;
	size_t field_count;
	struct pairs members;  /* term, group */
	struct pairs wants;    /* group, owner */
	struct pairs choices;  /* choice, owner */
	struct pairs needs;    /* what must be known before what: conditions_need() */
	struct table lists;    /* address of a list's node -> that of its condition */
	struct table globs;    /* glob -> its place in evaluator.globs */
	struct table groups;   /* the ids of few terms -> their group */
	struct arena keys;     /* of the groups */
	size_t member_cap, glob_cap;
	uint64_t named;        /* bit set: conditions of the rule or list name that field */
	uint32_t container;    /* the rule or list being compiled, as conditions_need() */
};

void
conditions_pair(struct pairs *pairs, uint32_t from, uint32_t to)
{
	if (pairs->count > 0 && pairs->items[pairs->count - 1].from == from &&
	    pairs->items[pairs->count - 1].to == to)
		return;
	pairs->items = xgrow(pairs->items, &pairs->cap, pairs->count + 1, sizeof(*pairs->items));
	pairs->items[pairs->count++] = (struct pair){from, to};
}

void
conditions_index(struct index *index, struct pairs *pairs, size_t count)
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
	free(pairs->items);
	*pairs = (struct pairs){0};
}

static struct condition *compile(struct compiler *c, const struct node *node, uint32_t owner);

static struct condition *
new_condition(struct compiler *c, const struct node *node, enum node_type type)
{
	struct condition *condition = arena_get(&c->evaluator->arena, sizeof(*condition));

	condition->type = type;
	condition->node = node;
	condition->group = NO_GROUP;
	condition->choice = NO_CHOICE;
	condition->fields = UINT64_MAX;
	return condition;
}

/* What the condition has of its own makes the owner wanted. */
static struct condition *
want(struct compiler *c, struct condition *condition, uint32_t owner)
{
	if (owner != NO_OWNER && condition->group != NO_GROUP)
		conditions_pair(&c->wants, condition->group, owner);
	if (owner != NO_OWNER && condition->choice != NO_CHOICE)
		conditions_pair(&c->choices, condition->choice, owner);
	return condition;
}

/* The group of the terms among the nodes; NO_GROUP if there are none. Few terms that come again
 * are one group, so that many rules can have the same context. */
static uint32_t
make_group(struct compiler *c, struct node *const *nodes, size_t n)
{
	uint32_t ids[KNOWN_MOST], group = (uint32_t)c->evaluator->group_count;
	size_t count = 0, *known;

	for (size_t i = 0; i < n; i++) {
		if (nodes[i]->type != NODE_TERM)
			continue;
		if (count < KNOWN_MOST)
			ids[count] = (uint32_t)nodes[i]->term->id;
		count++;
	}
	if (count == 0)
		return NO_GROUP;
	if (count <= KNOWN_MOST) {
		known = table_find(&c->groups, (char *)ids, count * sizeof(*ids));
		if (known != NULL)
			return (uint32_t)*known;
		table_add(&c->groups, arena_copy(&c->keys, ids, count * sizeof(*ids)), count * sizeof(*ids), group);
	}
	c->evaluator->group_count++;
	for (size_t i = 0; i < n; i++)
		if (nodes[i]->type == NODE_TERM)
			conditions_pair(&c->members, (uint32_t)nodes[i]->term->id, group);
	return group;
}

static struct condition *
compile_term(struct compiler *c, const struct node *node, uint32_t owner)
{
	struct condition *condition = new_condition(c, node, NODE_ANY);

	condition->group = make_group(c, (struct node *const *)&node, 1);
	return want(c, condition, owner);
}

static struct condition *
compile_tag(struct compiler *c, const struct node *node, uint32_t owner)
{
	struct evaluator *e = c->evaluator;
	struct condition *condition = new_condition(c, node, NODE_TAG);
	size_t *known = table_find(&c->globs, node->tag, strlen(node->tag)), place = e->glob_count;

	if (known != NULL) {
		place = *known;
	} else {
		e->globs = xgrow(e->globs, &c->glob_cap, place + 1, sizeof(*e->globs));
		e->globs[place] = (struct tag_glob){node->tag, (uint32_t)e->group_count++};
		table_add(&c->globs, node->tag, strlen(node->tag), place);
		e->glob_count++;
	}
	condition->group = e->globs[place].group;
	conditions_pair(&c->needs, conditions_need(NEED_GLOB, place), c->container);
	return want(c, condition, owner);
}

/* A child of a choice, as an owner. */
static uint32_t
add_member(struct compiler *c, uint32_t choice, size_t child)
{
	struct evaluator *e = c->evaluator;

	e->members = xgrow(e->members, &c->member_cap, e->member_count + 1, sizeof(*e->members));
	e->members[e->member_count] = (struct member){choice, (uint32_t)child};
	return (uint32_t)(e->rule_count + e->member_count++);
}

/* Makes the condition a choice among the node's children; with `terms`, those too that are terms. */
static void
compile_choice(struct compiler *c, struct condition *condition, const struct node *node, bool terms)
{
	size_t count = 0;

	for (size_t i = 0; i < node->count; i++)
		count += terms || node->children[i]->type != NODE_TERM;
	if (count == 0)
		return;
	condition->choice = (uint32_t)c->evaluator->choice_count++;
	condition->children = arena_get(&c->evaluator->arena, count * sizeof(void *));
	if (node->list != NULL)
		c->container = conditions_need(NEED_LIST, condition->choice);
	for (size_t i = 0; i < node->count; i++) {
		uint32_t member;

		if (!terms && node->children[i]->type == NODE_TERM)
			continue;
		member = add_member(c, condition->choice, condition->count);
		condition->children[condition->count++] = compile(c, node->children[i], member);
	}
}

static struct condition *
build_any(struct compiler *c, const struct node *node)
{
	struct condition *condition = new_condition(c, node, NODE_ANY);
	uint32_t container = c->container;

	condition->group = make_group(c, node->children, node->count);
	compile_choice(c, condition, node, false);
	c->container = container;
	return condition;
}

/* A list is compiled when it is first met. */
static struct condition *
compile_any(struct compiler *c, const struct node *node, uint32_t owner)
{
	struct condition *condition;
	uintptr_t key = (uintptr_t)node;
	uint64_t named = c->named;
	size_t *known;

	if (node->list == NULL) {
		if (node->count == 1 && node->children[0]->type != NODE_TERM)
			return compile(c, node->children[0], owner);
		return want(c, build_any(c, node), owner);
	}
	known = table_find(&c->lists, (char *)&key, sizeof(key));
	if (known != NULL) {
		condition = (struct condition *)(uintptr_t)*known;
	} else {
		c->named = 0;
		condition = build_any(c, node);
		condition->fields = c->named;
		table_add(&c->lists, arena_copy(&c->evaluator->arena, &key, sizeof(key)), sizeof(key),
		          (size_t)(uintptr_t)condition);
	}
	c->named = named | condition->fields;
	if (condition->choice != NO_CHOICE)
		conditions_pair(&c->needs, conditions_need(NEED_LIST, condition->choice), c->container);
	return want(c, condition, owner);
}

/* The bits of fields by name. */
static uint64_t
field_bits(const struct compiler *c, const char *const *names, size_t count)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < c->field_count; j++)
			if (strcmp(names[i], c->fields[j]) == 0)
				bits |= (uint64_t)1 << j;
	return bits;
}

static struct condition *
compile_group(struct compiler *c, const struct node *node, uint32_t owner)
{
	struct condition *condition = new_condition(c, node, node->type);

	if (node->type == NODE_AT_LEAST || node->type == NODE_SCORE) {
		compile_choice(c, condition, node, true);
		return want(c, condition, owner);
	}
	condition->children = arena_get(&c->evaluator->arena, node->count * sizeof(void *));
	for (; condition->count < node->count; condition->count++)
		condition->children[condition->count] = compile(c, node->children[condition->count], owner);
	if (node->type != NODE_SET)
		return condition;
	if (node->none != NULL)
		condition->none = compile(c, node->none, NO_OWNER);
	if (node->except != NULL)
		condition->except = compile(c, node->except, NO_OWNER);
	if (node->beside != NULL)
		condition->beside = compile(c, node->beside, NO_OWNER);
	if (node->field_count > 0)
		c->named |= condition->fields = field_bits(c, node->fields, node->field_count);
	condition->plain = node->none == NULL && node->except == NULL && node->beside == NULL &&
	                   node->quoted == QUOTED_EITHER && node->field_count == 0 && node->lang_count == 0;
	c->evaluator->wants_language |= node->lang_count > 0;
	return condition;
}

static struct condition *
compile(struct compiler *c, const struct node *node, uint32_t owner)
{
	switch (node->type) {
	case NODE_TERM:
		return compile_term(c, node, owner);
	case NODE_TAG:
		return compile_tag(c, node, owner);
	case NODE_ANY:
		return compile_any(c, node, owner);
	default:
		return compile_group(c, node, owner);
	}
}

static void
compile_rule(struct compiler *c, size_t i, size_t usual)
{
	const struct rule *rule = rules_get(c->evaluator->set, i);
	struct compiled_rule *compiled = &c->evaluator->rules[i];
	struct condition *condition;

	c->container = conditions_need(NEED_RULE, i);
	c->named = 0;
	condition = compile(c, rule->condition, (uint32_t)i);
	compiled->condition = condition;
	for (size_t j = 0; j < condition->count && compiled->score == NULL; j++)
		if (rule->condition->children[j]->type == NODE_SCORE)
			compiled->score = condition->children[j];
	if (rule->field_count > 0)
		compiled->fields = field_bits(c, rule->fields, rule->field_count);
	else
		compiled->fields = usual < EVALUATE_FIELDS ? ((uint64_t)1 << usual) - 1 : UINT64_MAX;
	compiled->sees = compiled->fields | (rule->field_count > 0 ? 0 : c->named);
	c->evaluator->wants_language |= rule->lang_count > 0;
}

struct evaluator *
evaluator_new(const struct rule_set *set, const char *const *fields, size_t count, size_t usual)
{
	struct evaluator *e = xcalloc(1, sizeof(*e));
	struct compiler c = {.evaluator = e, .fields = fields, .field_count = count};

	e->set = set;
	e->rule_count = rules_count(set);
	e->term_count = rules_term_count(set);
	e->rules = xcalloc(e->rule_count, sizeof(*e->rules));
	for (size_t i = 0; i < e->rule_count; i++)
		compile_rule(&c, i, usual);
	conditions_index(&e->groups, &c.members, e->term_count);
	conditions_index(&e->wanting, &c.wants, e->group_count);
	conditions_index(&e->choosing, &c.choices, e->choice_count);
	conditions_order(e, &c.needs);
	table_free(&c.lists);
	table_free(&c.globs);
	table_free(&c.groups);
	arena_free(&c.keys);
	return e;
}

bool
evaluator_wants_language(const struct evaluator *evaluator)
{
	return evaluator->wants_language;
}

bool
evaluator_wants_tags(const struct evaluator *evaluator)
{
	return evaluator->glob_count > 0;
}

static void
index_free(struct index *index)
{
	free(index->begin);
	free(index->items);
}

void
evaluator_free(struct evaluator *e)
{
	if (e == NULL)
		return;
	arena_free(&e->arena);
	free(e->rules);
	free(e->members);
	free(e->globs);
	free(e->row_tags);
	table_free(&e->tags);
	index_free(&e->groups);
	index_free(&e->wanting);
	index_free(&e->choosing);
	index_free(&e->row_given);
	index_free(&e->row_globs);
	index_free(&e->row_asked);
	free(e);
}
