#include "filters/dedupe/state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/stream.h"
#include "common/xalloc.h"

/* A state this small is not worth writing anew. */
#define SMALL_ITEMS 65536
#define SMALL_FRAMES 4096

/* A frame of a file written anew. */
#define BIG_FRAME ((size_t)1 << 20)

/* Items on their way into a frame. */
struct batch {
	struct buf bytes; /* LOG_FRAME bytes of room, then the items */
	uint32_t items, entries;
};

struct state {
	char *path, *directory;
	int fd, lock;
	const struct keys *keys;
	struct index *index;
	struct near_index *near;
	struct batch batch;
	uint64_t end, sum;   /* behind the last frame of the file */
	uint64_t next;       /* number of the first entry that is not in the file */
	uint64_t frames, items;
	uint64_t compact_at; /* not before there are so many items */
	bool unsynced;
};

/* A batch without items still has room for a frame's head. */
static void
batch_clear(struct batch *batch)
{
	static const char room[LOG_FRAME];

	buf_clear(&batch->bytes);
	buf_add(&batch->bytes, room, sizeof(room));
	batch->items = batch->entries = 0;
}

static void
batch_add(struct batch *batch, const struct log_item *item)
{
	log_add_item(&batch->bytes, item);
	batch->items++;
	batch->entries += item->kind != LOG_AGAIN;
}

/* Makes the batch a frame. Returns its sum. */
static uint64_t
batch_seal(struct batch *batch, uint64_t first, uint64_t sum_before)
{
	struct log_frame frame = {
		.length = (uint32_t)(batch->bytes.len - LOG_FRAME),
		.items = batch->items,
		.entries = batch->entries,
		.first = first,
	};

	log_write_frame(&frame, sum_before, batch->bytes.data + LOG_FRAME, batch->bytes.data);
	return frame.sum;
}

/* Keys wait this long for the memory that index_key() asked for: one after the
 * other they would wait for each by itself, four times as long in all. */
#define AHEAD 32

/* Filling an index from the items of a file. */
struct replay {
	struct index *index;
	struct near_index *near;
	uint64_t first;
	struct {
		uint64_t number;
		struct index_key key;
	} ahead[AHEAD];
	size_t count; /* keys so far; the last AHEAD of them are not yet in the index */
};

/* Takes a key, and puts the one taken AHEAD before into the index. */
static void
register_key(struct replay *replay, uint64_t number, const struct hash128 *hash)
{
	size_t at = replay->count++ % AHEAD;

	if (replay->count > AHEAD)
		index_add_key(replay->index, replay->ahead[at].number, replay->ahead[at].key);
	replay->ahead[at].number = number;
	replay->ahead[at].key = index_key(replay->index, hash);
}

static void
register_keys(struct replay *replay, uint64_t number, const struct log_item *item)
{
	for (size_t i = 0; i < item->key_count; i++)
		register_key(replay, number, &item->keys[i]);
}

static void
register_rest(struct replay *replay)
{
	size_t n = replay->count < AHEAD ? replay->count : AHEAD;

	for (size_t i = replay->count - n; i < replay->count; i++)
		index_add_key(replay->index, replay->ahead[i % AHEAD].number,
		              replay->ahead[i % AHEAD].key);
}

/* Whether an item may refer to that entry: one in this file, and a first, as
 * far as the index still knows. */
static bool
is_root(const struct replay *replay, uint64_t root)
{
	return root >= replay->first && root < index_next(replay->index) &&
	       (root < index_oldest(replay->index) || !index_is_alias(replay->index, root));
}

static void
register_sketch(struct replay *replay, uint64_t number, const struct log_item *item)
{
	uint32_t keys[SKETCH_KEYS];

	if (replay->near == NULL || !(item->flags & LOG_SKETCH))
		return;
	sketch_keys(&item->sketch, keys);
	near_index_forget(replay->near, index_oldest(replay->index));
	near_index_add(replay->near, number, &item->sketch, keys);
}

static bool
replay_item(void *context, uint64_t number, const struct log_item *item)
{
	struct replay *replay = context;
	struct index *index = replay->index;
	bool untitled = item->flags & LOG_UNTITLED;

	switch (item->kind) {
	case LOG_FIRST:
		index_add_first(index, item->date, item->seen, untitled, item->id, item->id_len);
		register_keys(replay, number, item);
		register_sketch(replay, number, item);
		return true;
	case LOG_GAP:
		/* Nothing leads to it, so what it is does not matter. */
		index_add_alias(index, number, false);
		return true;
	case LOG_ALIAS:
		if (!is_root(replay, item->root))
			return false;
		if (item->flags & LOG_COUNTS && index_alive(index, item->root))
			index_see(index, item->root);
		index_add_alias(index, index_alive(index, item->root) ? item->root : number, untitled);
		if (index_alive(index, item->root)) {
			register_keys(replay, number, item);
			register_sketch(replay, number, item);
		}
		return true;
	case LOG_AGAIN:
		if (!is_root(replay, item->root))
			return false;
		if (index_alive(index, item->root))
			index_see(index, item->root);
		return true;
	}
	return false;
}

/* What a key takes in a file, with what belongs to it, when all are told. */
#define KEY_BYTES 26

static enum log_result
fill_index(struct scan *scan, const struct keys *keys, struct index *index, struct near_index *near,
           struct problem *problem)
{
	const struct log_header *header = &scan->header;
	struct replay replay = {.index = index, .near = near, .first = header->first};
	bool done;

	if (header->settings_len != strlen(keys_settings(keys)) ||
	    memcmp(header->settings, keys_settings(keys), header->settings_len) != 0) {
		problem_set(problem, 0, 0, "made with '%.*s', not '%s'", (int)header->settings_len,
		            header->settings, keys_settings(keys));
		return LOG_FOREIGN;
	}
	index_start(index, header->first);
	index_reserve(index, scan->size / KEY_BYTES);
	done = scan_items(scan, keys_kinds(keys), replay_item, &replay, problem);
	register_rest(&replay);
	return done ? LOG_OK : LOG_DAMAGED;
}

enum log_result
state_read(struct scan *scan, int fd, const struct keys *keys, struct index *index,
           struct near_index *near, struct problem *problem)
{
	enum log_result result = scan_open(scan, fd, problem);

	return result == LOG_OK ? fill_index(scan, keys, index, near, problem) : result;
}

/* The file's own name, so that a link and what it leads to share a lock, and
 * its directory. */
static void
find_names(struct state *state, const char *path)
{
	char *slash, *real = realpath(path, NULL);

	state->path = real ? real : xstrdup(path);
	state->directory = xstrdup(state->path);
	slash = strrchr(state->directory, '/');
	if (slash == NULL) {
		free(state->directory);
		state->directory = xstrdup(".");
	} else {
		slash[slash == state->directory] = '\0';
	}
}

static bool
sync_directory(const struct state *state)
{
	int fd = open(state->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

/* Makes the file one without entries. */
static bool
begin_file(struct state *state, struct problem *problem)
{
	struct buf header = {0};
	bool done;

	state->sum = log_add_header(&header, 0, 0, keys_settings(state->keys));
	state->end = header.len;
	done = lseek(state->fd, 0, SEEK_SET) == 0 && write_all(state->fd, header.data, header.len) &&
	       fsync(state->fd) == 0 && sync_directory(state);
	if (!done) {
		problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
		(void)!ftruncate(state->fd, 0);
	}
	buf_free(&header);
	return done;
}

/* Whether the file is what begin_file() had written when it was killed. */
static bool
is_begun(const struct state *state, const struct scan *scan)
{
	struct buf header = {0};
	bool same;

	log_add_header(&header, 0, 0, keys_settings(state->keys));
	same = scan->size < header.len && scan->window.len == scan->size &&
	       memcmp(header.data, scan->window.data ? scan->window.data : "", scan->size) == 0;
	buf_free(&header);
	return same;
}

static enum status
status_of(enum log_result result)
{
	return result == LOG_FOREIGN || result == LOG_NEWER ? STATUS_USAGE : STATUS_FAILED;
}

/* Reads the file into the index and stands behind its last whole frame. */
static enum status
load(struct state *state, struct problem *problem)
{
	struct scan scan;
	struct problem found = {.text = ""};
	enum log_result result = state_read(&scan, state->fd, state->keys, state->index, state->near, &found);
	enum status status = STATUS_OK;

	if (result == LOG_SHORT && is_begun(state, &scan)) {
		if (!begin_file(state, problem))
			status = STATUS_FAILED;
		scan_close(&scan);
		return status;
	}
	if (result != LOG_OK) {
		*problem = found;
		status = status_of(result);
	} else if (scan.end < scan.size && ftruncate(state->fd, (off_t)scan.end) != 0) {
		problem_set(problem, 0, 0, "cannot be cut: %s", strerror(errno));
		status = STATUS_FAILED;
	}
	state->end = scan.end;
	state->sum = scan.sum;
	state->next = scan.next;
	state->frames = scan.frames;
	state->items = scan.items;
	scan_close(&scan);
	return status;
}

static enum status
open_file(struct state *state, struct problem *problem)
{
	struct stat status;

	/* Without O_NONBLOCK a pipe would wait for its other end. */
	state->fd = open(state->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
	if (state->fd < 0)
		return lock_open_failed(problem, "cannot open it");
	if (fstat(state->fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		problem_set(problem, 0, 0, "not a regular file");
		return STATUS_USAGE;
	}
	return load(state, problem);
}

struct state *
state_open(const struct state_opening *opening, enum status *status, struct problem *problem)
{
	struct state *state = xcalloc(1, sizeof(*state));
	struct stat found;

	state->fd = state->lock = -1;
	state->keys = opening->keys;
	state->index = opening->index;
	state->near = opening->near;
	batch_clear(&state->batch);
	find_names(state, opening->path);
	if (stat(state->path, &found) == 0 && !S_ISREG(found.st_mode)) {
		problem_set(problem, 0, 0, "not a regular file");
		*status = STATUS_USAGE;
	} else {
		state->lock = lock_take(state->path, &opening->waiting, status, problem);
		if (state->lock >= 0)
			*status = open_file(state, problem);
		if (state->fd >= 0 && *status == STATUS_OK)
			return state;
	}
	state_close(state);
	return NULL;
}

void
state_close(struct state *state)
{
	if (state == NULL)
		return;
	if (state->fd >= 0)
		close(state->fd);
	if (state->lock >= 0)
		close(state->lock);
	buf_free(&state->batch.bytes);
	free(state->directory);
	free(state->path);
	free(state);
}

void
state_add(struct state *state, const struct log_item *item)
{
	batch_add(&state->batch, item);
}

size_t
state_pending(const struct state *state)
{
	return state->batch.bytes.len - LOG_FRAME;
}

/* Writing the file anew. */
struct compaction {
	struct state *state;
	struct batch batch;
	int fd;
	uint64_t end, sum, next, items, frames;
};

static bool
compaction_flush(struct compaction *compaction)
{
	struct batch *batch = &compaction->batch;

	if (batch->items == 0)
		return true;
	compaction->sum = batch_seal(batch, compaction->next, compaction->sum);
	if (!write_all(compaction->fd, batch->bytes.data, batch->bytes.len))
		return false;
	compaction->end += batch->bytes.len;
	compaction->next += batch->entries;
	compaction->items += batch->items;
	compaction->frames++;
	batch_clear(batch);
	return true;
}

/* Copies what is still true; false if it cannot be written. */
static bool
compact_item(void *context, uint64_t number, const struct log_item *item)
{
	struct compaction *compaction = context;
	const struct index *index = compaction->state->index;
	struct log_item copy = *item;

	if (item->kind == LOG_AGAIN || number < index_oldest(index))
		return true;
	if (item->kind == LOG_FIRST)
		copy.seen = index_seen(index, number);
	else if (item->kind == LOG_ALIAS && item->root >= index_oldest(index))
		copy.flags &= (uint8_t)~LOG_COUNTS;
	else
		copy = (struct log_item){.kind = LOG_GAP};
	batch_add(&compaction->batch, &copy);
	return compaction->batch.bytes.len < BIG_FRAME || compaction_flush(compaction);
}

static bool
write_anew(struct compaction *compaction)
{
	struct state *state = compaction->state;
	struct problem problem = {.text = ""};
	struct buf header = {0};
	struct scan scan;
	struct stat old;
	bool done;

	compaction->next = index_oldest(state->index);
	compaction->sum = log_add_header(&header, compaction->next,
	                                 index_keys(state->index), keys_settings(state->keys));
	compaction->end = header.len;
	batch_clear(&compaction->batch);
	done = scan_open(&scan, state->fd, &problem) == LOG_OK &&
	       write_all(compaction->fd, header.data, header.len) &&
	       scan_items(&scan, keys_kinds(state->keys), compact_item, compaction, &problem) &&
	       compaction_flush(compaction) && scan.next == compaction->next &&
	       fstat(state->fd, &old) == 0 && fchmod(compaction->fd, old.st_mode & 07777) == 0 &&
	       fsync(compaction->fd) == 0;
	scan_close(&scan);
	buf_free(&header);
	buf_free(&compaction->batch.bytes);
	return done;
}

/* Replaces the file by one without what is out of date. If that fails the old
 * one goes on; it is tried again when there is twice as much. */
static void
compact(struct state *state)
{
	struct compaction compaction = {.state = state};
	struct buf name = {0};
	const char *path;

	state->compact_at = 2 * state->items;
	buf_addf(&name, "%s.new", state->path);
	path = buf_str(&name);
	(void)!unlink(path); /* of a run that was killed */
	compaction.fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (compaction.fd < 0) {
		buf_free(&name);
		return;
	}
	if (write_anew(&compaction) && rename(path, state->path) == 0) {
		close(state->fd);
		state->fd = compaction.fd;
		state->end = compaction.end;
		state->sum = compaction.sum;
		state->items = compaction.items;
		state->frames = compaction.frames;
		state->compact_at = 0;
		(void)!sync_directory(state);
	} else {
		(void)!unlink(path);
		close(compaction.fd);
	}
	buf_free(&name);
}

static bool
worth_compacting(const struct state *state)
{
	uint64_t live = index_next(state->index) - index_oldest(state->index);

	return state->items >= state->compact_at &&
	       (state->items > 2 * live + SMALL_ITEMS ||
	        state->frames > state->items / 16 + SMALL_FRAMES);
}

bool
state_commit(struct state *state, struct problem *problem)
{
	struct batch *batch = &state->batch;
	uint64_t sum;

	if (batch->items == 0)
		return true;
	sum = batch_seal(batch, state->next, state->sum);
	if (lseek(state->fd, (off_t)state->end, SEEK_SET) < 0 ||
	    !write_all(state->fd, batch->bytes.data, batch->bytes.len)) {
		problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
		(void)!ftruncate(state->fd, (off_t)state->end);
		return false;
	}
	state->end += batch->bytes.len;
	state->sum = sum;
	state->next += batch->entries;
	state->items += batch->items;
	state->frames++;
	state->unsynced = true;
	batch_clear(batch);
	if (worth_compacting(state))
		compact(state);
	return true;
}

bool
state_sync(struct state *state, struct problem *problem)
{
	while (state->unsynced && fdatasync(state->fd) != 0)
		if (errno != EINTR)
			return problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
	state->unsynced = false;
	return true;
}
