/* Whether one term finds whatever another finds: for rules that want what they refuse. */
#ifndef RULES_COVER_H
#define RULES_COVER_H

#include <stdbool.h>

#include "common/text.h"
#include "filters/tag/rules.h"

/* A term's words. Owns its memory; zero-initialised is valid; reused. */
struct cover {
	const struct term *term; /* borrowed */
	struct buf plain;        /* without its stars */
	struct text text;        /* of that, folded */
	bool *prefix, *suffix;   /* by word: a star behind it, before it */
	size_t cap;
};

/* Reads a term; false if it is none of which that can be told: only words, exact or not, can. */
bool cover_read(struct cover *cover, const struct term *term);

/* Whether every match of `inner` has a match of `outer` in it or, with whole, is one. Says no where
 * it cannot tell. */
bool cover_holds(const struct cover *outer, const struct cover *inner, bool whole);

void cover_free(struct cover *cover);

#endif
