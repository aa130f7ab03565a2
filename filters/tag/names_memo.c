#include "filters/tag/names_memo.h"

#include <stdlib.h>

#include "common/hash.h"
#include "common/xalloc.h"

enum { LINE_BYTES = MEMO_WAYS * sizeof(struct verdict), SLOTS = MEMO_LINES * MEMO_WAYS };

void
memo_make(struct memo *memo)
{
	memo->memory = xcalloc(SLOTS + MEMO_WAYS, sizeof(*memo->slots));
	memo->slots = (struct verdict *)(((uintptr_t)memo->memory + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES);
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
take_in_few(const uint64_t seeds[2], unsigned flags, const char *s, size_t n)
{
	static const uint8_t keep[32] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	uint64_t pair[2], mask[2];

	memcpy(pair, s, 16);
	memcpy(mask, keep + 16 - n, 16);
	return multiply((pair[0] & mask[0]) ^ seeds[0], (pair[1] & mask[1]) ^ seeds[1] ^ flags);
}

/* Letters of ASCII tell all by their folds, whatever their case (unit_read()); of others the original tells
 * more. */
void
memo_tags(const struct memo *memo, const struct text *text, size_t from, size_t to, struct verdict *seen)
{
	const uint64_t seeds[2] = {memo->seeds[0], memo->seeds[1]};

	for (size_t i = from; i < to; i++) {
		const struct word *word = &text->words[i];
		const char *s = text->folded.data + word->fold;
		size_t n = word->end - word->start;
		unsigned flags = word->flags & (WORD_HASHTAG | WORD_ACRONYM);
		uint64_t hash;

		if (word->fold_len == n && n <= 16 && (uint8_t)*s < 0x80)
			hash = take_in_few(seeds, flags << 8, s, n);
		else
			hash = take_in(seeds, ~((uint64_t)flags << 32 | word->hash) * SPREAD, text->original + word->start, n);
		seen[i].tag = (hash | (MEMO_BELOW + 1)) & ~(uint64_t)MEMO_BELOW;
		__builtin_prefetch(memo_home(memo, seen[i].tag));
	}
}

struct verdict *
memo_find(const struct memo *memo, uint64_t tag)
{
	struct verdict *line = memo_line(memo, tag);

	for (size_t i = 0; i < MEMO_WAYS; i++)
		if (memo_is(&line[i], tag))
			return &line[i];
	return NULL;
}

struct verdict *
memo_add(const struct memo *memo, uint64_t tag)
{
	struct verdict *line = memo_line(memo, tag);
	size_t home = tag >> 6 & (MEMO_WAYS - 1), i = 0;

	while (i < MEMO_WAYS && line[(home + i) % MEMO_WAYS].tag != 0)
		i++;
	return &line[(home + i) % MEMO_WAYS];
}
