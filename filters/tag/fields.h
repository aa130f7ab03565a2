/* The fields that rules look in. */
#ifndef FIELDS_H
#define FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/diag.h"
#include "filters/tag/evaluate.h"
#include "filters/tag/rules.h"

struct fields {
	const char *names[EVALUATE_FIELDS]; /* borrowed: the usual ones, then others of rules, sorted */
	size_t count, usual;
	uint64_t *of_rules; /* owned; by rule, bits: it has a condition that looks in that field */
};

/* Finds the fields: the usual ones, those of the rules, and those that single conditions and terms
 * name. False, and problem filled, if they are more than EVALUATE_FIELDS. */
bool fields_find(struct fields *fields, const struct rule_set *rules, const char *const *usual,
                 size_t count, struct problem *problem);
void fields_free(struct fields *fields);

#endif
