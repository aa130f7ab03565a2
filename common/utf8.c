#include "common/utf8.h"

#include "common/simd.h"

size_t
utf8_valid(const char *s, size_t n)
{
	size_t at = simd->utf8(s, n);

	/* The last character so far may be cut there: take it up again. */
	for (size_t back = 1; back <= 3 && back <= at; back++) {
		unsigned char c = (unsigned char)s[at - back];

		if (c >= 0xc0)
			at -= back;
		if (c >= 0xc0 || c < 0x80)
			break;
	}
	simd_characters(s, n, &at, n);
	return at;
}

uint32_t
utf8_decode(const char **s, const char *end)
{
	const unsigned char *p = (const unsigned char *)*s;
	size_t length = simd_character(p, (size_t)(end - *s));

	*s += length > 0 ? length : 1;
	switch (length) {
	case 1:
		return p[0];
	case 2:
		return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	case 3:
		return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
	case 4:
		return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
		       (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
	default:
		return UTF8_REPLACEMENT;
	}
}

size_t
utf8_encode(uint32_t c, char out[4])
{
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = UTF8_REPLACEMENT;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t
utf8_count(const char *s, size_t n)
{
	return simd->count(s, n);
}
