/* What a term finds in records, spelling by spelling: `tag --variants TERM`. */
#ifndef SPELLINGS_H
#define SPELLINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/filter.h"
#include "filters/tag/rules.h"

struct spellings;
struct tagset;

/* Loads a set of one rule, of which the term is all there is: written as in a rule file, or a mapping
 * with conditions of its own, `{text: ..., near: ...}`. NULL, with all said on stderr, if it is none.
 * The caller frees it, or hands it to a tagset. */
struct rule_set *spellings_rules(const char *term);

/* For those rules, compiled; borrowed. The caller frees it. */
struct spellings *spellings_new(const struct tagset *set);
void spellings_free(struct spellings *spellings);

/* A record_function(): counts what is found; context is the spellings. */
enum verdict spellings_record(struct record *rec, void *spellings);

/* Appends a line for each spelling, the most frequent first: `count TAB spelling`, or an object. Says on stderr
 * if there were too many to keep all. */
void spellings_print(const struct spellings *spellings, bool json, struct buf *out);

#endif
