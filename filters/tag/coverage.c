#include "filters/tag/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

void
coverage_begin(struct coverage *coverage, const struct rule *rule)
{
	size_t before = coverage->hit_cap;

	coverage->hit = xgrow(coverage->hit, &coverage->hit_cap, rules_term_count(coverage->rules),
	                      sizeof(*coverage->hit));
	if (coverage->hit_cap > before)
		memset(coverage->hit + before, 0, (coverage->hit_cap - before) * sizeof(*coverage->hit));
	coverage->serial++;
	rule_terms_collect(&coverage->terms, coverage->rules, rule);
}

void
coverage_add(struct coverage *coverage, const struct matches *matches)
{
	for (size_t i = 0; i < matches->count; i++)
		coverage->hit[matches->hits[i].term] = coverage->serial;
}

bool
coverage_has(const struct coverage *coverage, size_t i)
{
	return coverage->hit[coverage->terms.nodes[i]->term->id] == coverage->serial;
}

void
coverage_free(struct coverage *coverage)
{
	rule_terms_free(&coverage->terms);
	free(coverage->hit);
	coverage->hit = NULL;
	coverage->hit_cap = 0;
}
