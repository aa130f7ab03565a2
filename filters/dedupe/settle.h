/* Groups from records whose equal keys were brought together: what `--sorted` does.
 *
 * A record here is {"_key":KEY, "id":ID, "date_published":DATE, "_keys":{...}}, once for each KEY of its
 * `_keys.lookup`, and those of one KEY follow each other (a run). What a key makes the same is joined at once; under
 * `body:` those are joined of which one is untitled, under `near:` those whose sketches are near-copies.
 * Memory is used for a run, and for the ids of what is in a group. */
#ifndef SETTLE_H
#define SETTLE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/record.h"

#define SETTLE_RUN 1024 /* near-copies are looked for among so many of a run, of different groups */

struct settler; /* opaque */

/* least as for sketch_alike(). Freed by settler_free(). */
struct settler *settler_new(double least);
void settler_free(struct settler *settler);

/* Takes a record. False if it is none of the kind; rec->problem says why. */
bool settler_take(struct settler *settler, struct record *rec);

/* After the last: groups are whole. Then for each duplicate, in order of groups, dates and ids, appends
 * {"id":ID,"_duplicate":{...}} and a newline; false at the end. The first of a group by date, then by id, is
 * what the others are duplicates of. */
void settler_end(struct settler *settler);
bool settler_next(struct settler *settler, struct buf *line);

#endif
