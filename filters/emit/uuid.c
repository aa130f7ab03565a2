#include "filters/emit/uuid.h"

#include <sha1.h>
#include <string.h>

const struct uuid uuid_stix = {{0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7}};
const struct uuid uuid_watchline = {{0x58, 0x18, 0xa6, 0x81, 0x1c, 0x7c, 0x53, 0xb7,
                                     0x83, 0x0d, 0x55, 0x18, 0x69, 0xc6, 0x68, 0xe4}};

struct uuid
uuid_v5(const struct uuid *space, const void *name, size_t n)
{
	uint8_t digest[SHA1_DIGEST_LENGTH];
	struct uuid uuid;
	SHA1_CTX context;

	SHA1Init(&context);
	SHA1Update(&context, space->bytes, sizeof(space->bytes));
	if (n > 0)
		SHA1Update(&context, name, n);
	SHA1Final(digest, &context);
	memcpy(uuid.bytes, digest, sizeof(uuid.bytes));
	uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | 0x50);
	uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80);
	return uuid;
}

void
uuid_format(const struct uuid *uuid, char text[37])
{
	static const char digits[] = "0123456789abcdef";
	char *at = text;

	for (size_t i = 0; i < sizeof(uuid->bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = digits[uuid->bytes[i] >> 4];
		*at++ = digits[uuid->bytes[i] & 15];
	}
	*at = '\0';
}
