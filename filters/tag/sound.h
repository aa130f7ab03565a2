/* How a word of a name sounds, whatever its script: what two spellings of it
 * have in common.
 *
 * Two steps. The keys are for finding: consonants alone, in classes that no usual transliteration
 * leaves, so that spellings of one name share a key. A word of a text has one key, which is cheap to
 * make; a word of a rule has all those under which its spellings may stand. The cost is for
 * judging: the letters of both are aligned by how one is written for the other (sound_table.h has the
 * table and its sources), and the cost is what the alignment leaves unexplained. */
#ifndef SOUND_H
#define SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Letters of a word beyond these are not looked at. */
#define SOUND_LETTERS 32
#define SOUND_KEYS 48

/* The key of words that have no consonants but h, w and y. */
#define SOUND_SOFT_KEY 0x51f15e1du

enum sound_script {
	SOUND_OTHER, /* no letters that we can read: such words sound like nothing */
	SOUND_LATIN, SOUND_ARABIC, SOUND_HEBREW, SOUND_CYRILLIC
};

/* A word read for alignment. */
struct sound {
	enum sound_script script;
	uint8_t letters[SOUND_LETTERS]; /* inner */
	uint8_t count;
	uint8_t stem;       /* inner: how many are left without a case ending */
	uint8_t short_stem; /* inner: or without a short one; not below stem */
	uint8_t land;       /* inner: how many without the ending of a country, as -ia */
};

/* The key of a word of a text, from its folded bytes (text_fold()); 0: it has none (no letters, too
 * short to tell, another script). For the hot path: no allocation, a few ns. */
uint32_t sound_key(const char *folded, size_t n);

/* The keys of a word of a rule, at most SOUND_KEYS: those of all words that sound_cost() may accept
 * for it, with `generous` up to that limit. Returns their number; each once, none 0. */
size_t sound_keys(const char *folded, size_t n, bool generous, uint32_t keys[SOUND_KEYS]);

/* The same for many words, quicker; what a keyer has found out serves the next word. */
struct sound_keyer;
struct sound_keyer *sound_keyer_new(void);
void sound_keyer_free(struct sound_keyer *keyer);
size_t sound_keys_with(struct sound_keyer *keyer, const char *folded, size_t n, bool generous,
                       uint32_t keys[SOUND_KEYS]);

/* Reads a word: its folded bytes, and what stands in the original, whose diacritics and letters
 * folding has levelled may tell more (may be NULL). */
void sound_read(struct sound *sound, const char *folded, size_t n, const char *original, size_t original_n);

/* What the best alignment costs, 0 for the same word, up to SOUND_FAR. It is symmetric. */
unsigned sound_cost(const struct sound *a, const struct sound *b);

/* The same up to `limit`; beyond, anything that is more: it is given up as soon as that is sure. */
unsigned sound_cost_within(const struct sound *a, const struct sound *b, unsigned limit);

/* The same, given up still sooner: from letter i of a on at least rest[i] will be added (names_bound.h; in the
 * units of the alignment). */
unsigned sound_cost_from(const struct sound *a, const struct sound *b, unsigned limit,
                         const uint16_t rest[SOUND_LETTERS + 1]);

/* Costs up to these are accepted by ~ and ~~, for words of `count` letters (the longer of the two). */
unsigned sound_usual(size_t count);
unsigned sound_generous(size_t count);
#define SOUND_FAR 255

#endif
