/* What is known of the words that texts were seen to have, so that each is examined once.
 *
 * A word goes by 59 bits of a hash of all that can matter, seeded at random; the five bits below tell what was
 * found (enum finding). Eight words share a line of the cache, and a line that is full loses one: the memory is
 * bounded, and what is forgotten is found out again. */
#ifndef NAMES_MEMO_H
#define NAMES_MEMO_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/text.h"

enum { MEMO_BITS = 15, MEMO_LINES = 1 << MEMO_BITS, MEMO_WAYS = 8, MEMO_BELOW = 31 };

/* More about a word; where its tag is. */
struct fact {
	uint32_t key;  /* 0 if it may be read in several ways */
	uint32_t list; /* where name_search.accepted has those whom it may name; 0: it has not */
};

struct memo {
	uint64_t *slots;    /* tags; 0: free */
	struct fact *facts; /* as slots */
	uint64_t seeds[2];
	void *memory;
};

void memo_make(struct memo *memo);
void memo_clear(struct memo *memo);
void memo_free(struct memo *memo);

/* The tags of a text's words from..to - 1, their lowest five bits 0, at tags[from] and on; their lines are asked
 * for, so that they are at hand soon after. */
void memo_tags(const struct memo *memo, const struct text *text, size_t from, size_t to, uint64_t *tags);

static inline uint64_t *
memo_line(const struct memo *memo, uint64_t tag)
{
	return memo->slots + (tag >> (64 - MEMO_BITS)) * MEMO_WAYS;
}

/* Where a word is remembered, or NULL. */
static inline uint64_t *
memo_find(const struct memo *memo, uint64_t tag)
{
	uint64_t *line = memo_line(memo, tag);

	for (size_t i = 0; i < MEMO_WAYS; i++)
		if ((line[i] ^ tag) <= MEMO_BELOW)
			return &line[i];
	return NULL;
}

/* The place for a word that is not there. */
uint64_t *memo_add(const struct memo *memo, uint64_t tag);

static inline struct fact *
memo_fact(const struct memo *memo, const uint64_t *slot)
{
	return &memo->facts[slot - memo->slots];
}

#endif
