/* A state told: dedupe --info and --dump. Neither locks nor changes the file,
 * and both can look at one that is in use. */
#ifndef SHOW_H
#define SHOW_H

#include <stdint.h>

#include "common/buf.h"
#include "common/diag.h"

/* Appends one JSON line about the state at path. On failure fills problem and
 * returns the exit status it deserves. */
enum status show_info(const char *path, uint64_t max_entries, struct buf *out,
                      struct problem *problem);

/* Gives each entry that is remembered as a JSON line to `line`; the text is borrowed. */
enum status show_dump(const char *path, uint64_t max_entries,
                      void (*line)(void *context, const char *json, size_t n), void *context,
                      struct problem *problem);

#endif
