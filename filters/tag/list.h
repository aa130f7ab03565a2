/* What rules there are: `tag --list`. */
#ifndef LIST_H
#define LIST_H

#include <stdbool.h>

#include "common/buf.h"
#include "filters/tag/rules.h"

/* Appends a line a rule, in the order of tags: tag, severity, numbers of terms and of tests, label, in
 * columns; with a heading first if asked for. Text is made harmless for a terminal. */
void list_table(const struct rule_set *rules, bool heading, struct buf *out);

/* Appends a JSON object a line and rule, with all that the rule file says of it but its conditions. */
void list_json(const struct rule_set *rules, struct buf *out);

#endif
