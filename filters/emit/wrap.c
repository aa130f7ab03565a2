#include "filters/emit/wrap.h"

#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "common/escape.h"

#define MIN_COLUMNS 16 /* for text, however narrow the screen and deep the indent */

#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"
#define RLM "\xE2\x80\x8F"

#define MARK_ON "\033[1;31m"

enum direction { NEUTRAL, LEFT_TO_RIGHT, RIGHT_TO_LEFT };

static enum direction
direction_of(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? LEFT_TO_RIGHT : NEUTRAL;
	switch (utf8proc_get_property((utf8proc_int32_t)c)->bidi_class) {
	case UTF8PROC_BIDI_CLASS_L:
		return LEFT_TO_RIGHT;
	case UTF8PROC_BIDI_CLASS_R:
	case UTF8PROC_BIDI_CLASS_AL:
		return RIGHT_TO_LEFT;
	default:
		return NEUTRAL;
	}
}

/* The direction of the first character that has a strong one (UAX #9, P2). */
static enum direction
first_strong(const char *s, const char *end)
{
	enum direction direction = NEUTRAL;

	while (s < end && direction == NEUTRAL)
		direction = direction_of(utf8_decode(&s, end));
	return direction;
}

static bool
has_right_to_left(const char *s, const char *end)
{
	while (s < end)
		if ((unsigned char)*s < 0xD6) /* no such script below U+0590 */
			s++;
		else if (direction_of(utf8_decode(&s, end)) == RIGHT_TO_LEFT)
			return true;
	return false;
}

static size_t
columns_of(uint32_t c)
{
	int width = utf8proc_charwidth((utf8proc_int32_t)c);

	return width > 0 ? (size_t)width : 0;
}

void
paragraph_clear(struct paragraph *paragraph)
{
	buf_clear(&paragraph->text);
	paragraph->marks.count = 0;
}

void
paragraph_free(struct paragraph *paragraph)
{
	buf_free(&paragraph->text);
	free(paragraph->marks.items);
	*paragraph = (struct paragraph){0};
}

static void
add_mark(struct spans *marks, size_t start, size_t end)
{
	marks->items = xgrow(marks->items, &marks->cap, marks->count + 1, sizeof(*marks->items));
	marks->items[marks->count++] = (struct span){.start = start, .end = end};
}

void
paragraph_add(struct paragraph *paragraph, const struct buf *text, size_t from, size_t to,
              const struct spans *spans, bool colour)
{
	struct buf *out = &paragraph->text;

	if (from == to)
		return; /* an empty text may have no bytes to count from */
	for (size_t i = 0; spans && i < spans->count && spans->items[i].start < to; i++) {
		size_t start = spans->items[i].start, end = spans->items[i].end;
		size_t marked;

		if (end <= from)
			continue;
		start = start < from ? from : start;
		end = end > to ? to : end;
		escape_terminal(out, text->data + from, start - from);
		marked = out->len;
		if (!colour)
			buf_addc(out, '*');
		escape_terminal(out, text->data + start, end - start);
		if (!colour)
			buf_addc(out, '*');
		add_mark(&paragraph->marks, marked, out->len);
		from = end;
	}
	escape_terminal(out, text->data + from, to - from);
}

void
paragraph_add_isolated(struct paragraph *paragraph, const char *s, size_t n)
{
	bool isolate = n > 0 && has_right_to_left(s, s + n);

	if (isolate)
		buf_adds(&paragraph->text, FSI);
	escape_terminal(&paragraph->text, s, n);
	if (isolate)
		buf_adds(&paragraph->text, PDI);
}

/* Where the line that begins at `from` ends: at the last blank that fits, or in
 * a word that is wider than a line. */
static size_t
line_end(const struct buf *text, size_t from, size_t columns)
{
	const char *s = text->data + from, *end = text->data + text->len, *blank = NULL;
	size_t used = 0;

	/* No character has more columns than bytes. */
	if ((size_t)(end - s) <= columns)
		return text->len;
	while (s < end) {
		const char *at = s;

		if ((unsigned char)*s < 0x80) {
			blank = *s++ == ' ' ? at : blank;
			used++;
		} else {
			used += columns_of(utf8_decode(&s, end));
		}
		if (used > columns) {
			at = blank ? blank : at;
			return (size_t)(at - text->data);
		}
	}
	return text->len;
}

/* The text of a line, with SGR around what is marked. *mark moves on with the
 * lines, so that many marks in many lines stay linear. */
static void
add_marked(struct buf *out, const struct paragraph *paragraph, size_t from, size_t to,
           const struct wrap_style *style, size_t *mark)
{
	const struct spans *marks = &paragraph->marks;

	while (*mark < marks->count && marks->items[*mark].end <= from)
		(*mark)++;
	for (size_t i = *mark; style->colour && i < marks->count && marks->items[i].start < to; i++) {
		size_t start = marks->items[i].start, end = marks->items[i].end;

		start = start < from ? from : start;
		end = end > to ? to : end;
		buf_add(out, paragraph->text.data + from, start - from);
		buf_adds(out, MARK_ON);
		buf_add(out, paragraph->text.data + start, end - start);
		buf_adds(out, "\033[0m");
		if (style->base)
			buf_addf(out, "\033[%sm", style->base);
		from = end;
	}
	buf_add(out, paragraph->text.data + from, to - from);
}

static void
write_line(struct buf *out, const struct paragraph *paragraph, size_t from, size_t to,
           const struct wrap_style *style, enum direction direction, size_t *mark)
{
	const char *s = paragraph->text.data;
	bool isolate = direction != NEUTRAL && has_right_to_left(s + from, s + to);

	for (size_t i = 0; i < style->indent; i++)
		buf_addc(out, ' ');
	if (style->colour && style->base)
		buf_addf(out, "\033[%sm", style->base);
	if (isolate)
		buf_adds(out, FSI);
	/* A later line keeps the direction of its paragraph, whatever it begins with. */
	if (isolate && direction == RIGHT_TO_LEFT && first_strong(s + from, s + to) != RIGHT_TO_LEFT)
		buf_adds(out, RLM);
	add_marked(out, paragraph, from, to, style, mark);
	if (isolate)
		buf_adds(out, PDI);
	if (style->colour && style->base)
		buf_adds(out, "\033[0m");
	buf_addc(out, '\n');
}

void
paragraph_write(const struct paragraph *paragraph, const struct wrap_style *style, struct buf *out)
{
	const struct buf *text = &paragraph->text;
	size_t columns = style->width > style->indent ? style->width - style->indent : 0;
	enum direction direction;
	size_t from = 0, mark = 0;

	if (text->len == 0)
		return;
	columns = columns < MIN_COLUMNS ? MIN_COLUMNS : columns;
	/* NEUTRAL stands for a paragraph that needs no isolation. */
	direction = has_right_to_left(text->data, text->data + text->len)
	                    ? first_strong(text->data, text->data + text->len)
	                    : NEUTRAL;
	while (from < text->len) {
		size_t to;

		while (from < text->len && text->data[from] == ' ')
			from++;
		to = line_end(text, from, columns);
		if (to > from)
			write_line(out, paragraph, from, to, style, direction, &mark);
		from = to;
	}
}
