/* Conditions over hits: which rules hold for a record, and by which hits.
 *
 * Only rules that want a term that was hit are looked at, and of their lists only the
 * terms that were hit: the cost goes with the hits, not with the rules.
 *
 * A nested condition inside `near` counts with each of its hits. What `except` masks (a
 * match whose words all lie in one of its matches) does not count for anything in its set, `none`
 * included. */
#ifndef EVALUATE_H
#define EVALUATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/match.h"
#include "filters/tag/near.h"
#include "filters/tag/quotes.h"
#include "filters/tag/rules.h"
#include "filters/tag/tags.h"

#define EVALUATE_FIELDS 64

/* A rule that holds. */
struct finding {
	uint32_t rule;        /* for rules_get() */
	size_t begin, count;  /* its hits in evaluation.evidence, each once */
	bool scored;          /* it has a `score` at its top */
	long score;           /* and that is it */
};

/* What is known of a record. */
struct evaluate_input {
	const struct hit *hits;
	size_t count;
	const char *language;         /* BCP 47, or NULL */
	const struct text *texts;     /* by field, for sentences and quotations: of all fields with hits */
	const struct tag_item *tags;  /* the tags that the record has already */
	size_t tag_count;
};

/* A chain through hits or terms. */
struct chain {
	uint32_t head, tail; /* one more than the index; 0: none */
};

struct group_entry {
	uint32_t term, next;
};

/* What is known of one record. Owns everything; zero-initialised is valid;
 * reused from record to record. One for each thread. */
struct evaluation {
	struct finding *findings; size_t count, cap;
	uint32_t *evidence; size_t evidence_count, evidence_cap; /* indices of hits */

	/* inner */
	struct chain *terms;  size_t term_cap;  /* of hits, by term */
	uint32_t *next;       size_t next_cap;  /* by hit */
	uint32_t *taken;      size_t taken_cap; /* by hit: one more than the last finding it is in */
	uint32_t *terms_hit;  size_t terms_hit_count, terms_hit_cap;
	struct chain *groups; size_t group_cap; /* of entries, by group */
	struct group_entry *entries; size_t entry_count, entry_cap;
	uint32_t *groups_hit; size_t groups_hit_count, groups_hit_cap;
	bool *wanted;         size_t wanted_cap; /* by rule */
	uint32_t *rules;      size_t rule_count, rule_cap;
	struct near_span *masks; size_t mask_count, mask_cap;
	struct near_span *spans; size_t span_count, span_cap;
	struct near near;
};

struct evaluator;

/* Compiles the conditions. Rules that name no fields see the first `usual` of
 * the fields, others theirs; at most EVALUATE_FIELDS. The set and the names are borrowed for good; the
 * caller frees the evaluator. */
struct evaluator *evaluator_new(const struct rule_set *set, const char *const *fields, size_t count,
                                size_t usual);
void evaluator_free(struct evaluator *evaluator);

/* Whether any rule holds for certain languages only. */
bool evaluator_wants_language(const struct evaluator *evaluator);

/* Whether any rule asks for tags: records without hits are to be evaluated too then, if they
 * have tags. */
bool evaluator_wants_tags(const struct evaluator *evaluator);

/* Finds the rules that hold for a record. The texts are needed of all fields that have hits. */
void evaluate(const struct evaluator *evaluator, const struct evaluate_input *input,
              struct evaluation *evaluation);

/* The quotations in a field of the record evaluated last (the input is that of then): found when
 * first asked for. Borrowed until the next evaluate(). */
const struct quotes *evaluation_quotes(struct evaluation *evaluation,
                                       const struct evaluate_input *input, uint32_t field);

void evaluation_free(struct evaluation *evaluation);

#endif
