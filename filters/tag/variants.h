/* The spellings that a term accepts, counted over texts: tag --variants TERM. */
#ifndef VARIANTS_H
#define VARIANTS_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/text.h"
#include "filters/tag/rules.h"

/* Distinct spellings beyond these, or beyond so many bytes in all, are not kept: texts come from
 * strangers. */
#define VARIANTS_MOST 100000
#define VARIANTS_BYTES (16u << 20)

struct variants;

/* For one term, which is borrowed while this runs only. Terms of words and names are
 * searched by variants_add(); for regular expressions and addresses the caller finds the hits and
 * gives them to variants_count(). The caller frees it. */
struct variants *variants_new(const struct term *term);
void variants_free(struct variants *variants);

/* Counts the hits of the term in a text. */
void variants_add(struct variants *variants, const struct text *text);

/* Counts one spelling: n bytes of valid UTF-8 as they are written. White space in it is squeezed to
 * one blank. */
void variants_count(struct variants *variants, const char *spelling, size_t n);

/* Appends a line for each spelling, `count<TAB>spelling`, the most frequent first and equal ones in
 * the order of their bytes. Control characters stand as U+FFFD. */
void variants_print(const struct variants *variants, struct buf *out);

/* How many hits there were, and how many of them whose spelling was not kept. */
uint64_t variants_hits(const struct variants *variants);
uint64_t variants_omitted(const struct variants *variants);

#endif
