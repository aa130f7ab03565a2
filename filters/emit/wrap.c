#include "filters/emit/wrap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "common/utf8.h"
#include "common/xalloc.h"
#include "common/escape.h"

#define MIN_COLUMNS 16 /* for text, however narrow the screen and deep the indent */

#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"
#define LRM "\xE2\x80\x8E"
#define RLM "\xE2\x80\x8F"

#define MARK_ON "\033[1;31m"

enum direction { NEUTRAL, LEFT_TO_RIGHT, RIGHT_TO_LEFT };

/* What a line needs to know of a character: its columns, its direction above them, and that it is known. */
enum { TRAIT_COLUMNS = 3, TRAIT_DIRECTION = 4, TRAIT_KNOWN = 0x80 };

static unsigned char
find_traits(uint32_t c)
{
	int width = utf8proc_charwidth((utf8proc_int32_t)c);
	enum direction direction = NEUTRAL;

	switch (utf8proc_get_property((utf8proc_int32_t)c)->bidi_class) {
	case UTF8PROC_BIDI_CLASS_L:
		direction = LEFT_TO_RIGHT;
		break;
	case UTF8PROC_BIDI_CLASS_R:
	case UTF8PROC_BIDI_CLASS_AL:
		direction = RIGHT_TO_LEFT;
		break;
	default:
		break;
	}
	return (unsigned char)(TRAIT_KNOWN | direction * TRAIT_DIRECTION | (width > 0 ? width : 0));
}

/* Of the Basic Multilingual Plane, as characters come: utf8proc takes two calls for each. */
static unsigned char known_traits[0x10000];

static inline unsigned
traits_of(uint32_t c)
{
	if (c >= sizeof(known_traits))
		return find_traits(c);
	if (known_traits[c] == 0)
		known_traits[c] = find_traits(c);
	return known_traits[c];
}

static enum direction
direction_of(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? LEFT_TO_RIGHT : NEUTRAL;
	return (enum direction)(traits_of(c) / TRAIT_DIRECTION & 3);
}

/* The next character of valid UTF-8; those of two bytes, as of Arabic and Cyrillic, here. */
static inline uint32_t
next_character(const char **s, const char *end)
{
	const unsigned char *p = (const unsigned char *)*s;

	if (p[0] < 0x80) {
		++*s;
		return p[0];
	}
	if (p[0] >= 0xE0 || end - *s < 2)
		return utf8_decode(s, end);
	*s += 2;
	return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
}

/* How many bytes below `bound` s begins with; no more than n. */
static inline size_t
count_below(const char *s, size_t n, unsigned char bound)
{
	size_t i = 0;

#if defined(__SSE2__)
	for (; n - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		__m128i least = _mm_set1_epi8((char)bound);
		unsigned bits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(v, least), v));

		if (bits != 0)
			return i + (size_t)__builtin_ctz(bits);
	}
#endif
	while (i < n && (unsigned char)s[i] < bound)
		i++;
	return i;
}

/* The direction of the first character that has a strong one, up to an isolate's end and but for what stands in
 * isolates (UAX #9, P2); ours do not nest. */
static enum direction
first_strong(const char *s, const char *end)
{
	enum direction direction = NEUTRAL;

	while (s < end && direction == NEUTRAL) {
		uint32_t c = next_character(&s, end);

		if (c == 0x2069)
			break;
		if (c == 0x2068) {
			s = memmem(s, (size_t)(end - s), PDI, 3);
			if (s == NULL)
				break;
			s += 3;
		}
		direction = direction_of(c);
	}
	return direction;
}

static bool
has_right_to_left(const char *s, const char *end)
{
	for (;;) {
		s += count_below(s, (size_t)(end - s), 0xD6); /* no such script below U+0590 */
		if (s == end)
			return false;
		if (direction_of(next_character(&s, end)) == RIGHT_TO_LEFT)
			return true;
	}
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
	const char *s = text->data + from, *end = text->data + text->len, *blank;
	size_t used;

	/* No character has more columns than bytes. */
	if ((size_t)(end - s) <= columns)
		return text->len;
	used = count_below(s, columns + 1, 0x80);
	if (used > columns) {
		blank = memrchr(s, ' ', used);
		return (size_t)((blank ? blank : s + columns) - text->data);
	}
	s += used;
	while (s < end) {
		const char *at = s;

		used += traits_of(next_character(&s, end)) & TRAIT_COLUMNS;
		if (used > columns) {
			blank = s - at == 1 && *at == ' ' ? at : memrchr(text->data + from, ' ', (size_t)(at - text->data) - from);
			return (size_t)((blank ? blank : at) - text->data);
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

/* Begins an isolate that reads as `direction` says, whatever it begins with. */
static void
open_isolate(struct buf *out, const char *s, const char *end, enum direction direction)
{
	enum direction seen = first_strong(s, end);

	buf_adds(out, FSI);
	if (direction == RIGHT_TO_LEFT && seen != RIGHT_TO_LEFT)
		buf_adds(out, RLM);
	else if (direction == LEFT_TO_RIGHT && seen == RIGHT_TO_LEFT)
		buf_adds(out, LRM);
}

/* How a paragraph reads, and the isolate of a short string that a line began in. */
struct reading {
	enum direction direction; /* NEUTRAL: nothing in it reads from right to left */
	bool open;
	enum direction inner;
};

/* What of these isolates a line begins and ends. */
static void
follow_isolates(struct reading *reading, const char *s, const char *line_end, const char *text_end)
{
	while ((s = memmem(s, (size_t)(line_end - s), "\xE2\x81", 2)) != NULL) {
		reading->open = memcmp(s, FSI, 3) == 0;
		s += 3;
		if (reading->open)
			reading->inner = first_strong(s, text_end);
	}
}

/* What is isolated in the text is isolated in each of its lines. */
static void
write_line(struct buf *out, const struct paragraph *paragraph, size_t from, size_t to,
           const struct wrap_style *style, struct reading *reading, size_t *mark)
{
	const char *s = paragraph->text.data, *end = s + paragraph->text.len;
	bool isolate = reading->direction != NEUTRAL && has_right_to_left(s + from, s + to);

	for (size_t i = 0; i < style->indent; i++)
		buf_addc(out, ' ');
	if (style->colour && style->base)
		add_sgr(out, style->base);
	if (isolate)
		open_isolate(out, s + from, reading->open ? s + from : s + to, reading->direction);
	if (reading->open)
		open_isolate(out, s + from, s + to, reading->inner);
	add_marked(out, paragraph, from, to, style, mark);
	if (reading->direction != NEUTRAL)
		follow_isolates(reading, s + from, s + to, end);
	if (reading->open)
		buf_adds(out, PDI);
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
	struct reading reading = {0};
	size_t from = 0, mark = 0;

	if (text->len == 0)
		return;
	columns = columns < MIN_COLUMNS ? MIN_COLUMNS : columns;
	if (has_right_to_left(text->data, text->data + text->len)) {
		reading.direction = first_strong(text->data, text->data + text->len);
		if (reading.direction == NEUTRAL)
			reading.direction = LEFT_TO_RIGHT; /* as FSI reads what has no strong character */
	}
	while (from < text->len) {
		size_t to;

		while (from < text->len && text->data[from] == ' ')
			from++;
		to = line_end(text, from, columns);
		if (to > from)
			write_line(out, paragraph, from, to, style, &reading, &mark);
		from = to;
	}
}
