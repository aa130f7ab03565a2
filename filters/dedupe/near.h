/* Sketches by what near-copies of them share: which entries may be near-copies of a post.
 *
 * A table of buckets of one cache line, each of 12 cells: 8 bits of the key and the number of the
 * sketch. A bucket that is full uses the cells of others of its group, and when they are full too loses its oldest cell,
 * so what very many posts have in common, a template, costs no time; a sketch has so many keys that one less does not
 * matter. About 130 bytes of cells and 164 of the sketch for each. When sketches are many the table is made anew,
 * larger, from them. Numbers of entries are those of index.h. */
#ifndef NEAR_INDEX_H
#define NEAR_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/dedupe/sketch.h"
#include "filters/dedupe/tables.h"

struct near_index; /* opaque */

struct near_index *near_index_new(void);
void near_index_free(struct near_index *near);

/* Write it, and take it from there, as index_save() and index_load() do. */
void near_index_save(struct near_index *near, struct tables_writer *writer);
bool near_index_can_load(const struct tables *tables);
void near_index_load(struct near_index *near, struct tables *tables);

/* Remembers the sketch of an entry; entries come in the order of their numbers. keys are its sketch_keys(). */
void near_index_add(struct near_index *near, uint64_t entry, const struct sketch *sketch,
                    const uint32_t keys[SKETCH_KEYS]);

/* Forgets the sketches of entries below a number. */
void near_index_forget(struct near_index *near, uint64_t oldest);

/* A near-copy that is remembered. */
struct near_found {
	uint64_t entry;
	struct likeness likeness;
	bool same; /* the sketches are, byte for byte */
};

/* Finds near-copies of a post, in the order of their numbers; returns how many, at most `most`. At most
 * NEAR_INDEX_LOOKS sketches are compared. least as for sketch_alike(). */
#define NEAR_INDEX_LOOKS 256
size_t near_index_find(const struct near_index *near, const struct sketch *sketch,
                       const uint32_t keys[SKETCH_KEYS], double least, struct near_found *found, size_t most);

/* The sketch of an entry, NULL if it has none that is remembered; borrowed until the next is added. */
const struct sketch *near_index_sketch(const struct near_index *near, uint64_t entry);

/* How many sketches are remembered, and the bytes of memory in use. */
uint64_t near_index_count(const struct near_index *near);
size_t near_index_memory(const struct near_index *near);

#endif
