/* A page of HTML as a tree of our own, bounded: what finds its main text walks it.
 *
 * It is built from the tokens of markup.h. Nodes stand in one array in the order
 * of the document, each with the end of its subtree, so that nothing
 * that walks them needs recursion. It is simpler than the tree construction of the
 * HTML standard (13.2.6) where that moves nodes about: end tags that are implied (of p,
 * li, dd, dt, options, rows and cells, headings) are, an end tag closes the nearest element of its name
 * that no cell or table lies around, and one of formatting does not close blocks.
 *
 * Depth is bounded: what lies deeper than TREE_MAX_DEPTH stands beside its parent
 * instead of in it (tree_flattened()). So is the number of nodes: from TREE_MAX_NODES on
 * nothing is added (tree_full()), and the caller must read the text otherwise. Text is never lost
 * silently. Time is linear, memory about twice the input at most beside the nodes' 32 bytes each. */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "filters/ingest/markup.h"

#define TREE_MAX_DEPTH 512
#define TREE_MAX_NODES ((size_t)400 * 1000)
#define TREE_MAX_ATTRIBUTE ((size_t)4096) /* bytes that are kept of most attributes' values */

/* The elements that something here asks for; all others are TREE_OTHER. In alphabetical order. */
#define TREE_TAGS(X) \
	X(A, "a") X(ADDRESS, "address") X(ARTICLE, "article") X(ASIDE, "aside") X(B, "b") X(BASE, "base") \
	X(BIG, "big") X(BLOCKQUOTE, "blockquote") X(BODY, "body") X(BR, "br") X(BUTTON, "button") \
	X(CANVAS, "canvas") X(CAPTION, "caption") X(CENTER, "center") X(CITE, "cite") X(CODE, "code") X(COL, "col") \
	X(COLGROUP, "colgroup") X(DD, "dd") X(DETAILS, "details") X(DIALOG, "dialog") X(DIR, "dir") X(DIV, "div") \
	X(DL, "dl") X(DT, "dt") X(EM, "em") X(EMBED, "embed") X(FIELDSET, "fieldset") \
	X(FIGCAPTION, "figcaption") X(FIGURE, "figure") X(FONT, "font") X(FOOTER, "footer") X(FORM, "form") \
	X(H1, "h1") X(H2, "h2") X(H3, "h3") X(H4, "h4") X(H5, "h5") X(H6, "h6") X(HEAD, "head") \
	X(HEADER, "header") X(HGROUP, "hgroup") X(HR, "hr") X(HTML, "html") X(I, "i") X(IFRAME, "iframe") \
	X(IMG, "img") X(INPUT, "input") X(LABEL, "label") X(LEGEND, "legend") X(LI, "li") X(LINK, "link") \
	X(LISTING, "listing") X(MAIN, "main") X(MATH, "math") X(MENU, "menu") X(META, "meta") X(NAV, "nav") \
	X(NOBR, "nobr") X(NOFRAMES, "noframes") X(NOSCRIPT, "noscript") X(OBJECT, "object") X(OL, "ol") \
	X(OPTGROUP, "optgroup") X(OPTION, "option") X(P, "p") X(PARAM, "param") X(PICTURE, "picture") X(PRE, "pre") \
	X(Q, "q") X(S, "s") X(SCRIPT, "script") X(SECTION, "section") X(SELECT, "select") X(SMALL, "small") \
	X(SOURCE, "source") X(SPAN, "span") X(STRIKE, "strike") X(STRONG, "strong") X(STYLE, "style") \
	X(SUB, "sub") X(SUMMARY, "summary") X(SUP, "sup") X(SVG, "svg") X(TABLE, "table") X(TBODY, "tbody") \
	X(TD, "td") X(TEMPLATE, "template") X(TEXTAREA, "textarea") X(TFOOT, "tfoot") X(TH, "th") \
	X(THEAD, "thead") X(TIME, "time") X(TITLE, "title") X(TR, "tr") X(TRACK, "track") X(TT, "tt") X(U, "u") \
	X(UL, "ul") X(VAR, "var") X(VIDEO, "video") X(WBR, "wbr") X(XMP, "xmp")

enum tree_tag {
	TREE_TEXT, /* not an element: text */
#define X(tag, name) TREE_##tag,
	TREE_TAGS(X)
#undef X
	TREE_OTHER
};

/* The attributes that are kept. In alphabetical order. */
#define TREE_ATTRIBUTES(X) \
	X(ALT, "alt") X(ARIA_HIDDEN, "aria-hidden") X(ARIA_LABEL, "aria-label") X(CLASS, "class") X(CONTENT, "content") \
	X(DATETIME, "datetime") X(DIR, "dir") X(HIDDEN, "hidden") X(HREF, "href") X(HTTP_EQUIV, "http-equiv") \
	X(ID, "id") X(ITEMPROP, "itemprop") X(LANG, "lang") X(NAME, "name") X(PROPERTY, "property") \
	X(REL, "rel") X(ROLE, "role") X(SRC, "src") X(STYLE, "style") X(TITLE, "title") X(TYPE, "type") \
	X(XML_LANG, "xml:lang")

enum tree_attribute {
#define X(attribute, name) TREE_ATTR_##attribute,
	TREE_ATTRIBUTES(X)
#undef X
	TREE_ATTR_NONE
};

struct tree_node {
	uint32_t parent;      /* of the root, which is node 0, 0 */
	uint32_t end;         /* the first node behind this one's subtree */
	uint32_t from, len;   /* of text: in tree->text. Of an element: its attributes in tree->attributes */
	uint32_t name;        /* of TREE_OTHER: a hash of its name */
	uint16_t depth;
	uint8_t tag;          /* enum tree_tag */
	bool closed;          /* an end tag closed it, or another that implied it */
};

struct tree_value {
	uint32_t from, len;   /* in tree->text */
	enum tree_attribute attribute;
};

struct tree {
	struct tree_node *nodes;
	size_t count, cap;
	struct buf text;      /* of text and attributes */
	struct tree_value *attributes;
	size_t attribute_count, attribute_cap;

	uint32_t stack[TREE_MAX_DEPTH]; /* the elements that are open */
	size_t depth;
	uint16_t open[TREE_OTHER + 1]; /* of each tag, how many of these */
	size_t beyond;        /* how many are open that were too deep */
	size_t foreign;       /* svg or math elements that are open, one in the other */
	bool seen_body;
	bool flattened, full;
};

/* Makes it empty, but for the root; zero-initialised memory is fine. */
void tree_begin(struct tree *tree);

/* Takes a token. markup, which gave it, is told what content follows. */
void tree_token(struct tree *tree, const struct markup_token *token, struct markup *markup);

/* Closes all that is open. */
void tree_end(struct tree *tree);
void tree_free(struct tree *tree);

/* The name of an element, and the element of a name (lower case). */
const char *tree_tag_name(enum tree_tag tag);
enum tree_tag tree_tag_find(const char *name, size_t n);

/* The value of an attribute; NULL if the element has none of that name. Borrowed. */
const char *tree_get(const struct tree *tree, size_t node, enum tree_attribute attribute, size_t *n);

/* The same of any node's text alone, white space as it stands. */
const char *tree_text(const struct tree *tree, size_t node, size_t *n);

/* Whether an element breaks the flow of text: a block, a cell, a row. */
bool tree_is_block(enum tree_tag tag);

#endif
