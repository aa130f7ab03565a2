/* A text with characters replaced, and where its offsets have gone. */
#ifndef REWRITE_H
#define REWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "filters/emit/defang.h"
#include "filters/emit/redact.h"

enum rewrite_unit { REWRITE_POINTS, REWRITE_BYTES, REWRITE_UTF16, REWRITE_UNITS };

/* What became of one character that changed its length; in bytes. */
struct rewrite_edit {
	size_t at, len, to, to_len;
};

struct rewrite_index {
	uint32_t *counts[REWRITE_UNITS]; /* of units before, each 256 bytes */
	size_t cap[REWRITE_UNITS];
	size_t count;
};

/* Owns all; zero-initialised is valid; reused. */
struct rewrite {
	struct buf old, text;
	struct rewrite_edit *edits;
	size_t count, cap;
	struct rewrite_index old_index, index;
	bool changed, indexed;
};

/* Makes rewrite->text of valid UTF-8 (n < 2^32): characters of the spans blacked out, the spots spoiled. With keep,
 * rewrite->old gets a copy, without which there are no offsets. */
void rewrite_text(struct rewrite *rewrite, const char *s, size_t n, const struct defang *defang,
                  const struct redact_spans *spans, bool keep);

/* The byte in the old text of an offset in a unit; SIZE_MAX if it lies outside. Linear once for a text, then
 * fast. */
size_t rewrite_byte(struct rewrite *rewrite, size_t offset, enum rewrite_unit unit);

/* The byte in the new text of one in the old. */
size_t rewrite_moved(const struct rewrite *rewrite, size_t byte);

/* The offset in a unit of a byte in the new text. */
size_t rewrite_offset(struct rewrite *rewrite, size_t byte, enum rewrite_unit unit);

void rewrite_free(struct rewrite *rewrite);

#endif
