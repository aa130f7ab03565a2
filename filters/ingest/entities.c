#include "filters/ingest/entities.h"

#include <stdbool.h>

#include "common/utf8.h"

struct entity {
	uint16_t at;       /* of its name in spelling */
	uint8_t name_len;
	uint8_t text_len;
};

#include "filters/ingest/entities.inc"

#define ENTITY_COUNT (sizeof entities / sizeof entities[0])

/* The byte number `depth` of a name; -1 behind its end, so that a name sorts
 * before those it begins. */
static int
name_byte(size_t entity, size_t depth)
{
	const struct entity *e = &entities[entity];

	return depth < e->name_len ? (unsigned char)spelling[e->at + depth] : -1;
}

/* The first name in [low, high) whose byte at depth is at least c. All share
 * the bytes before depth. */
static size_t
lower_bound(size_t low, size_t high, size_t depth, int c)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (name_byte(middle, depth) < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
entity_match(const char *s, size_t n, const char **text, size_t *text_len)
{
	static const char *const usual[] = {"<lt;", ">gt;", "&amp;", "\"quot;"};
	size_t low = 0, high = ENTITY_COUNT, found = 0;

	/* what stands between most of any text is not searched for */
	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
		size_t length = strlen(usual[i]) - 1;

		if (n >= length && memcmp(s, usual[i] + 1, length) == 0) {
			*text = usual[i];
			*text_len = 1;
			return length;
		}
	}

	for (size_t depth = 0; depth < n && depth < ENTITY_MAX_NAME; depth++) {
		int c = (unsigned char)s[depth];
		const struct entity *e;

		low = lower_bound(low, high, depth, c);
		high = lower_bound(low, high, depth, c + 1);
		if (low == high)
			break;
		e = &entities[low];
		if (e->name_len == depth + 1) {
			found = depth + 1;
			*text = spelling + e->at + e->name_len;
			*text_len = e->text_len;
		}
	}
	return found;
}

uint32_t
entity_number(uint32_t number)
{
	/* What browsers make of the C1 range: it was meant as windows-1252. 0
	 * where that has no character; the control then stays. */
	static const uint16_t windows1252[32] = {
		0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
		0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
		0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
		0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
	};

	if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF))
		return UTF8_REPLACEMENT;
	if (number >= 0x80 && number <= 0x9F && windows1252[number - 0x80] != 0)
		return windows1252[number - 0x80];
	return number;
}

static int
digit_value(char c, unsigned base)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (base == 16 && c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (base == 16 && c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes the numeric reference at s (behind the #); returns the bytes used, 0
 * if there is none with digits and a semicolon. */
static size_t
decode_number(const char *s, size_t n, struct buf *out)
{
	unsigned base = n > 0 && (s[0] == 'x' || s[0] == 'X') ? 16 : 10;
	size_t begin = base == 16, i = begin;
	uint32_t number = 0;
	char bytes[4];

	for (; i < n && digit_value(s[i], base) >= 0; i++)
		if (number <= 0x10FFFF)
			number = number * base + (uint32_t)digit_value(s[i], base);
	if (i == begin || i == n || s[i] != ';')
		return 0;
	buf_add(out, bytes, utf8_encode(entity_number(number), bytes));
	return i + 1;
}

void
entities_decode(const char *s, size_t n, struct buf *out)
{
	size_t i = 0;

	while (i < n) {
		const char *amp = memchr(s + i, '&', n - i), *text = NULL;
		size_t text_len = 0, used;

		if (amp == NULL)
			break;
		buf_add(out, s + i, (size_t)(amp - s) - i);
		i = (size_t)(amp - s) + 1;
		if (i < n && s[i] == '#') {
			used = decode_number(s + i + 1, n - i - 1, out);
			used += used > 0;
		} else {
			used = entity_match(s + i, n - i, &text, &text_len);
			if (used > 0 && s[i + used - 1] == ';')
				buf_add(out, text, text_len);
			else
				used = 0;
		}
		if (used == 0)
			buf_addc(out, '&');
		i += used;
	}
	buf_add(out, s + i, n - i);
}
