/* What the alignment of two words costs. */
#include "filters/tag/sound.h"

#include <string.h>

#include "filters/tag/sound_machine.h"

enum {
	LAND_COST = 5,
	ENDING_COST = 6
};

static void
find_gaps(const struct sound *sound, const struct sound *other, unsigned gap[SOUND_LETTERS])
{
	bool abjad = sound_is_abjad(other), same = sound->script == other->script;
	size_t last = sound->count - 1u;

	for (size_t i = 0; i < sound->count; i++) {
		const struct sound_symbol_row *row = &sound_symbols[sound->letters[i]];

		gap[i] = abjad && !(same && row->mater) ? row->gap_abjad : row->gap;
	}
	/* Persian's y that only joins the next word, and final e as French has it, in Arabic: -يه */
	if (sound->script == SOUND_ARABIC && !abjad && last > 1) {
		const uint8_t *s = sound->letters;

		if (s[last] == SYM_YEH_END && s[last - 1] == SYM_ALEF_EAST)
			gap[last] = 3;
		else if (s[last] == SYM_HEH_END && s[last - 1] == SYM_YEH && other->letters[other->count - 1] == SYM_E)
			gap[last - 1] = 3;
	}
	/* at the ends of a word even a short vowel is written, but for a French or English last e */
	if (sound_is_abjad(sound) || sound->count < 2)
		return;
	if (sound_symbols[sound->letters[0]].vowel)
		gap[0] += 6;
	if (sound->letters[last] == SYM_H_END)
		last--;
	if (sound->letters[last] == SYM_E)
		gap[last] = abjad ? 1 : 3;
	else if (sound_symbols[sound->letters[last]].vowel || sound->letters[last] == SYM_Y)
		gap[last] += 16;
}

static inline unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* What it costs to read one symbol as two. */
static unsigned
split_cost(unsigned one, unsigned first, unsigned second)
{
	const uint8_t *part = sound_symbols[one].part;

	return sound_symbols[one].split + sound_machine.pair[part[0]][first] + sound_machine.pair[part[1]][second];
}

/* The best way to one symbol from the two before `n`, or from three with a vowel between; the
 * costs so far are at cost[i * stride]. */
static unsigned
split(unsigned one, const uint8_t *letters, const unsigned *gap, size_t n, const uint16_t *cost, size_t stride)
{
	unsigned best = cost[(n - 2) * stride] + split_cost(one, letters[n - 2], letters[n - 1]);

	if (n > 2 && sound_symbols[letters[n - 2]].vowel)
		best = least(best, cost[(n - 3) * stride] + gap[n - 2] + split_cost(one, letters[n - 3], letters[n - 1]));
	return best;
}

typedef uint16_t cost_row[SOUND_LETTERS + 1];

/* The symbols of a word that may stand for two, as bits. */
static uint32_t
splits_of(const struct sound *sound)
{
	uint32_t splits = 0;

	for (size_t i = 0; i < sound->count; i++)
		splits |= (uint32_t)(sound_symbols[sound->letters[i]].part[0] != SYM_NONE) << i;
	return splits;
}

/* Fills the rows of the alignment. False as soon as it is sure that no end will cost less than `most`: one row
 * does, from which all others come, or three where one symbol may pass by two and a vowel. */
static bool
align(const struct sound *a, const struct sound *b, cost_row *d, unsigned most, const uint16_t *rest)
{
	UNINITIALISED unsigned gap_a[SOUND_LETTERS];
	UNINITIALISED unsigned gap_b[SOUND_LETTERS];
	const uint32_t splits_a = splits_of(a), splits_b = splits_of(b);
	size_t sure = least(a->stem, a->land), over = 0, need = splits_b != 0 ? 3 : 1;

	find_gaps(a, b, gap_a);
	find_gaps(b, a, gap_b);
	d[0][0] = 0;
	for (size_t j = 1; j <= b->count; j++)
		d[0][j] = (uint16_t)(d[0][j - 1] + gap_b[j - 1]);
	for (size_t i = 1; i <= a->count; i++) {
		const uint8_t *pair = sound_machine.pair[a->letters[i - 1]];
		const uint16_t *up = d[i - 1];
		const unsigned gap = gap_a[i - 1];
		const bool split_a = splits_a >> (i - 1) & 1;
		unsigned left = up[0] + gap, cheapest = left;

		d[i][0] = (uint16_t)left;
		for (size_t j = 1; j <= b->count; j++) {
			unsigned best = least(up[j - 1] + (unsigned)pair[b->letters[j - 1]], least(up[j] + gap, left + gap_b[j - 1]));

			if (split_a && j > 1)
				best = least(best, split(a->letters[i - 1], b->letters, gap_b, j, up, 1));
			if (splits_b >> (j - 1) & 1 && i > 1)
				best = least(best, split(b->letters[j - 1], a->letters, gap_a, i, &d[0][j - 1], SOUND_LETTERS + 1));
			d[i][j] = (uint16_t)best;
			left = best;
			cheapest = least(cheapest, best);
		}
		over = cheapest + rest[i] > most ? over + 1 : 0;
		if (over >= need && i <= sure)
			return false;
	}
	return true;
}

/* Its letters without a vowel at the end, which a case ending would take the place of. */
static size_t
without_vowel(const struct sound *sound)
{
	size_t n = sound->count;

	return n > SOUND_STEM_LEAST && (sound_symbols[sound->letters[n - 1]].vowel || sound->letters[n - 1] == SYM_Y) ? n - 1 : n;
}

/* The best of the ways in which one word, or both, is cut before a case ending. */
static unsigned
without_case(const struct sound *a, const struct sound *b, const cost_row *d, size_t stem_a, size_t stem_b)
{
	unsigned best = SOUND_FAR * 2;

	if (stem_a < a->count)
		best = least(d[stem_a][b->count], d[stem_a][without_vowel(b)]);
	if (stem_b < b->count)
		best = least(best, least(d[a->count][stem_b], d[without_vowel(a)][stem_b]));
	if (stem_a < a->count && stem_b < b->count)
		best = least(best, d[stem_a][stem_b]);
	return best + ENDING_COST;
}

unsigned
sound_cost_from(const struct sound *a, const struct sound *b, unsigned limit,
                const uint16_t rest[SOUND_LETTERS + 1])
{
	UNINITIALISED cost_row d[SOUND_LETTERS + 1];
	bool vowels = !sound_is_abjad(a) && !sound_is_abjad(b);
	unsigned best;

	if (a->script == SOUND_OTHER || b->script == SOUND_OTHER)
		return SOUND_FAR;
	if (!align(a, b, d, vowels ? 2 * limit + 2 : limit, rest))
		return SOUND_FAR;
	best = d[a->count][b->count];
	best = least(best, without_case(a, b, d, a->stem, b->stem));
	best = least(best, without_case(a, b, d, a->short_stem, b->short_stem));
	if (a->land < a->count && b->land < b->count)
		best = least(best, LAND_COST + (unsigned)d[a->land][b->land]);
	/* two that both write their vowels differ in more places for the same doubt */
	if (vowels)
		best = (best * (a->script == b->script ? 5 : 4) + 7) / 8;
	return least(best, SOUND_FAR);
}

unsigned
sound_cost_within(const struct sound *a, const struct sound *b, unsigned limit)
{
	static const uint16_t nothing[SOUND_LETTERS + 1];

	return sound_cost_from(a, b, limit, nothing);
}

unsigned
sound_cost(const struct sound *a, const struct sound *b)
{
	return sound_cost_within(a, b, SOUND_FAR);
}

/* By the letters of the longer word. */
static const uint8_t usual_limits[] = {0, 1, 1, 2, 3, 4, 6, 8, 10, 12, 14};
static const uint8_t generous_limits[] = {0, 2, 2, 4, 6, 8, 11, 14, 17, 20, 22};

unsigned
sound_usual(size_t count)
{
	size_t last = sizeof(usual_limits) - 1;

	return usual_limits[count < last ? count : last];
}

unsigned
sound_generous(size_t count)
{
	size_t last = sizeof(generous_limits) - 1;

	return generous_limits[count < last ? count : last];
}
