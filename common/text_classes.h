/* The fold table's entry, one 32-bit word a code point: shared by mkfold.c,
 * which writes the table when the project is built, and text.c, which reads it. */
#ifndef TEXT_CLASSES_H
#define TEXT_CLASSES_H

#include <stdint.h>

/* What a code point is to the cutting of words. Up to CLASS_REGIONAL it can
 * begin a word; CLASS_MARK and CLASS_FORMAT fold to nothing; the rest stands
 * between words. */
enum text_class {
	CLASS_WORD,       /* letter or digit */
	CLASS_EXTEND,     /* a mark that is kept: vowel signs of Indic scripts, Thai ... */
	CLASS_SINGLE,     /* a word by itself: Han, kana, Thai, Lao, Khmer, Myanmar, emoji */
	CLASS_REGIONAL,   /* regional indicator; two of them are a flag, one word */
	CLASS_MARK,       /* dropped, belongs to the character before: accents, harakat, tatweel */
	CLASS_FORMAT,     /* dropped and invisible: soft hyphen, joiners, bidi controls */
	CLASS_ZWNJ,       /* U+200C: as FORMAT, but parts a word of Arabic letters in two */
	CLASS_JOINER,     /* hyphens, underscore, middle dots */
	CLASS_QUOTE,      /* apostrophes: joiner, and may close a sentence */
	CLASS_SPACE,      /* blanks within a line */
	CLASS_NEWLINE,    /* line ends */
	CLASS_PARAGRAPH,  /* U+2029 */
	CLASS_STOP,       /* full stop: ends a sentence, an initial, or nothing */
	CLASS_TERMINATOR, /* ends a sentence if white space follows */
	CLASS_FINAL,      /* ends a sentence whatever follows: 。！？ danda ... */
	CLASS_CLOSE,      /* closing brackets and quotation marks */
	CLASS_HASH,       /* # */
	CLASS_OTHER       /* other punctuation, symbols, controls, unassigned */
};

/* An entry, from the lowest bit:
 *  0-4   enum text_class
 *  5     letter of the Arabic script      (shifted by ENTRY_SCRIPT_SHIFT, bits 5
 *  9     letter of the Hebrew script       and 9 are WORD_ARABIC and WORD_HEBREW)
 *  6     upper or title case
 *  7     lower case
 *  8     letter (not a digit, not a mark)
 *  10    folds to the inline bytes and goes on with a word: WORD, EXTEND or MARK
 *  11    and of two bytes, as are its folded bytes
 *  12-13 number of inline bytes, 0 to 2
 *  14    folds to itself: no inline bytes, ASCII digits apart
 *  15    folds to the string in the pool; TEXT_HANGUL is a syllable, by rule
 *  16-31 the inline bytes, first one lowest, or the offset in the pool, where a
 *        byte holds the length and the bytes follow */
enum {
	ENTRY_CLASS = 0x1f,
	ENTRY_ARABIC = 1 << 5,
	ENTRY_UPPER = 1 << 6,
	ENTRY_LOWER = 1 << 7,
	ENTRY_LETTER = 1 << 8,
	ENTRY_HEBREW = 1 << 9,
	ENTRY_FAST = 1 << 10,
	ENTRY_PARALLEL = 1 << 11,
	ENTRY_LENGTH_SHIFT = 12,
	ENTRY_SELF = 1 << 14,
	ENTRY_POOL = 1 << 15,
	ENTRY_BYTES_SHIFT = 16,
	ENTRY_SCRIPT_SHIFT = 5
};

#define TEXT_HANGUL 0xffffu

#endif
