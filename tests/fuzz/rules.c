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

static void
check_node(const struct node *node, size_t depth)
{
	need(depth <= 40);
	if (node->type == NODE_TERM) {
		need(node->term != NULL && node->term->text[0] != '\0');
		return;
	}
	need(node->count >= (node->type == NODE_NEAR ? 2u : 1u));
	for (size_t i = 0; i < node->count; i++) {
		need(node->list == NULL || node->children[i]->type == NODE_TERM);
		check_node(node->children[i], depth + 1);
	}
	if (node->none != NULL)
		check_node(node->none, depth + 1);
	if (node->except != NULL)
		check_node(node->except, depth + 1);
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
