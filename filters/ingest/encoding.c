#include "filters/ingest/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/entities.h"

/* Bytes from the first that is not ASCII on which an undeclared encoding is guessed. */
#define GUESS_BYTES ((size_t)4096)

/* What is converted at a time; bounds the buffer. */
#define PIECE ((size_t)16 * 1024)

struct decoder {
	decoder_function *function;
	void *context;
	const struct encoding *encoding; /* NULL while it is to be guessed */
	size_t skip;                     /* bytes of the mark still to be passed over */
	uint64_t offset;                 /* of the next byte to be converted, in the file */
	bool replaced;
	bool guessed;
	struct buf held;                 /* bytes that wait for more */
	struct buf out;
	uint16_t table[256];             /* ENCODING_SINGLE */
	iconv_t converter;               /* ENCODING_MULTI; (iconv_t)-1 if there is none */
};

struct decoder *
decoder_new(decoder_function *function, void *context)
{
	struct decoder *d = xcalloc(1, sizeof *d);

	d->function = function;
	d->context = context;
	d->converter = (iconv_t)-1;
	return d;
}

static void
close_converter(struct decoder *d)
{
	if (d->converter != (iconv_t)-1)
		iconv_close(d->converter);
	d->converter = (iconv_t)-1;
}

void
decoder_free(struct decoder *d)
{
	if (d == NULL)
		return;
	close_converter(d);
	buf_free(&d->held);
	buf_free(&d->out);
	free(d);
}

/* What one byte means by iconv, U+FFFD if nothing. */
static uint32_t
convert_byte(iconv_t converter, int byte)
{
	char in = (char)byte, out[8], *from = &in, *to = out;
	const char *p = out;
	size_t left = 1, room = sizeof out;

	iconv(converter, NULL, NULL, NULL, NULL);
	if (iconv(converter, &from, &left, &to, &room) == (size_t)-1)
		return UTF8_REPLACEMENT;
	/* iconv may hold the character back for a mark that could follow it */
	if (to == out)
		iconv(converter, NULL, NULL, &to, &room);
	return to == out ? UTF8_REPLACEMENT : utf8_decode(&p, to);
}

void
encoding_table(const struct encoding *encoding, uint16_t table[256])
{
	iconv_t converter = iconv_open("UTF-8", encoding->iconv);

	for (int byte = 0; byte < 256; byte++) {
		uint32_t c = (uint32_t)byte;

		if (byte >= 0x80 && (converter == (iconv_t)-1 || strcmp(encoding->name, "windows-1252") == 0))
			c = entity_number(c);
		else if (byte >= 0x80)
			c = convert_byte(converter, byte);
		if (c == UTF8_REPLACEMENT && byte >= 0x80 && byte < 0xA0)
			c = (uint32_t)byte;
		table[byte] = (uint16_t)c;
	}
	if (converter != (iconv_t)-1)
		iconv_close(converter);
}

static void
set_encoding(struct decoder *d, const struct encoding *encoding)
{
	d->encoding = encoding;
	if (encoding->kind == ENCODING_MULTI)
		d->converter = iconv_open("UTF-8", encoding->iconv);
	else if (encoding->kind == ENCODING_SINGLE)
		encoding_table(encoding, d->table);
}

void
decoder_begin(struct decoder *d, const char *head, size_t n, enum markup_mode mode,
              const struct encoding *forced)
{
	const struct encoding *encoding = encoding_mark(head, n, &d->skip);

	close_converter(d);
	d->encoding = NULL;
	d->offset = 0;
	d->replaced = d->guessed = false;
	buf_clear(&d->held);
	if (encoding == NULL)
		encoding = forced;
	if (encoding == NULL)
		encoding = encoding_declared(head, n, mode);
	if (encoding != NULL)
		set_encoding(d, encoding);
}

/* Gives what was converted out of n bytes. */
static void
give(struct decoder *d, const char *s, size_t length, size_t n)
{
	if (length > 0)
		d->function(s, length, d->offset, d->context);
	d->offset += n;
}

static void
replace(struct decoder *d, size_t n)
{
	static const char replacement[] = "\xEF\xBF\xBD";

	d->replaced = true;
	give(d, replacement, 3, n);
}

/* The number of bytes that a character beginning with c should have; 1 if it can begin none. */
static size_t
should_have(unsigned char c)
{
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF)
		return 3;
	return c >= 0xF0 && c <= 0xF4 ? 4 : 1;
}

/* Whether the n bytes, under four, could be the beginning of a character. */
static bool
could_begin(const char *s, size_t n)
{
	unsigned char first = (unsigned char)s[0], second = n > 1 ? (unsigned char)s[1] : 0;

	if (n >= should_have(first))
		return false;
	if (n > 1 && ((second & 0xC0) != 0x80 || (first == 0xE0 && second < 0xA0) ||
	              (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
	              (first == 0xF4 && second > 0x8F)))
		return false;
	return n < 3 || ((unsigned char)s[2] & 0xC0) == 0x80;
}

/* The length of the part of a character that s begins with, at least 1: what one
 * U+FFFD stands for. */
static size_t
broken_part(const char *s, size_t n)
{
	size_t length = 1;

	while (length < 3 && length < n && could_begin(s, length + 1))
		length++;
	return length;
}

/* Converts UTF-8; returns the bytes used: all but a character cut off at the
 * end. Valid bytes are given where they are. */
static size_t
decode_utf8(struct decoder *d, const char *s, size_t n, bool last)
{
	size_t used = 0;

	while (used < n) {
		size_t valid = utf8_valid(s + used, n - used), part;

		give(d, s + used, valid, valid);
		used += valid;
		if (used == n)
			break;
		if (!last && n - used < 4 && could_begin(s + used, n - used))
			break;
		part = broken_part(s + used, n - used);
		replace(d, part);
		used += part;
	}
	return used;
}

/* Converts by table. A byte without meaning is given by itself, so that it is known
 * where the text had to be mended. */
static size_t
decode_single(struct decoder *d, const char *s, size_t n)
{
	size_t given = 0;

	buf_clear(&d->out);
	buf_reserve(&d->out, 3 * PIECE);
	for (size_t i = 0; i < n; i++) {
		uint32_t c = d->table[(unsigned char)s[i]];

		if (i - given == PIECE || c == UTF8_REPLACEMENT) {
			give(d, d->out.data, d->out.len, i - given);
			given = i;
			buf_clear(&d->out);
		}
		if (c == UTF8_REPLACEMENT) {
			replace(d, 1);
			given++;
		} else {
			d->out.len += utf8_encode(c, d->out.data + d->out.len);
		}
	}
	give(d, d->out.data, d->out.len, n - given);
	return n;
}

static uint32_t
unit_at(const struct decoder *d, const char *s)
{
	unsigned char a = (unsigned char)s[0], b = (unsigned char)s[1];

	return d->encoding->kind == ENCODING_UTF16BE ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* Converts UTF-16; what is used of s is a whole number of characters unless it is the last. */
static size_t
decode_utf16(struct decoder *d, const char *s, size_t n, bool last)
{
	size_t used = 0, given = 0;

	buf_clear(&d->out);
	while (n - used >= 2) {
		uint32_t c = unit_at(d, s + used);
		size_t length = 2;

		if (c >= 0xD800 && c < 0xDC00) {
			uint32_t low;

			if (n - used < 4 && !last)
				break;
			low = n - used >= 4 ? unit_at(d, s + used + 2) : 0;
			if (low >= 0xDC00 && low < 0xE000) {
				c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
				length = 4;
			}
		}
		if (d->out.len >= PIECE || (c >= 0xD800 && c < 0xE000)) {
			give(d, d->out.data, d->out.len, used - given);
			given = used;
			buf_clear(&d->out);
		}
		used += length;
		if (c >= 0xD800 && c < 0xE000) {
			replace(d, length);
			given = used;
			continue;
		}
		buf_reserve(&d->out, 4);
		d->out.len += utf8_encode(c, d->out.data + d->out.len);
	}
	give(d, d->out.data, d->out.len, used - given);
	if (last && used < n)
		replace(d, n - used);
	return last ? n : used;
}

/* Converts by iconv; a byte it refuses becomes U+FFFD, and it goes on with the next. */
static size_t
decode_multi(struct decoder *d, const char *s, size_t n, bool last)
{
	char *from = (char *)s;
	size_t left = n;

	buf_clear(&d->out);
	while (left > 0) {
		size_t before = left, room, result = (size_t)-1;
		char *to;
		int why = EILSEQ;

		buf_reserve(&d->out, PIECE);
		to = d->out.data + d->out.len;
		room = d->out.cap - d->out.len;
		if (d->converter != (iconv_t)-1) {
			result = iconv(d->converter, &from, &left, &to, &room);
			why = errno;
		}
		d->out.len = (size_t)(to - d->out.data);
		give(d, d->out.data, d->out.len, before - left);
		buf_clear(&d->out);
		if (result != (size_t)-1 || why == E2BIG)
			continue;
		if (why == EINVAL && !last)
			break;
		replace(d, 1);
		from++;
		left--;
	}
	return n - left;
}

static size_t
decode(struct decoder *d, const char *s, size_t n, bool last)
{
	switch (d->encoding->kind) {
	case ENCODING_UTF8:
		return decode_utf8(d, s, n, last);
	case ENCODING_SINGLE:
		return decode_single(d, s, n);
	case ENCODING_MULTI:
		return decode_multi(d, s, n, last);
	default:
		return decode_utf16(d, s, n, last);
	}
}

/* Guesses the encoding from bytes of which the first is not ASCII: always from
 * as many, so that it does not matter in which pieces they came. */
static void
guess(struct decoder *d, const char *s, size_t n)
{
	size_t valid;
	bool utf8;

	n = n < GUESS_BYTES ? n : GUESS_BYTES;
	valid = utf8_valid(s, n);
	utf8 = valid == n || (valid > 0 && n - valid < 4 && could_begin(s + valid, n - valid));

	d->guessed = !utf8;
	set_encoding(d, utf8 ? encoding_find("utf-8", 5) : encoding_guess(s, n));
}

static size_t
count_ascii(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

/* While nothing but ASCII was seen the encoding does not matter; then some bytes are gathered to
 * guess it by. Returns the bytes used. */
static size_t
decode_guessing(struct decoder *d, const char *s, size_t n, bool last)
{
	size_t plain = count_ascii(s, n);

	give(d, s, plain, plain);
	if (plain == n || (n - plain < GUESS_BYTES && !last))
		return plain;
	guess(d, s + plain, n - plain);
	return plain + decode(d, s + plain, n - plain, last);
}

static void
convert(struct decoder *d, const char *s, size_t n, bool last)
{
	size_t used;

	if (d->held.len > 0) {
		buf_add(&d->held, s, n);
		s = d->held.data;
		n = d->held.len;
	}
	used = d->encoding == NULL ? decode_guessing(d, s, n, last) : decode(d, s, n, last);
	if (d->held.len > 0) {
		memmove(d->held.data, d->held.data + used, n - used);
		d->held.len = n - used;
	} else {
		buf_add(&d->held, s + used, n - used);
	}
}

void
decoder_push(struct decoder *d, const char *s, size_t n)
{
	size_t skip = d->skip < n ? d->skip : n;

	d->skip -= skip;
	d->offset += skip;
	if (n > skip)
		convert(d, s + skip, n - skip, false);
}

void
decoder_end(struct decoder *d)
{
	static const char nothing[1];

	if (d->held.len > 0)
		convert(d, nothing, 0, true);
}

const char *
decoder_name(const struct decoder *d)
{
	return d->encoding == NULL ? "utf-8" : d->encoding->name;
}

bool
decoder_guessed(const struct decoder *d)
{
	return d->guessed;
}

const char *
decoder_repair(struct decoder *d)
{
	if (!d->replaced)
		return NULL;
	d->replaced = false;
	return d->encoding->kind == ENCODING_UTF8 ? "invalid-utf8" : "invalid-bytes";
}

bool
decoder_width(const struct decoder *d, enum markup_width *width)
{
	*width = MARKUP_WIDTH_BYTE;
	if (d->encoding == NULL || d->encoding->kind == ENCODING_UTF8)
		return true;
	if (d->encoding->kind == ENCODING_MULTI)
		return false;
	*width = d->encoding->kind == ENCODING_SINGLE ? MARKUP_WIDTH_CHARACTER : MARKUP_WIDTH_UTF16;
	return true;
}
