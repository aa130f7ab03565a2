/* Hashes of bytes. Identities on disk are unseeded 128-bit; tables in memory
 * whose keys come from strangers are seeded. */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash128 {
	uint64_t low, high;
};

/* XXH3-128 of the bytes, the same on every machine and in every run. */
struct hash128 hash_identity(const void *data, size_t n);

/* A 64-bit hash seeded at random once per process (getrandom(2)). */
uint64_t hash_seeded(const void *data, size_t n);

/* The same with a seed of the caller's; hash_seed() gives the process's own. */
uint64_t hash_with_seed(const void *data, size_t n, uint64_t seed);
uint64_t hash_seed(void);

/* SHA-256 of the bytes as 64 lower-case hexadecimal digits and a NUL (FIPS 180-4). */
void hash_sha256_hex(const void *data, size_t n, char hex[65]);

#endif
