/* Whether evidence holds: a check of the program by itself, by other ways than those that made it. */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/record.h"
#include "common/text.h"
#include "filters/tag/evidence.h"
#include "filters/tag/match.h"
#include "filters/tag/names.h"
#include "filters/tag/regexes.h"

/* What finds terms, borrowed. */
struct verify_finders {
	const struct matcher *matcher;
	const struct names *names;     /* or NULL */
	const struct regexes *regexes; /* or NULL */
};

/* A byte of the field, and what offsets count up to it. */
struct verify_place {
	size_t at;
	uint64_t units;
};

/* What checking needs. Owns everything; zero-initialised is valid; reused from record to record. */
struct verify {
	struct buf line, field, value, match, slice;
	struct record rec;
	struct text text;
	struct matches matches;
	struct name_search *name_search;
	struct regex_search *regex_search;
	struct verify_place start; /* inner: of the item before, as most begin behind it */
};

/* Checks the items of evidence that were just written to the record: what stands from start to end
 * in the field of the record as it is written is `match`, and has the term, wholly. False, with
 * problem filled, if one does not. */
bool verify_evidence(struct verify *verify, const struct verify_finders *finders,
                     const struct evidence *evidence, const struct record *rec,
                     struct problem *problem);

void verify_free(struct verify *verify);

#endif
