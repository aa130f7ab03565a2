/* Which records emit writes. */
#ifndef SELECT_H
#define SELECT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/opts.h"
#include "common/record.h"
#include "filters/emit/facts.h"

enum select_result {
	SELECT_KEEP,
	SELECT_TAG,      /* no tag of those asked for */
	SELECT_NOT,      /* a tag of those not wanted */
	SELECT_DATE,     /* outside the time asked for */
	SELECT_UNDATED,
	SELECT_SEVERITY
};

struct selection {
	struct strings tags, nots; /* globs; borrowed strings */
	int64_t since, until;      /* seconds, both included */
	bool dated;                /* since or until say something */
	bool drop_undated;
	enum facts_severity least;
	bool scored, unscored;     /* written: whether records with and without `_score` were seen */
};

/* Reads a time as the command line has it: RFC 3339, YYYY-MM-DD, or a span back from now, as 90m,
 * 24h, 7d, 2w. With last, a day stands for its last second, else for its first. */
bool select_time(const char *given, bool last, int64_t now, int64_t *seconds);

enum select_result select_record(struct selection *selection, const struct record *rec);

#endif
