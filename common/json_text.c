/* Strings in and out, and the walk through text that was scanned. */
#include <string.h>

#include "common/json.h"
#include "common/simd.h"
#include "common/utf8.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static const unsigned char hex_values[256] = {
	['0'] = 0,  ['1'] = 1,  ['2'] = 2,  ['3'] = 3,  ['4'] = 4,  ['5'] = 5,  ['6'] = 6,  ['7'] = 7,
	['8'] = 8,  ['9'] = 9,  ['a'] = 10, ['b'] = 11, ['c'] = 12, ['d'] = 13, ['e'] = 14, ['f'] = 15,
	['A'] = 10, ['B'] = 11, ['C'] = 12, ['D'] = 13, ['E'] = 14, ['F'] = 15,
};

/* What the letter after a backslash stands for. */
static const char escape_values[256] = {
	['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
	['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* What stands after the backslash for a character; 'u' is the long form, '?' may
 * begin a character that takes it: C1 controls, U+2028. */
static const char escape_letters[256] = {
	[0x00 ... 0x07] = 'u', ['\b'] = 'b', ['\t'] = 't',  ['\n'] = 'n', [0x0b] = 'u', ['\f'] = 'f',
	['\r'] = 'r', [0x0e ... 0x1f] = 'u', ['"'] = '"',   ['\\'] = '\\', [0x7f] = 'u',
	[0xc2] = '?', [0xe2] = '?',
};

static uint32_t
hex4(const char *p)
{
	return (uint32_t)(hex_values[(unsigned char)p[0]] << 12 | hex_values[(unsigned char)p[1]] << 8 |
	                  hex_values[(unsigned char)p[2]] << 4 | hex_values[(unsigned char)p[3]]);
}

/* Decodes the escape at p, which was scanned, and gives what lies behind it. */
static const char *
unescape_one(const char *p, char out[4], size_t *n)
{
	uint32_t c;

	if (p[1] != 'u') {
		out[0] = escape_values[(unsigned char)p[1]];
		*n = 1;
		return p + 2;
	}
	c = hex4(p + 2);
	p += 6;
	if (c >= 0xd800 && c <= 0xdbff) {
		c = 0x10000 + ((c - 0xd800) << 10) + (hex4(p + 2) - 0xdc00);
		p += 6;
	}
	*n = utf8_encode(c, out);
	return p;
}

/* Copies up to the first backslash and gives how many bytes those were. */
static inline size_t
copy_plain(char *to, const char *s, size_t n)
{
	size_t i = 0;

#if defined(__SSE2__)
	for (; n - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		int hits = _mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));

		_mm_storeu_si128((__m128i *)(void *)(to + i), v);
		if (hits != 0)
			return i + (size_t)__builtin_ctz((unsigned)hits);
	}
#endif
	for (; i < n && s[i] != '\\'; i++)
		to[i] = s[i];
	return i;
}

void
json_unescape_raw(const char *s, size_t n, struct buf *out)
{
	const char *end;
	char *to;

	if (n == 0)
		return;
	end = s + n;
	if (out->cap - out->len < n)
		buf_reserve(out, n); /* text only gets shorter */
	to = out->data + out->len;
	while (s < end) {
		size_t plain = copy_plain(to, s, (size_t)(end - s));

		s += plain;
		to += plain;
		while (s < end && *s == '\\') {
			char bytes[4];
			size_t length;

			s = unescape_one(s, bytes, &length);
			memcpy(to, bytes, length);
			to += length;
		}
	}
	out->len = (size_t)(to - out->data);
}

void
json_unescape(const struct json_value *string, struct buf *out)
{
	json_unescape_raw(string->text + 1, string->len - 2, out);
}

bool
json_escaped_key_is(const struct json_member *member, const char *name, size_t n)
{
	const char *p = member->key, *end = p + member->key_len, *name_end = name + n;

	while (p < end) {
		char bytes[4] = {*p};
		size_t length = 1;

		if (*p == '\\')
			p = unescape_one(p, bytes, &length);
		else
			p++;
		if ((size_t)(name_end - name) < length || memcmp(name, bytes, length) != 0)
			return false;
		name += length;
	}
	return name == name_end;
}

/* --- Walking. The text was scanned, so that brackets and quotes pair. */

/* From behind a string's first quote to its last one. A quote ends the string
 * unless an odd number of backslashes stands before it. */
static const char *
string_end(const char *begun, const char *end)
{
	for (const char *p = begun;; p++) {
		const char *q;

		p = memchr(p, '"', (size_t)(end - p));
		for (q = p; q > begun && q[-1] == '\\'; q--)
			;
		if ((p - q) % 2 == 0)
			return p;
	}
}

/* What changes the depth, or hides what does. */
static const bool counts[256] = {['"'] = true, ['{'] = true, ['['] = true, ['}'] = true, [']'] = true};

/* What stands between values and keys. */
static const bool between[256] = {[','] = true, [':'] = true, [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true};

/* Past the value at p. */
static const char *
value_end(const char *p, const char *end)
{
	size_t depth = 0;

	do {
		switch (*p) {
		case '"':
			p = string_end(p + 1, end) + 1;
			break;
		case '{':
		case '[':
			depth++;
			p++;
			break;
		case '}':
		case ']':
			depth--;
			p++;
			break;
		default:
			/* Between values; or a number or a word, to its end. */
			if (depth == 0)
				while (p < end && *p != ',' && *p != '}' && *p != ']' && (unsigned char)*p > ' ')
					p++;
			else
				while (!counts[(unsigned char)*p])
					p++;
		}
	} while (depth > 0);
	return p;
}

static const char *
skip_between(const char *p)
{
	while (between[(unsigned char)*p])
		p++;
	return p;
}

static enum json_type
type_of(char c)
{
	switch (c) {
	case '{':
		return JSON_OBJ;
	case '[':
		return JSON_ARR;
	case '"':
		return JSON_STR;
	case 't':
	case 'f':
		return JSON_BOOL;
	case 'n':
		return JSON_NUL;
	default:
		return JSON_NUM;
	}
}

bool
json_next(const struct json_value *container, size_t *cursor, struct json_member *member)
{
	const char *end = container->text + container->len, *p;

	if (container->type != JSON_OBJ && container->type != JSON_ARR)
		return false;
	p = skip_between(container->text + (*cursor > 0 ? *cursor : 1));
	if (*p == '}' || *p == ']')
		return false;
	if (container->type == JSON_OBJ) {
		const char *key = p + 1;

		p = string_end(key, end);
		member->key = key;
		member->key_escaped = memchr(key, '\\', (size_t)(p - key)) != NULL;
		member->key_len = (uint32_t)(p - key);
		p = skip_between(p + 1);
	}
	member->value.text = p;
	member->value.type = type_of(*p);
	p = value_end(p, end);
	member->value.len = (size_t)(p - member->value.text);
	*cursor = (size_t)(p - container->text);
	return true;
}

struct json_value
json_get(const struct json_value *object, const char *key, size_t n)
{
	struct json_value found = {NULL, 0, JSON_ABSENT};
	struct json_member member;
	size_t cursor = 0;

	if (object->type != JSON_OBJ)
		return found;
	while (json_next(object, &cursor, &member))
		if (json_key_is(&member, key, n))
			found = member.value;
	return found;
}

/* --- Writing */

static void
add_escape(struct buf *out, uint32_t c)
{
	char text[6] = {'\\', 'u'};

	if (c < 0x80 && escape_letters[c] != 'u') {
		text[1] = escape_letters[c];
		buf_add(out, text, 2);
		return;
	}
	for (int i = 0; i < 4; i++)
		text[2 + i] = "0123456789abcdef"[c >> (12 - 4 * i) & 15];
	buf_add(out, text, 6);
}

static bool
must_escape(uint32_t c)
{
	return c < 0x80 ? escape_letters[c] != 0 : c < 0xa0 || c == 0x2028 || c == 0x2029;
}

enum { SHORT_STRING = 32 };

/* Appends a short string if it is of ASCII that needs no escapes; there is room. */
static bool
add_plain(struct buf *out, const char *s, size_t n)
{
	char *to = out->data + out->len;
	size_t i = 0;

	*to++ = '"';
	for (; i < n && (signed char)s[i] >= 0 && escape_letters[(unsigned char)s[i]] == 0; i++)
		to[i] = s[i];
	if (i < n)
		return false;
	to[n] = '"';
	out->len += n + 2;
	return true;
}

void
json_add_string(struct buf *out, const char *s, size_t n)
{
	const char *end = n > 0 ? s + n : s; /* NULL + 0 is undefined */

	if (out->cap - out->len < n + 2)
		buf_reserve(out, n + 2);
	if (n < SHORT_STRING && add_plain(out, s, n))
		return;
	buf_addc(out, '"');
	while (s < end) {
		size_t valid = utf8_valid(s, (size_t)(end - s));
		const char *stop = s + valid, *plain = s;

		while (s < stop) {
			const char *character;
			uint32_t c;

			s += simd->plain(s, (size_t)(stop - s));
			while (s < stop && escape_letters[(unsigned char)*s] == 0)
				s++;
			character = s;
			if (s == stop)
				break;
			c = utf8_decode(&s, stop);
			if (!must_escape(c))
				continue;
			buf_add(out, plain, (size_t)(character - plain));
			add_escape(out, c);
			plain = s;
		}
		buf_add(out, plain, (size_t)(s - plain));
		if (s < end) {
			buf_adds(out, "\xef\xbf\xbd");
			s++;
		}
	}
	buf_addc(out, '"');
}

void
json_add_comma(struct buf *out)
{
	char last = out->len > 0 ? out->data[out->len - 1] : '[';

	if (last != '{' && last != '[')
		buf_addc(out, ',');
}

void
json_add_key(struct buf *out, const char *key)
{
	json_add_comma(out);
	json_add_string(out, key, strlen(key));
	buf_addc(out, ':');
}
