/* What a state remembers beside its entries: few names with a value each, in the order they came. */
#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

#define NOTES_MOST 65536

struct note {
	size_t name, name_n, value, value_n; /* where they lie in text */
};

/* Zero-initialised is valid. */
struct notes {
	struct note *items;
	size_t count, cap;
	struct buf text;
	size_t waste; /* bytes of text that nothing leads to */
	size_t last;  /* the one last looked for */
};

/* Which note has that name; count if none has. */
size_t notes_find(const struct notes *notes, const char *name, size_t n);

/* Sets a note. False if it says so already, or there are too many; both at most LOG_MAX_NOTE bytes. */
bool notes_set(struct notes *notes, const char *name, size_t name_n, const char *value, size_t value_n);

void notes_free(struct notes *notes);

#endif
