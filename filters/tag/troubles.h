/* The member `_errors` of a record: what could not be told of it. See watchline-record(5). */
#ifndef TROUBLES_H
#define TROUBLES_H

#include <stddef.h>

#include "common/buf.h"
#include "common/record.h"

/* A term that reached its bound in a field, so that it is not known whether it is there. All
 * borrowed. */
struct trouble {
	const char *tag, *field, *term;
};

/* Owns everything; zero-initialised is valid; reused from record to record. */
struct troubles {
	struct trouble *items;
	size_t count, cap;
	struct buf out, item;
};

static inline void
troubles_clear(struct troubles *troubles)
{
	troubles->count = 0;
}

void troubles_add(struct troubles *troubles, const char *tag, const char *field, const char *term);

/* Adds them to the record's `_errors`, behind what is there; those that are there are not added
 * again. What is there and no array becomes the first of its items. Fills rec->problem, which reports
 * them. */
void troubles_write(struct troubles *troubles, struct record *rec);

void troubles_free(struct troubles *troubles);

#endif
