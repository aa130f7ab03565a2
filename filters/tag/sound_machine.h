/* The tables of sound_table.h made fit for use: a machine that reads words letter by letter, for the
 * keys and for the alignment, and the costs of all pairs. Made once, before main(). */
#ifndef SOUND_MACHINE_H
#define SOUND_MACHINE_H

#include <stdint.h>

#include "filters/tag/sound_table.h"

/* Not cleared by compilers that are asked to clear what is on the stack: what is large, and filled before
 * it is read. */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define UNINITIALISED __attribute__((uninitialized))
#endif
#endif
#ifndef UNINITIALISED
#define UNINITIALISED
#endif

enum {
	MACHINE_LATIN, MACHINE_GREEK, MACHINE_CYRILLIC, MACHINE_HEBREW, MACHINE_ARABIC, MACHINE_SCRIPTS,
	MACHINE_STATES = 512,
	MACHINE_LETTERS = 64, /* of a script; 0: the end of the word or no letter */
	MACHINE_FIRST = 0x370, MACHINE_LAST = 0x6ff, /* code points of two bytes that are looked up */
	MACHINE_CODES = 6, /* of a key */
	SOUND_STEM_LEAST = 3, /* symbols that an ending leaves */
	MACHINE_ROW = (SYM_COUNT + 15) / 16 * 16
};

/* What the machine does at a letter: how many bits of codes to add (bits 0 to 7: 0, 4 or 8), the
 * codes (bits 8 to 15, the last one lowest), the next state times MACHINE_LETTERS (from bit 16). */
struct sound_machine {
	uint32_t step[MACHINE_STATES * MACHINE_LETTERS];
	uint16_t child[MACHINE_STATES][MACHINE_LETTERS]; /* of units as a tree */
	uint8_t unit[MACHINE_STATES][2];                 /* the symbols of a unit that ends here */
	uint16_t root[MACHINE_SCRIPTS];
	uint8_t vowel_first[MACHINE_SCRIPTS][MACHINE_LETTERS]; /* 1: a word that begins so has no code there */
	uint8_t latin[256];                              /* letters of bytes */
	uint8_t letter[MACHINE_LAST - MACHINE_FIRST + 1];
	uint8_t pair[SYM_COUNT][SYM_COUNT];
	uint8_t nearest[SYM_COUNT][MACHINE_ROW];         /* the least of its pairs and those of its parts; 255 behind */
	uint8_t close[SYM_COUNT][SYM_COUNT];             /* the symbols that are no mismatch, SYM_NONE behind them */
	uint8_t split[SYM_COUNT];                        /* the symbols that may stand for two, SYM_NONE behind them */
	uint16_t codes[SYM_COUNT];                       /* as in step */
	uint8_t scripts[SYM_COUNT];                      /* that write it: a bit each */
};

extern struct sound_machine sound_machine;

/* Codes one after the other, as in step. Beyond two they are lost: only `dsc` at the end of a word has three. */
static inline unsigned
sound_machine_join(unsigned a, unsigned b)
{
	unsigned bits = (a & 255) + (b & 255), codes = (a >> 8) << (b & 255) | b >> 8;

	return (codes & 255) << 8 | (bits > 8 ? 8 : bits);
}

/* Whether a word's script leaves vowels out. */
static inline bool
sound_is_abjad(const struct sound *sound)
{
	return sound->script == SOUND_ARABIC || sound->script == SOUND_HEBREW;
}

/* The script of a code point that is looked up. */
static inline unsigned
sound_machine_script(uint32_t c)
{
	return c < 0x400 ? MACHINE_GREEK : c < 0x530 ? MACHINE_CYRILLIC : c < 0x600 ? MACHINE_HEBREW : MACHINE_ARABIC;
}

#endif
