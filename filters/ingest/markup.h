/* A streaming tokenizer for HTML and for feeds.
 *
 * It follows the tokenization rules of the WHATWG HTML standard (section 13.2.5),
 * NUL, line breaks and ends of file in every state included; parse errors are not
 * named. UTF-8 comes in pieces of any size, tokens go to a callback. Time is linear in
 * the input; memory is bounded by the limits below plus one piece. Nothing is
 * ever opened, and no entity but the characters of HTML is known.
 *
 * For feeds (MARKUP_XML) the same tokenizer keeps the case of names, takes
 * CDATA sections anywhere, passes over <?...?> and <!DOCTYPE ... [...]>, knows no
 * elements whose content is not markup, and drops characters that XML 1.0
 * does not have. It stays as forgiving as HTML: a bare & or < is text. */
#ifndef MARKUP_H
#define MARKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARKUP_MAX_ATTRIBUTES 1000             /* on one tag; more are dropped */
#define MARKUP_MAX_NAME ((size_t)1024)         /* bytes of a tag's or attribute's name */
#define MARKUP_MAX_VALUE ((size_t)64 * 1024)   /* bytes of an attribute's value or an identifier */
#define MARKUP_MAX_TAG ((size_t)1024 * 1024)   /* bytes of all attributes of a tag */
#define MARKUP_MAX_COMMENT ((size_t)64 * 1024) /* bytes kept of a comment */

enum markup_mode { MARKUP_HTML, MARKUP_XML };

enum markup_kind { MARKUP_TEXT, MARKUP_START, MARKUP_END, MARKUP_COMMENT, MARKUP_DOCTYPE };

/* What was cut or dropped so far: bits of markup_repairs(). */
enum markup_repair {
	MARKUP_ATTRIBUTES = 1, /* attributes beyond the limits were cut or left out */
	MARKUP_NAME_CUT = 2,   /* a name was cut */
	MARKUP_COMMENT_CUT = 4,
	MARKUP_CHARACTERS = 8, /* characters that XML does not have were dropped */
	MARKUP_DOCTYPE_LONG = 16, /* the quotes of a document type were no longer heeded */
	MARKUP_ENTITY = 32 /* in XML: an entity that HTML does not have stayed as it is written */
};

/* How bytes of the file and of the UTF-8 pushed relate, for offsets. */
enum markup_width {
	MARKUP_WIDTH_BYTE,      /* byte for byte: UTF-8 */
	MARKUP_WIDTH_CHARACTER, /* a byte of the file is one character */
	MARKUP_WIDTH_UTF16      /* two bytes for a character, four above U+FFFF */
};

/* Strings are UTF-8, not terminated, and may hold NUL. */
struct markup_attribute {
	const char *name, *value;
	size_t name_len, value_len;
};

/* A token; everything in it is borrowed until the callback returns. */
struct markup_token {
	enum markup_kind kind;
	const char *name; /* of a tag, lower case in HTML; of a doctype, NULL if it has none */
	size_t name_len;
	const char *text; /* of text (any number of tokens in a row) and comments; whole characters */
	size_t text_len;
	const struct markup_attribute *attributes; /* of a start tag; no two of a name */
	size_t attribute_count;
	bool self_closing;
	bool cdata;        /* text out of a CDATA section */
	bool force_quirks; /* of a doctype; as are its identifiers, NULL if missing */
	const char *public_id, *system_id;
	size_t public_len, system_len;
	uint64_t offset, end; /* of a tag: where it lies in the file */
};

typedef void markup_function(const struct markup_token *token, void *context);

/* Where the tokenizer stands in content: what a consumer may set, from the
 * callback of a start tag, for elements whose content is not markup. */
enum markup_content {
	MARKUP_DATA,
	MARKUP_RCDATA,    /* title, textarea: references, but no tags */
	MARKUP_RAWTEXT,   /* style, xmp, iframe, noembed, noframes */
	MARKUP_SCRIPT,
	MARKUP_PLAINTEXT,
	MARKUP_CDATA      /* only to begin with */
};

/* A tokenizer; freed with markup_free(). */
struct markup *markup_new(enum markup_mode mode, markup_function *function, void *context);
void markup_free(struct markup *markup);

/* Takes everything back to the beginning, for the next document. */
void markup_reset(struct markup *markup);

/* Tokenizes n bytes; offset is where they begin in the file. Not to be called
 * from the callback. */
void markup_push(struct markup *markup, const char *s, size_t n, uint64_t offset);

/* Ends the document: what is unfinished is given as the standard says. */
void markup_end(struct markup *markup);

/* Sets the content that follows. last_tag, if not NULL, is the start tag taken as
 * the last one, whose end tag ends the content. */
void markup_set_content(struct markup *markup, enum markup_content content, const char *last_tag);

/* The content that tree construction chooses for an HTML element. */
enum markup_content markup_element_content(const char *name, size_t n);

/* Whether CDATA sections are sections in HTML (inside SVG and MathML) and not
 * comments. Always so in XML. */
void markup_allow_cdata(struct markup *markup, bool allow);

/* How offsets are counted; at the beginning byte for byte. */
void markup_set_width(struct markup *markup, enum markup_width width);

/* What was cut or dropped since the last call: bits of enum markup_repair. */
unsigned markup_repairs(struct markup *markup);

/* Whether the end came inside a tag, comment or the like. */
bool markup_cut(const struct markup *markup);

/* The value of an attribute, NULL if the tag has none of that name. Names are
 * compared without regard to ASCII case. */
const struct markup_attribute *markup_get(const struct markup_token *token, const char *name);

#endif
