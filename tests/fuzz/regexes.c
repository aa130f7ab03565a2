/* A pattern, a byte of flags and a text: what regex_check() takes matches in bounded time, and finds among
 * others what it finds alone. */
#include <stdlib.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/regexes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition) \
	do { \
		if (!(condition)) \
			abort(); \
	} while (0)

static size_t gave_up;

static void
count(uint32_t term, void *context)
{
	gave_up++;
}

/* Hits of the term 0; each must be one when it is looked at alone. */
static size_t
find(const struct regexes *regexes, const struct text *text, struct matches *matches)
{
	struct regex_search *search = regex_search_new(regexes);
	size_t found = 0;

	gave_up = 0;
	regexes_find(regexes, text, 0, search, matches, count, NULL);
	for (size_t i = 0; i < matches->count; i++) {
		const struct hit *hit = &matches->hits[i];

		if (hit->term != 0)
			continue;
		found++;
		must(hit->start < hit->end && hit->end <= text->original_len);
		must(hit->first <= hit->last && hit->last < text->count);
		must(i > 10 || regexes_fit(regexes, 0, text, hit->start, hit->end, search));
	}
	regex_search_free(search);
	return found;
}

static void
try(const struct term *term, const struct text *text)
{
	static const struct term one = {.text = "neverthere", .flags = "", .kind = TERM_REGEX, .id = 1};
	static const struct term two = {.text = "norhere", .flags = "", .kind = TERM_REGEX, .id = 2};
	const struct term *terms[] = {term, &one, &two};
	struct regexes *alone = regexes_new_terms(terms, 1), *among = regexes_new_terms(terms, 3);
	struct matches matches = {0};
	size_t found;

	must(alone != NULL && among != NULL);
	found = find(alone, text, &matches);
	if (gave_up == 0) {
		matches_clear(&matches);
		must(find(among, text, &matches) == found);
	}
	matches_free(&matches);
	regexes_free(alone);
	regexes_free(among);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const flags[] = {"", "i", "m", "s", "x", "im", "is", "imsx"};
	const uint8_t *line = size > 1 ? memchr(data + 1, '\n', size - 1) : NULL;
	struct term term = {.kind = TERM_REGEX};
	struct text text = {0};
	char *pattern, *original, why[200];
	size_t at, n;

	if (line == NULL)
		return 0;
	n = (size_t)(line - data) - 1;
	pattern = xmemdup(data + 1, n);
	pattern[utf8_valid(pattern, strlen(pattern))] = '\0';
	term.text = pattern;
	term.flags = flags[data[0] % 8];
	n = size - n - 2;
	original = xmemdup(line + 1, n);
	text_fold(&text, original, utf8_valid(original, n));
	if (regex_check(pattern, term.flags, &at, why, sizeof(why)))
		try(&term, &text);
	else
		must(why[0] != '\0' && at <= strlen(pattern));
	text_free(&text);
	free(original);
	free(pattern);
	return 0;
}
