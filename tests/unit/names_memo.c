/* What is remembered of words changes no answer: not when it has been put out, nor when there is no room. */
#include "filters/tag/names.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/tag/names_inner.h"
#include "tests/unit/check.h"

enum { TERMS = 6000, SPELLINGS = 48 };

/* Names that share a word, so that every spelling of it may name all of them. */
static struct names *
many_names(void)
{
	static struct term terms[TERMS];
	static char texts[TERMS][32];
	static const struct term *list[TERMS];

	for (size_t i = 0; i < TERMS; i++) {
		snprintf(texts[i], sizeof(texts[i]), "Besarion %c%c%c%c%cov", "bdgkmnprst"[i % 10], "aiou"[i / 10 % 4],
		         "bdgkmnprst"[i / 40 % 10], "aiou"[i / 400 % 4], "bdgkmnprst"[i / 1600 % 10]);
		terms[i] = (struct term){.written = texts[i], .text = texts[i], .kind = TERM_NAME, .generous = true, .id = i};
		list[i] = &terms[i];
	}
	return names_new_terms(list, TERMS);
}

/* All the ways to write the shared word, and what stands behind the last. */
static size_t
write_spellings(char *out, size_t size, const char *tail)
{
	size_t n = 0;

	for (size_t i = 0; i < SPELLINGS; i++)
		n += (size_t)snprintf(out + n, size - n, "B%c%s%s%c%cn ", "aei"[i % 3], i / 3 % 2 ? "ssa" : "sa",
		                      i / 24 % 2 ? "rr" : "r", "iy"[i / 6 % 2], "ou"[i / 12 % 2]);
	return n + (size_t)snprintf(out + n, size - n, "%s", tail);
}

static bool
finds_same(const struct names *names, struct name_search *used, const char *s, size_t n, size_t *count)
{
	struct name_search *fresh = name_search_new();
	struct matches a = {0}, b = {0};
	struct text text = {0};
	bool same;

	text_fold(&text, s, n);
	matches_clear(&a);
	matches_clear(&b);
	names_find(names, &text, 0, fresh, &a);
	names_find(names, &text, 0, used, &b);
	same = a.count == b.count && (a.count == 0 || memcmp(a.hits, b.hits, a.count * sizeof(*a.hits)) == 0);
	*count = a.count;
	matches_free(&a);
	matches_free(&b);
	text_free(&text);
	name_search_free(fresh);
	return same;
}

/* Words that nothing is known of, more than are remembered. */
static void
flood(const struct names *names, struct name_search *search)
{
	struct matches matches = {0};
	struct text text = {0};
	char *s = xcalloc(1, 1 << 23);
	size_t n = 0;

	for (unsigned i = 0; i < 300000; i++)
		n += (size_t)sprintf(s + n, "%c%c%c%c%cx%u ", 'b' + i % 19, 'a' + i / 19 % 23, 'c' + i / 437 % 17,
		                     'a' + i / 7429 % 11, 'd' + i / 81719 % 13, i % 7);
	text_fold(&text, s, n);
	matches_clear(&matches);
	names_find(names, &text, 0, search, &matches);
	matches_free(&matches);
	text_free(&text);
	free(s);
}

int
main(void)
{
	static const char tail[] = "done. Basarion Bababov came; then Besaryun Tosukov";
	static char text[1 << 14];
	struct names *names = many_names();
	struct name_search *search = name_search_new();
	size_t n, before, count;

	n = write_spellings(text, sizeof(text), tail);
	check(finds_same(names, search, tail, strlen(tail), &before) && before > 0, "%zu names in a text", before);
	check(finds_same(names, search, text, n, &count) && count == before, "the same behind more than there is room for");
	check(search->accepted_count > ACCEPTED / 2, "there was no room");
	check(finds_same(names, search, text, n, &count) && count == before, "the same from memory");
	flood(names, search);
	check(finds_same(names, search, text, n, &count) && count == before, "the same after many other words");
	name_search_free(search);
	names_free(names);
	return check_done();
}
