/* Globs over tags. */
#ifndef GLOB_H
#define GLOB_H

#include <stdbool.h>
#include <stddef.h>

/* Whether all of s matches the pattern: `*` stands for any bytes, none and
 * slashes included, `?` for one character. Takes at most strlen(pattern) * n steps. */
bool glob_matches(const char *pattern, const char *s, size_t n);

#endif
