/* A match and what stands around it, on one line of a terminal. */
#ifndef EXCERPT_H
#define EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Appends text[start .. end) with what stands before and behind it, in at most `columns` columns (at
 * least 24 are taken), "..." where something is left out. Text is made harmless for a terminal and, if it reads from right
 * to left, isolated; the match is bold with colour, else it stands between stars. */
void excerpt_add(struct buf *out, const char *text, size_t n, size_t start, size_t end, size_t columns,
                 bool colour);

/* Appends a string cut to so many columns, made harmless and isolated likewise. Returns how many it takes. */
size_t excerpt_add_string(struct buf *out, const char *s, size_t n, size_t columns);

#endif
