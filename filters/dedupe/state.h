/* What has been seen, across runs: a state file, see log.h, beside the index.
 *
 * What a run adds is pending until it is committed, which is one write at the
 * file's end; a process killed at any point leaves the file as it was at some
 * commit, or with a part of a frame behind it, which the next open cuts off. A
 * file that is damaged, of another kind, of a newer version or made with other settings
 * is never changed. When more than half of it is out of date, it is written anew beside itself and
 * renamed.
 *
 * FILE.tables has the index as it was at some frame, see tables.h: with it a start reads only what was added
 * since. It is written at the end of a run when enough has been added, and only believed if the log has
 * that very frame at that place.
 *
 * One process at a time: FILE.lock is locked by flock(2) as long as the state is
 * open. It stays when the state is closed; only its lock means something. */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/diag.h"
#include "filters/dedupe/index.h"
#include "filters/dedupe/keys.h"
#include "filters/dedupe/lock.h"
#include "filters/dedupe/log.h"
#include "filters/dedupe/near.h"
#include "filters/dedupe/scan.h"

struct state; /* opaque */

/* How to open a state. */
struct state_opening {
	const char *path;
	const struct keys *keys; /* the settings it must have; borrowed */
	struct index *index;     /* empty; filled from the file; borrowed while the state is open */
	struct near_index *near; /* the same, of the sketches; NULL if they are not wanted */
	bool pending;            /* remember in FILE.pending only, see state_settle() */
	struct lock_waiting waiting; /* if another process has it */
};

/* Opens or makes a state and fills the index from it. NULL with a problem and
 * the exit status that it deserves; STATUS_OK if waiting was stopped. Freed by
 * state_close(). */
struct state *state_open(const struct state_opening *opening, enum status *status,
                         struct problem *problem);

/* Adds an item to what is pending; entries in the order the index numbered them. */
void state_add(struct state *state, const struct log_item *item);

/* Adds a note, see notes.h, to what is pending. False if it is too long. */
bool state_note(struct state *state, const char *name, const char *value, size_t n);

/* Bytes pending. */
size_t state_pending(const struct state *state);

/* Writes what is pending to the file. False with a problem if it cannot be
 * written; the file is then as it was. */
bool state_commit(struct state *state, struct problem *problem);

/* Brings what was committed to the disk. False with a problem. */
bool state_sync(struct state *state, struct problem *problem);

/* At the end of a run that went well: makes the next start fast. It is never wrong to leave it out. */
void state_finish(struct state *state);

/* Commits what a run with `pending` left in FILE.pending, or throws it away. May be repeated after any
 * interruption. *found says whether there was any. */
enum status state_settle(const char *path, bool commit, const struct lock_waiting *waiting, bool *found,
                         struct problem *problem);

/* Finishes a commit that was interrupted, so that what is shown is what the next run begins with. Takes the lock,
 * and returns its descriptor, to be closed behind the showing; -1 if another process has it, or there is no state
 * or no leave to change it. */
int state_calm(const char *path, const struct lock_waiting *waiting);

/* Closes without committing, gives up the lock; takes NULL. */
void state_close(struct state *state);

/* Fills an index from the file at fd as state_open() does, changing nothing.
 * LOG_OK, or why not. scan tells about the file; the caller closes it. */
enum log_result state_read(struct scan *scan, int fd, const struct keys *keys,
                           struct index *index, struct near_index *near, struct problem *problem);

#endif
