/* What a word costs at least, found out quickly: most words that share a key with one of a name are far
 * from it, and this tells so without an alignment. */
#ifndef NAMES_BOUND_H
#define NAMES_BOUND_H

#include <stdint.h>

#include "filters/tag/sound_table.h"

/* For each symbol, the least that it can cost where the word is set against one that has it. */
struct bound {
	uint8_t least[SYM_COUNT];
	bool abjad, cyrillic;
};

void bound_make(struct bound *bound, const struct sound *word);

/* Whether sound_cost() of that word and `other` is surely over the limit. */
bool bound_is_over(const struct bound *bound, const struct sound *other, unsigned limit);

#endif
