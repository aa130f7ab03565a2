/* Conditions over hits: which rules hold for a record, and by which hits.
 *
 * Only rules that want a term that was hit, or a tag that is there, are looked at, and of their
 * lists only what was hit: the cost goes with the hits, not with the rules.
 *
 * A match is a place: hits of several terms on the same words of a field are one. What a set
 * has a say in:
 *  - `except` masks what lies in one of its matches: that does not count for anything in the
 *    set, `none` and `beside` included;
 *  - `fields`, `quoted` and `beside` say which matches count for the set's conditions, those
 *    nested in them included. Its own `none`, `except` and `beside` look at all that the rule, or
 *    the set around it, sees. A rule that names no fields sees the usual ones and those that its
 *    conditions name: the conditions that name some count in these only, the others in the usual.
 * A match of `beside` must not overlap the match that it stands beside. A nested condition inside
 * `near` counts with each of its hits.
 *
 * Rules are looked at after those whose tags they ask for. A {tag: ...} holds by the hits of the
 * rules that gave such a tag, or one that implies it, as far as they count where it
 * stands. A tag that the record has, and that no rule finds, has no hits: it holds all the same
 * (once, in a score), but not where a place is asked for: in near, and in sets with fields, quoted
 * or beside. */
#ifndef EVALUATE_H
#define EVALUATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/match.h"
#include "filters/tag/near.h"
#include "common/quotes.h"
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

/* A chain through hits, terms, rules or members of a choice. */
struct chain {
	uint32_t head, tail; /* one more than the index; 0: none */
};

struct group_entry {
	uint32_t term, next; /* the group of a tag's glob: see evaluate_inner.h */
};

/* By word, the number of its sentence or paragraph. */
struct evaluate_units {
	uint32_t *of;
	size_t cap, count;
};

/* A context that depends on nothing but the condition and the fields: sets in a list mostly have
 * the same few. */
struct evaluate_context {
	uint64_t condition; /* 0: none */
	uint64_t fields;
	enum same same;
	struct near_span *spans; size_t cap;
	size_t count;
};

#define EVALUATE_CONTEXTS 16

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
	struct chain *choices; size_t choice_cap; /* of members */
	uint32_t *choices_hit; size_t choices_hit_count, choices_hit_cap;
	uint32_t *member_next; size_t member_next_cap;
	bool *members_hit;    size_t member_cap; /* by member */
	bool *wanted;         size_t wanted_cap; /* by rule */
	uint32_t *rules;      size_t rule_count, rule_cap;
	struct chain *levels; size_t level_cap; /* of rules wanted, by level */
	uint32_t *rule_next;  size_t rule_next_cap;
	uint32_t level;       /* that being looked at */
	bool *given;          size_t given_cap; /* by row: it has hits */
	uint32_t *rows_given; size_t rows_given_count, rows_given_cap;
	const void *watched;  /* the score wanted for the finding */
	long score;
	struct near_span *masks; size_t mask_count, mask_cap;
	struct near_span *spans; size_t span_count, span_cap;
	struct near near;
	struct evaluate_context contexts[EVALUATE_CONTEXTS];
	bool context_known; /* there is any */
	struct evaluate_units units[2][EVALUATE_FIELDS]; /* paragraphs, sentences */
	struct quotes quotes[EVALUATE_FIELDS];
	uint64_t units_known[2], quotes_known; /* bit set: of that field */
	uint32_t unit_count;
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
