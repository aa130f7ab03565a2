/* The inside of the evaluator, shared by its parts only: conditions compiled
 * so that terms lead to them, instead of their leading to terms. */
#ifndef CONDITIONS_H
#define CONDITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/arena.h"
#include "filters/tag/rules.h"

#define NO_GROUP UINT32_MAX

/* As struct node; but the terms of a NODE_ANY are a group, known by its number, and a NODE_TERM
 * is a group of one. A list is one group, however many rules name it. */
struct condition {
	enum node_type type; /* not NODE_TERM */
	uint32_t group;      /* NODE_ANY: its own terms, or NO_GROUP */
	struct condition **children; /* NODE_ANY: those that are no terms */
	size_t count;
	size_t words;
	struct condition *none, *except;
};

/* From numbers to lists of numbers: those of i are items[begin[i]] up to
 * items[begin[i + 1]]. */
struct index {
	uint32_t *begin;
	uint32_t *items;
	size_t count; /* of i */
};

struct compiled_rule {
	struct condition *condition;
	uint64_t fields;  /* bit set: it sees that field */
	const struct rule *rule; /* borrowed */
};

struct evaluator {
	struct arena arena; /* the conditions */
	struct compiled_rule *rules;
	size_t rule_count, term_count, group_count;
	struct index groups; /* the groups of a term */
	struct index rules_wanting; /* the rules that want a group */
	bool wants_language;
};

#endif
