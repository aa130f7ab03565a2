/* Words of a text read as units of a name. */
#include "filters/tag/names_inner.h"

#include <string.h>

#include "common/hash.h"
#include "common/utf8.h"
#include "filters/tag/match_table.h"

enum { LETTERS_MOST = 40 };

/* A unit while it is put together: its letters. */
struct letters {
	uint32_t c[LETTERS_MOST];
	size_t n;
};

static const char *
folded(const struct text *text, size_t i)
{
	return text->folded.data + text->words[i].fold;
}

static void
add_letters(struct letters *letters, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end && letters->n < LETTERS_MOST)
		letters->c[letters->n++] = (uint8_t)*s < 0x80 ? (uint8_t)*s++ : utf8_decode(&s, end);
}

static void
remove_letters(struct letters *letters, size_t at, size_t n)
{
	memmove(letters->c + at, letters->c + at + n, (letters->n - at - n) * sizeof(letters->c[0]));
	letters->n -= n;
}

static bool
has(const struct letters *letters, size_t at, uint32_t c)
{
	return at < letters->n && letters->c[at] == c;
}

/* The short vowels that stand between abd and a name, in Latin and Cyrillic letters. */
static bool
is_vowel(uint32_t c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 0x430 || c == 0x435 ||
	       c == 0x438 || c == 0x443 || c == 0x43e || c == 0x44d;
}

static bool
is_lam(uint32_t c)
{
	return c == 'l' || c == 0x43b || c == 0x644 || c == 0x5dc;
}

/* God in the name: Abdallah, where what looks like an article is none. */
static bool
is_god(const struct letters *letters, size_t at)
{
	return is_lam(at < letters->n ? letters->c[at] : 0) && at + 1 < letters->n &&
	       (is_lam(letters->c[at + 1]) || is_vowel(letters->c[at + 1])) && letters->n - at <= 6 &&
	       (has(letters, at + 1, 'l') || has(letters, at + 1, 0x43b) || has(letters, at + 1, 0x644) ||
	        letters->n - at <= 4);
}

/* The letters of abd at the beginning: how many, 0 if it is not there. */
static size_t
abd_at(const struct letters *letters)
{
	static const uint32_t forms[][3] = {
		{'a', 'b', 'd'}, {0x430, 0x431, 0x434}, {0x639, 0x628, 0x62f}, {0x5e2, 0x5d1, 0x5d3},
	};

	for (size_t i = 0; letters->n > 3 && i < sizeof(forms) / sizeof(forms[0]); i++)
		if (memcmp(letters->c, forms[i], sizeof(forms[i])) == 0)
			return 3;
	return 0;
}

/* Abdulrahman, Abdurrahman, Abdelkader, عبدالرحمن: takes the article out. */
static bool
plain_abd(struct letters *letters)
{
	size_t begin = abd_at(letters), at = begin;

	if (begin == 0)
		return false;
	while (at < letters->n && at < begin + 2 && is_vowel(letters->c[at]))
		at++;
	if (has(letters, at, 0x627) || has(letters, at, 0x5d0) || has(letters, at, 0x5d5))
		at++;
	if (at == begin || at + 2 >= letters->n)
		return false;
	if (is_lam(letters->c[at])) {
		if (is_god(letters, at))
			return false;
		at++;
		if (has(letters, at, 0x44c)) /* Cyrillic soft sign */
			at++;
	} else if (letters->c[at] == letters->c[at + 1] && !is_vowel(letters->c[at])) {
		at++;
	} else {
		return false;
	}
	if (letters->n - at < 2)
		return false;
	remove_letters(letters, begin, at - begin);
	return true;
}

/* Nasiruddin, Nureldine, Насреддин: where the vowel, l or d, and din begin with which they end; 0: they do not. */
static size_t
din_at(const struct letters *letters)
{
	size_t n = letters->n, at;

	if (n < 8)
		return 0;
	n -= letters->c[n - 1] == 'e';
	if (letters->c[n - 1] != 'n' && letters->c[n - 1] != 0x43d)
		return 0;
	at = n - 2;
	if (is_vowel(letters->c[at]) && is_vowel(letters->c[at - 1]))
		at--;
	if (letters->c[at] != 'i' && letters->c[at] != 0x438 && (letters->c[at] != 'e' || letters->c[at + 1] != 'e'))
		return 0;
	at--;
	if (letters->c[at] != 'd' && letters->c[at] != 0x434)
		return 0;
	n = at - 1;
	n -= letters->c[n] == 0x44c; /* Cyrillic soft sign */
	if ((letters->c[n] != letters->c[at] && !is_lam(letters->c[n])) || n < 4 || !is_vowel(letters->c[n - 1]) ||
	    letters->c[n - 2] == letters->c[at]) /* Saduddin: the vowel keeps two d apart */
		return 0;
	return n - 1;
}

/* نورالدین, Nureddin: takes the article out before din. */
static bool
plain_din(struct letters *letters)
{
	size_t n = letters->n, at = din_at(letters);

	if (at > 0) {
		size_t d = at + 1;

		while (!(is_vowel(letters->c[d + 1])))
			d++;
		remove_letters(letters, at, d - at);
		return true;
	}
	if (n < 7 || letters->c[n - 1] != 0x646 || letters->c[n - 2] != 0x64a || letters->c[n - 3] != 0x62f ||
	    letters->c[n - 4] != 0x644 || letters->c[n - 5] != 0x627)
		return false;
	remove_letters(letters, n - 5, 2);
	return true;
}

static void
set_key(struct unit *unit)
{
	unit->key = sound_key(unit->bytes, unit->len);
	unit->mute = unit->key == 0;
	if (unit->mute)
		unit->key = unit_mute_key(unit->bytes, unit->len);
	unit->read = false;
}

static void
finish(struct unit *unit, const struct letters *letters)
{
	size_t n = 0;

	for (size_t i = 0; i < letters->n && n + 4 <= UNIT_BYTES; i++)
		if (letters->c[i] < 0x80)
			unit->bytes[n++] = (char)letters->c[i];
		else
			n += utf8_encode(letters->c[i], unit->bytes + n);
	unit->len = (uint8_t)n;
	set_key(unit);
}

void
unit_read(struct unit *unit, const struct text *text)
{
	const struct word *word = &text->words[unit->first];

	if (unit->read)
		return;
	unit->read = true;
	unit->hash = hash_seeded(unit->bytes, unit->len);
	if (unit->whole) {
		const char *s = text->original + word->start;
		size_t n = word->end - word->start;

		unit->hash = unit->hash * 3 + hash_seeded(s, n); /* often the same bytes: no exclusive or */
		/* letters of ASCII tell all by their folds */
		if ((uint8_t)unit->bytes[0] < 0x80 && n == unit->len)
			sound_read(&unit->sound, unit->bytes, unit->len, NULL, 0);
		else
			sound_read(&unit->sound, unit->bytes, unit->len, s, n);
	} else {
		sound_read(&unit->sound, unit->bytes, unit->len, NULL, 0);
	}
}

/* A list of units being filled; what would be there twice is left out. */
struct list {
	const struct text *text;
	struct unit *units;
	size_t count;
	uint32_t first;
};

static void
add_unit(struct list *list, size_t last, const struct letters *letters, size_t skip, enum strip strip,
         bool whole)
{
	struct unit *unit = &list->units[list->count];

	if (list->count == UNITS_MOST || letters->n == 0)
		return;
	unit->first = list->first;
	unit->last = (uint32_t)last;
	unit->skip = (uint8_t)skip;
	unit->strip = (uint8_t)strip;
	unit->whole = whole;
	unit->common = abd_at(letters) > 0;
	finish(unit, letters);
	for (size_t i = 0; i < list->count; i++)
		if (list->units[i].last == last && list->units[i].len == unit->len &&
		    memcmp(list->units[i].bytes, unit->bytes, unit->len) == 0)
			return;
	list->count++;
}

static void
add_stripped(struct list *list, size_t skip, enum strip strip)
{
	const struct word *word = &list->text->words[list->first];
	UNINITIALISED struct letters letters;

	if (skip >= word->fold_len)
		return;
	letters.n = 0;
	add_letters(&letters, folded(list->text, list->first) + skip, word->fold_len - skip);
	plain_abd(&letters);
	plain_din(&letters);
	add_unit(list, list->first, &letters, skip, strip, false);
}

static bool
is_hebrew_prefix(uint32_t c)
{
	return c == 0x5d5 || c == 0x5d4 || c == 0x5d1 || c == 0x5dc || c == 0x5de || c == 0x5e9 || c == 0x5db;
}

/* Father of, written as one with what follows: its letters, if so many are left that it may be a name. */
static size_t
kunya_at(const struct letters *letters)
{
	static const uint32_t forms[][3] = {
		{'a', 'b', 'u'}, {0x627, 0x628, 0x648}, {0x627, 0x628, 0x64a}, {0x430, 0x431, 0x443}, {0x5d0, 0x5d1, 0x5d5},
	};

	for (size_t i = 0; letters->n > 5 && i < sizeof(forms) / sizeof(forms[0]); i++)
		if (memcmp(letters->c, forms[i], sizeof(forms[i])) == 0)
			return 3;
	return 0;
}

/* Arabic proclitics and article, Hebrew prefixes, an article written as one in Latin and Cyrillic. */
static void
add_bare(struct list *list, const struct letters *letters)
{
	const struct word *word = &list->text->words[list->first];
	const char *s = folded(list->text, list->first);

	size_t kunya = kunya_at(letters);

	if (kunya > 0)
		add_stripped(list, letters->c[0] < 128 ? kunya : 2 * kunya, STRIP_KUNYA);
	if (word->flags & WORD_ARABIC) {
		uint32_t ignored, found = match_proclitics(s, word->fold_len, &ignored);
		size_t article = match_article(s, word->fold_len);

		for (; found != 0; found &= found - 1) {
			size_t skip = (size_t)__builtin_ctz(found);

			add_stripped(list, skip, skip == article ? STRIP_ARTICLE : STRIP_PROCLITIC);
		}
	} else if (word->flags & WORD_HEBREW) {
		for (size_t i = 0; i < 3 && i + 2 < letters->n && is_hebrew_prefix(letters->c[i]); i++)
			add_stripped(list, 2 * (i + 1), STRIP_PROCLITIC);
	} else if (letters->n >= 6) {
		uint32_t a = letters->c[0], b = letters->c[1];

		if ((a == 'a' || a == 'e' || a == 'u') && (b == 'l' || b == letters->c[2]) && !is_vowel(b))
			add_stripped(list, b == 'l' ? 2 : 2, STRIP_ARTICLE);
		else if ((a == 0x430 || a == 0x44d) && b == 0x43b)
			add_stripped(list, letters->c[2] == 0x44c ? 6 : 4, STRIP_ARTICLE);
	}
}

/* What stands between words i - 1 and i: its first byte, or 0 for nothing; ' ' for white space. */
static unsigned char
between(const struct text *text, size_t i)
{
	const struct word *word = &text->words[i];
	const char *p = text->original + word[-1].end, *end = text->original + word->start;
	unsigned char first = p < end ? (unsigned char)*p : 0;

	if (end - p > 4 || word->gap > GAP_JOINER)
		return ' ';
	for (; p < end; p++)
		if (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r' || *p == (char)0xc2)
			return ' ';
	return first;
}

bool
units_attached(const struct text *text, size_t i)
{
	return i > 0 && i < text->count && between(text, i) != ' ';
}

bool
units_apostrophe(const struct text *text, size_t i)
{
	unsigned char c = i > 0 && i < text->count ? between(text, i) : ' ';
	const char *p = i > 0 ? text->original + text->words[i - 1].end : NULL;

	if (c == '\'' || c == '`')
		return true;
	return c == 0xe2 && text->words[i].start - text->words[i - 1].end == 3 && (uint8_t)p[1] == 0x80 &&
	       ((uint8_t)p[2] & 0xfc) == 0x98;
}

unsigned
units_role(const struct lexicon *lexicon, const struct text *text, size_t i)
{
	const struct word *word = &text->words[i];
	const struct lexeme *lexeme = lexicon_find(lexicon, word->hash, folded(text, i), word->fold_len);
	unsigned role = lexeme != NULL ? lexeme->role : 0;

	if (role & ROLE_ATTACHED && !units_attached(text, i + 1))
		return role & ~(unsigned)(ROLE_ARTICLE | ROLE_LINK | ROLE_ATTACHED);
	return role;
}

static bool
follows(const struct text *text, size_t i)
{
	return i < text->count && text->words[i].gap <= GAP_JOINER;
}

/* A word's letters without an article that is written as one with it. */
static void
add_plain(struct letters *letters, const struct text *text, size_t i)
{
	const struct word *word = &text->words[i];
	size_t article = word->flags & WORD_ARABIC ? match_article(folded(text, i), word->fold_len) : 0;

	add_letters(letters, folded(text, i) + article, word->fold_len - article);
}

/* Abd, perhaps an article, and a word. Returns the last word, 0 if it is not so. */
static size_t
join_abd(const struct lexicon *lexicon, const struct text *text, size_t i, struct letters *letters)
{
	size_t next = i + 1;
	struct letters abd = {.n = 0};

	if (!follows(text, next))
		return 0;
	if (units_role(lexicon, text, next) & ROLE_ARTICLE || text->words[next].fold_len <= 2)
		next++;
	if (!follows(text, next))
		return 0;
	add_letters(&abd, folded(text, i), text->words[i].fold_len);
	letters->n = 0;
	for (size_t at = 0; at < 3 && at < abd.n; at++)
		letters->c[letters->n++] = abd.c[at];
	if (units_role(lexicon, text, next) & ROLE_ALLAH)
		add_letters(letters, folded(text, next), text->words[next].fold_len);
	else
		add_plain(letters, text, next);
	return next;
}

/* Adds the beginning of din or Allah that the word is, without the article's letters. */
static void
add_tail(struct letters *letters, const struct text *text, size_t i, unsigned role)
{
	struct letters tail = {.n = 0};

	add_plain(&tail, text, i);
	if (role & ROLE_DIN)
		while (tail.n > 3 && tail.c[0] != 'd' && tail.c[0] != 0x434 && tail.c[0] != 0x62f && tail.c[0] != 0x5d3)
			remove_letters(&tail, 0, 1);
	if (role & ROLE_DIN && tail.n > 1 && tail.c[0] == tail.c[1])
		remove_letters(&tail, 0, 1);
	for (size_t at = 0; at < tail.n && letters->n < LETTERS_MOST; at++)
		letters->c[letters->n++] = tail.c[at];
}

/* A word and one of the second halves of names. Returns the last word, 0 if there is none. */
static size_t
join_tail(const struct lexicon *lexicon, const struct text *text, size_t i, struct letters *letters)
{
	const struct word *word = &text->words[i];
	size_t next = i + 1;
	unsigned role;

	if (word->fold_len < 2 || !follows(text, next))
		return 0;
	role = units_role(lexicon, text, next);
	if (!(role & (ROLE_DIN | ROLE_ALLAH | ROLE_TAIL)) && follows(text, next + 1) &&
	    text->words[next].fold_len <= 4) {
		unsigned behind = units_role(lexicon, text, next + 1);
		const struct lexeme *here = lexicon_find(lexicon, text->words[next].hash, folded(text, next),
		                                         text->words[next].fold_len);

		if (!(behind & (ROLE_DIN | ROLE_ALLAH)) || here == NULL || !(here->role & ROLE_ARTICLE))
			return 0;
		role = behind;
		next++;
	}
	if (!(role & (ROLE_DIN | ROLE_ALLAH | ROLE_TAIL)))
		return 0;
	letters->n = 0;
	add_letters(letters, folded(text, i), word->fold_len);
	if (role & ROLE_ALLAH && letters->n > 2 && word->end - word->start >= 2 &&
	    memcmp(text->original + word->end - 2, "\u0629", 2) == 0)
		letters->c[letters->n - 1] = 0x62a; /* teh marbuta is heard before another word: Hibatullah */
	if (role & ROLE_ALLAH)
		add_letters(letters, folded(text, next), text->words[next].fold_len);
	else
		add_tail(letters, text, next, role);
	return next;
}

static void
add_own(struct list *list, struct letters *plain)
{
	const struct word *word = &list->text->words[list->first];
	UNINITIALISED struct letters letters;

	plain->n = 0;
	add_letters(plain, folded(list->text, list->first), word->fold_len);
	add_unit(list, list->first, plain, 0, STRIP_NONE, true);
	letters = *plain;
	if (plain_abd(&letters) | plain_din(&letters))
		add_unit(list, list->first, &letters, 0, STRIP_NONE, false);
}

static size_t
units_of_other(const struct text *text, size_t i, struct unit units[UNITS_MOST])
{
	struct list list = {.text = text, .units = units, .first = (uint32_t)i};
	UNINITIALISED struct letters plain;

	add_own(&list, &plain);
	add_bare(&list, &plain);
	return list.count;
}

/* Whether a word of ASCII can be read in one way only: no article, abd, abu or din is written as one
 * with it. */
static bool
is_simple(const char *s, size_t n)
{
	if (n == 0 || n > LETTERS_MOST || *s == 'a' || *s == 'e' || *s == 'u')
		return false;
	if (n >= 8 && (s[n - 1] == 'n' || s[n - 1] == 'e'))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((uint8_t)s[i] >= 0x80)
			return false;
	return true;
}

/* The unit of such a word. */
static void
make_simple(struct unit *unit, size_t i, const char *s, size_t n)
{
	unit->first = unit->last = (uint32_t)i;
	unit->skip = 0;
	unit->strip = STRIP_NONE;
	unit->whole = true;
	unit->common = false;
	unit->len = (uint8_t)n;
	memcpy(unit->bytes, s, n);
	set_key(unit);
}

size_t
units_of_word(const struct text *text, size_t i, struct unit units[UNITS_MOST])
{
	if (is_simple(folded(text, i), text->words[i].fold_len)) {
		make_simple(units, i, folded(text, i), text->words[i].fold_len);
		return 1;
	}
	return units_of_other(text, i, units);
}

/* The 's of English, which is no part of a name. */
static bool
is_possessive(const struct text *text, size_t i)
{
	return text->words[i].fold_len == 1 && *folded(text, i) == 's' && units_apostrophe(text, i);
}

size_t
units_at(const struct lexicon *lexicon, const struct text *text, size_t i, struct unit units[UNITS_MOST])
{
	struct list list = {.text = text, .units = units, .first = (uint32_t)i};
	UNINITIALISED struct letters plain;
	UNINITIALISED struct letters letters;
	unsigned role = units_role(lexicon, text, i);
	size_t last;

	add_own(&list, &plain);
	if (role & ROLE_ABD && (last = join_abd(lexicon, text, i, &letters)) > 0)
		add_unit(&list, last, &letters, 0, STRIP_NONE, false);
	else if ((last = join_tail(lexicon, text, i, &letters)) > 0)
		add_unit(&list, last, &letters, 0, STRIP_NONE, false);
	if (role & (ROLE_KUNYA | ROLE_ARTICLE | ROLE_FILIAL) && follows(text, i + 1)) {
		letters = plain;
		add_plain(&letters, text, i + 1);
		add_unit(&list, i + 1, &letters, 0, STRIP_NONE, false);
	}
	letters = plain;
	for (size_t next = i + 1; next < i + 3 && units_attached(text, next) && !is_possessive(text, next); next++) {
		add_letters(&letters, folded(text, next), text->words[next].fold_len);
		add_unit(&list, next, &letters, 0, STRIP_NONE, false);
	}
	add_bare(&list, &plain);
	return list.count;
}

void
units_of_name(const struct lexicon *lexicon, const struct text *text, size_t i, struct unit *unit)
{
	const struct word *word = &text->words[i];
	struct list list = {.text = text, .units = unit, .first = (uint32_t)i};
	size_t article = word->flags & WORD_ARABIC ? match_article(folded(text, i), word->fold_len) : 0, last;
	struct letters letters = {.n = 0};
	unsigned role = units_role(lexicon, text, i);

	if (role & ROLE_ABD && (last = join_abd(lexicon, text, i, &letters)) > 0) {
		add_unit(&list, last, &letters, 0, STRIP_NONE, false);
		return;
	}
	if ((last = join_tail(lexicon, text, i, &letters)) > 0) {
		add_unit(&list, last, &letters, 0, STRIP_NONE, false);
		unit->common = true;
		return;
	}
	if (role & ROLE_ALLAH)
		article = 0;
	add_letters(&letters, folded(text, i) + article, word->fold_len - article);
	for (last = i; units_apostrophe(text, last + 1); last++)
		add_letters(&letters, folded(text, last + 1), text->words[last + 1].fold_len);
	plain_abd(&letters);
	plain_din(&letters);
	add_unit(&list, last, &letters, article, article > 0 ? STRIP_ARTICLE : STRIP_NONE,
	         article == 0 && last == i);
}
