#include "filters/emit/wrap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

/* What a line needs to know of a character. */
struct trait {
	unsigned char known : 1, direction : 2, columns : 2;
};

static struct trait
find_trait(uint32_t c)
{
	int width = utf8proc_charwidth((utf8proc_int32_t)c);
	struct trait trait = {.known = 1, .direction = NEUTRAL, .columns = width > 0 ? (unsigned char)width : 0};

	switch (utf8proc_get_property((utf8proc_int32_t)c)->bidi_class) {
	case UTF8PROC_BIDI_CLASS_L:
		trait.direction = LEFT_TO_RIGHT;
		break;
	case UTF8PROC_BIDI_CLASS_R:
	case UTF8PROC_BIDI_CLASS_AL:
		trait.direction = RIGHT_TO_LEFT;
		break;
	default:
		break;
	}
	return trait;
}

/* Kept for the Basic Multilingual Plane, as characters come: utf8proc takes two calls for each. */
static struct trait
trait_of(uint32_t c)
{
	static struct trait traits[0x10000];

	if (c >= sizeof(traits) / sizeof(*traits))
		return find_trait(c);
	if (!traits[c].known)
		traits[c] = find_trait(c);
	return traits[c];
}

static enum direction
direction_of(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? LEFT_TO_RIGHT : NEUTRAL;
	return trait_of(c).direction;
}

/* The next character of valid UTF-8; those of two bytes, as of Arabic and Cyrillic, here. */
static inline uint32_t
next_character(const char **s, const char *end)
{
	const unsigned char *p = (const unsigned char *)*s;

	if ((p[0] & 0xE0) != 0xC0 || end - *s < 2)
		return utf8_decode(s, end);
	*s += 2;
	return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
}

/* How many ASCII characters s begins with, eight at a time; no more than n. */
static size_t
count_ascii(const char *s, size_t n)
{
	size_t i = 0;
	uint64_t word;

	for (; n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if ((word & 0x8080808080808080u) != 0)
			break;
	}
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

/* The direction of the first character that has a strong one (UAX #9, P2). */
static enum direction
first_strong(const char *s, const char *end)
{
	enum direction direction = NEUTRAL;

	while (s < end && direction == NEUTRAL)
		direction = direction_of(next_character(&s, end));
	return direction;
}

static bool
has_right_to_left(const char *s, const char *end)
{
	while (s < end)
		if ((unsigned char)*s < 0x80)
			s += count_ascii(s, (size_t)(end - s));
		else if ((unsigned char)*s < 0xD6) /* no such script below U+0590 */
			s++;
		else if (direction_of(next_character(&s, end)) == RIGHT_TO_LEFT)
			return true;
	return false;
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
	used = count_ascii(s, columns + 1);
	if (used > 0) {
		blank = memrchr(s, ' ', used);
		if (used > columns)
			return (size_t)((blank ? blank : s + columns) - text->data);
		s += used;
	}
	while (s < end) {
		const char *at = s;

		if ((unsigned char)*s < 0x80) {
			blank = *s++ == ' ' ? at : blank;
			used++;
		} else {
			used += trait_of(next_character(&s, end)).columns;
		}
		if (used > columns) {
			at = blank ? blank : at;
			return (size_t)(at - text->data);
		}
	}
	return text->len;
}

static void
add_sgr(struct buf *out, const char *parameters)
{
	buf_adds(out, "\033[");
	buf_adds(out, parameters);
	buf_addc(out, 'm');
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
			add_sgr(out, style->base);
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
		add_sgr(out, style->base);
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
