/* Text and addresses for platforms of threat intelligence, which show them to people later. All of
 * it takes valid UTF-8 and appends valid UTF-8, in linear time. */
#ifndef INTEL_TEXT_H
#define INTEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Text of many lines: CR, CR LF, U+0085, U+2028 and U+2029 become newlines; control characters, the
 * bidi overrides and U+FFFE, U+FFFF are shown as <U+001B>. */
void intel_add_text(struct buf *out, const char *s, size_t n);

/* The same on one line: white space of any kind becomes one blank, none stands at the ends. What is
 * longer than `most` code points is cut and ends with an ellipsis. */
void intel_add_line(struct buf *out, const char *s, size_t n, size_t most);

/* Markdown (CommonMark) that shows the text and nothing else: every mark that could begin something has a
 * backslash before it, lines stay lines. The text is shown as by intel_add_text(). */
void intel_add_markdown(struct buf *out, const char *s, size_t n);

/* A URI as RFC 3986 has it, from a URL: http and https only; what a URI cannot hold is escaped by
 * percents. False, and nothing is added, if it cannot be made one. */
bool intel_add_uri(struct buf *out, const char *url, size_t n);

/* A string as RFC 8785 (canonical JSON) writes it, with its quotes. */
void intel_add_canonical(struct buf *out, const char *s, size_t n);

/* In small letters and without white space at its ends, as Python's lower() and strip() do, by which
 * OpenCTI makes identifiers. */
void intel_add_lower(struct buf *out, const char *s, size_t n);
void intel_strip(const char **s, size_t *n);

#endif
