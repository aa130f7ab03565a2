/* Words with a part of their own in names: those that may be left out or put in, those that
 * join with a neighbour, and those that so many names share that they tell little.
 *
 * All are facts of usage, gathered from: [A] the naming guides of NATO/UK "A Guide to Names and Naming
 * Practices" (2006) for Arabic, Persian, Kurdish, Afghan, Somali names; [C] the ALA-LC romanization
 * tables for the article and its assimilated forms; [I] ICAO 9303 part 3 for what passports make of
 * them; [D] the Duden and the Chicago Manual of Style (8.5 to 8.14) for particles of European names;
 * [W] the honorifics that Wikipedia lists for Arabic, Persian, Urdu, Hebrew, Russian; given names are
 * those at the head of the census and registry lists of Egypt, Iran, Iraq, Pakistan, Turkey, Russia,
 * the United States and Korea. */
#ifndef NAMES_TABLE_H
#define NAMES_TABLE_H

#include <stdint.h>

/* What a word may be, as bits. */
enum role {
	ROLE_ARTICLE = 1,   /* al, el ...: never needed */
	ROLE_FILIAL = 2,    /* bin, ibn, ould ... */
	ROLE_KUNYA = 4,     /* abu, umm ... */
	ROLE_TITLE = 8,     /* Hajj, Sheikh, Dr ... */
	ROLE_LINK = 16,     /* de, von, of, and ...: never needed */
	ROLE_ABD = 32,      /* servant of: one name with the next word */
	ROLE_DIN = 64,      /* (of) the faith: one name with the word before */
	ROLE_ALLAH = 128,   /* (of) God: likewise */
	ROLE_TAIL = 256,    /* -nejad, -zadeh: likewise */
	ROLE_ATTACHED = 512 /* only if a hyphen or an apostrophe joins it to the next word: English words */
};

#define ROLE_OPTIONAL (ROLE_ARTICLE | ROLE_FILIAL | ROLE_KUNYA | ROLE_TITLE | ROLE_LINK)

struct name_particle {
	const char *forms; /* in all spellings and scripts, blanks between; folded when read */
	uint16_t role;
};

extern const struct name_particle name_particles[];
extern const unsigned name_particle_count;

/* Weights are tenths of what a rare word tells. */
enum { WEIGHT_FULL = 10, WEIGHT_SHORT = 5, WEIGHT_GIVEN = 5, WEIGHT_PLACE = 6, WEIGHT_KIND = 4 };

/* Words that name a kind of body or a country: by their letters. */
struct name_weak {
	const char *forms; /* as above */
	uint8_t weight;
};

extern const struct name_weak name_weak[];
extern const unsigned name_weak_count;

/* Given names that many bear; found by their sound, so one spelling stands for all scripts. Those before
 * the first blank line of the list are also put before other given names (Muhammad Arif). */
extern const char name_given_leading[];
extern const char name_given[];

#endif
