/* What the parts of the evaluator share while a record is looked at. Nothing but evaluate*.c
 * needs this. */
#ifndef EVALUATE_INNER_H
#define EVALUATE_INNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/conditions.h"
#include "filters/tag/evaluate.h"

/* Entries of a tag glob's group are the places of findings, or say so with these: a row that holds
 * without hits, or a tag of the record that is no row. */
#define ENTRY_ROW 0x80000000u
#define ENTRY_FOREIGN 0x40000000u
#define ENTRY_PLACE 0x3fffffffu

/* Matches that do not count: a slice of evaluation.masks, sorted, the `last` of
 * each being the greatest so far in its field. */
struct mask {
	size_t begin, count;
	const struct mask *outer;
};

/* Matches near which others count. Of `count` matches a slice holds first the places by which
 * they begin, then those by which they end. Their field is evaluate_unit(). */
struct context {
	struct near_span *const *spans; /* the array in which the slice is */
	size_t begin, count;
	uint64_t words;
	enum same same;
	const struct context *outer;
};

/* Where a condition is looked at: what counts there. */
struct scope {
	const struct evaluator *evaluator;
	const struct evaluate_input *input;
	struct evaluation *e;
	uint64_t fields;
	uint64_t sees;         /* fields that none, except and beside look at: not fewer */
	bool told;             /* the rule, or a set around, names them */
	bool quoted, unquoted; /* matches must stand in quotation marks, must not */
	bool placed;           /* matches must stand somewhere, as a tag of the record does not */
	bool narrow;           /* more is asked than fields */
	const struct mask *mask;
	const struct context *context;
};

/* What a set makes of the scope in which it stands: `refusing` is for its none and beside,
 * `inner` for its children. The scope points into it. */
struct set_scope {
	struct scope refusing, inner;
	struct mask mask;
	struct context context;
	size_t masks; /* evaluation.mask_count before */
};

/* Whether the condition holds; then its hits are added to the evidence. */
bool evaluate_holds(const struct scope *scope, const struct condition *condition);

/* Whether a hit counts in the scope. */
bool evaluate_counts(const struct scope *scope, const struct hit *hit);

/* How many of a mask's spans do not begin behind the hit: if any masks it, the last of them. */
size_t evaluate_mask_place(const struct scope *scope, const struct mask *mask, const struct hit *hit);

/* The same as evaluate_counts(), of one thing only each: */
bool evaluate_masked(const struct scope *scope, const struct hit *hit);
bool evaluate_quoted(const struct scope *scope, const struct hit *hit);
bool evaluate_beside(const struct scope *scope, const struct context *context, const struct hit *hit);

/* Enters a set; false if it asks for a context of which there is nothing. Either way the caller
 * leaves it. */
bool evaluate_enter(const struct scope *scope, const struct condition *condition, struct set_scope *set);
void evaluate_leave(struct set_scope *set);

/* Whether the record is in one of the languages; true if either says none. */
bool evaluate_speaks(const char *const *langs, size_t count, const char *language);

/* The scope of a rule. */
struct scope evaluate_scope(const struct evaluator *evaluator, const struct evaluate_input *input,
                            struct evaluation *e, uint32_t rule);

/* Adds spans for the evidence from `begin` on: their field is evaluate_unit(), what lies in more
 * than one unit is left out. */
void evaluate_add_spans(const struct scope *scope, size_t begin, enum same same,
                        struct near_span **spans, size_t *count, size_t *cap, size_t group);

/* How many matches the evidence from `begin` on is: one for all hits on the same words. */
size_t evaluate_matches(const struct scope *scope, size_t begin);

/* What a child of a score gives for so many matches. */
long evaluate_points(const struct node *node, size_t child, size_t matches);

/* The sum, or what is nearest to it. */
long evaluate_sum(long a, long b);

/* A number for the field, or for the sentence or paragraph in which the word is: no two fields
 * have one in common. Those of fields are their own. */
uint32_t evaluate_unit(const struct scope *scope, uint32_t field, uint32_t word, enum same same);

/* Evaluates, and leaves what is known of the record in place until evaluate_clear(). */
void evaluate_keep(const struct evaluator *evaluator, const struct evaluate_input *input,
                   struct evaluation *e);
void evaluate_clear(struct evaluation *e);

/* Forgets the contexts of the record before. */
void evaluate_contexts_clear(struct evaluation *e);

/* Forgets its sentences and quotations. */
void evaluate_places_clear(struct evaluation *e);
void evaluate_places_free(struct evaluation *e);

#endif
