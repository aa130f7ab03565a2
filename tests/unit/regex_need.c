#include "filters/tag/regex_need.h"

#include <stdlib.h>

#include "common/buf.h"
#include "filters/tag/regexes.h"
#include "tests/unit/check.h"

/* What a pattern needs, with | between. */
static void
needs(const char *pattern, const char *flags, const char *want)
{
	struct regex_need need;
	struct buf got = {0};

	regex_need_find(&need, pattern, flags);
	for (size_t i = 0; i < need.count; i++) {
		buf_adds(&got, i > 0 ? "|" : "");
		buf_add(&got, need.literals[i].bytes, need.literals[i].len);
	}
	check_string(buf_str(&got), want, "/%s/%s needs '%s'", pattern, flags, want);
	buf_free(&got);
}

static void
test_needs(void)
{
	needs("Bomb", "", "bomb");
	needs("car\\s+bomb\\w*", "", "bomb");
	needs("\\bkill(?:ed|s)?\\b", "i", "kill");
	needs("(?:kill|murder)(ed|s)?", "", "kill|murder");
	needs("one|two|three", "", "one|two|three");
	needs("one|tw|three", "", "");
	needs("abcd?", "", "abc");
	needs("abcd*e", "", "abc");
	needs("abcd{0,2}", "", "abc");
	needs("abcd{2,3}efghi", "", "efghi");
	needs("abcd+efg", "", "abcd");
	needs("abcd+?", "", "abcd");
	needs("abcd??", "", "abc");
	needs("(abcd)?efg", "", "efg");
	needs("(abcd){0}efg", "", "efg");
	needs("(abcd){2}efg", "", "abcd");
	needs("(?!abcd)efg", "", "efg");
	needs("(?<=abcd)efg", "", "efg");
	needs("a\\.bc", "", "a.bc");
	needs("[abc]def[^]x]", "", "def");
	needs("[[:alpha:]]def", "", "def");
	needs("\\p{L}abc\\pLdefg", "", "defg");
	needs("\\d{2}\\sabc", "", "abc");
	needs("ab.cd", "", "");
	needs("^abc$", "m", "abc");
	needs("abc def", "x", "");
	needs("(?i)abc", "", "");
	needs("abc(?-i:d)", "", "");
	needs("(a)abc\\1", "", "");
	needs("\\x41bcd", "", "");
	needs("\\Qabcd\\E", "", "");
	needs("(?#abcd)efg", "", "");
	needs("(?<n>abcd)", "", "");
	needs("\u00e9abc\u00e9", "i", "abc");
	needs("\u00e9a", "", "\u00e9a");
	needs("حشد", "i", "حشد");
	needs("нож", "i", "");
	needs("a{x}bcd", "", "x}bcd");
	needs("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "", "abcdefghijklmnopqrstuvwxyzabcdef");
	needs("", "", "");
}

/* Ways to say things, out of which patterns are made; and what texts are made of. */
static const char *const pieces[] = {
	"kas", "Bomb", "(?:kas|bomb)", "(kas|x)?", "a", "b+", "[ab]", "\\w", "\\s", "k{2}", ".", "bo*m", "|", "حش", "(?=b)", "s",
	"(?:ab|ba){1,2}",
};
static const char *const bits[] = {
	"kas", "KAS", "\u212aa\u017f", "bomb", "BoMB", "a", "b", " ", "kk", "bm", "حش", "ab", "ba", "x", "s", "boom",
};

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static uint32_t state = 1;

static size_t
draw(size_t count)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % count;
}

static void
make(struct buf *out, const char *const *parts, size_t count, size_t most)
{
	buf_clear(out);
	for (size_t n = draw(most) + 1; n > 0; n--)
		buf_adds(out, parts[draw(count)]);
	buf_str(out);
}

static void
ignore(uint32_t term, void *context)
{
}

static size_t
count_hits(const struct regexes *regexes, const char *s, size_t n, uint32_t term)
{
	struct regex_search *search = regex_search_new(regexes);
	struct matches matches = {0};
	struct text text = {0};
	size_t count = 0;

	text_fold(&text, s, n);
	regexes_find(regexes, &text, 0, search, &matches, ignore, NULL);
	for (size_t i = 0; i < matches.count; i++)
		count += matches.hits[i].term == term;
	text_free(&text);
	matches_free(&matches);
	regex_search_free(search);
	return count;
}

/* One expression is tried on every text; among others it is left out where it cannot match. */
static void
test_random(void)
{
	static const struct term other = {.text = "neverthere", .flags = "", .kind = TERM_REGEX, .id = 1};
	static const struct term another = {.text = "norhere", .flags = "", .kind = TERM_REGEX, .id = 2};
	struct buf pattern = {0}, text = {0};
	size_t tried = 0, needing = 0, found = 0, wrong = 0;
	char why[200];

	for (int round = 0; round < 3000; round++) {
		struct term term = {.kind = TERM_REGEX, .flags = draw(2) ? "i" : ""};
		const struct term *alone[] = {&term}, *among[] = {&term, &other, &another};
		struct regexes *one, *three;
		struct regex_need need;
		size_t at;

		make(&pattern, pieces, COUNT(pieces), 5);
		term.text = buf_str(&pattern);
		if (!regex_check(term.text, term.flags, &at, why, sizeof(why)))
			continue;
		one = regexes_new_terms(alone, 1);
		three = regexes_new_terms(among, 3);
		regex_need_find(&need, term.text, term.flags);
		needing += need.count > 0;
		for (int i = 0; i < 20; i++) {
			size_t plain;

			make(&text, bits, COUNT(bits), 6);
			plain = count_hits(one, text.data, text.len, 0);
			tried++;
			found += plain > 0;
			if (plain != count_hits(three, text.data, text.len, 0) && wrong++ < 5)
				printf("# /%s/%s in '%s'\n", term.text, term.flags, buf_str(&text));
		}
		regexes_free(one);
		regexes_free(three);
	}
	check(wrong == 0, "no match is lost by what is needed");
	check(needing > 500 && found > 5000 && found < tried - 5000, "in texts with and without");
	printf("# %zu texts, %zu with matches, %zu patterns that need something\n", tried, found, needing);
	buf_free(&pattern);
	buf_free(&text);
}

int
main(void)
{
	test_needs();
	test_random();
	return check_done();
}
