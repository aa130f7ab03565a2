/* The tokenizer's states of tags and attributes. */
#include "filters/ingest/markup_state.h"

/* XML has more letters that a name can begin with; HTML only these of ASCII. */
static bool
begins_name(const struct markup *m, int c)
{
	return markup_alpha(c) || (m->xml && (c == '_' || c == ':' || c >= 0x80));
}

void
markup_tag_open(struct markup *m, int c)
{
	if (c == '!') {
		buf_clear(&m->temp);
		m->state = S_DECLARATION;
	} else if (c == '/') {
		m->state = S_END_TAG_OPEN;
	} else if (begins_name(m, c)) {
		markup_begin_tag(m, false);
		markup_reconsume(m, S_TAG_NAME, c);
	} else if (c == '?' && m->xml) {
		buf_clear(&m->temp);
		m->skipped = 0;
		m->last[0] = '\0';
		m->state = S_XML_INSTRUCTION;
	} else if (c == '?') {
		buf_clear(&m->comment);
		markup_reconsume(m, S_BOGUS_COMMENT, c);
	} else {
		markup_put(m, '<');
		markup_reconsume(m, S_DATA, c);
	}
}

void
markup_end_tag_open(struct markup *m, int c)
{
	if (begins_name(m, c)) {
		markup_begin_tag(m, true);
		markup_reconsume(m, S_TAG_NAME, c);
	} else if (c == '>') {
		m->state = S_DATA;
	} else if (c == MARKUP_EOF) {
		buf_adds(&m->text, "</");
	} else {
		buf_clear(&m->comment);
		markup_reconsume(m, S_BOGUS_COMMENT, c);
	}
}

void
markup_tag_name(struct markup *m, int c)
{
	if (markup_space(c))
		m->state = S_BEFORE_NAME;
	else if (c == '/')
		m->state = S_SELF_CLOSING;
	else if (c == '>')
		markup_emit_tag(m);
	else if (c != MARKUP_EOF)
		markup_addc(m, &m->name, markup_fold(m, c), MARKUP_MAX_NAME, MARKUP_NAME_CUT);
}

void
markup_before_name(struct markup *m, int c)
{
	if (markup_space(c))
		return;
	if (c == '/' || c == '>' || c == MARKUP_EOF) {
		markup_reconsume(m, S_AFTER_NAME, c);
		return;
	}
	markup_begin_attribute(m);
	m->state = S_ATTRIBUTE_NAME;
	if (c == '=') /* here it is part of the name */
		markup_add_attribute(m, "=", 1);
	else
		markup_attribute_name(m, c);
}

void
markup_attribute_name(struct markup *m, int c)
{
	if (markup_space(c) || c == '/' || c == '>' || c == MARKUP_EOF) {
		markup_end_name(m);
		markup_reconsume(m, S_AFTER_NAME, c);
	} else if (c == '=') {
		markup_end_name(m);
		m->state = S_BEFORE_VALUE;
	} else if (c == 0) {
		markup_add_attribute(m, MARKUP_FFFD, 3);
	} else {
		char byte = (char)markup_fold(m, c);

		markup_add_attribute(m, &byte, 1);
	}
}

void
markup_after_name(struct markup *m, int c)
{
	if (markup_space(c) || c == MARKUP_EOF)
		return;
	if (c == '/') {
		m->state = S_SELF_CLOSING;
	} else if (c == '=') {
		m->state = S_BEFORE_VALUE;
	} else if (c == '>') {
		markup_emit_tag(m);
	} else {
		markup_begin_attribute(m);
		markup_reconsume(m, S_ATTRIBUTE_NAME, c);
	}
}

void
markup_before_value(struct markup *m, int c)
{
	if (markup_space(c))
		return;
	if (c == '"')
		m->state = S_VALUE_DOUBLE;
	else if (c == '\'')
		m->state = S_VALUE_SINGLE;
	else if (c == '>')
		markup_emit_tag(m);
	else
		markup_reconsume(m, S_VALUE_BARE, c);
}

static void
value(struct markup *m, int c)
{
	char byte = (char)c;

	if (c == '&')
		markup_begin_reference(m, m->state);
	else if (c == 0)
		markup_add_attribute(m, MARKUP_FFFD, 3);
	else if (c != MARKUP_EOF)
		markup_add_attribute(m, &byte, 1);
}

void
markup_value_double(struct markup *m, int c)
{
	if (c == '"')
		m->state = S_AFTER_VALUE;
	else
		value(m, c);
}

void
markup_value_single(struct markup *m, int c)
{
	if (c == '\'')
		m->state = S_AFTER_VALUE;
	else
		value(m, c);
}

void
markup_value_bare(struct markup *m, int c)
{
	if (markup_space(c))
		m->state = S_BEFORE_NAME;
	else if (c == '>')
		markup_emit_tag(m);
	else
		value(m, c);
}

void
markup_after_value(struct markup *m, int c)
{
	if (markup_space(c))
		m->state = S_BEFORE_NAME;
	else if (c == '/')
		m->state = S_SELF_CLOSING;
	else if (c == '>')
		markup_emit_tag(m);
	else if (c != MARKUP_EOF)
		markup_reconsume(m, S_BEFORE_NAME, c);
}

void
markup_self_closing(struct markup *m, int c)
{
	if (c == '>') {
		m->self_closing = true;
		markup_emit_tag(m);
	} else if (c != MARKUP_EOF) {
		markup_reconsume(m, S_BEFORE_NAME, c);
	}
}
