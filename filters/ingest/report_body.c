#include <string.h>

#include "common/json.h"
#include "common/utf8.h"
#include "filters/ingest/report.h"

/* The body, block by block; blocks are lines between blank lines. A block is a
 * block of notes if its first line is numbered and that number was used as a
 * mark before. */

#define MAX_NOTE 999

enum mark { MARK_BRACKET = 1, MARK_RAISED = 2, MARK_ROUND = 4 };

struct body {
	const struct report *report;
	struct item *item;
	unsigned char marks[MAX_NOTE + 1]; /* enum mark: how a number was used in the text */
	size_t last_notes;                 /* the line behind the last block of notes, 0 for none */
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

/* Remembers the marks in a line of the body. Round ones count only right behind
 * a word: elsewhere they number points. */
static void
find_marks(struct body *body, const struct report_line *line)
{
	const char *p = line->s, *end = p + line->n;

	while (p < end) {
		const char *begun = p;
		int value, mark;

		if (*p != '[' && *p != '(' && (unsigned char)*p < 0x80) {
			p++;
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

	if (trimmed.n == 0)
		return false;
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
			buf_addc(note, ' ');
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

/* What follows the last notes is about the publisher, unless it is long beside
 * the body or has marks itself: then it is body. */
static void
add_tail(struct body *body, size_t first, struct buf *tail)
{
	struct item *item = body->item;
	size_t at, end = first;
	bool marked = false;

	while (next_block(body->report, &at, &end)) {
		for (size_t i = at; i < end; i++)
			marked |= has_mark(body, &body->report->lines[i]);
		add_block(body->report, at, end, tail);
	}
	if (tail->len == 0)
		return;
	if (marked || tail->len > item->content_text.len / 2) {
		if (item->content_text.len > 0)
			buf_adds(&item->content_text, "\n\n");
		buf_add(&item->content_text, tail->data, tail->len);
		return;
	}
	begin_note(item, "", 0);
	end_note(item, tail);
}

/* Marks every block of notes first: what stands behind the last one is the tail. */
static void
find_notes(struct body *body, size_t first)
{
	size_t at, end = first;

	while (next_block(body->report, &at, &end)) {
		struct report_line label, text;

		if (is_note(body, &body->report->lines[at], &label, &text))
			body->last_notes = end;
		else
			for (size_t i = at; i < end; i++)
				find_marks(body, &body->report->lines[i]);
	}
}

void
report_body(const struct report *report, size_t first, struct item *item)
{
	struct body body = {.report = report, .item = item};
	struct buf note = {0};
	size_t at, end = first;

	find_notes(&body, first);
	memset(body.marks, 0, sizeof(body.marks));
	while (next_block(report, &at, &end)) {
		struct report_line label, text;

		if (body.last_notes > 0 && at >= body.last_notes)
			break;
		if (is_note(&body, &report->lines[at], &label, &text)) {
			add_notes(&body, at, end, &note);
			continue;
		}
		add_block(report, at, end, &item->content_text);
		for (size_t i = at; i < end; i++)
			find_marks(&body, &report->lines[i]);
	}
	if (body.last_notes > 0)
		add_tail(&body, body.last_notes, &note);
	item_find_links(item, item->content_text.data, item->content_text.len, true);
	buf_free(&note);
}
