#include "filters/tag/sound.h"

#include <string.h>

#include "filters/tag/sound_machine.h"

enum {
	KEY_BITS = 4 * (MACHINE_CODES + 1), /* the first four tell whether the word begins with a vowel */
	LETTERS = 15,                       /* of a text's word that are looked at: their codes fit 64 bits */
	TRIES = 4000,                       /* alternatives gone through for a word of a rule */
	CHOICES = 24                        /* for one letter of it */
};

/* Never 0 for what has a code; spreads, as tables take the low bits or the high. */
static uint32_t
finish(uint64_t codes)
{
	uint32_t key = (uint32_t)(codes & ((1u << KEY_BITS) - 1));

	if (key >> 4 == 0)
		return 0;
	key *= 0x9e3779b1u;
	return key ^ key >> 15;
}

/* Russian case endings with a consonant in them: what they end on, and how much
 * is taken off. The stem must keep two letters. */
static const struct {
	const char *ending;
	uint8_t off;
} endings[] = {
	{"ого", 4}, {"его", 4}, {"ому", 4}, {"ему", 4}, {"ыми", 4}, {"ими", 4},
	{"ом", 2}, {"ем", 2}, {"ым", 2}, {"им", 2},
};

static size_t
without_ending(const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t len = strlen(endings[i].ending);

		if (n >= len + 4 && memcmp(s + n - len, endings[i].ending, len) == 0)
			return n - endings[i].off;
	}
	return n;
}

static uint32_t
key_latin(const uint8_t *s, size_t n)
{
	const struct sound_machine *m = &sound_machine;
	const uint32_t *step = m->step;
	unsigned state = m->root[MACHINE_LATIN] * MACHINE_LETTERS, at = 0;
	uint64_t codes = m->vowel_first[MACHINE_LATIN][m->latin[s[0]]];
	uint32_t e;

	if (n > LETTERS)
		n = LETTERS;
	for (size_t i = 0; i < n; i++) {
		e = step[state + m->latin[s[i]]];
		codes |= (uint64_t)(e & 0xfff0) << at;
		at += e & 15;
		state = e >> 16;
	}
	e = step[state];
	codes |= (uint64_t)(e & 0xfff0) << at;
	return finish(codes);
}

static unsigned
letter_at(const uint8_t *s)
{
	uint32_t c = (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f);

	return c >= MACHINE_FIRST && c <= MACHINE_LAST ? sound_machine.letter[c - MACHINE_FIRST] : 0;
}

/* Two bytes a letter; what has other lengths is no letter, and goes by as two bytes too. */
static uint32_t
key_two(const uint8_t *s, size_t n)
{
	const struct sound_machine *m = &sound_machine;
	uint32_t c = (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f), e;
	unsigned script = sound_machine_script(c), at = 0, state = m->root[script] * MACHINE_LETTERS;
	uint64_t codes = m->vowel_first[script][letter_at(s)];

	if (script == MACHINE_CYRILLIC)
		n = without_ending((const char *)s, n);
	if (n > 2 * LETTERS)
		n = 2 * LETTERS;
	for (size_t i = 0; i + 1 < n; i += 2) {
		e = m->step[state + letter_at(s + i)];
		codes |= (uint64_t)(e & 0xfff0) << at;
		at += e & 15;
		state = e >> 16;
	}
	e = m->step[state];
	codes |= (uint64_t)(e & 0xfff0) << at;
	return finish(codes);
}

uint32_t
sound_key(const char *folded, size_t n)
{
	uint8_t first;

	if (n == 0)
		return 0;
	first = (uint8_t)folded[0];
	if (first < 0x80)
		return key_latin((const uint8_t *)folded, n);
	if (first < 0xcd || first > 0xdb || n < 2)
		return 0;
	return key_two((const uint8_t *)folded, n);
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
	return (sound_machine.codes[symbol] & 15) == 0;
}

static unsigned
join(unsigned a, unsigned b)
{
	return ((a & 0xfff0) | (b & 0xfff0) << (a & 15)) | ((a & 15) + (b & 15));
}

static unsigned
gap_of(unsigned symbol)
{
	const struct sound_symbol_row *row = &sound_symbols[symbol];

	return row->gap < row->gap_abjad ? row->gap : row->gap_abjad;
}

/* All that may be written for one symbol, at what cost. */
static void
choose(struct choices *c, unsigned symbol, unsigned limit)
{
	const struct sound_machine *m = &sound_machine;
	const uint8_t *part = sound_symbols[symbol].part;

	add_choice(c, m->codes[symbol], 0, 1, is_open(symbol));
	for (unsigned other = 1; other < SYM_COUNT; other++)
		if (m->pair[symbol][other] <= limit)
			add_choice(c, m->codes[other], m->pair[symbol][other], 1, is_open(other));
	if (m->pair[symbol][SYM_C_OR_CH] <= limit) /* ç before e and i, when its mark is folded */
		add_choice(c, m->codes[SYM_C_FRONT], m->pair[symbol][SYM_C_OR_CH], 1, 0);
	if (gap_of(symbol) <= limit)
		add_choice(c, 0, gap_of(symbol), 1, GONE);
	if (part[0] == SYM_NONE)
		return;
	for (unsigned a = 1; a < SYM_COUNT; a++)
		for (unsigned b = 1; b < SYM_COUNT; b++) {
			unsigned cost = sound_symbols[symbol].split + m->pair[part[0]][a] + m->pair[part[1]][b];

			if (cost <= limit)
				add_choice(c, join(m->codes[a], m->codes[b]), cost, 1, is_open(a));
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
	size_t next = 1;

	while (next < n && sound_symbols[symbols[next]].vowel)
		next++;
	if (next >= n)
		return;
	for (unsigned one = 1; one < SYM_COUNT; one++) {
		const uint8_t *part = sound_symbols[one].part;
		unsigned cost;

		if (part[0] == SYM_NONE)
			continue;
		cost = sound_symbols[one].split + m->pair[part[0]][symbols[0]] + m->pair[part[1]][symbols[next]];
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
walk(struct search *s, size_t i, uint64_t codes, unsigned at, unsigned spent, bool first)
{
	if (s->count == s->max || s->tries == 0)
		return;
	s->tries--;
	if (i >= s->letters || at >= 4 * MACHINE_CODES) {
		found_key(s, codes);
		return;
	}
	for (size_t k = 0; k < s->choices[i].count; k++) {
		const struct choice *c = &s->choices[i].list[k];
		uint64_t with = codes | (uint64_t)(c->codes & 0xfff0) << at;

		if (spent + c->cost > s->budget)
			continue;
		if (first && c->open == 1)
			with |= 1;
		walk(s, i + c->takes, with, at + (c->codes & 15), spent + c->cost, first && c->open == GONE);
	}
}

/* A last m, or g with a vowel behind, may be missing: a text in Cyrillic has lost it as an ending. */
static void
choose_ending(struct search *s, const struct sound *sound)
{
	size_t last = sound->count;

	while (last > 0 && sound_symbols[sound->letters[last - 1]].vowel)
		last--;
	if (last < 3)
		return;
	switch (sound->letters[last - 1]) {
	case SYM_M:
	case SYM_G:
	case SYM_GH:
	case SYM_JEEM:
	case SYM_CYRILLIC_G:
		add_choice(&s->choices[last - 1], 0, 0, 1, GONE);
		break;
	default:
		break;
	}
}

size_t
sound_keys(const char *folded, size_t n, bool generous, uint32_t keys[SOUND_KEYS])
{
	struct sound sound;
	struct search s = {.keys = keys, .max = SOUND_KEYS};
	uint32_t own = sound_key(folded, n);
	unsigned limit;

	sound_read(&sound, folded, n, NULL, 0);
	limit = generous ? sound_generous(sound.count + 2u) : sound_usual(sound.count + 2u);
	s.letters = sound.count;
	if (own != 0)
		keys[s.count++] = own;
	for (size_t i = 0; i < s.letters; i++) {
		choose(&s.choices[i], sound.letters[i], limit);
		if (marked(sound.letters[i]) != SYM_NONE)
			choose(&s.choices[i], marked(sound.letters[i]), limit);
		choose_joint(&s.choices[i], sound.letters + i, s.letters - i, limit);
	}
	choose_ending(&s, &sound);
	/* the likely ones first, for those are what there is room for */
	for (s.budget = 0; s.budget <= limit && s.count < s.max; s.budget++) {
		s.tries = TRIES;
		walk(&s, 0, 0, 0, 0, true);
	}
	return s.count;
}
