/* What was hidden, told at the end: one line for each group that had a duplicate in this run.
 *
 * {"id":ID,"seen":N,"first":DATE,"last":DATE,"sources":{NAME:N,...},"others":N,"kinds":{KIND:N,...}}: the id of its first,
 * how many were seen of it, in all runs that the state knows of; of this run the dates between which they were
 * published, how many came from which source (its first COUNTS_SOURCES, then `others`), and what made duplicates
 * of how many. A line is given when its group is forgotten, or at the end.
 *
 * Memory: 8 bytes for each entry of the index, about 150 for each group that has a duplicate, and the
 * names of at most COUNTS_NAMES sources. */
#ifndef COUNTS_H
#define COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/record.h"
#include "filters/dedupe/index.h"
#include "filters/dedupe/keys.h"

#define COUNTS_SOURCES 8
#define COUNTS_NAMES 65535

struct counts; /* opaque */

/* Both are borrowed; the index must keep ids. Freed by counts_free(). */
struct counts *counts_new(struct index *index, const struct keys *keys);
void counts_free(struct counts *counts);

/* A record was seen, of the group of root; kind is SIZE_MAX if it is its first. */
void counts_see(struct counts *counts, const struct record *rec, uint64_t root, size_t kind);

/* Appends the line of a group, if it has any, and forgets it. */
void counts_tell(struct counts *counts, uint64_t root, struct buf *out);

/* Those of all groups that are left, oldest first. */
void counts_tell_all(struct counts *counts, struct buf *out);

#endif
