/* The member `_evidence` of a record: where in which field what stands that
 * gave it a tag. See watchline-record(5). */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/record.h"
#include "common/text.h"
#include "filters/tag/quotes.h"

/* A match for a tag. */
struct proof {
	const char *tag;     /* borrowed */
	uint32_t field;      /* its place among the fields */
	uint32_t start, end; /* bytes of the field's text */
};

/* An item of `_evidence`, new or there before. */
struct evidence_item {
	const char *field, *tag; /* with NUL, in evidence.names or borrowed */
	size_t rank;             /* of the field; items of unknown fields and what is no evidence come last */
	uint64_t start, end;     /* code points */
	size_t number;           /* in order of reading and adding */
	size_t names, raw;       /* where its names and its JSON begin in evidence.names and evidence.json */
	size_t raw_len;
};

/* Owns everything; zero-initialised is valid; reused from record to record. */
struct evidence {
	struct proof *proofs;
	size_t count, cap;
	struct evidence_item *items;
	size_t item_count, item_cap;
	struct buf names, json, out;
	struct quotes quotes;
};

/* The fields that proofs speak of: those usual for rules first, in order, then others sorted by
 * name, so that the order does not depend on which rules are loaded. */
struct evidence_fields {
	const char *const *names;
	const struct text *texts;
	size_t count, usual;
};

/* Drops the proofs. */
static inline void
evidence_clear(struct evidence *evidence)
{
	evidence->count = 0;
}

void evidence_add(struct evidence *evidence, const char *tag, uint32_t field, uint32_t start,
                  uint32_t end);

/* Merges the proofs into the record's `_evidence`: those there keep their
 * bytes; all are sorted by field, start, end, tag. If nothing
 * is new the record is left alone. If the member is there and no array, fills rec->problem
 * and returns false. */
bool evidence_write(struct evidence *evidence, const struct evidence_fields *fields,
                    struct record *rec);

void evidence_free(struct evidence *evidence);

#endif
