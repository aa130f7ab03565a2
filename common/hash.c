#include "common/hash.h"

#include <sha2.h>
#include <sys/random.h>
#include <xxhash.h>

#include "common/diag.h"
#include "common/sha256.h"

struct hash128
hash_identity(const void *data, size_t n)
{
	XXH128_hash_t hash = XXH3_128bits(data, n);

	return (struct hash128){.low = hash.low64, .high = hash.high64};
}

uint64_t
hash_seed(void)
{
	static uint64_t seed;

	while (seed == 0)
		if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
			die(STATUS_FAILED, NULL, "no random numbers from the system");
	return seed;
}

uint64_t
hash_seeded(const void *data, size_t n)
{
	return XXH3_64bits_withSeed(data, n, hash_seed());
}

uint64_t
hash_with_seed(const void *data, size_t n, uint64_t seed)
{
	return XXH3_64bits_withSeed(data, n, seed);
}

void
hash_sha256_hex(const void *data, size_t n, char hex[65])
{
	uint8_t digest[SHA256_DIGEST_LENGTH];

	if (!sha256_fast(data, n, digest)) {
		SHA2_CTX context;

		SHA256Init(&context);
		SHA256Update(&context, data, n);
		SHA256Final(digest, &context);
	}
	for (size_t i = 0; i < sizeof(digest); i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	hex[64] = '\0';
}
