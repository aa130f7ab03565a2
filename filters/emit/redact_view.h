/* A text as words that hide in it are seen: punctuation, percent-encoding and markup out of the way. */
#ifndef REDACT_VIEW_H
#define REDACT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

/* Owns all; zero-initialised is valid; reused. */
struct redact_view {
	struct buf text;
	struct {
		uint32_t start, end; /* of each byte in text, what it stands for in the original; may be empty */
	} *origins;
	size_t cap;
	size_t tag_end, comment_end; /* inner */
};

/* Makes the view of valid UTF-8, n < 2^28. False if nothing was in the way: the text is its own view. */
bool redact_view_make(struct redact_view *view, const char *s, size_t n, bool html);

void redact_view_free(struct redact_view *view);

#endif
