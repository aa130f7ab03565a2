/* Rule files of any bytes: the loader is total, says why it refuses, and what
 * it accepts keeps the promises of rules.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/diag.h"
#include "filters/tag/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool condition)
{
	if (!condition)
		abort();
}

static void check_node(const struct node *node, size_t depth);

static void
check_term(const struct term *term)
{
	need(term != NULL && term->text[0] != '\0' && term->written[0] != '\0');
	need((term->flags != NULL) == (term->kind == TERM_REGEX));
	need(!term->bare || term->kind == TERM_FOLDED || term->kind == TERM_EXACT);
	need(!term->generous || term->kind == TERM_NAME);
}

static void
check_counts(const struct node *node)
{
	need(node->count >= (node->type == NODE_NEAR ? 2u : 1u));
	if (node->type == NODE_AT_LEAST)
		need(node->least >= 1 && node->least <= node->count);
	if (node->type != NODE_SCORE)
		return;
	need(node->threshold >= 1 && node->cap >= 0);
	for (size_t i = 0; i < node->count; i++)
		need(node->weights[i] != 0);
}

/* What stands in a list: a term, a tag, or a term with conditions. */
static void
check_listed(const struct node *node)
{
	need(node->type == NODE_TERM || node->type == NODE_TAG ||
	     (node->type == NODE_SET && node->count == 1 && node->children[0]->type == NODE_TERM));
}

static void
check_node(const struct node *node, size_t depth)
{
	const struct node *others[] = {node->none, node->except, node->beside};

	need(depth <= 100);
	if (node->type == NODE_TERM) {
		check_term(node->term);
		return;
	}
	if (node->type == NODE_TAG) {
		need(node->tag != NULL && node->tag[0] != '\0' && node->count == 0);
		return;
	}
	check_counts(node);
	for (size_t i = 0; i < node->count; i++) {
		if (node->list != NULL)
			check_listed(node->children[i]);
		check_node(node->children[i], depth + 1);
	}
	for (size_t i = 0; i < 3; i++) {
		need(others[i] == NULL || (node->type == NODE_SET && others[i]->type == NODE_ANY));
		if (others[i] != NULL)
			check_node(others[i], depth + 1);
	}
}

static void
check_set(const struct rule_set *set)
{
	need(rules_count(set) > 0);
	for (size_t i = 0; i < rules_count(set); i++) {
		const struct rule *rule = rules_get(set, i);

		need(rule->condition->type == NODE_SET && rule->mark.line > 0);
		need(i == 0 || strcmp(rules_get(set, i - 1)->tag, rule->tag) < 0);
		check_node(rule->condition, 0);
	}
	for (size_t i = 0; i < rules_term_count(set); i++)
		need(rules_term(set, i)->id == i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *said = NULL;
	size_t said_len = 0;
	FILE *errors = open_memstream(&said, &said_len);
	struct rule_set *set;

	need(errors != NULL);
	set = rules_load_text((const char *)data, size, "rules.yaml", errors);
	fclose(errors);
	/* Refused with a reason, or accepted without a word. */
	need((set == NULL) == (said_len > 0));
	need(said_len == 0 || strncmp(said, diag_program(), strlen(diag_program())) == 0);
	if (set != NULL)
		check_set(set);
	rules_free(set);
	free(said);
	return 0;
}
