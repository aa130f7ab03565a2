/* Arabic proclitics. */
#include "filters/tag/match_table.h"

/* Bytes of a letter; those of an article are twice as many. */
#define LETTER ((size_t)2)

const uint8_t match_arabic_letters[128] = {
	[0x27] = LETTER_ALEF,        /* alef */
	[0x28] = LETTER_PREPOSITION, /* beh */
	[0x33] = LETTER_PREPOSITION, /* seen */
	[0x41] = LETTER_CONJUNCTION, /* feh */
	[0x43] = LETTER_PREPOSITION, /* kaf */
	[0x44] = LETTER_LAM,         /* lam */
	[0x48] = LETTER_CONJUNCTION, /* waw */
};

/* Whether s has at least that many characters. */
static bool
has_letters(const char *s, size_t n, size_t wanted)
{
	size_t count = 0;

	if (n > 4 * (wanted - 1))
		return true;
	for (size_t i = 0; i < n && count < wanted; i++)
		count += ((uint8_t)s[i] & 0xc0) != 0x80;
	return count >= wanted;
}

static bool
is_article(const char *s, size_t n, size_t at)
{
	enum match_letter letter = match_letter_at(s, n, at);

	return (letter == LETTER_ALEF || letter == LETTER_LAM) &&
	       match_letter_at(s, n, at + LETTER) == LETTER_LAM;
}

size_t
match_article(const char *s, size_t n)
{
	if (match_letter_at(s, n, 0) != LETTER_ALEF || match_letter_at(s, n, LETTER) != LETTER_LAM)
		return 0;
	return has_letters(s + 2 * LETTER, n - 2 * LETTER, 2) ? 2 * LETTER : 0;
}

/* Whether at i stands li- before a word that begins with lam, of which the article is not written at
 * all: lillah, lil-lugha. */
static bool
hides_article(const char *s, size_t n, size_t i)
{
	return match_letter_at(s, n, i) == LETTER_LAM && match_letter_at(s, n, i + LETTER) == LETTER_LAM &&
	       (i == 0 || match_letter_at(s, n, 0) == LETTER_CONJUNCTION) &&
	       has_letters(s + i + LETTER, n - i - LETTER, 2);
}

uint32_t
match_proclitics(const char *s, size_t n, uint32_t *restored)
{
	uint32_t at = 1, found = 0; /* bit i of at: the chain may end at byte i */
	size_t i = 0;

	*restored = 0;
	if (match_letter_at(s, n, i) == LETTER_CONJUNCTION)
		at |= 1u << (i += LETTER);
	if (match_letter_at(s, n, i) == LETTER_PREPOSITION || match_letter_at(s, n, i) == LETTER_LAM)
		at |= 1u << (i + LETTER);
	for (i = 0; i <= 2 * LETTER; i += LETTER) {
		if (!(at >> i & 1))
			continue;
		if (i <= LETTER && hides_article(s, n, i))
			*restored |= 1u << (i + LETTER);
		if (i > 0 && has_letters(s + i, n - i, 3))
			found |= 1u << i;
		if (is_article(s, n, i) && has_letters(s + i + 2 * LETTER, n - i - 2 * LETTER, 2)) {
			found |= 1u << (i + 2 * LETTER);
			if (match_letter_at(s, n, i) == LETTER_LAM)
				*restored |= 1u << (i + 2 * LETTER);
		}
	}
	return found;
}
