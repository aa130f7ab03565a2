#include "filters/tag/regexes.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "tests/unit/check.h"

static void
refused(const char *pattern, const char *flags, size_t at, const char *why)
{
	char got[200] = "";
	size_t place = 999;
	bool good = regex_check(pattern, flags, &place, got, sizeof(got));

	check(!good && place == at && strstr(got, why) != NULL, "/%.40s/%s is refused: %s", pattern, flags, why);
	if (good || place != at || strstr(got, why) == NULL)
		printf("# at %zu: %s\n", place, got);
}

static void
taken(const char *pattern, const char *flags)
{
	char why[200] = "";
	size_t at;

	check(regex_check(pattern, flags, &at, why, sizeof(why)), "/%s/%s is taken", pattern, flags);
	if (why[0] != '\0')
		printf("# at %zu: %s\n", at, why);
}

static void
test_check(void)
{
	static char nested[500], longest[5000];

	taken("ab+c", "");
	taken("ab+c", "imsx");
	taken("\\bkill(?:ed|s)?\\b", "i");
	taken("(?<=a)b", "");
	taken("حشد\\s+شعبي", "");
	taken("\\p{Arabic}+\\d", "");
	taken("[(*ACCEPT)\\]{9999}]x", "");
	taken("\\Q(*ACCEPT)\\K\\E", "");
	taken("\\(*ACCEPT", "");
	taken("(*atomic:a+)b", "");
	taken("\\\\Kx", "");
	taken("[[:alpha:]]+x{1,1000}", "");
	taken("x{,5}", "");
	refused("a(b", "", 3, "missing closing parenthesis");
	refused("a[b", "", 3, "missing terminating ]");
	refused("*a", "", 0, "quantifier");
	refused("a", "g", 0, "unknown flag 'g'");
	refused("a", "ii", 0, "twice");
	refused("a", "\x01", 0, "unknown flag '?'");
	refused("", "", 0, "empty text");
	refused("a*", "", 0, "empty text");
	refused("(?=a)", "", 0, "empty text");
	refused("a|^", "", 0, "empty text");
	refused("a\\Cb", "", 1, "\\C");
	refused("a\\Kb", "", 1, "(?<=");
	refused("\\Gb", "", 0, "\\G");
	refused("a(?C1)b", "", 1, "callouts");
	refused("(*LIMIT_MATCH=1)a", "", 0, "verbs");
	refused("(*NO_UTF_CHECK)a", "", 0, "verbs");
	refused("[]](*ACCEPT)a", "", 3, "verbs");
	refused("a{1001}", "", 1, "1000");
	refused("a{1,1001}", "", 1, "1000");
	refused("(((a{1,100}){1,100}){1,100})x", "", 29, "too large");
	memset(nested, '(', 200);
	nested[200] = 'a';
	memset(nested + 201, ')', 200);
	refused(nested, "", 65, "nested");
	memset(longest, 'a', sizeof(longest) - 1);
	refused(longest, "", 4096, "longer");
}

static size_t gave_up_count;

static void
count_gave_up(uint32_t term, void *context)
{
	gave_up_count++;
}

/* What the set's expressions find in a text: `start-end` of each, with its words. */
static const char *
found(const struct regexes *regexes, const char *s, size_t n, struct buf *out)
{
	struct regex_search *search = regex_search_new(regexes);
	struct matches matches = {0};
	struct text text = {0};

	buf_clear(out);
	gave_up_count = 0;
	text_fold(&text, s, n);
	regexes_find(regexes, &text, 0, search, &matches, count_gave_up, NULL);
	for (size_t i = 0; i < matches.count; i++) {
		const struct hit *hit = &matches.hits[i];

		buf_addf(out, "%s%u-%u(%u-%u)", i > 0 ? " " : "", hit->start, hit->end, hit->first, hit->last);
		if (!regexes_fit(regexes, hit->term, &text, hit->start, hit->end, search))
			buf_adds(out, " does not fit");
		if (regexes_fit(regexes, hit->term, &text, hit->start, hit->end - 1, search))
			buf_adds(out, " fits what is too short");
	}
	text_free(&text);
	matches_free(&matches);
	regex_search_free(search);
	return buf_str(out);
}

/* Of a pattern as in a rule file: /ab+c/i. */
static struct regexes *
load(const char *written)
{
	char *text = xmemdup(written + 1, strlen(written) - 1);
	char *slash = strrchr(text, '/');
	struct term term = {.written = written, .text = text, .kind = TERM_REGEX, .flags = slash + 1};
	const struct term *terms[] = {&term};
	struct regexes *regexes;

	*slash = '\0';
	regexes = regexes_new_terms(terms, 1);
	if (regexes == NULL) {
		printf("Bail out! no expression: %s\n", written);
		exit(1);
	}
	free(text);
	return regexes;
}

static void
finds(const char *pattern, const char *s, const char *want)
{
	struct regexes *regexes = load(pattern);
	struct buf out = {0};

	check_string(found(regexes, s, strlen(s), &out), want, "%s finds what is there, and only that", pattern);
	check(gave_up_count == 0, "%s is not given up", pattern);
	regexes_free(regexes);
	buf_free(&out);
}

static void
test_find(void)
{
	finds("/ab+c/", "an abbc, xabcx", "3-7(1-1) 10-13(2-2)");
	finds("/ab+c/i", "ABC", "0-3(0-0)");
	finds("/É/i", "née", "1-3(0-0)");
	finds("/\\bнож\\w*/i", "Ножи", "0-8(0-0)");
	finds("/one two/", "x one two y", "2-9(1-2)");
	finds("/, /", "one, two", "3-5(1-1)");
	finds("/!+/", "one!!", "3-5(0-0)");
	finds("/!+/", "!!", "");
	finds("/o, t/", "one. no, two", "6-10(1-2)");
	finds("/^b$/m", "a\r\nb\r\nc", "3-4(1-1)");
	finds("/a.c/s", "a\nc", "0-3(0-1)");
	finds("/a . c # not this/x", "abc", "0-3(0-0)");
	finds("/(a|ab)(c|bcd)/", "abcd", "0-4(0-0)");
	finds("/(?<=a)b/", "bab", "2-3(0-0)");
	finds("/a?b?c?[abc]/", "abcabc", "0-4(0-0) 4-6(0-0)");
}

/* With these the text must be given up; it would take longer than anybody waits. */
static void
gives_up(const char *pattern, const char *unit, size_t times, const char *end)
{
	struct regexes *regexes = load(pattern);
	struct buf out = {0}, text = {0};

	for (size_t i = 0; i < times; i++)
		buf_adds(&text, unit);
	buf_adds(&text, end);
	check_string(found(regexes, text.data, text.len, &out), "", "%s in %zu times %s%s: nothing is found", pattern,
	             times, unit, end);
	check(gave_up_count == 1, "and it is given up");
	regexes_free(regexes);
	buf_free(&out);
	buf_free(&text);
}

static void
test_bounds(void)
{
	gives_up("/(a+)+$/", "a", 40, "!");
	gives_up("/(a+)+$/", "a", 100000, "!");
	gives_up("/(a|aa)+$/", "a", 100000, "!");
	gives_up("/a.*[bc]/", "a", 100000, "");
	gives_up("/\\w+\\w+[xy]/", "a", 100000, "");
	gives_up("/<[^>]*[>)]/", "<a", 100000, "");
	gives_up("/(.*)\\1[xy]/", "a", 100000, "b");
	gives_up("/(?=(a*))a+\\1[xy]/", "a", 100000, "");
	gives_up("/(a(?1)?b|a)+[cd]/", "a", 100000, "");
	finds("/a.*[bc]/", "abaaaaaaaaaaaaaaaaaa", "0-2(0-0)");
}

int
main(void)
{
	test_check();
	test_find();
	test_bounds();
	return check_done();
}
