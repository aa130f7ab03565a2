/* What is known of the words that texts were seen to have, so that each is examined once.
 *
 * A word goes by 58 bits of a hash of all that can matter, seeded at random; the six bits below tell what was
 * found (enum finding). Eight words share a line, and a line that is full loses one: the memory is
 * bounded, and what is forgotten is found out again. */
#ifndef NAMES_MEMO_H
#define NAMES_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/text.h"

enum { MEMO_BITS = 15, MEMO_LINES = 1 << MEMO_BITS, MEMO_WAYS = 8, MEMO_BELOW = 63 };

/* What is known of a word. */
struct verdict {
	uint64_t tag;  /* its lowest six bits: what was found; all 0: free */
	uint32_t key;  /* 0 if it may be read in several ways, or has none */
	uint32_t list; /* where name_search.accepted has those whom it may name; 0: it has not */
};

struct memo {
	struct verdict *slots;
	uint64_t seeds[2];
	void *memory;
};

void memo_make(struct memo *memo);
void memo_clear(struct memo *memo);
void memo_free(struct memo *memo);

/* The tags of a text's words from..to - 1, their lowest six bits 0, in seen[from] and on; their lines are asked
 * for, so that they are at hand soon after. */
void memo_tags(const struct memo *memo, const struct text *text, size_t from, size_t to, struct verdict *seen);

static inline struct verdict *
memo_line(const struct memo *memo, uint64_t tag)
{
	return memo->slots + (tag >> (64 - MEMO_BITS)) * MEMO_WAYS;
}

/* Where a word is looked for first. */
static inline struct verdict *
memo_home(const struct memo *memo, uint64_t tag)
{
	return memo_line(memo, tag) + (tag >> 6 & (MEMO_WAYS - 1));
}

static inline bool
memo_is(const struct verdict *slot, uint64_t tag)
{
	return (slot->tag ^ tag) <= MEMO_BELOW;
}

/* Where a word is remembered, or NULL. */
struct verdict *memo_find(const struct memo *memo, uint64_t tag);

/* The place for a word that is not there. */
struct verdict *memo_add(const struct memo *memo, uint64_t tag);

#endif
