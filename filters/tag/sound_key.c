#include "filters/tag/sound.h"

#include <string.h>

#include "filters/tag/sound_machine.h"

enum {
	LETTERS = 14, /* of a text's word that are looked at: a code each fits 64 bits with what stands before */
	TRIES = 4000, /* alternatives gone through for a word of a rule */
	CHOICES = 32  /* for one letter of it */
};

/* Codes stand behind a 1 that tells how many there are and a bit that tells whether
 * the word begins with a vowel. */
enum { NO_CODES = 2 };

/* The first codes alone, spread, as tables take the low bits or the high. 0 if there is none. */
static uint32_t
finish(uint64_t codes)
{
	unsigned bits = 63 - (unsigned)__builtin_clzll(codes);
	uint32_t key;

	if (bits < 4)
		return 0;
	if (bits > 4 * MACHINE_CODES + 1)
		codes >>= bits - (4 * MACHINE_CODES + 1);
	key = (uint32_t)codes * 0x9e3779b1u; /* odd, and there are no more than 2^26 */
	return key ^ key >> 15;
}

static inline uint64_t
add_codes(uint64_t codes, uint32_t step)
{
	return codes << (step & 63) | (uint8_t)(step >> 8);
}

static unsigned
letter_at(const uint8_t *s)
{
	unsigned c = (unsigned)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);

	return c - MACHINE_FIRST <= MACHINE_LAST - MACHINE_FIRST ? sound_machine.letter[c - MACHINE_FIRST] : 0;
}

enum {
	I_ = 0x438, M_ = 0x43c, O_ = 0x43e, U_ = 0x443, E_ = 0x435, G_ = 0x433, Y_ = 0x44b
};

static bool
is_before(unsigned c, unsigned a, unsigned b, unsigned d, unsigned e)
{
	return c == a || c == b || c == d || c == e;
}

/* The word's length without the consonant of a Russian case ending and what is behind it: ом ем ым
 * им, ого его, ому ему, ыми ими. Two letters must be left before the ending. */
static size_t
without_ending(const uint8_t *s, size_t n)
{
	unsigned last, middle, first;

	if (n < 8)
		return n;
	last = (unsigned)(s[n - 2] & 0x1f) << 6 | (s[n - 1] & 0x3f);
	middle = (unsigned)(s[n - 4] & 0x1f) << 6 | (s[n - 3] & 0x3f);
	if (last == M_)
		return is_before(middle, O_, E_, Y_, I_) ? n - 2 : n;
	if ((last != O_ || middle != G_) && ((last != U_ && last != I_) || middle != M_))
		return n;
	if (n < 10)
		return n;
	first = (unsigned)(s[n - 6] & 0x1f) << 6 | (s[n - 5] & 0x3f);
	return last == I_ ? is_before(first, Y_, Y_, I_, I_) ? n - 4 : n : is_before(first, O_, O_, E_, E_) ? n - 4 : n;
}

/* Two bytes a letter; what has other lengths is no letter, and goes by as two bytes too. */
static uint32_t
key_two(const uint8_t *s, size_t n)
{
	const struct sound_machine *m = &sound_machine;
	uint32_t c = (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f), e;
	unsigned script = sound_machine_script(c);
	uint64_t codes = NO_CODES + m->vowel_first[script][letter_at(s)];

	if (script == MACHINE_CYRILLIC)
		n = without_ending(s, n);
	if (n > 2 * LETTERS)
		n = 2 * LETTERS;
	e = (uint32_t)m->root[script] * MACHINE_LETTERS << 16;
	for (size_t i = 0; i + 1 < n; i += 2) {
		e = m->step[(e >> 16) + letter_at(s + i)];
		codes = add_codes(codes, e);
	}
	return finish(add_codes(codes, m->step[e >> 16]));
}

uint32_t
sound_key(const char *folded, size_t n)
{
	const struct sound_machine *m = &sound_machine;
	const uint8_t *s = (const uint8_t *)folded, *end;
	uint64_t codes;
	uint32_t e;

	if (n == 0)
		return 0;
	if (s[0] >= 0x80)
		return s[0] < 0xcd || s[0] > 0xdb || n < 2 ? 0 : key_two(s, n);
	end = s + (n < LETTERS ? n : LETTERS);
	codes = NO_CODES + m->vowel_first[MACHINE_LATIN][m->latin[s[0]]];
	e = m->root[MACHINE_LATIN] * MACHINE_LETTERS << 16;
	do {
		e = m->step[(e >> 16) + m->latin[*s++]];
		codes = add_codes(codes, e);
	} while (s < end);
	return finish(add_codes(codes, m->step[e >> 16]));
}

/* What may stand in a text's key for a letter of a rule. */
struct choice {
	uint16_t codes;
	uint8_t cost;
	uint8_t takes; /* letters of the rule */
	uint8_t open;  /* 1: a word that begins with it begins with a vowel; GONE: nothing is written for it */
};

enum { GONE = 2 };

struct choices {
	struct choice list[CHOICES];
	size_t count;
};

struct search {
	struct choices choices[SOUND_LETTERS];
	size_t letters, count, tries, max;
	unsigned budget;
	uint32_t *keys;
};

static void
add_choice(struct choices *c, unsigned codes, unsigned cost, unsigned takes, unsigned open)
{
	for (size_t i = 0; i < c->count; i++) {
		struct choice *have = &c->list[i];

		if (have->codes == codes && have->takes == takes && have->open == open) {
			if (cost < have->cost)
				have->cost = (uint8_t)cost;
			return;
		}
	}
	if (c->count < CHOICES)
		c->list[c->count++] = (struct choice){(uint16_t)codes, (uint8_t)cost, (uint8_t)takes, (uint8_t)open};
}

static unsigned
is_open(unsigned symbol)
{
	return (sound_machine.codes[symbol] & 255) == 0;
}

static unsigned
gap_of(unsigned symbol)
{
	const struct sound_symbol_row *row = &sound_symbols[symbol];

	return row->gap < row->gap_abjad ? row->gap : row->gap_abjad;
}

/* Letters that are read so at the end of a word only. */
static bool
is_last(unsigned symbol)
{
	return symbol == SYM_H_END || symbol == SYM_HEH_END || symbol == SYM_TEH_END
	    || symbol == SYM_YEH_END || symbol == SYM_MAKSURA;
}

/* Between alphabets the cost is scaled (sound.c). */
static unsigned
scaled(unsigned cost, bool abjad)
{
	return abjad || cost >= SOUND_WRONG ? cost : (cost * 5 + 7) / 8;
}

/* All that may be written for one symbol, at what cost. */
static void
choose(struct choices *c, unsigned symbol, unsigned limit, bool abjad, bool last)
{
	const struct sound_machine *m = &sound_machine;
	const uint8_t *part = sound_symbols[symbol].part;

	add_choice(c, m->codes[symbol], 0, 1, is_open(symbol));
	for (unsigned other = 1; other < SYM_COUNT; other++) {
		unsigned cost = scaled(m->pair[symbol][other], abjad || other >= SYM_ALEF);

		if (cost <= limit && (last || !is_last(other)))
			add_choice(c, m->codes[other], cost, 1, is_open(other));
		if (cost <= limit && other == SYM_C_OR_CH) /* ç before e and i, when its mark is folded */
			add_choice(c, m->codes[SYM_C_FRONT], cost, 1, 0);
	}
	if (gap_of(symbol) <= limit)
		add_choice(c, 0, gap_of(symbol), 1, GONE);
	if (part[0] == SYM_NONE)
		return;
	for (unsigned a = 1; a < SYM_COUNT; a++)
		for (unsigned b = 1; b < SYM_COUNT; b++) {
			unsigned cost = sound_symbols[symbol].split + m->pair[part[0]][a] + m->pair[part[1]][b];

			cost = scaled(cost, abjad || a >= SYM_ALEF || b >= SYM_ALEF);
			if (cost <= limit && !is_last(a) && (last || !is_last(b)))
				add_choice(c, sound_machine_join(m->codes[a], m->codes[b]), cost, 1, is_open(a));
		}
}

/* Letters of a rule's word whose mark, which folding took, would make them something else. */
static unsigned
marked(unsigned symbol)
{
	switch (symbol) {
	case SYM_C:
	case SYM_C_FRONT:
		return SYM_C_OR_CH;
	case SYM_G:
	case SYM_G_FRONT:
		return SYM_SOFT_G;
	default:
		return SYM_NONE;
	}
}

/* Two symbols of the rule that one may stand for. */
static void
choose_joint(struct choices *c, const uint8_t *symbols, size_t n, unsigned limit)
{
	const struct sound_machine *m = &sound_machine;
	size_t next = n > 1 && sound_symbols[symbols[1]].vowel ? 2 : 1;
	unsigned between = next == 2 ? gap_of(symbols[1]) : 0;

	if (next >= n)
		return;
	for (unsigned one = 1; one < SYM_COUNT; one++) {
		const uint8_t *part = sound_symbols[one].part;
		unsigned cost;

		if (part[0] == SYM_NONE)
			continue;
		cost = between + sound_symbols[one].split + m->pair[part[0]][symbols[0]] + m->pair[part[1]][symbols[next]];
		if (cost <= limit)
			add_choice(c, m->codes[one], cost, (unsigned)next + 1, is_open(one));
	}
}

static void
found_key(struct search *s, uint64_t codes)
{
	uint32_t key = finish(codes);

	for (size_t i = 0; i < s->count; i++)
		if (s->keys[i] == key)
			return;
	if (key != 0 && s->count < s->max)
		s->keys[s->count++] = key;
}

/* Goes through the alternatives from the letter `i` on. */
static void
walk(struct search *s, size_t i, uint64_t codes, unsigned spent, bool first)
{
	if (s->count == s->max || s->tries == 0)
		return;
	s->tries--;
	if (i >= s->letters || codes >> (4 * MACHINE_CODES + 1) != 0) {
		found_key(s, codes);
		return;
	}
	for (size_t k = 0; k < s->choices[i].count; k++) {
		const struct choice *c = &s->choices[i].list[k];
		uint64_t with = add_codes(first && c->open == 1 ? codes | 1 : codes, c->codes);

		if (spent + c->cost > s->budget)
			continue;
		walk(s, i + c->takes, with, spent + c->cost, first && c->open == GONE);
	}
}

/* A last m, or g with a vowel behind, may be missing: a text in Cyrillic has lost it as an ending. */
static void
choose_ending(struct search *s, const struct sound *sound)
{
	size_t last = sound->count;

	while (last > 0 && sound_symbols[sound->letters[last - 1]].vowel)
		last--;
	switch (last < 3 ? SYM_NONE : sound->letters[last - 1]) {
	case SYM_M:
	case SYM_G:
	case SYM_GH:
	case SYM_JEEM:
	case SYM_CYRILLIC_G:
		add_choice(&s->choices[last - 1], 0, 3, 1, GONE);
		break;
	default:
		break;
	}
	/* -ia may be -ien, and the other way round */
	if (sound->land < sound->count) {
		unsigned n = sound->letters[sound->count - 1];

		add_choice(&s->choices[sound->count - 1], n == SYM_N ? 0 : sound_machine.codes[SYM_N], 3, 1, n == SYM_N ? GONE : 0);
	}
}

/* Arabic and Persian put a vowel before two consonants of which the first is s. */
static bool
may_take_vowel(const struct sound *sound)
{
	if (sound->count < 2 || sound_symbols[sound->letters[1]].vowel)
		return false;
	return sound->letters[0] == SYM_S || sound->letters[0] == SYM_SH || sound->letters[0] == SYM_S_OR_SH;
}

size_t
sound_keys(const char *folded, size_t n, bool generous, uint32_t keys[SOUND_KEYS])
{
	struct sound sound;
	struct search s = {.keys = keys, .max = SOUND_KEYS};
	uint32_t own = sound_key(folded, n);
	unsigned limit;
	size_t longest;
	bool abjad;

	sound_read(&sound, folded, n, NULL, 0);
	abjad = sound.script == SOUND_ARABIC || sound.script == SOUND_HEBREW;
	/* its vowels may be unwritten here, and make the other word the longer one */
	longest = sound.count + (abjad ? 2u : 1u);
	limit = generous ? sound_generous(longest) : sound_usual(longest);
	s.letters = sound.count;
	if (own != 0)
		keys[s.count++] = own;
	for (size_t i = 0; i < s.letters; i++) {
		choose(&s.choices[i], sound.letters[i], limit, abjad, i + 1 == s.letters);
		if (marked(sound.letters[i]) != SYM_NONE)
			choose(&s.choices[i], marked(sound.letters[i]), limit, abjad, i + 1 == s.letters);
		choose_joint(&s.choices[i], sound.letters + i, s.letters - i, limit);
	}
	choose_ending(&s, &sound);
	/* the likely ones first, for those are what there is room for */
	for (s.budget = 0; s.budget <= limit && s.count < s.max; s.budget++) {
		s.tries = TRIES;
		walk(&s, 0, NO_CODES, 0, true);
		if (s.budget > 0 && may_take_vowel(&sound)) {
			s.tries = TRIES;
			walk(&s, 0, NO_CODES + 1, 1, false);
		}
	}
	return s.count;
}
