/* Names in any usual spelling, order and script: the terms with ~ and ~~.
 *
 * A name is some words that carry it and some that may be left out or put in (articles,
 * ibn, abu, titles). Words of a text are found by their sound (sound.h), names by words of theirs that
 * stand together. */
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "common/text.h"
#include "filters/tag/match.h"
#include "filters/tag/rules.h"

struct names;

/* What the search needs while it runs. Owns everything; zero-initialised is valid; reused.
 * One for each thread. */
struct name_search;

/* Compiles terms of TERM_NAME (others are passed over), borrowed while it runs only. NULL if there
 * is none. The caller frees it. */
struct names *names_new(const struct rule_set *set);
struct names *names_new_terms(const struct term *const *terms, size_t count);
void names_free(struct names *names);

struct name_search *name_search_new(void);
void name_search_free(struct name_search *search);

/* Adds the hits in one text: each from the first to the last word of the name that is there, proclitics,
 * possessives and case endings that are words or letters of their own left out. Of hits of one term
 * that overlap only the longest, then the first, is reported. Linear in the text for
 * given names. */
void names_find(const struct names *names, const struct text *text, uint32_t field,
                struct name_search *search, struct matches *matches);

#endif
