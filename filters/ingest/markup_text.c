/* The tokenizer's states of text: data, RCDATA, RAWTEXT, script data, CDATA. */
#include "filters/ingest/markup_state.h"

static void
put_string(struct markup *m, const char *s)
{
	buf_adds(&m->text, s);
}

/* Text in which NUL is replaced, as everywhere but in data and CDATA. */
static void
put_replacing(struct markup *m, int c)
{
	if (c == 0)
		put_string(m, MARKUP_FFFD);
	else if (c != MARKUP_EOF)
		markup_put(m, (char)c);
}

void
markup_data(struct markup *m, int c)
{
	if (c == '&') {
		markup_begin_reference(m, S_DATA);
	} else if (c == '<') {
		markup_mark(m);
		m->state = S_TAG_OPEN;
	} else if (c != MARKUP_EOF) {
		markup_put(m, (char)c);
	}
}

/* RCDATA, RAWTEXT and script data: only a < is anything, and only if the end tag
 * of the element that began it follows. */
static void
raw(struct markup *m, int c, enum markup_state home)
{
	if (c != '<') {
		put_replacing(m, c);
		return;
	}
	markup_mark(m);
	m->home = home;
	m->state = S_RAW_LESS;
}

void
markup_rcdata(struct markup *m, int c)
{
	if (c == '&')
		markup_begin_reference(m, S_RCDATA);
	else
		raw(m, c, S_RCDATA);
}

void
markup_rawtext(struct markup *m, int c)
{
	raw(m, c, S_RAWTEXT);
}

void
markup_script(struct markup *m, int c)
{
	raw(m, c, S_SCRIPT);
}

void
markup_plaintext(struct markup *m, int c)
{
	put_replacing(m, c);
}

void
markup_raw_less(struct markup *m, int c)
{
	if (c == '/') {
		m->state = S_RAW_END_OPEN;
	} else if (c == '!' && m->home == S_SCRIPT) {
		m->state = S_ESCAPE_START;
		put_string(m, "<!");
	} else {
		markup_put(m, '<');
		markup_reconsume(m, m->home, c);
	}
}

void
markup_raw_end_open(struct markup *m, int c)
{
	if (markup_alpha(c)) {
		markup_begin_tag(m, true);
		buf_clear(&m->temp);
		markup_reconsume(m, S_RAW_END_NAME, c);
	} else {
		put_string(m, "</");
		markup_reconsume(m, m->home, c);
	}
}

/* Whether the end tag read is that of the element whose content this is. */
static bool
appropriate(const struct markup *m)
{
	return m->name.len == m->last_start.len && m->name.len > 0 &&
	       memcmp(m->name.data, m->last_start.data, m->name.len) == 0;
}

void
markup_raw_end_name(struct markup *m, int c)
{
	/* A name longer than the one awaited is given up at once: the standard
	 * would come to the same characters later. */
	if (markup_alpha(c) && m->temp.len < m->last_start.len) {
		buf_addc(&m->name, (char)markup_lower(c));
		buf_addc(&m->temp, (char)c);
		return;
	}
	if (appropriate(m)) {
		if (markup_space(c)) {
			m->state = S_BEFORE_NAME;
			return;
		}
		if (c == '/') {
			m->state = S_SELF_CLOSING;
			return;
		}
		if (c == '>') {
			markup_emit_tag(m);
			return;
		}
	}
	put_string(m, "</");
	buf_add(&m->text, m->temp.data, m->temp.len);
	markup_reconsume(m, m->home, c);
}

/* Script data after `<!`. */
void
markup_escape_start(struct markup *m, int c)
{
	if (c == '-') {
		m->state = S_ESCAPE_START_DASH;
		markup_put(m, '-');
	} else {
		markup_reconsume(m, S_SCRIPT, c);
	}
}

void
markup_escape_start_dash(struct markup *m, int c)
{
	if (c == '-') {
		m->state = S_ESCAPED_DASH_DASH;
		markup_put(m, '-');
	} else {
		markup_reconsume(m, S_SCRIPT, c);
	}
}

static void
escaped_less(struct markup *m)
{
	markup_mark(m);
	m->state = S_ESCAPED_LESS;
}

void
markup_escaped(struct markup *m, int c)
{
	if (c == '<') {
		escaped_less(m);
		return;
	}
	if (c == '-')
		m->state = S_ESCAPED_DASH;
	put_replacing(m, c);
}

void
markup_escaped_dash(struct markup *m, int c)
{
	if (c == '<') {
		escaped_less(m);
		return;
	}
	m->state = c == '-' ? S_ESCAPED_DASH_DASH : S_ESCAPED;
	put_replacing(m, c);
}

void
markup_escaped_dash_dash(struct markup *m, int c)
{
	if (c == '<') {
		escaped_less(m);
		return;
	}
	if (c == '>')
		m->state = S_SCRIPT;
	else if (c != '-')
		m->state = S_ESCAPED;
	put_replacing(m, c);
}

void
markup_escaped_less(struct markup *m, int c)
{
	if (c == '/') {
		m->home = S_ESCAPED;
		m->state = S_RAW_END_OPEN;
	} else if (markup_alpha(c)) {
		buf_clear(&m->temp);
		markup_put(m, '<');
		markup_reconsume(m, S_DOUBLE_START, c);
	} else {
		markup_put(m, '<');
		markup_reconsume(m, S_ESCAPED, c);
	}
}

/* In a name after < inside an escaped script: if it is `script`, the state is
 * then yes, else no. */
static void
double_name(struct markup *m, int c, enum markup_state yes, enum markup_state no,
            enum markup_state other)
{
	static const char script[] = "script";

	if (markup_space(c) || c == '/' || c == '>') {
		bool same = m->temp.len == sizeof script - 1 &&
		            memcmp(m->temp.data, script, sizeof script - 1) == 0;

		m->state = same ? yes : no;
		markup_put(m, (char)c);
	} else if (markup_alpha(c)) {
		if (m->temp.len < sizeof script)
			buf_addc(&m->temp, (char)markup_lower(c));
		markup_put(m, (char)c);
	} else {
		markup_reconsume(m, other, c);
	}
}

void
markup_double_start(struct markup *m, int c)
{
	double_name(m, c, S_DOUBLE, S_ESCAPED, S_ESCAPED);
}

void
markup_double(struct markup *m, int c)
{
	if (c == '-')
		m->state = S_DOUBLE_DASH;
	else if (c == '<')
		m->state = S_DOUBLE_LESS;
	put_replacing(m, c);
}

void
markup_double_dash(struct markup *m, int c)
{
	m->state = c == '-' ? S_DOUBLE_DASH_DASH : c == '<' ? S_DOUBLE_LESS : S_DOUBLE;
	put_replacing(m, c);
}

void
markup_double_dash_dash(struct markup *m, int c)
{
	if (c == '<')
		m->state = S_DOUBLE_LESS;
	else if (c == '>')
		m->state = S_SCRIPT;
	else if (c != '-')
		m->state = S_DOUBLE;
	put_replacing(m, c);
}

void
markup_double_less(struct markup *m, int c)
{
	if (c == '/') {
		buf_clear(&m->temp);
		m->state = S_DOUBLE_END;
		markup_put(m, '/');
	} else {
		markup_reconsume(m, S_DOUBLE, c);
	}
}

void
markup_double_end(struct markup *m, int c)
{
	double_name(m, c, S_ESCAPED, S_DOUBLE, S_DOUBLE);
}

void
markup_cdata(struct markup *m, int c)
{
	if (c == ']')
		m->state = S_CDATA_BRACKET;
	else if (c != MARKUP_EOF)
		markup_put(m, (char)c);
}

void
markup_cdata_bracket(struct markup *m, int c)
{
	if (c == ']') {
		m->state = S_CDATA_END;
	} else {
		markup_put(m, ']');
		markup_reconsume(m, S_CDATA, c);
	}
}

void
markup_cdata_end(struct markup *m, int c)
{
	if (c == ']') {
		markup_put(m, ']');
	} else if (c == '>') {
		markup_flush(m);
		m->text_cdata = false;
		m->state = S_DATA;
	} else {
		put_string(m, "]]");
		markup_reconsume(m, S_CDATA, c);
	}
}
