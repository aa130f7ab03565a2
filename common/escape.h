/* What makes a stranger's text harmless, in one place for all outputs.
 *
 * All functions take valid UTF-8, append valid UTF-8, and run in linear time.
 * On every output but JSON
 *   - control characters (C0 but newline and tab, DEL, C1) and the bidi
 *     overrides U+202D and U+202E are shown as <U+001B>;
 *   - U+0085, U+2028 and U+2029, which some programs take for line ends and
 *     others do not, become newlines.
 * Where text is displayed (HTML, terminal) bidi embeddings and isolates
 * (U+202A to U+202C, U+2066 to U+2069) are left out, since one unbalanced
 * PDI would break the isolation put around the text; LRM, RLM and ALM stay. */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* HTML text and quoted attribute values: & < > " ' become references. U+FFFE and
 * U+FFFF, at which libxml2 loses the rest of a page, are shown as controls are. */
void escape_html(struct buf *out, const char *s, size_t n);

/* One line for a terminal: white space of any kind becomes one blank, none is
 * added behind a blank that out already ends with. */
void escape_terminal(struct buf *out, const char *s, size_t n);

/* One CSV cell (RFC 4180), quoted if need be. With disarm, a cell that a
 * spreadsheet could take for a formula gets an apostrophe first: it begins with
 * = + - @ TAB CR or LF (OWASP's list), their full-width forms taken in and
 * leading blanks and invisible characters passed over. */
void escape_csv(struct buf *out, const char *s, size_t n, bool disarm);

/* One TSV cell as Miller and PostgreSQL write it: tab, line end, carriage return and backslash
 * as \t \n \r \\. With disarm as escape_csv(). */
void escape_tsv(struct buf *out, const char *s, size_t n, bool disarm);

/* Text of several lines as it is, but for what all outputs make harmless. */
void escape_text(struct buf *out, const char *s, size_t n);

/* Text for Markdown (CommonMark and GitHub's), so that it stays text: a backslash before what would
 * begin emphasis, links, HTML, references, tables and mentions, in addresses, and at the beginning of lines
 * before what would begin lists, headings and rules. Lines are not indented; each but the last ends with two
 * blanks, which keep it apart from the next, and the line end is followed by prefix ("> "). begins: s stands at
 * the beginning of a line. */
void escape_markdown(struct buf *out, const char *s, size_t n, const char *prefix, bool begins);

/* JSON text with raw DEL, C1, U+2028 and U+2029 written as \u escapes: the same
 * values, but no terminal and no line splitter is fooled. Returns false and
 * appends nothing if there are none. */
bool escape_json(struct buf *out, const char *json, size_t n);

/* Whether a URL may be made a link: http or https, and nothing in it that is
 * not a visible character. */
bool escape_web_url(const char *url, size_t n);

#endif
