#include "filters/tag/fields.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/table.h"

/* Groups of more are walked once only: a long list that many rules name. */
#define FEW 16

/* A walk over the conditions of rules. */
struct walk {
	struct fields *fields;
	const char *extra;  /* the name for which there was no room; or NULL */
	struct table known; /* children of a group -> 1 + its bits' place */
	uint64_t *bits;
	size_t bit_count, bit_cap;
};

static uint64_t
bits_of(struct walk *walk, const char *const *names, size_t count)
{
	struct fields *fields = walk->fields;
	uint64_t bits = 0;

	for (size_t i = 0; i < count; i++) {
		size_t j = 0;

		while (j < fields->count && strcmp(fields->names[j], names[i]) != 0)
			j++;
		if (j == EVALUATE_FIELDS) {
			walk->extra = names[i];
			continue;
		}
		fields->names[j] = names[i];
		if (j == fields->count)
			fields->count++;
		bits |= (uint64_t)1 << j;
	}
	return bits;
}

static uint64_t walk_node(struct walk *walk, const struct node *node);

static uint64_t
walk_children(struct walk *walk, const struct node *node)
{
	const char *key = (const char *)&node->children;
	uint64_t bits = 0;
	size_t *known = NULL;

	if (node->count > FEW)
		known = table_find(&walk->known, key, sizeof(node->children));
	if (known != NULL && walk->bits != NULL)
		return walk->bits[*known];
	for (size_t i = 0; i < node->count; i++)
		bits |= walk_node(walk, node->children[i]);
	if (node->count > FEW) {
		walk->bits = xgrow(walk->bits, &walk->bit_cap, walk->bit_count + 1, sizeof(*walk->bits));
		table_add(&walk->known, key, sizeof(node->children), walk->bit_count);
		walk->bits[walk->bit_count++] = bits;
	}
	return bits;
}

/* The fields that conditions name. They nest to a bounded depth. */
static uint64_t
walk_node(struct walk *walk, const struct node *node)
{
	if (node == NULL || node->type == NODE_TERM || node->type == NODE_TAG)
		return 0;
	return bits_of(walk, node->fields, node->field_count) | walk_children(walk, node) |
	       walk_node(walk, node->none) | walk_node(walk, node->except) | walk_node(walk, node->beside);
}

/* What is in the rules, once they are known by name. */
static void
walk_rules(struct walk *walk, const struct rule_set *rules)
{
	uint64_t usual = walk->fields->usual < EVALUATE_FIELDS
		? ((uint64_t)1 << walk->fields->usual) - 1 : UINT64_MAX;

	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_get(rules, i);

		walk->fields->of_rules[i] = walk_node(walk, rule->condition) |
			(rule->field_count > 0 ? bits_of(walk, rule->fields, rule->field_count) : usual);
	}
	table_free(&walk->known);
	walk->bit_count = 0;
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

bool
fields_find(struct fields *fields, const struct rule_set *rules, const char *const *usual,
            size_t count, struct problem *problem)
{
	struct walk walk = {.fields = fields};

	fields->of_rules = xcalloc(rules_count(rules) + 1, sizeof(*fields->of_rules));
	bits_of(&walk, usual, count);
	fields->usual = fields->count;
	walk_rules(&walk, rules);
	qsort(fields->names + fields->usual, fields->count - fields->usual, sizeof(*fields->names),
	      compare_names);
	walk_rules(&walk, rules); /* the numbers have changed */
	free(walk.bits);
	if (walk.extra == NULL)
		return true;
	return problem_set(problem, 0, 0, "more than %d fields: '%s' is one too many",
	                   EVALUATE_FIELDS, walk.extra);
}

void
fields_free(struct fields *fields)
{
	free(fields->of_rules);
	*fields = (struct fields){0};
}
