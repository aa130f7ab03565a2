/* Names from the first line, `|` between them; the rest is the text. Hits must lie in the text, in order, each of
 * whole characters, and not overlap within a term; the same text a second time gives the same. */
#include "filters/tag/names.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TERMS_MOST = 8 };

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static bool
is_boundary(const struct text *text, size_t at)
{
	return at == text->original_len || ((uint8_t)text->original[at] & 0xc0) != 0x80;
}

static void
check_hits(const struct matches *matches, const struct text *text, size_t terms)
{
	uint32_t ends[TERMS_MOST] = {0};

	for (size_t i = 0; i < matches->count; i++) {
		const struct hit *hit = &matches->hits[i];

		require(hit->term < terms && hit->first <= hit->last && hit->last < text->count);
		require(hit->start < hit->end && hit->end == text->words[hit->last].end);
		require(hit->start >= text->words[hit->first].start && hit->start < text->words[hit->first].end);
		require(is_boundary(text, hit->start) && is_boundary(text, hit->end));
		require(i == 0 || matches->hits[i - 1].first <= hit->first);
		require(ends[hit->term] <= hit->start);
		ends[hit->term] = hit->end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct term terms[TERMS_MOST];
	const struct term *pointers[TERMS_MOST];
	struct name_search *search = name_search_new();
	struct matches matches = {0}, again = {0};
	struct names *names;
	struct text text = {0};
	size_t valid = utf8_valid((const char *)data, size), count = 0;
	char *copy = xmemdup(data, valid), *rest = copy, *lines = strsep(&rest, "\n");

	for (char *line; count < TERMS_MOST && (line = strsep(&lines, "|")) != NULL; count++) {
		terms[count] = (struct term){
			.written = line, .text = line + strspn(line, "~"), .kind = TERM_NAME,
			.generous = line[0] == '~' && line[1] == '~', .id = count,
		};
		pointers[count] = &terms[count];
	}
	names = names_new_terms(pointers, count);
	if (rest != NULL) {
		text_fold(&text, rest, (size_t)(copy + valid - rest));
		names_find(names, &text, 0, search, &matches);
		check_hits(&matches, &text, count);
		names_find(names, &text, 0, search, &again);
		require(again.count == matches.count &&
		        (again.count == 0 || memcmp(again.hits, matches.hits, again.count * sizeof(*again.hits)) == 0));
	}
	names_free(names);
	name_search_free(search);
	matches_free(&matches);
	matches_free(&again);
	text_free(&text);
	free(copy);
	return 0;
}
