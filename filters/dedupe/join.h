/* Joins states, and what --dump wrote of them, into one.
 *
 * Groups that share a key become one group; its first is the one with the earliest date, then the least id.
 * Near-copies are not looked for. The groups do not depend on the order of what is joined, nor on repetition; counts
 * are added. */
#ifndef JOIN_H
#define JOIN_H

#include <stdbool.h>

#include "common/diag.h"
#include "common/record.h"
#include "filters/dedupe/keys.h"
#include "filters/dedupe/lock.h"

struct join; /* opaque */

/* keys is borrowed. Freed by join_free(). */
struct join *join_new(const struct keys *keys);
void join_free(struct join *join);

/* Takes all that the state at path has, if it is there: what is joined goes into it. Returns its lock, to be closed by
 * the caller; -1 with a problem and *status, STATUS_OK if waiting for it was stopped. */
int join_begin(struct join *join, const char *path, const struct lock_waiting *waiting, enum status *status,
               struct problem *problem);

/* Takes all that another state has. */
enum status join_add_state(struct join *join, const char *path, struct problem *problem);

/* Takes a line of --dump. False with rec->problem set if it is none. */
bool join_add_line(struct join *join, struct record *rec);

/* Begins with another dump: its entries are numbered anew. */
void join_begin_lines(struct join *join);

/* Joins, and writes the state at path anew. The caller holds its lock. */
enum status join_write(struct join *join, const char *path, struct problem *problem);

#endif
