/* Identifiers that were written already: 16 bytes each, in a table that is between three eighths
 * and three quarters full. */
#ifndef INTEL_SEEN_H
#define INTEL_SEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/emit/uuid.h"

/* Zero-initialised is valid. */
struct intel_seen {
	struct uuid *slots; /* all zero: empty */
	size_t count, cap;  /* cap is a power of two */
};

/* Adds it; false if it was there. No UUID of version 5 is all zero. */
bool intel_seen_add(struct intel_seen *seen, const struct uuid *uuid);

bool intel_seen_has(const struct intel_seen *seen, const struct uuid *uuid);

/* Forgets all, but keeps the memory. */
void intel_seen_clear(struct intel_seen *seen);

void intel_seen_free(struct intel_seen *seen);

#endif
