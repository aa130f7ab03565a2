/* Shadows against the definition: a term is shadowed by another if each of its matches lies inside
 * one of the other's. */
#include "filters/tag/shadows.h"

#include <stdlib.h>

#include "tests/unit/check.h"

#define TERMS 8
#define HITS 12
#define RECORDS 4

static bool
inside(const struct hit *a, const struct hit *b)
{
	return a->field == b->field && a->start >= b->start && a->end <= b->end;
}

static bool
same(const struct hit *a, const struct hit *b)
{
	return inside(a, b) && inside(b, a);
}

/* Whether a is shadowed by b, over all records; *equal as shadows_covers() has it. */
static bool
naive(struct hit hits[RECORDS][HITS], const size_t *counts, uint32_t a, uint32_t b, bool *equal)
{
	size_t seen = 0;

	*equal = true;
	for (size_t r = 0; r < RECORDS; r++)
		for (size_t i = 0; i < counts[r]; i++) {
			bool covered = false, alike = false;

			if (hits[r][i].term != a)
				continue;
			seen++;
			for (size_t j = 0; j < counts[r]; j++)
				if (hits[r][j].term == b) {
					covered |= inside(&hits[r][i], &hits[r][j]);
					alike |= same(&hits[r][i], &hits[r][j]);
				}
			if (!covered)
				return false;
			*equal &= alike;
		}
	return seen > 0;
}

int
main(void)
{
	size_t wrong = 0, covered = 0, unequal = 0;

	srand(3);
	for (int round = 0; round < 20000; round++) {
		struct hit hits[RECORDS][HITS];
		size_t counts[RECORDS];
		struct shadows shadows;

		shadows_init(&shadows, TERMS);
		for (size_t r = 0; r < RECORDS; r++) {
			struct matches matches = {.hits = hits[r]};

			counts[r] = matches.count = (size_t)rand() % HITS;
			for (size_t i = 0; i < counts[r]; i++) {
				uint32_t start = (uint32_t)rand() % 6;

				hits[r][i] = (struct hit){.term = (uint32_t)rand() % TERMS, .field = (uint32_t)rand() % 2,
				                          .start = start, .end = start + 1 + (uint32_t)rand() % 6};
			}
			shadows_add(&shadows, &matches);
		}
		for (uint32_t a = 0; a < TERMS; a++)
			for (uint32_t b = 0; b < TERMS; b++) {
				bool want_equal, equal = true, want, got;

				if (a == b)
					continue;
				want = naive(hits, counts, a, b, &want_equal);
				got = shadows_covers(&shadows, a, b, &equal);
				wrong += want != got;
				covered += want;
				unequal += want && got && want_equal != equal;
			}
		shadows_free(&shadows);
	}
	check(wrong == 0, "20,000 random corpora: shadowed as defined (%zu wrong)", wrong);
	check(unequal == 0, "and always equal as defined (%zu wrong)", unequal);
	check(covered > 1000, "and some were shadowed (%zu)", covered);
	return check_done();
}
