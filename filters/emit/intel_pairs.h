/* UUIDs by other UUIDs: 32 bytes each, in a table that is between three eighths and three quarters full. */
#ifndef INTEL_PAIRS_H
#define INTEL_PAIRS_H

#include <stddef.h>

#include "filters/emit/uuid.h"

#define INTEL_PAIRS_MAX ((size_t)1 << 20) /* what comes later is not kept: 64 MiB at most */

struct intel_pair {
	struct uuid key, value; /* key all zero: empty */
};

/* Zero-initialised is valid. */
struct intel_pairs {
	struct intel_pair *slots;
	size_t count, cap; /* cap is a power of two */
};

/* Keeps the value, unless the key has one. */
void intel_pairs_add(struct intel_pairs *pairs, const struct uuid *key, const struct uuid *value);

/* NULL if there is none. Borrowed until the next addition. */
const struct uuid *intel_pairs_get(const struct intel_pairs *pairs, const struct uuid *key);

void intel_pairs_free(struct intel_pairs *pairs);

#endif
