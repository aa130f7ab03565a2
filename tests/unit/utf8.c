#include "common/utf8.h"

#include <stdlib.h>

#include "common/simd.h"
#include "tests/unit/check.h"

/* The length of the character at s by the arithmetic of RFC 3629, section 3, or
 * 0 if there is none. */
static size_t
reference(const unsigned char *s, size_t n)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3
	                : s[0] < 0xf8 ? 4 : 0;
	uint32_t c = length == 1 ? s[0] : s[0] & (0x7fu >> length);

	if (length == 0 || length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : length;
}

static size_t
reference_valid(const char *s, size_t n)
{
	size_t at = 0, length = 1;

	while (at < n && length > 0) {
		length = reference((const unsigned char *)s + at, n - at);
		at += length;
	}
	return at;
}

static size_t
reference_count(const char *s, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

static uint32_t
random_bits(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	return state ^= state << 5;
}

/* Whether s agrees with the reference, in a copy of just its size. */
static bool
agrees(const char *s, size_t n)
{
	char *copy = malloc(n + 1);
	bool same;

	memcpy(copy + 1, s, n);
	same = utf8_valid(copy + 1, n) == reference_valid(s, n) &&
	       utf8_count(copy + 1, n) == reference_count(s, n);
	free(copy);
	return same;
}

static void
test_code_points(void)
{
	size_t wrong = 0, lengths = 0;

	for (uint32_t c = 0; c <= 0x10ffff + 2; c++) {
		char s[4];
		size_t n = utf8_encode(c, s);
		const char *p = s;
		bool odd = (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff;

		lengths += n;
		wrong += utf8_decode(&p, s + n) != (odd ? UTF8_REPLACEMENT : c) || p != s + n ||
		         reference((const unsigned char *)s, n) != n;
	}
	check(wrong == 0, "every code point is encoded and decoded");
	check(lengths == 0x80 + 2 * 0x780 + 3 * 0xf800 + 4 * 0x100000 + 3 * 2,
	      "in as few bytes as can be");
}

static void
test_decode(void)
{
	const char *p, *cut = "\xf0\x9f\x98";
	size_t wrong = 0;

	/* All of two bytes; three and four where only the first two can err. */
	for (uint32_t pair = 0; pair < 0x10000; pair++) {
		char s[4] = {(char)(pair >> 8), (char)pair, (char)0x80, (char)0xbf};
		size_t length = reference((unsigned char *)s, 4);

		p = s;
		utf8_decode(&p, s + 4);
		wrong += p != s + (length > 0 ? length : 1);
		wrong += !agrees(s, 4) || !agrees(s, 3) || !agrees(s, 2);
	}
	check(wrong == 0, "every first two bytes are judged as RFC 3629 has it");
	p = cut;
	check(utf8_decode(&p, cut + 3) == UTF8_REPLACEMENT && p == cut + 1,
	      "a character that is cut gives U+FFFD and moves by one");
}

static const char *const sequences[] = {
	"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
	"\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", /* the last of the good */
	"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xc2\xc2\x80", "\xdf\xbf\xbf",
	"\xe0\x80\x80", "\xe0\x9f\xbf", "\xe1\x80", "\xe1\x80\x41", "\xe1\x41\x80", "\xed\xa0\x80",
	"\xed\xbf\xbf", "\xef\xbf\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf1\x80\x80",
	"\xf1\x80\x80\x41", "\xf1\x80\x41\x80", "\xf4\x90\x80\x80", "\xf4\xbf\xbf\xbf",
	"\xf5\x80\x80\x80", "\xf7\xbf\xbf\xbf", "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80",
	"\xfe", "\xff", "\xf1\x80\x80\x80\x80",
};

/* Every sequence at every place about the edges of vectors. */
static size_t
test_places(size_t *done)
{
	char text[200];
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(sequences) / sizeof(*sequences); i++)
		for (size_t at = 0; at < 140; at++) {
			size_t n = strlen(sequences[i]);

			memset(text, 'a', sizeof(text));
			memcpy(text + at, sequences[i], n);
			wrong += !agrees(text, sizeof(text)) || !agrees(text, at + n) || !agrees(text, at + 1);
			/* The same among characters of two bytes. */
			for (size_t k = 0; k + 1 < at; k += 2)
				memcpy(text + (at % 2) + k, "\xd8\xa7", 2);
			wrong += !agrees(text, sizeof(text)) || !agrees(text, at + n);
			*done += 5;
		}
	return wrong;
}

/* Random text of all scripts with now and then a byte spoiled. */
static size_t
test_random(void)
{
	char text[512];
	size_t wrong = 0;

	for (int round = 0; round < 4000; round++) {
		size_t n = 0, most = random_bits() % 500;
		uint32_t kind = random_bits() % 5;

		while (n < most) {
			static const uint32_t limits[] = {0x80, 0x800, 0x10000, 0x110000, 0x250};

			n += utf8_encode(random_bits() % limits[kind], text + n);
		}
		if (n > 0 && round % 2 == 0)
			text[random_bits() % n] = (char)random_bits();
		wrong += !agrees(text, n);
	}
	return wrong;
}

int
main(void)
{
	const struct simd *best = simd;

	test_code_points();
	for (size_t i = 0; i < SIMD_BODIES; i++) {
		size_t done = 0, wrong;

		simd = simd_body(i);
		if (simd == NULL) {
			printf("# this processor lacks vector body %zu\n", i);
			continue;
		}
		test_decode();
		wrong = test_places(&done);
		check(wrong == 0 && done > 20000, "%s: sequences at every place are judged rightly",
		      simd->name);
		check(test_random() == 0, "%s: random text is judged and counted rightly", simd->name);
	}
	simd = best;
	check(utf8_valid("", 0) == 0 && utf8_count("", 0) == 0, "no text is valid and has no characters");
	check(utf8_count("a\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80", 10) == 4, "characters are counted");
	return check_done();
}
