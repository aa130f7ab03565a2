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

/* Makes the lists, once; before lists_of(). Safe in threads. */
void lists_make(void);

/* Inner: by 16 bits of the hash, as most words are in no list; and the search for the others. */
extern uint64_t lists_bits[1024];
uint8_t lists_find(uint32_t hash);

/* The lists that a word is in. */
static inline uint8_t
lists_of(uint32_t hash)
{
	return lists_bits[hash >> 22] >> (hash >> 16 & 63) & 1 ? lists_find(hash) : 0;
}

#endif
