/* What records are chosen, ordered and sorted into files by. */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/opts.h"
#include "common/record.h"

#define FACTS_MAX_NAME 256 /* bytes of a topic, source or language; what is longer is cut */

enum facts_severity { FACTS_NONE, FACTS_LOW, FACTS_MEDIUM, FACTS_HIGH, FACTS_CRITICAL };

/* The words for them, from low on, NULL at the end. */
extern const char *const facts_severities[];

/* low ... critical; FACTS_NONE for any other word. */
enum facts_severity facts_severity_of(const char *word, size_t n);

/* date_published in Unix seconds; false if the record has none that can be read. */
bool facts_date(const struct record *rec, int64_t *seconds);

/* The highest severity and score of the record's tags after `_score`; with globs, of those tags
 * that match one. *score is NAN if there is none. Returns whether the record has `_score`. */
bool facts_score(const struct record *rec, const struct strings *globs, enum facts_severity *severity,
                 double *score);

/* Whether a tag of the record matches one of the globs. */
bool facts_tagged(const struct record *rec, const struct strings *globs);

/* Calls function() for the topic of each tag, what stands before its slash, or the tag
 * itself; until it returns false. A topic may come more than once. With globs only of tags that match one. */
void facts_topics(const struct record *rec, const struct strings *globs,
                  bool (*function)(void *context, const char *topic, size_t n), void *context);

/* Puts into out, which is cleared first, what is known of the source: its name, its handle, the first
 * author or the file. */
void facts_source(const struct record *rec, struct buf *out);

/* "YYYY-MM-DD" and a NUL; false if the year does not fit. */
bool facts_day(int64_t seconds, char out[11]);

/* What counts as now: $SOURCE_DATE_EPOCH, else the clock. */
int64_t facts_now(void);

#endif
