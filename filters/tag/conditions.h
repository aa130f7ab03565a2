/* The inside of the evaluator, shared by its parts only: conditions compiled
 * so that terms and tags lead to them, instead of their leading to terms.
 *
 * What was hit goes upwards: a term to its groups, a group to the rules and the choices that want
 * it, a choice to what wants that. So of a rule set only what can hold is ever looked at. */
#ifndef CONDITIONS_H
#define CONDITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/arena.h"
#include "filters/tag/rules.h"
#include "filters/tag/table.h"

#define NO_GROUP UINT32_MAX
#define NO_CHOICE UINT32_MAX
#define NO_OWNER UINT32_MAX

/* As struct node; but the terms of a NODE_ANY are a group, known by its number, and a NODE_TERM
 * is a group of one. A list is one condition, however many rules name it. A NODE_ANY of one
 * thing that is no term is that thing. */
struct condition {
	enum node_type type; /* not NODE_TERM */
	uint32_t group;      /* NODE_ANY: its own terms; NODE_TAG: what its glob matches; or NO_GROUP */
	uint32_t choice;     /* its number, if only those children need be looked at that were hit */
	const struct node *node; /* borrowed from the rules */
	struct condition **children; /* NODE_ANY: those that are no terms */
	size_t count;
	struct condition *none, *except, *beside;
	uint64_t fields;     /* bit set: NODE_SET: matches count in that field; a list: what it holds names it */
	bool plain;          /* NODE_SET: it has nothing but children */
};

/* A child of a choice. */
struct member {
	uint32_t choice, child; /* its place in the condition's children */
};

/* From numbers to lists of numbers: those of i are items[begin[i]] up to
 * items[begin[i + 1]]. */
struct index {
	uint32_t *begin;
	uint32_t *items;
	size_t count; /* of i */
};

/* Pairs of numbers, of which an index is made. Owned by whoever builds. */
struct pairs {
	struct pair { uint32_t from, to; } *items;
	size_t count, cap;
};

struct compiled_rule {
	struct condition *condition;
	const struct condition *score; /* the NODE_SCORE at its top; or NULL */
	uint64_t fields;               /* bit set: terms count there that name no fields */
	uint64_t sees;                 /* bit set: it or a condition in it looks in that field */
	uint32_t level;                /* rules of lower levels come first */
};

/* A glob that rules ask for. */
struct tag_glob {
	const char *glob; /* borrowed from the rules */
	uint32_t group;
};

struct evaluator {
	const struct rule_set *set; /* borrowed */
	struct arena arena; /* the conditions */
	struct compiled_rule *rules;
	size_t rule_count, term_count, group_count, choice_count, level_count;
	struct index groups;  /* the groups of a term */
	struct index wanting; /* the owners that want a group: a rule, or a member plus rule_count */
	struct index choosing; /* the owners that want a choice */
	struct member *members; size_t member_count;
	bool wants_language;

	/* If rules ask for tags. The rows are the tags that rules give: first those of the rules, in
	 * their order, then others that they imply. */
	struct tag_glob *globs; size_t glob_count;
	struct table tags;       /* tag -> row */
	const char **row_tags; size_t row_count; /* borrowed from the rules */
	struct index row_asked;  /* the globs that the row's tag matches, as places in globs */
	struct index row_given;  /* rows with such that the row brings with it, itself too */
	struct index row_globs;  /* the globs of those, each once */
};

void conditions_pair(struct pairs *pairs, uint32_t from, uint32_t to);

/* Sorts the pairs into an index of 0 to count - 1, by counting, and frees them. */
void conditions_index(struct index *index, struct pairs *pairs, size_t count);

/* What must have been decided before what: a glob before the lists and rules that name it, a list
 * before the rules that use it. */
enum need { NEED_RULE, NEED_LIST, NEED_GLOB };

static inline uint32_t
conditions_need(enum need kind, size_t i)
{
	return (uint32_t)i << 2 | kind;
}

/* Fills all of the evaluator that is about tags, and the levels of the rules. Lists are known by
 * their choice, globs by their place. Frees the pairs. */
void conditions_order(struct evaluator *evaluator, struct pairs *needs);

#endif
