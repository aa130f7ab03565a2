/* Words, phrases and names to be blacked out, and where they stand in a text: for --redact. */
#ifndef REDACT_H
#define REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/diag.h"
#include "common/opts.h"

/* In bytes. */
struct redact_span {
	size_t start, end;
};

/* What redact_find() found: ascending, they do not touch. */
struct redact_spans {
	struct redact_span *items;
	size_t count, cap;
};

struct redact;

/* Reads a list, a term or the path of a member a line; see emit(1). NULL with problem (line 0: the file itself). The caller frees it. */
struct redact *redact_open(const char *path, struct problem *problem);
void redact_free(struct redact *redact); /* NULL is fine */

/* The members to be left out, as _source.name; borrowed. */
const struct strings *redact_members(const struct redact *redact);

/* Finds the terms in valid UTF-8: as tag finds them, and also across punctuation, percent-encoded, and, in
 * HTML, across tags and written with character references; tags themselves are in no span then. Borrowed
 * until the next call. Linear in the text for a given list. */
const struct redact_spans *redact_find(struct redact *redact, const char *s, size_t n, bool html);

#endif
