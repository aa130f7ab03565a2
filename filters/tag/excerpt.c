#include "filters/tag/excerpt.h"

#include <stdint.h>
#include <utf8proc.h>

#include "common/escape.h"
#include "common/utf8.h"

#define LEAST 24
#define DOTS "..."
#define DOTS_COLUMNS 3

#define FIRST_STRONG_ISOLATE "\xE2\x81\xA8"
#define POP_ISOLATE "\xE2\x81\xA9"

static size_t
columns_of(const char **s, const char *end)
{
	int width = utf8proc_charwidth((utf8proc_int32_t)utf8_decode(s, end));

	return width > 0 ? (size_t)width : 0;
}

static size_t
count_columns(const char *s, const char *end)
{
	size_t columns = 0;

	while (s < end)
		columns += columns_of(&s, end);
	return columns;
}

static size_t
width_of(const struct buf *text)
{
	return text->len > 0 ? count_columns(text->data, text->data + text->len) : 0;
}

/* Whether something in it is written from right to left: Hebrew, Arabic and the like. */
static bool
is_right_to_left(const char *s, const char *end)
{
	while (s < end) {
		const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)utf8_decode(&s, end));

		if (property->bidi_class == UTF8PROC_BIDI_CLASS_R || property->bidi_class == UTF8PROC_BIDI_CLASS_AL)
			return true;
	}
	return false;
}

/* The beginning of what fits, of a text that is to end at `end`. */
static const char *
last_columns(const char *s, const char *end, size_t columns)
{
	for (size_t there = count_columns(s, end); there > columns && s < end;)
		there -= columns_of(&s, end);
	return s;
}

/* The end of what fits, of a text that begins at s. */
static const char *
first_columns(const char *s, const char *end, size_t columns)
{
	for (size_t taken = 0; s < end;) {
		const char *next = s;

		taken += columns_of(&next, end);
		if (taken > columns)
			return s;
		s = next;
	}
	return end;
}

/* No more of a long text is looked at than could be shown: so many characters at its end. */
static size_t
few_before(const char *text, size_t start, size_t characters)
{
	size_t at = start;

	while (at > 0 && characters-- > 0)
		do
			at--;
		while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80);
	return at;
}

static size_t
few_behind(const char *text, size_t n, size_t end, size_t characters)
{
	while (end < n && characters-- > 0)
		do
			end++;
		while (end < n && ((unsigned char)text[end] & 0xC0) == 0x80);
	return end;
}

/* Appends the end of a text, in at most so many columns. */
static void
add_end(struct buf *out, const struct buf *text, bool cut, size_t columns)
{
	const char *s = text->data, *end = s + text->len, *from;

	if (text->len == 0)
		return;
	if (!cut && count_columns(s, end) <= columns) {
		buf_add(out, s, text->len);
		return;
	}
	if (columns < DOTS_COLUMNS)
		return;
	from = last_columns(s, end, columns - DOTS_COLUMNS);
	buf_adds(out, DOTS);
	buf_add(out, from, (size_t)(end - from));
}

/* Appends the beginning of a text, in at most so many columns. */
static void
add_beginning(struct buf *out, const struct buf *text, bool cut, size_t columns)
{
	const char *s = text->data, *to;

	if (text->len == 0)
		return;
	if (!cut && count_columns(s, s + text->len) <= columns) {
		buf_add(out, s, text->len);
		return;
	}
	if (columns < DOTS_COLUMNS)
		return;
	to = first_columns(s, s + text->len, columns - DOTS_COLUMNS);
	buf_add(out, s, (size_t)(to - s));
	buf_adds(out, DOTS);
}

/* Appends a line; what reads from right to left must not reorder what stands around it. */
static void
add_isolated(struct buf *out, const struct buf *line)
{
	bool isolate = line->len > 0 && is_right_to_left(line->data, line->data + line->len);

	if (isolate)
		buf_adds(out, FIRST_STRONG_ISOLATE);
	buf_add(out, line->data, line->len);
	if (isolate)
		buf_adds(out, POP_ISOLATE);
}

void
excerpt_add(struct buf *out, const char *text, size_t n, size_t start, size_t end, size_t columns,
            bool colour)
{
	struct buf before = {0}, match = {0}, behind = {0}, line = {0};
	size_t from, to, room, left, right;

	columns = columns < LEAST ? LEAST : columns;
	from = few_before(text, start, columns);
	to = few_behind(text, n, end, columns);
	escape_terminal(&before, text + from, start - from);
	escape_terminal(&match, text + start, end - start);
	escape_terminal(&behind, text + end, to - end);
	room = width_of(&match) + 2 < columns ? columns - 2 - width_of(&match) : 0;
	left = width_of(&before), right = width_of(&behind);
	/* half of the room for each, and what one does not need for the other */
	left = left <= room / 2 ? left : right <= room / 2 ? room - right : room / 2;
	right = room - left;
	add_end(&line, &before, from > 0, left);
	buf_adds(&line, colour ? "\033[1;4m" : "*");
	add_beginning(&line, &match, false, columns - 2);
	buf_adds(&line, colour ? "\033[0m" : "*");
	add_beginning(&line, &behind, to < n, right);
	add_isolated(out, &line);
	buf_free(&line);
	buf_free(&before);
	buf_free(&match);
	buf_free(&behind);
}

size_t
excerpt_add_string(struct buf *out, const char *s, size_t n, size_t columns)
{
	size_t to = few_behind(s, n, 0, columns + 1);
	struct buf text = {0}, line = {0};

	escape_terminal(&text, s, to);
	add_beginning(&line, &text, to < n, columns);
	add_isolated(out, &line);
	columns = width_of(&line);
	buf_free(&text);
	buf_free(&line);
	return columns;
}
