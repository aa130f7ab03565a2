/* Counts by name, in bounded memory. */
#ifndef TALLY_H
#define TALLY_H

#include <stddef.h>
#include <stdint.h>

#define TALLY_MAX 10000     /* different names; what comes later counts as `others` */
#define TALLY_MAX_NAME 256  /* bytes; a longer name counts as `others` too */

struct tally_entry {
	char *name; /* owned, len bytes and a NUL */
	size_t len;
	uint64_t count;
	uint64_t record; /* the record that counted last */
};

/* Zero-initialised is valid. */
struct tally {
	struct tally_entry *entries;
	size_t count, cap;
	uint64_t others;
	uint32_t *slots; /* open addressing: index into entries + 1; dropped by tally_sort() */
};

/* Counts a name, once for each record; records are numbered from 1, ascending.
 * Returns the name's place in entries until tally_sort(), or TALLY_MAX if it
 * counted as one of the others. */
size_t tally_add(struct tally *tally, const char *name, size_t n, uint64_t record);

/* Sorts by count, the highest first, then by name in bytes. Ends the counting. */
void tally_sort(struct tally *tally);

void tally_free(struct tally *tally);

#endif
