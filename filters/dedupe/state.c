#include "filters/dedupe/state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/stream.h"
#include "common/xalloc.h"
#include "filters/dedupe/state_inner.h"

/* A batch without items still has room for a frame's head. */
void
state_batch_clear(struct state_batch *batch)
{
	static const char room[LOG_FRAME];

	buf_clear(&batch->bytes);
	buf_add(&batch->bytes, room, sizeof(room));
	batch->items = batch->entries = 0;
}

void
state_batch_add(struct state_batch *batch, const struct log_item *item)
{
	log_add_item(&batch->bytes, item);
	batch->items++;
	batch->entries += log_is_entry(item->kind);
}

void
state_batch_seal(struct state_batch *batch, struct log_tie *tie)
{
	struct log_frame frame = {
		.length = (uint32_t)(batch->bytes.len - LOG_FRAME),
		.items = batch->items,
		.entries = batch->entries,
		.first = tie->next,
	};

	log_write_frame(&frame, tie->sum, batch->bytes.data + LOG_FRAME, batch->bytes.data);
	tie->last = tie->end;
	tie->end += batch->bytes.len;
	tie->sum = frame.sum;
	tie->next += batch->entries;
}

bool
state_sync_directory(const char *path)
{
	char *directory = xstrdup(path), *slash = strrchr(directory, '/');
	bool done;
	int fd;

	if (slash)
		slash[slash == directory] = '\0';
	fd = open(slash ? directory : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	done = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	free(directory);
	return done;
}

bool
state_acknowledge(int fd, uint64_t header_sum, uint64_t end)
{
	char mark[LOG_END_BYTES];

	log_write_end(mark, header_sum, end);
	return pwrite(fd, mark, sizeof(mark), LOG_END) == (ssize_t)sizeof(mark);
}

int
state_create(const char *path, struct buf *name)
{
	struct stat old;
	int fd;

	buf_addf(name, "%s.new", path);
	(void)!unlink(buf_str(name)); /* of a run that was killed */
	fd = open(buf_str(name), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd >= 0 && stat(path, &old) == 0)
		(void)!fchmod(fd, old.st_mode & 0777);
	return fd;
}

/* Makes a state without entries, whole or not at all. */
static bool
begin_file(struct state *state, struct problem *problem)
{
	struct buf header = {0}, name = {0};
	int fd = state_create(state->path, &name);
	bool done;

	state->header_sum = state->tie.sum = log_add_header(&header, 0, 0, keys_settings(state->keys));
	state->tie.end = header.len;
	done = fd >= 0 && write_all(fd, header.data, header.len) && fsync(fd) == 0 &&
	       rename(buf_str(&name), state->path) == 0 && state_sync_directory(state->path);
	if (!done) {
		problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
		if (fd >= 0) {
			(void)!unlink(buf_str(&name));
			close(fd);
		}
	} else {
		if (state->fd >= 0)
			close(state->fd);
		state->fd = fd;
	}
	buf_free(&header);
	buf_free(&name);
	return done;
}

enum status
state_status(enum log_result result)
{
	if (result == LOG_OK)
		return STATUS_OK;
	return result == LOG_FOREIGN || result == LOG_NEWER || result == LOG_OLDER ? STATUS_USAGE : STATUS_FAILED;
}

/* The tables beside the log, NULL if there are none. They may turn out to be of another log. */
static struct tables *
open_tables(const struct state *state)
{
	struct buf name = {0};
	bool damaged;
	struct tables *tables;

	buf_addf(&name, "%s.tables", state->path);
	tables = tables_open(buf_str(&name), &damaged);
	if (damaged)
		diag(buf_str(&name), "damaged; it is not used, but made anew from the state");
	buf_free(&name);
	return tables;
}

/* Reads the file into the index and stands behind its last whole frame. */
static enum status
load(struct state *state, struct problem *problem)
{
	struct scan scan;
	struct problem found = {.text = ""};
	struct state_source source = {state->keys, state->index, state->near, &state->notes, open_tables(state), false};
	enum log_result result = state_replay(&scan, state->fd, &source, &found);
	enum status status = STATUS_OK;

	state->tables = source.tables;
	state->tables_end = source.tables_used ? source.tables->header.tie.end : 0;
	if (result != LOG_OK) {
		*problem = found;
		status = state_status(result);
	} else if (scan.end < scan.size && ftruncate(state->fd, (off_t)scan.end) != 0) {
		problem_set(problem, 0, 0, "cannot be cut: %s", strerror(errno));
		status = STATUS_FAILED;
	}
	state->tie = (struct log_tie){scan.end, scan.sum, scan.last, scan.next};
	state->frames = scan.frames;
	state->items = scan.items;
	state->first = scan.header.first;
	state->header_sum = scan.header.sum;
	scan_close(&scan);
	return status;
}

/* Makes a state where there is none or an empty file. */
static enum status
make_file(struct state *state, struct problem *problem)
{
	if (state->fd >= 0 && lock_was_made(state->lock)) {
		problem_set(problem, 0, 0, "damaged: it is empty, and was not; remove it to begin anew");
		return STATUS_FAILED;
	}
	return begin_file(state, problem) ? STATUS_OK : STATUS_FAILED;
}

static enum status
open_file(struct state *state, bool pending, struct problem *problem)
{
	struct stat status = {.st_size = 0};
	enum status deserved;

	/* Without O_NONBLOCK a pipe would wait for its other end. */
	state->fd = open(state->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (state->fd < 0 && errno != ENOENT)
		return lock_open_failed(problem, "cannot open it");
	if (state->fd >= 0 && (fstat(state->fd, &status) != 0 || !S_ISREG(status.st_mode))) {
		problem_set(problem, 0, 0, "not a regular file");
		return STATUS_USAGE;
	}
	deserved = status.st_size == 0 ? make_file(state, problem) : load(state, problem);
	if (deserved == STATUS_OK)
		lock_set_made(state->lock);
	if (deserved == STATUS_OK && pending && !state_begin_pending(state, problem))
		deserved = STATUS_FAILED;
	return deserved;
}

struct state *
state_open(const struct state_opening *opening, enum status *status, struct problem *problem)
{
	struct state *state = xcalloc(1, sizeof(*state));
	struct stat found;

	state->fd = state->lock = state->pending = -1;
	state->keys = opening->keys;
	state->index = opening->index;
	state->near = opening->near;
	state_batch_clear(&state->batch);
	/* the file's own name, so that a link and what it leads to share a lock */
	state->path = realpath(opening->path, NULL);
	if (state->path == NULL)
		state->path = xstrdup(opening->path);
	if (stat(state->path, &found) == 0 && !S_ISREG(found.st_mode)) {
		problem_set(problem, 0, 0, "not a regular file");
		*status = STATUS_USAGE;
	} else {
		state->lock = lock_take(state->path, &opening->waiting, status, problem);
		if (state->lock >= 0)
			*status = state_recover(state->path, problem);
		if (state->lock >= 0 && *status == STATUS_OK)
			*status = open_file(state, opening->pending, problem);
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
	if (state->pending >= 0)
		close(state->pending);
	if (state->lock >= 0)
		close(state->lock);
	tables_close(state->tables);
	notes_free(&state->notes);
	buf_free(&state->batch.bytes);
	free(state->path);
	free(state);
}

void
state_add(struct state *state, const struct log_item *item)
{
	state_batch_add(&state->batch, item);
}

size_t
state_pending(const struct state *state)
{
	return state->batch.bytes.len - LOG_FRAME;
}

bool
state_note(struct state *state, const char *name, const char *value, size_t n)
{
	struct log_item item = {
		.kind = LOG_NOTE, .id = name, .id_len = strlen(name), .value = value, .value_len = n};

	if (item.id_len == 0 || item.id_len > LOG_MAX_NOTE || n > LOG_MAX_NOTE)
		return false;
	if (notes_set(&state->notes, name, item.id_len, value, n))
		state_add(state, &item);
	return true;
}

bool
state_commit(struct state *state, struct problem *problem)
{
	struct state_batch *batch = &state->batch;
	struct log_tie tie = state->tie;
	int fd = state->pending >= 0 ? state->pending : state->fd;
	off_t at = (off_t)(tie.end - state->shift);

	if (batch->items == 0)
		return true;
	state_batch_seal(batch, &tie);
	if (lseek(fd, at, SEEK_SET) < 0 || !write_all(fd, batch->bytes.data, batch->bytes.len)) {
		problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
		(void)!ftruncate(fd, at);
		return false;
	}
	state->tie = tie;
	state->items += batch->items;
	state->frames++;
	state->unsynced = true;
	state_batch_clear(batch);
	if (state->pending < 0)
		state_compact(state);
	return true;
}

/* So much of the log may come after what there are tables of: reading it takes some 20 ms. */
#define SMALL_TAIL ((uint64_t)3 << 20)

void
state_finish(struct state *state)
{
	state_save_tables(state, SMALL_TAIL);
}

/* Says in the file how long it is, so that it is noticed if it is cut off. */
static void
acknowledge(struct state *state)
{
	if (state->pending >= 0)
		state_acknowledge_pending(state);
	else
		(void)!state_acknowledge(state->fd, state->header_sum, state->tie.end);
}

bool
state_sync(struct state *state, struct problem *problem)
{
	bool unsynced = state->unsynced;

	while (state->unsynced && fdatasync(state->pending >= 0 ? state->pending : state->fd) != 0)
		if (errno != EINTR)
			return problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
	state->unsynced = false;
	if (unsynced)
		acknowledge(state);
	return true;
}
