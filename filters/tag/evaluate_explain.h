/* Why a rule holds for a record, or why it does not: the rule's conditions as a tree, each with
 * what was found of it and what came of that. For people, not for speed: but the cost of a record
 * goes with its hits, and that of a rule with what is written in it and its hits, not with its
 * lists. */
#ifndef EVALUATE_EXPLAIN_H
#define EVALUATE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "filters/tag/arena.h"
#include "filters/tag/evaluate.h"
#include "filters/tag/rules.h"

/* What came of a condition, or of a hit. The first reason that applies is given. */
enum why {
	WHY_HOLDS,      /* it holds; the hit counted */
	WHY_NOTHING,    /* nothing of it was found in the record */
	WHY_LANGUAGE,   /* a set (or the rule): not for the record's language */
	WHY_FIELD,      /* found only in fields where it does not count */
	WHY_MASKED,     /* found only inside a match of `except`: by */
	WHY_UNQUOTED,   /* found only outside quotation marks, where it must be quoted */
	WHY_QUOTED,     /* found only inside quotation marks, where it must not be quoted */
	WHY_NO_CONTEXT, /* a set: nothing of its `beside` was found */
	WHY_FAR,        /* a near, a set with beside: nearest `found` words apart, at most `needed` */
	WHY_APART,      /* a near, a set with beside: never in one field, sentence or paragraph
	                   (node->same) */
	WHY_OVERLAP,    /* a near, a set with beside: only on the same words */
	WHY_ORDER,      /* a near: near each other, but not in order */
	WHY_MISSING,    /* `found` of the `needed` conditions in it hold */
	WHY_SCORE,      /* `score` is below `threshold` */
	WHY_VETOED,     /* a set: by its `none`: by */
	WHY_PLACELESS,  /* a tag that the record has: nothing says where, and a place is asked for */
	WHY_UNSORTED    /* found, but for several of these reasons it does not count */
};

/* A hit and what came of it. */
struct explained_hit {
	uint32_t hit;     /* of the input */
	enum why why;     /* WHY_HOLDS, WHY_FIELD, WHY_MASKED, WHY_UNQUOTED, WHY_QUOTED, WHY_FAR */
	const char *by;   /* WHY_MASKED: the term as written that masks it; else NULL */
};

/* A condition. */
struct explained {
	const struct node *node;  /* borrowed from the rules */
	size_t index;             /* its place in node->children of the one above; 0 for others */
	bool holds;
	enum why why;
	size_t found, needed;     /* see enum why; NODE_AT_LEAST and NODE_ALL always: how many hold */
	const char *by;           /* WHY_VETOED: the term or tag as written that vetoes, WHY_MASKED: that
	                             masks; or NULL */

	/* NODE_SCORE: what it came to. A child of one: the points it gave (`score`), for `found`
	 * matches of `weight` points, capped if it says so. */
	long score, threshold, weight;
	bool capped;

	/* NODE_TERM, NODE_TAG, and the terms of a NODE_ANY: all hits of theirs, each once. */
	struct explained_hit *hits;
	size_t hit_count;

	/* NODE_TAG: the tags by which it holds that stand nowhere: on the record, or so implied. */
	const char **tags;
	size_t tag_count;

	/* In the order of the rule. NODE_ALL, NODE_NEAR, NODE_SET: all. Others: those of which
	 * something was found, but for the terms of a NODE_ANY. */
	struct explained **children;
	size_t count;

	/* NODE_SET: or NULL, if it has none, or nothing of it was found. */
	struct explained *none, *except, *beside;
};

/* Zero-initialised is valid; owns the arena only. Borrows what explain_open() is given until
 * explain_close(). */
struct explainer {
	const struct evaluator *evaluator;
	const struct evaluate_input *input;
	struct evaluation *evaluation;
	struct arena arena;
};

/* Evaluates a record, as evaluate() does: the findings are in the evaluation. The texts of the
 * input are needed. The evaluation must not be used for another record before explain_close(). */
void explain_open(struct explainer *x, const struct evaluator *evaluator,
                  const struct evaluate_input *input, struct evaluation *evaluation);

/* The number of rules of which something was found, and their numbers for rules_get(). */
size_t explain_count(const struct explainer *x);
uint32_t explain_get(const struct explainer *x, size_t i);

/* Why a rule holds or not. Valid until explain_close(). Of a rule of which nothing was found the
 * top only: WHY_NOTHING. */
const struct explained *explain_rule(struct explainer *x, uint32_t rule);

/* Frees the trees; no harm if it is closed. */
void explain_close(struct explainer *x);

/* The one condition that kept a rule from holding, others of it being met: one group of several
 * missing, a distance too long, a score of at least half the threshold, a veto, all matches masked
 * or in a wrong field, language or quotation. NULL if the rule holds, nothing of it was found, or
 * more than one is wanting. */
const struct explained *explained_fault(const struct explained *rule);

static inline bool
explained_is_near_miss(const struct explained *rule)
{
	return explained_fault(rule) != NULL;
}

/* Adds why a condition does not hold, in a few words: "score 3 of 5", "17 words apart, at most 12",
 * "vetoed by 'exercise'", "not found: [America, ...]"; nothing if it holds. */
void explained_reason(const struct explained *explained, struct buf *out);

/* The same of a rule: with the way to explained_fault(), if there is that: "all[2]: not found:
 * [America, ...]". Groups are counted from 1. */
void explained_rule_reason(const struct explained *rule, struct buf *out);

#endif
