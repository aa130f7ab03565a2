#include "filters/ingest/mime.h"

#include <string.h>

#include "common/chars.h"
#include "common/utf8.h"
#include "filters/ingest/encoding.h"

/* --- UTF-7 (RFC 2152): old mailers write it, and no standard of the web has it. */

static void
add_character(uint32_t c, struct buf *out)
{
	char utf8[4];

	buf_add(out, utf8, utf8_encode(c, utf8));
}

/* A run of UTF-16 in base64, behind its `+`; returns where it ends. */
static const char *
decode_shifted(const char *s, const char *end, struct buf *out)
{
	uint32_t bits = 0, high = 0;
	unsigned count = 0;

	for (; s < end && char_base64(*s) >= 0; s++) {
		uint32_t unit;

		bits = bits << 6 | (uint32_t)char_base64(*s);
		count += 6;
		if (count < 16)
			continue;
		count -= 16;
		unit = bits >> count & 0xFFFF;
		bits &= (1U << count) - 1;
		if (high != 0 && unit >= 0xDC00 && unit < 0xE000) {
			add_character(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), out);
			high = 0;
			continue;
		}
		if (high != 0)
			add_character(UTF8_REPLACEMENT, out);
		high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
		if (high == 0)
			add_character(unit, out);
	}
	if (high != 0)
		add_character(UTF8_REPLACEMENT, out);
	return s < end && *s == '-' ? s + 1 : s;
}

static void
decode_utf7(const char *s, size_t n, struct buf *out)
{
	const char *end = s + n;

	while (s < end) {
		if (*s != '+') {
			if ((unsigned char)*s < 0x80)
				buf_addc(out, *s);
			else
				add_character(UTF8_REPLACEMENT, out);
			s++;
		} else if (s + 1 < end && s[1] == '-') {
			buf_addc(out, '+');
			s += 2;
		} else if (s + 1 < end && char_base64(s[1]) >= 0) {
			s = decode_shifted(s + 1, end, out);
		} else {
			buf_addc(out, *s++);
		}
	}
}

/* --- The others */

static void
take(const char *s, size_t n, uint64_t offset, void *context)
{
	struct buf *out = *(struct buf **)context;

	buf_add(out, s, n);
}

static void
repair(struct item *item, const char *name)
{
	if (item != NULL)
		item_repair(item, name);
}

/* The label without what is written around it by mistake. */
static struct mime_span
clean_label(struct mime_span label)
{
	label = mime_trim(label);
	while (label.n > 0 && strchr("\"'=", *label.s) != NULL) {
		label.s++;
		label.n--;
	}
	while (label.n > 0 && strchr("\"';,", label.s[label.n - 1]) != NULL)
		label.n--;
	return label;
}

static bool
is_label_of(struct mime_span label, const char *const names[])
{
	for (; *names != NULL; names++)
		if (mime_is(label, *names))
			return true;
	return false;
}

static bool
has_high(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return true;
	return false;
}

/* Whether text that is said to be UTF-8 has nothing of it. */
static bool
is_no_utf8(const char *s, size_t n)
{
	size_t good = 0, bad = 0;

	for (const char *p = s, *end = s + n; p < end;) {
		const char *from = p;
		uint32_t c = utf8_decode(&p, end);

		bad += c == UTF8_REPLACEMENT && p - from == 1;
		good += c >= 0x80 && p - from > 1;
	}
	return good == 0 && bad > 0;
}

/* Whether a text of single bytes cannot be Latin, as it is said to be: most of its letters are beyond ASCII. */
static bool
is_no_latin(const char *s, size_t n)
{
	size_t ascii = 0, high = 0;

	for (size_t i = 0; i < n; i++) {
		ascii += (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z');
		high += (unsigned char)s[i] >= 0xC0;
	}
	return high >= 8 && high > 2 * ascii;
}

/* Whether the declared encoding, which is not multi-byte, is surely wrong. Text that is valid UTF-8 is hardly ever
 * anything else, much mail that is said to be Latin 1 is, and some programs call whatever they send so. */
static bool
is_wrong(const struct encoding *declared, struct mime_span label, const char *s, size_t n, bool utf8)
{
	static const char *const ascii[] = {"us-ascii", "ascii", "ansi_x3.4-1968", NULL};

	if (declared->kind == ENCODING_UTF8)
		return !utf8 && is_no_utf8(s, n);
	if (utf8 || is_label_of(label, ascii))
		return true;
	return strcmp(declared->name, "windows-1252") == 0 && is_no_latin(s, n);
}

/* The encoding to read the bytes by; NULL: to be guessed. */
static const struct encoding *
choose(struct mime_span label, const char *s, size_t n, struct item *item)
{
	static const char *const no_names[] = {"unknown-8bit", "x-unknown", "unknown", "default", "8bit", "binary", NULL};
	const struct encoding *declared = label.n > 0 ? encoding_find(label.s, label.n) : NULL;
	bool utf8;

	if (declared == NULL && label.n > 0 && !is_label_of(label, no_names))
		repair(item, "charset-unknown");
	if (declared != NULL && declared->kind != ENCODING_UTF8 && declared->kind != ENCODING_SINGLE)
		return declared;
	utf8 = utf8_valid(s, n) == n;
	if (declared != NULL && !is_wrong(declared, label, s, n, utf8))
		return declared;
	if (declared != NULL)
		repair(item, "charset-wrong");
	return utf8 ? encoding_find("utf-8", 5) : NULL;
}

/* Whether bytes without the eighth bit mean the same in the charset. */
static bool
is_ascii_based(struct mime_span label)
{
	const struct encoding *encoding = label.n > 0 ? encoding_find(label.s, label.n) : NULL;

	return encoding == NULL || encoding->kind == ENCODING_UTF8 || encoding->kind == ENCODING_SINGLE;
}

void
mime_charset(struct mime_span label, const char *s, size_t n, bool html, struct item *item, struct buf *out)
{
	static const char *const utf7[] = {"utf-7", "utf7", "unicode-1-1-utf-7", NULL};
	struct decoder *decoder;
	const struct encoding *encoding;
	const char *name;

	if (n == 0)
		return;
	label = clean_label(label);
	if (is_label_of(label, utf7)) {
		decode_utf7(s, n, out);
		return;
	}
	if (is_ascii_based(label) && !has_high(s, n)) {
		buf_add(out, s, n);
		return;
	}
	encoding = choose(label, s, n, item);
	if (encoding != NULL && encoding->kind == ENCODING_UTF8 && utf8_valid(s, n) == n) {
		buf_add(out, s, n);
		return;
	}
	decoder = decoder_new(take, &out);
	decoder_begin(decoder, s, html ? (n < ENCODING_HEAD ? n : ENCODING_HEAD) : (n < 3 ? n : 3), html ? MARKUP_HTML : MARKUP_XML,
	              encoding);
	decoder_push(decoder, s, n);
	decoder_end(decoder);
	name = decoder_repair(decoder);
	if (name != NULL)
		repair(item, name);
	if (decoder_guessed(decoder))
		repair(item, "encoding-guessed");
	decoder_free(decoder);
}
