/* The terms that are regular expressions: PCRE2, over UTF-8 with Unicode's classes, compiled just in
 * time where that can be. The steps of matching are counted and bounded, in proportion to
 * the text: a text of 100 kB costs an expression at most some 10 ms, whoever wrote it, and which texts
 * are given up does not depend on the machine or its load. */
#ifndef REGEXES_H
#define REGEXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/text.h"
#include "filters/tag/match.h"
#include "filters/tag/rules.h"

/* Whether an expression can be compiled; else fills `why` (size room), and *at with the byte of the
 * pattern it is wrong at. Flags: i, m, s, x. Refused, too: what fits the empty text; \K, \G and \C;
 * callouts, verbs (*...); over 4096 bytes, 64 nested parentheses, 1000 repetitions in {n,m}. A line ends with
 * CR, LF or both. For the rule loader. */
bool regex_check(const char *pattern, const char *flags, size_t *at, char *why, size_t room);

struct regexes;

/* What matching needs. One for each thread. Owns everything. */
struct regex_search;

/* Compiles terms of TERM_REGEX (others are passed over), borrowed while it runs only. NULL if there is
 * none. The caller frees it. */
struct regexes *regexes_new(const struct rule_set *set);
struct regexes *regexes_new_terms(const struct term *const *terms, size_t count);
void regexes_free(struct regexes *regexes);

struct regex_search *regex_search_new(const struct regexes *regexes);
void regex_search_free(struct regex_search *search);

/* Adds the hits in one text: not empty, one behind the other. A hit's words are those that its
 * bytes touch; one that touches none takes the word behind it, or the last. A text without
 * words has no hits.
 * Calls gave_up for each term that reached its bound in this text: that is no answer. */
void regexes_find(const struct regexes *regexes, const struct text *text, uint32_t field,
                  struct regex_search *search, struct matches *matches,
                  void (*gave_up)(uint32_t term, void *context), void *context);

/* Whether an expression has this match in a text: anchored at its start it ends there. */
bool regexes_fit(const struct regexes *regexes, uint32_t term, const struct text *text, size_t start,
                 size_t end, struct regex_search *search);

#endif
