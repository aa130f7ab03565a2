/* Which record a tool speaks of. */
#ifndef WHO_H
#define WHO_H

#include <stddef.h>

#include "common/buf.h"
#include "common/record.h"

/* The title of a record, or the beginning of its text or summary, if it has none; replaces what text
 * holds. Empty if there is nothing. */
void who_title(const struct record *rec, struct buf *text);

/* Appends the members `id` and `title` to a JSON object that was begun, if the record has them. */
void who_add_id(const struct record *rec, struct buf *object, struct buf *scratch);
void who_add_title(const struct record *rec, struct buf *object, struct buf *scratch);

#endif
