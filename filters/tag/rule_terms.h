/* The terms of a rule: what its conditions name, through lists too. For the tools. */
#ifndef RULE_TERMS_H
#define RULE_TERMS_H

#include <stddef.h>
#include <stdint.h>

#include "filters/tag/rules.h"

/* Owns its arrays; zero-initialised is valid; reused from rule to rule of one set. */
struct rule_terms {
	const struct node **nodes; /* of type NODE_TERM, each term once, where the rule names it first;
	                              borrowed from the rules */
	size_t count, cap;
	const char **asked;        /* the globs of NODE_TAG, as often as they stand there; borrowed */
	size_t asked_count, asked_cap;

	uint32_t *seen; /* inner: the number of the last rule with that term */
	size_t seen_cap;
	uint32_t serial;
};

/* Takes the terms of a rule and the tags that it asks for, wanted or not (`none`, `except` and `near` of a term count too), in the
 * order of the conditions. */
void rule_terms_collect(struct rule_terms *terms, const struct rule_set *rules,
                        const struct rule *rule);

void rule_terms_free(struct rule_terms *terms);

#endif
