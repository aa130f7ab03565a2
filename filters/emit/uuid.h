/* UUIDs made from names: version 5 of RFC 9562, by SHA-1. */
#ifndef UUID_H
#define UUID_H

#include <stddef.h>
#include <stdint.h>

struct uuid {
	uint8_t bytes[16];
};

/* The namespace of STIX 2.1 section 2.9, which OpenCTI uses for all its objects too. */
extern const struct uuid uuid_stix;

/* Our own: version 5 of the DNS namespace and "watchline". */
extern const struct uuid uuid_watchline;

struct uuid uuid_v5(const struct uuid *space, const void *name, size_t n);

/* 36 characters, small letters, and a NUL. */
void uuid_format(const struct uuid *uuid, char text[37]);

#endif
