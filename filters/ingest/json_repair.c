#include "filters/ingest/json_repair.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/utf8.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The value of `count` hexadecimal digits, -1 if they are not there. */
static int
hex_number(const char *p, const char *end, int count)
{
	int value = 0;

	if (end - p < count)
		return -1;
	for (int i = 0; i < count; i++) {
		int digit = hex_value(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

static void
add_replacement(struct buf *out)
{
	buf_add(out, "\\ufffd", 6);
}

static void
add_control(struct buf *out, unsigned c)
{
	static const char hex[] = "0123456789abcdef";

	buf_add(out, "\\u00", 4);
	buf_addc(out, hex[c >> 4]);
	buf_addc(out, hex[c & 15]);
}

/* \uHHHH, with its second half if it is a pair. */
static const char *
repair_unicode(const char *p, const char *end, struct buf *out, struct item *item)
{
	int high = hex_number(p + 2, end, 4), low;

	if (high == 0) {
		item_repair(item, "nul");
		add_replacement(out);
		return p + 6;
	}
	if (high < 0xD800 || high > 0xDFFF) { /* or no number: the scanner will say so */
		buf_add(out, p, high < 0 ? 2 : 6);
		return p + (high < 0 ? 2 : 6);
	}
	low = high <= 0xDBFF && end - p >= 12 && p[6] == '\\' && p[7] == 'u' ? hex_number(p + 8, end, 4) : -1;
	if (low >= 0xDC00 && low <= 0xDFFF) {
		buf_add(out, p, 12);
		return p + 12;
	}
	item_repair(item, "lone-surrogate");
	add_replacement(out);
	return p + 6;
}

static const char *
repair_escape(const char *p, const char *end, struct buf *out, struct item *item)
{
	int value;

	if (end - p < 2) {
		buf_addc(out, *p);
		return end;
	}
	if (p[1] == 'u')
		return repair_unicode(p, end, out, item);
	if (p[1] == 'x' && (value = hex_number(p + 2, end, 2)) >= 0) {
		item_repair(item, "json-hex-escape");
		if (value == 0) {
			item_repair(item, "nul");
			add_replacement(out);
		} else {
			add_control(out, (unsigned)value);
		}
		return p + 4;
	}
	buf_addc(out, *p); /* the byte behind it may itself need a repair */
	if (p[1] != '"' && p[1] != '\\')
		return p + 1;
	buf_addc(out, p[1]);
	return p + 2;
}

static const char *
repair_byte(const char *p, const char *end, struct buf *out, struct item *item)
{
	const char *next = p;

	if (*p == '\0') {
		item_repair(item, "nul");
		add_replacement(out);
		return p + 1;
	}
	if ((unsigned char)*p < 0x20) {
		item_repair(item, "control-character");
		add_control(out, (unsigned char)*p);
		return p + 1;
	}
	if (utf8_decode(&next, end) == UTF8_REPLACEMENT && next - p == 1) {
		item_repair(item, "invalid-utf8");
		add_replacement(out);
	} else {
		buf_add(out, p, (size_t)(next - p));
	}
	return next;
}

void
json_repair(const char *text, size_t n, struct buf *out, struct item *item)
{
	const char *p = text, *end = text + n;
	bool in_string = false;

	buf_reserve(out, n);
	while (p < end) {
		if (*p == '"') {
			in_string = !in_string;
			buf_addc(out, *p++);
		} else if (!in_string) {
			buf_addc(out, *p++);
		} else if (*p == '\\') {
			p = repair_escape(p, end, out, item);
		} else if ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80) {
			buf_addc(out, *p++);
		} else {
			p = repair_byte(p, end, out, item);
		}
	}
}

/* Whether a string as written holds characters that our members escape: DEL,
 * C1, U+2028 and U+2029. */
static bool
is_awkward(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == 0x7F || (c == 0xC2 && (unsigned char)s[i + 1] < 0xA0)
		    || (c == 0xE2 && (unsigned char)s[i + 1] == 0x80 && ((unsigned char)s[i + 2] & 0xFE) == 0xA8))
			return true;
	}
	return false;
}

void
json_compact(const struct json_value *value, struct buf *out, struct buf *scratch)
{
	const char *p = value->text, *end = p + value->len;

	while (p < end) {
		const char *begun = p;

		if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r') {
			p++;
			continue;
		}
		if (*p != '"') {
			buf_addc(out, *p++);
			continue;
		}
		for (p++; *p != '"'; p++)
			p += *p == '\\';
		p++;
		if (!is_awkward(begun, (size_t)(p - begun))) {
			buf_add(out, begun, (size_t)(p - begun));
			continue;
		}
		buf_clear(scratch);
		json_unescape_raw(begun + 1, (size_t)(p - begun) - 2, scratch);
		json_add_string(out, scratch->data, scratch->len);
	}
}
