/* Where a reader is to start again: the last offset of each place that records came from.
 *
 * Offsets go into the state with what has left, in one commit, as notes named `offset PLACE`. */
#ifndef OFFSET_H
#define OFFSET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/record.h"
#include "filters/dedupe/notes.h"
#include "filters/dedupe/state.h"

#define OFFSET_PREFIX "offset "

/* Zero but for option; offsets_free() frees the rest. */
struct offsets {
	const char *option; /* the argument of --offset, NULL if there is none */
	struct notes last;
	struct buf text;
};

/* Whether text is PLACE/N, N a number; *place_n is the length of PLACE, which may have slashes. */
bool offset_split(const char *text, size_t n, size_t *place_n);

/* Takes the offset of a record, if the option names a member that it has: PLACE/N, or N alone, the place then being
 * the member's name. */
void offsets_take(struct offsets *offsets, const struct record *rec);

/* Takes the offset of the option itself, if it is one: of the end of the input. */
void offsets_take_end(struct offsets *offsets);

/* Gives the state what was taken. */
void offsets_give(const struct offsets *offsets, struct state *state);

void offsets_free(struct offsets *offsets);

#endif
