#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/stream.h"
#include "filters/dedupe/state_inner.h"

/* So much that is out of date is not worth writing the file anew. */
#define SMALL_BYTES ((double)(512 << 10))
#define SMALL_FRAMES 4096

/* Beyond it so much beside what lives: log and tables then take less than twice what memory does. */
#define SHARE 0.1
#define SHARE_NEAR 0.375

/* Of the log, one more of a group that is known. */
#define AGAIN_BYTES 9.0

/* A frame of a file written anew. */
#define BIG_FRAME ((size_t)1 << 20)

/* Writing the file anew. */
struct compaction {
	struct state *state;
	struct state_batch batch;
	int fd;
	struct log_tie tie;
	uint64_t header_sum;
	uint64_t items, frames;
};

static bool
compaction_flush(struct compaction *compaction)
{
	struct state_batch *batch = &compaction->batch;

	if (batch->items == 0)
		return true;
	state_batch_seal(batch, &compaction->tie);
	if (!write_all(compaction->fd, batch->bytes.data, batch->bytes.len))
		return false;
	compaction->items += batch->items;
	compaction->frames++;
	state_batch_clear(batch);
	return true;
}

/* Copies what is still true; false if it cannot be written. */
static bool
compact_item(void *context, uint64_t number, const struct log_item *item)
{
	struct compaction *compaction = context;
	const struct index *index = compaction->state->index;
	struct log_item copy = *item;

	if (!log_is_entry(item->kind) || number < index_oldest(index))
		return true;
	if (item->kind == LOG_FIRST)
		copy.seen = index_seen(index, number);
	else if (item->kind == LOG_ALIAS && item->root >= index_oldest(index))
		copy.flags &= (uint8_t)~LOG_COUNTS;
	else
		copy = (struct log_item){.kind = LOG_GAP};
	state_batch_add(&compaction->batch, &copy);
	return compaction->batch.bytes.len < BIG_FRAME || compaction_flush(compaction);
}

static bool
add_notes(struct compaction *compaction)
{
	const struct notes *notes = &compaction->state->notes;

	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];

		state_batch_add(&compaction->batch, &(struct log_item){
			.kind = LOG_NOTE, .id = notes->text.data + note->name, .id_len = note->name_n,
			.value = notes->text.data + note->value, .value_len = note->value_n});
		if (compaction->batch.bytes.len >= BIG_FRAME && !compaction_flush(compaction))
			return false;
	}
	return true;
}

/* The name of what is written goes over that of the log when all of it is on the disk. */
static bool
write_anew(struct compaction *compaction, const char *name)
{
	struct state *state = compaction->state;
	struct problem problem = {.text = ""};
	struct buf header = {0};
	struct scan scan;
	bool done;

	compaction->tie.next = index_oldest(state->index);
	compaction->header_sum = log_add_header(&header, compaction->tie.next,
	                                        index_keys(state->index), keys_settings(state->keys));
	compaction->tie.sum = compaction->header_sum;
	compaction->tie.end = header.len;
	state_batch_clear(&compaction->batch);
	done = scan_open(&scan, state->fd, &problem) == LOG_OK &&
	       write_all(compaction->fd, header.data, header.len) && add_notes(compaction) &&
	       scan_items(&scan, keys_kinds(state->keys), compact_item, compaction, &problem) &&
	       compaction_flush(compaction) && scan.next == compaction->tie.next &&
	       state_acknowledge(compaction->fd, compaction->header_sum, compaction->tie.end) &&
	       fsync(compaction->fd) == 0 && rename(name, state->path) == 0;
	if (!done)
		diag(state->path, "cannot be written anew, and goes on as it is: %s",
		     problem.text[0] ? problem.text : strerror(errno));
	scan_close(&scan);
	buf_free(&header);
	buf_free(&compaction->batch.bytes);
	return done;
}

/* Replaces the file by one without what is out of date. If that fails the old
 * one goes on; it is tried again when there is twice as much. */
static void
replace(struct state *state)
{
	struct compaction compaction = {.state = state};
	struct buf name = {0};

	state->compact_at = 2 * state->items;
	compaction.fd = state_create(state->path, &name);
	if (compaction.fd < 0) {
		buf_free(&name);
		return;
	}
	if (write_anew(&compaction, buf_str(&name))) {
		close(state->fd);
		state->fd = compaction.fd;
		state->tie = compaction.tie;
		state->header_sum = compaction.header_sum;
		state->first = index_oldest(state->index);
		state->tables_end = 0;
		state->items = compaction.items;
		state->frames = compaction.frames;
		state->compact_at = 0;
		(void)!state_sync_directory(state->path);
	} else {
		(void)!unlink(buf_str(&name));
		close(compaction.fd);
	}
	buf_free(&name);
}

static bool
worth_compacting(const struct state *state)
{
	double entries = (double)(state->tie.next - state->first);
	double live = (double)(index_next(state->index) - index_oldest(state->index));
	double again = AGAIN_BYTES * ((double)state->items - entries), old;

	if (state->items < state->compact_at)
		return false;
	if (state->frames > state->items / 16 + SMALL_FRAMES)
		return true;
	old = again + (entries > 0 ? ((double)state->tie.end - again) / entries * (entries - live) : 0);
	return old > SMALL_BYTES + ((double)state->tie.end - old) * (state->near ? SHARE_NEAR : SHARE);
}

void
state_compact(struct state *state)
{
	if (worth_compacting(state))
		replace(state);
}
