/* Which terms of a rule the tests in it exercise. */
#ifndef COVERAGE_H
#define COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/match.h"
#include "filters/tag/rule_terms.h"
#include "filters/tag/rules.h"

/* Owns its arrays; zero-initialised but for the rules is valid. Looks at one rule at a time:
 * coverage_begin(), coverage_add() for each of its tests, then the terms are asked for. */
struct coverage {
	const struct rule_set *rules; /* borrowed */
	struct rule_terms terms;      /* of the rule looked at */

	uint32_t *hit; /* inner: the number of the last rule whose tests hit the term */
	size_t hit_cap;
	uint32_t serial;
};

void coverage_begin(struct coverage *coverage, const struct rule *rule);

/* Takes what was found in a test's text. */
void coverage_add(struct coverage *coverage, const struct matches *matches);

/* Whether the tests so far exercise term i of coverage->terms. */
bool coverage_has(const struct coverage *coverage, size_t i);

void coverage_free(struct coverage *coverage);

#endif
