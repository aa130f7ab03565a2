#include "common/simd.h"

#include <endian.h>
#include <string.h>

#define EACH(byte) (0x0101010101010101u * (byte))

/* Well-formed sequences by their first byte: how long, and the bounds of the
 * second byte; all later bytes are 80..bf. Unicode 15.0, table 3-7. */
static const struct lead {
	unsigned char length, low, high;
} leads[256] = {
	[0x00 ... 0x7f] = {1, 0, 0},
	[0xc2 ... 0xdf] = {2, 0x80, 0xbf},
	[0xe0] = {3, 0xa0, 0xbf},
	[0xe1 ... 0xec] = {3, 0x80, 0xbf},
	[0xed] = {3, 0x80, 0x9f},
	[0xee ... 0xef] = {3, 0x80, 0xbf},
	[0xf0] = {4, 0x90, 0xbf},
	[0xf1 ... 0xf3] = {4, 0x80, 0xbf},
	[0xf4] = {4, 0x80, 0x8f},
};

size_t
simd_character(const unsigned char *s, size_t n)
{
	const struct lead *lead = &leads[s[0]];

	if (lead->length <= 1)
		return lead->length;
	if (n < lead->length || s[1] < lead->low || s[1] > lead->high)
		return 0;
	for (size_t i = 2; i < lead->length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return lead->length;
}

bool
simd_characters(const char *text, size_t n, size_t *at, size_t end)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = *at, length = 1;

	while (i < end && length > 0) {
		/* The two commonest lengths first. */
		if (s[i] < 0x80)
			length = 1;
		else if (s[i] >= 0xc2 && s[i] <= 0xdf && i + 1 < n && (s[i + 1] & 0xc0) == 0x80)
			length = 2;
		else
			length = simd_character(s + i, n - i);
		i += length;
	}
	*at = i;
	return length > 0;
}

size_t
simd_overhang(const char *text, size_t from)
{
	for (size_t back = 1; back <= 3 && back <= from; back++) {
		unsigned char c = (unsigned char)text[from - back];

		if (leads[c].length > back)
			return leads[c].length - back;
		if ((c & 0xc0) != 0x80)
			break;
	}
	return 0;
}

static uint64_t
load(const char *s)
{
	uint64_t word;

	memcpy(&word, s, sizeof(word));
	return le64toh(word);
}

/* The high bit of every byte that is zero. */
static uint64_t
zeros(uint64_t word)
{
	return ~(((word & EACH(0x7f)) + EACH(0x7f)) | word | EACH(0x7f));
}

/* The high bit of every byte at which a string stops. */
static uint64_t
stop_bits(uint64_t word)
{
	return zeros(word ^ EACH('"')) | zeros(word ^ EACH('\\')) | zeros(word & EACH(0xe0));
}

static bool
plain_stops(const char *text, size_t n, size_t from, unsigned char marks[SIMD_MARKS])
{
	size_t end = n - from < SIMD_WINDOW ? n : from + SIMD_WINDOW;
	size_t checked = from + simd_overhang(text, from), at = from;
	char tail[8] = {0};
	bool valid = true;

	memset(marks, 0, SIMD_MARKS);
	for (; at < end; at += 8) {
		const char *s = text + at;
		uint64_t word;

		if (end - at < 8)
			s = memcpy(tail, s, end - at);
		word = load(s);
		/* The product gathers the high bits of all bytes in the top one. */
		marks[(at - from) / 8] = (unsigned char)((stop_bits(word) >> 7) * 0x0102040810204080u >> 56);
		if ((word & EACH(0x80)) == 0 || !valid)
			continue;
		if (checked < at)
			checked = at;
		valid = simd_characters(text, n, &checked, end - at < 8 ? end : at + 8);
	}
	marks[(end - from) / 8] |= (unsigned char)(1 << (end - from) % 8);
	return valid;
}

static size_t
plain_utf8(const char *s, size_t n)
{
	size_t checked = 0, at = 0;

	for (; n - at >= 64; at += 64) {
		uint64_t any = 0;

		for (size_t i = 0; i < 64; i += 8)
			any |= load(s + at + i);
		if ((any & EACH(0x80)) == 0 && checked <= at)
			continue;
		if (checked < at)
			checked = at;
		if (!simd_characters(s, n, &checked, at + 64))
			break;
	}
	return at;
}

static size_t
plain_plain(const char *s, size_t n)
{
	size_t at = 0;

	for (; n - at >= 8; at += 8) {
		uint64_t word = load(s + at);

		if ((stop_bits(word) | zeros(word ^ EACH(0x7f)) | zeros(word ^ EACH(0xc2)) |
		     zeros(word ^ EACH(0xe2))) != 0)
			break;
	}
	return at;
}

static size_t
plain_count(const char *s, size_t n)
{
	size_t at = 0, continuing = 0;

	for (; n - at >= 8; at += 8) {
		uint64_t word = load(s + at);

		continuing += (size_t)__builtin_popcountll(word & ~word << 1 & EACH(0x80));
	}
	for (; at < n; at++)
		continuing += (s[at] & 0xc0) == 0x80;
	return n - continuing;
}

const struct simd simd_plain = {"plain", plain_stops, plain_utf8, plain_plain, plain_count};

const struct simd *simd = &simd_plain;

const struct simd *
simd_body(size_t number)
{
	if (number == 0)
		return &simd_plain;
#if defined(__x86_64__)
	__builtin_cpu_init();
	if (number == 1)
		return &simd_sse2;
	if (number == 2 && __builtin_cpu_supports("avx2"))
		return &simd_avx2;
	/* VBMI2 stands for processors that do not slow down for wide registers. */
	if (number == 3 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2"))
		return &simd_avx512;
#endif
	return NULL;
}

__attribute__((constructor)) static void
choose(void)
{
	for (size_t i = 0; i < SIMD_BODIES; i++)
		if (simd_body(i) != NULL)
			simd = simd_body(i);
}
