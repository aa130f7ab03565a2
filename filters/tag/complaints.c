#include "filters/tag/complaints.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/utf8.h"
#include "common/xalloc.h"

/* More than are printed are kept, since they are found out of order. */
#define KEPT (4 * (size_t)COMPLAINTS_SHOWN)

/* Columns of a quoted line that fit most terminals, and how many of them may stand
 * before the caret. */
#define QUOTED 100
#define QUOTED_BEFORE 60

struct range {
	uint32_t first, last;
};

/* Characters that take two columns: Unicode's EastAsianWidth.txt, W and F, by block. */
static const struct range wide[] = {
	{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff},
	{0xa000, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60},
	{0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
	{0x20000, 0x3fffd},
};

/* Characters that take none: general categories Mn, Me and Cf of the scripts in
 * use here, by block (Unicode's UnicodeData.txt). */
static const struct range narrow[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2},
	{0x05c4, 0x05c5}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc},
	{0x06df, 0x06e4}, {0x06e7, 0x06e8}, {0x06ea, 0x06ed}, {0x08d3, 0x08ff}, {0x0e31, 0x0e31},
	{0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d},
	{0x2060, 0x2064}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
};

static bool
in_ranges(const struct range *ranges, size_t count, uint32_t c)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c < ranges[middle].first)
			high = middle;
		else if (c > ranges[middle].last)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

#define IN(ranges, c) in_ranges(ranges, sizeof(ranges) / sizeof((ranges)[0]), c)

static size_t
width_of(uint32_t c)
{
	return c < 0x300 ? 1 : IN(wide, c) ? 2 : IN(narrow, c) ? 0 : 1;
}

/* What could move the cursor or turn the text around: C0, C1, and the bidi
 * controls with which a line can be made to look like another. */
static bool
unprintable(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c ||
	       (c >= 0x2028 && c <= 0x2029) || c == UTF8_REPLACEMENT;
}

struct shown
shown(const char *text, size_t n)
{
	struct shown out;
	const char *s = text, *end = text + n;
	size_t len = 0;

	while (s < end && len < sizeof(out.text) - 8) {
		uint32_t c = utf8_decode(&s, end);

		len += utf8_encode(unprintable(c) ? '?' : c, out.text + len);
	}
	if (s < end) {
		memcpy(out.text + len, "...", 3);
		len += 3;
	}
	out.text[len] = '\0';
	return out;
}

void
complaints_take(struct complaints *complaints, struct source *source)
{
	source->number = complaints->source_count;
	complaints->sources = xgrow(complaints->sources, &complaints->source_cap,
	                            complaints->source_count + 1, sizeof(*complaints->sources));
	complaints->sources[complaints->source_count++] = source;
}

void
complain(struct complaints *complaints, const struct source *source, size_t line, size_t column,
         const char *format, ...)
{
	char text[512];
	va_list arguments;

	complaints->total++;
	if (complaints->count >= KEPT)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	complaints->items = xgrow(complaints->items, &complaints->cap, complaints->count + 1,
	                          sizeof(*complaints->items));
	complaints->items[complaints->count] = (struct complaint){
		.source = source, .line = line, .column = column, .text = xstrdup(text),
		.number = complaints->count,
	};
	complaints->count++;
}

bool
complained_at(const struct complaints *complaints, const struct source *source, size_t line)
{
	for (size_t i = 0; i < complaints->count; i++)
		if (complaints->items[i].source == source && complaints->items[i].line == line)
			return true;
	return false;
}

bool
complaints_full(const struct complaints *complaints)
{
	return complaints->count >= KEPT;
}

static int
compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare(const void *a, const void *b)
{
	const struct complaint *x = a, *y = b;
	size_t nx = x->source ? x->source->number + 1 : 0, ny = y->source ? y->source->number + 1 : 0;
	int order = compare_sizes(nx, ny);

	if (order == 0)
		order = compare_sizes(x->line, y->line);
	if (order == 0)
		order = compare_sizes(x->column, y->column);
	return order != 0 ? order : compare_sizes(x->number, y->number);
}

/* The bytes of a line, without its end. */
static const char *
line_of(const struct source *source, size_t line, size_t *n)
{
	const char *s = source->text, *end = s + source->n, *newline;

	while ((newline = memchr(s, '\n', (size_t)(end - s))) != NULL && --line > 0)
		s = newline + 1;
	if (newline == NULL)
		newline = end;
	if (newline > s && newline[-1] == '\r')
		newline--;
	*n = (size_t)(newline - s);
	return s;
}

/* Appends the line and a caret under the column. Of a long line, the part around the
 * column is shown. */
static void
quote(const struct complaint *complaint, struct buf *out)
{
	size_t n, column = 1, caret = 0, width = 0, margin = out->len;
	const char *s = line_of(complaint->source, complaint->line, &n), *end = s + n;

	buf_addf(out, "%4zu | ", complaint->line);
	margin = out->len - margin;
	if (complaint->column > QUOTED_BEFORE && utf8_count(s, n) > QUOTED) {
		for (; s < end && column + QUOTED_BEFORE < complaint->column; column++)
			utf8_decode(&s, end);
		buf_adds(out, "...");
		caret = width = 3;
	}
	for (; s < end && width < QUOTED; column++) {
		char bytes[4];
		uint32_t c = utf8_decode(&s, end);

		c = c == '\t' ? ' ' : unprintable(c) ? '?' : c;
		buf_add(out, bytes, utf8_encode(c, bytes));
		width += width_of(c);
		if (column < complaint->column)
			caret += width_of(c);
	}
	buf_adds(out, s < end ? "...\n" : "\n");
	for (size_t i = 0; i + 2 < margin; i++)
		buf_addc(out, ' ');
	buf_adds(out, "| ");
	for (size_t i = 0; i < caret; i++)
		buf_addc(out, ' ');
	buf_adds(out, "^\n");
}

static void
add_place(const struct complaint *complaint, struct buf *out)
{
	/* A path may be long, and is a stranger's: byte by byte. */
	for (const char *s = complaint->source->name; *s != '\0'; s++)
		buf_addc(out, (unsigned char)*s < 0x20 || *s == 0x7f ? '?' : *s);
	if (complaint->line > 0)
		buf_addf(out, ":%zu:%zu", complaint->line, complaint->column);
	buf_adds(out, ": ");
}

void
complaints_print(struct complaints *complaints, FILE *out)
{
	struct buf text = {0};

	if (complaints->count > 1)
		qsort(complaints->items, complaints->count, sizeof(*complaints->items), compare);
	for (size_t i = 0; i < complaints->count && i < COMPLAINTS_SHOWN; i++) {
		const struct complaint *complaint = &complaints->items[i];

		buf_addf(&text, "%s: ", diag_program());
		if (complaint->source != NULL)
			add_place(complaint, &text);
		buf_addf(&text, "%s\n", complaint->text);
		if (complaint->source != NULL && complaint->line > 0)
			quote(complaint, &text);
	}
	if (complaints->total > COMPLAINTS_SHOWN)
		buf_addf(&text, "%s: %zu more errors in the rules\n", diag_program(),
		         complaints->total - COMPLAINTS_SHOWN);
	if (text.len > 0)
		fwrite(text.data, 1, text.len, out);
	fflush(out);
	buf_free(&text);
}

void
complaints_free(struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++)
		free(complaints->items[i].text);
	for (size_t i = 0; i < complaints->source_count; i++)
		source_free(complaints->sources[i]);
	free(complaints->items);
	free(complaints->sources);
	*complaints = (struct complaints){0};
}
