#include <string.h>

#include "common/json.h"
#include "common/utf8.h"
#include "filters/ingest/report.h"

/* The body, block by block; blocks are lines between blank lines. A line begins notes if it
 * is numbered and that number was used as a mark before. */

#define MAX_NOTE 999
#define SHORT_TAIL ((size_t)1200) /* bytes that may be tail whatever the body */

enum mark { MARK_BRACKET = 1, MARK_RAISED = 2, MARK_ROUND = 4, MARK_SYMBOL = 8 };

/* Marks that are no numbers, the longer ones first; they count on from MAX_NOTE. */
static const char *const symbols[] = {"***", "**", "*", "\xE2\x80\xA0\xE2\x80\xA0", "\xE2\x80\xA0", "\xE2\x80\xA1", "\xC2\xA7"};

#define SYMBOLS (sizeof(symbols) / sizeof(symbols[0]))

struct body {
	struct report *report;
	struct item *item;
	unsigned char marks[MAX_NOTE + 1 + SYMBOLS]; /* enum mark: how a number was used in the text */
	size_t last_notes;                           /* the line behind the last block of notes, 0 for none */
	size_t tail;                                 /* the line where the publisher's words begin, or count */
};

/* A digit: ASCII, Arabic-Indic, Extended, and raised ones (*raised); -1 if none. */
static int
digit(uint32_t c, bool *raised)
{
	static const uint32_t odd[] = {0x2070, 0xB9, 0xB2, 0xB3};

	*raised = true;
	for (int i = 0; i < 4; i++)
		if (c == odd[i])
			return i;
	if (c >= 0x2074 && c <= 0x2079)
		return (int)(c - 0x2070);
	*raised = false;
	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	if (c >= 0x660 && c <= 0x669)
		return (int)(c - 0x660);
	return c >= 0x6F0 && c <= 0x6F9 ? (int)(c - 0x6F0) : -1;
}

/* Reads up to three digits of one kind at *s; 0 if there are none. */
static int
number(const char **s, const char *end, bool *raised)
{
	int value = 0, count = 0;

	while (*s < end && count < 4) {
		const char *next = *s;
		bool kind;
		int one = digit(utf8_decode(&next, end), &kind);

		if (one < 0 || (count > 0 && kind != *raised))
			break;
		*raised = kind;
		value = value * 10 + one;
		count++;
		*s = next;
	}
	return count > 3 ? 0 : value;
}

/* Reads the mark at p, which may begin one: [1], (1), raised 1. Gives how it is
 * written, 0 if it is none, and moves *p behind it. */
static int
read_mark(const char **p, const char *end, int *value)
{
	const char *s = *p;
	char open = *s;
	bool raised = false;

	if (open == '[' || open == '(')
		s++;
	*value = number(&s, end, &raised);
	if (*value == 0)
		return 0;
	if (open == '[' || open == '(') {
		if (raised || s == end || *s != (open == '[' ? ']' : ')'))
			return 0;
		*p = s + 1;
		return open == '[' ? MARK_BRACKET : MARK_ROUND;
	}
	if (!raised)
		return 0;
	*p = s;
	return MARK_RAISED;
}

/* The number of the symbol at p, 0 if there is none; *n is its length. */
static int
read_symbol(const char *p, const char *end, size_t *n)
{
	for (size_t i = 0; i < SYMBOLS && (*p == '*' || (unsigned char)*p >= 0x80); i++) {
		*n = strlen(symbols[i]);
		if ((size_t)(end - p) >= *n && memcmp(p, symbols[i], *n) == 0)
			return (int)(MAX_NOTE + 1 + i);
	}
	return 0;
}

/* Whether a symbol at p marks the word before it: *emphasis* and a * b do not. */
static bool
is_symbol_mark(const char *line, const char *p, size_t n, const char *end)
{
	if (p == line || p[-1] == ' ' || p[-1] == '*')
		return false;
	if (p + n < end && ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') || (p[n] >= '0' && p[n] <= '9')
	                    || p[n] == '*'))
		return false;
	return *p != '*' || memchr(line, '*', (size_t)(p - line)) == NULL;
}

/* Remembers the marks in a line of the body. Round ones count only right behind
 * a word: elsewhere they number points. */
static void
find_marks(struct body *body, const struct report_line *line)
{
	/* raised digits and the symbols begin with one of two bytes */
	static const bool may_begin[256] = {['['] = true, ['('] = true, ['*'] = true, [0xC2] = true, [0xE2] = true};
	const char *p = line->s, *end = p + line->n;

	while (p < end) {
		const char *begun;
		int value, mark;
		size_t n;

		while (p < end && !may_begin[(unsigned char)*p])
			p++;
		if (p == end)
			break;
		begun = p;
		if ((value = read_symbol(p, end, &n)) != 0) {
			if (is_symbol_mark(line->s, p, n, end))
				body->marks[value] |= MARK_SYMBOL;
			p += n;
			continue;
		}
		mark = read_mark(&p, end, &value);
		if (mark == 0)
			utf8_decode(&p, end);
		else if (mark != MARK_ROUND || (begun > line->s && begun[-1] != ' '))
			body->marks[value] |= (unsigned char)mark;
	}
}

/* Whether a line begins as a note: [1] text, (1) text, 1. text, 1) text, raised 1.
 * *label and *label_n are its number as written, *text is where its text begins. */
static bool
is_note(const struct body *body, const struct report_line *line, struct report_line *label,
        struct report_line *text)
{
	struct report_line trimmed = report_trim(line->s, line->n);
	const char *p = trimmed.s, *end = p + trimmed.n, *s;
	int value = 0, mark, fits;
	bool raised;
	size_t n;

	if (trimmed.n == 0)
		return false;
	if ((value = read_symbol(p, end, &n)) != 0) {
		*label = (struct report_line){trimmed.s, n};
		*text = report_trim(p + n, trimmed.n - n);
		return text->n > 0 && (body->marks[value] & MARK_SYMBOL) != 0;
	}
	mark = read_mark(&p, end, &value);
	if (mark != 0) {
		size_t brackets = mark != MARK_RAISED;

		*label = (struct report_line){trimmed.s + brackets, (size_t)(p - trimmed.s) - 2 * brackets};
		fits = mark == MARK_ROUND ? MARK_ROUND | MARK_BRACKET : mark;
	} else {
		s = p;
		value = number(&s, end, &raised);
		if (value == 0 || s == end || (*s != '.' && *s != ')') || s + 1 == end || s[1] != ' ')
			return false;
		*label = (struct report_line){trimmed.s, (size_t)(s - trimmed.s)};
		p = s + 1;
		fits = MARK_BRACKET | MARK_RAISED;
	}
	*text = report_trim(p, (size_t)(end - p));
	return text->n > 0 && (body->marks[value] & fits) != 0;
}

static void
end_note(struct item *item, struct buf *note)
{
	json_add_string(&item->notes, note->data, note->len);
	buf_addc(&item->notes, '}');
	item_find_links(item, note->data, note->len, false);
	buf_clear(note);
}

static void
begin_note(struct item *item, const char *label, size_t n)
{
	if (item->notes.len > 0)
		buf_addc(&item->notes, ',');
	buf_adds(&item->notes, "{\"label\":");
	json_add_string(&item->notes, label, n);
	buf_adds(&item->notes, ",\"text\":");
}

/* A block of notes; lines that begin none go on with the one above. */
static void
add_notes(struct body *body, size_t first, size_t end, struct buf *note)
{
	bool open = false;

	for (size_t i = first; i < end; i++) {
		struct report_line label, text;

		if (is_note(body, &body->report->lines[i], &label, &text)) {
			if (open)
				end_note(body->item, note);
			begin_note(body->item, label.s, label.n);
			open = true;
		} else {
			text = report_trim(body->report->lines[i].s, body->report->lines[i].n);
			if (!open)
				begin_note(body->item, "", 0); /* a heading */
			else
				buf_addc(note, ' ');
			open = true;
		}
		buf_add(note, text.s, text.n);
	}
	if (open)
		end_note(body->item, note);
}

/* Appends a block: lines as they are, a blank line before it. */
static void
add_block(const struct report *report, size_t first, size_t end, struct buf *out)
{
	if (out->len > 0)
		buf_adds(out, "\n\n");
	for (size_t i = first; i < end; i++) {
		if (i > first)
			buf_addc(out, '\n');
		buf_add(out, report->lines[i].s, report->lines[i].n);
	}
}

static bool
next_block(const struct report *report, size_t *first, size_t *end)
{
	*first = *end;
	while (*first < report->count && report->lines[*first].n == 0)
		(*first)++;
	*end = *first;
	while (*end < report->count && report->lines[*end].n > 0)
		(*end)++;
	return *first < *end;
}

/* Whether a line holds a mark whose note was given. */
static bool
has_mark(const struct body *body, const struct report_line *line)
{
	const char *p = line->s, *end = p + line->n;
	int value;

	while (p < end) {
		if (*p == '[' && read_mark(&p, end, &value) != 0) {
			if (body->marks[value] != 0)
				return true;
		} else {
			p++;
		}
	}
	return false;
}

/* Whether the lines are a list: several begin with the same sign. */
static bool
is_list(const struct report *report, size_t at, size_t end)
{
	size_t same = 0;

	for (size_t i = at; i < end; i++)
		same += report->lines[i].s[0] == '*' && report->lines[at].s[0] == '*';
	return same > 1;
}

/* Where the notes in a block begin, `end` if it has none; marks in what stands before them are
 * remembered. Behind other lines only [1] and raised numbers begin notes: the rest may number points. */
static size_t
find_notes_in(struct body *body, size_t at, size_t end)
{
	const struct report_line *lines = body->report->lines;
	struct report_line label, text;

	for (size_t i = at; i < end; i++) {
		size_t next = i + 1;

		if (report_is_note_heading(lines[i])) {
			while (next < body->report->count && lines[next].n == 0)
				next++;
			if (next < body->report->count && is_note(body, &lines[next], &label, &text))
				return i;
		}
		if (is_note(body, &lines[i], &label, &text) && !is_list(body->report, i, end)
		    && (i == at || label.s > report_trim(lines[i].s, lines[i].n).s || (unsigned char)label.s[0] >= 0xC2))
			return i;
		find_marks(body, &lines[i]);
	}
	return end;
}

static void
join_body(struct item *item, struct buf *text)
{
	if (text->len == 0)
		return;
	if (item->content_text.len > 0)
		buf_adds(&item->content_text, "\n\n");
	buf_add(&item->content_text, text->data, text->len);
	buf_clear(text);
}

/* What follows the last notes is about the publisher, unless it is long beside the body or has marks
 * itself: then it is body. Behind a line that opens a tail it is tail in any case. */
static void
add_tail(struct body *body, size_t first, struct buf *tail)
{
	struct item *item = body->item;
	size_t at, end = first;
	bool marked = false, opened = first >= body->tail;

	while (next_block(body->report, &at, &end)) {
		size_t notes;

		if (!opened && at >= body->tail) {
			if (marked || tail->len > item->content_text.len / 2)
				join_body(item, tail);
			opened = true;
		}
		for (size_t i = at; i < end; i++)
			marked |= has_mark(body, &body->report->lines[i]);
		notes = at < body->last_notes ? find_notes_in(body, at, end) : end;
		if (notes > at)
			add_block(body->report, at, notes, tail);
		if (notes < end) {
			struct buf note = {0};

			add_notes(body, notes, end, &note);
			buf_free(&note);
		}
	}
	if (!opened && (marked || tail->len > item->content_text.len / 2))
		join_body(item, tail);
	if (tail->len == 0)
		return;
	begin_note(item, "", 0);
	end_note(item, tail);
}

/* Marks every block of notes first: what stands behind the last one is the tail. */
static void
find_notes(struct body *body, size_t first)
{
	size_t at, end = first;

	while (next_block(body->report, &at, &end))
		if (find_notes_in(body, at, end) < end)
			body->last_notes = end;
	memset(body->marks, 0, sizeof(body->marks));
}

/* Finds where the publisher's words begin: at a line that opens such, if what follows it is no longer than
 * what stood before. After -ENDS- it may be longer. */
static void
find_tail(struct body *body, size_t first)
{
	const struct report *report = body->report;
	const char *begin, *end;
	bool fresh = true;

	body->tail = report->count;
	if (first >= report->count)
		return;
	begin = report->lines[first].s;
	end = report->text.data + report->text.len;
	for (size_t i = first; i < report->count && body->tail == report->count; i++) {
		const struct report_line *line = &report->lines[i];
		size_t before = (size_t)(line->s - begin), rest = (size_t)(end - line->s);

		if (line->n > 0 && before > 0 && (rest <= before || rest <= SHORT_TAIL || report_is_end(*line))
		    && (fresh ? report_opens_tail(*line) : report_is_end(*line)))
			body->tail = i;
		fresh = line->n == 0;
	}
}

/* A date that stands alone at the end of the body. */
static void
read_last_date(struct body *body, size_t first, const struct ingest_options *options)
{
	struct report *report = body->report;
	size_t i = body->tail;
	struct report_line line, label, text;
	enum date_precision precision;
	int64_t seconds = 0;

	while (i > first && report->lines[i - 1].n == 0)
		i--;
	if (report->has_date || i <= first + 1 || report->lines[i - 2].n > 0)
		return;
	line = report->lines[i - 1];
	if (is_note(body, &line, &label, &text) || line.n > 160)
		return;
	precision = report_date_line(&line, options, &seconds);
	if (precision == DATE_NONE)
		return;
	report_set_date(body->item, precision, &line, seconds);
	report->has_date = true;
	report->lines[i - 1].n = 0;
}

static void
read_dateline(struct body *body, size_t first, const struct ingest_options *options)
{
	struct report_line dateline, date;
	enum date_precision precision;
	int64_t seconds = 0;

	if (first >= body->report->count
	    || !report_dateline(body->report->lines[first], options, &dateline, &date, &precision, &seconds))
		return;
	item_source(body->item, "dateline", dateline.s, dateline.n);
	if (precision != DATE_NONE && !body->report->has_date) {
		report_set_date(body->item, precision, &date, seconds);
		body->report->has_date = true;
	}
}

void
report_body(struct report *report, size_t first, struct ingest *ingest)
{
	struct item *item = &ingest->item;
	struct body body = {.report = report, .item = item};
	struct buf note = {0};
	size_t at, end = first;

	find_tail(&body, first);
	read_dateline(&body, first, &ingest->options);
	read_last_date(&body, first, &ingest->options);
	find_notes(&body, first);
	while (next_block(report, &at, &end)) {
		size_t notes;

		if ((body.last_notes > 0 && at >= body.last_notes) || at >= body.tail)
			break;
		if (end > body.tail)
			end = body.tail; /* -ENDS- right below the text */
		notes = find_notes_in(&body, at, end);
		if (notes > at)
			add_block(report, at, notes, &item->content_text);
		if (notes < end)
			add_notes(&body, notes, end, &note);
	}
	if (at < end)
		add_tail(&body, at, &note);
	item_find_links(item, item->content_text.data, item->content_text.len, true);
	buf_free(&note);
}
