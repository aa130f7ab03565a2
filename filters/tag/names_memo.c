#include "filters/tag/names_memo.h"

#include <stdlib.h>

#include "common/hash.h"
#include "common/xalloc.h"

enum { LINE_BYTES = MEMO_WAYS * sizeof(uint64_t), SLOTS = MEMO_LINES * MEMO_WAYS };

void
memo_make(struct memo *memo)
{
	memo->memory = xcalloc(SLOTS + MEMO_WAYS, sizeof(*memo->slots));
	memo->slots = (uint64_t *)(((uintptr_t)memo->memory + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES);
	memo->facts = xcalloc(SLOTS, sizeof(*memo->facts));
	memo->seeds[0] = hash_seeded("words", 5) | 1;
	memo->seeds[1] = hash_seeded("of names", 8);
}

void
memo_clear(struct memo *memo)
{
	memset(memo->slots, 0, SLOTS * sizeof(*memo->slots));
}

void
memo_free(struct memo *memo)
{
	free(memo->memory);
	free(memo->facts);
}

__extension__ typedef unsigned __int128 uint128;

static inline uint64_t
multiply(uint64_t a, uint64_t b)
{
	uint128 product = (uint128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#define SPREAD 0x9e3779b97f4a7c15u

/* Takes in n bytes, all of them. */
static uint64_t
take_in(const uint64_t seeds[2], uint64_t hash, const char *s, size_t n)
{
	uint64_t a = 0, b = 0;

	for (; n > 16; n -= 16, s += 16) {
		memcpy(&a, s, 8);
		memcpy(&b, s + 8, 8);
		hash = multiply(a ^ seeds[0] ^ hash, b ^ seeds[1]) + 1;
	}
	if (n >= 8) {
		memcpy(&a, s, 8);
		memcpy(&b, s + n - 8, 8);
	} else if (n >= 4) {
		b = 0;
		memcpy(&b, s + n - 4, 4);
		a = 0;
		memcpy(&a, s, 4);
	} else {
		b = 0;
		a = n > 0 ? (uint64_t)(uint8_t)s[0] << 16 | (uint64_t)(uint8_t)s[n / 2] << 8 | (uint8_t)s[n - 1] : 0;
	}
	return multiply(a ^ seeds[0] ^ hash, b ^ seeds[1] ^ n);
}

/* The same of up to 16 bytes where 16 can be read, without a branch on the length. */
static inline uint64_t
take_in_few(const uint64_t seeds[2], uint64_t hash, const char *s, size_t n)
{
	static const uint8_t keep[32] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	uint64_t pair[2], mask[2];

	memcpy(pair, s, 16);
	memcpy(mask, keep + 16 - n, 16);
	return multiply((pair[0] & mask[0]) ^ seeds[0] ^ hash, (pair[1] & mask[1]) ^ seeds[1]);
}

/* Letters of ASCII tell all by their folds, whatever their case (unit_read()); of others the original tells
 * more. */
void
memo_tags(const struct memo *memo, const struct text *text, size_t from, size_t to, uint64_t *tags)
{
	const uint64_t seeds[2] = {memo->seeds[0], memo->seeds[1]};

	for (size_t i = from; i < to; i++) {
		const struct word *word = &text->words[i];
		const char *s = text->folded.data + word->fold;
		size_t n = word->end - word->start;
		uint64_t hash = (uint64_t)(word->flags & (WORD_HASHTAG | WORD_ACRONYM)) << 32 | word->hash;

		if (word->fold_len == n && n <= 16 && (uint8_t)*s < 0x80)
			hash = take_in_few(seeds, hash * SPREAD, s, n);
		else
			hash = take_in(seeds, ~hash * SPREAD, text->original + word->start, n);
		tags[i] = (hash | (MEMO_BELOW + 1)) & ~(uint64_t)MEMO_BELOW;
		__builtin_prefetch(memo_line(memo, tags[i]));
	}
}

uint64_t *
memo_add(const struct memo *memo, uint64_t tag)
{
	uint64_t *line = memo_line(memo, tag);
	size_t i = 0;

	while (i < MEMO_WAYS && line[i] != 0)
		i++;
	return &line[i < MEMO_WAYS ? i : tag >> 6 & (MEMO_WAYS - 1)];
}
