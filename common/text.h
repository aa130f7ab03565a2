/* A text as the filters compare it: its words, folded.
 *
 * Folding levels case, diacritics, width and presentation forms (full case
 * folding and compatibility decomposition, marks dropped), the Arabic letters
 * that are written interchangeably, digits of any script (to ASCII), tatweel,
 * harakat, zero-width and bidi marks; mkfold.c holds the table of it and the
 * sources. Words are runs of letters, digits and marks; a Han, kana, Thai,
 * Lao, Khmer or Myanmar character and an emoji is a word by itself, so that
 * scripts written without blanks match inside. Quotation marks between Hebrew
 * letters (gershayim) belong to the word. A full stop after an initial or a title
 * (Gen.) ends no sentence. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

/* What stands between a word and the one before it; ordered by strength. */
enum gap {
	GAP_NONE,      /* nothing: blank-less scripts, camel case in a hashtag, ZWNJ */
	GAP_JOINER,    /* white space, hyphens, underscore, apostrophes, joiners; a single newline */
	GAP_MARK,      /* other punctuation or symbols: comma, colon, slash, quotes, brackets ... */
	GAP_SENTENCE,  /* a sentence end: . ! ? (also in other scripts) and then white space; or the
	                  text's beginning */
	GAP_PARAGRAPH  /* a blank line, U+2029 */
};

enum word_flag {
	WORD_ARABIC = 1,   /* holds letters of the Arabic script */
	WORD_JOINED = 2,   /* written as one with the word before it (camel case in a hashtag, ZWNJ):
	                      the folded bytes of the two are adjacent too */
	WORD_HASHTAG = 4,  /* follows # or belongs to such a word */
	WORD_ACRONYM = 8,  /* single letters with full stops (U.S.), levelled to one word (us); the
	                      span takes in the last full stop */
	WORD_HEBREW = 16,  /* holds letters of the Hebrew script */
	WORD_EVADED = 32,  /* look-alikes of another script were levelled; or it has characters inside that are not
	                      seen, more than three marks on a letter, or letters in another dress
	                      (mathematical, circled, wide) among plain ones */
	WORD_DIGITS = 64   /* not in hashtags: an ASCII digit stands directly before an ASCII letter */
};

/* Offsets are in bytes. */
struct word {
	uint32_t start, end; /* its span in the original text */
	uint32_t fold;       /* where its folded bytes begin in text->folded */
	uint32_t fold_len;
	uint32_t hash;       /* text_hash() of the folded bytes */
	uint8_t gap;         /* enum gap: what stands before it */
	uint8_t flags;       /* enum word_flag */
};

/* A folded text; owns words and folded; zero-initialised is valid; reused. */
struct text {
	const char *original; /* borrowed */
	size_t original_len;
	struct word *words;
	size_t count, cap;
	bool western;      /* there may be Cyrillic or Greek letters, or others of two bytes */
	struct buf folded; /* the words' folded bytes; what stands between is undefined */
};

/* Folds valid UTF-8 into text, dropping what it held. n must be below 2^28: what is
 * folded can be several times as long (a Hangul syllable: three times). Linear,
 * never fails. */
void text_fold(struct text *text, const char *s, size_t n);

/* Where the folded byte number `skip` of a word comes from: its offset in the
 * original. skip = fold_len gives the word's end. */
size_t text_origin(const struct text *text, const struct word *word, size_t skip);

/* The hash of folded bytes that words carry. Not seeded: for tables whose keys
 * are ours (rules), not the enemy's. */
uint32_t text_hash(const char *s, size_t n);

/* Whether a Cyrillic or Greek letter looks like a Latin one, case and all. */
bool text_looks_like(int32_t c, int32_t latin);

/* Frees what text owns. */
void text_free(struct text *text);

#endif
