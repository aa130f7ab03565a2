/* Guises of a word beside the one it is written in. */
#include "filters/tag/match_table.h"

#include "common/text_fold.h"

#define LETTER ((size_t)2) /* bytes of an Arabic one */

static bool
ends_in(const char *s, size_t n, const char *end)
{
	size_t len = strlen(end);

	return n >= len && memcmp(s + n - len, end, len) == 0;
}

static size_t
letters_in(const char *s, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((uint8_t)s[i] & 0xc0) != 0x80;
	return count;
}

size_t
match_ezafe(const char *original, const struct word *last, const char *s, size_t n)
{
	const char *word = original + last->start;
	size_t len = last->end - last->start, cut = LETTER;
	bool urdu = ends_in(word, len, "\u06d2");

	if (!urdu && !ends_in(word, len, "\u06cc"))
		return 0;
	if (urdu && ends_in(word, len, "\u0626\u06d2"))
		cut += LETTER;
	if (cut >= last->fold_len || letters_in(s, n - cut) < 3)
		return 0;
	n -= cut;
	if (ends_in(s, n, "\u0627") || ends_in(s, n, "\u0648") || (!urdu && ends_in(s, n, "\u0647")))
		return cut;
	return 0;
}

size_t
match_without_digits(const char *s, size_t n, bool ell, char out[MATCH_GUISE])
{
	static const char letters[10] = {'o', 'i', 0, 'e', 'a', 's', 0, 't', 0, 0};
	size_t count = 0;

	if (n > MATCH_GUISE)
		return 0;
	for (size_t i = 0; i < n; i++) {
		out[i] = s[i];
		if (s[i] >= '0' && s[i] <= '9')
			out[i] = s[i] == '1' && ell ? 'l' : letters[s[i] - '0'];
		else
			count += s[i] >= 'a' && s[i] <= 'z';
		if (out[i] < 'a' || out[i] > 'z')
			return 0;
	}
	return count >= 3 ? n : 0;
}

static bool
is_latin(const struct text *text, size_t i)
{
	char c = text->folded.data[text->words[i].fold];

	return c >= 'a' && c <= 'z';
}

size_t
match_as_latin(const struct text *text, size_t i, char out[MATCH_GUISE])
{
	const struct word *word = &text->words[i];
	size_t n;

	if (text->count < 2 || (i > 0 && !is_latin(text, i - 1)) ||
	    (i + 1 < text->count && !is_latin(text, i + 1)))
		return 0;
	n = text_as_latin(text, word, out, MATCH_GUISE);
	return n >= 3 ? n : 0;
}
