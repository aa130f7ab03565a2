/* Work that is cut in pieces, done by several threads, and taken in the order in which
 * it was given. One thread gives and takes, "the main one": it alone reads, writes and ends
 * the process. Signals are blocked in the others.
 *
 * The pieces are a ring of items that the caller owns:
 *
 *   vacant --jobs_give()--> waiting, at work, finished --jobs_drop()--> vacant
 *
 * A thread whose item gets too large pauses: what there is of it is taken early. */
#ifndef JOBS_H
#define JOBS_H

#include <stdbool.h>
#include <stddef.h>

struct jobs;
struct worker; /* one thread of it */

struct jobs_work {
	/* Does the work on an item. May call worker_pause(). */
	void (*run)(void *item, void *context, struct worker *worker);
	/* A line that diag() was given meanwhile, for diag_line() when the item is taken. */
	void (*say)(void *item, const char *line, size_t n);
};

/* Starts up to `count` threads, each with its context, for 2 * count items at `items`, each
 * of `size` bytes. All borrowed. NULL if no thread can be had. */
struct jobs *jobs_new(const struct jobs_work *work, size_t count, void *const contexts[], void *items,
                      size_t size);

/* Ends the threads, which leave unfinished what they have. */
void jobs_free(struct jobs *jobs);

/* How many items are in use. */
size_t jobs_pending(const struct jobs *jobs);

/* The next item to be filled, or NULL if all are in use. */
void *jobs_vacant(const struct jobs *jobs);

/* Gives what jobs_vacant() returned to the threads. */
void jobs_give(struct jobs *jobs);

/* The oldest item, if it is finished or paused; else NULL. If a thread had to die(), the
 * process ends as it said. */
void *jobs_ready(struct jobs *jobs, bool *finished);

/* To be called when what jobs_ready() returned was taken: the item is vacant, or its thread goes on. */
void jobs_drop(struct jobs *jobs);

/* Sleeps until jobs_ready() may have something. */
void jobs_wait(struct jobs *jobs);

/* A descriptor that is readable then. */
const int *jobs_event(const struct jobs *jobs);

/* For run(): waits until what there is of the item was taken. */
void worker_pause(struct worker *worker);

/* For run(): whether nobody wants its work any more. */
bool worker_cancelled(const struct worker *worker);

#endif
