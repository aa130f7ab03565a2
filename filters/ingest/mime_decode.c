#include "filters/ingest/mime.h"

#include <string.h>

enum mime_transfer
mime_transfer_find(struct mime_span value)
{
	static const struct {
		const char *name;
		enum mime_transfer transfer;
	} names[] = {
		{"base64", MIME_BASE64}, {"base-64", MIME_BASE64}, {"b", MIME_BASE64},
		{"quoted-printable", MIME_QUOTED}, {"quotedprintable", MIME_QUOTED}, {"quoted-printeable", MIME_QUOTED},
		{"x-uuencode", MIME_UU}, {"uuencode", MIME_UU}, {"x-uue", MIME_UU}, {"uue", MIME_UU},
	};
	char word[32];

	mime_main_value(value, word, sizeof(word));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(word, names[i].name) == 0)
			return names[i].transfer;
	return MIME_PLAIN;
}

/* The letters of base64, those of the URL alphabet included: their value and LETTER. */
#define LETTER 0x40

static const unsigned char letters[256] = {
	/* 00 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* 10 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* 20 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x7E, 0, 0x7E, 0, 0x7F,
	/* 30 */ 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0x7B, 0x7C, 0x7D, 0, 0, 0, 0, 0, 0,
	/* 40 */ 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E,
	/* 50 */ 0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0, 0, 0, 0, 0x7F,
	/* 60 */ 0, 0x5A, 0x5B, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68,
	/* 70 */ 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72, 0x73, 0, 0, 0, 0, 0,
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether what follows the padding at s is base64 again (pieces that were encoded one by one): its first line is. */
static bool
goes_on(const char *s, const char *end)
{
	size_t n = 0;

	while (s < end && is_space(*s))
		s++;
	for (; s < end && *s != '\n' && *s != '\r'; s++, n++)
		if ((letters[(unsigned char)*s] == 0 && *s != '=') || *s == '-' || *s == '_')
			return false;
	return n > 0 && n % 4 == 0;
}

/* Whether a line of dashes or underlines begins at s: what a mailing list put behind a body. */
static bool
begins_footer(const char *s, const char *end)
{
	return end - s >= 2 && (*s == '-' || *s == '_') && s[1] == *s;
}

size_t
mime_base64(const char *s, size_t n, struct buf *out, bool *clean)
{
	const char *p = s, *end = s + n;
	uint32_t bits = 0;
	unsigned count = 0;

	*clean = true;
	buf_reserve(out, n / 4 * 3 + 3);
	for (; p < end; p++) {
		unsigned value = letters[(unsigned char)*p];

		if (value != 0) {
			bits = bits << 6 | (value & (LETTER - 1));
			count += 6;
			if (count >= 8) {
				count -= 8;
				out->data[out->len++] = (char)(bits >> count & 0xFF);
			}
		} else if (*p == '=') {
			while (p + 1 < end && (p[1] == '=' || is_space(p[1])))
				p++;
			bits = count = 0;
			if (p + 1 < end && !goes_on(p + 1, end))
				return (size_t)(p + 1 - s);
		} else if (*p == '\n' && begins_footer(p + 1, end)) {
			return (size_t)(p + 1 - s);
		} else if (!is_space(*p)) {
			*clean = false;
		}
	}
	return n;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Past a soft line break at p, which is `=`: blanks may stand before the line's end. NULL if it is none. */
static const char *
soft_break(const char *p, const char *end)
{
	for (p++; p < end && (*p == ' ' || *p == '\t'); p++)
		;
	if (p == end)
		return p;
	if (*p == '\r' && p + 1 < end && p[1] == '\n')
		return p + 2;
	return *p == '\n' || *p == '\r' ? p + 1 : NULL;
}

bool
mime_quoted(const char *s, size_t n, bool word, struct buf *out)
{
	const char *end = s + n;
	bool clean = true;

	buf_reserve(out, n + 1);
	while (s < end) {
		const char *stop = word ? NULL : memchr(s, '=', (size_t)(end - s)), *next;

		if (!word && stop != s) {
			stop = stop != NULL ? stop : end;
			buf_add(out, s, (size_t)(stop - s));
			s = stop;
		} else if (*s == '=' && end - s >= 3 && hex_digit(s[1]) >= 0 && hex_digit(s[2]) >= 0) {
			buf_addc(out, (char)(hex_digit(s[1]) << 4 | hex_digit(s[2])));
			s += 3;
		} else if (*s == '=' && !word && (next = soft_break(s, end)) != NULL) {
			s = next;
		} else {
			clean &= *s != '=';
			buf_addc(out, (char)(*s == '_' && word ? ' ' : *s));
			s++;
		}
	}
	return clean;
}

/* One line of uuencoded bytes. */
static void
decode_uu_line(const char *s, size_t n, struct buf *out)
{
	size_t length = (size_t)((*s - ' ') & 0x3F);
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 1; i < n && length > 0; i++) {
		bits = bits << 6 | (uint32_t)((s[i] - ' ') & 0x3F);
		count += 6;
		if (count >= 8) {
			count -= 8;
			buf_addc(out, (char)(bits >> count & 0xFF));
			length--;
		}
	}
}

/* The file between its `begin` and its `end`. */
static bool
decode_uu(const char *s, size_t n, struct buf *out)
{
	bool inside = false;

	for (size_t at = 0, line; at < n; at += line) {
		size_t length;

		line = length = mime_line(s + at, n - at);
		while (length > 0 && is_space(s[at + length - 1]))
			length--;
		if (!inside)
			inside = length >= 6 && memcmp(s + at, "begin ", 6) == 0;
		else if (length == 3 && memcmp(s + at, "end", 3) == 0)
			return true;
		else if (length > 0)
			decode_uu_line(s + at, length, out);
	}
	if (!inside)
		buf_add(out, s, n);
	return false;
}

bool
mime_transfer_decode(enum mime_transfer transfer, const char *s, size_t n, struct buf *out)
{
	bool clean = true;
	size_t used;

	switch (transfer) {
	case MIME_BASE64:
		used = mime_base64(s, n, out, &clean);
		if (used < n) /* a list's footer, mostly */
			buf_add(out, s + used, n - used);
		return clean && used == n;
	case MIME_QUOTED:
		return mime_quoted(s, n, false, out);
	case MIME_UU:
		return decode_uu(s, n, out);
	default:
		buf_add(out, s, n);
		return true;
	}
}

/* --- format=flowed */

struct flowed {
	struct buf *out;
	bool delsp;
	bool open;     /* the last line goes on in the next */
	size_t depth;  /* and how deep it was quoted */
};

static void
add_flowed_line(struct flowed *f, const char *s, size_t n)
{
	size_t depth = 0;
	bool signature, soft;

	while (depth < n && s[depth] == '>')
		depth++;
	s += depth;
	n -= depth;
	if (n > 0 && *s == ' ') { /* stuffed */
		s++;
		n--;
	}
	signature = n == 3 && memcmp(s, "-- ", 3) == 0;
	if (f->open && (depth != f->depth || signature)) {
		buf_addc(f->out, '\n');
		f->open = false;
	}
	if (!f->open) {
		for (size_t i = 0; i < depth; i++)
			buf_addc(f->out, '>');
		if (depth > 0)
			buf_addc(f->out, ' ');
	}
	soft = n > 0 && s[n - 1] == ' ' && !signature;
	buf_add(f->out, s, n - (soft && f->delsp));
	f->open = soft;
	f->depth = depth;
	if (!soft)
		buf_addc(f->out, '\n');
}

void
mime_flowed(const char *s, size_t n, bool delsp, struct buf *out)
{
	struct flowed f = {.out = out, .delsp = delsp};
	size_t before = out->len;

	for (size_t at = 0, line; at < n; at += line) {
		line = mime_line(s + at, n - at);
		add_flowed_line(&f, s + at, line - (s[at + line - 1] == '\n'));
	}
	if (out->len > before && n > 0 && s[n - 1] != '\n' && out->data[out->len - 1] == '\n')
		out->len--;
}
