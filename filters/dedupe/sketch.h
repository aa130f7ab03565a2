/* What is kept of a post to tell near-copies of it: 156 bytes, the same on every machine.
 *
 * Of a short post (up to SKETCH_WORDS words) it has all words, by 16 bits of their hashes. Of a longer one
 * it has one-permutation minhashes of its pairs of words (Li, Owen, Zhang: One Permutation Hashing,
 * NIPS 2012; empty bins filled from the next as Shrivastava and Li, ICML 2014), 8 bits of
 * each (Li, Koenig: b-bit minwise hashing, WWW 2010). Beside them it has its numbers and names: the least
 * of their hashes. Posts are near-copies if
 *
 * - both are short: the words of one are all of the other's, or what the other has beside them stands at
 *   its ends, is little, and holds neither number nor name;
 * - else: enough of their pairs are the same, or one holds enough of the other's, and
 *   neither numbers, nor names, nor titles are exchanged: that each has some that
 *   the other lacks tells two events, while what only one has may have been added or cut. If one has names and
 *   the other is all in capitals, the smaller must be all in the larger. */
#ifndef SKETCH_H
#define SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/dedupe/core.h"

#define SKETCH_WORDS 40
#define SKETCH_BINS 80
#define SKETCH_TOLD 10  /* numbers that are kept, and names */
#define SKETCH_TITLE 4
#define SKETCH_LEAST 4  /* a post of fewer words is compared as a whole only */
#define SKETCH_KEYS 18  /* by which near-copies are looked up */

struct sketch {
	uint32_t ends[2];     /* hashes of its first and last words */
	uint32_t number_sum, name_sum, word_sum; /* of all their hashes: what 16 bits took for one is told by them */
	uint16_t words;       /* how many it has, at most 65535 */
	uint8_t numbers, names; /* how many different ones, at most 255 */
	uint8_t naming;       /* enum core_naming */
	uint8_t titled;       /* how many different words its title has, at most 63 */
	uint8_t full;         /* bins that have a pair of their own */
	uint8_t title_sum;    /* of their hashes */
	uint16_t number[SKETCH_TOLD]; /* the least, in order */
	uint16_t name[SKETCH_TOLD];   /* so too; with NAMING_NONE: a set of bits by the hashes of all words */
	uint16_t title[SKETCH_TITLE];
	union {
		uint16_t word[SKETCH_WORDS]; /* if words <= SKETCH_WORDS: in their order */
		uint8_t bin[SKETCH_BINS];
	};
};

_Static_assert(sizeof(struct sketch) == 156, "a sketch has no padding, so memcmp() can compare it");

/* How like two posts are. */
struct likeness {
	double similarity;  /* share of the pairs of both that are the same, 0 to 1 */
	double contained;   /* share of the smaller one's that the other has */
};

/* Owns its memory; zero-initialised is valid; reused. */
struct sketcher {
	struct buf told;
};

/* Makes the sketch of a post. False if it has fewer than SKETCH_LEAST words. */
bool sketch_make(struct sketcher *sketcher, const struct core *core, struct sketch *sketch);

/* The keys under which near-copies of it are to be looked for: posts whose pairs of words are half
 * the same have one in common in 88 cases of 100, and so have posts that begin or end alike. */
void sketch_keys(const struct sketch *sketch, uint32_t keys[SKETCH_KEYS]);

/* Whether the posts are near-copies. likeness is set if so. least is the similarity
 * from which on they can be, as 0.4. */
bool sketch_alike(const struct sketch *a, const struct sketch *b, double least, struct likeness *likeness);

/* The bins of its pairs of words: as they are kept of a long post, made in `room` of a short one. */
const uint8_t *sketch_bins(const struct sketch *sketch, uint8_t room[SKETCH_BINS]);

/* The bit that a word has in the names of a sketch with NAMING_NONE. */
static inline size_t
sketch_word_bit(uint16_t hash)
{
	return (size_t)hash * (16 * SKETCH_TOLD) >> 16;
}

/* Which words of a post the one with that sketch has not, as far as that is known: of its numbers and names, and if that is a
 * short post of all its words. Sets their places in core->words, each word once; returns how many, at most `most`. */
size_t sketch_differs(const struct sketch *sketch, const struct core *core, size_t *words, size_t most);

/* Appends the sketch as SKETCH_BYTES bytes, little-endian; reads it from as many, whatever they are. */
#define SKETCH_BYTES 155
void sketch_write(const struct sketch *sketch, struct buf *out);
void sketch_read(struct sketch *sketch, const char *bytes);

void sketcher_free(struct sketcher *sketcher);

#endif
