/* Any bytes as a URL: the canonical form of a canonical form is itself. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buf once, twice, resolved;
	const char *s = (const char *)data, *line = memchr(s, '\n', size);
	size_t base = line != NULL ? (size_t)(line - s) : size / 2;

	buf_clear(&once);
	buf_clear(&twice);
	buf_clear(&resolved);
	url_resolve(s, base, s + base, size - base, &resolved);
	if (!url_canonical(s, size, &once)) {
		if (once.len != 0)
			abort();
		return 0;
	}
	if (!url_canonical(once.data, once.len, &twice) || twice.len != once.len
	    || memcmp(twice.data, once.data, once.len) != 0)
		abort();
	return 0;
}
