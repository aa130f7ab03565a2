/* The members `_score` and `_rules` of a record: how much the tags weigh that it got, and of which
 * rules. See watchline-record(5). */
#ifndef SCORES_H
#define SCORES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/record.h"
#include "filters/tag/rules.h"

/* What there is to say of a tag, new or there before. */
struct score {
	const char *tag;        /* new: borrowed; else in scores.names */
	size_t n;               /* its bytes */
	bool is_new;
	enum severity severity; /* new: unset if the rule has none */
	bool scored;            /* new: it has a score, this: */
	long score;
	const char *key;        /* there before: as written, borrowed; with its value */
	size_t key_len;
	struct json_value value;
};

/* Owns everything; zero-initialised is valid; reused from record to record. */
struct scores {
	struct score *items;
	size_t count, cap;
	struct buf names, out, value;
};

static inline void
scores_clear(struct scores *scores)
{
	scores->count = 0;
}

/* Adds a tag with a severity, or a score, or both; once for each. */
void scores_add(struct scores *scores, const char *tag, enum severity severity, const long *score);

/* Merges them into the record's `_score`, an object by tag, sorted: what is there of other tags
 * stays, of the same is replaced. If that changes nothing the record is left alone. If the member is
 * there and no object, fills rec->problem and returns false. */
bool scores_write(struct scores *scores, struct record *rec);

/* Adds a hash to the record's `_rules`: hashes joined by blanks, sorted, each once. If the member is
 * there and no string, fills rec->problem and returns false. */
bool scores_write_rules(struct scores *scores, const char *hash, struct record *rec);

void scores_free(struct scores *scores);

#endif
