/* Groups across machines: `--keys` and `--sorted`, see annotate.h and settle.h. */
#ifndef ACROSS_H
#define ACROSS_H

#include <stddef.h>

#include "common/filter.h"

/* Annotates all records in `jobs` threads (0: one for each processor). Dies on a bad `by`. */
void across_keys(struct filter *filter, const char *by, size_t min_words, size_t jobs);

/* Reads records sorted by key and writes what is a duplicate of what. */
void across_sorted(struct filter *filter, double least);

#endif
