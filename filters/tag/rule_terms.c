#include "filters/tag/rule_terms.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* Conditions nest to a bounded depth, and lists are flat: the recursion is bounded. */
static void
collect(struct rule_terms *terms, const struct node *node)
{
	if (node == NULL)
		return;
	if (node->type == NODE_TERM) {
		if (terms->seen[node->term->id] == terms->serial)
			return;
		terms->seen[node->term->id] = terms->serial;
		terms->nodes = xgrow(terms->nodes, &terms->cap, terms->count + 1, sizeof(*terms->nodes));
		terms->nodes[terms->count++] = node;
		return;
	}
	if (node->type == NODE_TAG) {
		terms->asked = xgrow(terms->asked, &terms->asked_cap, terms->asked_count + 1,
		                     sizeof(*terms->asked));
		terms->asked[terms->asked_count++] = node->tag;
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		collect(terms, node->children[i]);
	collect(terms, node->beside);
	collect(terms, node->except);
	collect(terms, node->none);
}

void
rule_terms_collect(struct rule_terms *terms, const struct rule_set *rules, const struct rule *rule)
{
	size_t before = terms->seen_cap;

	terms->seen = xgrow(terms->seen, &terms->seen_cap, rules_term_count(rules), sizeof(*terms->seen));
	if (terms->seen_cap > before)
		memset(terms->seen + before, 0, (terms->seen_cap - before) * sizeof(*terms->seen));
	terms->count = terms->asked_count = 0;
	terms->serial++;
	collect(terms, rule->condition);
}

void
rule_terms_free(struct rule_terms *terms)
{
	free(terms->nodes);
	free(terms->asked);
	free(terms->seen);
	*terms = (struct rule_terms){0};
}
