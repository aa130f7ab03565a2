#include "filters/tag/near.h"

#include <stdlib.h>
#include <time.h>

#include "common/xalloc.h"
#include "tests/unit/check.h"

/* Whether a window exists, by trying all choices. */
static bool
choose(const struct near_span *spans, size_t count, size_t groups, size_t words, bool ordered,
       size_t group, const struct near_span **chosen)
{
	if (group == groups) {
		const struct near_span *first = chosen[0], *last = chosen[0];

		for (size_t i = 0; i < groups; i++) {
			for (size_t j = 0; j < i; j++)
				if (chosen[i]->first <= chosen[j]->last && chosen[j]->first <= chosen[i]->last)
					return false;
			if (ordered && i > 0 && chosen[i]->first < chosen[i - 1]->first)
				return false;
			if (chosen[i]->first < first->first)
				first = chosen[i];
			if (chosen[i]->first > last->first)
				last = chosen[i];
		}
		return last->first - first->last - 1 <= words;
	}
	for (size_t i = 0; i < count; i++) {
		if (spans[i].group != group || (group > 0 && spans[i].field != chosen[0]->field))
			continue;
		chosen[group] = &spans[i];
		if (choose(spans, count, groups, words, ordered, group + 1, chosen))
			return true;
	}
	return false;
}

static bool
any_inside(const struct near_span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (spans[i].inside)
			return true;
	return false;
}

static void
test_random(bool ordered)
{
	struct near near = {0};
	size_t wrong = 0, found = 0, runs = 20000;

	srand(7);
	for (size_t run = 0; run < runs; run++) {
		struct near_span spans[12], copy[12];
		const struct near_span *chosen[4];
		size_t count = (size_t)rand() % 12, groups = 2 + (size_t)rand() % 3, words = (size_t)rand() % 8;
		bool is, want;

		for (size_t i = 0; i < count; i++) {
			uint32_t first = (uint32_t)rand() % 20;

			spans[i] = (struct near_span){
				.field = (uint32_t)rand() % 2, .first = first, .last = first + (uint32_t)rand() % 4,
				.group = (uint32_t)((size_t)rand() % groups),
			};
		}
		memcpy(copy, spans, sizeof(copy));
		want = choose(copy, count, groups, words, ordered, 0, chosen);
		is = near_find(&near, spans, count, groups, words, ordered);
		wrong += is != want || is != any_inside(spans, count);
		found += is;
	}
	check(wrong == 0 && found > 1000 && found < runs - 1000,
	      "%s agrees with trying all choices (%zu of %zu have a window)", ordered ? "ordered" : "near", found,
	      runs);
	near_free(&near);
}

/* Matches one after the other, of four groups in turn, the last first. */
static void
lay_out(struct near_span *spans, size_t count, bool parted)
{
	for (size_t i = 0; i < count; i++)
		spans[i] = (struct near_span){
			.first = (uint32_t)(count - i), .last = (uint32_t)(count - i),
			.group = (uint32_t)(parted ? i % 2 : i % 4),
		};
	if (parted) {
		spans[0].group = 2;
		spans[count - 1].group = 3;
	}
}

static void
test_repetition(size_t words, bool ordered)
{
	const char *how = ordered ? "ordered, " : "";
	size_t count = 300000;
	struct near_span *spans = xcalloc(count, sizeof(*spans));
	struct near near = {0};
	clock_t start = clock();
	bool found;

	lay_out(spans, count, false);
	found = near_find(&near, spans, count, 4, words, ordered);
	check(found && clock() - start < 2 * CLOCKS_PER_SEC, "%srepetition costs no square of its length", how);
	lay_out(spans, count, true);
	start = clock();
	found = near_find(&near, spans, count, 4, words, ordered);
	check(found == (words == SIZE_MAX && !ordered) && clock() - start < 2 * CLOCKS_PER_SEC,
	      "%snor where groups are far from each other", how);
	near_free(&near);
	free(spans);
}

/* Which spans of ordered windows are marked: those of groups 0, 1, 2 at words given. */
static void
test_ordered_marks(void)
{
	static const struct { uint32_t word, group; bool inside; } table[] = {
		{0, 1, false}, {1, 0, true}, {2, 2, false}, {3, 1, true}, {4, 0, false}, {5, 2, true}, {30, 2, false},
	};
	size_t count = sizeof(table) / sizeof(table[0]);
	struct near_span spans[8] = {0};
	struct near near = {0};
	bool right = true;

	for (size_t i = 0; i < count; i++)
		spans[i] = (struct near_span){.first = table[i].word, .last = table[i].word, .group = table[i].group};
	check(near_find(&near, spans, count, 3, 5, true), "a window in order among others");
	for (size_t i = 0; i < count; i++)
		right &= spans[i].inside == table[i].inside;
	check(right, "of which only its matches are marked");
	near_free(&near);
}

static void
test_many_at_one_word(void)
{
	size_t count = 100000;
	struct near_span *spans = xcalloc(count, sizeof(*spans));
	struct near near = {0};
	clock_t start = clock();
	size_t marked = 0;

	for (size_t i = 0; i < count; i++)
		spans[i] = (struct near_span){.first = 7, .last = 7 + (uint32_t)(i / 4), .group = (uint32_t)(i % 2)};
	spans[count - 1].first = spans[count - 1].last = 50000;
	check(near_find(&near, spans, count, 2, SIZE_MAX, false) && clock() - start < 2 * CLOCKS_PER_SEC,
	      "100,000 matches at one word cost no square");
	for (size_t i = 0; i < count; i++)
		marked += spans[i].inside;
	check(marked == count, "all that begin where a window does stand in it");
	near_free(&near);
	free(spans);
}

int
main(void)
{
	test_random(false);
	test_random(true);
	test_repetition(1000, false);
	test_repetition(SIZE_MAX, false);
	test_repetition(1000, true);
	test_repetition(SIZE_MAX, true);
	test_ordered_marks();
	test_many_at_one_word();
	return check_done();
}
