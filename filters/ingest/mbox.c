#include <string.h>
#include <strings.h>

#include "common/chars.h"
#include "filters/ingest/date_names.h"
#include "filters/ingest/mail.h"
#include "filters/ingest/mime.h"

#define LINE_MAX_BYTES ((size_t)1000) /* of a From_ line */
#define NAME_MAX_BYTES ((size_t)160)  /* of the line below it, which tell that it begins a head */
#define HEAD_MAX ((size_t)1 << 20)     /* in which Content-Length is looked for */
#define CONTEXT ((size_t)4)           /* bytes before it that tell it */

/* --- From_ lines */

/* What a From_ line has. */
struct from_line {
	size_t words;
	bool at, time, year, weekday, month;
};

static void
look_at_word(struct from_line *line, const char *s, size_t n)
{
	char word[16];
	size_t digits = 0;

	line->words++;
	while (digits < n && char_is_digit(s[digits]))
		digits++;
	line->time |= digits > 0 && digits <= 2 && n >= digits + 3 && s[digits] == ':' && char_is_digit(s[digits + 1])
	              && char_is_digit(s[digits + 2]);
	line->year |= digits == 4 && n == 4;
	if (line->words == 1)
		line->at = memchr(s, '@', n) != NULL || (n == 1 && *s == '-')
		           || (n == 13 && strncasecmp(s, "MAILER-DAEMON", 13) == 0);
	n -= n > 0 && s[n - 1] == ',';
	if (n != 3)
		return;
	for (size_t i = 0; i < n; i++)
		word[i] = (char)(s[i] | 0x20);
	line->weekday |= date_weekday(word, n);
	line->month |= date_month(word, n) != 0;
}

bool
mbox_is_from_line(const char *s, size_t n, bool strict)
{
	struct from_line line = {0};
	size_t at = 5, from;

	if (n < 7 || memcmp(s, "From ", 5) != 0 || n > LINE_MAX_BYTES)
		return false;
	while (at < n) {
		while (at < n && (s[at] == ' ' || s[at] == '\t' || s[at] == '\r' || s[at] == '\n'))
			at++;
		for (from = at; at < n && strchr(" \t\r\n", s[at]) == NULL; at++)
			;
		if (at > from)
			look_at_word(&line, s + from, at - from);
		else if (at < n) /* a NUL */
			return false;
	}
	if (strict)
		return line.words >= 5 && line.time && line.year && line.month && line.weekday;
	return line.words >= 2 ? line.time && line.year : line.at;
}

/* What may stand below a From_ line. */
static bool
begins_head(const char *s, size_t n, bool strict)
{
	if (mime_field_name(s, n) > 0 || (n >= 6 && memcmp(s, ">From ", 6) == 0))
		return true;
	return strict && (n == 0 || *s == '\n' || (n >= 2 && s[0] == '\r' && s[1] == '\n'));
}

static bool
is_after_blank(const char *s, size_t at)
{
	if (at < 2 || s[at - 1] != '\n')
		return at == 0;
	return s[at - 2] == '\n' || (at >= 3 && s[at - 2] == '\r' && s[at - 3] == '\n');
}

/* Whether a message begins at the line. Writers put a blank line before it and quote what looks the same in a body;
 * some forget one or the other, so the line and the one below it must look their part. */
static bool
is_separator(const char *s, size_t n, size_t at)
{
	size_t line = mime_line(s + at, n - at);
	bool strict = mbox_is_from_line(s + at, line, true);

	if (!strict && !(is_after_blank(s, at) && mbox_is_from_line(s + at, line, false)))
		return false;
	return begins_head(s + at + line, n - at - line, strict);
}

/* Whether there are bytes enough to tell what the line at s is. */
static bool
is_decidable(const char *s, size_t n)
{
	size_t line;

	if (n < 5)
		return false;
	if (memcmp(s, "From ", 5) != 0)
		return true;
	line = mime_line(s, n);
	if (line == n && s[n - 1] != '\n')
		return n > LINE_MAX_BYTES;
	return n - line >= NAME_MAX_BYTES || memchr(s + line, '\n', n - line) != NULL;
}

bool
mbox_sniff(const char *s, size_t n, bool whole)
{
	return n >= 5 && memcmp(s, "From ", 5) == 0 && is_separator(s, n, 0);
}

/* --- The mailbox, of which the message in flight is held */

struct mbox {
	struct document *document;
	struct mail *mail;
	struct buf data;
	size_t from;    /* where the message begins in data */
	size_t scan;    /* no other begins before */
	size_t limit;
	uint64_t offset; /* of data in the file */
	bool begun;     /* a From_ line stands at from */
	bool skipping;  /* the message is too long: it goes to the rejects as it comes */
	bool measured;  /* Content-Length was looked at */
	bool ended;     /* nothing more will come */
};

enum found { FOUND, NOT_YET, NO_MORE };

/* The next "\nFrom " from p on. Its F is rarer than line ends are. */
static const char *
next_from(const char *p, const char *end)
{
	while (end - p >= 6) {
		const char *f = memchr(p + 1, 'F', (size_t)(end - p) - 5);

		if (f == NULL)
			return NULL;
		if (f[-1] == '\n' && memcmp(f, "From ", 5) == 0)
			return f - 1;
		p = f;
	}
	return NULL;
}

/* The next beginning of a message from m->scan on. */
static enum found
find_next(struct mbox *m, size_t *at)
{
	const char *s = m->data.data;
	size_t n = m->data.len, p = m->scan;

	while (p < n) {
		if (p == 0 || s[p - 1] == '\n') {
			if (!m->ended && !is_decidable(s + p, n - p)) {
				m->scan = p;
				return NOT_YET;
			}
			if (is_separator(s, n, p)) {
				*at = p;
				return FOUND;
			}
		}
		s = next_from(s + p, s + n);
		if (s == NULL)
			break;
		p = (size_t)(s - m->data.data) + 1;
		s = m->data.data;
	}
	/* The beginning of "\nFrom " may stand at the end. */
	if (m->scan + 6 < n)
		m->scan = n - 6;
	return m->ended ? NO_MORE : NOT_YET;
}

/* Where the head of the message at m->from ends. */
static enum found
find_head(const struct mbox *m, size_t *end)
{
	const char *s = m->data.data + m->from, *blank, *other;
	size_t n = m->data.len - m->from;
	bool all = m->ended || n >= HEAD_MAX;

	n = n < HEAD_MAX ? n : HEAD_MAX;
	blank = memmem(s, n, "\n\n", 2);
	other = memmem(s, blank != NULL ? (size_t)(blank - s) : n, "\n\r\n", 3);
	if (blank == NULL && other == NULL)
		return all ? NO_MORE : NOT_YET;
	*end = other != NULL ? (size_t)(other - s) + 3 : (size_t)(blank - s) + 2;
	return FOUND;
}

/* A message of a mailbox whose writer says how long bodies are (mboxcl, mboxcl2) is believed where another message or
 * the end stands at that place. *end is then its end. */
static enum found
find_by_length(struct mbox *m, size_t *end)
{
	const char *s = m->data.data + m->from;
	size_t n = m->data.len - m->from, line, body, length = 0, at;
	struct mime_head head;
	const struct mime_span *value;
	enum found found = find_head(m, &body);

	if (found != FOUND)
		return found;
	line = mime_line(s, body);
	mime_head_read(s + line, body - line, &head);
	value = &head.field[MIME_CONTENT_LENGTH];
	if (value->n == 0 || value->n > 12)
		return NO_MORE;
	for (size_t i = 0; i < value->n; i++) {
		if (!char_is_digit(value->s[i]))
			return NO_MORE;
		length = length * 10 + (size_t)(value->s[i] - '0');
	}
	at = body + length;
	if (length == 0 || at > m->limit)
		return NO_MORE;
	if (at > n)
		return m->ended ? NO_MORE : NOT_YET;
	if (s[at - 1] != '\n')
		return NO_MORE;
	for (*end = m->from + at; at < n && (s[at] == '\n' || s[at] == '\r'); at++)
		;
	if (!m->ended && !is_decidable(s + at, n - at))
		return NOT_YET;
	return at == n || is_separator(m->data.data, m->data.len, m->from + at) ? FOUND : NO_MORE;
}

/* Gives the message up to `end`, without the blank line that parts it from the next. */
static void
give(struct mbox *m, size_t end, bool quoted)
{
	const char *s = m->data.data + m->from;
	size_t n = end - m->from;
	bool blank = n >= 2 && s[n - 1] == '\n' && (s[n - 2] == '\n' || (n >= 3 && s[n - 2] == '\r' && s[n - 3] == '\n'));

	if (blank)
		n -= s[n - 2] == '\r' ? 2 : 1;
	mail_read(m->mail, s, n, m->begun ? mime_line(s, n) : 0, quoted, m->offset + m->from);
}

static void
begin_next(struct mbox *m, size_t at)
{
	m->from = at;
	m->scan = at + 1;
	m->begun = true;
	m->measured = m->skipping = false;
}

static void
refuse(struct mbox *m, const char *what)
{
	struct problem problem = {0};

	problem_set(&problem, 0, (size_t)(m->offset + m->from) + 1, "%s", what);
	document_reject(m->document, "", 0, &problem);
	m->skipping = true;
}

/* Has what was passed over go to the rejects, all but what tells the next beginning. */
static void
pass_over(struct mbox *m, size_t end)
{
	if (end > m->from)
		document_reject_more(m->document, m->data.data + m->from, end - m->from);
	m->from = end;
}

/* What stands before the first message: blank lines, or something that is none. */
static bool
is_blank(const char *s, size_t n)
{
	return mime_trim((struct mime_span){s, n}).n == 0;
}

static void
finish_message(struct mbox *m, size_t end)
{
	if (m->skipping) {
		pass_over(m, end);
		document_reject_more(m->document, "", 0);
	} else if (end - m->from > m->limit) {
		refuse(m, "message longer than --max-record");
		pass_over(m, end);
		document_reject_more(m->document, "", 0);
	} else if (m->begun) {
		give(m, end, true);
	} else if (!is_blank(m->data.data + m->from, end - m->from)) {
		refuse(m, "no message: a mailbox begins with a From_ line");
		pass_over(m, end);
		document_reject_more(m->document, "", 0);
	}
}

/* Whether a body has lines that a writer who quotes would have quoted. */
static bool
has_bare_from(const struct mbox *m, size_t end)
{
	return next_from(m->data.data + m->from, m->data.data + end) != NULL;
}

/* Goes on by one message; false if more bytes are needed, or there are none. */
static bool
step(struct mbox *m)
{
	size_t at;
	enum found found;

	if (m->begun && !m->measured && !m->skipping) {
		found = find_by_length(m, &at);
		if (found == NOT_YET)
			return false;
		m->measured = true;
		if (found == FOUND) {
			give(m, at, !has_bare_from(m, at));
			m->from = m->scan = at;
			m->begun = false;
			return true;
		}
	}
	found = find_next(m, &at);
	if (found == FOUND) {
		if (at > m->from || m->skipping)
			finish_message(m, at);
		begin_next(m, at);
		return true;
	}
	if (found == NO_MORE)
		return false;
	if (!m->skipping && m->data.len - m->from > m->limit + LINE_MAX_BYTES + NAME_MAX_BYTES)
		refuse(m, "message longer than --max-record");
	if (m->skipping && m->scan > m->from + CONTEXT)
		pass_over(m, m->scan - CONTEXT);
	return false;
}

/* Makes room by dropping what was read; a few bytes before it are kept, which tell what follows. */
static void
compact(struct mbox *m)
{
	size_t drop = m->from > CONTEXT ? m->from - CONTEXT : 0;

	if (drop == 0)
		return;
	memmove(m->data.data, m->data.data + drop, m->data.len - drop);
	m->data.len -= drop;
	m->offset += drop;
	m->from -= drop;
	m->scan -= drop;
}

void
read_mbox(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct mbox m = {.document = document, .limit = document->input->max_line};
	char *bytes;

	m.mail = mail_new(ingest, document);
	buf_reserve(&m.data, n + 1);
	buf_add(&m.data, head, n);
	for (;;) {
		while (!filter_stopping(document->filter) && step(&m))
			;
		if (input_chunk(document->input, &bytes, &n) != INPUT_LINE)
			break;
		compact(&m);
		buf_add(&m.data, bytes, n);
	}
	m.ended = true;
	if (!ingest_interrupted(document)) {
		while (step(&m))
			;
		if (m.from < m.data.len || m.skipping)
			finish_message(&m, m.data.len);
	} else if (m.skipping) {
		document_reject_more(document, "", 0);
	}
	mail_free(m.mail);
	buf_free(&m.data);
}
