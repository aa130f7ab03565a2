#include "common/nearest.h"

#include <string.h>

#define LONGEST 63

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The restricted Damerau-Levenshtein distance, three rows at a time. */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][LONGEST + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(least(row[j - 1], above[j]) + 1,
			               above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

const char *
nearest_word(const char *word, const char *const *candidates, size_t count)
{
	size_t n = strlen(word), best = n / 3 > 1 ? n / 3 : 1;
	const char *found = NULL;

	if (n == 0 || n > LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t m = candidates[i] ? strlen(candidates[i]) : 0;
		size_t d;

		if (m == 0 || m > LONGEST)
			continue;
		d = distance(word, n, candidates[i], m);
		if (d < best || (d == best && found == NULL)) {
			best = d;
			found = candidates[i];
		}
	}
	return found;
}
