/* What language.c knows of each language. Inner matter of language*.c. */
#ifndef LANGUAGE_TABLES_H
#define LANGUAGE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/ingest/language.h"

enum language_script {
	SCRIPT_NONE, /* no letter */
	SCRIPT_MARK, /* no letter, but inside words */
	SCRIPT_LATIN,
	SCRIPT_GREEK,
	SCRIPT_CYRILLIC,
	SCRIPT_ARMENIAN,
	SCRIPT_HEBREW,
	SCRIPT_ARABIC,
	SCRIPT_THAANA,
	SCRIPT_DEVANAGARI,
	SCRIPT_BENGALI,
	SCRIPT_GURMUKHI,
	SCRIPT_GUJARATI,
	SCRIPT_TAMIL,
	SCRIPT_TELUGU,
	SCRIPT_KANNADA,
	SCRIPT_MALAYALAM,
	SCRIPT_SINHALA,
	SCRIPT_THAI,
	SCRIPT_LAO,
	SCRIPT_MYANMAR,
	SCRIPT_GEORGIAN,
	SCRIPT_ETHIOPIC,
	SCRIPT_KHMER,
	SCRIPT_HAN,
	SCRIPT_KANA,
	SCRIPT_HANGUL,
	SCRIPT_OTHER /* letters of scripts we tell nothing of */
};

/* All lists are divided by blanks, in small letters, folded as language.c folds
 * them (Arabic letters to their commonest form). */
struct language {
	const char *tag; /* NULL: known only so that it is not taken for another */
	enum language_script script;
	const char *words;
	const char *endings; /* of words of five letters or more: three or four letters */
	const char *letters; /* each followed by what it weighs, 1 to 9 */
};

extern const struct language language_latin[];
extern const size_t language_latin_count;
extern const struct language language_scripts[];
extern const size_t language_scripts_count;

#define LANGUAGE_LETTERS 0x1F00 /* letters below this are in the index */
#define LANGUAGE_SLOTS 16384    /* a power of two, some four times the entries */
#define LANGUAGE_SEEN 131072    /* bits, a power of two: few enough for the nearest cache */
#define LANGUAGE_WORD 0x9E3779B97F4A7C15u   /* where the hash of a word begins, */
#define LANGUAGE_ENDING 0xC2B2AE3D27D4EB4Fu /* that of an ending */
#define LANGUAGE_MARK 4         /* what a letter weighs that tells a language */

struct language_vote {
	uint8_t language, weight;
};

/* What is known of a word or an ending: a run of votes. */
struct language_slot {
	uint64_t hash; /* 0: empty */
	uint16_t first, count;
};

struct language_letter {
	uint16_t fold;         /* as it stands in words */
	uint16_t first;        /* its votes */
	uint8_t count, script; /* enum language_script */
};

/* The tables made ready for reading, once in a run. */
struct language_index {
	uint64_t seen[LANGUAGE_SEEN / 64]; /* bits by hash: one that is not set tells of a hash that is not there */
	struct language_slot slots[LANGUAGE_SLOTS];
	struct language_letter letters[LANGUAGE_LETTERS];
	struct language_vote votes[16384];
	size_t votes_used;
	const struct language *languages[LANGUAGE_MAX];
	bool marked[LANGUAGE_MAX]; /* has letters of its own that running text shows, other than Latin */
	size_t count;
	size_t begin[SCRIPT_OTHER + 1], end[SCRIPT_OTHER + 1]; /* of a script's, which stand together */
	size_t arabic, chinese;    /* their numbers */
};

const struct language_index *language_index(void);

/* The script of a character that is not in the index. */
enum language_script language_script_above(uint32_t c);

static inline uint64_t
language_mix(uint64_t hash, uint32_t c)
{
	return (hash ^ c) * 0x100000001B3u;
}

static inline bool
language_may_have(const struct language_index *index, uint64_t hash)
{
	uint64_t bit = hash >> 20 & (LANGUAGE_SEEN - 1);

	return (index->seen[bit / 64] >> bit % 64 & 1) != 0;
}

/* Where a hash is or belongs. */
static inline size_t
language_find(const struct language_index *index, uint64_t hash)
{
	size_t at = (hash ^ hash >> 29) & (LANGUAGE_SLOTS - 1);

	while (index->slots[at].hash != 0 && index->slots[at].hash != hash)
		at = (at + 1) & (LANGUAGE_SLOTS - 1);
	return at;
}

#endif
