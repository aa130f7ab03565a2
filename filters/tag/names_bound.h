/* What a word costs at least, found out quickly: most words that share a key with one of a name are far
 * from it, and this tells so without an alignment. */
#ifndef NAMES_BOUND_H
#define NAMES_BOUND_H

#include <stdint.h>
#include <string.h>

#include "filters/tag/sound_machine.h"

/* For each symbol, the least that it can cost where the word is set against one that has it. */
struct bound {
	uint8_t least[MACHINE_ROW];
	bool abjad, cyrillic;
};

void bound_make(struct bound *bound, const struct sound *word);

/* What is left of a bound from each letter of the other word on. */
struct bound_rest {
	uint16_t rest[SOUND_LETTERS + 1];
};

/* How many letters the bound tells of: those that no ending can take the place of. */
static inline size_t
bound_letters(const struct bound *bound, const struct sound *other)
{
	size_t n = other->stem < other->land ? other->stem : other->land;

	/* a vowel at the end gives way to a case ending */
	return bound->cyrillic && n > 0 ? n - 1 : n;
}

/* Whether sound_cost() of that word and `other` is surely over the limit. */
static inline bool
bound_is_over(const struct bound *bound, const struct sound *other, unsigned limit)
{
	size_t n = bound_letters(bound, other);
	unsigned sum = 0;

	if (!bound->abjad && !sound_is_abjad(other))
		limit = 2 * limit + 1;
	for (size_t i = 0; i < n; i++)
		sum += bound->least[other->letters[i]];
	return sum > limit;
}

/* The same; tells the sums as well, for sound_cost_from(). */
static inline bool
bound_sums(const struct bound *bound, const struct sound *other, unsigned limit, struct bound_rest *sums)
{
	unsigned sum = 0;

	if (!bound->abjad && !sound_is_abjad(other))
		limit = 2 * limit + 1;
	memset(sums, 0, sizeof(*sums));
	for (size_t i = bound_letters(bound, other); i-- > 0; ) {
		sum += bound->least[other->letters[i]];
		sums->rest[i] = (uint16_t)sum;
	}
	return sum > limit;
}

#endif
