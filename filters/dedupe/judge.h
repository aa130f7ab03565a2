/* Says of each record whether it was seen before, and remembers it: keys, index
 * and state put together. Knows nothing of streams. */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/record.h"
#include "filters/dedupe/index.h"
#include "filters/dedupe/keys.h"
#include "filters/dedupe/near.h"
#include "filters/dedupe/state.h"

#define DIFFERS_MOST 8 /* words that differ that are told */
#define ALSO_MOST 64 /* other groups that one post is told to be of */

/* Zero but for the first six members, which are borrowed; judge_free() frees the rest. */
struct judge {
	struct keys *keys;
	struct index *index;
	struct state *state; /* gets what is to be remembered; NULL if nothing is */
	bool mark;           /* set _duplicate on duplicates */
	struct near_index *near; /* NULL if near-copies are not looked for */
	double least;        /* the similarity that makes one, as for sketch_alike() */

	struct key_list list;             /* of the record at hand */
	struct index_key ready[KEYS_MAX]; /* its keys as the index takes them */
	bool known[KEYS_MAX];             /* which of them are */
	struct sketch sketch;
	uint32_t near_keys[SKETCH_KEYS];
	uint64_t also[ALSO_MOST];         /* the roots of other groups that it is of */
	size_t also_count;
	struct near_found found[NEAR_INDEX_LOOKS]; /* here, as it would be cleared on the stack each time */
	bool sketched;                    /* sketch is that of the record at hand, and not remembered */
	bool told;                        /* core is of the record at hand */
	uint64_t root;                    /* the group of the record at hand; INDEX_NONE if it has no keys */
	struct core core;
	struct sketcher sketcher;
	struct buf text, title, json;
};

/* Judges a record and remembers it. True if it was seen before: *kind is the kind of the
 * key that says so, or keys_near(). */
bool judge_record(struct judge *judge, struct record *rec, size_t *kind);

void judge_free(struct judge *judge);

#endif
