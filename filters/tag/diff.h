/* What other rules change: which records gain or lose which tags. `tag --diff OLDRULES`. */
#ifndef DIFF_H
#define DIFF_H

#include "common/filter.h"
#include "filters/tag/tagger.h"

struct diff;

/* Both sets are borrowed for as long as this lives; lines go to out. The caller frees it. */
struct diff *diff_new(const struct tagset *old, const struct tagset *new, struct output *out);
void diff_free(struct diff *diff);

/* A record_function(): writes {"id", "gained", "lost", "title"} for a record that the two tag
 * otherwise; DROP for others. `title` is the beginning of the text where there is no title. */
enum verdict diff_record(struct record *rec, void *diff);

/* The rules have been exchanged. */
void diff_exchange(struct diff *diff, const struct tagset *new);

/* Says on stderr how many records gained and lost each tag, `+12 -3 threat/bombing`, the most
 * changed first. */
void diff_summary(const struct diff *diff);

#endif
