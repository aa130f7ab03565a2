/* The inside of the matcher, shared by its parts only: a trie of words in flat
 * tables.
 *
 * An edge leads from a node by a word (whole, or the fixed part of one with a
 * star) over a gap of at most some strength to a child. All edges lie in two hash tables,
 * those from the root apart, since nearly all lookups go there. Before a table stands a filter, one
 * bit an edge and few bits set, that stays in the cache: most words of a text are turned away by it. */
#ifndef MATCH_TABLE_H
#define MATCH_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "common/text.h"

/* How an edge compares its word with one of the text. */
enum form { FORM_WORD, FORM_PREFIX, FORM_SUFFIX };

/* An edge's kind: its form, and the gap it may pass (0: GAP_JOINER). */
enum { KIND_FORMS = 4, KIND_GAPS = 4, KIND_COUNT = KIND_FORMS * KIND_GAPS };

static inline uint32_t
match_gap(uint8_t gap)
{
	return gap <= GAP_JOINER ? 0 : gap - (uint32_t)GAP_JOINER;
}

struct edge {
	uint32_t from;  /* node * KIND_COUNT + kind */
	uint32_t hash;  /* text_hash() of the word; of a fixed part match_affix_hash() */
	uint32_t child; /* 0 in a free slot: no edge leads to the root */
	uint32_t word;  /* where it is in the pool: its length in four bytes, then its bytes */
};

struct edges {
	struct edge *slots;
	size_t count;
	unsigned shift;       /* 32 less the logarithm of the number of slots */
	uint64_t *filter;
	unsigned filter_shift; /* likewise, of bits */
};

/* Which lengths of fixed parts are worth trying for a word, by its first or
 * last bytes. Bit n of a mask stands for n bytes; AFFIX_LONG for that and more. */
#define AFFIX_LONG 31
#define AFFIX_TWO 1024
struct affixes {
	uint32_t always;    /* those of one byte */
	uint32_t *two;      /* by two bytes: those of 2 */
	uint32_t *four;     /* by three bytes: those of 3; by four bytes: those of 4 and more */
	unsigned four_shift;
	bool any;           /* there are some */
	bool any_short;     /* of fewer than four bytes */
};

/* Children by prefix or suffix are few, so their lengths are all that a node says of them. */
struct trie_node {
	uint32_t ends;     /* its first in matcher.ends */
	uint16_t end_count;
	uint16_t kinds;    /* bit set: there are edges of that kind */
	uint32_t lengths[2]; /* of prefixes and suffixes, as in struct affixes */
};

/* A term as it was compiled: on its path, word for word, or joined. */
struct ending {
	uint32_t node;
	uint32_t term;
	uint32_t letters; /* exact: where its letters begin in matcher.letters, word for word; each begins
	                     with its number. UINT32_MAX: a folded term */
	bool bare;        /* the term takes nothing that is written as one with it */
};

struct matcher {
	struct edges first, next; /* from the root; from all other nodes */
	struct affixes prefixes, suffixes; /* those from the root */
	struct trie_node *nodes;  /* 0 is the root */
	size_t node_count, node_cap;
	struct ending *ends;      /* sorted by node */
	size_t end_count, end_cap;
	int32_t *letters;
	size_t letter_count, letter_cap;
	struct buf pool;
	struct addresses *addresses; /* the terms that are addresses, or NULL */
	size_t depth;             /* words of the longest term */
	size_t longest_affix;     /* bytes of the longest fixed part */
};

static inline uint32_t
match_mix(uint32_t from, uint32_t hash)
{
	return (hash ^ from * 0x9e3779b1u) * 0x85ebca6bu;
}

static inline bool
match_may(const struct edges *edges, uint32_t mixed)
{
	uint32_t bit = mixed >> edges->filter_shift;

	return edges->filter[bit >> 6] >> (bit & 63) & 1;
}

static inline uint32_t
match_two(const char *s)
{
	uint16_t two;

	memcpy(&two, s, 2);
	return two * 0x9e3779b1u >> 22;
}

static inline uint32_t
match_three(const struct affixes *affixes, const char *s)
{
	const uint8_t *u = (const uint8_t *)s;
	uint32_t three = (uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16;

	return three * 0x85ebca6bu >> affixes->four_shift;
}

static inline uint32_t
match_four(const struct affixes *affixes, const char *s)
{
	uint32_t four;

	memcpy(&four, s, 4);
	return four * 0x9e3779b1u >> affixes->four_shift;
}

static inline uint32_t
match_length_bit(size_t n)
{
	return 1u << (n < AFFIX_LONG ? n : AFFIX_LONG);
}

/* A hash of a fixed part: quickly made, for lengths that are tried in vain. It leaves out the
 * middle of long ones. */
static inline uint32_t
match_affix_hash(const char *s, size_t n)
{
	uint64_t a = 0, b = 0;

	if (n >= 8) {
		memcpy(&a, s, 8);
		memcpy(&b, s + n - 8, 8);
	} else if (n >= 4) {
		memcpy(&a, s, 4);
		memcpy(&b, s + n - 4, 4);
	} else if (n > 0) {
		a = (uint64_t)(uint8_t)s[0] << 16 | (uint64_t)(uint8_t)s[n / 2] << 8 | (uint8_t)s[n - 1];
	}
	a = (a ^ n) * 0x9e3779b97f4a7c15u;
	b = (b ^ a >> 29 ^ a) * 0xbf58476d1ce4e5b9u;
	return (uint32_t)(b >> 32 ^ b);
}

/* The child by the word, or 0. */
static inline uint32_t
match_child(const struct matcher *matcher, const struct edges *edges, uint32_t from, uint32_t hash,
            const char *s, size_t n)
{
	uint32_t mask = UINT32_MAX >> edges->shift;
	uint32_t i = match_mix(from, hash) >> edges->shift;

	for (; edges->slots[i].child != 0; i = (i + 1) & mask) {
		const struct edge *edge = &edges->slots[i];
		uint32_t length;

		if (edge->hash != hash || edge->from != from)
			continue;
		memcpy(&length, matcher->pool.data + edge->word, sizeof(length));
		if (length == n && memcmp(matcher->pool.data + edge->word + sizeof(length), s, n) == 0)
			return edge->child;
	}
	return 0;
}

/* Whether a term's word i, not the first, may also be written as one with that before it, because only an
 * apostrophe is between them (Qur'an, O'Brien): not English endings and what they shorten (we're), nor
 * articles and the like that lost a vowel (l'Est, qu'il). */
bool match_drops_apostrophe(const struct text *text, size_t i);

/* Letters of a word as written, decomposed, for comparing exact terms: appended to the array. */
void match_letters(const char *original, const struct word *word, int32_t **letters, size_t *count,
                   size_t *cap);

/* Arabic proclitics (match_arabic.c): what is written as one with the word that follows. All of
 * their letters are two bytes in UTF-8, and folding has levelled their variants. */
#define MATCH_ARTICLE "\xd8\xa7\xd9\x84"

enum match_letter { LETTER_OTHER, LETTER_CONJUNCTION, LETTER_PREPOSITION, LETTER_LAM, LETTER_ALEF };

/* The letters of U+0600 to U+067F. */
extern const uint8_t match_arabic_letters[128];

static inline enum match_letter
match_letter_at(const char *s, size_t n, size_t at)
{
	uint8_t block;

	if (at + 2 > n)
		return LETTER_OTHER;
	block = (uint8_t)s[at] ^ 0xd8;
	return block > 1 ? LETTER_OTHER : match_arabic_letters[block << 6 | ((uint8_t)s[at + 1] & 63)];
}

/* Gives, for a folded word of Arabic letters, bit n set if n bytes may be
 * stripped from its beginning. *restored gets bit n set if they may be stripped and the article
 * put back: lil-, and li- before lam, which may leave too little to stand by itself. */
uint32_t match_proclitics(const char *s, size_t n, uint32_t *restored);

/* Hebrew prefixes (match_hebrew.c), of a folded word of Hebrew letters: bit n set if n bytes may be
 * stripped; and a quick look whether any may. */
uint32_t match_prefixes(const char *s, size_t n);
bool match_may_have_prefix(const char *s, size_t n);

/* Other guises (match_guise.c) have at most so many bytes. */
#define MATCH_GUISE 32

/* How many folded bytes at the end of s, the last word of which is `last`, are an ezafe: the Persian
 * yeh behind alef, waw or heh, the Urdu yeh barree behind alef or waw, three letters before it. */
size_t match_ezafe(const char *original, const struct word *last, const char *s, size_t n);

/* Whether it may be one: by the last letter, Persian yeh or yeh barree. */
static inline bool
match_may_be_ezafe(const char *original, const struct word *last)
{
	const uint8_t *end = (const uint8_t *)original + last->end;

	return last->flags & WORD_ARABIC && end[-2] == 0xdb && (end[-1] == 0x8c || end[-1] == 0x92);
}

/* The word with letters for the digits that stand for them, 1 for i or l; 0 if a digit stands for none
 * or fewer than three letters are in it. */
size_t match_without_digits(const char *s, size_t n, bool ell, char out[MATCH_GUISE]);

/* What word i looks like if it is wholly of Cyrillic or Greek letters that look like Latin ones, at least three,
 * and the words beside it are Latin; else 0. */
size_t match_as_latin(const struct text *text, size_t i, char out[MATCH_GUISE]);

/* The bytes of the article if the word has one and two letters behind it, else 0. */
size_t match_article(const char *s, size_t n);

#endif
