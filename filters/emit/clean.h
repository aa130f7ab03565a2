/* A record rewritten before any format sees it: links spoiled (--defang), words blacked out
 * (--redact). Offsets of evidence, links and the like stay true. */
#ifndef CLEAN_H
#define CLEAN_H

#include <stdbool.h>

#include "common/diag.h"
#include "common/record.h"

struct clean;

/* defang: links are spoiled. */
struct clean *clean_open(bool defang);
void clean_free(struct clean *clean); /* may be NULL */

/* Reads the words and phrases to be blacked out, one a line; false with problem. */
bool clean_read_list(struct clean *clean, const char *path, struct problem *problem);

/* The record as it may be shown: rec itself, if nothing in it had to be changed, or another that is
 * valid until the next call. */
const struct record *clean_record(struct clean *clean, const struct record *rec);

#endif
