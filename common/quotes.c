#include "common/quotes.h"

#include <stdlib.h>

#include "common/utf8.h"
#include "common/xalloc.h"

/* Quotations within quotations that are followed; deeper marks are left out. */
#define DEPTH_MAX 16

/* Which marks close which, after the CLDR's delimiters and Wikipedia's table of
 * quotation marks by language. Several languages use one mark to open that
 * others use to close; which it is, what is open tells, else what stands around. */
static const struct {
	uint32_t open;
	uint32_t close[2];
	bool wary; /* opens only before a character and not behind a letter */
} marks[] = {
	{'"', {'"'}, true}, {0xff02, {0xff02}, true},
	{0x00ab, {0x00bb, 0x00ab}, false},         /* French, Arabic, Persian, Russian */
	{0x00bb, {0x00ab, 0x00bb}, true},          /* German books; Finnish */
	{0x2039, {0x203a, 0x2039}, false}, {0x203a, {0x2039, 0x203a}, true},
	{0x201c, {0x201d, 0x201c}, false},         /* English */
	{0x201d, {0x201d, 0x201c}, true},          /* Swedish; Arabic typed left to right */
	{0x201e, {0x201c, 0x201d}, false},         /* German; Polish */
	{0x201f, {0x201d}, false},
	{0x300c, {0x300d}, false}, {0x300e, {0x300f}, false}, /* Japanese, Chinese */
	{0xfe41, {0xfe42}, false}, {0xfe43, {0xfe44}, false}, {0xff62, {0xff63}, false},
	{0x301d, {0x301e, 0x301f}, false},
	{0x300a, {0x300b}, false},                 /* Korean, of the North; Chinese titles */
	{0x05f4, {0x05f4}, true},                  /* gershayim, as Hebrew is typed */
};

#define MARKS (sizeof(marks) / sizeof(marks[0]))

struct open_mark {
	uint32_t mark;
	size_t start; /* behind it */
};

struct reader {
	struct quotes *quotes;
	struct open_mark open[DEPTH_MAX];
	size_t depth;
};

static bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x3000 ||
	       (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || c == 0xfeff ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* Letters and digits of scripts that part words by blanks, roughly. */
static bool
is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	return c >= 0xc0 && c < 0x2000 && c != 0x060c && c != 0x061b && c != 0x061f && c != 0x06d4;
}

static bool
is_hebrew(uint32_t c)
{
	return c >= 0x05d0 && c <= 0x05ea;
}

/* The mark's place in the table, from 1; 0 if it opens nothing. */
static size_t
opening(uint32_t c)
{
	for (size_t i = 0; i < MARKS; i++)
		if (marks[i].open == c)
			return i + 1;
	return 0;
}

static bool
closes(uint32_t open, uint32_t c)
{
	size_t i = opening(open);

	return i > 0 && (marks[i - 1].close[0] == c || marks[i - 1].close[1] == c);
}

/* The innermost open mark that c closes, from 1; 0 if there is none. */
static size_t
find_open(const struct reader *r, uint32_t c)
{
	for (size_t i = r->depth; i > 0; i--)
		if (closes(r->open[i - 1].mark, c))
			return i;
	return 0;
}

static void
add_span(struct quotes *quotes, size_t start, size_t end)
{
	while (quotes->count > 0 && quotes->spans[quotes->count - 1].start >= start)
		quotes->count--;
	quotes->spans = xgrow(quotes->spans, &quotes->cap, quotes->count + 1, sizeof(*quotes->spans));
	quotes->spans[quotes->count++] = (struct quote_span){(uint32_t)start, (uint32_t)end};
}

/* Whether a mark between two characters is part of a word. */
static bool
is_within_word(uint32_t c, uint32_t before, uint32_t after)
{
	if (c == '"' || c == 0x05f4)
		return is_letter(before) && is_letter(after);
	return is_hebrew(before) && is_hebrew(after);
}

/* A mark from start to end, between two characters (0: none). */
static void
take_mark(struct reader *r, uint32_t c, size_t start, size_t end, uint32_t before, uint32_t after)
{
	bool left = before != 0 && !is_blank(before), right = after != 0 && !is_blank(after);
	size_t open = find_open(r, c), place = opening(c);

	if (is_within_word(c, before, after))
		return;
	if (open > 0 && (r->open[open - 1].mark != c || left || !right)) {
		r->depth = open - 1;
		add_span(r->quotes, r->open[open - 1].start, start);
		return;
	}
	if (place == 0 || r->depth == DEPTH_MAX)
		return;
	if (!marks[place - 1].wary || (right && !is_letter(before)))
		r->open[r->depth++] = (struct open_mark){c, end};
}

/* Bytes that begin a mark, a line end or a paragraph's end. */
static const bool is_telling[256] = {
	['"'] = true, ['\n'] = true, [0xc2] = true, [0xd7] = true, [0xe2] = true, [0xe3] = true, [0xef] = true,
};

/* Whether a line end at p (behind it) is followed by a blank line. */
static bool
blank_line(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p < end && *p == '\n';
}

static uint32_t
character_before(const char *s, const char *p)
{
	const char *end = p;

	if (p == s)
		return 0;
	do
		p--;
	while (p > s && (*p & 0xc0) == 0x80);
	return utf8_decode(&p, end);
}

void
quotes_find(struct quotes *quotes, const char *s, size_t n)
{
	struct reader reader = {.quotes = quotes};
	const char *p = s, *end = s + n;

	quotes->count = 0;
	while (p < end) {
		const char *start = p, *next;
		uint32_t c;

		if (!is_telling[(uint8_t)*p]) {
			p++;
			continue;
		}
		c = utf8_decode(&p, end);
		next = p;
		if ((c == '\n' && blank_line(p, end)) || c == 0x2029)
			reader.depth = 0;
		else if (opening(c) > 0 || find_open(&reader, c) > 0)
			take_mark(&reader, c, (size_t)(start - s), (size_t)(p - s), character_before(s, start),
			          next < end ? utf8_decode(&next, end) : 0);
	}
}

bool
quotes_cover(const struct quotes *quotes, size_t start, size_t end)
{
	size_t low = 0, high = quotes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (quotes->spans[middle].start <= start)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && end <= quotes->spans[low - 1].end;
}

void
quotes_free(struct quotes *quotes)
{
	free(quotes->spans);
	*quotes = (struct quotes){0};
}
