/* Where rules come from when the command line names none. */
#ifndef PLACES_H
#define PLACES_H

#include <stdbool.h>
#include <stddef.h>

#define PLACES_MAX 4

/* A place: a file or a directory, and what names it, for messages. */
struct place {
	const char *why; /* "WATCHLINE_RULES", "installed" ... */
	char *path;      /* owned */
};

struct places {
	struct place items[PLACES_MAX];
	size_t count;
};

/* Finds the places, the first to be tried first: $WATCHLINE_RULES, the user's, the machine's,
 * the installed one. */
void places_find(struct places *places, const char *installed);

/* The first place that is there: a file, or a directory with a rule file; $WATCHLINE_RULES even if
 * it is not. NULL if none is. */
const char *places_first(const struct places *places);

/* Whether the path is a file, or a directory in which a name ends with .yaml or .yml. */
bool places_holds_rules(const char *path);

void places_free(struct places *places);

#endif
