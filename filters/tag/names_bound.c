/* A bound from below on sound_cost(): each symbol of one word takes the cheapest of all that the
 * alignment might do with it, wherever it stands. */
#include "filters/tag/names_bound.h"

#include <string.h>

#include "filters/tag/sound_machine.h"

static bool
is_abjad(const struct sound *sound)
{
	return sound->script == SOUND_ARABIC || sound->script == SOUND_HEBREW;
}

static void
take_least(uint8_t *restrict least, const uint8_t *restrict row)
{
	for (unsigned s = 0; s < SYM_COUNT; s++)
		least[s] = row[s] < least[s] ? row[s] : least[s];
}

void
bound_make(struct bound *bound, const struct sound *word)
{
	uint8_t pairs[SYM_COUNT];

	memset(pairs, 255, sizeof(pairs));
	for (size_t i = 0; i < word->count; i++) {
		const uint8_t *part = sound_symbols[word->letters[i]].part;

		take_least(pairs, sound_machine.pair[word->letters[i]]);
		if (part[0] != SYM_NONE) {
			take_least(pairs, sound_machine.pair[part[0]]);
			take_least(pairs, sound_machine.pair[part[1]]);
		}
	}
	for (unsigned s = 0; s < SYM_COUNT; s++) {
		const struct sound_symbol_row *row = &sound_symbols[s];
		unsigned least = row->gap < row->gap_abjad ? row->gap : row->gap_abjad;

		if (row->vowel && least > 1)
			least = 1;
		if (pairs[s] < least)
			least = pairs[s];
		if (row->part[0] != SYM_NONE && row->split + (unsigned)pairs[row->part[0]] + pairs[row->part[1]] < least)
			least = row->split + (unsigned)pairs[row->part[0]] + pairs[row->part[1]];
		bound->least[s] = (uint8_t)least;
	}
	bound->abjad = is_abjad(word);
	bound->cyrillic = word->script == SOUND_CYRILLIC;
}

bool
bound_is_over(const struct bound *bound, const struct sound *other, unsigned limit)
{
	size_t n = other->stem < other->land ? other->stem : other->land;
	unsigned sum = 0;

	/* a vowel at the end gives way to a case ending */
	if (bound->cyrillic && n > 0)
		n--;
	if (!bound->abjad && !is_abjad(other))
		limit = 2 * limit + 1;
	for (size_t i = 0; i < n; i++)
		sum += bound->least[other->letters[i]];
	return sum > limit;
}
