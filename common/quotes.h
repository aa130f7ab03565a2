/* Which parts of a text stand in quotation marks.
 *
 * Known are English, German, French, Nordic, Arabic, Persian and East Asian
 * marks, and straight ones, which open or close by what stands around them. A mark inside a word (an
 * inch, Hebrew gershayim) is none. What is not closed in its paragraph is no
 * quotation; nor are single marks, which cannot be told from apostrophes. */
#ifndef QUOTES_H
#define QUOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes between two marks, without these; inner quotations are part of outer ones. */
struct quote_span {
	uint32_t start, end;
};

/* Owns its spans, which are in order and apart; zero-initialised is valid; reused. */
struct quotes {
	struct quote_span *spans;
	size_t count, cap;
};

/* Finds the quotations of valid UTF-8 (n < 2^31), dropping those held. Linear. */
void quotes_find(struct quotes *quotes, const char *s, size_t n);

/* Whether the bytes from start to end lie in one of them. */
bool quotes_cover(const struct quotes *quotes, size_t start, size_t end);

void quotes_free(struct quotes *quotes);

#endif
