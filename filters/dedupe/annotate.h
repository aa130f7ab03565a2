/* The keys of a record as a member of it, so that other machines can bring candidates together: `_keys`.
 *
 * {"settings":..., "lookup":["id:HASH", ..., "near:HASH", ...], "untitled":true, "sketch":HEX}: what two records
 * of one group have in common is among `lookup`, or they are joined by others. Bytes of the sketch that are zero at its end
 * are left out. Stateless: equal records get equal keys on every machine. */
#ifndef ANNOTATE_H
#define ANNOTATE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/record.h"
#include "filters/dedupe/keys.h"
#include "filters/dedupe/sketch.h"

/* Zero but for keys, which is borrowed; annotator_free() frees the rest. */
struct annotator {
	struct keys *keys;
	struct key_list list;
	struct sketch sketch;
	struct core core;
	struct sketcher sketcher;
	struct buf text, title, bytes, json;
};

/* Sets `_keys`. */
void annotate_record(struct annotator *annotator, struct record *rec);

/* Reads the sketch of a `_keys` from its hexadecimal digits; false if they are none. */
bool annotate_read_sketch(const char *hex, size_t n, struct sketch *sketch);

void annotator_free(struct annotator *annotator);

#endif
