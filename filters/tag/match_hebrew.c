/* Hebrew prefixes: ve-, she- and its company, one of be- ke- le- mi-, and the article, in that order,
 * written as one with the word. */
#include "filters/tag/match_table.h"

/* Bytes of a letter; letters that must be left. */
#define LETTER ((size_t)2)
#define LEFT_LEAST 3

/* The conjunctions that take part in chains: ש, כש, מש, לכש. */
static const char *const conjunctions[] = {"\u05e9", "\u05db\u05e9", "\u05de\u05e9", "\u05dc\u05db\u05e9"};

static bool
is_one_of(const char *s, size_t n, size_t at, const char *letters)
{
	if (at + LETTER > n)
		return false;
	for (; *letters != '\0'; letters += LETTER)
		if (memcmp(s + at, letters, LETTER) == 0)
			return true;
	return false;
}

bool
match_may_have_prefix(const char *s, size_t n)
{
	return is_one_of(s, n, 0, "\u05d5\u05d4\u05d1\u05dc\u05de\u05e9\u05db");
}

static size_t
letters_from(const char *s, size_t n, size_t at)
{
	size_t count = 0;

	for (; at < n && count < LEFT_LEAST; at++)
		count += ((uint8_t)s[at] & 0xc0) != 0x80;
	return count;
}

/* Adds to `at`, bit i set if the chain may end at byte i, where it may end with one of the letters
 * more. */
static uint32_t
step(const char *s, size_t n, uint32_t at, const char *letters)
{
	uint32_t more = at;

	for (uint32_t left = at; left != 0; left &= left - 1) {
		size_t i = (size_t)__builtin_ctz(left);

		if (is_one_of(s, n, i, letters))
			more |= 1u << (i + LETTER);
	}
	return more;
}

uint32_t
match_prefixes(const char *s, size_t n)
{
	uint32_t at = step(s, n, 1, "\u05d5"), more = at, found = 0;

	for (; at != 0; at &= at - 1) {
		size_t from = (size_t)__builtin_ctz(at);

		for (size_t i = 0; i < sizeof(conjunctions) / sizeof(conjunctions[0]); i++) {
			size_t len = strlen(conjunctions[i]);

			if (n - from >= len && memcmp(s + from, conjunctions[i], len) == 0)
				more |= 1u << (from + len);
		}
	}
	more = step(s, n, more, "\u05d1\u05db\u05dc\u05de");
	more = step(s, n, more, "\u05d4");
	for (more &= ~1u; more != 0; more &= more - 1)
		if (letters_from(s, n, (size_t)__builtin_ctz(more)) >= LEFT_LEAST)
			found |= more & -more;
	return found;
}
