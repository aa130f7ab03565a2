/* Reading 64 bytes for the chunk engine: what kinds of ASCII characters they are, as bit masks, and the
 * bytes in lower case. Three ways: AVX2, SSE2, plain C. For text_chunk.c only. */
#ifndef TEXT_CHUNK_READ_H
#define TEXT_CHUNK_READ_H

#include <stdint.h>

#include "common/text_fold.h"

#ifdef __SSE2__
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#endif

#define INLINE inline __attribute__((always_inline))

/* The ASCII characters of a chunk by kind; none is in two masks, but dot and end. */
struct chunk {
	uint64_t word;  /* letters and digits */
	uint64_t digit;
	uint64_t blank; /* blank and tab */
	uint64_t line;  /* line feed */
	uint64_t joint; /* - _ ' ` */
	uint64_t dot;   /* . */
	uint64_t end;   /* . ! ? */
	uint64_t hard;  /* # and the rarer line ends: see text_gap() and text_detour() */
	uint64_t high;  /* not ASCII */
	uint64_t lead;  /* of those the first bytes of characters; only if high is not 0 */
};

/* What is not a letter or a digit may come out as anything. */

#ifdef __SSE2__

/* Tables by low nibble: a byte is in the set if it equals the table's. An empty first
 * place holds 1, which cannot be there, so that NUL is in no set. */
static const uint8_t blank_set[16] = {[0x0] = ' ', [0x9] = '\t'};
static const uint8_t joint_set[16] = {[0x0] = '`', [0x7] = '\'', [0xd] = '-', [0xf] = '_'};
static const uint8_t end_set[16] = {[0x0] = 1, [0x1] = '!', [0xe] = '.', [0xf] = '?'};
static const uint8_t hard_set[16] = {[0x0] = 1, [0x3] = '#', [0xb] = '\v', [0xc] = '\f', [0xd] = '\r'};

AVX2 static INLINE uint64_t
among32(__m256i bytes, const uint8_t set[16])
{
	__m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)set));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_shuffle_epi8(table, bytes)));
}

AVX2 static INLINE uint64_t
equal32(__m256i bytes, char c)
{
	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c)));
}

AVX2 static INLINE __m256i
between32(__m256i bytes, char first, char last)
{
	return _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8((char)(first - 1))),
	    _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), bytes));
}

AVX2 static INLINE void
read_half_avx2(struct chunk *chunk, const uint8_t *p, uint8_t *out, int shift)
{
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + shift));
	__m256i low = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
	__m256i digit = between32(v, '0', '9');
	__m256i word = _mm256_or_si256(between32(low, 'a', 'z'), digit);

	_mm256_storeu_si256((__m256i *)(void *)(out + shift), low);
	chunk->word |= (uint64_t)(uint32_t)_mm256_movemask_epi8(word) << shift;
	chunk->digit |= (uint64_t)(uint32_t)_mm256_movemask_epi8(digit) << shift;
	chunk->blank |= among32(v, blank_set) << shift;
	chunk->line |= equal32(v, '\n') << shift;
	chunk->joint |= among32(v, joint_set) << shift;
	chunk->dot |= equal32(v, '.') << shift;
	chunk->end |= among32(v, end_set) << shift;
	chunk->hard |= among32(v, hard_set) << shift;
	chunk->high |= (uint64_t)(uint32_t)_mm256_movemask_epi8(v) << shift;
	/* as a signed byte 0xc0 is -64; ASCII goes with it and is taken out later */
	chunk->lead |= (uint64_t)(uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpgt_epi8(v, _mm256_set1_epi8(-65))) << shift;
}

AVX2 static INLINE void
read_avx2(struct chunk *chunk, const uint8_t *p, uint8_t *out)
{
	read_half_avx2(chunk, p, out, 0);
	read_half_avx2(chunk, p, out, 32);
	_mm256_zeroupper(); /* what is called from here on is not AVX */
}

static INLINE __m128i
equal16(__m128i bytes, char c)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

static INLINE __m128i
between16(__m128i bytes, char first, char last)
{
	return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
	    _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

static INLINE uint64_t
mask16(__m128i bytes)
{
	return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes);
}

static INLINE void
read_sse2(struct chunk *chunk, const uint8_t *p, uint8_t *out)
{
	for (int shift = 0; shift < TEXT_CHUNK; shift += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + shift));
		__m128i low = _mm_or_si128(v, _mm_set1_epi8(0x20));
		__m128i digit = between16(v, '0', '9');
		__m128i word = _mm_or_si128(between16(low, 'a', 'z'), digit);
		__m128i dot = equal16(v, '.');

		_mm_storeu_si128((__m128i *)(void *)(out + shift), low);
		chunk->word |= mask16(word) << shift;
		chunk->digit |= mask16(digit) << shift;
		chunk->blank |= mask16(_mm_or_si128(equal16(v, ' '), equal16(v, '\t'))) << shift;
		chunk->line |= mask16(equal16(v, '\n')) << shift;
		chunk->joint |= mask16(_mm_or_si128(_mm_or_si128(equal16(v, '-'), equal16(v, '_')),
		    _mm_or_si128(equal16(v, '\''), equal16(v, '`')))) << shift;
		chunk->dot |= mask16(dot) << shift;
		chunk->end |= mask16(_mm_or_si128(dot, _mm_or_si128(equal16(v, '!'), equal16(v, '?')))) << shift;
		chunk->hard |= mask16(_mm_or_si128(equal16(v, '#'), between16(v, '\v', '\r'))) << shift;
		chunk->high |= mask16(v) << shift;
		chunk->lead |= mask16(_mm_cmpgt_epi8(v, _mm_set1_epi8(-65))) << shift;
	}
}

#endif

static INLINE void
read_plain(struct chunk *chunk, const uint8_t *p, uint8_t *out)
{
	for (int i = 0; i < TEXT_CHUNK; i++) {
		uint8_t c = p[i], low = c | 0x20;
		uint64_t bit = (uint64_t)1 << i;

		out[i] = low;
		chunk->word |= (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ? bit : 0;
		chunk->digit |= c >= '0' && c <= '9' ? bit : 0;
		chunk->blank |= c == ' ' || c == '\t' ? bit : 0;
		chunk->line |= c == '\n' ? bit : 0;
		chunk->joint |= c == '-' || c == '_' || c == '\'' || c == '`' ? bit : 0;
		chunk->dot |= c == '.' ? bit : 0;
		chunk->end |= c == '.' || c == '!' || c == '?' ? bit : 0;
		chunk->hard |= c == '#' || (c >= '\v' && c <= '\r') ? bit : 0;
		chunk->high |= c >= 0x80 ? bit : 0;
		chunk->lead |= c >= 0xc0 ? bit : 0;
	}
}

#endif
