/* A bound from below on sound_cost(): each symbol of one word takes the cheapest of all that the
 * alignment might do with it, wherever it stands. */
#include "filters/tag/names_bound.h"

#include <string.h>

#include "filters/tag/sound_machine.h"

/* Compilers make vector instructions of it only if told. */
typedef uint8_t sixteen __attribute__((vector_size(16)));

static void
take_least(uint8_t *restrict least, const uint8_t *restrict row)
{
	unsigned s = 0;

	for (; s + sizeof(sixteen) <= SYM_COUNT; s += sizeof(sixteen)) {
		sixteen a, b, less;

		memcpy(&a, least + s, sizeof(a));
		memcpy(&b, row + s, sizeof(b));
		less = (sixteen)(a < b);
		a = (a & less) | (b & ~less);
		memcpy(least + s, &a, sizeof(a));
	}
	for (; s < SYM_COUNT; s++)
		least[s] = row[s] < least[s] ? row[s] : least[s];
}

/* What symbols cost at least, whatever the other word; filled before main(). */
static uint8_t gaps[SYM_COUNT];
static uint8_t split_symbols[SYM_COUNT];
static unsigned split_count;

__attribute__((constructor)) static void
fill(void)
{
	for (unsigned s = 0; s < SYM_COUNT; s++) {
		const struct sound_symbol_row *row = &sound_symbols[s];
		unsigned least = row->gap < row->gap_abjad ? row->gap : row->gap_abjad;

		gaps[s] = (uint8_t)(row->vowel && least > 1 ? 1 : least);
		if (row->part[0] != SYM_NONE)
			split_symbols[split_count++] = (uint8_t)s;
	}
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
	memcpy(bound->least, gaps, sizeof(gaps));
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

bool
bound_is_over(const struct bound *bound, const struct sound *other, unsigned limit)
{
	size_t n = other->stem < other->land ? other->stem : other->land;
	unsigned sum = 0;

	/* a vowel at the end gives way to a case ending */
	if (bound->cyrillic && n > 0)
		n--;
	if (!bound->abjad && !sound_is_abjad(other))
		limit = 2 * limit + 1;
	for (size_t i = 0; i < n; i++)
		sum += bound->least[other->letters[i]];
	return sum > limit;
}
