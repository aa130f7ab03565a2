#include "filters/ingest/markup.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/ingest/markup_state.h"

static markup_step *const steps[STATE_COUNT] = {
	[S_DATA] = markup_data,
	[S_RCDATA] = markup_rcdata,
	[S_RAWTEXT] = markup_rawtext,
	[S_SCRIPT] = markup_script,
	[S_PLAINTEXT] = markup_plaintext,
	[S_CDATA] = markup_cdata,
	[S_CDATA_BRACKET] = markup_cdata_bracket,
	[S_CDATA_END] = markup_cdata_end,
	[S_RAW_LESS] = markup_raw_less,
	[S_RAW_END_OPEN] = markup_raw_end_open,
	[S_RAW_END_NAME] = markup_raw_end_name,
	[S_ESCAPE_START] = markup_escape_start,
	[S_ESCAPE_START_DASH] = markup_escape_start_dash,
	[S_ESCAPED] = markup_escaped,
	[S_ESCAPED_DASH] = markup_escaped_dash,
	[S_ESCAPED_DASH_DASH] = markup_escaped_dash_dash,
	[S_ESCAPED_LESS] = markup_escaped_less,
	[S_DOUBLE_START] = markup_double_start,
	[S_DOUBLE] = markup_double,
	[S_DOUBLE_DASH] = markup_double_dash,
	[S_DOUBLE_DASH_DASH] = markup_double_dash_dash,
	[S_DOUBLE_LESS] = markup_double_less,
	[S_DOUBLE_END] = markup_double_end,
	[S_TAG_OPEN] = markup_tag_open,
	[S_END_TAG_OPEN] = markup_end_tag_open,
	[S_TAG_NAME] = markup_tag_name,
	[S_BEFORE_NAME] = markup_before_name,
	[S_ATTRIBUTE_NAME] = markup_attribute_name,
	[S_AFTER_NAME] = markup_after_name,
	[S_BEFORE_VALUE] = markup_before_value,
	[S_VALUE_DOUBLE] = markup_value_double,
	[S_VALUE_SINGLE] = markup_value_single,
	[S_VALUE_BARE] = markup_value_bare,
	[S_AFTER_VALUE] = markup_after_value,
	[S_SELF_CLOSING] = markup_self_closing,
	[S_BOGUS_COMMENT] = markup_bogus_comment,
	[S_DECLARATION] = markup_declaration,
	[S_COMMENT_START] = markup_comment_start,
	[S_COMMENT_START_DASH] = markup_comment_start_dash,
	[S_COMMENT] = markup_comment,
	[S_COMMENT_LESS] = markup_comment_less,
	[S_COMMENT_LESS_BANG] = markup_comment_less_bang,
	[S_COMMENT_LESS_BANG_DASH] = markup_comment_less_bang_dash,
	[S_COMMENT_LESS_BANG_DASH_DASH] = markup_comment_less_bang_dash_dash,
	[S_COMMENT_END_DASH] = markup_comment_end_dash,
	[S_COMMENT_END] = markup_comment_end,
	[S_COMMENT_END_BANG] = markup_comment_end_bang,
	[S_DOCTYPE] = markup_doctype,
	[S_BEFORE_DOCTYPE_NAME] = markup_before_doctype_name,
	[S_DOCTYPE_NAME] = markup_doctype_name,
	[S_AFTER_DOCTYPE_NAME] = markup_after_doctype_name,
	[S_AFTER_KEYWORD] = markup_after_keyword,
	[S_BEFORE_ID] = markup_before_id,
	[S_ID_DOUBLE] = markup_id_double,
	[S_ID_SINGLE] = markup_id_single,
	[S_AFTER_PUBLIC_ID] = markup_after_public_id,
	[S_BETWEEN_IDS] = markup_between_ids,
	[S_AFTER_SYSTEM_ID] = markup_after_system_id,
	[S_BOGUS_DOCTYPE] = markup_bogus_doctype,
	[S_XML_DOCTYPE] = markup_xml_doctype,
	[S_XML_INSTRUCTION] = markup_xml_instruction,
	[S_REFERENCE] = markup_reference,
	[S_REFERENCE_NAME] = markup_reference_name,
	[S_NUMBER] = markup_number,
	[S_HEX_START] = markup_hex_start,
	[S_DECIMAL_START] = markup_decimal_start,
	[S_HEX] = markup_hex,
	[S_DECIMAL] = markup_decimal,
};

/* Classes of bytes that end a run of plain ones. */
enum {
	STOP_TEXT = 1, /* < & and controls but tab and newline */
	STOP_DASH = 2,
	STOP_BRACKET = 4,
	STOP_DOUBLE = 8,
	STOP_SINGLE = 16,
	STOP_GREATER = 32
};

static const unsigned char byte_class[256] = {
	[0x00] = STOP_TEXT, [0x01] = STOP_TEXT, [0x02] = STOP_TEXT, [0x03] = STOP_TEXT,
	[0x04] = STOP_TEXT, [0x05] = STOP_TEXT, [0x06] = STOP_TEXT, [0x07] = STOP_TEXT,
	[0x08] = STOP_TEXT, [0x0B] = STOP_TEXT, [0x0C] = STOP_TEXT, [0x0D] = STOP_TEXT,
	[0x0E] = STOP_TEXT, [0x0F] = STOP_TEXT, [0x10] = STOP_TEXT, [0x11] = STOP_TEXT,
	[0x12] = STOP_TEXT, [0x13] = STOP_TEXT, [0x14] = STOP_TEXT, [0x15] = STOP_TEXT,
	[0x16] = STOP_TEXT, [0x17] = STOP_TEXT, [0x18] = STOP_TEXT, [0x19] = STOP_TEXT,
	[0x1A] = STOP_TEXT, [0x1B] = STOP_TEXT, [0x1C] = STOP_TEXT, [0x1D] = STOP_TEXT,
	[0x1E] = STOP_TEXT, [0x1F] = STOP_TEXT,
	['<'] = STOP_TEXT, ['&'] = STOP_TEXT, ['-'] = STOP_DASH, [']'] = STOP_BRACKET,
	['"'] = STOP_DOUBLE, ['\''] = STOP_SINGLE, ['>'] = STOP_GREATER,
};

/* Where runs of plain bytes go, and what ends them. States not named have none. */
enum target { NOWHERE, TO_TEXT, TO_VALUE, TO_COMMENT };

static const struct {
	unsigned char target, stops;
} runs[STATE_COUNT] = {
	[S_DATA] = {TO_TEXT, STOP_TEXT},
	[S_RCDATA] = {TO_TEXT, STOP_TEXT},
	[S_RAWTEXT] = {TO_TEXT, STOP_TEXT},
	[S_SCRIPT] = {TO_TEXT, STOP_TEXT},
	[S_PLAINTEXT] = {TO_TEXT, STOP_TEXT},
	[S_CDATA] = {TO_TEXT, STOP_TEXT | STOP_BRACKET},
	[S_ESCAPED] = {TO_TEXT, STOP_TEXT | STOP_DASH},
	[S_DOUBLE] = {TO_TEXT, STOP_TEXT | STOP_DASH},
	[S_VALUE_DOUBLE] = {TO_VALUE, STOP_TEXT | STOP_DOUBLE},
	[S_VALUE_SINGLE] = {TO_VALUE, STOP_TEXT | STOP_SINGLE},
	[S_COMMENT] = {TO_COMMENT, STOP_TEXT | STOP_DASH},
	[S_BOGUS_COMMENT] = {TO_COMMENT, STOP_TEXT | STOP_GREATER},
};

struct markup *
markup_new(enum markup_mode mode, markup_function *function, void *context)
{
	struct markup *m = xcalloc(1, sizeof *m);

	m->function = function;
	m->context = context;
	m->xml = mode == MARKUP_XML;
	/* one more, for the attribute that is one too many */
	m->slots = xcalloc(MARKUP_MAX_ATTRIBUTES + 1, sizeof *m->slots);
	m->attributes = xcalloc(MARKUP_MAX_ATTRIBUTES + 1, sizeof *m->attributes);
	m->buckets = xcalloc(MARKUP_BUCKETS, sizeof *m->buckets);
	return m;
}

void
markup_free(struct markup *m)
{
	if (m == NULL)
		return;
	buf_free(&m->text);
	buf_free(&m->temp);
	buf_free(&m->last_start);
	buf_free(&m->name);
	buf_free(&m->bytes);
	buf_free(&m->comment);
	buf_free(&m->ids[ID_PUBLIC]);
	buf_free(&m->ids[ID_SYSTEM]);
	free(m->slots);
	free(m->attributes);
	free(m->buckets);
	free(m);
}

void
markup_reset(struct markup *m)
{
	m->state = S_DATA;
	m->allow_cdata = m->after_cr = m->ended_inside = m->text_cdata = false;
	m->repairs = 0;
	m->offset = 0;
	m->width = MARKUP_WIDTH_BYTE;
	buf_clear(&m->text);
	buf_clear(&m->last_start);
}

void
markup_do(struct markup *m, enum markup_state state, int c)
{
	steps[state](m, c);
}

/* Takes the run of bytes at m->at that mean only themselves. */
static void
take_run(struct markup *m, const char *end)
{
	unsigned char stops = runs[m->state].stops;
	const char *from = m->at, *p = from;

	while (p < end && !(byte_class[(unsigned char)*p] & stops))
		p++;
	m->at = p;
	if (p == from)
		return;
	switch (runs[m->state].target) {
	case TO_TEXT:
		buf_add(&m->text, from, (size_t)(p - from));
		break;
	case TO_VALUE:
		markup_add_attribute(m, from, (size_t)(p - from));
		break;
	default:
		markup_add(m, &m->comment, from, (size_t)(p - from), MARKUP_MAX_COMMENT,
		           MARKUP_COMMENT_CUT);
	}
}

/* Handles the byte at m->at. Line breaks are levelled here, as the standard's
 * preprocessing does it. */
static void
take_byte(struct markup *m)
{
	int c = (unsigned char)*m->at;

	if (c == '\r')
		c = '\n';
	if (m->xml && c < 0x20 && c != '\t' && c != '\n')
		m->repairs |= MARKUP_CHARACTERS;
	else
		steps[m->state](m, c);
	m->after_cr = *m->at == '\r';
	m->at++;
}

void
markup_push(struct markup *m, const char *s, size_t n, uint64_t offset)
{
	const char *end;

	if (n == 0)
		return;
	end = s + n;
	m->at = m->counted = s;
	m->offset = offset;
	while (m->at < end) {
		if (m->after_cr) {
			m->after_cr = false;
			if (*m->at == '\n') {
				m->at++;
				continue;
			}
		}
		if (runs[m->state].target != NOWHERE) {
			take_run(m, end);
			if (m->at == end)
				break;
		}
		take_byte(m);
	}
	markup_place(m, end);
	n = m->text.len > 0 ? markup_whole(m->text.data, m->text.len) : 0;
	if (n > 0)
		markup_give_text(m, n);
}

/* Whether nothing is lost if the document ends in the state. */
static bool
may_end(const struct markup *m)
{
	enum markup_state state = m->state;

	if (state >= S_REFERENCE)
		state = m->back;
	return state == S_DATA || state == S_PLAINTEXT || state == S_TAG_OPEN || state == S_END_TAG_OPEN;
}

void
markup_end(struct markup *m)
{
	static const char nothing[1];

	m->at = m->counted = nothing;
	m->ended_inside = !may_end(m);
	steps[m->state](m, MARKUP_EOF);
	markup_flush(m);
}

void
markup_set_content(struct markup *m, enum markup_content content, const char *last_tag)
{
	static const enum markup_state states[] = {
		[MARKUP_DATA] = S_DATA,
		[MARKUP_RCDATA] = S_RCDATA,
		[MARKUP_RAWTEXT] = S_RAWTEXT,
		[MARKUP_SCRIPT] = S_SCRIPT,
		[MARKUP_PLAINTEXT] = S_PLAINTEXT,
		[MARKUP_CDATA] = S_CDATA,
	};

	m->state = states[content];
	m->text_cdata = content == MARKUP_CDATA;
	if (last_tag != NULL) {
		buf_clear(&m->last_start);
		buf_adds(&m->last_start, last_tag);
	}
}

enum markup_content
markup_element_content(const char *name, size_t n)
{
	static const struct {
		const char *name;
		enum markup_content content;
	} elements[] = {
		{"title", MARKUP_RCDATA},   {"textarea", MARKUP_RCDATA}, {"style", MARKUP_RAWTEXT},
		{"xmp", MARKUP_RAWTEXT},    {"iframe", MARKUP_RAWTEXT},  {"noembed", MARKUP_RAWTEXT},
		{"noframes", MARKUP_RAWTEXT}, {"script", MARKUP_SCRIPT}, {"plaintext", MARKUP_PLAINTEXT},
	};

	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
		if (strlen(elements[i].name) == n && memcmp(elements[i].name, name, n) == 0)
			return elements[i].content;
	return MARKUP_DATA;
}

void
markup_allow_cdata(struct markup *m, bool allow)
{
	m->allow_cdata = allow;
}

void
markup_set_width(struct markup *m, enum markup_width width)
{
	m->width = width;
}

unsigned
markup_repairs(struct markup *m)
{
	unsigned repairs = m->repairs;

	m->repairs = 0;
	return repairs;
}

bool
markup_cut(const struct markup *m)
{
	return m->ended_inside;
}
