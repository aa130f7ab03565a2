#include "common/escape.h"

#include <stdint.h>

#include "common/utf8.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* What is to be done about a character. */
enum danger {
	HARMLESS,
	SHOW, /* write its number instead */
	BREAK, /* a line end */
	HIDE  /* leave out where text is displayed */
};

/* Bytes at which the copying of a run stops and somebody looks, by output. 0xC2
 * begins C1; 0xE2 the line and paragraph separators and the bidi controls, 0xEF what is no
 * character. */
enum {
	HTML = 1,
	TERMINAL = 2,
	CSV = 4,
	BLANK = 8,
	TSV = 16,
	TEXT = 32,
	MARKDOWN = 64,
	ALL = HTML | TERMINAL | CSV | TSV | TEXT | MARKDOWN
};

static const unsigned char stops[256] = {
	[0 ... 0x1F] = ALL,
	[' '] = BLANK,
	['"'] = HTML | CSV,
	['&'] = HTML | MARKDOWN,
	['\''] = HTML,
	['<'] = HTML | MARKDOWN,
	['>'] = HTML | MARKDOWN,
	['\\'] = TSV | MARKDOWN,
	['`'] = MARKDOWN, ['*'] = MARKDOWN, ['_'] = MARKDOWN, ['['] = MARKDOWN, [']'] = MARKDOWN, ['#'] = MARKDOWN,
	['|'] = MARKDOWN, ['~'] = MARKDOWN, ['!'] = MARKDOWN, ['@'] = MARKDOWN, ['$'] = MARKDOWN, [':'] = MARKDOWN,
	['.'] = MARKDOWN,
	[0x7F] = ALL,
	[0xC2] = ALL,
	[0xE2] = ALL,
	[0xEF] = HTML,
};

static const char *const references[128] = {
	['"'] = "&quot;",
	['&'] = "&amp;",
	['\''] = "&#39;",
	['<'] = "&lt;",
	['>'] = "&gt;",
};

static enum danger
danger_of(uint32_t c)
{
	if (c < 0x20 || c == 0x7F || c == 0x202D || c == 0x202E)
		return SHOW;
	if (c == 0x85 || c == 0x2028 || c == 0x2029)
		return BREAK;
	if (c >= 0x80 && c < 0xA0)
		return SHOW;
	if ((c >= 0x202A && c <= 0x202C) || (c >= 0x2066 && c <= 0x2069))
		return HIDE;
	return HARMLESS;
}

#if defined(__SSE2__)

#define BLOCK 16

static unsigned
equal_bits(__m128i v, unsigned char c)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)c)));
}

/* One bit for each byte of a block at which any output but HTML and Markdown stops. */
static unsigned
stop_bits(__m128i v)
{
	__m128i controls = _mm_cmpeq_epi8(_mm_max_epu8(v, _mm_set1_epi8(0x1F)), _mm_set1_epi8(0x1F));
	__m128i others = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)),
	                              _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xC2)),
	                                           _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xE2))));
	__m128i quotes = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));

	return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(controls, others), quotes));
}

/* Passes over whole blocks without a stop; the next stop is at most a block away, or the end is. */
static const char *
pass_blocks(const char *s, const char *end, unsigned char output)
{
	for (; end - s >= BLOCK; s += BLOCK) {
		unsigned bits = stop_bits(_mm_loadu_si128((const __m128i *)(const void *)s));

		for (; bits != 0; bits &= bits - 1)
			if (stops[(unsigned char)s[__builtin_ctz(bits)]] & output)
				return s + __builtin_ctz(bits);
	}
	return s;
}

#endif

static inline const char *
run_end(const char *s, const char *end, unsigned char output)
{
#if defined(__SSE2__)
	if ((output & (HTML | MARKDOWN | BLANK)) == 0)
		s = pass_blocks(s, end, output);
#endif
	while (s < end && !(stops[(unsigned char)*s] & output))
		s++;
	return s;
}

/* Copies up to the next stop and decodes the character there; 0xFFFFFFFF at the
 * end. *at is set to where it begins. */
static uint32_t
next_stop(struct buf *out, const char **s, const char *end, unsigned char output, const char **at)
{
	const char *stop = run_end(*s, end, output);

	buf_add(out, *s, (size_t)(stop - *s));
	*s = *at = stop;
	return stop == end ? UINT32_MAX : utf8_decode(s, end);
}

void
escape_html(struct buf *out, const char *s, size_t n)
{
	const char *end = n > 0 ? s + n : s, *at;
	uint32_t c;

	while ((c = next_stop(out, &s, end, HTML, &at)) != UINT32_MAX) {
		enum danger danger = danger_of(c);

		if (c == '\n' || c == '\t')
			buf_addc(out, (char)c);
		else if (c == '\r' && s < end && *s == '\n')
			continue;
		else if (danger == SHOW || c == 0xFFFE || c == 0xFFFF)
			buf_addf(out, "&lt;U+%04X&gt;", c);
		else if (danger == BREAK)
			buf_addc(out, '\n');
		else if (danger == HARMLESS && c < 128 && references[c])
			buf_adds(out, references[c]);
		else if (danger == HARMLESS)
			buf_add(out, at, (size_t)(s - at));
	}
}

static void
add_blank(struct buf *out)
{
	if (out->len == 0 || out->data[out->len - 1] != ' ')
		buf_addc(out, ' ');
}

/* The end of a run in which blanks stand one by one. */
static const char *
words_end(const char *s, const char *end)
{
	const char *start = s;
#if defined(__SSE2__)
	unsigned before = 1; /* a blank that s begins with stands behind another, or stops all the same */

	for (; end - s >= BLOCK; s += BLOCK) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
		unsigned bits = stop_bits(v), blanks = equal_bits(v, ' ');

		bits |= blanks & (blanks << 1 | before);
		for (; bits != 0; bits &= bits - 1)
			if (stops[(unsigned char)s[__builtin_ctz(bits)]] & (TERMINAL | BLANK))
				return s + __builtin_ctz(bits);
		before = blanks >> (BLOCK - 1);
	}
#endif
	while ((s = run_end(s, end, TERMINAL | BLANK)) < end && *s == ' ' && s > start && s[-1] != ' ')
		s++;
	return s;
}

void
escape_terminal(struct buf *out, const char *s, size_t n)
{
	const char *end = n > 0 ? s + n : s;

	while (s < end) {
		const char *at = s, *stop = words_end(s, end);
		enum danger danger;
		uint32_t c;

		buf_add(out, s, (size_t)(stop - s));
		if ((s = at = stop) == end)
			return;
		if (*s == ' ' || *s == '\n' || *s == '\t') {
			add_blank(out);
			s++;
			continue;
		}
		c = utf8_decode(&s, end);
		danger = danger_of(c);
		if (danger == BREAK || (c == '\r' && s < end && *s == '\n'))
			add_blank(out);
		else if (danger == SHOW)
			buf_addf(out, "<U+%04X>", c);
		else if (danger == HARMLESS)
			buf_add(out, at, (size_t)(s - at));
	}
}

/* Blanks and characters without width that may stand before a formula without
 * being seen. */
static bool
is_invisible(uint32_t c)
{
	return c == ' ' || c == 0xA0 || c == 0xAD || c == 0x61C || c == 0x3000 || c == 0xFEFF
	       || (c >= 0x2000 && c <= 0x200F) || (c >= 0x202A && c <= 0x202E)
	       || (c >= 0x2060 && c <= 0x206F);
}

static bool
is_formula(const char *s, size_t n)
{
	const char *end = n > 0 ? s + n : s;
	uint32_t c = 0;

	while (s < end && is_invisible(c = utf8_decode(&s, end)))
		;
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0; /* full-width forms of ASCII */
	return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r' || c == '\n'
	       || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Copies a cell's content with quotes doubled; true if it must be quoted for
 * what was met on the way. */
static bool
add_cell(struct buf *out, const char *s, size_t n)
{
	const char *end = n > 0 ? s + n : s, *at;
	bool quote = false;
	uint32_t c;

	while ((c = next_stop(out, &s, end, CSV, &at)) != UINT32_MAX) {
		enum danger danger = danger_of(c);

		if (c == '"') {
			buf_add(out, "\"\"", 2);
			quote = true;
		} else if (c == '\n' || c == '\r' || danger == BREAK) {
			buf_addc(out, danger == BREAK ? '\n' : (char)c);
			quote = true;
		} else if (danger == SHOW && c != '\t') {
			buf_addf(out, "<U+%04X>", c);
		} else {
			buf_add(out, at, (size_t)(s - at));
		}
	}
	return quote;
}

void
escape_csv(struct buf *out, const char *s, size_t n, bool disarm)
{
	size_t start = out->len;
	size_t len;
	char *cell;
	bool quote;

	buf_reserve(out, n + 4);
	buf_addc(out, '"');
	if (disarm && is_formula(s, n))
		buf_addc(out, '\'');
	quote = add_cell(out, s, n);
	cell = out->data + start + 1;
	len = out->len - start - 1;
	if (quote || (len > 0 && (cell[0] == ' ' || cell[len - 1] == ' ')) || memchr(cell, ',', len)) {
		buf_addc(out, '"');
		return;
	}
	/* Text of any length has a comma, so that little is moved here. */
	memmove(cell - 1, cell, len);
	out->len--;
}

void
escape_tsv(struct buf *out, const char *s, size_t n, bool disarm)
{
	const char *end = n > 0 ? s + n : s, *at;
	uint32_t c;

	if (disarm && is_formula(s, n))
		buf_addc(out, '\'');
	while ((c = next_stop(out, &s, end, TSV, &at)) != UINT32_MAX) {
		enum danger danger = danger_of(c);

		if (c == '\t' || c == '\r' || c == '\\')
			buf_adds(out, c == '\t' ? "\\t" : c == '\r' ? "\\r" : "\\\\");
		else if (c == '\n' || danger == BREAK)
			buf_add(out, "\\n", 2);
		else if (danger == SHOW)
			buf_addf(out, "<U+%04X>", c);
		else
			buf_add(out, at, (size_t)(s - at));
	}
}

void
escape_text(struct buf *out, const char *s, size_t n)
{
	const char *end = n > 0 ? s + n : s, *at;
	uint32_t c;

	while ((c = next_stop(out, &s, end, TEXT, &at)) != UINT32_MAX) {
		enum danger danger = danger_of(c);

		if (c == '\n' || c == '\t' || danger == BREAK)
			buf_addc(out, danger == BREAK ? '\n' : (char)c);
		else if (c == '\r' && s < end && *s == '\n')
			continue;
		else if (danger == SHOW)
			buf_addf(out, "<U+%04X>", c);
		else if (danger == HARMLESS)
			buf_add(out, at, (size_t)(s - at));
	}
}

/* Passes over the blanks at the beginning of a line, which would make it code, and puts a backslash
 * where it would begin a list, a heading's underline or a rule. */
static void
begin_line(struct buf *out, const char **s, const char *end)
{
	const char *p;

	while (*s < end && (**s == ' ' || **s == '\t'))
		(*s)++;
	p = *s;
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	if (p > *s && p < end && *p == ')') {
		buf_add(out, *s, (size_t)(p - *s));
		*s = p;
	}
	if (*s < end && (**s == '-' || **s == '+' || **s == '=' || (p == *s && **s == ')')))
		buf_addc(out, '\\');
}

/* Whether a colon or a full stop may be part of what is made a link of its own accord. */
static bool
is_in_address(const char *at, const char *begin, const char *end)
{
	if (*at == ':')
		return end - at > 1 && at[1] == '/';
	if (at > begin && at[-1] >= '0' && at[-1] <= '9')
		return true; /* 1. begins a list */
	return at - begin >= 3 && (at[-1] | 0x20) == 'w' && (at[-2] | 0x20) == 'w' && (at[-3] | 0x20) == 'w';
}

void
escape_markdown(struct buf *out, const char *s, size_t n, const char *prefix, bool begins)
{
	const char *begin = s, *end = n > 0 ? s + n : s, *at;
	uint32_t c;

	if (begins)
		begin_line(out, &s, end);
	while ((c = next_stop(out, &s, end, MARKDOWN, &at)) != UINT32_MAX) {
		enum danger danger = danger_of(c);

		if (c == '\n' || danger == BREAK) {
			buf_addf(out, "  \n%s", prefix);
			begin_line(out, &s, end);
		} else if (c == '\t') {
			buf_addc(out, ' ');
		} else if (c == '\r' && s < end && *s == '\n') {
			continue;
		} else if (danger == SHOW) {
			buf_addf(out, "\\<U+%04X\\>", c);
		} else if (danger == HARMLESS) {
			if (c < 0x80 && ((c != ':' && c != '.') || is_in_address(at, begin, end)))
				buf_addc(out, '\\');
			buf_add(out, at, (size_t)(s - at));
		}
	}
}

/* The next raw character that JSON text should rather have escaped. */
static const char *
next_raw(const char *s, const char *end)
{
	for (; s < end; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x7F || (c != 0x7F && c != 0xC2 && c != 0xE2))
			continue;
		if (c == 0x7F)
			return s;
		if (c == 0xC2 && (unsigned char)s[1] < 0xA0)
			return s;
		if (c == 0xE2 && (unsigned char)s[1] == 0x80
		    && ((unsigned char)s[2] == 0xA8 || (unsigned char)s[2] == 0xA9))
			return s;
	}
	return end;
}

bool
escape_json(struct buf *out, const char *json, size_t n)
{
	const char *s = json, *end = json + n, *raw;

	if (!memchr(s, 0x7F, n) && !memchr(s, 0xC2, n) && !memchr(s, 0xE2, n))
		return false;
	raw = next_raw(s, end);
	if (raw == end)
		return false;
	while (raw < end) {
		buf_add(out, s, (size_t)(raw - s));
		s = raw;
		buf_addf(out, "\\u%04x", utf8_decode(&s, end));
		raw = next_raw(s, end);
	}
	buf_add(out, s, (size_t)(end - s));
	return true;
}

/* Whether s begins with an ASCII word, in whatever case; *word is in lower case. */
static bool
has_prefix(const char *s, size_t n, const char *word)
{
	size_t i;

	for (i = 0; word[i] && i < n; i++) {
		char c = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];

		if (c != word[i])
			return false;
	}
	return word[i] == '\0';
}

bool
escape_web_url(const char *url, size_t n)
{
	const char *s = url, *end = n > 0 ? url + n : url;

	if (!has_prefix(url, n, "http://") && !has_prefix(url, n, "https://"))
		return false;
	while (s < end) {
		uint32_t c = utf8_decode(&s, end);

		if (is_invisible(c) || danger_of(c) != HARMLESS)
			return false;
	}
	return true;
}
