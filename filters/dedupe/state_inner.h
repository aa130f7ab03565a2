/* What the parts of state.h share: nobody else's business. */
#ifndef STATE_INNER_H
#define STATE_INNER_H

#include <sys/types.h>

#include "common/buf.h"
#include "filters/dedupe/notes.h"
#include "filters/dedupe/state.h"
#include "filters/dedupe/tables.h"

/* Items on their way into a frame. */
struct state_batch {
	struct buf bytes; /* LOG_FRAME bytes of room, then the items */
	uint32_t items, entries;
};

struct state {
	char *path;
	int fd, lock;
	int pending;         /* FILE.pending, where frames go instead; -1 if they go to fd */
	struct log_tie begun; /* where it begins */
	uint64_t shift;      /* what a frame's place in that file is less than in the log */
	const struct keys *keys;
	struct index *index;
	struct near_index *near;
	struct notes notes;
	struct tables *tables; /* NULL if the log was read whole */
	uint64_t tables_end;   /* how much of the log there are tables of */
	struct state_batch batch;
	struct log_tie tie;  /* behind the last frame; tie.next: number of the first entry that is not in the file */
	uint64_t frames, items;
	uint64_t compact_at; /* not before there are so many items */
	uint64_t first;      /* number of the first entry in the file */
	uint64_t header_sum;
	bool unsynced;
};

/* state.c: a batch without items; adds one; makes it a frame and moves the tie behind it. */
void state_batch_clear(struct state_batch *batch);
void state_batch_add(struct state_batch *batch, const struct log_item *item);
void state_batch_seal(struct state_batch *batch, struct log_tie *tie);

/* state.c: the exit status that it deserves. */
enum status state_status(enum log_result result);

/* state.c: sets the end mark of a file. */
bool state_acknowledge(int fd, uint64_t header_sum, uint64_t end);

/* state.c: makes path.new, empty, with the mode of path if there is such a file, and puts its name into the empty
 * name. -1 if that failed. */
int state_create(const char *path, struct buf *name);

/* state.c: brings the name of a new or renamed file to the disk. */
bool state_sync_directory(const char *path);

/* replay.c: what state_open() reads. tables may be NULL; tables_used says whether they were of use. */
struct state_source {
	const struct keys *keys;
	struct index *index;
	struct near_index *near;
	struct notes *notes;    /* NULL if not wanted */
	struct tables *tables;
	bool tables_used;
};
enum log_result state_replay(struct scan *scan, int fd, struct state_source *source, struct problem *problem);

/* compact.c: writes the log anew if that is worth it. */
void state_compact(struct state *state);

/* remake.c: writes FILE.tables anew if there are so many bytes of log behind what there are tables of, and a
 * share of all. Failing does no harm. */
void state_save_tables(struct state *state, uint64_t tail);

/* pending.c: makes FILE.pending, empty. False with a problem. */
bool state_begin_pending(struct state *state, struct problem *problem);

/* pending.c: says in it how long it is. */
void state_acknowledge_pending(struct state *state);

/* pending.c: finishes a commit that was interrupted. The caller holds the lock. */
enum status state_recover(const char *path, struct problem *problem);

#endif
