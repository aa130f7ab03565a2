/* A bound from below on sound_cost(): each symbol of one word takes the cheapest of all that the
 * alignment might do with it, wherever it stands. */
#include "filters/tag/names_bound.h"

#include <string.h>

#include "filters/tag/sound_machine.h"

/* Compilers make vector instructions of it only if told. */
typedef uint8_t sixteen __attribute__((vector_size(16)));

static inline void
take_least(uint8_t *restrict least, const uint8_t *restrict row)
{
	for (unsigned s = 0; s < MACHINE_ROW; s += sizeof(sixteen)) {
		sixteen a, b, less;

		memcpy(&a, least + s, sizeof(a));
		memcpy(&b, row + s, sizeof(b));
		less = (sixteen)(a < b);
		a = (a & less) | (b & ~less);
		memcpy(least + s, &a, sizeof(a));
	}
}

/* What symbols cost at least where nothing stands for them, in an alphabet and in a script that leaves vowels
 * out; filled before main(). */
static uint8_t gaps[2][MACHINE_ROW];
static uint8_t split_symbols[SYM_COUNT];
static unsigned split_count;

static void
lower(uint8_t *gap, unsigned to)
{
	if (*gap > to)
		*gap = (uint8_t)to;
}

__attribute__((constructor)) static void
fill(void)
{
	for (unsigned s = 0; s < SYM_COUNT; s++) {
		const struct sound_symbol_row *row = &sound_symbols[s];

		gaps[false][s] = row->gap;
		gaps[true][s] = row->gap_abjad;
		if (row->mater)
			lower(&gaps[true][s], row->gap);
		if (row->part[0] != SYM_NONE)
			split_symbols[split_count++] = (uint8_t)s;
	}
	/* what sound.c makes of ends */
	lower(&gaps[false][SYM_E], 3);
	lower(&gaps[true][SYM_E], 1);
	lower(&gaps[false][SYM_YEH_END], 3);
	lower(&gaps[false][SYM_YEH], 3);
}

void
bound_make(struct bound *bound, const struct sound *word)
{
	UNINITIALISED uint8_t pairs[MACHINE_ROW];

	memset(pairs, 255, sizeof(pairs));
	for (size_t i = 0; i < word->count; i++)
		take_least(pairs, sound_machine.nearest[word->letters[i]]);
	memcpy(bound->least, gaps[sound_is_abjad(word)], sizeof(bound->least));
	take_least(bound->least, pairs);
	for (unsigned i = 0; i < split_count; i++) {
		unsigned s = split_symbols[i];
		const struct sound_symbol_row *row = &sound_symbols[s];
		unsigned cost = row->split + (unsigned)pairs[row->part[0]] + pairs[row->part[1]];

		if (cost < bound->least[s])
			bound->least[s] = (uint8_t)cost;
	}
	bound->abjad = sound_is_abjad(word);
	bound->cyrillic = word->script == SOUND_CYRILLIC;
}
