/* Any bytes as a text: a tag is one of ours, a text in two parts is read as far, and what is read
 * does not depend on where it lies. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "filters/ingest/language.h"
#include "filters/ingest/language_tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *tag = language_detect(text, size), *again;
	struct language_votes votes = {0};
	char *copy = malloc(size + 1);

	if (copy == NULL)
		return 0;
	memcpy(copy, data, size);
	again = language_detect(copy, size);
	free(copy);
	if (tag != again)
		abort();
	if (tag != NULL && (strlen(tag) < 2 || strlen(tag) > 3))
		abort();
	language_read(&votes, text, size / 2);
	language_read(&votes, text + size / 2, size - size / 2);
	if (votes.bytes > 2048)
		abort();
	language_choose(&votes);
	return 0;
}
