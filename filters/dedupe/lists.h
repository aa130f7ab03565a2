/* Words that say what stands around them, in the languages of the desk: known by the hash of their folded
 * form (text.h). The lists were written by hand. */
#ifndef LISTS_H
#define LISTS_H

#include <stdint.h>

enum list {
	LIST_DECOR = 1,   /* what channels and agencies put around a post: breaking, watch, join, source */
	LIST_FORWARD = 2, /* a line with it among its first three words says where a post was forwarded from */
	LIST_VIA = 4,     /* a line that begins with it does */
	LIST_GIVEN = 8,   /* a given name, in scripts without capitals */
	LIST_PERSON = 16  /* a name follows, in scripts without capitals: Mister, the prisoner, by name */
};

/* The lists that a word is in. Safe in threads. */
uint8_t lists_of(uint32_t hash);

#endif
