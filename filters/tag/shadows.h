/* Which terms stand only where another one stands: counted hit by hit, over a corpus. */
#ifndef SHADOWS_H
#define SHADOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/match.h"

/* Of so many terms that might cover one it is remembered; of more, some are not found. */
#define SHADOWS_MAX 8

/* A term that covers another one. */
struct shadow {
	uint32_t term;
	bool equal; /* their matches are the same, always */
};

/* The terms whose matches took in all matches of one so far. */
struct shadowed {
	bool seen;     /* it had matches */
	uint8_t count;
	struct shadow items[SHADOWS_MAX];
};

/* Owns its arrays. */
struct shadows {
	struct shadowed *terms; size_t count; /* by term */
	struct hit *hits;       size_t cap;   /* inner: those of the record, sorted */
	struct hit *open;       size_t open_cap;
};

void shadows_init(struct shadows *shadows, size_t terms);

/* Takes the hits of a record. */
void shadows_add(struct shadows *shadows, const struct matches *matches);

/* Whether all matches of a lie inside those of b; *equal: and are the same. */
bool shadows_covers(const struct shadows *shadows, uint32_t a, uint32_t b, bool *equal);

void shadows_free(struct shadows *shadows);

#endif
