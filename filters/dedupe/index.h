/* What has been seen, in memory: from keys to the entries that registered them.
 *
 * An entry is a record that registered at least one key. It is either the
 * first of a group or an alias: a duplicate that brought new keys, and belongs
 * to the group of its root, which is a first. Entries are numbered in the order
 * they came. At most max_entries are remembered; beyond, the oldest are
 * forgotten, and a group is forgotten as a whole when its first is.
 *
 * With tables.h an index can be put into a file, and used again from there without reading all of it: what
 * comes new is kept beside it in tables of its own until there is much of it.
 *
 * The index has a clock: the latest date of a first so far, but none that lies over a day in the future.
 * With a window an entry is forgotten when the clock has moved on by it since the entry came.
 *
 * A key costs 16 bytes in a table that is 78 to 90 % full, an entry 8 bytes;
 * ids are kept only if asked for. A key is remembered by 96 bits of its hash,
 * seeded anew in every run: two different keys among n are taken for one with a
 * probability of n / 2^96. */
#ifndef INDEX_H
#define INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/hash.h"
#include "filters/dedupe/tables.h"

#define INDEX_MAX_ENTRIES ((uint64_t)1 << 31)
#define INDEX_NONE UINT64_MAX

/* No date; a date outside +-2^38 seconds (8,700 years) is none either. */
#define INDEX_NO_DATE INT64_MIN

/* Counts of `seen` stop here. */
#define INDEX_MAX_SEEN ((1u << 22) - 1)

struct index; /* opaque */

/* A key as the index looks it up: what index_key() makes of its hash. */
struct index_key {
	uint64_t place;
	uint32_t check;
};

/* max_entries is at least 1 and at most INDEX_MAX_ENTRIES. Freed by index_free(). */
struct index *index_new(uint64_t max_entries, bool keep_ids);
void index_free(struct index *index);

/* Sets the window in seconds; 0 is none. Before anything is added. */
void index_set_window(struct index *index, uint64_t seconds);

/* Calls forget for the first of each group before it is forgotten. */
void index_on_forget(struct index *index, void (*forget)(void *context, uint64_t root), void *context);

/* Writes the index; what came from a file is read whole for that. */
void index_save(struct index *index, struct tables_writer *writer);

/* Takes an index from tables, which must stay open as long as it; only while it is empty. False if they do not
 * hold all that this one is to remember of a log whose first entry is number first. */
bool index_load(struct index *index, struct tables *tables, uint64_t first);

/* The latest date, INDEX_NO_DATE if there is none, and the window. */
int64_t index_clock(const struct index *index);
uint64_t index_window(const struct index *index);

/* Makes room for that many keys at once. A hint. */
void index_reserve(struct index *index, uint64_t keys);

/* Lets entries be numbered from number on; only while the index is empty. */
void index_start(struct index *index, uint64_t number);

/* Makes a key ready, and asks for the memory that looking it up will need. */
struct index_key index_key(const struct index *index, const struct hash128 *hash);

/* The number of the entry that registered the key, if its group is still
 * remembered, else INDEX_NONE. */
uint64_t index_find(const struct index *index, struct index_key key);

/* Adds the first of a group (seen counts from 1) or an alias of the group of
 * root, and returns its number. */
uint64_t index_add_first(struct index *index, int64_t date, uint32_t seen, bool untitled,
                         const char *id, size_t id_len);
uint64_t index_add_alias(struct index *index, uint64_t root, bool untitled);

/* Registers a key for an entry; it must not be registered for a group that is remembered. */
void index_add_key(struct index *index, uint64_t number, struct index_key key);

/* The first of the group of a remembered entry. */
uint64_t index_root(const struct index *index, uint64_t number);

/* Whether an entry is remembered: it and its root are. Any number may be asked for. */
bool index_alive(const struct index *index, uint64_t number);

/* Whether an entry that is not forgotten by its number is an alias. */
bool index_is_alias(const struct index *index, uint64_t number);

/* Whether the entry has no informative title, see keys.h. */
bool index_untitled(const struct index *index, uint64_t number);

/* Of a first: how many of its group were seen, when it was published, its id
 * (borrowed; NULL if unknown or not kept). */
uint32_t index_seen(const struct index *index, uint64_t root);
void index_see(struct index *index, uint64_t root);
int64_t index_date(const struct index *index, uint64_t root);
const char *index_id(const struct index *index, uint64_t root, size_t *n);

/* The number of the oldest entry that is remembered and of the next to come. */
uint64_t index_oldest(const struct index *index);
uint64_t index_next(const struct index *index);

/* About how many keys are remembered. */
uint64_t index_keys(const struct index *index);

/* Bytes of memory in use. */
size_t index_memory(const struct index *index);

#endif
