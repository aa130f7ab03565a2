/* Words that hide: letters of one script in a word of another, and characters that are not seen. */
#include <utf8proc.h>

#include "common/text_fold.h"
#include "common/utf8.h"

enum script { LATIN, CYRILLIC, GREEK, ARMENIAN, CHEROKEE, SCRIPTS, NEUTRAL, ALIEN };

/* Piled on one letter, more marks than this are no spelling. */
#define MARKS_MOST 3

/* The Latin letter that a capital and a small letter look like; 0: none. After Unicode's technical
 * standard 39 (confusables.txt), for letters whose fold is listed. Where only the capitals are alike
 * (H and the Cyrillic en), the small letter goes with it: it is what a shift key makes of a
 * disguise. Left out is what is alike in some faces only. */
struct look {
	char upper, lower;
};

#define WEST_FIRST 0x370
#define WEST_END 0x590

static const struct look west[WEST_END - WEST_FIRST] = {
#define LOOKS(c, upper, lower) [(c) - WEST_FIRST] = {(upper), (lower)}
	/* Greek */
	LOOKS(0x3B1, 'a', 'a'), LOOKS(0x3B2, 'b', 0), LOOKS(0x3B3, 0, 'y'), LOOKS(0x3B5, 'e', 'e'),
	LOOKS(0x3B6, 'z', 0), LOOKS(0x3B7, 'h', 'n'), LOOKS(0x3B9, 'i', 'i'), LOOKS(0x3BA, 'k', 'k'),
	LOOKS(0x3BC, 'm', 0), LOOKS(0x3BD, 'n', 'v'), LOOKS(0x3BF, 'o', 'o'), LOOKS(0x3C1, 'p', 'p'),
	LOOKS(0x3C4, 't', 't'), LOOKS(0x3C5, 'y', 'u'), LOOKS(0x3C7, 'x', 'x'), LOOKS(0x3C9, 0, 'w'),
	LOOKS(0x3F3, 'j', 'j'),
	/* Cyrillic */
	LOOKS(0x430, 'a', 'a'), LOOKS(0x432, 'b', 'b'), LOOKS(0x433, 0, 'r'), LOOKS(0x435, 'e', 'e'),
	LOOKS(0x43A, 'k', 'k'), LOOKS(0x43C, 'm', 'm'), LOOKS(0x43D, 'h', 'h'), LOOKS(0x43E, 'o', 'o'),
	LOOKS(0x440, 'p', 'p'), LOOKS(0x441, 'c', 'c'), LOOKS(0x442, 't', 't'), LOOKS(0x443, 'y', 'y'),
	LOOKS(0x445, 'x', 'x'), LOOKS(0x44C, 'b', 'b'), LOOKS(0x455, 's', 's'), LOOKS(0x456, 'i', 'i'),
	LOOKS(0x458, 'j', 'j'), LOOKS(0x475, 'v', 'v'), LOOKS(0x4AF, 'y', 'y'), LOOKS(0x4BB, 'h', 'h'),
	LOOKS(0x4CF, 'l', 'l'), LOOKS(0x501, 'd', 'd'), LOOKS(0x50D, 'g', 'g'), LOOKS(0x51B, 'q', 'q'),
	LOOKS(0x51D, 'w', 'w'),
	/* Armenian */
	LOOKS(0x563, 0, 'q'), LOOKS(0x566, 0, 'q'), LOOKS(0x570, 0, 'h'), LOOKS(0x575, 0, 'j'),
	LOOKS(0x578, 0, 'n'), LOOKS(0x57D, 'u', 'u'), LOOKS(0x57F, 's', 0), LOOKS(0x581, 0, 'g'),
	LOOKS(0x585, 'o', 'o'),
#undef LOOKS
};

#define CHEROKEE_FIRST 0x13A0
#define CHEROKEE_END 0x13F6

/* Cherokee: its capitals are what its letters fold to. */
static const char cherokee[CHEROKEE_END - CHEROKEE_FIRST] = {
	[0x00] = 'd', [0x01] = 'r', [0x02] = 't', [0x05] = 'i', [0x09] = 'y', [0x0A] = 'a', [0x0B] = 'j',
	[0x0C] = 'e', [0x13] = 'w', [0x17] = 'm', [0x1B] = 'h', [0x1D] = 'y', [0x20] = 'g', [0x22] = 'h',
	[0x23] = 'z', [0x2F] = 'b', [0x32] = 'r', [0x34] = 'w', [0x35] = 's', [0x39] = 'v', [0x3A] = 's',
	[0x3E] = 'l', [0x3F] = 'c', [0x42] = 'p', [0x46] = 'k', [0x47] = 'd', [0x54] = 'b',
};

/* The other way: from a to z, the letters that Latin ones stand for in Cyrillic and Greek words. Not
 * those that only Macedonian has (s, j): they tell a Latin word. */
static const uint16_t to_cyrillic[2][26] = {
	{['a' - 'a'] = 0x430, ['b' - 'a'] = 0x44C, ['c' - 'a'] = 0x441, ['e' - 'a'] = 0x435, ['i' - 'a'] = 0x456,
	 ['k' - 'a'] = 0x43A, ['m' - 'a'] = 0x43C, ['o' - 'a'] = 0x43E, ['p' - 'a'] = 0x440, ['t' - 'a'] = 0x442,
	 ['x' - 'a'] = 0x445, ['y' - 'a'] = 0x443},
	{['a' - 'a'] = 0x430, ['b' - 'a'] = 0x432, ['c' - 'a'] = 0x441, ['e' - 'a'] = 0x435, ['h' - 'a'] = 0x43D,
	 ['i' - 'a'] = 0x456, ['k' - 'a'] = 0x43A, ['m' - 'a'] = 0x43C, ['o' - 'a'] = 0x43E, ['p' - 'a'] = 0x440,
	 ['t' - 'a'] = 0x442, ['x' - 'a'] = 0x445, ['y' - 'a'] = 0x443},
};
static const uint16_t to_greek[2][26] = {
	{['a' - 'a'] = 0x3B1, ['i' - 'a'] = 0x3B9, ['k' - 'a'] = 0x3BA, ['n' - 'a'] = 0x3B7, ['o' - 'a'] = 0x3BF,
	 ['p' - 'a'] = 0x3C1, ['t' - 'a'] = 0x3C4, ['u' - 'a'] = 0x3C5, ['v' - 'a'] = 0x3BD, ['w' - 'a'] = 0x3C9,
	 ['x' - 'a'] = 0x3C7, ['y' - 'a'] = 0x3B3},
	{['a' - 'a'] = 0x3B1, ['b' - 'a'] = 0x3B2, ['e' - 'a'] = 0x3B5, ['h' - 'a'] = 0x3B7, ['i' - 'a'] = 0x3B9,
	 ['k' - 'a'] = 0x3BA, ['m' - 'a'] = 0x3BC, ['n' - 'a'] = 0x3BD, ['o' - 'a'] = 0x3BF, ['p' - 'a'] = 0x3C1,
	 ['t' - 'a'] = 0x3C4, ['x' - 'a'] = 0x3C7, ['y' - 'a'] = 0x3C5, ['z' - 'a'] = 0x3B6},
};

static enum script
script_of(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? LATIN : NEUTRAL;
	if (c < 0x250)
		return LATIN;
	if (c >= WEST_FIRST && c < WEST_END)
		return c < 0x400 ? GREEK : c < 0x530 ? CYRILLIC : ARMENIAN;
	return c >= CHEROKEE_FIRST && c < CHEROKEE_END ? CHEROKEE : ALIEN;
}

/* The Latin letter that c is or looks like, or 0. */
static char
latin_of(uint32_t c, bool upper)
{
	if (c < 0x80)
		return (char)c;
	if (c >= WEST_FIRST && c < WEST_END)
		return upper ? west[c - WEST_FIRST].upper : west[c - WEST_FIRST].lower;
	return c >= CHEROKEE_FIRST && c < CHEROKEE_END ? cherokee[c - CHEROKEE_FIRST] : 0;
}

/* The letter of a script that c is or looks like, or 0. */
static uint32_t
turn(uint32_t c, bool upper, enum script target)
{
	enum script script = script_of(c);
	char latin;

	if (script == target || script == NEUTRAL)
		return c;
	latin = latin_of(c, upper);
	if (latin < 'a' || target == LATIN)
		return (uint32_t)latin;
	return target == CYRILLIC ? to_cyrillic[upper][latin - 'a'] : to_greek[upper][latin - 'a'];
}

/* Characters of a run of words written as one, each with its folded code points. */
struct reader {
	const struct text *text;
	size_t word, last;
	const char *p, *end;           /* original */
	const char *folded, *folded_end;
	size_t points;                 /* folded ones left of the character at hand */
	bool upper;
};

static void
read_word(struct reader *r, size_t i)
{
	const struct word *word = &r->text->words[i];

	r->word = i;
	r->p = r->text->original + word->start;
	r->end = r->text->original + word->end;
	r->folded = r->text->folded.data + word->fold;
	r->folded_end = r->folded + word->fold_len;
	r->points = 0;
}

static struct reader
read_run(const struct text *text, size_t first, size_t last)
{
	struct reader r = {.text = text, .last = last};

	read_word(&r, first);
	return r;
}

/* The next folded code point; false at the end. */
static bool
read_point(struct reader *r, uint32_t *c)
{
	while (r->folded == r->folded_end) {
		if (r->word == r->last)
			return false;
		read_word(r, r->word + 1);
	}
	while (r->points == 0 && r->p < r->end) {
		size_t len;
		uint32_t entry = text_lookup((const uint8_t *)r->p, &len);

		r->points = text_folded_points(entry, (const uint8_t *)r->p, len);
		r->upper = (entry & ENTRY_UPPER) != 0;
		r->p += len;
	}
	r->points -= r->points > 0;
	*c = utf8_decode(&r->folded, r->folded_end);
	return true;
}

static bool
has_ascii_letter(const char *p, const char *end)
{
	for (; p < end; p++)
		if ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z')
			return true;
	return false;
}

/* The script that a run is to be levelled to, or NEUTRAL: it must hold Latin letters and look-alikes;
 * of several that all letters may belong to it is the one with the most, then that of the first letter;
 * but Latin if there are Cyrillic letters that hardly any language has, other than to look alike. */
static enum script
target_of(const struct text *text, size_t first, size_t last)
{
	struct reader r = read_run(text, first, last);
	size_t count[SCRIPTS] = {0}, letters = 0;
	bool fits[3] = {true, true, true}, micro = false, rare = false;
	enum script best = NEUTRAL, begins = NEUTRAL;
	uint32_t c;

	while (read_point(&r, &c)) {
		enum script script = script_of(c);

		if (script == ALIEN)
			return NEUTRAL;
		if (script == NEUTRAL)
			continue;
		micro |= letters == 0 && c == 0x3BC && !r.upper;
		rare |= c == 0x455 || (c >= 0x460 && c < 0x530);
		if (letters == 0)
			begins = script;
		count[script]++;
		letters++;
		for (enum script target = LATIN; target <= GREEK; target++)
			fits[target] &= turn(c, r.upper, target) != 0;
	}
	/* a unit of measurement: micro and the unit */
	if (letters < 2 || count[LATIN] == letters || count[LATIN] == 0 ||
	    (count[GREEK] > 0 && (letters < 3 || (micro && count[GREEK] == 1))))
		return NEUTRAL;
	if (rare && fits[LATIN])
		return LATIN;
	for (enum script target = LATIN; target <= GREEK; target++)
		if (fits[target] && count[target] > 0 &&
		    (best == NEUTRAL || count[target] + (target == begins) > count[best]))
			best = target;
	return best;
}

static void
level(struct text *text, size_t first, size_t last, enum script target)
{
	size_t size = 0;

	for (size_t i = first; i <= last; i++)
		size += text->words[i].fold_len;
	buf_reserve(&text->folded, 3 * size + TEXT_SLACK);
	for (size_t i = first; i <= last; i++) {
		struct reader r = read_run(text, i, i);
		size_t fold = text->folded.len;
		uint32_t c;

		while (read_point(&r, &c)) {
			uint32_t turned = turn(c, r.upper, target);

			if (turned != c)
				text->words[i].flags |= WORD_EVADED;
			text->folded.len += utf8_encode(turned, text->folded.data + text->folded.len);
		}
		text->words[i].fold = (uint32_t)fold;
		text->words[i].fold_len = (uint32_t)(text->folded.len - fold);
	}
}

void
text_level(struct text *text, size_t i, size_t *first, size_t *last)
{
	enum script target;

	for (*first = i; *first > 0 && text->words[*first].flags & WORD_JOINED; --*first)
		;
	for (*last = i; *last + 1 < text->count && text->words[*last + 1].flags & WORD_JOINED; ++*last)
		;
	for (size_t j = *first; j <= *last; j++)
		if (text->words[j].flags & (WORD_ARABIC | WORD_HEBREW | WORD_ACRONYM))
			return;
	/* Latin letters as a keyboard has them: the quick searches count on it */
	if (!has_ascii_letter(text->original + text->words[*first].start,
	                      text->original + text->words[*last].end))
		return;
	target = target_of(text, *first, *last);
	if (target != NEUTRAL)
		level(text, *first, *last, target);
}

size_t
text_as_latin(const struct text *text, const struct word *word, char *out, size_t room)
{
	struct reader r = read_run(text, (size_t)(word - text->words), (size_t)(word - text->words));
	size_t n = 0;
	uint32_t c;

	while (read_point(&r, &c)) {
		char latin = script_of(c) == CYRILLIC || script_of(c) == GREEK ? latin_of(c, r.upper) : 0;

		if (latin == 0 || n == room)
			return 0;
		out[n++] = latin;
	}
	return n;
}

bool
text_looks_like(int32_t c, int32_t latin)
{
	int32_t lower = utf8proc_tolower(c);
	bool upper = lower != c;
	char look = script_of((uint32_t)lower) == CYRILLIC || script_of((uint32_t)lower) == GREEK
	            ? latin_of((uint32_t)lower, upper) : 0;

	return look != 0 && latin == (upper ? look - 'a' + 'A' : look);
}

/* Letters in another dress: letterlike, circled, wide, mathematical, squared. Not the Kelvin and Angstrom
 * signs, nor superscripts, which have a use of their own. */
static bool
is_dressed(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{0x2102, 0x2115}, {0x2119, 0x2124}, {0x2128, 0x2128}, {0x212C, 0x2139}, {0x2145, 0x2149},
		{0x249C, 0x24E9}, {0xFF21, 0xFF5A}, {0x1D400, 0x1D7CB}, {0x1F110, 0x1F189},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

/* Joiner and non-joiner are spelling in the scripts from Arabic to the Indian ones and Mongolian. */
static bool
takes_joiners(uint32_t c)
{
	return (c >= 0x600 && c < 0xE00) || (c >= 0xF00 && c < 0x10A0) || (c >= 0x1780 && c < 0x18B0) ||
	       (c >= 0xA800 && c < 0xAC00) || (c >= 0x10A00 && c < 0x12000);
}

static bool
is_hangul(uint32_t c)
{
	return (c >= 0x1100 && c < 0x1200) || (c >= 0x3130 && c < 0x3190) || (c >= 0xA960 && c < 0xA980) ||
	       (c >= 0xAC00 && c < 0xD800);
}

/* Whether a letter is written from the right. */
static bool
from_right(uint32_t c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xFB1D && c < 0xFF00);
}

/* Whether the invisible character c has no business between two letters. */
static bool
hides(uint32_t c, uint32_t before, uint32_t after)
{
	switch (c) {
	case 0xAD:
		return false;
	case 0x200C:
	case 0x200D:
		return !takes_joiners(before) && !takes_joiners(after);
	case 0x115F:
	case 0x1160:
		return !is_hangul(before) && !is_hangul(after);
	case 0x61C:
	case 0x200E:
	case 0x200F:
		return from_right(before) == from_right(after);
	default:
		/* embeddings and isolates: where scripts meet they are in their place */
		if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
			return from_right(before) == from_right(after);
		return true;
	}
}

/* Selectors of variants: on letters there are none outside Mongolian and Han. */
static bool
is_selector(uint32_t c)
{
	return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x180B && c <= 0x180F);
}

bool
text_is_disguised(const uint8_t *start, const uint8_t *stop)
{
	const char *p = (const char *)start, *end = (const char *)stop;
	uint32_t letter = 0, unseen[4]; /* the letter before, and what is not seen behind it */
	size_t unseen_count = 0, marks = 0;
	bool plain = false, dressed = false;

	while (p < end) {
		size_t len;
		uint32_t entry = text_lookup((const uint8_t *)p, &len), c = utf8_decode(&p, end);
		enum text_class class = text_class(entry);

		if (class == CLASS_MARK) {
			marks += c != 0x640;
			if (marks > MARKS_MOST || (letter != 0 && is_selector(c) && !(letter >= 0x1800 && letter < 0x18B0)))
				return true;
		} else if (class == CLASS_FORMAT || class == CLASS_ZWNJ) {
			if (letter != 0 && unseen_count < 4)
				unseen[unseen_count++] = c;
		} else {
			for (size_t i = 0; i < unseen_count && (entry & ENTRY_LETTER); i++)
				if (hides(unseen[i], letter, c))
					return true;
			marks = unseen_count = 0;
			letter = entry & ENTRY_LETTER && !is_dressed(c) ? c : 0;
			dressed |= is_dressed(c);
			plain |= letter != 0 && (entry >> ENTRY_LENGTH_SHIFT & 3) == 1;
		}
	}
	return plain && dressed;
}
