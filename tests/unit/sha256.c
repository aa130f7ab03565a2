/* SHA-256 by instructions gives what the library gives. */
#include "common/sha256.h"

#include <sha2.h>
#include <string.h>

#include "common/hash.h"
#include "tests/unit/check.h"

int
main(void)
{
	static unsigned char data[70000];
	static const size_t lengths[] = {127, 128, 129, 1000, 4096, 65535, 65536, 69999};
	size_t wrong = 0;
	char hex[65];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 2654435761u >> 13);
	for (size_t i = 0; i < 126 + sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t n = i < 126 ? i : lengths[i - 126];
		uint8_t got[32], want[32];
		SHA2_CTX context;

		SHA256Init(&context);
		SHA256Update(&context, data + i % 7, n < sizeof(data) - 7 ? n : sizeof(data) - 7);
		SHA256Final(want, &context);
		if (sha256_fast(data + i % 7, n < sizeof(data) - 7 ? n : sizeof(data) - 7, got))
			wrong += memcmp(got, want, 32) != 0;
	}
	check(wrong == 0, "messages of any length, at any address");
	hash_sha256_hex("abc", 3, hex);
	check_string(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "the standard's example");
	hash_sha256_hex("", 0, hex);
	check_string(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "nothing");
	return check_done();
}
