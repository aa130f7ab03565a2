/* The inside of text.c, shared by its parts only.
 *
 * Two engines cut a text into words. The chunk engine (text_chunk.c) takes 64
 * bytes at a time and knows characters whose folded bytes are as many as their
 * own: all of ASCII and most letters of two bytes (Arabic, Cyrillic, Greek). There
 * the folded text is parallel to the original and words are runs in a bit mask.
 * Whatever it cannot do (a character that is dropped, shrinks or grows, three and
 * four bytes) it leaves to the token engine (text_token.c), which goes character
 * by character over one word or one character between words.
 *
 * What stands between two words is looked at again (text_gap.c) only if something
 * other than blanks, hyphens and the like was seen there (folder.special). */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <string.h>

#include "common/text.h"
#include "common/text_classes.h"

enum {
	TEXT_CHUNK = 64,
	/* room kept behind the folded bytes: a chunk is stored whole, and hashes read
	 * 16 bytes whatever a word's length */
	TEXT_SLACK = 2 * TEXT_CHUNK
};

/* A fold under way. There is always room in text->folded for as many bytes as
 * are left of the original, and TEXT_SLACK. */
struct folder {
	struct text *text;
	const uint8_t *s, *end;
	const uint8_t *p; /* the next character */
	uint8_t *out;     /* where its folded bytes go */
	bool special;     /* since the last word: more than plain joiners */
};

/* Takes the whole words in the next 64 bytes. Returns whether the token engine
 * must go on: at a character this one does not know, or a word too long. */
bool text_chunk(struct folder *f);

/* Takes one word, or one character that is not in words. */
void text_token(struct folder *f);

/* Takes a hashtag or the rest of an acronym if one begins at f->p, which is the
 * first character of a word. */
bool text_detour(struct folder *f);

/* What stands between the last word and p. */
enum gap text_gap(const struct folder *f, const uint8_t *p);

/* Whether the word is one letter, marks apart: an initial. */
bool text_is_initial(const struct folder *f, const struct word *word);

/* How many folded bytes the character of len bytes at p has. */
size_t text_folded_length(uint32_t entry, const uint8_t *p, size_t len);

/* The table of text_classes.h, made by mkfold: the code points' entries in
 * blocks of 64, the first 2048 in order; the block of each 64 code points. */
extern const uint32_t text_entries[];
extern const uint16_t text_index[];
extern const uint8_t text_pool[];

/* The entry of the character at p and its length. */
static inline uint32_t
text_lookup(const uint8_t *p, size_t *len)
{
	if (p[0] < 0x80) {
		*len = 1;
		return text_entries[p[0]];
	}
	if (p[0] < 0xe0) {
		*len = 2;
		return text_entries[(p[0] & 31u) << 6 | (p[1] & 63u)];
	}
	if (p[0] < 0xf0) {
		*len = 3;
		return text_entries[text_index[(p[0] & 15u) << 6 | (p[1] & 63u)] << 6 | (p[2] & 63u)];
	}
	*len = 4;
	return text_entries[text_index[(p[0] & 7u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u)] << 6 |
	    (p[3] & 63u)];
}

static inline enum text_class
text_class(uint32_t entry)
{
	return (enum text_class)(entry & ENTRY_CLASS);
}

static inline bool
text_in_words(uint32_t entry)
{
	return text_class(entry) <= CLASS_REGIONAL;
}

/* In a word with letters; a class of its own is not. */
static inline bool
text_goes_on(uint32_t entry)
{
	return text_class(entry) <= CLASS_EXTEND;
}

static inline uint32_t
text_offset(const struct folder *f, const uint8_t *p)
{
	return (uint32_t)(p - f->s);
}

static inline uint32_t
text_fold_offset(const struct folder *f)
{
	return (uint32_t)(f->out - (uint8_t *)f->text->folded.data);
}

static inline const struct word *
text_last_word(const struct folder *f)
{
	return f->text->count > 0 ? &f->text->words[f->text->count - 1] : NULL;
}

__extension__ typedef unsigned __int128 uint128;

static inline uint64_t
text_multiply(uint64_t a, uint64_t b)
{
	uint128 product = (uint128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
text_hash_block(uint64_t hash, uint64_t a, uint64_t b)
{
	return text_multiply(a ^ hash ^ 0x9e3779b97f4a7c15u, b ^ 0xd6e8feb86659fd93u);
}

static inline uint32_t
text_hash_end(uint64_t hash)
{
	return (uint32_t)(hash ^ hash >> 32);
}

/* text_hash() where 16 bytes can be read, without a branch on the length. */
static inline uint32_t
text_hash_folded(const uint8_t *s, size_t n)
{
	static const uint8_t keep[32] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	uint64_t pair[2], mask[2];

	if (n > 16)
		return text_hash((const char *)s, n);
	memcpy(pair, s, 16);
	memcpy(mask, keep + 16 - n, 16);
	return text_hash_end(text_hash_block(0, pair[0] & mask[0], pair[1] & mask[1]));
}

#endif
