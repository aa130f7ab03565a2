#include "common/sha256.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)

#include <cpuid.h>
#include <immintrin.h>

#define SHA __attribute__((target("sha,sse4.1,ssse3")))

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4,
 * section 4.2.2). */
static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Leaf 7: EBX bit 29 is SHA; leaf 1: ECX bit 19 is SSE4.1, 9 SSSE3 (Intel's manual, volume 2A, CPUID). */
static bool
has_instructions(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 19) || !(c & 1u << 9))
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1u << 29);
}

/* The state as the instructions have it: A, B, E, F and C, D, G, H, the first highest. */
struct state {
	__m128i abef, cdgh;
};

/* Takes a number of blocks of 64 bytes. */
SHA static void
take(struct state *state, const unsigned char *data, size_t blocks)
{
	const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i abef = state->abef, cdgh = state->cdgh;

	for (; blocks > 0; blocks--, data += 64) {
		const __m128i before_abef = abef, before_cdgh = cdgh;
		__m128i w[4];

#pragma GCC unroll 16
		for (int i = 0; i < 16; i++) {
			__m128i sum;

			if (i < 4) {
				w[i] = _mm_loadu_si128((const __m128i *)(const void *)(data + 16 * i));
				w[i] = _mm_shuffle_epi8(w[i], big_endian);
			} else {
				sum = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);
				sum = _mm_add_epi32(sum, _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
				w[i & 3] = _mm_sha256msg2_epu32(sum, w[(i + 3) & 3]);
			}
			sum = _mm_loadu_si128((const __m128i *)(const void *)(constants + (size_t)4 * i));
			sum = _mm_add_epi32(sum, w[i & 3]);
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
		}
		abef = _mm_add_epi32(abef, before_abef);
		cdgh = _mm_add_epi32(cdgh, before_cdgh);
	}
	state->abef = abef;
	state->cdgh = cdgh;
}

static void
put_number(uint8_t *out, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(number >> (24 - 8 * i));
}

SHA static void
digest_of(const unsigned char *data, size_t n, uint8_t digest[32])
{
	static const unsigned char places[8] = {3, 2, 7, 6, 1, 0, 5, 4}; /* of A to H in the state */
	/* FIPS 180-4, section 5.3.3 */
	struct state state = {
		_mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
		_mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19),
	};
	size_t left = n % 64, last = left < 56 ? 64 : 128;
	unsigned char end[128] = {0};
	uint32_t numbers[8];

	take(&state, data, n / 64);
	if (left > 0)
		memcpy(end, data + (n - left), left);
	end[left] = 0x80;
	put_number(end + last - 8, (uint32_t)((uint64_t)n >> 29));
	put_number(end + last - 4, (uint32_t)((uint64_t)n << 3));
	take(&state, end, last / 64);
	_mm_storeu_si128((__m128i *)(void *)numbers, state.abef);
	_mm_storeu_si128((__m128i *)(void *)(numbers + 4), state.cdgh);
	for (size_t i = 0; i < 8; i++)
		put_number(digest + 4 * i, numbers[places[i]]);
}

static bool available;

__attribute__((constructor)) static void
look(void)
{
	available = has_instructions();
}

bool
sha256_fast(const void *data, size_t n, uint8_t digest[32])
{
	if (!available)
		return false;
	digest_of(data, n, digest);
	return true;
}

#else

bool
sha256_fast(const void *data, size_t n, uint8_t digest[32])
{
	(void)data;
	(void)n;
	(void)digest;
	return false;
}

#endif
