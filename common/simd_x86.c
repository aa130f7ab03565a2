#include "common/simd.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,bmi")))
#define AVX512 __attribute__((target("avx2,bmi,avx512f,avx512bw,avx512dq")))

/* Stores 64 marks; gives where the next ones go. */
static inline unsigned char *
put(unsigned char *marks, uint64_t bits)
{
	memcpy(marks, &bits, sizeof(bits));
	return marks + sizeof(bits);
}

/* --- SSE2, which every x86-64 has: no byte shuffles, so UTF-8 goes by hand
 * where a block is not ASCII. */

static __m128i
sse2_load(const char *s)
{
	return _mm_loadu_si128((const __m128i *)(const void *)s);
}

static uint64_t
sse2_stops16(__m128i v)
{
	__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
	                           _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));

	hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v));
	return (uint64_t)_mm_movemask_epi8(hit);
}

static int
sse2_high64(const char *s)
{
	return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(sse2_load(s), sse2_load(s + 16)),
	                                      _mm_or_si128(sse2_load(s + 32), sse2_load(s + 48))));
}

static bool
sse2_stops(const char *text, size_t n, size_t from, unsigned char marks[SIMD_MARKS])
{
	size_t end = n - from < SIMD_WINDOW ? n : from + SIMD_WINDOW;
	size_t checked = from + simd_overhang(text, from);
	char tail[64];
	bool valid = true;

	for (size_t at = from; at < end; at += 64) {
		const char *s = text + at;
		size_t here = end - at < 64 ? end : at + 64;

		if (end - at < 64) {
			memset(tail, 0, sizeof(tail)); /* controls: the scan stops at the end by itself */
			s = memcpy(tail, s, end - at);
		}
		marks = put(marks, sse2_stops16(sse2_load(s)) | sse2_stops16(sse2_load(s + 16)) << 16 |
		                           sse2_stops16(sse2_load(s + 32)) << 32 |
		                           sse2_stops16(sse2_load(s + 48)) << 48);
		if (!valid || sse2_high64(s) == 0)
			continue;
		if (checked < at)
			checked = at;
		valid = simd_characters(text, n, &checked, here);
	}
	put(marks, 1);
	return valid;
}

static size_t
sse2_utf8(const char *s, size_t n)
{
	size_t checked = 0, at = 0;

	for (; n - at >= 64; at += 64) {
		if (sse2_high64(s + at) == 0 && checked <= at)
			continue;
		if (checked < at)
			checked = at;
		if (!simd_characters(s, n, &checked, at + 64))
			break;
	}
	return at;
}

static size_t
sse2_plain(const char *s, size_t n)
{
	size_t at = 0;

	for (; n - at >= 16; at += 16) {
		__m128i v = sse2_load(s + at);
		__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xc2)),
		                           _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xe2)));
		uint64_t bits;

		hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f)));
		bits = sse2_stops16(v) | (uint64_t)_mm_movemask_epi8(hit);
		if (bits != 0)
			return at + (size_t)__builtin_ctzll(bits);
	}
	return at;
}

static size_t
sse2_count(const char *s, size_t n)
{
	size_t at = 0, characters = 0;

	while (n - at >= 16) {
		size_t end = n - at < 255 * 16 ? n : at + 255 * 16; /* bytes count to 255 */
		__m128i counts = _mm_setzero_si128();

		for (; end - at >= 16; at += 16)
			counts = _mm_sub_epi8(counts, _mm_cmpgt_epi8(sse2_load(s + at), _mm_set1_epi8(-65)));
		counts = _mm_sad_epu8(counts, _mm_setzero_si128());
		characters += (size_t)_mm_cvtsi128_si64(counts);
		characters += (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(counts, counts));
	}
	for (; at < n; at++)
		characters += (s[at] & 0xc0) != 0x80;
	return characters;
}

const struct simd simd_sse2 = {"sse2", sse2_stops, sse2_utf8, sse2_plain, sse2_count};

/* --- AVX2. UTF-8 is checked by the lookup method of J. Keiser and D. Lemire,
 * "Validating UTF-8 in less than one instruction per byte", Software: Practice
 * and Experience 51 (5), 2021. Every pair of neighbouring bytes is looked up by
 * three nibbles; each table says which faults its nibble allows, and a fault
 * that all three allow is there. */

enum {
	TOO_SHORT = 1 << 0,  /* a lead byte, then no continuation */
	TOO_LONG = 1 << 1,   /* ASCII, then a continuation */
	OVERLONG_3 = 1 << 2, /* e0 80..9f */
	TOO_LARGE = 1 << 3,  /* f4 90..bf, f5..ff 90..bf */
	SURROGATE = 1 << 4,  /* ed a0..bf */
	OVERLONG_2 = 1 << 5, /* c0, c1 */
	OVERLONG_4 = 1 << 6, /* f0 80..8f; also f5..ff 80..8f, which is too large */
	TWO_MORE = 1 << 7,   /* two continuations: right behind a 3- or 4-byte lead */
	CARRY = TOO_SHORT | TOO_LONG | TWO_MORE
};

/* By the high nibble of the first byte. */
static const unsigned char first_high[16] = {
	[0x0 ... 0x7] = TOO_LONG,
	[0x8 ... 0xb] = TWO_MORE,
	[0xc] = TOO_SHORT | OVERLONG_2,
	[0xd] = TOO_SHORT,
	[0xe] = TOO_SHORT | OVERLONG_3 | SURROGATE,
	[0xf] = TOO_SHORT | TOO_LARGE | OVERLONG_4,
};

/* By its low nibble. */
static const unsigned char first_low[16] = {
	[0x0] = CARRY | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
	[0x1] = CARRY | OVERLONG_2,
	[0x2 ... 0x3] = CARRY,
	[0x4] = CARRY | TOO_LARGE,
	[0x5 ... 0xc] = CARRY | TOO_LARGE | OVERLONG_4,
	[0xd] = CARRY | TOO_LARGE | OVERLONG_4 | SURROGATE,
	[0xe ... 0xf] = CARRY | TOO_LARGE | OVERLONG_4,
};

/* By the high nibble of the second byte. */
static const unsigned char second_high[16] = {
	[0x0 ... 0x7] = TOO_SHORT,
	[0x8] = TOO_LONG | OVERLONG_2 | TWO_MORE | OVERLONG_3 | OVERLONG_4,
	[0x9] = TOO_LONG | OVERLONG_2 | TWO_MORE | OVERLONG_3 | TOO_LARGE,
	[0xa ... 0xb] = TOO_LONG | OVERLONG_2 | TWO_MORE | SURROGATE | TOO_LARGE,
	[0xc ... 0xf] = TOO_SHORT,
};

/* The greatest bytes after which no character is left open. */
static const unsigned char closed[32] = {
	[0 ... 28] = 0xff, [29] = 0xef, [30] = 0xdf, [31] = 0xbf,
};

struct check {
	__m256i first_high, first_low, second_high, closed;
	__m256i previous; /* the 32 bytes before */
	__m256i open;     /* not zero: they end within a character */
	__m256i fault;    /* not zero: something was invalid */
};

static inline AVX2 __m256i
avx2_load(const void *s)
{
	return _mm256_loadu_si256(s);
}

static inline AVX2 __m256i
avx2_table(const unsigned char table[16])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

/* Begins checking at s + from. */
static inline AVX2 struct check
avx2_check(const char *s, size_t from)
{
	struct check check = {
		.first_high = avx2_table(first_high),
		.first_low = avx2_table(first_low),
		.second_high = avx2_table(second_high),
		.closed = avx2_load(closed),
		.previous = from > 0 ? avx2_load(s + from - 32) : _mm256_setzero_si256(),
		.fault = _mm256_setzero_si256(),
	};

	check.open = _mm256_subs_epu8(check.previous, check.closed);
	return check;
}

static inline AVX2 __m256i
avx2_nibble(__m256i v)
{
	return _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0f));
}

/* The faults of 32 bytes v, given the 32 bytes before them. */
static inline AVX2 __m256i
avx2_faults(const struct check *check, __m256i v, __m256i before)
{
	__m256i across = _mm256_permute2x128_si256(before, v, 0x21);
	__m256i back1 = _mm256_alignr_epi8(v, across, 15);
	__m256i back2 = _mm256_alignr_epi8(v, across, 14);
	__m256i back3 = _mm256_alignr_epi8(v, across, 13);
	__m256i low = _mm256_and_si256(back1, _mm256_set1_epi8(0x0f));
	__m256i pair = _mm256_and_si256(
		_mm256_and_si256(_mm256_shuffle_epi8(check->first_high, avx2_nibble(back1)),
	                         _mm256_shuffle_epi8(check->first_low, low)),
		_mm256_shuffle_epi8(check->second_high, avx2_nibble(v)));
	/* Where the byte two back is e0.. or the one three back f0.., a second
	 * continuation must stand, and nowhere else. */
	__m256i third = _mm256_subs_epu8(back2, _mm256_set1_epi8(0xe0 - 0x80));
	__m256i fourth = _mm256_subs_epu8(back3, _mm256_set1_epi8(0xf0 - 0x80));
	__m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));

	return _mm256_xor_si256(due, pair);
}

/* Takes in the next 64 bytes. */
static inline AVX2 void
avx2_check64(struct check *check, __m256i a, __m256i b)
{
	if (_mm256_movemask_epi8(_mm256_or_si256(a, b)) == 0) {
		check->fault = _mm256_or_si256(check->fault, check->open);
		check->open = _mm256_setzero_si256();
	} else {
		__m256i faults = _mm256_or_si256(avx2_faults(check, a, check->previous),
		                                 avx2_faults(check, b, a));

		check->fault = _mm256_or_si256(check->fault, faults);
		check->open = _mm256_subs_epu8(b, check->closed);
	}
	check->previous = b;
}

static inline AVX2 __m256i
avx2_hits(__m256i v)
{
	__m256i hit = _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')),
	                              _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\')));

	return _mm256_or_si256(hit, _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(0x1f)), v));
}

static inline AVX2 uint64_t
avx2_bits(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

static AVX2 bool
avx2_stops(const char *text, size_t n, size_t from, unsigned char marks[SIMD_MARKS])
{
	size_t end = n - from < SIMD_WINDOW ? n : from + SIMD_WINDOW, at = from;
	struct check check = avx2_check(text, from);

	for (; end - at >= 64; at += 64) {
		__m256i a = avx2_load(text + at), b = avx2_load(text + at + 32);

		marks = put(marks, avx2_bits(avx2_hits(a), avx2_hits(b)));
		avx2_check64(&check, a, b);
	}
	if (at < end) {
		char tail[64] = {0}; /* controls: the scan stops at the end by itself */
		__m256i a, b;

		memcpy(tail, text + at, end - at);
		a = avx2_load(tail);
		b = avx2_load(tail + 32);
		marks = put(marks, avx2_bits(avx2_hits(a), avx2_hits(b)));
		avx2_check64(&check, a, b);
	}
	put(marks, 1);
	if (end == n)
		check.fault = _mm256_or_si256(check.fault, check.open);
	return _mm256_testz_si256(check.fault, check.fault);
}

static AVX2 size_t
avx2_utf8(const char *s, size_t n)
{
	struct check check = avx2_check(s, 0);
	size_t at = 0;

	for (; n - at >= 64; at += 64) {
		avx2_check64(&check, avx2_load(s + at), avx2_load(s + at + 32));
		if (!_mm256_testz_si256(check.fault, check.fault))
			break;
	}
	return at;
}

static AVX2 size_t
avx2_plain(const char *s, size_t n)
{
	size_t at = 0;

	for (; n - at >= 32; at += 32) {
		__m256i v = avx2_load(s + at), hit = avx2_hits(v);
		uint32_t bits;

		hit = _mm256_or_si256(hit, _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)0xc2)));
		hit = _mm256_or_si256(hit, _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)0xe2)));
		hit = _mm256_or_si256(hit, _mm256_cmpeq_epi8(v, _mm256_set1_epi8(0x7f)));
		bits = (uint32_t)_mm256_movemask_epi8(hit);
		if (bits != 0)
			return at + (size_t)__builtin_ctz(bits);
	}
	return at;
}

const struct simd simd_avx2 = {"avx2", avx2_stops, avx2_utf8, avx2_plain, sse2_count};

/* --- AVX-512: the same, 64 bytes in one register and masks for free. */

struct wide {
	__m512i first_high, first_low, second_high, closed;
	__m512i previous, open, fault; /* as in struct check */
};

static inline AVX512 __m512i
avx512_table(const unsigned char table[16])
{
	return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)table));
}

static inline AVX512 struct wide
avx512_check(const char *s, size_t from)
{
	struct wide wide = {
		.first_high = avx512_table(first_high),
		.first_low = avx512_table(first_low),
		.second_high = avx512_table(second_high),
		/* The upper half of it says what may end a block. */
		.closed = _mm512_inserti64x4(_mm512_set1_epi8(-1), avx2_load(closed), 1),
		.previous = from > 0 ? _mm512_loadu_si512(s + from - 64) : _mm512_setzero_si512(),
		.fault = _mm512_setzero_si512(),
	};

	wide.open = _mm512_subs_epu8(wide.previous, wide.closed);
	return wide;
}

static inline AVX512 __m512i
avx512_nibble(__m512i v)
{
	return _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(0x0f));
}

/* As avx2_faults(). */
static inline AVX512 __m512i
avx512_faults(const struct wide *wide, __m512i v)
{
	__m512i across = _mm512_alignr_epi64(v, wide->previous, 6);
	__m512i back1 = _mm512_alignr_epi8(v, across, 15);
	__m512i back2 = _mm512_alignr_epi8(v, across, 14);
	__m512i back3 = _mm512_alignr_epi8(v, across, 13);
	__m512i low = _mm512_and_si512(back1, _mm512_set1_epi8(0x0f));
	__m512i pair = _mm512_and_si512(
		_mm512_and_si512(_mm512_shuffle_epi8(wide->first_high, avx512_nibble(back1)),
	                         _mm512_shuffle_epi8(wide->first_low, low)),
		_mm512_shuffle_epi8(wide->second_high, avx512_nibble(v)));
	__m512i third = _mm512_subs_epu8(back2, _mm512_set1_epi8(0xe0 - 0x80));
	__m512i fourth = _mm512_subs_epu8(back3, _mm512_set1_epi8(0xf0 - 0x80));
	__m512i due = _mm512_and_si512(_mm512_or_si512(third, fourth), _mm512_set1_epi8((char)0x80));

	return _mm512_xor_si512(due, pair);
}

static inline AVX512 void
avx512_check64(struct wide *wide, __m512i v)
{
	if (_mm512_movepi8_mask(v) == 0) {
		wide->fault = _mm512_or_si512(wide->fault, wide->open);
		wide->open = _mm512_setzero_si512();
	} else {
		wide->fault = _mm512_or_si512(wide->fault, avx512_faults(wide, v));
		wide->open = _mm512_subs_epu8(v, wide->closed);
	}
	wide->previous = v;
}

static inline AVX512 uint64_t
avx512_hits(__m512i v)
{
	return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"')) |
	       _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\\')) |
	       _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(0x20));
}

/* The first n bytes of s, n < 64; the rest is zero and not read. */
static inline AVX512 __m512i
avx512_part(const char *s, size_t n)
{
	return _mm512_maskz_loadu_epi8(((uint64_t)1 << n) - 1, s);
}

static AVX512 bool
avx512_stops(const char *text, size_t n, size_t from, unsigned char marks[SIMD_MARKS])
{
	size_t end = n - from < SIMD_WINDOW ? n : from + SIMD_WINDOW, at = from;
	struct wide wide = avx512_check(text, from);

	for (; end - at >= 64; at += 64) {
		__m512i v = _mm512_loadu_si512(text + at);

		marks = put(marks, avx512_hits(v));
		avx512_check64(&wide, v);
	}
	if (at < end) {
		__m512i v = avx512_part(text + at, end - at);

		marks = put(marks, avx512_hits(v));
		avx512_check64(&wide, v);
	}
	put(marks, 1);
	if (end == n)
		wide.fault = _mm512_or_si512(wide.fault, wide.open);
	return _mm512_test_epi8_mask(wide.fault, wide.fault) == 0;
}

static AVX512 size_t
avx512_utf8(const char *s, size_t n)
{
	struct wide wide = avx512_check(s, 0);
	size_t at = 0;

	for (; n - at >= 64; at += 64) {
		avx512_check64(&wide, _mm512_loadu_si512(s + at));
		if (_mm512_test_epi8_mask(wide.fault, wide.fault) != 0)
			break;
	}
	return at;
}

static AVX512 size_t
avx512_plain(const char *s, size_t n)
{
	size_t at = 0;

	while (at < n) {
		__m512i v = n - at < 64 ? avx512_part(s + at, n - at) : _mm512_loadu_si512(s + at);
		uint64_t bits = avx512_hits(v) | _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)0xc2)) |
		                _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)0xe2)) |
		                _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(0x7f));

		if (bits != 0)
			return at + (size_t)__builtin_ctzll(bits);
		at += 64;
	}
	return n;
}

const struct simd simd_avx512 = {"avx512", avx512_stops, avx512_utf8, avx512_plain, sse2_count};

#endif
