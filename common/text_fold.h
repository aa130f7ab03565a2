/* The inside of text.c, shared by its parts and by text_squeeze.c, which must fold alike.
 *
 * Two engines cut a text into words. The chunk engine (text_chunk.c) takes 64
 * bytes at a time and knows ASCII, characters of two bytes (Latin with accents,
 * Arabic, Cyrillic, Greek, Hebrew) and common punctuation: words are runs in a bit
 * mask. Whatever else there is it leaves to the token engine (text_token.c), which
 * goes character by character over one word or one character between words.
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
	/* room kept behind the folded bytes: chunks are stored whole, and hashes read
	 * 16 bytes whatever a word's length */
	TEXT_SLACK = 3 * TEXT_CHUNK,
	TEXT_MIXED = 32
};

/* A fold under way. There is always room in text->folded for as many bytes as
 * are left of the original, and TEXT_SLACK. */
struct folder {
	struct text *text;
	const uint8_t *s, *end;
	const uint8_t *p; /* the next character */
	uint8_t *out;     /* where its folded bytes go */
	bool special;     /* since the last word: more than plain joiners */
	uint32_t mixed[2 * TEXT_MIXED]; /* words for text_level() may be from one of these to below the next */
	size_t mixed_count;             /* of such pairs; more than TEXT_MIXED: anywhere */
	bool after_long;  /* p is where a word of five or more folded bytes ended; false if not known */
};

/* Takes whole words, 64 bytes at a time, up to the text's end or to where the
 * token engine must go on: at a character this one does not know, or a word too
 * long. f->special must not be set. Set before main to the best body; tests choose another. */
extern void (*text_chunks)(struct folder *f);
void text_chunks_plain(struct folder *f);
#ifdef __SSE2__
void text_chunks_sse2(struct folder *f);
#endif

/* Takes one word, or one character that is not in words. */
void text_token(struct folder *f);

/* Takes a hashtag or the rest of an acronym if one begins at f->p, which is the
 * first character of a word. */
bool text_detour(struct folder *f);

/* What stands between the last word and p. */
enum gap text_gap(const struct folder *f, const uint8_t *p);

/* Whether the word is one letter, marks apart: an initial. */
bool text_is_initial(const struct folder *f, const struct word *word);

/* How many folded bytes the character of len bytes at p has, and how many code points they are. */
size_t text_folded_length(uint32_t entry, const uint8_t *p, size_t len);
size_t text_folded_points(uint32_t entry, const uint8_t *p, size_t len);

/* Whether the breve at p, which is in a word, makes a short i of the letter before it. */
static inline bool
text_is_short_i(const uint8_t *begin, const uint8_t *p)
{
	return p[0] == 0xcc && p[1] == 0x86 && p - begin >= 2 && p[-2] == 0xd0 && (p[-1] | 0x20) == 0xb8;
}

/* Whether both ASCII letters and other characters are among folded bytes, behind which eight more
 * can be read. */
static inline bool
text_is_mixed(const uint8_t *s, size_t n)
{
	const uint64_t high = 0x8080808080808080u; /* 01 begins an ASCII letter, 1 another one */
	uint64_t seen = 0, letters = 0, eight;

	if (n == 0)
		return false;
	for (; n > 8; n -= 8, s += 8) {
		memcpy(&eight, s, 8);
		seen |= eight;
		letters |= ~eight & eight << 1;
	}
	memcpy(&eight, s, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	eight &= UINT64_MAX >> (64 - 8 * n);
#else
	eight &= UINT64_MAX << (64 - 8 * n);
#endif
	return ((seen | eight) & high) != 0 && ((letters | (~eight & eight << 1)) & high) != 0;
}

/* Levels word i and those written as one with it, *first to *last, if look-alikes are among their
 * letters, and sets WORD_EVADED of those changed. text->folded.len must be the end of what is folded: the
 * words move behind it. Their hashes are left to the caller. */
void text_level(struct text *text, size_t i, size_t *first, size_t *last);

/* Writes what a word of Cyrillic or Greek letters looks like in Latin ones, which must be all; its
 * length, or 0 if it looks like nothing or there is no room. */
size_t text_as_latin(const struct text *text, const struct word *word, char *out, size_t room);

/* Whether a word has characters that are not seen where none belong, piles of marks, or letters in
 * another dress among plain ones. */
bool text_is_disguised(const uint8_t *start, const uint8_t *end);

/* The table of text_classes.h, made by mkfold: the code points' entries in
 * blocks of 64; the block of each 64 code points. The first 32 blocks are in
 * order, 32 empty ones follow: (first byte & 63, second byte & 63) of a character
 * finds its entry if it has two bytes, else nothing. */
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

/* Notes that words from number `first` to the last one may mix scripts. */
static inline void
text_note_mixed(struct folder *f, size_t first)
{
	if (f->mixed_count < TEXT_MIXED) {
		f->mixed[2 * f->mixed_count] = (uint32_t)first;
		f->mixed[2 * f->mixed_count + 1] = (uint32_t)f->text->count;
	}
	f->mixed_count++;
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

#endif
