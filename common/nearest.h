/* "Did you mean": the known word nearest to a mistyped one. */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

/* The candidate with the least edit distance (insert, delete, replace, swap of
 * neighbours) to word, if it is at most a third of word's length, at least 1;
 * NULL if none is that near. Candidates may be NULL (passed over); words over 63 bytes are not
 * compared. */
const char *nearest_word(const char *word, const char *const *candidates, size_t count);

#endif
