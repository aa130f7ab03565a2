/* The inside of the tokenizer, shared by its files: markup.c drives, markup_token.c
 * collects, markup_text.c, markup_tag.c, markup_decl.c and markup_ref.c hold the states, named as in the standard. */
#ifndef MARKUP_STATE_H
#define MARKUP_STATE_H

#include "common/buf.h"
#include "filters/ingest/markup.h"

#define MARKUP_EOF (-1)

/* The states in which the standard differs only by the place returned to are one: the
 * three "less-than sign", "end tag open" and "end tag name" states of
 * RCDATA, RAWTEXT and script data (markup->home), and those of the public
 * and system identifiers (markup->id). */
enum markup_state {
	S_DATA, S_RCDATA, S_RAWTEXT, S_SCRIPT, S_PLAINTEXT, S_CDATA,
	S_CDATA_BRACKET, S_CDATA_END,
	S_RAW_LESS, S_RAW_END_OPEN, S_RAW_END_NAME,
	S_ESCAPE_START, S_ESCAPE_START_DASH, S_ESCAPED, S_ESCAPED_DASH, S_ESCAPED_DASH_DASH,
	S_ESCAPED_LESS, S_DOUBLE_START, S_DOUBLE, S_DOUBLE_DASH, S_DOUBLE_DASH_DASH,
	S_DOUBLE_LESS, S_DOUBLE_END,
	S_TAG_OPEN, S_END_TAG_OPEN, S_TAG_NAME, S_BEFORE_NAME, S_ATTRIBUTE_NAME, S_AFTER_NAME,
	S_BEFORE_VALUE, S_VALUE_DOUBLE, S_VALUE_SINGLE, S_VALUE_BARE, S_AFTER_VALUE, S_SELF_CLOSING,
	S_BOGUS_COMMENT, S_DECLARATION, S_COMMENT_START, S_COMMENT_START_DASH, S_COMMENT,
	S_COMMENT_LESS, S_COMMENT_LESS_BANG, S_COMMENT_LESS_BANG_DASH,
	S_COMMENT_LESS_BANG_DASH_DASH, S_COMMENT_END_DASH, S_COMMENT_END, S_COMMENT_END_BANG,
	S_DOCTYPE, S_BEFORE_DOCTYPE_NAME, S_DOCTYPE_NAME, S_AFTER_DOCTYPE_NAME, S_AFTER_KEYWORD,
	S_BEFORE_ID, S_ID_DOUBLE, S_ID_SINGLE, S_AFTER_PUBLIC_ID, S_BETWEEN_IDS,
	S_AFTER_SYSTEM_ID, S_BOGUS_DOCTYPE,
	S_XML_DOCTYPE, S_XML_INSTRUCTION,
	S_REFERENCE, S_REFERENCE_NAME, S_NUMBER, S_HEX_START, S_DECIMAL_START, S_HEX, S_DECIMAL,
	STATE_COUNT
};

/* An attribute being collected; its bytes lie in markup->bytes. */
struct markup_slot {
	uint32_t name, name_len, value, value_len;
	uint32_t bucket;
};

#define MARKUP_BUCKETS 2048 /* a power of two, over twice the attributes */

enum markup_id { ID_PUBLIC, ID_SYSTEM };

struct markup {
	markup_function *function;
	void *context;
	bool xml;
	bool allow_cdata;

	enum markup_state state;
	enum markup_state home;   /* where text goes on after a < that was none */
	enum markup_state back;   /* where a reference returns to */
	bool after_cr;            /* a LF that comes now belongs to the CR before it */
	bool ended_inside;
	unsigned repairs;

	const char *at;           /* the byte being looked at */
	const char *counted;      /* up to which bytes are counted in offset */
	uint64_t offset;          /* of counted, in the file */
	enum markup_width width;

	struct buf text;          /* characters not yet given */
	bool text_cdata;
	struct buf temp;          /* the standard's temporary buffer */
	struct buf last_start;    /* name of the last start tag */

	/* The tag, comment or doctype being read. */
	uint64_t token_offset;
	bool end_tag, self_closing;
	struct buf name;
	struct buf bytes;         /* of attributes */
	struct markup_slot *slots; /* MARKUP_MAX_ATTRIBUTES; the last one is being read */
	size_t slot_count;
	uint16_t *buckets;        /* number of the slot, from 1 */
	struct markup_attribute *attributes;
	bool in_attribute;        /* the last slot is not finished */
	bool in_value;            /* and its name is */
	bool drop_attribute;      /* it is a duplicate, or one too many */
	struct buf comment;
	bool has_name, force_quirks;
	enum markup_id id;
	struct buf ids[2];
	bool has_id[2];

	uint32_t number;          /* of a numeric reference */

	/* A document type or an instruction of XML, which is passed over. */
	int quote;                /* the quote open, `-` in a comment, 0 */
	int depth;                /* of [ */
	size_t skipped;
	char last[3];             /* the bytes before, newest first */
};

typedef void markup_step(struct markup *m, int c);

/* Does the work of the state for a byte, or at the end for MARKUP_EOF. */
void markup_do(struct markup *m, enum markup_state state, int c);

/* Sets the state and lets it look at c. */
static inline void
markup_reconsume(struct markup *m, enum markup_state state, int c)
{
	m->state = state;
	markup_do(m, state, c);
}

static inline void
markup_put(struct markup *m, char c)
{
	buf_addc(&m->text, c);
}

/* U+FFFD, in place of NUL. */
#define MARKUP_FFFD "\xEF\xBF\xBD"

/* Appends to a buffer up to a limit; what is over is dropped and flagged. */
void markup_add(struct markup *m, struct buf *buf, const char *s, size_t n, size_t limit,
                unsigned repair);

/* Appends a byte, or U+FFFD for NUL. */
void markup_addc(struct markup *m, struct buf *buf, int c, size_t limit, unsigned repair);

/* Counts the bytes up to `to` and gives the place of that in the file. */
uint64_t markup_place(struct markup *m, const char *to);

/* The length of s without a character whose last bytes are missing. */
size_t markup_whole(const char *s, size_t n);

/* Gives the first n bytes of the text; the rest, under four bytes, stays. */
void markup_give_text(struct markup *m, size_t n);

/* Notes that the tag or declaration begins at the byte being looked at. */
void markup_mark(struct markup *m);

/* Gives the characters collected. */
void markup_flush(struct markup *m);

/* Give the token collected and return to data. */
void markup_emit_tag(struct markup *m);
void markup_emit_comment(struct markup *m);
void markup_emit_doctype(struct markup *m);

/* Begins a tag. */
void markup_begin_tag(struct markup *m, bool end_tag);

/* Begins an attribute; what is added is its name until markup_end_name(), then its value. */
void markup_begin_attribute(struct markup *m);
void markup_end_name(struct markup *m);
void markup_add_attribute(struct markup *m, const char *s, size_t n);

/* Begins a character reference that returns to the state given. */
void markup_begin_reference(struct markup *m, enum markup_state back);

static inline bool
markup_space(int c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\f';
}

static inline bool
markup_alpha(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline int
markup_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* A letter of a name: lower case in HTML. */
static inline int
markup_fold(const struct markup *m, int c)
{
	return m->xml ? c : markup_lower(c);
}

/* The states, by file. */
markup_step markup_data, markup_rcdata, markup_rawtext, markup_plaintext,
	markup_cdata, markup_cdata_bracket, markup_cdata_end, markup_raw_less, markup_raw_end_open,
	markup_raw_end_name, markup_script, markup_escape_start, markup_escape_start_dash,
	markup_escaped, markup_escaped_dash, markup_escaped_dash_dash, markup_escaped_less,
	markup_double_start, markup_double, markup_double_dash, markup_double_dash_dash,
	markup_double_less, markup_double_end;
markup_step markup_tag_open, markup_end_tag_open, markup_tag_name, markup_before_name,
	markup_attribute_name, markup_after_name, markup_before_value, markup_value_double,
	markup_value_single, markup_value_bare, markup_after_value, markup_self_closing;
markup_step markup_bogus_comment, markup_declaration, markup_comment_start,
	markup_comment_start_dash, markup_comment, markup_comment_less, markup_comment_less_bang,
	markup_comment_less_bang_dash, markup_comment_less_bang_dash_dash, markup_comment_end_dash,
	markup_comment_end, markup_comment_end_bang;
markup_step markup_doctype, markup_before_doctype_name, markup_doctype_name,
	markup_after_doctype_name, markup_after_keyword, markup_before_id, markup_id_double,
	markup_id_single, markup_after_public_id, markup_between_ids, markup_after_system_id,
	markup_bogus_doctype, markup_xml_doctype, markup_xml_instruction;
markup_step markup_reference, markup_reference_name, markup_number, markup_hex_start,
	markup_decimal_start, markup_hex, markup_decimal;

#endif
