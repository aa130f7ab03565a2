/* Arabic proclitics: what is written as one with the word that follows. All
 * the letters are two bytes in UTF-8, and folding has levelled their variants. */
#include "filters/tag/match_table.h"

/* Bytes of a letter; those of an article are twice as many. */
#define LETTER ((size_t)2)

enum letter { OTHER, CONJUNCTION, PREPOSITION, LAM, ALEF };

static enum letter
letter_at(const char *s, size_t n, size_t at)
{
	if (at + LETTER > n)
		return OTHER;
	switch ((uint8_t)s[at] << 8 | (uint8_t)s[at + 1]) {
	case 0xd988: /* waw */
	case 0xd981: /* feh */
		return CONJUNCTION;
	case 0xd8a8: /* beh */
	case 0xd983: /* kaf */
	case 0xd8b3: /* seen */
		return PREPOSITION;
	case 0xd984:
		return LAM;
	case 0xd8a7:
		return ALEF;
	default:
		return OTHER;
	}
}

/* Whether s has at least that many characters. */
static bool
has_letters(const char *s, size_t n, size_t wanted)
{
	size_t count = 0;

	for (size_t i = 0; i < n && count < wanted; i++)
		count += ((uint8_t)s[i] & 0xc0) != 0x80;
	return count >= wanted;
}

static bool
is_article(const char *s, size_t n, size_t at)
{
	enum letter letter = letter_at(s, n, at);

	return (letter == ALEF || letter == LAM) && letter_at(s, n, at + LETTER) == LAM;
}

size_t
match_article(const char *s, size_t n)
{
	if (letter_at(s, n, 0) != ALEF || letter_at(s, n, LETTER) != LAM)
		return 0;
	return has_letters(s + 2 * LETTER, n - 2 * LETTER, 2) ? 2 * LETTER : 0;
}

uint32_t
match_proclitics(const char *s, size_t n, uint32_t *restored)
{
	uint32_t at = 1, found = 0; /* bit i of at: the chain may end at byte i */
	size_t i = 0;

	*restored = 0;
	if (letter_at(s, n, i) == CONJUNCTION)
		at |= 1u << (i += LETTER);
	if (letter_at(s, n, i) == PREPOSITION || letter_at(s, n, i) == LAM)
		at |= 1u << (i + LETTER);
	for (i = 0; i <= 2 * LETTER; i += LETTER) {
		if (!(at >> i & 1))
			continue;
		if (i > 0 && has_letters(s + i, n - i, 3))
			found |= 1u << i;
		if (is_article(s, n, i) && has_letters(s + i + 2 * LETTER, n - i - 2 * LETTER, 2)) {
			found |= 1u << (i + 2 * LETTER);
			if (letter_at(s, n, i) == LAM)
				*restored |= 1u << (i + 2 * LETTER);
		}
	}
	return found;
}
