/* JSON lines: records as they are, or any objects with the help of a map. */
#ifndef JSONL_H
#define JSONL_H

#include <stdbool.h>

#include "common/diag.h"
#include "common/record.h"
#include "filters/ingest/ingest.h"

/* Reads `member=.path` into an entry (its strings are the caller's to free).
 * Members are those a text can fill, and `_source.NAME`; false with a problem
 * if it is no such thing. */
bool jsonl_map_entry(const char *text, struct field_map_entry *entry, struct problem *problem);

/* Where a line came from. */
struct jsonl_place {
	const char *file;
	uint64_t line;   /* from 1; 0 for an object of a document, which has */
	uint64_t offset, length;
	const char *kind; /* NULL for jsonl */
};

/* Makes a record of a scanned object by the map, as ingest->item. What is not
 * mapped stays under _source.raw. */
void jsonl_by_map(struct ingest *ingest, struct record *rec, const struct jsonl_place *place);

/* The parts of jsonl_by_map(), for presets: what the map's entries say, taken[i] being set for each member of rec that
 * is in the record wholly; and the other members under _source.raw (raw is overwritten). */
struct taker;
void jsonl_map_entries(struct ingest *ingest, struct record *rec, struct taker *taker, bool *taken);
void jsonl_keep_rest(struct ingest *ingest, struct record *rec, const bool *taken, struct buf *raw);

/* Adds to _source the place that an object came from: line, or offset and length.
 *
 * Appends a record that is one already, with what only later filters may say
 * taken out of their way: tags to _source.categories, _evidence, _score, _rules and
 * _duplicate to _claimed_evidence and so on. Dates are written as instants or moved
 * to _source, numbers as id, title ... become strings, a missing id is made. False
 * with rec->problem if the object is no record. item's repairs are added. */
void jsonl_place(struct item *item, const struct jsonl_place *place);
bool jsonl_as_record(struct ingest *ingest, struct record *rec, const struct jsonl_place *place,
                     struct buf *out);

#endif
