/* Any bytes as one line. The seeds in corpus/json are our own. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/json_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *wrong = oracle_check((const char *)data, size);

	if (wrong != NULL) {
		fprintf(stderr, "json: %s\n", wrong);
		abort();
	}
	return 0;
}
