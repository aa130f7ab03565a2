#include "filters/tag/sound.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/sound_machine.h"

enum {
	LETTERS = 14, /* of a text's word that are looked at: a code each fits 64 bits with what stands before */
	TRIES = 4000, /* alternatives gone through for a word of a rule */
	CHOICES = 32, /* for one letter of it */
	EIGHTHS = 8   /* in which costs are counted, as alphabets take a part of them */
};

/* Codes stand behind a 1 that tells how many there are and a bit that tells whether
 * the word begins with a vowel. */
enum { NO_CODES = 2, SOFT_LETTERS = 4, GENITIVE_LETTERS = 5 };

/* The first codes alone, spread, as tables take the low bits or the high. Words of vowels, h, w and y alone
 * share a key if they are `long_enough` to be told apart: Ohio, Yahya; other words without codes have none. */
static uint32_t
finish(uint64_t codes, bool long_enough)
{
	unsigned bits = 63 - (unsigned)__builtin_clzll(codes);
	uint32_t key;

	if (bits < 4)
		return long_enough ? SOUND_SOFT_KEY : 0;
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

/* A Latin word's length without an s at the end, which may be that of a German genitive: Putins. */
static size_t
without_s(const uint8_t *s, size_t n)
{
	for (size_t i = 0; i < 2 && n >= GENITIVE_LETTERS - i && s[n - 1] == 's'; i++)
		n--;
	return n;
}

/* Two bytes a letter; what has other lengths is no letter, and goes by as two bytes too. */
static uint32_t
key_two(const uint8_t *s, size_t n)
{
	const struct sound_machine *m = &sound_machine;
	uint32_t c = (uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f), e;
	unsigned script = sound_machine_script(c);
	bool long_enough = n >= 2 * SOFT_LETTERS;
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
	return finish(add_codes(codes, m->step[e >> 16]), long_enough);
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
	n = without_s(s, n);
	end = s + (n < LETTERS ? n : LETTERS);
	codes = NO_CODES + m->vowel_first[MACHINE_LATIN][m->latin[s[0]]];
	e = m->root[MACHINE_LATIN] * MACHINE_LETTERS << 16;
	do {
		e = m->step[(e >> 16) + m->latin[*s++]];
		codes = add_codes(codes, e);
	} while (s < end);
	return finish(add_codes(codes, m->step[e >> 16]), n >= SOFT_LETTERS);
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

/* What was found out of letters, by scripts, limit, place and symbol: their choices, behind their number. */
enum { LIMITS = 24, KINDS = (SOUND_CYRILLIC + 1) * MACHINE_SCRIPTS * LIMITS * 2 * SYM_COUNT };

struct sound_keyer {
	uint32_t *known; /* where in the pool; 0: not found out */
	struct choice *pool;
	size_t count, cap;
};

struct sound_keyer *
sound_keyer_new(void)
{
	struct sound_keyer *keyer = xcalloc(1, sizeof(*keyer));

	keyer->known = xcalloc(KINDS, sizeof(*keyer->known));
	keyer->count = 1;
	return keyer;
}

void
sound_keyer_free(struct sound_keyer *keyer)
{
	if (keyer == NULL)
		return;
	free(keyer->known);
	free(keyer->pool);
	free(keyer);
}

/* Costs that are there, as bits: they are below this. */
enum { COSTS = 192, PLANES = MACHINE_CODES };

struct costs {
	uint64_t bits[COSTS / 64 + 1]; /* the last is 0, for windows that go over the end */
};

/* A word of a rule as one script may write it. */
struct target {
	struct choices choices[SOUND_LETTERS];
	const struct sound *sound;
	unsigned script;
	unsigned weight; /* of costs, in eighths */
	bool abjad;
	unsigned limit;  /* in eighths, as all costs here */
	unsigned planes; /* 1, or PLANES if the key may be full before the word ends */
	struct costs left[PLANES][SOUND_LETTERS + 1]; /* what the letters from one on may cost, by codes so far */
};

struct search {
	size_t count, tries;
	unsigned low, budget; /* keys that cost from..to */
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
gap_of(const struct target *t, unsigned symbol)
{
	return t->abjad ? sound_symbols[symbol].gap_abjad : sound_symbols[symbol].gap;
}

/* Letters that are read so at the end of a word only. */
static bool
is_last(unsigned symbol)
{
	return symbol == SYM_H_END || symbol == SYM_HEH_END || symbol == SYM_TEH_END
	    || symbol == SYM_YEH_END || symbol == SYM_MAKSURA;
}

/* What it costs that the script writes `other` for a symbol; beyond the limit if it does not. */
static unsigned
written_as(const struct target *t, unsigned symbol, unsigned other, bool last)
{
	if ((sound_machine.scripts[other] >> t->script & 1) == 0 || (!last && is_last(other)))
		return EIGHTHS * SOUND_WRONG;
	return sound_machine.pair[symbol][other] * t->weight;
}

/* Hebrew letters with a geresh, as a text's key has them: without. */
static void
choose_geresh(struct choices *c, unsigned symbol, unsigned cost)
{
	const struct sound_machine *m = &sound_machine;

	for (size_t i = 0; i < sound_geresh_count; i++)
		if (sound_geresh[i].symbol == symbol) {
			unsigned letter = letter_at((const uint8_t *)sound_geresh[i].folded);

			symbol = m->unit[m->child[m->root[MACHINE_HEBREW]][letter]][0];
			add_choice(c, m->codes[symbol], cost, 1, is_open(symbol));
			return;
		}
}

/* What is left at the end of a Latin word when its s is not looked at. */
static void
choose_last(struct choices *c, unsigned symbol, unsigned cost)
{
	if (symbol == SYM_S || symbol == SYM_S_OR_SH)
		add_choice(c, 0, cost, 1, GONE);
	else if (symbol == SYM_TS)
		add_choice(c, sound_machine.codes[SYM_T], cost, 1, 0);
	else if (symbol == SYM_PS)
		add_choice(c, sound_machine.codes[SYM_P], cost, 1, 0);
}

/* All that may be written for one symbol, at what cost. */
static void
choose(const struct target *t, struct choices *c, unsigned symbol, bool last)
{
	const struct sound_machine *m = &sound_machine;
	const struct sound_symbol_row *row = &sound_symbols[symbol];

	for (const uint8_t *close = m->close[symbol]; *close != SYM_NONE; close++) {
		unsigned other = *close, cost = written_as(t, symbol, other, last);

		if (cost <= t->limit && last && t->script == MACHINE_LATIN)
			choose_last(c, other, cost);
		if (cost <= t->limit)
			add_choice(c, m->codes[other], cost, 1, is_open(other));
		if (cost <= t->limit && t->script == MACHINE_HEBREW)
			choose_geresh(c, other, cost);
		if (cost <= t->limit && other == SYM_C_OR_CH) /* ç before e and i, when its mark is folded */
			add_choice(c, m->codes[SYM_C_FRONT], cost, 1, 0);
	}
	if (gap_of(t, symbol) * t->weight <= t->limit)
		add_choice(c, 0, gap_of(t, symbol) * t->weight, 1, GONE);
	if (row->part[0] == SYM_NONE)
		return;
	for (const uint8_t *a = m->close[row->part[0]]; *a != SYM_NONE; a++) {
		unsigned first = written_as(t, row->part[0], *a, false);

		for (const uint8_t *b = m->close[row->part[1]]; first <= t->limit && *b != SYM_NONE; b++) {
			unsigned cost = row->split * t->weight + first + written_as(t, row->part[1], *b, last);

			if (cost <= t->limit)
				add_choice(c, sound_machine_join(m->codes[*a], m->codes[*b]), cost, 1, is_open(*a));
		}
	}
}

/* Letters of a rule's word whose mark, which folding took, would make them something else. */
static unsigned
marked(enum sound_script script, unsigned symbol)
{
	if (script == SOUND_HEBREW)
		return symbol == SYM_AYN ? SYM_GH : SYM_NONE;
	switch (symbol) {
	case SYM_C:
	case SYM_C_FRONT:
		return SYM_C_OR_CH;
	case SYM_G:
	case SYM_G_FRONT:
	case SYM_G_WEAK:
		return SYM_SOFT_G;
	default:
		return SYM_NONE;
	}
}

/* Two symbols of the rule, and a vowel between, that one may stand for. */
static void
choose_joint(const struct target *t, struct choices *c, const uint8_t *symbols, size_t n)
{
	const struct sound_machine *m = &sound_machine;
	size_t next = n > 1 && sound_symbols[symbols[1]].vowel ? 2 : 1;
	unsigned between = next == 2 ? sound_symbols[symbols[1]].gap_abjad : 0;

	if (next >= n)
		return;
	for (const uint8_t *split = m->split; *split != SYM_NONE; split++) {
		unsigned one = *split, cost;
		const struct sound_symbol_row *row = &sound_symbols[one];

		if ((m->scripts[one] >> t->script & 1) == 0)
			continue;
		cost = between + row->split + m->pair[row->part[0]][symbols[0]] + m->pair[row->part[1]][symbols[next]];
		if (cost * t->weight <= t->limit)
			add_choice(c, m->codes[one], cost * t->weight, (unsigned)next + 1, is_open(one));
	}
}

static void
found_key(struct search *s, uint64_t codes)
{
	uint32_t key = finish(codes, true);

	for (size_t i = 0; i < s->count; i++)
		if (s->keys[i] == key)
			return;
	if (key != 0 && s->count < SOUND_KEYS)
		s->keys[s->count++] = key;
}

static inline unsigned
code_bits(uint64_t codes)
{
	return 63 - (unsigned)__builtin_clzll(codes);
}

/* Whether the letters from i on may cost low..high, no more than EIGHTHS apart. */
static inline bool
may_cost(const struct target *t, size_t i, uint64_t codes, unsigned low, unsigned high)
{
	const struct costs *left = &t->left[t->planes > 1 ? code_bits(codes) / 4 : 0][i];
	uint64_t window = left->bits[low / 64] >> low % 64 | left->bits[low / 64 + 1] << 1 << (63 - low % 64);

	return window & (((uint64_t)2 << (high - low)) - 1);
}

/* Goes through the alternatives from the letter `i` on, but for those that end below what is looked for. */
static void
walk(struct search *s, const struct target *t, size_t i, uint64_t codes, unsigned spent, bool first)
{
	if (s->count == SOUND_KEYS || s->tries == 0)
		return;
	s->tries--;
	if (i >= t->sound->count || codes >> (4 * MACHINE_CODES + 1) != 0) {
		found_key(s, codes);
		return;
	}
	for (size_t k = 0; k < t->choices[i].count; k++) {
		const struct choice *c = &t->choices[i].list[k];
		uint64_t with = add_codes(first && c->open == 1 ? codes | 1 : codes, c->codes);
		unsigned cost = spent + c->cost;

		if (cost > s->budget)
			continue;
		if (with >> (4 * MACHINE_CODES + 1) != 0 ? cost >= s->low
		    : may_cost(t, i + c->takes, with, s->low > cost ? s->low - cost : 0, s->budget - cost))
			walk(s, t, i + c->takes, with, cost, first && c->open == GONE);
	}
}

static void
add_costs(struct costs *costs, const struct costs *more, unsigned cost)
{
	unsigned words = cost / 64, bits = cost % 64;

	for (unsigned i = COSTS / 64; i-- > words; ) {
		costs->bits[i] |= more->bits[i - words] << bits;
		if (i > words)
			costs->bits[i] |= more->bits[i - words - 1] >> 1 >> (63 - bits);
	}
}

/* Works out what the rest of the word may cost. */
static void
find_costs(struct target *t)
{
	static const struct costs nothing = {{1}};
	size_t n = t->sound->count;
	uint8_t most[SOUND_LETTERS + 1]; /* codes that letters from one on add */

	most[n] = 0;
	for (size_t i = n; i-- > 0; ) {
		most[i] = 0;
		for (size_t k = 0; k < t->choices[i].count; k++) {
			const struct choice *c = &t->choices[i].list[k];
			unsigned codes = (c->codes & 255u) / 4 + most[i + c->takes];

			if (codes > most[i])
				most[i] = (uint8_t)codes;
		}
	}
	t->planes = most[0] >= PLANES ? PLANES : 1;
	for (unsigned plane = t->planes; plane-- > 0; ) {
		t->left[plane][n] = nothing;
		for (size_t i = n; i-- > 0; ) {
			struct costs *left = &t->left[plane][i];

			memset(left, 0, sizeof(*left));
			for (size_t k = 0; k < t->choices[i].count; k++) {
				const struct choice *c = &t->choices[i].list[k];
				unsigned to = plane + (c->codes & 255u) / 4;

				if (t->planes == 1)
					add_costs(left, &t->left[0][i + c->takes], c->cost);
				else
					add_costs(left, to < PLANES ? &t->left[to][i + c->takes] : &nothing, c->cost);
			}
		}
	}
}

/* What endings may add or take: a text in Cyrillic has lost a last m, or g with a vowel behind, as a
 * case; -ia may be -ien, and the other way round. */
static void
choose_ending(struct target *t)
{
	const struct sound *sound = t->sound;
	size_t end = sound->count - 1u, last = sound->count;
	unsigned n = sound->letters[end];

	while (last > 0 && sound_symbols[sound->letters[last - 1]].vowel)
		last--;
	if (t->script == MACHINE_CYRILLIC && last >= 3)
		switch (sound->letters[last - 1]) {
		case SYM_M:
		case SYM_G:
		case SYM_GH:
		case SYM_JEEM:
		case SYM_CYRILLIC_G:
			add_choice(&t->choices[last - 1], 0, 3 * EIGHTHS, 1, GONE);
			break;
		default:
			break;
		}
	if (sound->land < sound->count && n == SYM_N)
		add_choice(&t->choices[end], 0, 3 * EIGHTHS, 1, GONE);
	else if (sound->land < sound->count && t->script == MACHINE_LATIN)
		add_choice(&t->choices[end], sound_machine.codes[SYM_N], 3 * EIGHTHS, 1, 0);
}

/* Arabic and Persian put a vowel before two consonants of which the first is s. */
static bool
may_take_vowel(const struct target *t)
{
	const uint8_t *s = t->sound->letters;

	if (!t->abjad || t->sound->count < 2 || sound_symbols[s[1]].vowel)
		return false;
	return s[0] == SYM_S || s[0] == SYM_S_CLUSTER || s[0] == SYM_SH || s[0] == SYM_S_OR_SH;
}

/* The choices for a letter whatever stands beside it, from what is known if it is. */
static void
choose_known(struct sound_keyer *keyer, const struct target *t, struct choices *c, unsigned symbol, bool last)
{
	size_t kind = t->limit / EIGHTHS;
	uint32_t *known;

	c->count = 0;
	if (keyer != NULL) {
		kind = (kind * MACHINE_SCRIPTS + t->script) * (SOUND_CYRILLIC + 1) + t->sound->script;
		known = &keyer->known[(kind * 2 + last) * SYM_COUNT + symbol];
		if (*known > 0) {
			c->count = keyer->pool[*known].codes;
			memcpy(c->list, &keyer->pool[*known + 1], c->count * sizeof(*c->list));
			return;
		}
	}
	choose(t, c, symbol, last);
	if (marked(t->sound->script, symbol) != SYM_NONE)
		choose(t, c, marked(t->sound->script, symbol), last);
	if (keyer == NULL)
		return;
	keyer->pool = xgrow(keyer->pool, &keyer->cap, keyer->count + c->count + 1, sizeof(*keyer->pool));
	*known = (uint32_t)keyer->count;
	keyer->pool[keyer->count++] = (struct choice){.codes = (uint16_t)c->count};
	memcpy(&keyer->pool[keyer->count], c->list, c->count * sizeof(*c->list));
	keyer->count += c->count;
}

static void
make_target(struct sound_keyer *keyer, struct target *t, const struct sound *sound, unsigned script, bool generous)
{
	bool abjad = sound->script == SOUND_ARABIC || sound->script == SOUND_HEBREW;
	/* its vowels may be unwritten here, and make the other word the longer one */
	size_t longest = sound->count + (abjad ? 2u : 1u), n = sound->count;

	t->sound = sound;
	t->script = script;
	t->abjad = script == MACHINE_ARABIC || script == MACHINE_HEBREW;
	t->weight = abjad || t->abjad ? 8 : (script == MACHINE_LATIN) == (sound->script == SOUND_LATIN) ? 5 : 4;
	t->limit = EIGHTHS * (generous ? sound_generous(longest) : sound_usual(longest));
	for (size_t i = 0; i < n; i++) {
		struct choices *c = &t->choices[i];

		choose_known(keyer, t, c, sound->letters[i], i + 1 == n);
		choose_joint(t, c, sound->letters + i, n - i);
	}
	choose_ending(t);
	find_costs(t);
}

size_t
sound_keys(const char *folded, size_t n, bool generous, uint32_t keys[SOUND_KEYS])
{
	return sound_keys_with(NULL, folded, n, generous, keys);
}

size_t
sound_keys_with(struct sound_keyer *keyer, const char *folded, size_t n, bool generous, uint32_t keys[SOUND_KEYS])
{
	UNINITIALISED struct target targets[MACHINE_SCRIPTS];
	struct sound sound;
	struct search s = {.keys = keys};
	uint32_t own = sound_key(folded, n);
	unsigned limit;

	sound_read(&sound, folded, n, NULL, 0);
	if (own != 0)
		keys[s.count++] = own;
	if (sound.count == 0)
		return s.count;
	for (unsigned script = 0; script < MACHINE_SCRIPTS; script++)
		make_target(keyer, &targets[script], &sound, script, generous);
	limit = targets[0].limit;
	/* the likely ones first, for those are what there is room for */
	for (s.budget = 0; s.budget <= limit && s.count < SOUND_KEYS; s.budget += EIGHTHS)
		for (unsigned script = 0; script < MACHINE_SCRIPTS; script++) {
			s.tries = TRIES;
			s.low = s.budget > 0 ? s.budget - EIGHTHS + 1 : 0;
			walk(&s, &targets[script], 0, NO_CODES, 0, true);
			if (s.budget > 0 && may_take_vowel(&targets[script]))
				walk(&s, &targets[script], 0, NO_CODES + 1, EIGHTHS, false);
		}
	return s.count;
}
