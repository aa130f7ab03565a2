/* HTML to plain text: rule 1 (`text_rule` 1). The text is what offsets count in, so
 * the rule is fixed:
 *
 * - What script, style, template, noscript, svg, math and head hold, and
 *   comments, are left out.
 * - Block elements begin and end on lines of their own; paragraphs, headings, block quotes,
 *   preformatted text, tables, figures and rules are set off by a blank line. br
 *   breaks the line. There is never more than one blank line in a row, but in pre.
 * - Cells of a row are separated by a tab.
 * - White space (space, tab, line breaks; not U+00A0 and the like) is one space, none at
 *   the ends of a line; in pre it stays.
 * - img stands for its alternative text; NUL is dropped.
 * - Nothing else is changed. Newlines and blanks at both ends are trimmed.
 *
 * It works on the stream of tokens without building a tree, so no depth of
 * nesting can hide text, and all is linear. */
#ifndef HTMLTEXT_H
#define HTMLTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "filters/ingest/markup.h"

#define HTMLTEXT_RULE 1
#define HTMLTEXT_MAX_LINKS 10000 /* of one text; more are left out */

/* A converter, used again from text to text. */
struct htmltext;

struct htmltext *htmltext_new(void);
void htmltext_free(struct htmltext *html);

/* Begins a text. Relative links are resolved against base, which may be empty. */
void htmltext_begin(struct htmltext *html, const char *base, size_t n);

/* Takes a token. markup, which gave it, is told what content follows; NULL if its
 * tokens are those of XML, where an empty tag is an element. */
void htmltext_token(struct htmltext *html, const struct markup_token *token,
                    struct markup *markup);

/* Ends the text. */
void htmltext_end(struct htmltext *html);

/* All of that for a fragment in memory. */
void htmltext_fragment(struct htmltext *html, const char *s, size_t n, enum markup_mode mode,
                       const char *base, size_t base_n);

/* The text; borrowed until the next text begins. */
const struct buf *htmltext_text(const struct htmltext *html);

/* Appends the links as JSON, for struct item: {"url","text","start","end"}, offsets in code
 * points of the text; those that do not lie in its first `limit` bytes (0: all) have no offsets. */
void htmltext_links(const struct htmltext *html, size_t limit, struct buf *json);

/* The same for a text that stands behind `first` code points of a greater one. */
void htmltext_links_behind(const struct htmltext *html, size_t first, size_t limit, struct buf *json);

/* Whether links were left out, and whether the end came inside an element that is
 * left out, a comment or a tag. */
bool htmltext_links_cut(const struct htmltext *html);
bool htmltext_unclosed(const struct htmltext *html);

#endif
