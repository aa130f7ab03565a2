/* What hangs on a regular expression: the rules that name it, and those that ask for the tags that
 * these give, and so on. When it gives up, of all of them something is not known. */
#ifndef STAKES_H
#define STAKES_H

#include <stddef.h>
#include <stdint.h>

#include "filters/tag/rules.h"

struct stake {
	uint32_t term;
	uint32_t rule;  /* whose tag depends on the term */
	uint32_t names; /* the rule that names the term, itself or by way of others */
};

/* Owns its array; zero-initialised is valid. */
struct stakes {
	struct stake *items; /* sorted by term, then rule */
	size_t count, cap;
};

/* Fills empty stakes for all regular expressions of the rules. */
void stakes_find(struct stakes *stakes, const struct rule_set *rules);

/* Those of a term. */
const struct stake *stakes_of(const struct stakes *stakes, uint32_t term, size_t *count);

void stakes_free(struct stakes *stakes);

#endif
