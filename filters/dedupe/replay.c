#include <string.h>

#include "filters/dedupe/state_inner.h"

/* Keys wait this long for the memory that index_key() asked for: one after the
 * other they would wait for each by itself, four times as long in all. */
#define AHEAD 32

/* Filling an index from the items of a file. */
struct replay {
	struct index *index;
	struct near_index *near;
	struct notes *notes;
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
	case LOG_NOTE:
		if (replay->notes)
			notes_set(replay->notes, item->id, item->id_len, item->value, item->value_len);
		return true;
	case LOG_AGAIN:
		if (!is_root(replay, item->root))
			return false;
		if (index_alive(index, item->root))
			index_see(index, item->root);
		return true;
	case LOG_OPTIONAL:
		return true;
	}
	return false;
}

/* What a key takes in a file, with what belongs to it, when all are told. */
#define KEY_BYTES 26
#define KEY_BYTES_NEAR 60

static bool
load_notes(const struct tables *tables, struct notes *notes)
{
	uint64_t bytes = tables->header.sections[TABLES_NOTES].bytes;
	const char *p = tables_section(tables, TABLES_NOTES, bytes, 1), *end = p + bytes;
	struct log_item item;

	if (bytes > 0)
		tables_touch((struct tables *)tables, p, bytes);
	while (p < end && log_read_item(&p, end, 0, &item) && item.kind == LOG_NOTE)
		if (notes)
			notes_set(notes, item.id, item.id_len, item.value, item.value_len);
	return p == end;
}

/* Begins with the tables, if they are of this log and have what is needed. */
static bool
use_tables(struct scan *scan, struct state_source *source)
{
	struct tables *tables = source->tables;
	const uint64_t *numbers = tables->header.numbers;

	if (!scan_has(scan, &tables->header.tie) || tables->header.tie.next != numbers[TABLES_NEXT] ||
	    (source->near != NULL) != (numbers[TABLES_HAS_NEAR] != 0) || !load_notes(tables, source->notes) ||
	    (source->near && !near_index_can_load(tables)) || !index_load(source->index, tables, scan->header.first))
		return false;
	if (source->near)
		near_index_load(source->near, tables);
	scan_resume(scan, &tables->header.tie, numbers[TABLES_FRAMES], numbers[TABLES_ITEMS]);
	return true;
}

static enum log_result
fill_index(struct scan *scan, struct state_source *source, struct problem *problem)
{
	const struct log_header *header = &scan->header;
	const struct keys *keys = source->keys;
	struct replay replay = {
		.index = source->index, .near = source->near, .notes = source->notes, .first = header->first};
	bool done;

	if (header->settings_len != strlen(keys_settings(keys)) ||
	    memcmp(header->settings, keys_settings(keys), header->settings_len) != 0) {
		problem_set(problem, 0, 0, "made with '%.*s', not '%s'", (int)header->settings_len,
		            header->settings, keys_settings(keys));
		return LOG_FOREIGN;
	}
	source->tables_used = source->tables && use_tables(scan, source);
	if (!source->tables_used) {
		index_start(source->index, header->first);
		index_reserve(source->index, scan->size / (source->near ? KEY_BYTES_NEAR : KEY_BYTES));
	}
	done = scan_items(scan, keys_kinds(keys), replay_item, &replay, problem);
	register_rest(&replay);
	return done ? LOG_OK : LOG_DAMAGED;
}

enum log_result
state_replay(struct scan *scan, int fd, struct state_source *source, struct problem *problem)
{
	enum log_result result = scan_open(scan, fd, problem);

	return result == LOG_OK ? fill_index(scan, source, problem) : result;
}

enum log_result
state_read(struct scan *scan, int fd, const struct keys *keys, struct index *index,
           struct near_index *near, struct problem *problem)
{
	struct state_source source = {.keys = keys, .index = index, .near = near};

	return state_replay(scan, fd, &source, problem);
}
