/* The tokenizer's states of comments, document types and XML instructions. */
#include "filters/ingest/markup_state.h"

/* How much of a document type of XML is read with its quotes and comments heeded;
 * one that is longer was surely never closed. */
#define DOCTYPE_LIMIT ((size_t)64 * 1024)

/* An instruction that does not end with ?> ends with the first > after so many bytes. */
#define INSTRUCTION_LIMIT ((size_t)4 * 1024)

static void
comment_add(struct markup *m, const char *s)
{
	markup_add(m, &m->comment, s, strlen(s), MARKUP_MAX_COMMENT, MARKUP_COMMENT_CUT);
}

static void
comment_addc(struct markup *m, int c)
{
	markup_addc(m, &m->comment, c, MARKUP_MAX_COMMENT, MARKUP_COMMENT_CUT);
}

void
markup_bogus_comment(struct markup *m, int c)
{
	if (c == '>' || c == MARKUP_EOF)
		markup_emit_comment(m);
	else
		comment_addc(m, c);
}

/* Whether the n bytes of s begin word, which is in lower case, or as it is if exact. */
static bool
begins(const char *s, size_t n, const char *word, bool exact)
{
	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)s[i];

		if (word[i] == '\0' || (exact ? c : markup_lower(c)) != word[i])
			return false;
	}
	return true;
}

static void
begin_doctype(struct markup *m)
{
	m->has_name = m->force_quirks = false;
	m->has_id[ID_PUBLIC] = m->has_id[ID_SYSTEM] = false;
	buf_clear(&m->name);
	m->quote = m->depth = 0;
	m->skipped = 0;
	memset(m->last, 0, sizeof m->last);
	m->state = m->xml ? S_XML_DOCTYPE : S_DOCTYPE;
}

/* Begins what the word after <! announces; false if it is not whole yet. */
static bool
declare(struct markup *m)
{
	static const char cdata[] = "[CDATA[", doctype[] = "doctype";
	const char *s = m->temp.data;
	size_t n = m->temp.len;

	if (n == 2 && begins(s, n, "--", true)) {
		buf_clear(&m->comment);
		m->state = S_COMMENT_START;
	} else if (n == sizeof doctype - 1 && begins(s, n, doctype, false)) {
		begin_doctype(m);
	} else if (n == sizeof cdata - 1 && begins(s, n, cdata, true)) {
		if (m->xml || m->allow_cdata) {
			markup_flush(m);
			m->text_cdata = true;
			m->state = S_CDATA;
		} else {
			buf_clear(&m->comment);
			comment_add(m, cdata);
			m->state = S_BOGUS_COMMENT;
		}
	} else {
		return begins(s, n, "--", true) || begins(s, n, doctype, false) ||
		       begins(s, n, cdata, true);
	}
	return true;
}

void
markup_declaration(struct markup *m, int c)
{
	if (c != MARKUP_EOF) {
		buf_addc(&m->temp, (char)c);
		if (declare(m))
			return;
		m->temp.len--;
	}
	buf_clear(&m->comment);
	buf_add(&m->comment, m->temp.data, m->temp.len);
	markup_reconsume(m, S_BOGUS_COMMENT, c);
}

void
markup_comment_start(struct markup *m, int c)
{
	if (c == '-')
		m->state = S_COMMENT_START_DASH;
	else if (c == '>')
		markup_emit_comment(m);
	else
		markup_reconsume(m, S_COMMENT, c);
}

/* The end of the comment if c is it; else the bytes held back are part of it. */
static void
comment_goes_on(struct markup *m, int c, const char *held)
{
	if (c == MARKUP_EOF) {
		markup_emit_comment(m);
		return;
	}
	comment_add(m, held);
	markup_reconsume(m, S_COMMENT, c);
}

void
markup_comment_start_dash(struct markup *m, int c)
{
	if (c == '-')
		m->state = S_COMMENT_END;
	else if (c == '>')
		markup_emit_comment(m);
	else
		comment_goes_on(m, c, "-");
}

void
markup_comment(struct markup *m, int c)
{
	if (c == '-') {
		m->state = S_COMMENT_END_DASH;
	} else if (c == MARKUP_EOF) {
		markup_emit_comment(m);
	} else {
		comment_addc(m, c);
		if (c == '<')
			m->state = S_COMMENT_LESS;
	}
}

void
markup_comment_less(struct markup *m, int c)
{
	if (c == '!' || c == '<') {
		comment_addc(m, c);
		if (c == '!')
			m->state = S_COMMENT_LESS_BANG;
	} else {
		markup_reconsume(m, S_COMMENT, c);
	}
}

void
markup_comment_less_bang(struct markup *m, int c)
{
	if (c == '-')
		m->state = S_COMMENT_LESS_BANG_DASH;
	else
		markup_reconsume(m, S_COMMENT, c);
}

void
markup_comment_less_bang_dash(struct markup *m, int c)
{
	if (c == '-')
		m->state = S_COMMENT_LESS_BANG_DASH_DASH;
	else
		markup_reconsume(m, S_COMMENT_END_DASH, c);
}

void
markup_comment_less_bang_dash_dash(struct markup *m, int c)
{
	markup_reconsume(m, S_COMMENT_END, c);
}

void
markup_comment_end_dash(struct markup *m, int c)
{
	if (c == '-')
		m->state = S_COMMENT_END;
	else
		comment_goes_on(m, c, "-");
}

void
markup_comment_end(struct markup *m, int c)
{
	if (c == '>')
		markup_emit_comment(m);
	else if (c == '!')
		m->state = S_COMMENT_END_BANG;
	else if (c == '-')
		comment_addc(m, '-');
	else
		comment_goes_on(m, c, "--");
}

void
markup_comment_end_bang(struct markup *m, int c)
{
	if (c == '-') {
		comment_add(m, "--!");
		m->state = S_COMMENT_END_DASH;
	} else if (c == '>') {
		markup_emit_comment(m);
	} else {
		comment_goes_on(m, c, "--!");
	}
}

/* Gives a doctype that ended too early. */
static void
quirks(struct markup *m)
{
	m->force_quirks = true;
	markup_emit_doctype(m);
}

/* What is no doctype's syntax makes the rest of it ignored. */
static void
bogus(struct markup *m, int c)
{
	m->force_quirks = true;
	markup_reconsume(m, S_BOGUS_DOCTYPE, c);
}

void
markup_doctype(struct markup *m, int c)
{
	if (markup_space(c))
		m->state = S_BEFORE_DOCTYPE_NAME;
	else
		markup_reconsume(m, S_BEFORE_DOCTYPE_NAME, c);
}

void
markup_before_doctype_name(struct markup *m, int c)
{
	if (markup_space(c))
		return;
	if (c == '>' || c == MARKUP_EOF) {
		quirks(m);
	} else {
		m->has_name = true;
		markup_reconsume(m, S_DOCTYPE_NAME, c);
	}
}

void
markup_doctype_name(struct markup *m, int c)
{
	if (markup_space(c)) {
		buf_clear(&m->temp);
		m->state = S_AFTER_DOCTYPE_NAME;
	} else if (c == '>') {
		markup_emit_doctype(m);
	} else if (c == MARKUP_EOF) {
		quirks(m);
	} else {
		markup_addc(m, &m->name, markup_lower(c), MARKUP_MAX_NAME, MARKUP_NAME_CUT);
	}
}

void
markup_after_doctype_name(struct markup *m, int c)
{
	static const char *const keywords[] = {[ID_PUBLIC] = "public", [ID_SYSTEM] = "system"};

	if (m->temp.len == 0 && markup_space(c))
		return;
	if (m->temp.len == 0 && c == '>') {
		markup_emit_doctype(m);
		return;
	}
	if (c != MARKUP_EOF) {
		buf_addc(&m->temp, (char)c);
		for (size_t i = 0; i < 2; i++) {
			if (!begins(m->temp.data, m->temp.len, keywords[i], false))
				continue;
			if (m->temp.len == strlen(keywords[i])) {
				m->id = (enum markup_id)i;
				m->state = S_AFTER_KEYWORD;
			}
			return;
		}
	}
	bogus(m, c);
}

/* Begins the identifier if c is a quote. */
static bool
begin_id(struct markup *m, int c, enum markup_id id)
{
	if (c != '"' && c != '\'')
		return false;
	m->id = id;
	m->has_id[id] = true;
	buf_clear(&m->ids[id]);
	m->state = c == '"' ? S_ID_DOUBLE : S_ID_SINGLE;
	return true;
}

void
markup_after_keyword(struct markup *m, int c)
{
	if (markup_space(c))
		m->state = S_BEFORE_ID;
	else
		markup_before_id(m, c);
}

void
markup_before_id(struct markup *m, int c)
{
	if (markup_space(c) || begin_id(m, c, m->id))
		return;
	if (c == '>' || c == MARKUP_EOF)
		quirks(m);
	else
		bogus(m, c);
}

static void
id(struct markup *m, int c, int quote)
{
	if (c == quote)
		m->state = m->id == ID_PUBLIC ? S_AFTER_PUBLIC_ID : S_AFTER_SYSTEM_ID;
	else if (c == '>' || c == MARKUP_EOF)
		quirks(m);
	else
		markup_addc(m, &m->ids[m->id], c, MARKUP_MAX_VALUE, MARKUP_ATTRIBUTES);
}

void
markup_id_double(struct markup *m, int c)
{
	id(m, c, '"');
}

void
markup_id_single(struct markup *m, int c)
{
	id(m, c, '\'');
}

void
markup_after_public_id(struct markup *m, int c)
{
	if (markup_space(c))
		m->state = S_BETWEEN_IDS;
	else
		markup_between_ids(m, c);
}

void
markup_between_ids(struct markup *m, int c)
{
	if (markup_space(c) || begin_id(m, c, ID_SYSTEM))
		return;
	if (c == '>')
		markup_emit_doctype(m);
	else if (c == MARKUP_EOF)
		quirks(m);
	else
		bogus(m, c);
}

void
markup_after_system_id(struct markup *m, int c)
{
	if (markup_space(c))
		return;
	if (c == '>')
		markup_emit_doctype(m);
	else if (c == MARKUP_EOF)
		quirks(m);
	else
		markup_reconsume(m, S_BOGUS_DOCTYPE, c);
}

void
markup_bogus_doctype(struct markup *m, int c)
{
	if (c == '>' || c == MARKUP_EOF)
		markup_emit_doctype(m);
}

/* Remembers c among the last bytes passed over. */
static void
pass(struct markup *m, int c)
{
	m->last[2] = m->last[1];
	m->last[1] = m->last[0];
	m->last[0] = (char)c;
	m->skipped++;
}

/* Whether c closes the quote, comment or instruction that is open. */
static bool
closes(const struct markup *m, int c)
{
	switch (m->quote) {
	case '-':
		return c == '>' && m->last[0] == '-' && m->last[1] == '-';
	case '?':
		return c == '>' && m->last[0] == '?';
	default:
		return c == m->quote;
	}
}

/* A document type with its internal subset: nothing in it is looked at but what is needed to find
 * its end. */
void
markup_xml_doctype(struct markup *m, int c)
{
	if (c == MARKUP_EOF)
		return;
	if (m->skipped == DOCTYPE_LIMIT) {
		m->repairs |= MARKUP_DOCTYPE_LONG;
		m->quote = 0;
	}
	if (m->quote != 0) {
		if (closes(m, c))
			m->quote = 0;
	} else if (c == '[') {
		m->depth = 1;
	} else if (c == ']') {
		m->depth = 0;
	} else if (c == '>' && (m->depth == 0 || m->skipped > 2 * DOCTYPE_LIMIT)) {
		markup_emit_doctype(m);
		return;
	} else if (m->skipped < DOCTYPE_LIMIT) {
		if (c == '"' || c == '\'' || (c == '?' && m->last[0] == '<') ||
		    (c == '-' && m->last[0] == '-' && m->last[1] == '!' && m->last[2] == '<'))
			m->quote = c;
	}
	/* the dashes that open a comment do not close it */
	pass(m, m->quote == '-' && c == '-' && m->last[1] == '!' ? 0 : c);
}

/* <?xml ...> ends with the first >, whatever stands before it: it is
 * written wrongly often enough, and nothing after it must be lost. */
void
markup_xml_instruction(struct markup *m, int c)
{
	bool declaration;

	if (c == MARKUP_EOF)
		return;
	if (m->temp.len < 4)
		buf_addc(&m->temp, (char)c);
	declaration = m->temp.len == 4 && begins(m->temp.data, 3, "xml", false) &&
	              markup_space(m->temp.data[3]);
	if (c == '>' && (m->last[0] == '?' || declaration || m->skipped > INSTRUCTION_LIMIT))
		m->state = S_DATA;
	pass(m, c);
}
