/* What a text must hold for an expression to have a match in it: so that of many expressions few are
 * tried on a text. */
#ifndef REGEX_NEED_H
#define REGEX_NEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NEED_LITERALS 16
#define NEED_BYTES 32
#define NEED_LEAST 3 /* bytes of a literal */

/* One of these must be there, capitals of ASCII or not. */
struct regex_need {
	struct need_literal {
		char bytes[NEED_BYTES]; /* ASCII lowered */
		uint8_t len;
	} literals[NEED_LITERALS];
	size_t count; /* 0: nothing is known */
	size_t least; /* the length of the shortest */
	bool caseless;
};

/* Finds out about a pattern that compiles. What it does not understand it takes for nothing known. */
void regex_need_find(struct regex_need *need, const char *pattern, const char *flags);

/* The sequences of three bytes that a text has, ASCII lowered: each sets a bit. */
struct regex_grams {
	uint64_t bits[1024];
	bool odd; /* it has letters that are capitals of ASCII letters, or the reverse, and not ASCII: U+017F,
	             U+212A */
};

void regex_grams_fill(struct regex_grams *grams, const char *s, size_t n);

/* Whether the text may have a match. */
bool regex_need_met(const struct regex_need *need, const struct regex_grams *grams);

/* Behind a class that begins at p with [ ; at the pattern's end if it is not closed. */
const char *regex_skip_class(const char *p);

#endif
