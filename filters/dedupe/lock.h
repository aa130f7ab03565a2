/* One process at a time: a lock on PATH.lock by flock(2), which ends with the
 * process. The file is never removed, or two processes could each hold the lock of a file of
 * that name; the number in it is only for the message. Behind it stands `made` once there was something at PATH. */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

#include "common/diag.h"

/* What to do if another process holds the lock. */
struct lock_waiting {
	bool wait;
	bool (*stopping)(void *context); /* asked while waiting; may be NULL */
	void *context;
};

/* Takes the lock that goes with path, or what path is a link to, and returns its descriptor, to be closed
 * by the caller. -1 with a problem and the exit status that it deserves; STATUS_OK if waiting
 * was stopped. */
int lock_take(const char *path, const struct lock_waiting *waiting, enum status *status,
              struct problem *problem);

/* Whether there was something at PATH before; says that there is. The lock is held. */
bool lock_was_made(int lock);
void lock_set_made(int lock);

/* Puts errno of an open(2) into the problem and returns the status it deserves: a name
 * that cannot be right is the user's mistake, anything else a failure. */
enum status lock_open_failed(struct problem *problem, const char *what);

#endif
