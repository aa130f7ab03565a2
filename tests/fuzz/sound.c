/* Two words: what must hold of their keys and costs, whatever they are. */
#include "filters/tag/sound.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/utf8.h"

#define must(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_keys(const char *s, size_t n)
{
	for (int generous = 0; generous < 2; generous++) {
		uint32_t keys[SOUND_KEYS], own = sound_key(s, n);
		size_t count = sound_keys(s, n, generous, keys), mine = 0;

		must(count <= SOUND_KEYS);
		for (size_t i = 0; i < count; i++) {
			must(keys[i] != 0);
			mine += keys[i] == own;
			for (size_t k = 0; k < i; k++)
				must(keys[i] != keys[k]);
		}
		must(mine == (own != 0));
	}
}

static void
check_pair(const struct sound *a, const struct sound *b)
{
	unsigned cost = sound_cost(a, b);

	must(cost <= SOUND_FAR && cost == sound_cost(b, a));
	for (unsigned limit = 0; limit < 30; limit += 7) {
		unsigned within = sound_cost_within(a, b, limit);

		must(within == cost || (within > limit && cost > limit));
	}
	must(a->count <= SOUND_LETTERS);
	must(sound_cost(a, a) == (a->script == SOUND_OTHER ? SOUND_FAR : 0));
}

/* Any bytes are taken; a NUL parts the two words. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	size_t first = strnlen(s, size), second = first < size ? size - first - 1 : 0;
	struct sound a, b, c;
	struct text text = {0};

	if (size > 1000)
		return 0;
	sound_read(&a, s, first, s + size - second, second);
	sound_read(&b, s + size - second, second, NULL, 0);
	check_keys(s, first);
	check_pair(&a, &b);
	if (utf8_valid(s, size) == size) {
		text_fold(&text, s, size);
		for (size_t i = 0; i < text.count; i++) {
			const struct word *word = &text.words[i];
			const char *folded = text.folded.data + word->fold;

			sound_read(&c, folded, word->fold_len, s + word->start, word->end - word->start);
			check_keys(folded, word->fold_len);
			check_pair(&a, &c);
		}
		text_free(&text);
	}
	return 0;
}
