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
#include "common/quotes.h"
#include "filters/tag/rules.h"

/* So many items a record may have; what is beyond is counted in `_evidence_omitted`. */
#define EVIDENCE_MOST 10000

/* So many proofs are held to choose the first of them. */
#define EVIDENCE_HELD 1000000

/* What start and end count, from 0 at the beginning of the field's text. */
enum offsets { OFFSETS_CODEPOINT, OFFSETS_BYTE, OFFSETS_UTF16 };

/* A match for a tag. */
struct proof {
	const char *tag;           /* borrowed */
	const struct term *term;   /* that matched; borrowed */
	uint32_t field;            /* its place among the fields */
	uint32_t start, end;       /* bytes of the field's text */
	bool evaded;               /* look-alikes or invisible characters in it were levelled */
};

/* An item of `_evidence`, new or there before. */
struct evidence_item {
	const char *field, *tag, *term; /* borrowed, or in evidence.names */
	size_t rank;              /* of the field; what is no evidence comes last */
	uint64_t start, end;      /* as enum offsets says */
	size_t number;            /* in order of reading and adding */
	const struct proof *proof; /* new: what it says; else NULL */
	const char *raw;          /* there before: as written, borrowed */
	size_t raw_len;
	bool quoted;
};

/* Owns everything; zero-initialised is valid; reused from record to record. */
struct evidence {
	enum offsets offsets;
	struct proof *proofs;
	size_t count, cap;
	size_t omitted; /* proofs that were not kept */
	struct evidence_item *items;
	size_t item_count, item_cap;
	struct buf names; /* of items that were there: field, tag, term, a NUL behind each */
	struct buf out;
};

/* The fields that proofs speak of: those usual for rules first, in order, then others sorted by
 * name, so that the order does not depend on which rules are loaded. */
struct evidence_fields {
	const char *const *names;
	const struct text *texts;
	size_t count, usual;
	const struct quotes *(*quotes)(void *context, uint32_t field); /* the quotations in a field */
	void *context;
};

/* Drops the proofs. */
static inline void
evidence_clear(struct evidence *evidence)
{
	evidence->count = evidence->omitted = evidence->item_count = 0;
}

void evidence_add(struct evidence *evidence, const struct proof *proof);

/* Merges the proofs into the record's `_evidence`: those there keep their
 * bytes, whatever their offsets count; all are sorted by field, start, end, tag, term. If nothing
 * is new the record is left alone, and items is empty; else the items are those written, in order, until
 * the next record. If the member is there and no array, fills rec->problem and returns false. */
bool evidence_write(struct evidence *evidence, const struct evidence_fields *fields,
                    struct record *rec);

void evidence_free(struct evidence *evidence);

#endif
