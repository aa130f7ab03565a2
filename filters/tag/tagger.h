/* Tagging one record: its fields are folded, searched, the rules weighed, and
 * what they found is set on it. */
#ifndef TAGGER_H
#define TAGGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/record.h"
#include "filters/tag/evaluate.h"
#include "filters/tag/evidence.h"
#include "filters/tag/match.h"
#include "filters/tag/names.h"
#include "filters/tag/regexes.h"
#include "filters/tag/rules.h"
#include "filters/tag/scores.h"
#include "filters/tag/tags.h"
#include "filters/tag/troubles.h"
#include "filters/tag/verify.h"

/* Rules compiled for certain fields; never changes, so that threads may share it. */
struct tagset;

/* Takes the rules over. The fields (names or dotted paths, borrowed for good) are those that
 * rules look at which name none. NULL, and problem filled, if all rules together
 * name more fields than EVALUATE_FIELDS; the rules are freed then. */
struct tagset *tagset_new(struct rule_set *rules, const char *const *fields, size_t count,
                          struct problem *problem);
void tagset_free(struct tagset *set);

/* The rules in it, borrowed. */
const struct rule_set *tagset_rules(const struct tagset *set);

/* For the tools. The name of the field that hit.field numbers; the fields in which a
 * rule or a condition of it looks, as bits 1 << hit.field; what weighs the rules, borrowed. */
const char *tagset_field(const struct tagset *set, uint32_t field);
uint64_t tagset_fields_of(const struct tagset *set, size_t rule);
const struct evaluator *tagset_evaluator(const struct tagset *set);

/* What tags with a set, and what it needs while it does. Zero-initialised but for the set is
 * valid. One for each thread; owns all but the set, which may be exchanged between records. */
struct tagger {
	const struct tagset *set; /* borrowed */
	bool want_evidence;       /* _evidence, _score and _rules */
	bool want_verify;         /* evidence is checked as it is written: see verify.h */
	enum offsets offsets;     /* what evidence counts */
	size_t unverified;        /* records with evidence that did not hold; a bug of ours */

	struct text texts[EVALUATE_FIELDS]; /* the fields, folded; empty if the record has none */
	struct buf unescaped[EVALUATE_FIELDS];
	struct buf language;
	struct matches matches;
	struct name_search *name_search;   /* NULL until needed */
	struct regex_search *regex_search;
	struct evaluation evaluation;
	struct tags tags;         /* the record's, when tagger_apply() has returned true */
	struct evidence evidence;
	struct scores scores;
	struct troubles troubles; /* terms that were given up in the record */
	struct verify verify;
	size_t field;             /* inner: the one that is searched */
};

/* Tags a record. False, with rec->problem filled, if its `tags`, `_evidence`, `_score` or `_rules` are not
 * what they must be. True with rec->problem filled: a term was given up, or evidence did not
 * verify; the record is to pass. */
bool tagger_apply(struct tagger *tagger, struct record *rec);

/* The first half of it, for tools that look on: takes the record's tags and language and
 * finds the terms; then input is what the rules may be evaluated by, until the next record. */
bool tagger_look(struct tagger *tagger, struct record *rec, struct evaluate_input *input);

/* Tags a text as if it were the field that the rule (or NULL: any rule) sees of a
 * record; for tests in rules. tagger->tags then has what it gets; the text must live as long. */
void tagger_try(struct tagger *tagger, const struct rule *rule, const char *text, size_t n);

void tagger_free(struct tagger *tagger);

#endif
