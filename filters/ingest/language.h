/* The language of a text, where it is sure: by script, by letters that only some
 * languages have, by the commonest words and endings. The tables
 * (language_latin.c, language_scripts.c) are our own, of general words. */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

#define LANGUAGE_MAX 96 /* languages in the tables */

/* What was read of one text so far. Zero it to begin. */
struct language_votes {
	uint32_t letters[32];         /* by script */
	uint32_t words;
	size_t bytes;                 /* read */
	int16_t score[LANGUAGE_MAX];
	uint16_t found[LANGUAGE_MAX]; /* words known to the language, */
	uint16_t marks[LANGUAGE_MAX]; /* letters that tell it */
	const char *tag;              /* if it was clear before the end */
};

/* The BCP 47 tag (static) of the language of a text in UTF-8, NULL if it is not
 * sure. Addresses, @names and #tags do not count. Reads the first 2 KiB at most;
 * linear. Threads may call it at once. */
const char *language_detect(const char *text, size_t n);

/* Writes a stated tag as BCP 47 does (en_us is en-US, iw is he), in its place; returns its length. What is no
 * tag is left as it is. */
size_t language_normalise(char *tag, size_t n);

/* The same as language_detect() for a text in parts: add them in turn, then ask. */
void language_read(struct language_votes *votes, const char *text, size_t n);
const char *language_choose(const struct language_votes *votes);

#endif
