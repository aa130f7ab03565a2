/* The terms that are regular expressions: PCRE2, over UTF-8 with Unicode's classes, compiled just in
 * time where that can be, with bounds on matching so that no text makes it slow. */
#ifndef REGEXES_H
#define REGEXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/text.h"
#include "filters/tag/match.h"
#include "filters/tag/rules.h"

/* Whether an expression can be compiled; else fills `why` (size room), and *at with the byte of the
 * pattern it is wrong at. Flags: i, m, s, x. For the rule loader. */
bool regex_check(const char *pattern, const char *flags, size_t *at, char *why, size_t room);

struct regexes;

/* What matching needs. One for each thread. Owns everything. */
struct regex_search;

/* Compiles terms of TERM_REGEX (others are passed over); NULL if there is none. */
struct regexes *regexes_new(const struct rule_set *set);
void regexes_free(struct regexes *regexes);

struct regex_search *regex_search_new(const struct regexes *regexes);
void regex_search_free(struct regex_search *search);

/* Adds the hits in one text: not empty, one behind the other. A hit's words are those that its
 * bytes touch; one that touches none takes the word behind it, or the last.
 * Calls gave_up for each term that reached its bound in this text: that is no answer. */
void regexes_find(const struct regexes *regexes, const struct text *text, uint32_t field,
                  struct regex_search *search, struct matches *matches,
                  void (*gave_up)(uint32_t term, void *context), void *context);

#endif
