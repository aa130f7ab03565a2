/* What a corpus shows about rules: `tag --check --corpus FILE`. Terms that stand nowhere, or nearly
 * everywhere, or only inside others; aliases that two rules share; rules that never hold, or
 * that have no tests. */
#ifndef LINT_H
#define LINT_H

#include "common/filter.h"
#include "filters/tag/complaints.h"
#include "filters/tag/tagger.h"

struct lint;

/* The set is borrowed for as long as this lives. The caller frees it. */
struct lint *lint_new(const struct tagset *set);
void lint_free(struct lint *lint);

/* A record_function(): counts what stands in a record; context is the lint. */
enum verdict lint_record(struct record *rec, void *lint);

/* Adds warnings: terms in more than `common` of the records (0 to 1) are worth one. */
void lint_report(struct lint *lint, double common, struct complaints *complaints);

#endif
